#include "drivers/printer/printer_sim.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/printer/paper_decoder.h"

#define REPLIES_MAX_BYTES 1024

struct printer_sim {
    struct transport base;
    struct printer_sim_lacks lacks;
    struct mc_waiter waiter; /* guards all below */
    enum printer_state state;
    bool stalled;
    bool fails;
    size_t fails_after;
    enum printer_state fails_into;
    uint8_t buffer[PRINTER_SIM_BUFFER_BYTES];
    size_t buffer_len;
    uint8_t arrived[3]; /* the last bytes that came in: real-time requests stand out of order */
    struct paper_decoder decoder;
    struct mc_grey sheet;
    size_t garbage_bytes;
    size_t taken_bytes;
    bool asb;
    uint8_t replies[REPLIES_MAX_BYTES];
    size_t replies_len;
};

static struct printer_sim *self_of(struct transport *transport)
{
    return (struct printer_sim *)transport;
}

static bool can_print(const struct printer_sim *self)
{
    return !self->stalled && (self->state == PRINTER_OK || self->state == PRINTER_NEAR_END);
}

static void reply(struct printer_sim *self, const uint8_t *bytes, size_t len)
{
    if (len <= sizeof self->replies - self->replies_len) {
        memcpy(self->replies + self->replies_len, bytes, len);
        self->replies_len += len;
    }
}

static void reply_status(struct printer_sim *self, uint8_t n)
{
    enum printer_state s = self->state;
    bool idle = s == PRINTER_OK || s == PRINTER_NEAR_END;
    uint8_t status = 0x12;
    if (n == 1) {
        status |= idle ? 0 : 0x08;
    } else if (n == 2) {
        status |= s == PRINTER_COVER_OPEN ? 0x04 : 0;
        status |= s == PRINTER_PAPER_OUT ? 0x20 : 0;
        status |= s == PRINTER_CUTTER || s == PRINTER_ERROR ? 0x40 : 0;
    } else if (n == 3) {
        status |= s == PRINTER_CUTTER ? 0x08 : 0;
        status |= s == PRINTER_ERROR ? 0x20 : 0;
    } else {
        status |= s == PRINTER_NEAR_END || s == PRINTER_PAPER_OUT ? 0x0C : 0;
        status |= s == PRINTER_PAPER_OUT ? 0x60 : 0;
    }
    reply(self, &status, 1);
}

static void reply_asb(struct printer_sim *self)
{
    enum printer_state s = self->state;
    uint8_t asb[4] = {0x10, 0, 0, 0};
    asb[0] |= can_print(self) ? 0 : 0x08;
    asb[0] |= s == PRINTER_COVER_OPEN ? 0x20 : 0;
    asb[1] |= s == PRINTER_CUTTER ? 0x08 : 0;
    asb[1] |= s == PRINTER_ERROR ? 0x20 : 0;
    asb[2] |= s == PRINTER_NEAR_END || s == PRINTER_PAPER_OUT ? 0x03 : 0;
    asb[2] |= s == PRINTER_PAPER_OUT ? 0x0C : 0;
    if (self->asb && !self->lacks.asb) {
        reply(self, asb, sizeof asb);
    }
}

static void enter(struct printer_sim *self, enum printer_state state)
{
    if (self->state != state) {
        self->state = state;
        reply_asb(self);
    }
}

static void answer_in_order(struct printer_sim *self, enum paper_event event)
{
    if (event == PAPER_STATUS && !self->lacks.gs_r) {
        uint8_t status = self->state == PRINTER_NEAR_END ? 0x03 : 0x00;
        reply(self, &status, 1);
    } else if (event == PAPER_JOB && !self->lacks.job_id) {
        uint8_t done[7] = {0x37, 0x22};
        memcpy(done + 2, self->decoder.job_id, sizeof self->decoder.job_id);
        reply(self, done, sizeof done);
    } else if (event == PAPER_ASB_CHANGED) {
        self->asb = self->decoder.argument != 0;
        reply_asb(self);
    }
}

static void print_byte(struct printer_sim *self, uint8_t byte)
{
    enum paper_event event = paper_decoder_put(&self->decoder, byte);
    if (event == PAPER_CUT) {
        struct mc_grey sheet = {0};
        if (paper_decoder_take(&self->decoder, &sheet)) {
            mc_grey_finish(&self->sheet);
            self->sheet = sheet;
        }
    } else if (event == PAPER_GARBAGE) {
        self->garbage_bytes++;
    } else {
        answer_in_order(self, event);
    }
}

static void print_buffer(struct printer_sim *self)
{
    size_t at = 0;
    while (at < self->buffer_len && can_print(self)) {
        if (self->fails && self->fails_after == 0) {
            self->fails = false;
            enter(self, self->fails_into);
            continue;
        }
        self->fails_after -= self->fails ? 1 : 0;
        print_byte(self, self->buffer[at++]);
    }
    self->buffer_len -= at;
    memmove(self->buffer, self->buffer + at, self->buffer_len);
}

/* Real-time requests are heeded as they come in, wherever they stand: DLE EOT n, DLE ENQ n. */
static void heed(struct printer_sim *self, uint8_t byte)
{
    uint8_t *a = self->arrived;
    a[0] = a[1];
    a[1] = a[2];
    a[2] = byte;
    if (a[0] != 0x10) {
        return;
    }
    if (a[1] == 0x04 && byte >= 1 && byte <= 4 && !self->lacks.dle_eot) {
        reply_status(self, byte);
    } else if (a[1] == 0x05 && (byte == 1 || byte == 2) &&
               (self->state == PRINTER_CUTTER || self->state == PRINTER_ERROR)) {
        enter(self, PRINTER_OK);
    }
}

