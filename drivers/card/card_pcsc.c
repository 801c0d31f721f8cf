#include "drivers/card/card_pcsc.h"

#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/card/emrtd/reading.h"
#include "drivers/card/pcsc_transport.h"

#define READERS_MAX     8
#define NAMES_BYTES     2048
#define READ_TIMEOUT_MS 40000
/* A cancellation that pcscd does not hear, because the wait has not reached it yet, is seen so soon
 * all the same. */
#define WAIT_SLICE_MS 2000
/* Tells of readers that come; every state's upper half counts the cards. */
#define PLUG_AND_PLAY "\\\\?PnP?\\Notification"
#define COUNTER_SHIFT 16

struct card_pcsc {
    struct card_reader base;
    char filter[CARD_PCSC_FILTER_BYTES];
    struct trust *trust;
    struct mc_waiter waiter; /* cancellation; guards context against SCardCancel() */
    bool connected;
    SCARDCONTEXT context;
    /* The worker's own. */
    char names[NAMES_BYTES]; /* what the states point into */
    SCARD_READERSTATE states[READERS_MAX + 1];
    size_t count; /* readers; the notification comes behind them */
    bool told_in;
    char told_reader[MAX_READERNAME];
    DWORD told_card; /* the reader's counter when it was told */
};

static struct card_pcsc *self_of(struct card_reader *reader)
{
    return (struct card_pcsc *)reader;
}

static void disconnect(struct card_pcsc *self)
{
    mc_waiter_lock(&self->waiter);
    if (self->connected) {
        (void)SCardReleaseContext(self->context);
    }
    self->connected = false;
    mc_waiter_unlock(&self->waiter);
}

static enum mc_err connect_service(struct card_pcsc *self, struct mc_error *err)
{
    if (self->connected) {
        return MC_OK;
    }
    SCARDCONTEXT context;
    LONG rc = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
    if (rc == SCARD_W_SECURITY_VIOLATION) {
        return pcsc_fail(err, rc, "card reader");
    }
    if (rc != SCARD_S_SUCCESS) {
        return mc_fail(err, MC_EGONE, "card reader: pcscd does not answer (%s)",
                       pcsc_stringify_error(rc));
    }
    mc_waiter_lock(&self->waiter);
    self->context = context;
    self->connected = true;
    mc_waiter_unlock(&self->waiter);
    return MC_OK;
}

/* A call to pcscd failed: without a connection everything begins anew. */
static enum mc_err lost_service(struct card_pcsc *self, LONG rc, struct mc_error *err)
{
    enum mc_err code = pcsc_fail(err, rc, "card reader");
    disconnect(self);
    return code == MC_EDENIED ? code
                              : mc_fail(err, MC_EGONE, "card reader: pcscd has gone (%s)",
                                        pcsc_stringify_error(rc));
}

/* ---- Readers and their states ---- */

static void list_states(struct card_pcsc *self, DWORD len)
{
    self->count = 0;
    for (size_t at = 0; at < len && self->names[at] != '\0' && self->count < READERS_MAX;) {
        const char *name = &self->names[at];
        size_t name_len = strnlen(name, len - at);
        if (strstr(name, self->filter) != NULL) {
            self->states[self->count++] = (SCARD_READERSTATE){.szReader = name};
        }
        at += name_len + 1;
    }
    self->states[self->count] = (SCARD_READERSTATE){.szReader = PLUG_AND_PLAY};
}

/* Which readers there are, and what is in them now. */
static LONG look(struct card_pcsc *self)
{
    DWORD len = sizeof self->names - 1;
    memset(self->names, 0, sizeof self->names);
    LONG rc = SCardListReaders(self->context, NULL, self->names, &len);
    if (rc == SCARD_E_NO_READERS_AVAILABLE) {
        len = 0;
    } else if (rc != SCARD_S_SUCCESS) {
        return rc;
    }
    list_states(self, len);
    if (self->count == 0) {
        return SCARD_S_SUCCESS;
    }
    rc = SCardGetStatusChange(self->context, 0, self->states, (DWORD)self->count);
    /* A reader that went in between is seen the next time. */
    return rc == SCARD_E_TIMEOUT || rc == SCARD_E_UNKNOWN_READER ? SCARD_S_SUCCESS : rc;
}

