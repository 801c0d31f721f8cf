#include "kiosk/app/readers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/camera/decoder.h"
#include "kiosk/app/hint_filter.h"
#include "kiosk/app/worker.h"

#define WAIT_MS          500
#define PREVIEW_EVERY_MS 200
/* The decoding process may take so long over its budget; a busy machine must not look like a frame
 * that hangs it. */
#define HANG_MS 3000
/* Frames running on which it failed. */
#define FAILURES_MAX 5

struct watcher;

/* What is done with a device of one kind. Both return MC_OK, or why the device has failed. */
struct watcher_ops {
    const char *name; /* of the thread */
    /* Until switched off. */
    enum mc_err (*read)(struct watcher *watcher, struct mc_error *err);
    /* While off: is it still there? */
    enum mc_err (*check)(struct watcher *watcher, struct mc_error *err);
};

struct watcher {
    const struct watcher_ops *ops;
    struct readers *readers;
    enum inbox_reader reader;
    struct device_slot *slot;
    pthread_t thread;
    bool works;          /* what was told last */
    unsigned plugs_seen; /* of readers.plugs */
};

struct readers {
    struct mc_waiter waiter; /* guards the next three */
    enum readers_mode mode;
    bool stopping;
    unsigned plugs;
    struct mc_queue *inbox;
    struct watcher watchers[READERS_WATCHED];
};

enum wake { WAKE_ON, WAKE_PLUGGED, WAKE_DUE, WAKE_STOP };

/* Until switched on (if that is wanted), something was plugged, or the time has come. */
static enum wake wait_for(struct watcher *watcher, bool want_on, int64_t due_ms)
{
    struct readers *readers = watcher->readers;
    enum wake wake = WAKE_DUE;
    mc_waiter_lock(&readers->waiter);
    for (;;) {
        if (readers->stopping) {
            wake = WAKE_STOP;
            break;
        }
        if (readers->plugs != watcher->plugs_seen) {
            watcher->plugs_seen = readers->plugs;
            wake = WAKE_PLUGGED;
            break;
        }
        if (want_on && readers->mode != READERS_OFF) {
            wake = WAKE_ON;
            break;
        }
        if (mc_waiter_wait(&readers->waiter, due_ms) == MC_ETIMEOUT) {
            break;
        }
    }
    mc_waiter_unlock(&readers->waiter);
    return wake;
}

static enum readers_mode mode_of(struct watcher *watcher)
{
    struct readers *readers = watcher->readers;
    mc_waiter_lock(&readers->waiter);
    enum readers_mode mode = readers->stopping ? READERS_OFF : readers->mode;
    mc_waiter_unlock(&readers->waiter);
    return mode;
}

static bool is_on(struct watcher *watcher)
{
    return mode_of(watcher) != READERS_OFF;
}

static void tell_state(struct watcher *watcher, bool works)
{
    if (watcher->works == works) {
        return;
    }
    watcher->works = works;
    mc_log(works ? MC_LOG_INFO : MC_LOG_WARN, "devices", "%s %s", watcher->ops->name,
           works ? "works" : "does not work");
    struct inbox_reader_state *state = MC_NEW(struct inbox_reader_state);
    *state = (struct inbox_reader_state){watcher->reader, works};
    worker_answer(watcher->readers->inbox, INBOX_READER_STATE, 0, state, free);
}

/* The device gave something, or said that there is nothing: it is there. */
static void worked(struct watcher *watcher)
{
    device_slot_worked(watcher->slot);
    tell_state(watcher, true);
}

static bool harmless(enum mc_err rc)
{
    return rc == MC_OK || rc == MC_ETIMEOUT || rc == MC_ECANCELLED;
}

/* A scanner gone mad must not take the room that the workers' answers need. */
static bool has_room(const struct watcher *watcher)
{
    return mc_queue_depth(watcher->readers->inbox) < INBOX_CAPACITY / 2;
}

static void tell_code(struct watcher *watcher, enum mc_symbology symbology, const uint8_t *bytes,
                      size_t len)
{
    if (!has_room(watcher)) {
        return;
    }
    struct inbox_code *code = mc_secret_alloc(sizeof *code + len);
    code->reader = watcher->reader;
    code->symbology = symbology;
    code->len = len;
    memcpy(code->bytes, bytes, len);
    worker_answer(watcher->readers->inbox, INBOX_CODE, 0, code, mc_secret_free);
}

/* ---- Camera ---- */

/* What looks at the camera's frames. */
struct eye {
    struct decoder *decoder;
    struct decoder_result result;
    struct hint_filter hints;
    int failures;           /* running */
    int64_t preview_due_ms; /* no preview before */
};

