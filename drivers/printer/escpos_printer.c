#include "drivers/printer/escpos_printer.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/waiter.h"

/* A job of the longest picture at the greatest width, its band headers and the commands around. */
#define JOB_MAX_BYTES ((size_t)MC_RASTER_HEIGHT_MAX_PX * (ESCPOS_WIDTH_MAX_DOTS / 8) + 4096)
/* What the answers to real-time requests may take. A printer gives them at once or not at all, but
 * a machine with much to do hands them on late, and must not take the printer for a silent one. */
#define STATUS_TIMEOUT_MS 1000
/* A printer that takes nothing for so long is asked why. */
#define BUSY_TIMEOUT_MS 250
/* How often the four questions are put when answers are mixed up. */
#define ASK_ROUNDS 3
/* From the last byte taken to the answer: what the printer's buffer holds is to be printed. */
#define CONFIRM_TIMEOUT_MS 10000

struct escpos_printer {
    struct printer base;
    struct transport *transport;
    struct escpos_profile profile;
    struct escpos_parser parser;
    struct mc_buffer bytes; /* the job on its way: holds a receipt, wiped after use */
    unsigned job_number;
    bool fresh;  /* nothing was printed yet: whoever spoke to it before may have left it anywhere */
    bool asb_on; /* GS a has been sent */
    char job_done[ESCPOS_JOB_ID_CHARS + 1]; /* the id that was answered last */
    unsigned papers_owed;    /* answers to GS r that have not come; the last one's is this job's */
    enum printer_state told; /* by automatic status back, last */
};

static struct escpos_printer *self_of(struct printer *printer)
{
    return (struct escpos_printer *)printer;
}

/* The next reply with a meaning. Reads byte by byte so that none of the next reply is lost. */
static enum mc_err receive(struct escpos_printer *self, int64_t deadline_ms,
                           struct escpos_reply *out, struct mc_error *err)
{
    struct transport *from = self->transport;
    do {
        uint8_t byte = 0;
        size_t len = 0;
        enum mc_err rc =
            from->ops->read(from, &byte, 1, mc_deadline_left_ms(deadline_ms), &len, err);
        if (rc != MC_OK) {
            return rc;
        }
        escpos_parse_byte(&self->parser, byte, out);
    } while (out->kind == ESCPOS_REPLY_NONE);
    if (out->kind == ESCPOS_REPLY_ASB) {
        self->told = escpos_state_from_asb(out->bytes);
    } else if (out->kind == ESCPOS_REPLY_JOB_DONE) {
        memcpy(self->job_done, out->job_id, sizeof self->job_done);
    } else if (out->kind == ESCPOS_REPLY_PAPER) {
        self->papers_owed -= self->papers_owed > 0;
    }
    return MC_OK;
}

/* Takes in what the printer said of its own accord; *statuses counts answers nobody waits for. */
static enum mc_err listen(struct escpos_printer *self, size_t *statuses)
{
    struct escpos_reply reply;
    enum mc_err rc = MC_OK;
    for (int i = 0; rc == MC_OK && i < 256; i++) {
        rc = receive(self, mc_deadline(0), &reply, NULL);
        *statuses += rc == MC_OK && reply.kind == ESCPOS_REPLY_STATUS;
    }
    return rc == MC_ETIMEOUT ? MC_OK : rc;
}

/* Sends and wipes what lies in self->bytes. */
static enum mc_err send(struct escpos_printer *self, size_t *out_sent, int64_t deadline_ms,
                        struct mc_error *err)
{
    struct transport *to = self->transport;
    size_t sent = 0;
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && sent < self->bytes.len) {
        int left_ms = mc_deadline_left_ms(deadline_ms);
        int wait_ms = left_ms < BUSY_TIMEOUT_MS ? left_ms : BUSY_TIMEOUT_MS;
        size_t written = 0;
        rc = to->ops->write(to, self->bytes.bytes + sent, self->bytes.len - sent, wait_ms, &written,
                            err);
        sent += written;
        if (rc == MC_ETIMEOUT && wait_ms < left_ms) {
            size_t late = 0;
            rc = listen(self, &late);
            if (rc == MC_OK && !printer_state_ready(self->told)) {
                rc = mc_fail(err, MC_ETIMEOUT, "%s: %s", to->ops->describe(to),
                             printer_state_name(self->told));
            }
        }
    }
    *out_sent = sent;
    mc_wipe(self->bytes.bytes, self->bytes.len);
    mc_buffer_clear(&self->bytes);
    return rc;
}

