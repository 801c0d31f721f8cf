#include "drivers/card/virtual/chip_transport.h"

#include <string.h>

/* Until the chip has thought; MC_OK also when it is gone by then. */
static enum mc_err think(struct chip_transport *transport, struct mc_error *err)
{
    int delay_ms = *transport->chip != NULL ? chip_delay_ms(*transport->chip) : 0;
    int64_t until_ms = mc_deadline(delay_ms);
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && *transport->chip != NULL && mc_deadline_left_ms(until_ms) > 0) {
        rc = mc_waiter_wait(transport->waiter, until_ms);
    }
    return rc == MC_ECANCELLED ? mc_fail(err, rc, "virtual chip: cancelled") : MC_OK;
}

static enum mc_err transmit(struct card_transport *base, const uint8_t *command, size_t len,
                            uint8_t *out, size_t size, size_t *out_len, struct mc_error *err)
{
    struct chip_transport *transport = (struct chip_transport *)base;
    mc_waiter_lock(transport->waiter);
    enum mc_err rc = think(transport, err);
    size_t n = 0;
    if (rc == MC_OK && *transport->chip != NULL) {
        n = chip_answer(*transport->chip, command, len, transport->answer);
    }
    mc_waiter_unlock(transport->waiter);
    if (rc == MC_OK && n > size) {
        rc = mc_fail(err, MC_ETOOBIG, "virtual chip: an answer of %zu bytes", n);
    }
    if (rc == MC_OK) {
        memcpy(out, transport->answer, n);
        *out_len = n;
    }
    return rc;
}

static int cancelled(struct card_transport *base)
{
    struct chip_transport *transport = (struct chip_transport *)base;
    mc_waiter_lock(transport->waiter);
    bool was = transport->waiter->cancelled;
    transport->waiter->cancelled = false;
    mc_waiter_unlock(transport->waiter);
    return was;
}

void chip_transport_init(struct chip_transport *transport, struct chip **chip,
                         struct mc_waiter *waiter)
{
    static const struct card_transport_ops ops = {.transmit = transmit, .cancelled = cancelled};
    *transport = (struct chip_transport){.base = {.ops = &ops}, .chip = chip, .waiter = waiter};
}
