#include <pthread.h>
#include <stdlib.h>

#include "core/queue.h"
#include "tests/unit/cmocka_all.h"

static void count_wake(void *context)
{
    (*(int *)context)++;
}

static struct mc_message make(int tag)
{
    return (struct mc_message){.tag = tag, .payload = malloc(1), .destroy = free};
}

static void it_is_bounded_and_in_order(void **state)
{
    (void)state;
    int wakes = 0;
    struct mc_queue *queue = mc_queue_create(2, count_wake, &wakes);
    struct mc_message m = make(1);
    assert_true(mc_queue_push(queue, &m));
    m = make(2);
    assert_true(mc_queue_push(queue, &m));
    m = make(3);
    assert_false(mc_queue_push(queue, &m));
    mc_message_drop(&m);
    assert_int_equal(wakes, 2);
    struct mc_message out;
    assert_true(mc_queue_try_pop(queue, &out));
    assert_int_equal(out.tag, 1);
    mc_message_drop(&out);
    mc_queue_destroy(queue); /* frees the second; the leak checker would tell */
}

static void *pop_until_closed(void *context)
{
    struct mc_message out;
    intptr_t got = 0;
    while (mc_queue_pop(context, -1, &out)) {
        got++;
        mc_message_drop(&out);
    }
    return (void *)got;
}

static void closing_wakes_the_reader_after_the_last_message(void **state)
{
    (void)state;
    struct mc_queue *queue = mc_queue_create(4, NULL, NULL);
    pthread_t reader;
    assert_int_equal(pthread_create(&reader, NULL, pop_until_closed, queue), 0);
    for (int i = 0; i < 3; i++) {
        struct mc_message m = make(i);
        assert_true(mc_queue_push(queue, &m));
    }
    mc_queue_close(queue);
    void *got = NULL;
    assert_int_equal(pthread_join(reader, &got), 0);
    assert_int_equal((intptr_t)got, 3);
    struct mc_message late = make(9);
    assert_false(mc_queue_push(queue, &late));
    mc_message_drop(&late);
    mc_queue_destroy(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_bounded_and_in_order),
        cmocka_unit_test(closing_wakes_the_reader_after_the_last_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
