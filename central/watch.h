/*
 * Looks after a server's connections: where each stands and since when, so that a peer that sends
 * or reads a byte now and then cannot keep one for ever. libmicrohttpd's own time-out only sees
 * silence. Ends what is late by shutting its socket down; a thread of its own does so. Any thread.
 */
#ifndef MOTCUA_CENTRAL_WATCH_H
#define MOTCUA_CENTRAL_WATCH_H

#include <stddef.h>
#include <stdint.h>

#include "central/metrics.h"

enum watch_phase {
    WATCH_HEADERS, /* new: TLS and the first request's headers */
    WATCH_IDLE,    /* answered: the next request's headers */
    WATCH_BODY,
    WATCH_ANSWER,
    WATCH_PHASES
};

struct watch;
struct watch_connection;

/* The longest each phase may take, ms. `metrics` is borrowed. */
struct watch *watch_start(const int64_t limits_ms[WATCH_PHASES], struct metrics *metrics);
/* After the last connection is gone. */
void watch_stop(struct watch *watch);

struct watch_connection *watch_add(struct watch *watch, int fd);
/* Before the socket is closed. Frees it. */
void watch_remove(struct watch *watch, struct watch_connection *connection);
void watch_enter(struct watch *watch, struct watch_connection *connection, enum watch_phase phase);

#endif
