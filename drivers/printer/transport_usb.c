/*
 * USB printers by libusb. One thread a printer handles libusb's events; its callbacks only note
 * what happened and wake who waits, since they may call nothing that waits itself.
 *
 * An IN transfer is under way only while somebody reads or has read: what it brings is kept until
 * asked for. A printer that answers it with nothing, again and again, is asked less and less often.
 */
#include <libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/printer/transport_open.h"
#include "drivers/printer/transport_usb_internal.h"
#include "drivers/usb/usb_link.h"

#define CHUNK_BYTES    16384
#define IN_BYTES       512
#define HELD_BYTES     4096
#define CONTROL_MS     500
#define CALL_OFF_MS    2000 /* for a cancelled transfer to come back */
#define NOTHING_MIN_MS 20
#define NOTHING_MAX_MS 1000

/* Class requests, USB printer class 1.1, section 4.2. */
enum { GET_DEVICE_ID = 0, GET_PORT_STATUS = 1, SOFT_RESET = 2 };
enum { CLASS_IN = 0xA1, CLASS_OUT = 0x21 };

struct usb_transport {
    struct transport base;
    struct usb_link link;
    struct usb_printer printer;
    char description[USB_DESCRIPTION_BYTES];
    struct libusb_transfer *out;
    struct libusb_transfer *in;
    uint8_t in_bytes[IN_BYTES];
    int nothing_ms;          /* the wait before the next IN transfer */
    int64_t in_after_ms;     /* no IN transfer before */
    bool in_halted;          /* an IN transfer stalled: the halt is cleared once */
    struct mc_waiter waiter; /* guards all below */
    bool gone;
    bool out_busy;
    bool in_busy;
    enum libusb_transfer_status out_status;
    int out_len;
    enum libusb_transfer_status in_status;
    uint8_t held[HELD_BYTES];
    size_t held_len;
};

static struct usb_transport *self_of(struct transport *transport)
{
    return (struct usb_transport *)transport;
}

/* ---- On the thread that handles events ---- */