static bool has_card(const SCARD_READERSTATE *state)
{
    return (state->dwEventState & SCARD_STATE_PRESENT) != 0;
}

static DWORD counter_of(const SCARD_READERSTATE *state)
{
    return state->dwEventState >> COUNTER_SHIFT;
}

/* The reader whose card was told, else the first with a card. */
static const SCARD_READERSTATE *find_card(const struct card_pcsc *self)
{
    const SCARD_READERSTATE *found = NULL;
    for (size_t i = 0; i < self->count; i++) {
        const SCARD_READERSTATE *state = &self->states[i];
        if (self->told_in && strcmp(state->szReader, self->told_reader) == 0) {
            return has_card(state) ? state : NULL;
        }
        if (found == NULL && has_card(state)) {
            found = state;
        }
    }
    return self->told_in ? NULL : found;
}

static bool next_change(struct card_pcsc *self, enum card_event *event)
{
    const SCARD_READERSTATE *state = find_card(self);
    if (self->told_in) {
        if (state != NULL && counter_of(state) == self->told_card) {
            return false;
        }
        self->told_in = false;
        *event = CARD_REMOVED;
        return true;
    }
    if (state == NULL) {
        return false;
    }
    self->told_in = true;
    self->told_card = counter_of(state);
    mc_copy_text(self->told_reader, sizeof self->told_reader, state->szReader);
    *event = (state->dwEventState & SCARD_STATE_MUTE) != 0 ? CARD_UNREADABLE : CARD_INSERTED;
    return true;
}

static bool take_cancellation(struct card_pcsc *self)
{
    mc_waiter_lock(&self->waiter);
    bool was = self->waiter.cancelled;
    self->waiter.cancelled = false;
    mc_waiter_unlock(&self->waiter);
    return was;
}

/* Until a reader or a card comes or goes. */
static LONG wait_for_change(struct card_pcsc *self, int64_t deadline_ms)
{
    int left_ms = mc_deadline_left_ms(deadline_ms);
    int wait_ms = left_ms < WAIT_SLICE_MS ? left_ms : WAIT_SLICE_MS;
    for (size_t i = 0; i < self->count; i++) {
        self->states[i].dwCurrentState = self->states[i].dwEventState;
    }
    LONG rc =
        SCardGetStatusChange(self->context, (DWORD)wait_ms, self->states, (DWORD)(self->count + 1));
    bool nothing = rc == SCARD_E_TIMEOUT || rc == SCARD_E_CANCELLED ||
                   rc == SCARD_E_UNKNOWN_READER || rc == SCARD_E_READER_UNAVAILABLE;
    return nothing ? SCARD_S_SUCCESS : rc;
}

static enum mc_err no_reader(const struct card_pcsc *self, struct mc_error *err)
{
    return mc_fail(err, MC_EGONE, "card reader: none plugged in%s%s",
                   self->filter[0] != '\0' ? " that is called " : "", self->filter);
}

static enum mc_err next_event(struct card_reader *reader, int timeout_ms, enum card_event *event,
                              struct mc_error *err)
{
    struct card_pcsc *self = self_of(reader);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    bool looked = false;
    for (;;) {
        enum mc_err rc = connect_service(self, err);
        if (take_cancellation(self)) {
            return mc_fail(err, MC_ECANCELLED, "card reader: cancelled");
        }
        LONG answer = rc == MC_OK ? look(self) : SCARD_F_COMM_ERROR;
        /* No reader, no card: what was told to be in has gone with it. */
        self->count = answer == SCARD_S_SUCCESS ? self->count : 0;
        if (next_change(self, event)) {
            return MC_OK;
        }
        if (rc != MC_OK) {
            return rc;
        }
        if (answer != SCARD_S_SUCCESS) {
            return lost_service(self, answer, err);
        }
        if (self->count == 0) {
            return no_reader(self, err);
        }
        if (looked && mc_deadline_left_ms(deadline_ms) == 0) {
            return mc_fail(err, MC_ETIMEOUT, "card reader: nothing has changed");
        }
        looked = true;
        answer = wait_for_change(self, deadline_ms);
        if (answer != SCARD_S_SUCCESS) {
            return lost_service(self, answer, err);
        }
    }
}

/* ---- Reading ---- */