static size_t take_in(struct printer_sim *self, const uint8_t *bytes, size_t len)
{
    size_t room = sizeof self->buffer - self->buffer_len;
    size_t taken = self->stalled ? 0 : len < room ? len : room;
    for (size_t i = 0; i < taken; i++) {
        heed(self, bytes[i]);
        self->buffer[self->buffer_len++] = bytes[i];
    }
    self->taken_bytes += taken;
    return taken;
}

/* How a call that would have to wait goes on. */
static enum mc_err wait_or_fail(struct printer_sim *self, int64_t deadline_ms, struct mc_error *err)
{
    if (self->state == PRINTER_GONE) {
        return mc_fail(err, MC_EGONE, "virtual printer: unplugged");
    }
    enum mc_err rc = mc_waiter_wait(&self->waiter, deadline_ms);
    return rc == MC_OK ? MC_OK : mc_fail(err, rc, "virtual printer: %s", mc_err_name(rc));
}

static enum mc_err write_bytes(struct transport *transport, const uint8_t *bytes, size_t len,
                               int timeout_ms, size_t *out_written, struct mc_error *err)
{
    struct printer_sim *self = self_of(transport);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    enum mc_err rc = MC_OK;
    *out_written = 0;
    mc_waiter_lock(&self->waiter);
    if (self->waiter.cancelled) {
        rc = wait_or_fail(self, 0, err);
    }
    while (rc == MC_OK && *out_written < len) {
        size_t taken = self->state == PRINTER_GONE
                           ? 0
                           : take_in(self, bytes + *out_written, len - *out_written);
        *out_written += taken;
        print_buffer(self);
        if (taken == 0) {
            rc = wait_or_fail(self, deadline_ms, err);
        }
    }
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
    return rc;
}

static enum mc_err read_bytes(struct transport *transport, uint8_t *bytes, size_t size,
                              int timeout_ms, size_t *out_len, struct mc_error *err)
{
    struct printer_sim *self = self_of(transport);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    enum mc_err rc = MC_OK;
    mc_waiter_lock(&self->waiter);
    while (rc == MC_OK &&
           (self->replies_len == 0 || self->stalled || self->state == PRINTER_GONE)) {
        rc = wait_or_fail(self, deadline_ms, err);
    }
    if (rc == MC_OK) {
        size_t len = size < self->replies_len ? size : self->replies_len;
        memcpy(bytes, self->replies, len);
        self->replies_len -= len;
        memmove(self->replies, self->replies + len, self->replies_len);
        *out_len = len;
    }
    mc_waiter_unlock(&self->waiter);
    return rc;
}

static void cancel(struct transport *transport)
{
    mc_waiter_cancel(&self_of(transport)->waiter);
}

static const char *describe(const struct transport *transport)
{
    (void)transport;
    return "virtual printer";
}

static void destroy(struct transport *transport)
{
    if (transport == NULL) {
        return;
    }
    struct printer_sim *self = self_of(transport);
    paper_decoder_finish(&self->decoder);
    mc_grey_finish(&self->sheet);
    mc_waiter_finish(&self->waiter);
    mc_wipe(self->buffer, sizeof self->buffer);
    free(self);
}

struct transport *printer_sim_create(const struct printer_sim_lacks *lacks)
{
    static const struct transport_ops ops = {
        .write = write_bytes,
        .read = read_bytes,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    struct printer_sim *self = MC_NEW(struct printer_sim);
    self->base.ops = &ops;
    self->lacks = lacks != NULL ? *lacks : (struct printer_sim_lacks){0};
    mc_waiter_init(&self->waiter);
    paper_decoder_init(&self->decoder, PRINTER_SIM_WIDTH_DOTS);
    return &self->base;
}

void printer_sim_set(struct transport *transport, enum printer_state state)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    enter(self, state);
    print_buffer(self);
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

enum printer_state printer_sim_state(struct transport *transport)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    enum printer_state state = self->state;
    mc_waiter_unlock(&self->waiter);
    return state;
}

void printer_sim_fail_after(struct transport *transport, size_t bytes, enum printer_state state)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    self->fails = true;
    self->fails_after = bytes;
    self->fails_into = state;
    mc_waiter_unlock(&self->waiter);
}

void printer_sim_stall(struct transport *transport, bool stalled)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    self->stalled = stalled;
    print_buffer(self);
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

bool printer_sim_take(struct transport *transport, struct mc_grey *out)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    bool any = self->sheet.pixels != NULL;
    if (any) {
        *out = self->sheet;
        self->sheet = (struct mc_grey){0};
    }
    mc_waiter_unlock(&self->waiter);
    return any;
}

int printer_sim_uncut_lines(struct transport *transport)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    int lines = self->decoder.lines;
    mc_waiter_unlock(&self->waiter);
    return lines;
}

size_t printer_sim_garbage_bytes(struct transport *transport)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    size_t bytes = self->garbage_bytes;
    mc_waiter_unlock(&self->waiter);
    return bytes;
}

void printer_sim_say(struct transport *transport, const void *bytes, size_t len)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    reply(self, bytes, len);
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

size_t printer_sim_taken_bytes(struct transport *transport)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    size_t bytes = self->taken_bytes;
    mc_waiter_unlock(&self->waiter);
    return bytes;
}

void printer_sim_power_cycle(struct transport *transport)
{
    struct printer_sim *self = self_of(transport);
    mc_waiter_lock(&self->waiter);
    self->buffer_len = 0;
    self->replies_len = 0;
    self->asb = false;
    paper_decoder_finish(&self->decoder);
    paper_decoder_init(&self->decoder, PRINTER_SIM_WIDTH_DOTS);
    mc_waiter_unlock(&self->waiter);
}