static void on_left(void *user)
{
    struct usb_transport *self = user;
    mc_waiter_lock(&self->waiter);
    self->gone = true;
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

static void LIBUSB_CALL on_out(struct libusb_transfer *transfer)
{
    struct usb_transport *self = transfer->user_data;
    mc_waiter_lock(&self->waiter);
    self->out_busy = false;
    self->out_status = transfer->status;
    self->out_len = transfer->actual_length;
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

static void LIBUSB_CALL on_in(struct libusb_transfer *transfer)
{
    struct usb_transport *self = transfer->user_data;
    mc_waiter_lock(&self->waiter);
    self->in_busy = false;
    self->in_status = transfer->status;
    size_t room = sizeof self->held - self->held_len;
    size_t len = (size_t)transfer->actual_length < room ? (size_t)transfer->actual_length : room;
    memcpy(self->held + self->held_len, self->in_bytes, len);
    self->held_len += len;
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

/* ---- Errors ---- */

static enum mc_err fail_gone(struct usb_transport *self, struct mc_error *err)
{
    return mc_fail(err, MC_EGONE, "%s: unplugged", self->description);
}

/* An unplug is NO_DEVICE, or on some kernels an input/output error that comes before the news of
 * it: what cannot be talked to is taken as gone either way and opened anew. */
static enum mc_err fail_status(struct usb_transport *self, enum libusb_transfer_status status,
                               struct mc_error *err)
{
    self->gone = self->gone || status == LIBUSB_TRANSFER_NO_DEVICE;
    if (self->gone || status == LIBUSB_TRANSFER_ERROR) {
        return fail_gone(self, err);
    }
    return mc_fail(err, MC_EIO, "%s: transfer status %d", self->description, (int)status);
}

static enum mc_err fail_usb(struct usb_transport *self, int rc, struct mc_error *err)
{
    if (rc == LIBUSB_ERROR_NO_DEVICE || rc == LIBUSB_ERROR_IO || rc == LIBUSB_ERROR_NOT_FOUND) {
        return fail_gone(self, err);
    }
    return mc_fail(err, MC_EIO, "%s: %s", self->description, libusb_error_name(rc));
}

/* ---- Writing ---- */

/* Waits until the OUT transfer has come back; calls it off when the time is over. Locked. */
static enum mc_err await_out(struct usb_transport *self, int64_t deadline_ms)
{
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && self->out_busy && !self->gone) {
        rc = mc_waiter_wait(&self->waiter, deadline_ms);
    }
    if (!self->out_busy) {
        return rc == MC_ECANCELLED ? rc : MC_OK; /* it counts once, and would be lost */
    }
    /* Not under the lock: a transfer that is over already calls back from the other thread. */
    mc_waiter_unlock(&self->waiter);
    (void)libusb_cancel_transfer(self->out);
    mc_waiter_lock(&self->waiter);
    int64_t back_ms = mc_deadline(CALL_OFF_MS);
    enum mc_err back = MC_OK;
    while (back != MC_ETIMEOUT && self->out_busy) {
        back = mc_waiter_wait(&self->waiter, back_ms);
    }
    return rc;
}

/* One transfer: *sent bytes of it went out, also on failure. */
static enum mc_err send_chunk(struct usb_transport *self, const uint8_t *bytes, size_t len,
                              int64_t deadline_ms, size_t *sent, bool *halted, struct mc_error *err)
{
    *sent = 0;
    /* libusb does not write through it. */
    libusb_fill_bulk_transfer(self->out, self->printer.handle, self->printer.out_endpoint,
                              (uint8_t *)(uintptr_t)bytes, (int)len, on_out, self, 0);
    self->out_busy = true;
    mc_waiter_unlock(&self->waiter);
    int submitted = libusb_submit_transfer(self->out);
    mc_waiter_lock(&self->waiter);
    if (submitted != 0) {
        self->out_busy = false;
        return fail_usb(self, submitted, err);
    }
    enum mc_err rc = await_out(self, deadline_ms);
    if (self->out_busy) {
        self->gone = true; /* it never came back: nothing can be sent any more */
        return fail_gone(self, err);
    }
    *sent = (size_t)self->out_len;
    *halted = self->out_status == LIBUSB_TRANSFER_STALL;
    if (self->gone) {
        return fail_gone(self, err);
    }
    if (rc == MC_ECANCELLED) {
        return mc_fail(err, rc, "%s: cancelled", self->description);
    }
    if (self->out_status == LIBUSB_TRANSFER_COMPLETED || *halted) {
        return MC_OK;
    }
    if (self->out_status == LIBUSB_TRANSFER_CANCELLED && rc != MC_OK) {
        return mc_fail(err, rc, "%s: takes nothing", self->description);
    }
    return fail_status(self, self->out_status, err);
}

static enum mc_err clear_halt(struct usb_transport *self, uint8_t endpoint, bool *cleared,
                              struct mc_error *err)
{
    if (*cleared) {
        return mc_fail(err, MC_EIO, "%s: stalls", self->description);
    }
    *cleared = true;
    mc_waiter_unlock(&self->waiter);
    int rc = libusb_clear_halt(self->printer.handle, endpoint);
    mc_waiter_lock(&self->waiter);
    return rc == 0 ? MC_OK : fail_usb(self, rc, err);
}

static enum mc_err write_bytes(struct transport *transport, const uint8_t *bytes, size_t len,
                               int timeout_ms, size_t *out_written, struct mc_error *err)
{
    struct usb_transport *self = self_of(transport);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    bool cleared = false;
    enum mc_err rc = MC_OK;
    *out_written = 0;
    mc_waiter_lock(&self->waiter);
    while (rc == MC_OK && *out_written < len) {
        size_t left = len - *out_written;
        size_t sent = 0;
        bool halted = false;
        rc = self->gone
                 ? fail_gone(self, err)
                 : send_chunk(self, bytes + *out_written, left < CHUNK_BYTES ? left : CHUNK_BYTES,
                              deadline_ms, &sent, &halted, err);
        *out_written += sent;
        if (rc == MC_OK && halted) {
            rc = clear_halt(self, self->printer.out_endpoint, &cleared, err);
        }
    }
    mc_waiter_unlock(&self->waiter);
    return rc;
}

/* ---- Reading ---- */

/* What the last IN transfer came to, when it brought nothing. Locked. */
static enum mc_err judge_in(struct usb_transport *self, struct mc_error *err)
{
    enum libusb_transfer_status status = self->in_status;
    self->in_status = LIBUSB_TRANSFER_COMPLETED;
    if (status == LIBUSB_TRANSFER_STALL && self->in_halted) {
        self->printer.in_endpoint = 0; /* it has no way back; it can print all the same */
        return MC_OK;
    }
    if (status == LIBUSB_TRANSFER_STALL) {
        return clear_halt(self, self->printer.in_endpoint, &self->in_halted, err);
    }
    if (status != LIBUSB_TRANSFER_COMPLETED && status != LIBUSB_TRANSFER_CANCELLED) {
        return fail_status(self, status, err);
    }
    return MC_OK;
}

static enum mc_err submit_in(struct usb_transport *self, struct mc_error *err)
{
    libusb_fill_bulk_transfer(self->in, self->printer.handle, self->printer.in_endpoint,
                              self->in_bytes, sizeof self->in_bytes, on_in, self, 0);
    self->in_busy = true;
    self->in_after_ms = mc_clock_monotonic_ms() + self->nothing_ms;
    self->nothing_ms =
        self->nothing_ms < NOTHING_MAX_MS / 2 ? self->nothing_ms * 2 : NOTHING_MAX_MS;
    mc_waiter_unlock(&self->waiter);
    int rc = libusb_submit_transfer(self->in);
    mc_waiter_lock(&self->waiter);
    if (rc != 0) {
        self->in_busy = false;
        return fail_usb(self, rc, err);
    }
    return MC_OK;
}

/* One wait for bytes; MC_OK: look again. Locked. */
static enum mc_err wait_in(struct usb_transport *self, int64_t deadline_ms, struct mc_error *err)
{
    enum mc_err rc = judge_in(self, err);
    bool can_read = self->printer.in_endpoint != 0;
    bool may = can_read && !self->in_busy && mc_deadline_left_ms(self->in_after_ms) == 0;
    if (rc == MC_OK && may) {
        rc = submit_in(self, err);
    }
    if (rc != MC_OK || self->held_len > 0) {
        return rc;
    }
    bool soon = can_read && !self->in_busy && self->in_after_ms < deadline_ms;
    rc = mc_waiter_wait(&self->waiter, soon ? self->in_after_ms : deadline_ms);
    if (rc == MC_ETIMEOUT && soon) {
        return MC_OK;
    }
    return rc == MC_OK ? MC_OK : mc_fail(err, rc, "%s: %s", self->description, mc_err_name(rc));
}

static enum mc_err read_bytes(struct transport *transport, uint8_t *bytes, size_t size,
                              int timeout_ms, size_t *out_len, struct mc_error *err)
{
    struct usb_transport *self = self_of(transport);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    enum mc_err rc = MC_OK;
    mc_waiter_lock(&self->waiter);
    while (rc == MC_OK && self->held_len == 0) {
        rc = self->gone ? fail_gone(self, err) : wait_in(self, deadline_ms, err);
    }
    if (rc == MC_OK) {
        size_t len = size < self->held_len ? size : self->held_len;
        memcpy(bytes, self->held, len);
        self->held_len -= len;
        memmove(self->held, self->held + len, self->held_len);
        *out_len = len;
        self->nothing_ms = NOTHING_MIN_MS;
        self->in_after_ms = 0;
        self->in_halted = false;
    }
    mc_waiter_unlock(&self->waiter);
    return rc;
}

/* ---- Class requests ---- */

static enum mc_err port_status(struct transport *transport, uint8_t *out, struct mc_error *err)
{
    struct usb_transport *self = self_of(transport);
    int rc = libusb_control_transfer(self->printer.handle, CLASS_IN, GET_PORT_STATUS, 0,
                                     self->printer.interface, out, 1, CONTROL_MS);
    if (rc == 1) {
        return MC_OK;
    }
    return rc == LIBUSB_ERROR_NO_DEVICE ? fail_gone(self, err)
                                        : mc_fail(err, MC_EIO, "%s: no port status: %s",
                                                  self->description, libusb_error_name(rc));
}

static enum mc_err reset(struct transport *transport, struct mc_error *err)
{
    struct usb_transport *self = self_of(transport);
    int rc = libusb_control_transfer(self->printer.handle, CLASS_OUT, SOFT_RESET, 0,
                                     self->printer.interface, NULL, 0, CONTROL_MS);
    /* Many know it not, and stall. */
    return rc == LIBUSB_ERROR_NO_DEVICE ? fail_gone(self, err) : MC_OK;
}

void usb_read_device_id(const struct usb_printer *printer, struct ieee1284_id *out)
{
    uint8_t bytes[IEEE1284_MAX_BYTES];
    *out = (struct ieee1284_id){0};
    int len = libusb_control_transfer(printer->handle, CLASS_IN, GET_DEVICE_ID, 0,
                                      (uint16_t)(printer->interface << 8), bytes, sizeof bytes,
                                      CONTROL_MS);
    if (len > 0) {
        ieee1284_parse(bytes, (size_t)len, out);
    }
}

/* ---- Start and end ---- */

static void cancel(struct transport *transport)
{
    mc_waiter_cancel(&self_of(transport)->waiter);
}

static const char *describe(const struct transport *transport)
{
    return ((const struct usb_transport *)transport)->description;
}

static void call_off_in(struct usb_transport *self)
{
    mc_waiter_lock(&self->waiter);
    bool busy = self->in_busy;
    mc_waiter_unlock(&self->waiter);
    if (busy) {
        (void)libusb_cancel_transfer(self->in);
    }
    int64_t back_ms = mc_deadline(CALL_OFF_MS);
    enum mc_err rc = MC_OK;
    mc_waiter_lock(&self->waiter);
    while (rc != MC_ETIMEOUT && self->in_busy) {
        rc = mc_waiter_wait(&self->waiter, back_ms);
    }
    mc_waiter_unlock(&self->waiter);
}

static void destroy(struct transport *transport)
{
    if (transport == NULL) {
        return;
    }
    struct usb_transport *self = self_of(transport);
    call_off_in(self);
    usb_link_stop(&self->link);
    /* One that never came back belongs to libusb. */
    if (!self->in_busy) {
        libusb_free_transfer(self->in);
    }
    if (!self->out_busy) {
        libusb_free_transfer(self->out);
    }
    usb_link_finish(&self->link);
    mc_waiter_finish(&self->waiter);
    free(self);
}

struct transport *usb_transport_create(libusb_context *context, const struct usb_printer *printer,
                                       const char *description)
{
    static const struct transport_ops ops = {
        .write = write_bytes,
        .read = read_bytes,
        .port_status = port_status,
        .reset = reset,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    struct usb_transport *self = MC_NEW(struct usb_transport);
    self->base.ops = &ops;
    self->link = (struct usb_link){.context = context,
                                   .handle = printer->handle,
                                   .interface = printer->interface,
                                   .on_left = on_left,
                                   .user = self};
    self->printer = *printer;
    self->nothing_ms = NOTHING_MIN_MS;
    mc_copy_text(self->description, sizeof self->description, description);
    mc_waiter_init(&self->waiter);
    self->out = libusb_alloc_transfer(0);
    self->in = libusb_alloc_transfer(0);
    MC_CHECK(self->out != NULL && self->in != NULL);
    usb_link_start(&self->link, "printer usb");
    return &self->base;
}
