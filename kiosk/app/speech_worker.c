#include "kiosk/app/speech_worker.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "kiosk/app/inbox.h"
#include "kiosk/app/worker.h"
#include "ui/announce.h"

#define RETRY_MS 10000 /* until the service is looked for again */

struct saying {
    struct speech_voice voice;
    char text[ANNOUNCE_TEXT_BYTES];
};

struct speech_worker {
    struct mc_queue *inbox;
    pthread_t thread;
    pthread_mutex_t lock; /* guards all that follows */
    pthread_cond_t changed;
    bool stopping;
    bool pending;
    struct saying *next;    /* secret */
    struct speech *service; /* opened and closed by the thread */

    /* The thread's own. */
    struct saying *now; /* secret */
    int64_t retry_ms;
    bool told;
    bool works;
};

static void tell(struct speech_worker *worker, bool works)
{
    if (worker->told && worker->works == works) {
        return;
    }
    worker->told = true;
    worker->works = works;
    struct inbox_switch *state = MC_NEW(struct inbox_switch);
    state->on = works;
    worker_answer(worker->inbox, INBOX_VOICE, 0, state, free);
}

static void set_service(struct speech_worker *worker, struct speech *service)
{
    MC_CHECK(pthread_mutex_lock(&worker->lock) == 0);
    struct speech *before = worker->service;
    worker->service = service;
    if (service != NULL && worker->stopping) {
        speech_cancel(service);
    }
    MC_CHECK(pthread_mutex_unlock(&worker->lock) == 0);
    speech_close(before);
}

static bool find_service(struct speech_worker *worker)
{
    if (worker->service != NULL) {
        return true;
    }
    if (worker->now->text[0] == '\0' || mc_clock_monotonic_ms() < worker->retry_ms) {
        return false;
    }
    struct mc_error err;
    struct speech *service = NULL;
    if (speech_open(&service, &err) != MC_OK) {
        worker->retry_ms = mc_clock_monotonic_ms() + RETRY_MS;
        if (!worker->told || worker->works) {
            mc_log_error("speech", "nothing is read aloud", &err);
        }
        tell(worker, false);
        return false;
    }
    mc_log(MC_LOG_INFO, "speech", "the speech service answers");
    set_service(worker, service);
    tell(worker, true);
    return true;
}

static void say(struct speech_worker *worker)
{
    struct mc_error err;
    if (!find_service(worker)) {
        return;
    }
    if (speech_say(worker->service, &worker->now->voice, worker->now->text, &err) != MC_OK) {
        mc_log_error("speech", "nothing is read aloud", &err);
        set_service(worker, NULL);
        /* Restarted, perhaps: once more at once. */
        if (find_service(worker) &&
            speech_say(worker->service, &worker->now->voice, worker->now->text, &err) != MC_OK) {
            set_service(worker, NULL);
            worker->retry_ms = mc_clock_monotonic_ms() + RETRY_MS;
            tell(worker, false);
        }
    }
}

static void *run(void *context)
{
    struct speech_worker *worker = context;
    for (;;) {
        MC_CHECK(pthread_mutex_lock(&worker->lock) == 0);
        while (!worker->pending && !worker->stopping) {
            MC_CHECK(pthread_cond_wait(&worker->changed, &worker->lock) == 0);
        }
        bool stopping = worker->stopping;
        *worker->now = *worker->next;
        mc_wipe(worker->next, sizeof *worker->next);
        worker->pending = false;
        MC_CHECK(pthread_mutex_unlock(&worker->lock) == 0);
        if (stopping) {
            return NULL;
        }
        say(worker);
        mc_wipe(worker->now, sizeof *worker->now);
        mc_wipe_stack();
    }
}

struct speech_worker *speech_worker_start(struct mc_queue *inbox)
{
    struct speech_worker *worker = MC_NEW(struct speech_worker);
    worker->inbox = inbox;
    worker->next = mc_secret_alloc(sizeof *worker->next);
    worker->now = mc_secret_alloc(sizeof *worker->now);
    MC_CHECK(pthread_mutex_init(&worker->lock, NULL) == 0);
    MC_CHECK(pthread_cond_init(&worker->changed, NULL) == 0);
    MC_CHECK(pthread_create(&worker->thread, NULL, run, worker) == 0);
    (void)pthread_setname_np(worker->thread, "speech");
    return worker;
}

void speech_worker_stop(struct speech_worker *worker)
{
    if (worker == NULL) {
        return;
    }
    MC_CHECK(pthread_mutex_lock(&worker->lock) == 0);
    worker->stopping = true;
    if (worker->service != NULL) {
        speech_cancel(worker->service);
    }
    MC_CHECK(pthread_cond_signal(&worker->changed) == 0);
    MC_CHECK(pthread_mutex_unlock(&worker->lock) == 0);
    MC_CHECK(pthread_join(worker->thread, NULL) == 0);
    speech_close(worker->service);
    mc_secret_free(worker->next);
    mc_secret_free(worker->now);
    (void)pthread_cond_destroy(&worker->changed);
    (void)pthread_mutex_destroy(&worker->lock);
    free(worker);
}

void speech_worker_say(struct speech_worker *worker, const struct speech_voice *voice,
                       const char *text)
{
    MC_CHECK(pthread_mutex_lock(&worker->lock) == 0);
    worker->next->voice = *voice;
    mc_copy_text(worker->next->text, sizeof worker->next->text, text);
    worker->pending = true;
    MC_CHECK(pthread_cond_signal(&worker->changed) == 0);
    MC_CHECK(pthread_mutex_unlock(&worker->lock) == 0);
}