static void tell_hint(struct watcher *watcher, enum camera_hint hint)
{
    if (has_room(watcher)) {
        struct inbox_hint *told = MC_NEW(struct inbox_hint);
        told->hint = hint;
        worker_answer(watcher->readers->inbox, INBOX_HINT, 0, told, free);
    }
}

static void tell_preview(struct watcher *watcher, struct eye *eye)
{
    const struct mc_grey *picture = &eye->result.preview;
    int64_t now_ms = mc_clock_monotonic_ms();
    if (picture->pixels == NULL || now_ms < eye->preview_due_ms || !has_room(watcher)) {
        return;
    }
    eye->preview_due_ms = now_ms + PREVIEW_EVERY_MS;
    size_t len = (size_t)picture->width_px * (size_t)picture->height_px;
    struct inbox_preview *preview = mc_secret_alloc(sizeof *preview + len);
    preview->width_px = picture->width_px;
    preview->height_px = picture->height_px;
    memcpy(preview->pixels, picture->pixels, len);
    worker_answer(watcher->readers->inbox, INBOX_PREVIEW, 0, preview, mc_secret_free);
}

static unsigned flags_of(enum readers_mode mode)
{
    unsigned flags = DECODER_LIVE;
    flags |= mode == READERS_RECEIPTS ? (unsigned)DECODER_BARCODES : 0U;
    return flags | (mode == READERS_TRIAL ? (unsigned)DECODER_PREVIEW : 0U);
}

/* A damaged frame, and one that the decoding process died of, are left behind: the next one comes.
 * Only when there is no decoding at all has the camera failed. */
static enum mc_err read_frame(struct watcher *watcher, struct eye *eye,
                              const struct camera_frame *frame, struct mc_error *err)
{
    struct decoder_result *result = &eye->result;
    unsigned flags = flags_of(mode_of(watcher));
    enum mc_err rc = decoder_read(eye->decoder, frame, flags, result, err);
    if (rc == MC_EPARSE) {
        return MC_OK;
    }
    if (rc != MC_OK) {
        mc_log_error("camera", "a frame was not decoded", err);
        return ++eye->failures < FAILURES_MAX ? MC_OK : rc;
    }
    eye->failures = 0;
    tell_preview(watcher, eye);
    if (result->found) {
        tell_code(watcher, result->code.symbology, result->code.bytes, result->code.len);
    }
    if (hint_filter_frame(&eye->hints, result->hint, result->found, mc_clock_monotonic_ms())) {
        tell_hint(watcher, eye->hints.told);
    }
    return MC_OK;
}

static enum mc_err read_frames(struct watcher *watcher, struct eye *eye, struct mc_error *err)
{
    struct camera *camera = watcher->slot->device.camera;
    while (is_on(watcher)) {
        const struct camera_frame *frame = NULL;
        enum mc_err rc = camera->ops->next_frame(camera, WAIT_MS, &frame, err);
        if (rc == MC_OK) {
            rc = read_frame(watcher, eye, frame, err);
        }
        if (!harmless(rc)) {
            return rc;
        }
    }
    return MC_OK;
}

static enum mc_err read_camera(struct watcher *watcher, struct mc_error *err)
{
    struct camera *camera = watcher->slot->device.camera;
    enum mc_err rc = camera->ops->start(camera, err);
    if (rc != MC_OK) {
        return rc;
    }
    worked(watcher);
    const struct decoder_settings settings = {
        .program = "/proc/self/exe",
        .argument = DECODER_OPTION,
        .budget_ms = (int)watcher->slot->options->camera_budget_ms,
        .hang_ms = HANG_MS,
    };
    struct eye *eye = mc_secret_alloc(sizeof *eye);
    eye->decoder = decoder_create(&settings);
    rc = read_frames(watcher, eye, err);
    decoder_destroy(eye->decoder);
    mc_secret_free(eye);
    camera->ops->stop(camera);
    mc_wipe_stack();
    return rc;
}

/* Looking would switch its light on: it is only found again. */
static enum mc_err check_camera(struct watcher *watcher, struct mc_error *err)
{
    (void)err;
    device_slot_reopen(watcher->slot);
    return MC_OK;
}

/* ---- Scanner ---- */

static enum mc_err next_code(struct watcher *watcher, int timeout_ms, bool wanted,
                             struct mc_error *err)
{
    struct scanner *scanner = watcher->slot->device.scanner;
    const struct scanner_code *code = NULL;
    enum mc_err rc = scanner->ops->next_code(scanner, timeout_ms, &code, err);
    if (harmless(rc)) {
        worked(watcher);
    }
    if (rc == MC_OK && wanted) {
        tell_code(watcher, code->symbology, code->bytes, code->len);
    }
    return rc;
}

