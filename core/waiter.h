/*
 * A lock with a condition, a deadline and a way out: what a thread waits on that another thread may
 * feed or call off. The monotonic clock counts. The fields are the waiter's own.
 */
#ifndef MOTCUA_CORE_WAITER_H
#define MOTCUA_CORE_WAITER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"

struct mc_waiter {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool cancelled;
};

void mc_waiter_init(struct mc_waiter *waiter);
/* No thread may wait on it any more. */
void mc_waiter_finish(struct mc_waiter *waiter);
void mc_waiter_lock(struct mc_waiter *waiter);
void mc_waiter_unlock(struct mc_waiter *waiter);
/* Wakes whoever waits; call it locked, after a change. */
void mc_waiter_wake(struct mc_waiter *waiter);

/* Locked; waits for a wake-up until deadline_ms (mc_deadline()). MC_ETIMEOUT, MC_ECANCELLED; MC_OK
 * means "look again". A cancellation counts once, also when it came before the wait. */
enum mc_err mc_waiter_wait(struct mc_waiter *waiter, int64_t deadline_ms) MC_MUST_CHECK;
/* Any thread, unlocked. */
void mc_waiter_cancel(struct mc_waiter *waiter);

/* The moment timeout_ms from now, on mc_clock_monotonic_ms(); negative: never (INT64_MAX). */
int64_t mc_deadline(int timeout_ms);
/* What is left, 0 when it has passed; INT32_MAX at most. */
int mc_deadline_left_ms(int64_t deadline_ms);

#endif
