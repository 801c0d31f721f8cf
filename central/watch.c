#include "central/watch.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/memory.h"

#define ROUND_MS 250

struct watch_connection {
    struct watch_connection *previous;
    struct watch_connection *next;
    int fd;
    enum watch_phase phase;
    int64_t since_ms;
    bool ended;
};

struct watch {
    int64_t limits_ms[WATCH_PHASES];
    struct metrics *metrics;
    pthread_t thread;
    pthread_mutex_t lock; /* over the rest */
    pthread_cond_t stopped;
    bool stopping;
    struct watch_connection *first;
    int64_t count;
};

static void end_late(struct watch *watch, int64_t now_ms)
{
    static const enum metrics_counter counters[WATCH_PHASES] = {
        METRICS_LATE_HEADERS, METRICS_IDLE, METRICS_LATE_BODY, METRICS_LATE_ANSWER};
    for (struct watch_connection *connection = watch->first; connection != NULL;
         connection = connection->next) {
        if (!connection->ended &&
            now_ms - connection->since_ms > watch->limits_ms[connection->phase]) {
            connection->ended = true;
            metrics_count(watch->metrics, counters[connection->phase]);
            (void)shutdown(connection->fd, SHUT_RDWR);
        }
    }
}

static void *run(void *context)
{
    struct watch *watch = context;
    (void)pthread_mutex_lock(&watch->lock);
    while (!watch->stopping) {
        int64_t now_ms = mc_clock_monotonic_ms();
        end_late(watch, now_ms);
        struct timespec until = {.tv_sec = (time_t)((now_ms + ROUND_MS) / 1000),
                                 .tv_nsec = (long)((now_ms + ROUND_MS) % 1000) * 1000000};
        (void)pthread_cond_timedwait(&watch->stopped, &watch->lock, &until);
    }
    (void)pthread_mutex_unlock(&watch->lock);
    return NULL;
}

struct watch *watch_start(const int64_t limits_ms[WATCH_PHASES], struct metrics *metrics)
{
    struct watch *watch = MC_NEW(struct watch);
    pthread_condattr_t attributes;
    for (size_t i = 0; i < WATCH_PHASES; i++) {
        watch->limits_ms[i] = limits_ms[i];
    }
    watch->metrics = metrics;
    MC_CHECK(pthread_mutex_init(&watch->lock, NULL) == 0);
    MC_CHECK(pthread_condattr_init(&attributes) == 0);
    MC_CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    MC_CHECK(pthread_cond_init(&watch->stopped, &attributes) == 0);
    (void)pthread_condattr_destroy(&attributes);
    MC_CHECK(pthread_create(&watch->thread, NULL, run, watch) == 0);
    return watch;
}

void watch_stop(struct watch *watch)
{
    if (watch == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&watch->lock);
    watch->stopping = true;
    (void)pthread_cond_broadcast(&watch->stopped);
    (void)pthread_mutex_unlock(&watch->lock);
    (void)pthread_join(watch->thread, NULL);
    MC_CHECK(watch->first == NULL);
    (void)pthread_cond_destroy(&watch->stopped);
    (void)pthread_mutex_destroy(&watch->lock);
    free(watch);
}

struct watch_connection *watch_add(struct watch *watch, int fd)
{
    struct watch_connection *connection = MC_NEW(struct watch_connection);
    connection->fd = fd;
    connection->since_ms = mc_clock_monotonic_ms();
    (void)pthread_mutex_lock(&watch->lock);
    connection->next = watch->first;
    if (watch->first != NULL) {
        watch->first->previous = connection;
    }
    watch->first = connection;
    watch->count++;
    metrics_set(watch->metrics, METRICS_CONNECTIONS, watch->count);
    (void)pthread_mutex_unlock(&watch->lock);
    return connection;
}

void watch_remove(struct watch *watch, struct watch_connection *connection)
{
    (void)pthread_mutex_lock(&watch->lock);
    if (connection->previous != NULL) {
        connection->previous->next = connection->next;
    } else {
        watch->first = connection->next;
    }
    if (connection->next != NULL) {
        connection->next->previous = connection->previous;
    }
    watch->count--;
    metrics_set(watch->metrics, METRICS_CONNECTIONS, watch->count);
    (void)pthread_mutex_unlock(&watch->lock);
    free(connection);
}

void watch_enter(struct watch *watch, struct watch_connection *connection, enum watch_phase phase)
{
    int64_t now_ms = mc_clock_monotonic_ms();
    (void)pthread_mutex_lock(&watch->lock);
    connection->phase = phase;
    connection->since_ms = now_ms;
    (void)pthread_mutex_unlock(&watch->lock);
}