/* What was scanned while nobody asked means nothing. A cancellation that hit no wait stands before
 * it, and must not keep it for the next citizen. */
static enum mc_err check_scanner(struct watcher *watcher, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    while (rc == MC_OK || rc == MC_ECANCELLED) {
        rc = next_code(watcher, 0, false, err);
    }
    return harmless(rc) ? MC_OK : rc;
}

static enum mc_err read_scanner(struct watcher *watcher, struct mc_error *err)
{
    enum mc_err rc = check_scanner(watcher, err);
    while (harmless(rc) && is_on(watcher)) {
        rc = next_code(watcher, WAIT_MS, true, err);
    }
    /* The scanner keeps the last code until it is asked for another. */
    rc = harmless(rc) ? check_scanner(watcher, err) : rc;
    mc_wipe_stack();
    return rc;
}

/* ---- Threads ---- */

/* Opens the device; false when stopping. */
static bool await_device(struct watcher *watcher)
{
    struct device_slot *slot = watcher->slot;
    while (!device_slot_open(slot, mc_clock_monotonic_ms())) {
        tell_state(watcher, false);
        enum wake wake = wait_for(watcher, false, device_slot_due_ms(slot));
        if (wake == WAKE_STOP) {
            return false;
        }
        if (wake == WAKE_PLUGGED) {
            device_slot_hurry(slot);
        }
    }
    return true;
}

static void *watch(void *context)
{
    struct watcher *watcher = context;
    while (await_device(watcher)) {
        if (!watcher->slot->backend->lasting) {
            tell_state(watcher, true);
        }
        struct mc_error err = {0};
        enum wake wake = wait_for(watcher, true, INT64_MAX);
        if (wake == WAKE_STOP) {
            break;
        }
        enum mc_err rc = wake == WAKE_ON ? watcher->ops->read(watcher, &err)
                                         : watcher->ops->check(watcher, &err);
        if (rc != MC_OK) {
            device_slot_failed(watcher->slot, &err, mc_clock_monotonic_ms());
        }
    }
    return NULL;
}

struct readers *readers_start(struct device_slot *slots[READERS_WATCHED], struct mc_queue *inbox)
{
    static const struct watcher_ops ops[READERS_WATCHED] = {
        [INBOX_READER_CAMERA] = {"camera", read_camera, check_camera},
        [INBOX_READER_SCANNER] = {"scanner", read_scanner, check_scanner},
    };
    struct readers *readers = MC_NEW(struct readers);
    readers->inbox = inbox;
    mc_waiter_init(&readers->waiter);
    for (int i = 0; i < READERS_WATCHED; i++) {
        struct watcher *watcher = &readers->watchers[i];
        *watcher = (struct watcher){.ops = &ops[i],
                                    .readers = readers,
                                    .reader = (enum inbox_reader)i,
                                    .slot = slots[i],
                                    .works = device_slot_configured(slots[i])};
        if (watcher->works) {
            MC_CHECK(pthread_create(&watcher->thread, NULL, watch, watcher) == 0);
            (void)pthread_setname_np(watcher->thread, ops[i].name);
        }
    }
    return readers;
}

/* Makes every device that waits return, so that a change is seen at once. */
static void cancel_waits(struct readers *readers)
{
    for (int i = 0; i < READERS_WATCHED; i++) {
        device_slot_cancel(readers->watchers[i].slot);
    }
}

void readers_switch(struct readers *readers, enum readers_mode mode)
{
    mc_waiter_lock(&readers->waiter);
    readers->mode = mode;
    mc_waiter_wake(&readers->waiter);
    mc_waiter_unlock(&readers->waiter);
    if (mode == READERS_OFF) {
        cancel_waits(readers);
    }
}

void readers_plugged(struct readers *readers)
{
    mc_waiter_lock(&readers->waiter);
    readers->plugs++;
    mc_waiter_wake(&readers->waiter);
    mc_waiter_unlock(&readers->waiter);
}

void readers_stop(struct readers *readers)
{
    if (readers == NULL) {
        return;
    }
    mc_waiter_lock(&readers->waiter);
    readers->stopping = true;
    mc_waiter_wake(&readers->waiter);
    mc_waiter_unlock(&readers->waiter);
    cancel_waits(readers);
    for (int i = 0; i < READERS_WATCHED; i++) {
        if (device_slot_configured(readers->watchers[i].slot)) {
            MC_CHECK(pthread_join(readers->watchers[i].thread, NULL) == 0);
        }
    }
    mc_waiter_finish(&readers->waiter);
    free(readers);
}
