/*
 * A reader of ID-card chips: tells of cards coming and going, and reads a chip once the keys to it
 * are known. Calls from its worker thread, cancel() from any. A chip is a stranger: whatever it
 * answers, a call returns, with a value that says how it went.
 */
#ifndef MOTCUA_DRIVERS_CARD_CARD_READER_H
#define MOTCUA_DRIVERS_CARD_CARD_READER_H

#include "core/error.h"
#include "drivers/card/card_content.h"

enum card_event {
    CARD_INSERTED,
    CARD_REMOVED,
    CARD_UNREADABLE /* something lies there whose chip does not answer: turned over, or none */
};

/* NULL is fine. 0 to 100, on the worker's thread. */
struct card_progress {
    void (*tell)(void *context, int percent);
    void *context;
};

struct card_reader;

struct card_reader_ops {
    /*
     * What has changed since the event before; the first ones tell of a card that was there
     * already. timeout_ms negative: no end. MC_ETIMEOUT, MC_ECANCELLED, MC_EGONE (no reader).
     */
    enum mc_err (*next_event)(struct card_reader *reader, int timeout_ms, enum card_event *event,
                              struct mc_error *err);
    /*
     * Reads the card that is there: some seconds. *out_outcome says how it ended, out->reason why;
     * the rest of out is filled on CARD_READ. MC_ECANCELLED; MC_EGONE, MC_EIO: the reader.
     */
    enum mc_err (*read)(struct card_reader *reader, const struct card_access *access,
                        const struct card_progress *progress, struct card_content *out,
                        enum card_outcome *out_outcome, struct mc_error *err);
    /* The call that waits or reads, or the next one, returns with MC_ECANCELLED. */
    void (*cancel)(struct card_reader *reader);
    const char *(*describe)(const struct card_reader *reader);
    void (*destroy)(struct card_reader *reader);
};

struct card_reader {
    const struct card_reader_ops *ops;
};

#endif
