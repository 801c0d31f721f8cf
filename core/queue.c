#include "core/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/memory.h"

struct mc_queue {
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    struct mc_message *ring;
    size_t capacity;
    size_t first;
    size_t count;
    bool closed;
    void (*wake)(void *context);
    void *context;
};

struct mc_queue *mc_queue_create(size_t capacity, void (*wake)(void *context), void *context)
{
    MC_CHECK(capacity > 0);
    struct mc_queue *queue = MC_NEW(struct mc_queue);
    queue->ring = mc_calloc(capacity, sizeof queue->ring[0]);
    queue->capacity = capacity;
    queue->wake = wake;
    queue->context = context;
    pthread_condattr_t attr;
    MC_CHECK(pthread_condattr_init(&attr) == 0);
    MC_CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    MC_CHECK(pthread_mutex_init(&queue->lock, NULL) == 0);
    MC_CHECK(pthread_cond_init(&queue->arrived, &attr) == 0);
    (void)pthread_condattr_destroy(&attr);
    return queue;
}

void mc_queue_destroy(struct mc_queue *queue)
{
    if (queue == NULL) {
        return;
    }
    struct mc_message message;
    while (mc_queue_try_pop(queue, &message)) {
        mc_message_drop(&message);
    }
    (void)pthread_cond_destroy(&queue->arrived);
    (void)pthread_mutex_destroy(&queue->lock);
    free(queue->ring);
    free(queue);
}

bool mc_queue_push(struct mc_queue *queue, struct mc_message *message)
{
    MC_CHECK(message->payload == NULL || message->destroy != NULL);
    (void)pthread_mutex_lock(&queue->lock);
    bool taken = !queue->closed && queue->count < queue->capacity;
    if (taken) {
        queue->ring[(queue->first + queue->count) % queue->capacity] = *message;
        queue->count++;
        *message = (struct mc_message){0};
        (void)pthread_cond_signal(&queue->arrived);
    }
    (void)pthread_mutex_unlock(&queue->lock);
    if (taken && queue->wake != NULL) {
        queue->wake(queue->context);
    }
    return taken;
}

static bool pop_locked(struct mc_queue *queue, struct mc_message *out)
{
    if (queue->count == 0) {
        return false;
    }
    *out = queue->ring[queue->first];
    queue->first = (queue->first + 1) % queue->capacity;
    queue->count--;
    return true;
}

bool mc_queue_try_pop(struct mc_queue *queue, struct mc_message *out)
{
    (void)pthread_mutex_lock(&queue->lock);
    bool got = pop_locked(queue, out);
    (void)pthread_mutex_unlock(&queue->lock);
    return got;
}

bool mc_queue_pop(struct mc_queue *queue, int timeout_ms, struct mc_message *out)
{
    struct timespec until = {0};
    if (timeout_ms >= 0) {
        int64_t until_ms = mc_clock_monotonic_ms() + timeout_ms;
        until.tv_sec = until_ms / 1000;
        until.tv_nsec = until_ms % 1000 * 1000000;
    }
    (void)pthread_mutex_lock(&queue->lock);
    int rc = 0;
    while (queue->count == 0 && !queue->closed && rc == 0) {
        rc = timeout_ms < 0 ? pthread_cond_wait(&queue->arrived, &queue->lock)
                            : pthread_cond_timedwait(&queue->arrived, &queue->lock, &until);
    }
    bool got = pop_locked(queue, out);
    (void)pthread_mutex_unlock(&queue->lock);
    return got;
}

void mc_queue_close(struct mc_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    (void)pthread_cond_broadcast(&queue->arrived);
    (void)pthread_mutex_unlock(&queue->lock);
}

bool mc_queue_closed(struct mc_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    bool closed = queue->closed;
    (void)pthread_mutex_unlock(&queue->lock);
    return closed;
}

size_t mc_queue_depth(struct mc_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    size_t depth = queue->count;
    (void)pthread_mutex_unlock(&queue->lock);
    return depth;
}

void mc_message_drop(struct mc_message *message)
{
    if (message->payload != NULL) {
        message->destroy(message->payload);
    }
    *message = (struct mc_message){0};
}
