/* The service screen: who gets in, who has to wait, and that nothing of a citizen's is kept. */
#include <string.h>

#include "tests/flow/bench.h"
#include "tests/unit/cmocka_all.h"

static void tap_emblem(struct bench *bench, int times)
{
    for (int i = 0; i < times; i++) {
        bench_do(bench, FLOW_INTENT_EMBLEM, 0);
    }
}

/* Wherever in the flow it might stand. */
static bool holds(const struct bench *bench, const char *text)
{
    return memmem(bench->view, sizeof *bench->view, text, strlen(text)) != NULL;
}

static void type_pin(struct bench *bench, const char *pin)
{
    for (; *pin != '\0'; pin++) {
        const char digit[2] = {*pin, '\0'};
        bench_step(bench, (struct flow_event){.kind = FLOW_EV_TEXT, .text = digit});
    }
    bench_do(bench, FLOW_INTENT_NEXT, 0);
}

static void answer(struct bench *bench, bool right)
{
    bench_step(bench, (struct flow_event){.kind = FLOW_EV_PIN_DONE,
                                          .request = bench->request[FLOW_FX_CHECK_PIN],
                                          .ok = right});
}

static void start(struct bench *bench)
{
    bench_start_service(bench);
    bench_devices(bench, bench_all_devices());
}

static void five_quick_taps_ask_for_the_pin(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 4);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_wait(&bench, 10000); /* too slow: begins anew */
    tap_emblem(&bench, 4);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    tap_emblem(&bench, 1);
    assert_int_equal(bench.view->screen, FLOW_SERVICE);
    assert_false(bench.view->service_open);
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    bench_stop(&bench);
}

static void without_a_pin_there_is_no_service_screen(void **state)
{
    (void)state;
    struct bench bench;
    bench_start(&bench);
    tap_emblem(&bench, 20);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_false(bench.view->service_possible);
    bench_stop(&bench);
}

static void the_right_pin_opens_and_things_can_be_tried(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    type_pin(&bench, "271828");
    assert_string_equal(bench_effect(&bench, FLOW_FX_CHECK_PIN)->text, "271828");
    assert_true(bench.view->pin_checking);
    answer(&bench, true);
    assert_true(bench.view->service_open);
    assert_int_equal(bench.view->pin_chars, 0);
    assert_true(bench.codes_on);
    assert_false(holds(&bench, "271828"));

    bench_code(&bench, SAMPLE_CARD);
    assert_int_equal(bench.view->service_read, FLOW_READ_ID_CARD);
    assert_false(bench_holds_personal(&bench));
    bench_code(&bench, "anything");
    assert_int_equal(bench.view->service_read, FLOW_READ_OTHER);
    assert_int_equal(bench.view->service_reads, 2);

    bench_do(&bench, FLOW_INTENT_TEST_PRINT, 0);
    bench_do(&bench, FLOW_INTENT_TEST_PRINT, 0);
    assert_int_equal(bench.seen[FLOW_FX_PRINT_TEST], 1);
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_PRINT_DONE,
                                           .request = bench.request[FLOW_FX_PRINT_TEST],
                                           .ok = true});
    assert_int_equal(bench.view->test_print, FLOW_PRINT_DONE);

    const struct flow_service_state told = {.outbox_waiting = 3};
    bench_step(&bench, (struct flow_event){.kind = FLOW_EV_SERVICE, .service = &told});
    assert_int_equal(bench.view->service.outbox_waiting, 3);
    bench_do(&bench, FLOW_INTENT_FINISH, 0);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_false(bench.codes_on);
    assert_false(bench.view->service_open);
    bench_stop(&bench);
}

static void who_guesses_waits_longer_each_time(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    int waited_s = 0;
    for (int i = 0; i < 12; i++) {
        int tries = bench.seen[FLOW_FX_CHECK_PIN];
        type_pin(&bench, "000000");
        assert_int_equal(bench.seen[FLOW_FX_CHECK_PIN], tries + 1);
        answer(&bench, false);
        assert_true(bench.view->pin_wrong);
        assert_true(bench.view->pin_wait_s >= waited_s);
        waited_s = bench.view->pin_wait_s;
        /* Too early, and no way around it by leaving. */
        type_pin(&bench, "111111");
        bench_do(&bench, FLOW_INTENT_HOME, 0);
        tap_emblem(&bench, 5);
        type_pin(&bench, "111111");
        assert_int_equal(bench.seen[FLOW_FX_CHECK_PIN], tries + 1);
        assert_int_equal(bench.view->pin_wait_s, waited_s);
        bench_do(&bench, FLOW_INTENT_HOME, 0);
        bench_wait(&bench, (int64_t)waited_s * 1000);
        tap_emblem(&bench, 5);
    }
    assert_int_equal(waited_s, 600);
    type_pin(&bench, "271828");
    answer(&bench, true);
    assert_true(bench.view->service_open);
    bench_stop(&bench);
}

static void leaving_while_it_is_checked_counts_as_a_try(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    type_pin(&bench, "000000");
    bench_do(&bench, FLOW_INTENT_HOME, 0);
    tap_emblem(&bench, 5);
    assert_true(bench.view->pin_wait_s > 0);
    answer(&bench, true); /* of the session before */
    assert_false(bench.view->service_open);
    bench_stop(&bench);
}

static void nobody_there_closes_it(void **state)
{
    (void)state;
    struct bench bench;
    start(&bench);
    tap_emblem(&bench, 5);
    type_pin(&bench, "271828");
    answer(&bench, true);
    bench_wait(&bench, BENCH_IDLE_MS);
    assert_true(bench.view->idle_warning);
    bench_wait(&bench, BENCH_COUNTDOWN_MS);
    assert_int_equal(bench.view->screen, FLOW_HOME);
    assert_false(bench.view->service_open);
    bench_stop(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_quick_taps_ask_for_the_pin),
        cmocka_unit_test(without_a_pin_there_is_no_service_screen),
        cmocka_unit_test(the_right_pin_opens_and_things_can_be_tried),
        cmocka_unit_test(who_guesses_waits_longer_each_time),
        cmocka_unit_test(leaving_while_it_is_checked_counts_as_a_try),
        cmocka_unit_test(nobody_there_closes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
