#include "kiosk/app/requests.h"

#include "core/error.h"

static void remove_at(struct requests *requests, size_t index)
{
    requests->count--;
    requests->open[index] = requests->open[requests->count];
}

void requests_add(struct requests *requests, uint64_t id, enum flow_event_kind answer,
                  int64_t deadline_ms)
{
    /* The flow waits for one answer of a kind; typing makes the searches that pile up. */
    if (requests->count == REQUESTS_OPEN_MAX) {
        remove_at(requests, 0);
    }
    requests->open[requests->count++] = (struct request){id, answer, deadline_ms};
}

bool requests_take(struct requests *requests, uint64_t id)
{
    for (size_t i = 0; i < requests->count; i++) {
        if (requests->open[i].id == id) {
            remove_at(requests, i);
            return true;
        }
    }
    return false;
}

bool requests_is_open(const struct requests *requests, uint64_t id)
{
    for (size_t i = 0; i < requests->count; i++) {
        if (requests->open[i].id == id) {
            return true;
        }
    }
    return false;
}

bool requests_take_expired(struct requests *requests, int64_t now_ms, struct request *out)
{
    for (size_t i = 0; i < requests->count; i++) {
        if (requests->open[i].deadline_ms <= now_ms) {
            *out = requests->open[i];
            remove_at(requests, i);
            return true;
        }
    }
    return false;
}

int64_t requests_next_deadline_ms(const struct requests *requests)
{
    int64_t next = -1;
    for (size_t i = 0; i < requests->count; i++) {
        if (next < 0 || requests->open[i].deadline_ms < next) {
            next = requests->open[i].deadline_ms;
        }
    }
    return next;
}
