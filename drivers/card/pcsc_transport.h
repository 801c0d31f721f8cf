/* One card in one reader of pcscd as a wire to its chip. */
#ifndef MOTCUA_DRIVERS_CARD_PCSC_TRANSPORT_H
#define MOTCUA_DRIVERS_CARD_PCSC_TRANSPORT_H

#include <stdbool.h>
#include <winscard.h>

#include "core/waiter.h"
#include "drivers/card/emrtd/transport.h"

struct pcsc_transport {
    struct card_transport base;
    SCARDHANDLE card;
    DWORD protocol;
    struct mc_waiter *waiter; /* its cancellation stops a reading between two commands */
};

/*
 * MC_EGONE: no card. MC_ECONFLICT: another program keeps it for itself. MC_EPARSE: the chip does
 * not answer. MC_EIO, MC_EDENIED: the reader, pcscd.
 */
enum mc_err pcsc_transport_open(struct pcsc_transport *transport, SCARDCONTEXT context,
                                const char *reader, struct mc_waiter *waiter,
                                struct mc_error *err) MC_MUST_CHECK;
/* Resets the chip, so that nobody goes on with its session; torn: there is none to reset. */
void pcsc_transport_close(struct pcsc_transport *transport, bool torn);

/* What a failed call means; `what` begins the text. */
enum mc_err pcsc_fail(struct mc_error *err, LONG rc, const char *what);

#endif
