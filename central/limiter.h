/*
 * How often somebody may ask: a token bucket each, by name (an address, a kiosk). A fixed number of
 * buckets: when a new name needs a place, the fullest of a few goes, which forgets nothing that
 * mattered. Any thread; the time is told.
 */
#ifndef MOTCUA_CENTRAL_LIMITER_H
#define MOTCUA_CENTRAL_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

struct limiter;

/* per_minute refill, burst what may come at once. */
struct limiter *limiter_create(int64_t per_minute, int64_t burst);
void limiter_destroy(struct limiter *limiter);
/* Takes a token. False: none is left; *retry_after_s then says when there is one again. */
bool limiter_take(struct limiter *limiter, const char *name, int64_t now_ms,
                  int64_t *retry_after_s);

#endif