static enum mc_err run(struct card_pcsc *self, struct pcsc_transport *transport,
                       const struct card_access *access, const struct card_progress *progress,
                       struct card_content *out, enum card_outcome *out_outcome,
                       struct mc_error *err)
{
    const struct reading_options options = {
        .trust = self->trust,
        .unix_s = mc_clock_unix_s(),
        .timeout_ms = READ_TIMEOUT_MS,
        .progress = progress != NULL ? progress->tell : NULL,
        .context = progress != NULL ? progress->context : NULL,
    };
    return reading_run(&transport->base, access, &options, out, out_outcome, err);
}

/* What keeps the card from being read at all is an outcome where it is the card's. */
static enum mc_err refused(enum mc_err rc, const struct mc_error *why, struct card_content *out,
                           enum card_outcome *out_outcome, struct mc_error *err)
{
    mc_copy_text(out->reason, sizeof out->reason, why->text);
    if (rc == MC_EGONE || rc == MC_EPARSE || rc == MC_ECONFLICT) {
        *out_outcome = rc == MC_EGONE ? CARD_TORN : CARD_GARBLED;
        return MC_OK;
    }
    return mc_fail(err, rc, "%s", why->text);
}

static enum mc_err read_card(struct card_reader *reader, const struct card_access *access,
                             const struct card_progress *progress, struct card_content *out,
                             enum card_outcome *out_outcome, struct mc_error *err)
{
    struct card_pcsc *self = self_of(reader);
    struct pcsc_transport transport;
    struct mc_error why = {.text = "no card"};
    if (!self->told_in || !self->connected) {
        return refused(MC_EGONE, &why, out, out_outcome, err);
    }
    enum mc_err rc =
        pcsc_transport_open(&transport, self->context, self->told_reader, &self->waiter, &why);
    if (rc != MC_OK) {
        return refused(rc, &why, out, out_outcome, err);
    }
    enum card_outcome outcome = CARD_GARBLED;
    rc = run(self, &transport, access, progress, out, &outcome, err);
    if (transport.base.extended_length &&
        (rc == MC_EIO || (rc == MC_OK && outcome == CARD_GARBLED))) {
        /* The chip takes extended lengths, but not every reader passes them on. */
        transport.base.extended_length = 0;
        rc = run(self, &transport, access, NULL, out, &outcome, err);
    }
    pcsc_transport_close(&transport, rc == MC_OK && outcome == CARD_TORN);
    if (rc == MC_OK) {
        *out_outcome = outcome;
    }
    return rc;
}

static void cancel(struct card_reader *reader)
{
    struct card_pcsc *self = self_of(reader);
    mc_waiter_lock(&self->waiter);
    self->waiter.cancelled = true;
    if (self->connected) {
        (void)SCardCancel(self->context);
    }
    mc_waiter_unlock(&self->waiter);
}

static const char *describe(const struct card_reader *reader)
{
    (void)reader;
    return "PC/SC card reader";
}

static void destroy(struct card_reader *reader)
{
    if (reader != NULL) {
        disconnect(self_of(reader));
        trust_destroy(self_of(reader)->trust);
        mc_waiter_finish(&self_of(reader)->waiter);
        free(reader);
    }
}

enum mc_err card_pcsc_open(const char *filter, struct trust *trust, struct card_reader **out,
                           struct mc_error *err)
{
    static const struct card_reader_ops ops = {
        .next_event = next_event,
        .read = read_card,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    struct card_pcsc *self = MC_NEW(struct card_pcsc);
    self->base.ops = &ops;
    self->trust = trust;
    mc_copy_text(self->filter, sizeof self->filter, filter);
    mc_waiter_init(&self->waiter);
    enum mc_err rc = connect_service(self, err);
    LONG answer = rc == MC_OK ? look(self) : SCARD_S_SUCCESS;
    if (rc == MC_OK && answer != SCARD_S_SUCCESS) {
        rc = lost_service(self, answer, err);
    } else if (rc == MC_OK && self->count == 0) {
        rc = no_reader(self, err);
    }
    if (rc != MC_OK) {
        destroy(&self->base);
        return rc == MC_EGONE ? MC_ENOTFOUND : rc;
    }
    *out = &self->base;
    return MC_OK;
}
