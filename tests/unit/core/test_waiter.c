#include <pthread.h>

#include "core/clock.h"
#include "core/waiter.h"
#include "tests/unit/cmocka_all.h"

#define LATER_MS 20000

static void the_deadline_passes(void **state)
{
    (void)state;
    struct mc_waiter waiter;
    mc_waiter_init(&waiter);
    mc_waiter_lock(&waiter);
    int64_t began_ms = mc_clock_monotonic_ms();
    enum mc_err rc = MC_OK;
    int64_t deadline_ms = mc_deadline(20);
    while (rc == MC_OK) {
        rc = mc_waiter_wait(&waiter, deadline_ms);
    }
    assert_int_equal(rc, MC_ETIMEOUT);
    assert_true(mc_clock_monotonic_ms() - began_ms >= 20);
    assert_int_equal(mc_waiter_wait(&waiter, mc_deadline(0)), MC_ETIMEOUT);
    mc_waiter_unlock(&waiter);
    mc_waiter_finish(&waiter);
}

static void a_cancellation_counts_once(void **state)
{
    (void)state;
    struct mc_waiter waiter;
    mc_waiter_init(&waiter);
    mc_waiter_cancel(&waiter);
    mc_waiter_cancel(&waiter);
    mc_waiter_lock(&waiter);
    assert_int_equal(mc_waiter_wait(&waiter, mc_deadline(-1)), MC_ECANCELLED);
    assert_int_equal(mc_waiter_wait(&waiter, mc_deadline(1)), MC_ETIMEOUT);
    mc_waiter_unlock(&waiter);
    mc_waiter_finish(&waiter);
}

static void *cancel(void *context)
{
    mc_waiter_cancel(context);
    return NULL;
}

static void another_thread_wakes_it(void **state)
{
    (void)state;
    struct mc_waiter waiter;
    mc_waiter_init(&waiter);
    pthread_t other;
    int64_t began_ms = mc_clock_monotonic_ms();
    mc_waiter_lock(&waiter);
    assert_int_equal(pthread_create(&other, NULL, cancel, &waiter), 0);
    enum mc_err rc = MC_OK;
    while (rc == MC_OK) {
        rc = mc_waiter_wait(&waiter, mc_deadline(LATER_MS));
    }
    mc_waiter_unlock(&waiter);
    assert_int_equal(rc, MC_ECANCELLED);
    assert_true(mc_clock_monotonic_ms() - began_ms < LATER_MS / 2);
    assert_int_equal(pthread_join(other, NULL), 0);
    mc_waiter_finish(&waiter);
}

static void what_is_left_is_never_negative(void **state)
{
    (void)state;
    assert_int_equal(mc_deadline_left_ms(mc_deadline(-1)), INT32_MAX);
    assert_int_equal(mc_deadline_left_ms(mc_clock_monotonic_ms() - 5), 0);
    assert_in_range(mc_deadline_left_ms(mc_deadline(LATER_MS)), LATER_MS / 2, LATER_MS);
    assert_int_equal(mc_deadline_left_ms(INT64_MAX - 1), INT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_deadline_passes),
        cmocka_unit_test(a_cancellation_counts_once),
        cmocka_unit_test(another_thread_wakes_it),
        cmocka_unit_test(what_is_left_is_never_negative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
