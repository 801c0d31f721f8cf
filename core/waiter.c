#include "core/waiter.h"

#include <errno.h>
#include <time.h>

#include "core/clock.h"

void mc_waiter_init(struct mc_waiter *waiter)
{
    pthread_condattr_t attr;
    MC_CHECK(pthread_condattr_init(&attr) == 0);
    MC_CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    MC_CHECK(pthread_mutex_init(&waiter->lock, NULL) == 0);
    MC_CHECK(pthread_cond_init(&waiter->changed, &attr) == 0);
    (void)pthread_condattr_destroy(&attr);
    waiter->cancelled = false;
}

void mc_waiter_finish(struct mc_waiter *waiter)
{
    (void)pthread_cond_destroy(&waiter->changed);
    (void)pthread_mutex_destroy(&waiter->lock);
}

void mc_waiter_lock(struct mc_waiter *waiter)
{
    (void)pthread_mutex_lock(&waiter->lock);
}

void mc_waiter_unlock(struct mc_waiter *waiter)
{
    (void)pthread_mutex_unlock(&waiter->lock);
}

void mc_waiter_wake(struct mc_waiter *waiter)
{
    (void)pthread_cond_broadcast(&waiter->changed);
}

enum mc_err mc_waiter_wait(struct mc_waiter *waiter, int64_t deadline_ms)
{
    int rc = 0;
    if (!waiter->cancelled && deadline_ms == INT64_MAX) {
        rc = pthread_cond_wait(&waiter->changed, &waiter->lock);
    } else if (!waiter->cancelled) {
        struct timespec until = {
            .tv_sec = (time_t)(deadline_ms / 1000),
            .tv_nsec = (long)(deadline_ms % 1000) * 1000000,
        };
        rc = pthread_cond_timedwait(&waiter->changed, &waiter->lock, &until);
    }
    if (waiter->cancelled) {
        waiter->cancelled = false;
        return MC_ECANCELLED;
    }
    return rc == ETIMEDOUT ? MC_ETIMEOUT : MC_OK;
}

void mc_waiter_cancel(struct mc_waiter *waiter)
{
    mc_waiter_lock(waiter);
    waiter->cancelled = true;
    mc_waiter_wake(waiter);
    mc_waiter_unlock(waiter);
}

int64_t mc_deadline(int timeout_ms)
{
    return timeout_ms < 0 ? INT64_MAX : mc_clock_monotonic_ms() + timeout_ms;
}

int mc_deadline_left_ms(int64_t deadline_ms)
{
    if (deadline_ms == INT64_MAX) {
        return INT32_MAX;
    }
    int64_t left = deadline_ms - mc_clock_monotonic_ms();
    if (left < 0) {
        return 0;
    }
    return left > INT32_MAX ? INT32_MAX : (int)left;
}
