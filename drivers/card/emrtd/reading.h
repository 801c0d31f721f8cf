/*
 * Reading an ID card from the first command to the verdict: access by PACE with the card access
 * number, else by basic access control; the files; passive authentication; the chip's own proof.
 * Works over any transport. Blocks for seconds; one thread.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_READING_H
#define MOTCUA_DRIVERS_CARD_EMRTD_READING_H

#include <stdint.h>

#include "drivers/card/card_content.h"
#include "drivers/card/emrtd/transport.h"
#include "drivers/card/emrtd/trust.h"

/* A portrait has 20 KB; whatever says that it is longer is not believed. */
#define READING_FILE_MAX_BYTES ((size_t)64 * 1024)
#define READING_KEYS_MAX       2

struct reading_options {
    const struct trust *trust;
    int64_t unix_s; /* now: certificates are judged by it */
    int timeout_ms; /* for the whole card; negative: none */
    /* 0 to 100, each greater than the one before; NULL is fine. */
    void (*progress)(void *context, int percent);
    void *context;
};

/*
 * out is filled when *out_outcome is CARD_READ; its reason and its protocol always are.
 * MC_ECANCELLED; MC_EIO when the reader, not the card, is at fault.
 */
enum mc_err reading_run(struct card_transport *transport, const struct card_access *access,
                        const struct reading_options *options, struct card_content *out,
                        enum card_outcome *out_outcome, struct mc_error *err) MC_MUST_CHECK;

#endif
