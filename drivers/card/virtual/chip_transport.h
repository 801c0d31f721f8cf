/* A virtual chip as a wire to it: no reader, no process, no network. */
#ifndef MOTCUA_DRIVERS_CARD_VIRTUAL_CHIP_TRANSPORT_H
#define MOTCUA_DRIVERS_CARD_VIRTUAL_CHIP_TRANSPORT_H

#include "core/waiter.h"
#include "drivers/card/emrtd/transport.h"
#include "drivers/card/virtual/chip.h"

/* The fields are the transport's own. */
struct chip_transport {
    struct card_transport base;
    struct chip **chip; /* NULL in it: taken away; guarded by the waiter */
    struct mc_waiter *waiter;
    uint8_t answer[CHIP_ANSWER_MAX_BYTES];
};

/* Both stay the caller's. mc_waiter_cancel() cancels, and cuts a slow chip's thinking short. */
void chip_transport_init(struct chip_transport *transport, struct chip **chip,
                         struct mc_waiter *waiter);

#endif