static enum mc_err ask_one(struct escpos_printer *self, int n, int64_t deadline_ms, uint8_t *out)
{
    escpos_put_status_request(&self->bytes, n);
    size_t sent = 0;
    enum mc_err rc = send(self, &sent, deadline_ms, NULL);
    struct escpos_reply reply = {0};
    while (rc == MC_OK && reply.kind != ESCPOS_REPLY_STATUS) {
        rc = receive(self, deadline_ms, &reply, NULL);
    }
    if (rc == MC_OK) {
        *out = reply.bytes[0];
    }
    return rc;
}

/* What the port says where ESC/POS is not answered: little, but it is there. */
static enum mc_err ask_port(struct escpos_printer *self, enum printer_state *out)
{
    struct transport *of = self->transport;
    uint8_t port = TRANSPORT_PORT_SELECTED | TRANSPORT_PORT_NO_ERROR;
    enum mc_err rc = of->ops->port_status != NULL ? of->ops->port_status(of, &port, NULL) : MC_OK;
    if (rc == MC_OK) {
        *out = (port & TRANSPORT_PORT_PAPER_EMPTY) != 0 ? PRINTER_PAPER_OUT
               : (port & TRANSPORT_PORT_NO_ERROR) == 0  ? PRINTER_ERROR
               : (port & TRANSPORT_PORT_SELECTED) == 0  ? PRINTER_OFFLINE
                                                        : PRINTER_OK;
        self->told = *out;
    } else {
        *out = rc == MC_EGONE ? PRINTER_GONE : PRINTER_OFFLINE;
    }
    return rc;
}

/* Answers to earlier questions, and those a picture asked by accident (its bytes may spell a
 * real-time request), are not answers to these: they are read away first, and when one more answer
 * stands behind the last, one of before came late and all are in the wrong places. */
static enum mc_err ask_all(struct escpos_printer *self, int64_t deadline_ms, uint8_t status[4],
                           bool *stale)
{
    size_t late = 0;
    enum mc_err rc = listen(self, &late);
    self->parser = (struct escpos_parser){0};
    for (int n = 1; rc == MC_OK && n <= 4; n++) {
        rc = ask_one(self, n, deadline_ms, &status[n - 1]);
    }
    late = 0;
    if (rc == MC_OK) {
        rc = listen(self, &late);
    }
    *stale = late > 0;
    return rc;
}

static enum mc_err ask_state(struct escpos_printer *self, int timeout_ms, enum printer_state *out)
{
    if (!self->profile.dle_eot) {
        return ask_port(self, out);
    }
    int64_t deadline_ms = mc_deadline(timeout_ms);
    uint8_t status[4] = {0};
    bool stale = true;
    enum mc_err rc = MC_OK;
    for (int round = 0; rc == MC_OK && stale && round < ASK_ROUNDS; round++) {
        rc = ask_all(self, deadline_ms, status, &stale);
    }
    if (rc == MC_OK) {
        *out = escpos_state_from_status(status);
        self->told = *out;
    } else if (rc == MC_EGONE) {
        *out = PRINTER_GONE;
    } else {
        /* A full buffer keeps the question out; what it said before still holds. */
        *out = printer_state_ready(self->told) ? PRINTER_OFFLINE : self->told;
    }
    return rc;
}

static enum printer_state state_now(struct printer *printer, int timeout_ms)
{
    enum printer_state state;
    (void)ask_state(self_of(printer), timeout_ms, &state);
    return state;
}

static int status_timeout(int64_t deadline_ms)
{
    int left = mc_deadline_left_ms(deadline_ms);
    return left < STATUS_TIMEOUT_MS ? left : STATUS_TIMEOUT_MS;
}

static enum mc_err recover(struct escpos_printer *self, int64_t deadline_ms, struct mc_error *err)
{
    struct transport *to = self->transport;
    if (to->ops->reset != NULL && to->ops->reset(to, NULL) == MC_EGONE) {
        return mc_fail(err, MC_EGONE, "%s: gone", to->ops->describe(to));
    }
    escpos_put_recovery(&self->bytes, &self->profile);
    self->papers_owed = 0; /* what was asked lay in the buffer that is emptied */
    if (self->base.torn) {
        escpos_put_cut(&self->bytes, &self->profile);
    }
    size_t sent = 0;
    enum mc_err rc = send(self, &sent, deadline_ms, err);
    self->base.torn = self->base.torn && rc != MC_OK;
    self->fresh = rc != MC_OK;
    return rc;
}

