/*
 * A reader of ID-card chips: tells of cards coming and going and reads what the chip says of its
 * holder. Calls from its worker thread, cancel() from any.
 */
#ifndef MOTCUA_DRIVERS_CARD_CARD_READER_H
#define MOTCUA_DRIVERS_CARD_CARD_READER_H

#include "core/error.h"

#define CARD_FIELD_BYTES 512

/* Raw fields as the chip gives them (UTF-8, dates DD/MM/YYYY); the kiosk turns them into a citizen.
 */
struct card_fields {
    char id_number[16];
    char old_id_number[16];
    char name[CARD_FIELD_BYTES];
    char birth[16];
    char sex[16];
    char residence[CARD_FIELD_BYTES];
    char issued[16];
    int chip_verified; /* passive authentication passed */
};

enum card_event { CARD_INSERTED, CARD_REMOVED, CARD_UNREADABLE };

struct card_reader;

struct card_reader_ops {
    /* *out is filled on CARD_INSERTED. MC_ETIMEOUT, MC_ECANCELLED, MC_EGONE. */
    enum mc_err (*next_event)(struct card_reader *reader, int timeout_ms, enum card_event *event,
                              struct card_fields *out, struct mc_error *err);
    void (*cancel)(struct card_reader *reader);
    const char *(*describe)(const struct card_reader *reader);
    void (*destroy)(struct card_reader *reader);
};

struct card_reader {
    const struct card_reader_ops *ops;
};

#endif
