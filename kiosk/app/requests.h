/*
 * The flow's open requests: each gets exactly one answer. One that is not answered by its deadline
 * is answered here as timed out, and whatever comes later for it is dropped.
 */
#ifndef MOTCUA_KIOSK_APP_REQUESTS_H
#define MOTCUA_KIOSK_APP_REQUESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kiosk/flow/flow.h"

#define REQUESTS_OPEN_MAX 16

struct request {
    uint64_t id;
    enum flow_event_kind answer; /* the event the flow waits for */
    int64_t deadline_ms;         /* monotonic */
};

struct requests {
    struct request open[REQUESTS_OPEN_MAX];
    size_t count;
};

void requests_add(struct requests *requests, uint64_t id, enum flow_event_kind answer,
                  int64_t deadline_ms);
/* True exactly once for each request: the answer may be passed on. */
bool requests_take(struct requests *requests, uint64_t id);
bool requests_is_open(const struct requests *requests, uint64_t id);
/* Takes one whose deadline has passed. */
bool requests_take_expired(struct requests *requests, int64_t now_ms, struct request *out);
/* The next deadline, -1 if none is open. */
int64_t requests_next_deadline_ms(const struct requests *requests);

#endif