static bool is_confirmed(const struct escpos_printer *self, const char *job_id)
{
    switch (self->profile.confirmation) {
    case ESCPOS_CONFIRM_JOB_ID: return strcmp(self->job_done, job_id) == 0;
    case ESCPOS_CONFIRM_GS_R: return self->papers_owed == 0;
    case ESCPOS_CONFIRM_NONE: break;
    }
    return false;
}

/* What became of a job whose bytes are all sent. News of a stop may be old: it is asked. */
static enum mc_err await_confirmation(struct escpos_printer *self, const char *job_id,
                                      int64_t deadline_ms, enum printer_outcome *outcome,
                                      struct mc_error *err)
{
    int left_ms = mc_deadline_left_ms(deadline_ms);
    deadline_ms = mc_deadline(left_ms < CONFIRM_TIMEOUT_MS ? left_ms : CONFIRM_TIMEOUT_MS);
    *outcome = PRINTER_UNCONFIRMED;
    while (self->profile.confirmation != ESCPOS_CONFIRM_NONE) {
        if (is_confirmed(self, job_id)) {
            *outcome = PRINTER_PRINTED;
            return MC_OK;
        }
        struct escpos_reply reply = {0};
        enum mc_err rc = receive(self, deadline_ms, &reply, err);
        enum printer_state state = PRINTER_OK;
        if (rc == MC_OK && reply.kind == ESCPOS_REPLY_ASB && !printer_state_ready(self->told)) {
            rc = ask_state(self, STATUS_TIMEOUT_MS, &state);
        }
        if (rc != MC_OK && rc != MC_ETIMEOUT) {
            return mc_fail(err, rc, "%s: %s before it had confirmed",
                           self->transport->ops->describe(self->transport), mc_err_name(rc));
        }
        if (!printer_state_ready(state) && !is_confirmed(self, job_id)) {
            *outcome = PRINTER_INTERRUPTED;
            return MC_OK;
        }
        if (rc == MC_ETIMEOUT && mc_deadline_left_ms(deadline_ms) == 0) {
            return MC_OK;
        }
    }
    return MC_OK;
}

static enum mc_err run_job(struct escpos_printer *self, const struct mc_raster *picture,
                           int64_t deadline_ms, enum printer_outcome *outcome, struct mc_error *err)
{
    char job_id[ESCPOS_JOB_ID_CHARS + 1];
    escpos_job_id(++self->job_number, job_id);
    self->job_done[0] = '\0';
    unsigned owed = ++self->papers_owed;
    escpos_put_job(&self->bytes, &self->profile, picture, job_id);
    MC_CHECK(!self->bytes.overflowed);
    size_t sent = 0;
    enum mc_err rc = send(self, &sent, deadline_ms, err);
    if (rc != MC_OK) {
        /* A cable that is pulled takes the count of the last transfer with it. */
        bool begun = sent > 0 || rc == MC_EGONE;
        *outcome = begun ? PRINTER_INTERRUPTED : PRINTER_NOT_PRINTED;
        self->base.torn = begun;
        self->papers_owed -= !begun;
        return rc;
    }
    rc = await_confirmation(self, job_id, deadline_ms, outcome, err);
    if (rc != MC_OK) {
        *outcome = PRINTER_INTERRUPTED;
    }
    /* One of several was lost: if it still counted, nothing would ever be confirmed again. */
    if (*outcome == PRINTER_UNCONFIRMED && self->papers_owed < owed) {
        self->papers_owed = 0;
    }
    self->base.torn = *outcome == PRINTER_INTERRUPTED;
    return rc;
}

static enum mc_err check_picture(const struct escpos_printer *self, const struct mc_raster *picture,
                                 struct mc_error *err)
{
    if (picture->width_px > self->profile.width_dots ||
        picture->height_px > MC_RASTER_HEIGHT_MAX_PX) {
        return mc_fail(err, MC_ETOOBIG, "picture of %d by %d dots on a printer of %d",
                       picture->width_px, picture->height_px, self->profile.width_dots);
    }
    return MC_OK;
}

