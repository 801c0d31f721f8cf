#include "kiosk/app/headphones_watch.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "drivers/headphones/headphones.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/options.h"
#include "kiosk/app/worker.h"

#define RETRY_S 60

struct headphones_watch {
    char path[OPTIONS_PATH_BYTES];
    struct mc_queue *inbox;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    bool stopping;
    struct headphones *open;
};

static void tell(struct headphones_watch *watch, bool plugged)
{
    struct inbox_switch *state = MC_NEW(struct inbox_switch);
    state->on = plugged;
    worker_answer(watch->inbox, INBOX_HEADPHONES, 0, state, free);
}

/* False when the watch is to end. */
static bool set_open(struct headphones_watch *watch, struct headphones *headphones)
{
    MC_CHECK(pthread_mutex_lock(&watch->lock) == 0);
    struct headphones *before = watch->open;
    bool goes_on = !watch->stopping;
    watch->open = headphones;
    MC_CHECK(pthread_mutex_unlock(&watch->lock) == 0);
    headphones_close(before);
    return goes_on;
}

/* Until it goes away or the watch ends. */
static void follow(struct headphones_watch *watch, struct headphones *headphones)
{
    struct mc_error err;
    bool plugged = false;
    bool was_plugged = false;
    while (headphones_wait(headphones, -1, &plugged, &err) == MC_OK) {
        if (plugged != was_plugged) {
            tell(watch, plugged);
            was_plugged = plugged;
        }
    }
    if (err.code != MC_ECANCELLED) {
        mc_log_error("headphones", "no longer watched", &err);
    }
    if (was_plugged) {
        tell(watch, false);
    }
}

/* False when the watch is to end. */
static bool rest(struct headphones_watch *watch)
{
    struct timespec until = {.tv_sec = (time_t)(mc_clock_monotonic_ms() / 1000 + RETRY_S)};
    MC_CHECK(pthread_mutex_lock(&watch->lock) == 0);
    int waited = 0;
    while (!watch->stopping && waited == 0) {
        waited = pthread_cond_timedwait(&watch->changed, &watch->lock, &until);
    }
    bool goes_on = !watch->stopping;
    MC_CHECK(pthread_mutex_unlock(&watch->lock) == 0);
    return goes_on;
}

static void *run(void *context)
{
    struct headphones_watch *watch = context;
    bool told = false;
    do {
        struct headphones *headphones = NULL;
        struct mc_error err;
        if (headphones_open(watch->path, &headphones, &err) != MC_OK) {
            if (!told) {
                mc_log(MC_LOG_INFO, "headphones", "not watched: %s", err.text);
            }
            told = true;
            continue;
        }
        told = false;
        if (set_open(watch, headphones)) {
            follow(watch, headphones);
        }
        (void)set_open(watch, NULL);
    } while (rest(watch));
    return NULL;
}

struct headphones_watch *headphones_watch_start(const char *path, struct mc_queue *inbox)
{
    if (path[0] == '\0') {
        return NULL;
    }
    struct headphones_watch *watch = MC_NEW(struct headphones_watch);
    mc_copy_text(watch->path, sizeof watch->path, path);
    watch->inbox = inbox;
    pthread_condattr_t monotonic;
    MC_CHECK(pthread_condattr_init(&monotonic) == 0);
    MC_CHECK(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    MC_CHECK(pthread_mutex_init(&watch->lock, NULL) == 0);
    MC_CHECK(pthread_cond_init(&watch->changed, &monotonic) == 0);
    (void)pthread_condattr_destroy(&monotonic);
    MC_CHECK(pthread_create(&watch->thread, NULL, run, watch) == 0);
    (void)pthread_setname_np(watch->thread, "headphones");
    return watch;
}

void headphones_watch_stop(struct headphones_watch *watch)
{
    if (watch == NULL) {
        return;
    }
    MC_CHECK(pthread_mutex_lock(&watch->lock) == 0);
    watch->stopping = true;
    if (watch->open != NULL) {
        headphones_cancel(watch->open);
    }
    MC_CHECK(pthread_cond_signal(&watch->changed) == 0);
    MC_CHECK(pthread_mutex_unlock(&watch->lock) == 0);
    MC_CHECK(pthread_join(watch->thread, NULL) == 0);
    (void)pthread_cond_destroy(&watch->changed);
    (void)pthread_mutex_destroy(&watch->lock);
    free(watch);
}
