/* What every printer does, on every line it can hang on. */
#include <pthread.h>
#include <string.h>

#include "core/clock.h"
#include "tests/drivers/printer/printer_bench.h"

static void what_was_sent_is_on_the_paper(void **state)
{
    (void)state;
    const enum escpos_confirmation ways[] = {ESCPOS_CONFIRM_JOB_ID, ESCPOS_CONFIRM_GS_R};
    for (size_t i = 0; i < 2; i++) {
        struct bench bench;
        bench_set_up(&bench, NULL, ways[i]);
        for (int copy = 0; copy < 3; copy++) {
            assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
            assert_int_equal(bench.outcome, PRINTER_PRINTED);
            assert_int_equal(bench.state, PRINTER_OK);
            bench_assert_printed(&bench);
        }
        bench_tear_down(&bench);
    }
}

static void a_model_that_says_nothing_is_unconfirmed(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, &(struct printer_sim_lacks){.job_id = true}, ESCPOS_CONFIRM_JOB_ID);
    assert_int_equal(bench_print(&bench, VAIN_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_UNCONFIRMED);
    assert_int_equal(bench.state, PRINTER_OK);
    bench_assert_printed(&bench);
    bench_tear_down(&bench);
    bench_set_up(&bench, &(struct printer_sim_lacks){.asb = true}, ESCPOS_CONFIRM_NONE);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_UNCONFIRMED);
    bench_assert_printed(&bench);
    bench_tear_down(&bench);
}

static void a_printer_that_is_not_ready_gets_nothing(void **state)
{
    (void)state;
    const enum printer_state states[] = {PRINTER_PAPER_OUT, PRINTER_COVER_OPEN, PRINTER_OFFLINE};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct bench bench;
        bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
        printer_sim_set(bench.sim, states[i]);
        assert_int_equal(bench_state(&bench), states[i]);
        assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
        assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
        assert_int_equal(bench.state, states[i]);
        printer_sim_set(bench.sim, PRINTER_OK);
        assert_int_equal(printer_sim_uncut_lines(bench.sim), 0);
        assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
        assert_int_equal(bench.outcome, PRINTER_PRINTED);
        bench_assert_printed(&bench);
        bench_tear_down(&bench);
    }
}

static void near_the_end_it_still_prints(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_GS_R);
    printer_sim_set(bench.sim, PRINTER_NEAR_END);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    assert_int_equal(bench.state, PRINTER_NEAR_END);
    bench_tear_down(&bench);
}

static void a_jammed_cutter_is_cleared_before_a_print(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    printer_sim_set(bench.sim, PRINTER_CUTTER);
    assert_int_equal(bench_state(&bench), PRINTER_CUTTER);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    bench_assert_printed(&bench);
    bench_tear_down(&bench);
}

static void a_picture_too_wide_is_refused(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    mc_raster_finish(&bench.picture);
    mc_raster_init(&bench.picture, PRINTER_SIM_WIDTH_DOTS + 1, 8);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_ETOOBIG);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    bench_tear_down(&bench);
}

static void *cancel_print(void *context)
{
    struct printer *printer = context;
    printer->ops->cancel(printer);
    return NULL;
}

static void it_is_called_off_from_another_thread(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    printer_sim_stall(bench.sim, true);
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, cancel_print, bench.printer), 0);
    int64_t began_ms = mc_clock_monotonic_ms();
    assert_int_equal(bench_print(&bench, LATER_MS), MC_ECANCELLED);
    assert_true(mc_clock_monotonic_ms() - began_ms < LATER_MS / 2);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    assert_int_equal(pthread_join(other, NULL), 0);
    printer_sim_stall(bench.sim, false);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    bench_tear_down(&bench);
}

static void every_way_of_putting_a_picture_is_the_same_on_paper(void **state)
{
    (void)state;
    const enum escpos_raster ways[] = {ESCPOS_RASTER_GS_V_0, ESCPOS_RASTER_GS_L,
                                       ESCPOS_RASTER_ESC_STAR};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct bench bench;
        bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
        bench.profile.raster = ways[i];
        bench_reopen(&bench);
        bench_assert_prints(&bench);
        bench_assert_prints(&bench);
        bench_tear_down(&bench);
    }
}

/* Near the end, end, cover: told without being asked. */
static void it_says_by_itself_what_changes(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    assert_int_equal(bench_state(&bench), PRINTER_OK);
    const struct printer_ops *ops = bench.printer->ops;
    assert_int_equal(ops->watch(bench.printer, SOON_MS, &bench.state, &bench.err), MC_ETIMEOUT);
    assert_int_equal(bench.state, PRINTER_OK);
    const enum printer_state states[] = {PRINTER_NEAR_END, PRINTER_PAPER_OUT, PRINTER_OK,
                                         PRINTER_COVER_OPEN, PRINTER_OK};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        printer_sim_set(bench.sim, states[i]);
        assert_int_equal(ops->watch(bench.printer, LATER_MS, &bench.state, &bench.err), MC_OK);
        assert_int_equal(bench.state, states[i]);
    }
    bench_assert_prints(&bench);
    bench_tear_down(&bench);
}

static void a_wait_for_news_is_called_off(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    assert_int_equal(bench_state(&bench), PRINTER_OK);
    bench.printer->ops->cancel(bench.printer);
    assert_int_equal(bench.printer->ops->watch(bench.printer, LATER_MS, &bench.state, &bench.err),
                     MC_ECANCELLED);
    bench_assert_prints(&bench);
    bench_tear_down(&bench);
}

/* One that answers nothing prints, and its port says whether it may. */
static void one_that_answers_no_question_prints_unconfirmed(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(
        &bench,
        &(struct printer_sim_lacks){.job_id = true, .gs_r = true, .asb = true, .dle_eot = true},
        ESCPOS_CONFIRM_NONE);
    assert_int_equal(bench_state(&bench), PRINTER_OK);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_UNCONFIRMED);
    bench_tear_down(&bench);
}

static void states_have_names(void **state)
{
    (void)state;
    for (int i = PRINTER_OK; i <= PRINTER_ERROR; i++) {
        for (int j = PRINTER_OK; j < i; j++) {
            assert_string_not_equal(printer_state_name(i), printer_state_name(j));
        }
    }
    assert_string_equal(printer_state_name(PRINTER_PAPER_OUT), "paper_out");
    assert_true(printer_state_ready(PRINTER_NEAR_END));
    assert_false(printer_state_ready(PRINTER_COVER_OPEN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sent_is_on_the_paper),
        cmocka_unit_test(a_model_that_says_nothing_is_unconfirmed),
        cmocka_unit_test(a_printer_that_is_not_ready_gets_nothing),
        cmocka_unit_test(near_the_end_it_still_prints),
        cmocka_unit_test(a_jammed_cutter_is_cleared_before_a_print),
        cmocka_unit_test(a_picture_too_wide_is_refused),
        cmocka_unit_test(it_is_called_off_from_another_thread),
        cmocka_unit_test(every_way_of_putting_a_picture_is_the_same_on_paper),
        cmocka_unit_test(it_says_by_itself_what_changes),
        cmocka_unit_test(a_wait_for_news_is_called_off),
        cmocka_unit_test(one_that_answers_no_question_prints_unconfirmed),
        cmocka_unit_test(states_have_names),
    };
    return BENCH_RUN(tests);
}