/* Brings the printer to where a job can begin: *state is ready, or the reason why not. */
static enum mc_err prepare(struct escpos_printer *self, int64_t deadline_ms,
                           enum printer_state *state, struct mc_error *err)
{
    enum mc_err rc = ask_state(self, status_timeout(deadline_ms), state);
    bool clearable = *state == PRINTER_CUTTER || *state == PRINTER_ERROR;
    bool unclear = self->base.torn || self->fresh;
    if (rc == MC_OK && (clearable || (unclear && printer_state_ready(*state)))) {
        rc = recover(self, deadline_ms, err);
        if (rc == MC_OK) {
            rc = ask_state(self, status_timeout(deadline_ms), state);
        }
    }
    if (rc == MC_OK || rc == MC_ETIMEOUT) {
        return MC_OK;
    }
    return mc_fail(err, rc, "%s: %s before the print",
                   self->transport->ops->describe(self->transport), mc_err_name(rc));
}

static enum mc_err print(struct printer *printer, const struct mc_raster *picture, int timeout_ms,
                         enum printer_outcome *outcome, enum printer_state *state,
                         struct mc_error *err)
{
    struct escpos_printer *self = self_of(printer);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    *outcome = PRINTER_NOT_PRINTED;
    *state = PRINTER_OFFLINE;
    enum mc_err rc = check_picture(self, picture, err);
    if (rc == MC_OK) {
        rc = prepare(self, deadline_ms, state, err);
    }
    if (rc != MC_OK || !printer_state_ready(*state)) {
        return rc;
    }
    rc = run_job(self, picture, deadline_ms, outcome, err);
    if (ask_state(self, STATUS_TIMEOUT_MS, state) == MC_ECANCELLED) {
        (void)ask_state(self, STATUS_TIMEOUT_MS, state); /* it came too late to call off anything */
    }
    if (!printer_state_ready(*state)) {
        /* The printer's state explains it: an outcome, no error. */
        if (*outcome == PRINTER_UNCONFIRMED) {
            *outcome = PRINTER_INTERRUPTED;
            self->base.torn = true;
        }
        rc = rc == MC_ETIMEOUT ? MC_OK : rc;
    }
    return rc;
}

/* In the middle of a picture the request is taken as pixels: then the next job switches it on. */
static enum mc_err switch_asb_on(struct escpos_printer *self, int64_t deadline_ms,
                                 struct mc_error *err)
{
    if (!self->profile.asb || self->asb_on || self->base.torn) {
        return MC_OK;
    }
    escpos_put_asb_on(&self->bytes);
    size_t sent = 0;
    enum mc_err rc = send(self, &sent, deadline_ms, err);
    self->asb_on = rc == MC_OK;
    return rc;
}

static enum mc_err watch(struct printer *printer, int timeout_ms, enum printer_state *state,
                         struct mc_error *err)
{
    struct escpos_printer *self = self_of(printer);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    enum printer_state before = self->told;
    enum mc_err rc = switch_asb_on(self, deadline_ms, err);
    while (rc == MC_OK && self->told == before) {
        struct escpos_reply reply;
        rc = receive(self, deadline_ms, &reply, err);
    }
    *state = rc == MC_EGONE ? PRINTER_GONE : self->told;
    return rc;
}

static void cancel(struct printer *printer)
{
    struct transport *transport = self_of(printer)->transport;
    transport->ops->cancel(transport);
}

static const char *describe(const struct printer *printer)
{
    struct transport *transport = ((const struct escpos_printer *)printer)->transport;
    return transport->ops->describe(transport);
}

static void destroy(struct printer *printer)
{
    if (printer == NULL) {
        return;
    }
    struct escpos_printer *self = self_of(printer);
    self->transport->ops->destroy(self->transport);
    mc_buffer_finish(&self->bytes);
    free(self);
}

struct printer *escpos_printer_create(struct transport *transport,
                                      const struct escpos_profile *profile)
{
    static const struct printer_ops ops = {
        .print = print,
        .state = state_now,
        .watch = watch,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    MC_CHECK(profile->width_dots > 0 && profile->width_dots <= ESCPOS_WIDTH_MAX_DOTS);
    MC_CHECK(profile->feed_lines >= 0 && profile->feed_lines <= 255);
    struct escpos_printer *self = MC_NEW(struct escpos_printer);
    self->base =
        (struct printer){.ops = &ops, .width_px = profile->width_dots, .pushes = profile->asb};
    self->fresh = true;
    self->transport = transport;
    self->profile = *profile;
    mc_buffer_init(&self->bytes, JOB_MAX_BYTES);
    return &self->base;
}

struct transport *escpos_printer_transport(struct printer *printer)
{
    return self_of(printer)->transport;
}
