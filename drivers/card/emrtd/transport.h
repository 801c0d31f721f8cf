/* A wire to one chip: the only part of reading a card that does I/O. */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_TRANSPORT_H
#define MOTCUA_DRIVERS_CARD_EMRTD_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct card_transport;

struct card_transport_ops {
    /*
     * One command, one answer with its status word, at most `size` bytes of it. MC_EGONE: the card
     * was taken away; an answer of length 0 means the same. MC_ECANCELLED, MC_EIO, MC_ETOOBIG.
     */
    enum mc_err (*transmit)(struct card_transport *transport, const uint8_t *command, size_t len,
                            uint8_t *out, size_t size, size_t *out_len, struct mc_error *err);
    /* Somebody called cancel(): looked at between two commands. */
    int (*cancelled)(struct card_transport *transport);
};

struct card_transport {
    const struct card_transport_ops *ops;
    int extended_length; /* the answer to reset says that the chip takes extended lengths */
};

#endif
