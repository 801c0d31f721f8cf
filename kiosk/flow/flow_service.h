/* What staff are shown of the kiosk, and what comes of trying its devices. Nothing of a citizen's
 * is in it but the camera's picture, which goes with the screen. */
#ifndef MOTCUA_KIOSK_FLOW_FLOW_SERVICE_H
#define MOTCUA_KIOSK_FLOW_FLOW_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#define FLOW_SERVICE_TEXT_BYTES 256

/* Of one device. */
struct flow_service_device {
    bool configured;
    bool works;
    char found[FLOW_SERVICE_TEXT_BYTES]; /* what it is; "" until it was found */
    const char *problem; /* doctor.state and doctor.remedy of assets/i18n; "" while it works */
    const char *rules;   /* the file that gives leave to have it; static like the problem */
};

struct flow_service_state {
    struct flow_service_device camera;
    struct flow_service_device scanner;
    struct flow_service_device card_reader;
    struct flow_service_device printer;
    long outbox_waiting;
    long outbox_damaged;       /* files of its that were put aside, and lie there still */
    int64_t catalogue_version; /* 0: the shipped one */
    int64_t disk_free_mib;     /* -1: not known */
};

/* What camera or scanner read last while being tried. */
enum flow_service_read { FLOW_READ_NOTHING, FLOW_READ_ID_CARD, FLOW_READ_RECEIPT, FLOW_READ_OTHER };
struct flow_service_try {
    enum flow_service_read read;
    const char *symbology; /* static; NULL until something was read */
    int count;
};

/* How a chip was opened. */
enum flow_chip_access { FLOW_CHIP_ACCESS_NONE, FLOW_CHIP_ACCESS_BAC, FLOW_CHIP_ACCESS_PACE };
struct flow_service_chip {
    enum flow_chip_access access;
    bool verified; /* once it was read */
};

#endif
