#include "kiosk/app/worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/log.h"
#include "core/memory.h"

#define REQUESTS_MAX 32

struct worker {
    const struct worker_ops *ops;
    void *context;
    struct mc_queue *inbox;
    struct mc_queue *requests;
    pthread_t thread;
    atomic_int open; /* requests sent and not yet handled */
};

static void *run(void *context)
{
    struct worker *worker = context;
    struct mc_message request;
    while (mc_queue_pop(worker->requests, -1, &request)) {
        worker->ops->handle(worker->context, &request, worker->inbox);
        mc_message_drop(&request);
        mc_wipe_stack();
        (void)atomic_fetch_sub(&worker->open, 1);
    }
    return NULL;
}

struct worker *worker_start(const struct worker_ops *ops, void *context, struct mc_queue *inbox)
{
    struct worker *worker = MC_NEW(struct worker);
    worker->ops = ops;
    worker->context = context;
    worker->inbox = inbox;
    worker->requests = mc_queue_create(REQUESTS_MAX, NULL, NULL);
    MC_CHECK(pthread_create(&worker->thread, NULL, run, worker) == 0);
    (void)pthread_setname_np(worker->thread, ops->name);
    return worker;
}

void worker_stop(struct worker *worker)
{
    if (worker == NULL) {
        return;
    }
    struct mc_message unwanted;
    while (mc_queue_try_pop(worker->requests, &unwanted)) {
        mc_message_drop(&unwanted);
    }
    mc_queue_close(worker->requests);
    if (worker->ops->cancel != NULL) {
        worker->ops->cancel(worker->context);
    }
    MC_CHECK(pthread_join(worker->thread, NULL) == 0);
    mc_queue_destroy(worker->requests);
    free(worker);
}

bool worker_send(struct worker *worker, struct mc_message *request)
{
    (void)atomic_fetch_add(&worker->open, 1);
    if (mc_queue_push(worker->requests, request)) {
        return true;
    }
    (void)atomic_fetch_sub(&worker->open, 1);
    mc_log(MC_LOG_WARN, "app", "%s has too much to do: request %d dropped", worker->ops->name,
           request->tag);
    mc_message_drop(request);
    return false;
}

bool worker_idle(struct worker *worker)
{
    return atomic_load(&worker->open) == 0;
}

void worker_answer(struct mc_queue *inbox, int tag, uint64_t id, void *payload,
                   void (*destroy)(void *payload))
{
    struct mc_message answer = {.tag = tag, .id = id, .payload = payload, .destroy = destroy};
    if (!mc_queue_push(inbox, &answer)) {
        mc_log(MC_LOG_ERROR, "app", "inbox full: answer %d dropped", tag);
        mc_message_drop(&answer);
    }
}
