#include "kiosk/app/requests.h"
#include "tests/unit/cmocka_all.h"

static void each_is_answered_once(void **state)
{
    (void)state;
    struct requests requests = {0};
    requests_add(&requests, 7, FLOW_EV_SEARCH_DONE, 100);
    assert_true(requests_is_open(&requests, 7));
    assert_true(requests_take(&requests, 7));
    assert_false(requests_take(&requests, 7));
    assert_false(requests_is_open(&requests, 7));
}

static void what_is_late_is_answered_here(void **state)
{
    (void)state;
    struct requests requests = {0};
    assert_int_equal(requests_next_deadline_ms(&requests), -1);
    requests_add(&requests, 1, FLOW_EV_SEARCH_DONE, 300);
    requests_add(&requests, 2, FLOW_EV_SEND_DONE, 200);
    assert_int_equal(requests_next_deadline_ms(&requests), 200);
    struct request late = {0};
    assert_false(requests_take_expired(&requests, 199, &late));
    assert_true(requests_take_expired(&requests, 200, &late));
    assert_int_equal(late.id, 2);
    assert_int_equal(late.answer, FLOW_EV_SEND_DONE);
    assert_false(requests_take(&requests, 2));
    assert_true(requests_take(&requests, 1));
}

static void too_many_push_out_the_oldest(void **state)
{
    (void)state;
    struct requests requests = {0};
    for (uint64_t id = 1; id <= REQUESTS_OPEN_MAX + 1; id++) {
        requests_add(&requests, id, FLOW_EV_SEARCH_DONE, 100);
    }
    assert_false(requests_is_open(&requests, 1));
    for (uint64_t id = 2; id <= REQUESTS_OPEN_MAX + 1; id++) {
        assert_true(requests_is_open(&requests, id));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_answered_once),
        cmocka_unit_test(what_is_late_is_answered_here),
        cmocka_unit_test(too_many_push_out_the_oldest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
