#include "kiosk/app/readers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/error.h"
#include "core/log.h"
#include "core/memory.h"
#include "drivers/camera/qr_reader.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/worker.h"

#define WAIT_MS  500
#define RETRY_MS 1000

struct watcher {
    struct readers *readers;
    enum inbox_reader reader;
    pthread_t thread;
    bool works;
};

struct readers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool on;
    bool stopping;
    struct camera *camera;
    struct scanner *scanner;
    struct card_reader *card_reader;
    struct mc_queue *inbox;
    struct watcher watchers[INBOX_READERS];
};

static const char *const reader_names[] = {"camera", "scanner", "card reader"};

/* Waits until switched on; false when stopping. */
static bool wait_on(struct readers *readers)
{
    (void)pthread_mutex_lock(&readers->lock);
    while (!readers->on && !readers->stopping) {
        (void)pthread_cond_wait(&readers->changed, &readers->lock);
    }
    bool go = !readers->stopping;
    (void)pthread_mutex_unlock(&readers->lock);
    return go;
}

static bool is_on(struct readers *readers)
{
    (void)pthread_mutex_lock(&readers->lock);
    bool on = readers->on && !readers->stopping;
    (void)pthread_mutex_unlock(&readers->lock);
    return on;
}

/* A pause that a stop cuts short. */
static void pause_before_retry(struct readers *readers)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += RETRY_MS / 1000;
    (void)pthread_mutex_lock(&readers->lock);
    while (!readers->stopping &&
           pthread_cond_timedwait(&readers->changed, &readers->lock, &until) == 0) {
    }
    (void)pthread_mutex_unlock(&readers->lock);
}

static void tell_state(struct watcher *watcher, bool works)
{
    if (watcher->works == works) {
        return;
    }
    watcher->works = works;
    mc_log(works ? MC_LOG_INFO : MC_LOG_WARN, "devices", "%s %s", reader_names[watcher->reader],
           works ? "is back" : "has gone");
    struct inbox_reader_state *state = MC_NEW(struct inbox_reader_state);
    *state = (struct inbox_reader_state){watcher->reader, works};
    worker_answer(watcher->readers->inbox, INBOX_READER_STATE, 0, state, free);
}

/* A scanner gone mad must not take the room that the workers' answers need. */
static bool has_room(const struct watcher *watcher)
{
    return mc_queue_depth(watcher->readers->inbox) < INBOX_CAPACITY / 2;
}

static void tell_code(struct watcher *watcher, const uint8_t *bytes, size_t len)
{
    if (!has_room(watcher)) {
        return;
    }
    struct inbox_code *code = mc_secret_alloc(sizeof *code + len);
    code->len = len;
    memcpy(code->bytes, bytes, len);
    worker_answer(watcher->readers->inbox, INBOX_CODE, 0, code, mc_secret_free);
}

/* Frames until switched off or until the camera goes; its error is returned. */
static enum mc_err watch_frames(struct watcher *watcher, struct qr_reader *qr, struct mc_error *err)
{
    struct camera *camera = watcher->readers->camera;
    while (is_on(watcher->readers)) {
        const struct mc_grey *frame = NULL;
        enum mc_err rc = camera->ops->next_frame(camera, WAIT_MS, &frame, err);
        const uint8_t *bytes = NULL;
        size_t len = 0;
        if (rc == MC_OK && qr_reader_read_steady(qr, frame, &bytes, &len)) {
            tell_code(watcher, bytes, len);
        } else if (rc != MC_OK && rc != MC_ETIMEOUT && rc != MC_ECANCELLED) {
            return rc;
        }
    }
    return MC_OK;
}

static void *watch_camera(void *context)
{
    struct watcher *watcher = context;
    struct readers *readers = watcher->readers;
    struct camera *camera = readers->camera;
    struct qr_reader *qr = qr_reader_create();
    while (wait_on(readers)) {
        struct mc_error err;
        enum mc_err rc = camera->ops->start(camera, &err);
        if (rc == MC_OK) {
            tell_state(watcher, true);
            rc = watch_frames(watcher, qr, &err);
            camera->ops->stop(camera);
            qr_reader_reset(qr);
        }
        if (rc != MC_OK) {
            tell_state(watcher, false);
            pause_before_retry(readers);
        }
    }
    qr_reader_destroy(qr);
    return NULL;
}

