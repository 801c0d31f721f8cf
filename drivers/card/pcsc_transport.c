#include "drivers/card/pcsc_transport.h"

#include "drivers/card/emrtd/apdu.h"
#include "drivers/card/emrtd/atr.h"

/* How long another program may hold the card before it is read beside it. */
#define BUSY_PATIENCE_MS 1500
#define BUSY_LOOK_MS     100

static enum mc_err meaning_of(LONG rc)
{
    switch (rc) {
    case SCARD_W_REMOVED_CARD:
    case SCARD_E_NO_SMARTCARD:
    case SCARD_W_UNPOWERED_CARD:
    case SCARD_E_NOT_TRANSACTED: /* what readers say when the card leaves in mid-command */
    case SCARD_W_RESET_CARD: return MC_EGONE;
    case SCARD_E_SHARING_VIOLATION: return MC_ECONFLICT;
    case SCARD_W_UNRESPONSIVE_CARD:
    case SCARD_W_UNSUPPORTED_CARD:
    case SCARD_E_PROTO_MISMATCH: return MC_EPARSE;
    case SCARD_E_INSUFFICIENT_BUFFER: return MC_ETOOBIG;
    case SCARD_W_SECURITY_VIOLATION: return MC_EDENIED;
    case SCARD_E_CANCELLED: return MC_ECANCELLED;
    case SCARD_E_TIMEOUT: return MC_ETIMEOUT;
    default: return MC_EIO;
    }
}

enum mc_err pcsc_fail(struct mc_error *err, LONG rc, const char *what)
{
    enum mc_err code = meaning_of(rc);
    if (code == MC_EDENIED) {
        return mc_fail(
            err, code,
            "%s: pcscd refuses; install config/60-motcua-pcscd.rules and add the kiosk's "
            "user to the group motcua",
            what);
    }
    return mc_fail(err, code, "%s: %s", what, pcsc_stringify_error(rc));
}

static enum mc_err transmit(struct card_transport *base, const uint8_t *command, size_t len,
                            uint8_t *out, size_t size, size_t *out_len, struct mc_error *err)
{
    struct pcsc_transport *self = (struct pcsc_transport *)base;
    const SCARD_IO_REQUEST *pci = self->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    DWORD got = (DWORD)size;
    LONG rc = SCardTransmit(self->card, pci, command, (DWORD)len, NULL, out, &got);
    if (rc != SCARD_S_SUCCESS) {
        return pcsc_fail(err, rc, "card");
    }
    /* A card torn out of some readers is a success of length 0: apdu_parse_response() knows. */
    *out_len = got;
    return MC_OK;
}

static int cancelled(struct card_transport *base)
{
    struct pcsc_transport *self = (struct pcsc_transport *)base;
    mc_waiter_lock(self->waiter);
    bool was = self->waiter->cancelled;
    self->waiter->cancelled = false;
    mc_waiter_unlock(self->waiter);
    return was;
}

/* Alone with the card if that can be had soon; else beside the others, who may just be resident. */
static LONG connect_card(struct pcsc_transport *self, SCARDCONTEXT context, const char *reader)
{
    const DWORD protocols = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;
    int64_t until_ms = mc_deadline(BUSY_PATIENCE_MS);
    LONG rc = SCARD_E_SHARING_VIOLATION;
    while (rc == SCARD_E_SHARING_VIOLATION && mc_deadline_left_ms(until_ms) > 0) {
        rc = SCardConnect(context, reader, SCARD_SHARE_EXCLUSIVE, protocols, &self->card,
                          &self->protocol);
        if (rc == SCARD_E_SHARING_VIOLATION) {
            SCARD_READERSTATE state = {.szReader = reader};
            (void)SCardGetStatusChange(context, 0, &state, 1);
            state.dwCurrentState = state.dwEventState;
            (void)SCardGetStatusChange(context, BUSY_LOOK_MS, &state, 1);
        }
    }
    if (rc == SCARD_E_SHARING_VIOLATION) {
        rc = SCardConnect(context, reader, SCARD_SHARE_SHARED, protocols, &self->card,
                          &self->protocol);
    }
    return rc;
}

enum mc_err pcsc_transport_open(struct pcsc_transport *transport, SCARDCONTEXT context,
                                const char *reader, struct mc_waiter *waiter, struct mc_error *err)
{
    static const struct card_transport_ops ops = {.transmit = transmit, .cancelled = cancelled};
    struct pcsc_transport opened = {.base = {.ops = &ops}, .waiter = waiter};
    LONG rc = connect_card(&opened, context, reader);
    if (rc != SCARD_S_SUCCESS) {
        return pcsc_fail(err, rc, "card");
    }
    BYTE atr[ATR_MAX_BYTES];
    DWORD atr_len = sizeof atr;
    rc = SCardStatus(opened.card, NULL, NULL, NULL, NULL, atr, &atr_len);
    opened.base.extended_length = rc == SCARD_S_SUCCESS && atr_extended_length(atr, atr_len);
    *transport = opened;
    return MC_OK;
}

void pcsc_transport_close(struct pcsc_transport *transport, bool torn)
{
    (void)SCardDisconnect(transport->card, torn ? SCARD_LEAVE_CARD : SCARD_RESET_CARD);
}
