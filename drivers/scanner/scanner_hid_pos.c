/*
 * Reading a HID-POS scanner. A thread of its own handles libusb's events; an interrupt IN transfer
 * is always under way, so that nothing scanned stays behind in the device to be taken for the next
 * citizen's. Callbacks put codes together, submit anew and wake who waits; whatever would wait
 * itself (clearing a halt) is left to next_code().
 */
#include <libusb.h>
#include <stdlib.h>

#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/scanner/scanner_hid_pos_internal.h"
#include "drivers/usb/usb_link.h"

#define PENDING_MAX 8
#define CALL_OFF_MS 2000 /* for a cancelled transfer to come back */
#define CANCEL_MS   50   /* between two tries to cancel one that is just being submitted */
#define PART_MS     3000 /* a code's reports follow each other at once: one so late begins anew */

struct hid_pos {
    struct scanner base;
    struct usb_link link;
    struct hid_pos_device device;
    struct libusb_transfer *in;
    uint8_t *report;
    int report_bytes;
    struct scanner_code lent; /* the scanner's own thread only */
    struct mc_waiter waiter;  /* guards all below */
    bool stop;
    bool gone;
    bool in_busy;
    bool halt_cleared; /* since the last report */
    enum libusb_transfer_status in_status;
    struct scanner_code coming; /* as far as its reports have come */
    int64_t part_until_ms;      /* when its next one is too late */
    struct scanner_code pending[PENDING_MAX];
    size_t first;
    size_t count;
};

static struct hid_pos *self_of(struct scanner *scanner)
{
    return (struct hid_pos *)scanner;
}

/* ---- On the thread that handles events ---- */

static void on_left(void *user)
{
    struct hid_pos *self = user;
    mc_waiter_lock(&self->waiter);
    self->gone = true;
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

/* Locked. Who scans more than anyone fetches loses the newest. */
static void take_report(struct hid_pos *self, size_t len)
{
    if (mc_deadline_left_ms(self->part_until_ms) == 0) {
        mc_wipe(&self->coming, sizeof self->coming); /* another citizen's, and its rest was lost */
    }
    self->part_until_ms = mc_deadline(PART_MS);
    if (!hid_report_take(&self->device.reports, self->report, len, &self->coming)) {
        return;
    }
    if (self->count < PENDING_MAX) {
        self->pending[(self->first + self->count++) % PENDING_MAX] = self->coming;
    }
    mc_wipe(&self->coming, sizeof self->coming);
}

/* in_busy is set already; unlocked, since a callback may run at once on the other thread. */
static int submit(struct hid_pos *self)
{
    int rc = libusb_submit_transfer(self->in);
    if (rc != 0) {
        mc_waiter_lock(&self->waiter);
        self->in_busy = false;
        self->in_status =
            rc == LIBUSB_ERROR_NO_DEVICE ? LIBUSB_TRANSFER_NO_DEVICE : LIBUSB_TRANSFER_ERROR;
        mc_waiter_wake(&self->waiter);
        mc_waiter_unlock(&self->waiter);
    }
    return rc;
}

/* An unplug is NO_DEVICE, or on a real kernel often an error that comes first, with part of a
 * report: the part is not to be trusted. */
static void LIBUSB_CALL on_in(struct libusb_transfer *transfer)
{
    struct hid_pos *self = transfer->user_data;
    bool completed = transfer->status == LIBUSB_TRANSFER_COMPLETED;
    mc_waiter_lock(&self->waiter);
    self->in_status = transfer->status;
    if (completed) {
        self->halt_cleared = false;
        take_report(self, (size_t)transfer->actual_length);
    } else {
        mc_wipe(&self->coming,
                sizeof self->coming); /* its rest was lost: not the next code's head */
    }
    bool again = completed && !self->stop;
    self->in_busy = again;
    mc_wipe(self->report, (size_t)self->report_bytes);
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
    if (again) {
        (void)submit(self);
    }
}

/* ---- Fetching ---- */

static enum mc_err fail_gone(const struct hid_pos *self, struct mc_error *err)
{
    return mc_fail(err, MC_EGONE, "%s: unplugged", self->device.name);
}

/* Locked, and a transfer has ended in a stall: its halt is cleared once. */
static enum mc_err clear_halt(struct hid_pos *self, struct mc_error *err)
{
    if (self->halt_cleared) {
        return mc_fail(err, MC_EIO, "%s: stalls", self->device.name);
    }
    self->halt_cleared = true;
    mc_waiter_unlock(&self->waiter);
    int rc = libusb_clear_halt(self->device.handle, self->device.endpoint);
    mc_waiter_lock(&self->waiter);
    if (rc == 0) {
        return MC_OK;
    }
    return rc == LIBUSB_ERROR_NO_DEVICE || rc == LIBUSB_ERROR_IO
               ? fail_gone(self, err)
               : mc_fail(err, MC_EIO, "%s: %s", self->device.name, libusb_error_name(rc));
}

/* Locked, and no transfer is under way: why, and a new one where that is no reason against it. */
static enum mc_err restart(struct hid_pos *self, struct mc_error *err)
{
    enum libusb_transfer_status status = self->in_status;
    self->in_status = LIBUSB_TRANSFER_COMPLETED;
    enum mc_err rc = MC_OK;
    if (status == LIBUSB_TRANSFER_NO_DEVICE || status == LIBUSB_TRANSFER_ERROR) {
        self->gone = true;
        rc = fail_gone(self, err);
    } else if (status == LIBUSB_TRANSFER_STALL) {
        rc = clear_halt(self, err);
    } else if (status != LIBUSB_TRANSFER_COMPLETED) {
        rc = mc_fail(err, MC_EIO, "%s: transfer status %d", self->device.name, (int)status);
    }
    if (rc == MC_OK) {
        self->in_busy = true;
        mc_waiter_unlock(&self->waiter);
        (void)submit(self);
        mc_waiter_lock(&self->waiter);
    }
    return rc;
}

/* Locked. */
static enum mc_err wait_for_code(struct hid_pos *self, int64_t deadline_ms, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && (self->count == 0 || self->waiter.cancelled)) {
        if (self->gone) {
            return fail_gone(self, err);
        }
        if (!self->in_busy) {
            rc = restart(self, err);
            continue;
        }
        rc = mc_waiter_wait(&self->waiter, deadline_ms);
        if (rc != MC_OK) {
            return mc_fail(err, rc, "%s: %s", self->device.name, mc_err_name(rc));
        }
    }
    return rc;
}

