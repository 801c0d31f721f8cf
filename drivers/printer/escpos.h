/*
 * ESC/POS, the language of receipt printers, as far as printing pictures needs it. Pure: bytes in,
 * bytes out. Source: Epson's ESC/POS command reference (command names as there); everything is
 * printed as raster because code pages and character sets differ from model to model.
 *
 * Job ids are four of the letters @ to O: none of them has the fixed bits of a real-time status, so
 * that one arriving in between can be told apart.
 */
#ifndef MOTCUA_DRIVERS_PRINTER_ESCPOS_H
#define MOTCUA_DRIVERS_PRINTER_ESCPOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/raster.h"
#include "drivers/printer/printer.h"

/* A picture goes in bands of at most so many lines: small buffers overflow on more. A band is never
 * longer than what ends a half-sent one. */
#define ESCPOS_BAND_LINES     128
#define ESCPOS_JOB_ID_CHARS   4
#define ESCPOS_RECOVERY_NULS  8192
#define ESCPOS_WIDTH_MAX_DOTS 1024
#define ESCPOS_STRIP_LINES    24 /* of ESC * in its 24-dot mode */

/* How a picture is put. */
enum escpos_raster {
    ESCPOS_RASTER_GS_V_0,
    ESCPOS_RASTER_GS_L,    /* GS ( L functions 112 and 50 */
    ESCPOS_RASTER_ESC_STAR /* ESC * in strips of 24 lines, for those that know no other */
};

enum escpos_confirmation {
    ESCPOS_CONFIRM_NONE,
    ESCPOS_CONFIRM_GS_R,  /* GS r 1, answered in order */
    ESCPOS_CONFIRM_JOB_ID /* GS ( H function 48 */
};

/* What a model can do. */
struct escpos_profile {
    int width_dots; /* 384, 512 or 576 */
    enum escpos_raster raster;
    int strip_feed; /* ESC 3: what 24 lines are in the model's units; for ESC * */
    bool dle_eot;   /* answers real-time status requests */
    bool cutter;
    bool asb;       /* GS a: tells its state by itself */
    int feed_lines; /* from the head to the knife */
    enum escpos_confirmation confirmation;
};

/* ---- To the printer ---- */

/* The four letters of a job number, and a NUL. */
void escpos_job_id(unsigned number, char out[ESCPOS_JOB_ID_CHARS + 1]);
/* The lines of one band of this stride. */
int escpos_band_lines(enum escpos_raster raster, int stride_bytes);
/* One whole job: ESC @, GS a 255, the bands, feed, cut, and the request for a confirmation. */
void escpos_put_job(struct mc_buffer *out, const struct escpos_profile *profile,
                    const struct mc_raster *picture, const char *job_id);
/* Ends whatever a job before left half sent (ESC @ alone would be taken as pixels), and clears
 * errors. */
void escpos_put_recovery(struct mc_buffer *out, const struct escpos_profile *profile);
/* Feeds and cuts: the rest of one citizen's receipt must not hang on the next one's. */
void escpos_put_cut(struct mc_buffer *out, const struct escpos_profile *profile);
/* GS a 255: every change of state is told from now on, and the state once at first. */
void escpos_put_asb_on(struct mc_buffer *out);
/* DLE EOT n, n 1 to 4. */
void escpos_put_status_request(struct mc_buffer *out, int n);

/* ---- From the printer ---- */

enum escpos_reply_kind {
    ESCPOS_REPLY_NONE,   /* nothing yet, or a byte without a meaning */
    ESCPOS_REPLY_STATUS, /* to DLE EOT: bytes[0] */
    ESCPOS_REPLY_ASB,    /* automatic status back: bytes[0..3] */
    ESCPOS_REPLY_PAPER,  /* to GS r 1: bytes[0] */
    ESCPOS_REPLY_JOB_DONE
};

struct escpos_reply {
    enum escpos_reply_kind kind;
    uint8_t bytes[4];
    char job_id[ESCPOS_JOB_ID_CHARS + 1]; /* JOB_DONE */
};

/* Takes the bytes one by one; zeroed at first. Any bytes whatever are fine. */
struct escpos_parser {
    enum { ESCPOS_PARSER_IDLE, ESCPOS_PARSER_ASB, ESCPOS_PARSER_JOB } state;
    uint8_t held[8];
    size_t held_len;
};
void escpos_parse_byte(struct escpos_parser *parser, uint8_t byte, struct escpos_reply *out);

/* What the answers to DLE EOT 1 to 4 say together. */
enum printer_state escpos_state_from_status(const uint8_t status[4]);
enum printer_state escpos_state_from_asb(const uint8_t asb[4]);

#endif
