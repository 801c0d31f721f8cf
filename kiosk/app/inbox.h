/*
 * What arrives in the UI thread's inbox, and the payload of each tag. Payloads that may hold
 * personal data live in secret memory.
 */
#ifndef MOTCUA_KIOSK_APP_INBOX_H
#define MOTCUA_KIOSK_APP_INBOX_H

#include <stddef.h>
#include <stdint.h>

#include "core/ident.h"
#include "core/queue.h"
#include "core/symbology.h"
#include "drivers/camera/camera_hint.h"
#include "drivers/card/card_reader.h"
#include "drivers/printer/printer.h"

enum inbox_tag {
    /* from the readers; id 0 */
    INBOX_CODE,          /* struct inbox_code */
    INBOX_CHIP,          /* struct inbox_chip */
    INBOX_CHIP_PROGRESS, /* struct inbox_chip_progress; id: of the request */
    INBOX_CHIP_READ,     /* struct inbox_chip_read; id: of the request */
    INBOX_READER_STATE,  /* struct inbox_reader_state */
    INBOX_HINT,          /* struct inbox_hint */
    INBOX_PREVIEW,       /* struct inbox_preview */
    /* from the printer's worker */
    INBOX_PRINTED, /* struct inbox_printed */
    /* from the PIN's worker */
    INBOX_PIN, /* struct inbox_pin */
    /* ... and the printer's again */
    INBOX_PRINTER_STATE, /* struct inbox_printed: state and width only */
    /* from the thread that speaks, and the one that watches for headphones */
    INBOX_VOICE,      /* struct inbox_switch: something here can speak */
    INBOX_HEADPHONES, /* struct inbox_switch: plugged in */
    /* from the store's and the network's workers: see store_worker.h and net_worker.h */
    INBOX_STORE_FIRST = 100,
    INBOX_NET_FIRST = 200,
    /* from the catalogue's: see catalogue_sync.h */
    INBOX_CATALOGUE_FIRST = 300
};

#define INBOX_CAPACITY 256

enum inbox_reader { INBOX_READER_CAMERA, INBOX_READER_SCANNER, INBOX_READER_CARD, INBOX_READERS };

struct inbox_code {
    enum inbox_reader reader;
    enum mc_symbology symbology;
    size_t len;
    uint8_t bytes[];
};

struct inbox_chip {
    enum card_event event;
};

struct inbox_chip_progress {
    int percent;
};

struct inbox_chip_read {
    enum card_outcome outcome;
    struct card_content *content; /* owned, secret memory */
};

struct inbox_reader_state {
    enum inbox_reader reader;
    int works;
};

struct inbox_hint {
    enum camera_hint hint; /* why the camera reads nothing */
};

struct inbox_preview { /* secret memory: somebody stands before the camera */
    int width_px;
    int height_px;
    uint8_t pixels[]; /* grey */
};

struct inbox_switch {
    int on;
};

struct inbox_pin {
    int right;
};

struct inbox_printed {
    char key[MC_UUID_CHARS + 1]; /* of the dossier whose receipt it is; "" for a state or a list */
    enum printer_outcome outcome;
    enum printer_state state;
    int width_px; /* 0: no printer */
};

#endif