static enum mc_err next_code(struct scanner *scanner, int timeout_ms,
                             const struct scanner_code **out, struct mc_error *err)
{
    struct hid_pos *self = self_of(scanner);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    mc_wipe(&self->lent, sizeof self->lent);
    mc_waiter_lock(&self->waiter);
    enum mc_err rc = self->gone ? fail_gone(self, err) : wait_for_code(self, deadline_ms, err);
    if (rc == MC_OK) {
        self->lent = self->pending[self->first];
        mc_wipe(&self->pending[self->first], sizeof self->pending[0]);
        self->first = (self->first + 1) % PENDING_MAX;
        self->count--;
        *out = &self->lent;
    }
    mc_waiter_unlock(&self->waiter);
    return rc;
}

/* ---- Start and end ---- */

static void cancel(struct scanner *scanner)
{
    mc_waiter_cancel(&self_of(scanner)->waiter);
}

static const char *describe(const struct scanner *scanner)
{
    return ((const struct hid_pos *)scanner)->device.name;
}

/* True when none is under way any more. */
static bool call_off(struct hid_pos *self)
{
    int64_t back_ms = mc_deadline(CALL_OFF_MS);
    mc_waiter_lock(&self->waiter);
    self->stop = true;
    while (self->in_busy && mc_deadline_left_ms(back_ms) > 0) {
        mc_waiter_unlock(&self->waiter);
        (void)libusb_cancel_transfer(self->in);
        mc_waiter_lock(&self->waiter);
        if (self->in_busy) {
            (void)!mc_waiter_wait(&self->waiter, mc_deadline(CANCEL_MS));
        }
    }
    bool back = !self->in_busy;
    mc_waiter_unlock(&self->waiter);
    return back;
}

static void destroy(struct scanner *scanner)
{
    if (scanner == NULL) {
        return;
    }
    struct hid_pos *self = self_of(scanner);
    bool back = call_off(self);
    usb_link_stop(&self->link);
    if (back) { /* else both belong to libusb */
        libusb_free_transfer(self->in);
        mc_secret_free(self->report);
    }
    usb_link_finish(&self->link);
    mc_waiter_finish(&self->waiter);
    mc_secret_free(self);
}

/* Whole packets: a device that pads its reports to a packet must not be taken for one that babbles.
 */
static int round_up(int bytes, int packet_bytes)
{
    int packet = packet_bytes > 0 ? packet_bytes : 1;
    return (bytes + packet - 1) / packet * packet;
}

struct scanner *hid_pos_create(libusb_context *context, const struct hid_pos_device *device)
{
    static const struct scanner_ops ops = {
        .next_code = next_code, .cancel = cancel, .describe = describe, .destroy = destroy};
    struct hid_pos *self = mc_secret_alloc(sizeof *self);
    self->base.ops = &ops;
    self->link = (struct usb_link){.context = context,
                                   .handle = device->handle,
                                   .interface = device->interface,
                                   .on_left = on_left,
                                   .user = self};
    self->device = *device;
    self->report_bytes = round_up(device->reports.longest_bytes, device->packet_bytes);
    self->report = mc_secret_alloc((size_t)self->report_bytes);
    mc_waiter_init(&self->waiter);
    self->in = libusb_alloc_transfer(0);
    MC_CHECK(self->in != NULL);
    libusb_fill_interrupt_transfer(self->in, device->handle, device->endpoint, self->report,
                                   self->report_bytes, on_in, self, 0);
    self->in_busy = true;
    usb_link_start(&self->link, "scanner usb");
    (void)submit(self);
    return &self->base;
}
