/*
 * A thread for one world that blocks. It takes requests from its bounded queue, one at a time, and
 * pushes answers to the inbox of the UI thread; it owns everything it works with.
 */
#ifndef MOTCUA_KIOSK_APP_WORKER_H
#define MOTCUA_KIOSK_APP_WORKER_H

#include <stdbool.h>

#include "core/queue.h"

struct worker;

struct worker_ops {
    const char *name; /* of the thread, at most 15 characters */
    /* On the worker's thread. The request's payload is the handler's. */
    void (*handle)(void *context, struct mc_message *request, struct mc_queue *inbox);
    /* From the UI thread: makes a running handle() return soon; NULL if it never blocks long. */
    void (*cancel)(void *context);
};

struct worker *worker_start(const struct worker_ops *ops, void *context, struct mc_queue *inbox);
/* Cancels, lets the thread finish what it is at, drops what waits. NULL is fine. The context stays
 * the caller's. */
void worker_stop(struct worker *worker);
/* False when too much waits already: the message has been dropped. */
bool worker_send(struct worker *worker, struct mc_message *request);
/* Nothing waits and nothing is at work. */
bool worker_idle(struct worker *worker);

/* Answers from a worker's thread; the inbox is sized so that it cannot be full: no more requests
 * wait than half of it holds, and the readers leave that half alone. */
void worker_answer(struct mc_queue *inbox, int tag, uint64_t id, void *payload,
                   void (*destroy)(void *payload));

#endif
