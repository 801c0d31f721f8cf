#include "drivers/printer/escpos_printer.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/waiter.h"

/* A job of the longest picture at the greatest width, its band headers and the commands around. */
#define JOB_MAX_BYTES ((size_t)MC_RASTER_HEIGHT_MAX_PX * (ESCPOS_WIDTH_MAX_DOTS / 8) + 4096)
/* What one answer to a real-time request may take; it comes at once or not at all. */
#define STATUS_TIMEOUT_MS 300
/* A printer that takes nothing for so long is asked why. */
#define BUSY_TIMEOUT_MS 250

struct escpos_printer {
    struct printer base;
    struct transport *transport;
    struct escpos_profile profile;
    struct escpos_parser parser;
    struct mc_buffer bytes; /* the job on its way: holds a receipt, wiped after use */
    unsigned job_number;
    bool interrupted;        /* the last job was cut off: recover before anything else */
    bool asb_on;             /* GS a has been sent */
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
    }
    return MC_OK;
}

/* Takes in what the printer said of its own accord. */
static enum mc_err listen(struct escpos_printer *self)
{
    struct escpos_reply reply;
    enum mc_err rc = MC_OK;
    for (int i = 0; rc == MC_OK && i < 256; i++) {
        rc = receive(self, mc_deadline(0), &reply, NULL);
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
            rc = listen(self);
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

static enum mc_err ask_state(struct escpos_printer *self, int timeout_ms, enum printer_state *out)
{
    int64_t deadline_ms = mc_deadline(timeout_ms);
    uint8_t status[4] = {0};
    /* Answers to earlier questions, and those a picture asked by accident (its bytes may spell a
     * real-time request), are not answers to the next one. */
    enum mc_err rc = listen(self);
    self->parser = (struct escpos_parser){0};
    for (int n = 1; rc == MC_OK && n <= 4; n++) {
        rc = ask_one(self, n, deadline_ms, &status[n - 1]);
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
    escpos_put_recovery(&self->bytes, &self->profile);
    size_t sent = 0;
    enum mc_err rc = send(self, &sent, deadline_ms, err);
    self->interrupted = rc != MC_OK;
    return rc;
}

/* What became of a job whose bytes are all sent. */
static enum mc_err await_confirmation(struct escpos_printer *self, const char *job_id,
                                      int64_t deadline_ms, enum printer_outcome *outcome,
                                      struct mc_error *err)
{
    enum escpos_confirmation by = self->profile.confirmation;
    *outcome = PRINTER_UNCONFIRMED;
    while (by != ESCPOS_CONFIRM_NONE) {
        struct escpos_reply reply = {0};
        enum mc_err rc = receive(self, deadline_ms, &reply, err);
        if (rc != MC_OK) {
            return rc == MC_ETIMEOUT ? MC_OK : rc;
        }
        if ((by == ESCPOS_CONFIRM_GS_R && reply.kind == ESCPOS_REPLY_PAPER) ||
            (by == ESCPOS_CONFIRM_JOB_ID && reply.kind == ESCPOS_REPLY_JOB_DONE &&
             memcmp(reply.job_id, job_id, ESCPOS_JOB_ID_CHARS) == 0)) {
            *outcome = PRINTER_PRINTED;
            return MC_OK;
        }
        if (reply.kind == ESCPOS_REPLY_ASB && !printer_state_ready(self->told)) {
            *outcome = PRINTER_INTERRUPTED;
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
    escpos_put_job(&self->bytes, &self->profile, picture, job_id);
    MC_CHECK(!self->bytes.overflowed);
    size_t sent = 0;
    enum mc_err rc = send(self, &sent, deadline_ms, err);
    if (rc != MC_OK) {
        *outcome = sent == 0 ? PRINTER_NOT_PRINTED : PRINTER_INTERRUPTED;
        self->interrupted = sent > 0;
        return rc;
    }
    rc = await_confirmation(self, job_id, deadline_ms, outcome, err);
    if (rc != MC_OK) {
        *outcome = PRINTER_INTERRUPTED;
    }
    self->interrupted = *outcome == PRINTER_INTERRUPTED;
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
    if (rc == MC_OK && (clearable || (self->interrupted && printer_state_ready(*state)))) {
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
            self->interrupted = true;
        }
        rc = rc == MC_ETIMEOUT ? MC_OK : rc;
    }
    return rc;
}

/* In the middle of a picture the request would be taken as pixels: a job or a recovery comes
 * first, and both switch it on. */
static enum mc_err switch_asb_on(struct escpos_printer *self, int64_t deadline_ms,
                                 struct mc_error *err)
{
    if (!self->profile.asb || self->asb_on || self->interrupted) {
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
    self->base = (struct printer){&ops, profile->width_dots, profile->asb};
    self->transport = transport;
    self->profile = *profile;
    mc_buffer_init(&self->bytes, JOB_MAX_BYTES);
    return &self->base;
}

struct transport *escpos_printer_transport(struct printer *printer)
{
    return self_of(printer)->transport;
}
