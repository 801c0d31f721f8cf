#include "kiosk/app/sender.h"
#include "tests/unit/cmocka_all.h"

#define NOW_MS 1000000

static void what_cannot_be_fetched_is_not_asked_for_at_once(void **state)
{
    (void)state;
    struct sender sender;
    sender_init(&sender, NULL, NULL, NOW_MS);
    sender.state = SENDER_FETCHING;
    struct store_due due = {.next_ms = NOW_MS - 50, .depth = 3};
    sender_on_due(&sender, &due, NOW_MS);
    assert_int_equal(sender.state, SENDER_RESTING);
    assert_int_equal(sender.depth, 3);
    assert_true(sender.next_ms > NOW_MS);
    sender_turn(&sender, NOW_MS); /* would ask the store, which is not there */
    assert_int_equal(sender.state, SENDER_RESTING);
}

static void an_empty_outbox_is_left_alone(void **state)
{
    (void)state;
    struct sender sender;
    sender_init(&sender, NULL, NULL, NOW_MS);
    struct store_due due = {.next_ms = -1};
    sender_on_due(&sender, &due, NOW_MS);
    assert_int_equal(sender.next_ms, -1);
}

static void an_outcome_that_is_not_written_down_is_not_repeated_at_once(void **state)
{
    (void)state;
    struct sender sender;
    sender_init(&sender, NULL, NULL, NOW_MS);
    uint64_t request = 0;
    struct store_marked marked = {.recorded = true, .next_ms = NOW_MS - 1};
    assert_false(sender_on_marked(&sender, &marked, NOW_MS, &request));
    assert_int_equal(sender.next_ms, NOW_MS - 1); /* the next one in line goes at once */
    marked.recorded = false;
    assert_false(sender_on_marked(&sender, &marked, NOW_MS, &request));
    assert_true(sender.next_ms > NOW_MS);
}

static void the_citizen_who_waits_is_told_once(void **state)
{
    (void)state;
    struct sender sender;
    sender_init(&sender, NULL, NULL, NOW_MS);
    sender_want(&sender, 7, "key");
    uint64_t request = 0;
    struct store_marked other = {.mark = {.key = "other"}, .recorded = true};
    assert_false(sender_on_marked(&sender, &other, NOW_MS, &request));
    struct store_marked mine = {.mark = {.key = "key"}, .recorded = true};
    assert_true(sender_on_marked(&sender, &mine, NOW_MS, &request));
    assert_int_equal(request, 7);
    assert_false(sender_on_marked(&sender, &mine, NOW_MS, &request));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_fetched_is_not_asked_for_at_once),
        cmocka_unit_test(an_empty_outbox_is_left_alone),
        cmocka_unit_test(an_outcome_that_is_not_written_down_is_not_repeated_at_once),
        cmocka_unit_test(the_citizen_who_waits_is_told_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