static void *watch_scanner(void *context)
{
    struct watcher *watcher = context;
    struct readers *readers = watcher->readers;
    struct scanner *scanner = readers->scanner;
    const uint8_t *bytes = NULL;
    size_t len = 0;
    struct mc_error err;
    while (wait_on(readers)) {
        /* What was scanned while nobody asked means nothing now. */
        while (scanner->ops->next_code(scanner, 0, &bytes, &len, &err) == MC_OK) {
        }
        while (is_on(readers)) {
            enum mc_err rc = scanner->ops->next_code(scanner, WAIT_MS, &bytes, &len, &err);
            if (rc == MC_OK) {
                tell_code(watcher, bytes, len);
            } else if (rc == MC_EGONE || rc == MC_EIO) {
                tell_state(watcher, false);
                pause_before_retry(readers);
                continue;
            }
            tell_state(watcher, true);
        }
    }
    return NULL;
}

static void *watch_card(void *context)
{
    struct watcher *watcher = context;
    struct readers *readers = watcher->readers;
    struct card_reader *reader = readers->card_reader;
    struct card_fields *fields = mc_secret_alloc(sizeof *fields);
    while (wait_on(readers)) {
        struct mc_error err;
        enum card_event event = CARD_REMOVED;
        enum mc_err rc = reader->ops->next_event(reader, WAIT_MS, &event, fields, &err);
        if (rc == MC_EGONE || rc == MC_EIO) {
            tell_state(watcher, false);
            pause_before_retry(readers);
            continue;
        }
        tell_state(watcher, true);
        if (rc == MC_OK && event == CARD_INSERTED && is_on(readers) && has_room(watcher)) {
            struct card_fields *told = mc_secret_alloc(sizeof *told);
            *told = *fields;
            worker_answer(readers->inbox, INBOX_CARD, 0, told, mc_secret_free);
        }
    }
    mc_secret_free(fields);
    return NULL;
}

static void start_watcher(struct readers *readers, enum inbox_reader reader, bool present,
                          void *(*run)(void *context))
{
    struct watcher *watcher = &readers->watchers[reader];
    *watcher = (struct watcher){.readers = readers, .reader = reader, .works = present};
    if (present) {
        MC_CHECK(pthread_create(&watcher->thread, NULL, run, watcher) == 0);
        (void)pthread_setname_np(watcher->thread, reader_names[reader]);
    }
}

struct readers *readers_start(struct camera *camera, struct scanner *scanner,
                              struct card_reader *card_reader, struct mc_queue *inbox)
{
    struct readers *readers = MC_NEW(struct readers);
    readers->camera = camera;
    readers->scanner = scanner;
    readers->card_reader = card_reader;
    readers->inbox = inbox;
    pthread_condattr_t attr;
    MC_CHECK(pthread_condattr_init(&attr) == 0);
    MC_CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    MC_CHECK(pthread_mutex_init(&readers->lock, NULL) == 0);
    MC_CHECK(pthread_cond_init(&readers->changed, &attr) == 0);
    (void)pthread_condattr_destroy(&attr);
    start_watcher(readers, INBOX_READER_CAMERA, camera != NULL, watch_camera);
    start_watcher(readers, INBOX_READER_SCANNER, scanner != NULL, watch_scanner);
    start_watcher(readers, INBOX_READER_CARD, card_reader != NULL, watch_card);
    return readers;
}

/* Makes every device that waits return, so that a change is seen at once. */
static void cancel_waits(struct readers *readers)
{
    if (readers->camera != NULL) {
        readers->camera->ops->cancel(readers->camera);
    }
    if (readers->scanner != NULL) {
        readers->scanner->ops->cancel(readers->scanner);
    }
    if (readers->card_reader != NULL) {
        readers->card_reader->ops->cancel(readers->card_reader);
    }
}

void readers_switch(struct readers *readers, bool on)
{
    (void)pthread_mutex_lock(&readers->lock);
    readers->on = on;
    (void)pthread_cond_broadcast(&readers->changed);
    (void)pthread_mutex_unlock(&readers->lock);
    if (!on) {
        cancel_waits(readers);
    }
}

void readers_stop(struct readers *readers)
{
    if (readers == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&readers->lock);
    readers->stopping = true;
    (void)pthread_cond_broadcast(&readers->changed);
    (void)pthread_mutex_unlock(&readers->lock);
    cancel_waits(readers);
    const void *devices[INBOX_READERS] = {readers->camera, readers->scanner, readers->card_reader};
    for (int i = 0; i < INBOX_READERS; i++) {
        if (devices[i] != NULL) {
            MC_CHECK(pthread_join(readers->watchers[i].thread, NULL) == 0);
        }
    }
    (void)pthread_cond_destroy(&readers->changed);
    (void)pthread_mutex_destroy(&readers->lock);
    free(readers);
}
