#include <pthread.h>
#include <string.h>

#include "core/clock.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/printer/printer_sim.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  100
#define LATER_MS 20000

struct bench {
    struct transport *sim;
    struct printer *printer;
    struct mc_raster picture;
    enum printer_outcome outcome;
    enum printer_state state;
    struct mc_error err;
};

static void set_up(struct bench *bench, const struct printer_sim_lacks *lacks,
                   enum escpos_confirmation confirmation)
{
    const struct escpos_profile profile = {.width_dots = PRINTER_SIM_WIDTH_DOTS,
                                           .cutter = true,
                                           .feed_lines = 3,
                                           .confirmation = confirmation};
    *bench = (struct bench){0};
    bench->sim = printer_sim_create(lacks);
    bench->printer = escpos_printer_create(bench->sim, &profile);
    mc_raster_init(&bench->picture, 571, 300);
    for (int y = 0; y < 300; y++) {
        for (int x = 0; x < 571; x++) {
            mc_raster_set(&bench->picture, x, y, (x * 7 + y * y) % 11 < 4);
        }
    }
}

static void tear_down(struct bench *bench)
{
    bench->printer->ops->destroy(bench->printer);
    mc_raster_finish(&bench->picture);
}

static enum mc_err print(struct bench *bench, int timeout_ms)
{
    return bench->printer->ops->print(bench->printer, &bench->picture, timeout_ms, &bench->outcome,
                                      &bench->state, &bench->err);
}

/* The paper shows the picture, dot for dot, and nothing else. */
static void assert_printed(struct bench *bench)
{
    struct mc_grey paper = {0};
    assert_true(printer_sim_take(bench->sim, &paper));
    assert_int_equal(paper.width_px, PRINTER_SIM_WIDTH_DOTS);
    assert_true(paper.height_px >= bench->picture.height_px);
    size_t wrong = 0;
    for (int y = 0; y < paper.height_px; y++) {
        for (int x = 0; x < paper.width_px; x++) {
            bool black = paper.pixels[(size_t)y * (size_t)paper.width_px + (size_t)x] < 128;
            wrong += black != mc_raster_get(&bench->picture, x, y);
        }
    }
    assert_int_equal(wrong, 0);
    mc_grey_finish(&paper);
    assert_false(printer_sim_take(bench->sim, &paper));
    assert_int_equal(printer_sim_uncut_lines(bench->sim), 0);
    assert_int_equal(printer_sim_garbage_bytes(bench->sim), 0);
}

static void what_was_sent_is_on_the_paper(void **state)
{
    (void)state;
    const enum escpos_confirmation ways[] = {ESCPOS_CONFIRM_JOB_ID, ESCPOS_CONFIRM_GS_R};
    for (size_t i = 0; i < 2; i++) {
        struct bench bench;
        set_up(&bench, NULL, ways[i]);
        for (int copy = 0; copy < 3; copy++) {
            assert_int_equal(print(&bench, LATER_MS), MC_OK);
            assert_int_equal(bench.outcome, PRINTER_PRINTED);
            assert_int_equal(bench.state, PRINTER_OK);
            assert_printed(&bench);
        }
        tear_down(&bench);
    }
}

static void a_model_that_says_nothing_is_unconfirmed(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, &(struct printer_sim_lacks){.job_id = true}, ESCPOS_CONFIRM_JOB_ID);
    assert_int_equal(print(&bench, SOON_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_UNCONFIRMED);
    assert_int_equal(bench.state, PRINTER_OK);
    assert_printed(&bench);
    tear_down(&bench);
    set_up(&bench, &(struct printer_sim_lacks){.asb = true}, ESCPOS_CONFIRM_NONE);
    assert_int_equal(print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_UNCONFIRMED);
    assert_printed(&bench);
    tear_down(&bench);
}

static void a_printer_that_is_not_ready_gets_nothing(void **state)
{
    (void)state;
    const enum printer_state states[] = {PRINTER_PAPER_OUT, PRINTER_COVER_OPEN, PRINTER_OFFLINE};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct bench bench;
        set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
        printer_sim_set(bench.sim, states[i]);
        assert_int_equal(bench.printer->ops->state(bench.printer, LATER_MS), states[i]);
        assert_int_equal(print(&bench, LATER_MS), MC_OK);
        assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
        assert_int_equal(bench.state, states[i]);
        printer_sim_set(bench.sim, PRINTER_OK);
        assert_int_equal(printer_sim_uncut_lines(bench.sim), 0);
        assert_int_equal(print(&bench, LATER_MS), MC_OK);
        assert_int_equal(bench.outcome, PRINTER_PRINTED);
        assert_printed(&bench);
        tear_down(&bench);
    }
}

static void near_the_end_it_still_prints(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, NULL, ESCPOS_CONFIRM_GS_R);
    printer_sim_set(bench.sim, PRINTER_NEAR_END);
    assert_int_equal(print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    assert_int_equal(bench.state, PRINTER_NEAR_END);
    tear_down(&bench);
}

static void a_jammed_cutter_is_cleared_before_a_print(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    printer_sim_set(bench.sim, PRINTER_CUTTER);
    assert_int_equal(bench.printer->ops->state(bench.printer, LATER_MS), PRINTER_CUTTER);
    assert_int_equal(print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    assert_printed(&bench);
    tear_down(&bench);
}

/* Wherever in the job it stops, the next receipt comes out whole and alone. */
static void after_an_interruption_the_next_print_is_clean(void **state)
{
    (void)state;
    const struct {
        size_t after;
        enum printer_state into;
    } rows[] = {
        {7, PRINTER_PAPER_OUT},      {9, PRINTER_COVER_OPEN},        {5000, PRINTER_PAPER_OUT},
        {12345, PRINTER_COVER_OPEN}, {21500, PRINTER_PAPER_OUT},     {21632, PRINTER_CUTTER},
        {21640, PRINTER_OFFLINE},    {9217 + 13, PRINTER_PAPER_OUT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench bench;
        set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
        printer_sim_fail_after(bench.sim, rows[i].after + 12, rows[i].into);
        assert_int_equal(print(&bench, LATER_MS), MC_OK);
        assert_int_equal(bench.outcome, PRINTER_INTERRUPTED);
        assert_int_equal(bench.state, rows[i].into);
        printer_sim_set(bench.sim, PRINTER_OK);
        struct mc_grey torn = {0};
        if (printer_sim_take(bench.sim, &torn)) {
            mc_grey_finish(&torn);
        }
        assert_int_equal(print(&bench, LATER_MS), MC_OK);
        assert_int_equal(bench.outcome, PRINTER_PRINTED);
        assert_printed(&bench);
        tear_down(&bench);
    }
}

static void a_stalled_printer_times_out(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    printer_sim_stall(bench.sim, true);
    assert_int_equal(bench.printer->ops->state(bench.printer, SOON_MS), PRINTER_OFFLINE);
    assert_int_equal(print(&bench, SOON_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    assert_int_equal(bench.state, PRINTER_OFFLINE);
    printer_sim_stall(bench.sim, false);
    assert_int_equal(print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    assert_printed(&bench);
    tear_down(&bench);
}

static void an_unplugged_printer_is_gone(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    printer_sim_fail_after(bench.sim, 9000, PRINTER_GONE);
    assert_int_equal(print(&bench, LATER_MS), MC_EGONE);
    assert_int_equal(bench.outcome, PRINTER_INTERRUPTED);
    assert_int_equal(bench.state, PRINTER_GONE);
    assert_int_equal(bench.printer->ops->state(bench.printer, LATER_MS), PRINTER_GONE);
    assert_int_equal(print(&bench, LATER_MS), MC_EGONE);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    tear_down(&bench);
}

static void a_picture_too_wide_is_refused(void **state)
{
    (void)state;
    struct bench bench;
    set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    mc_raster_finish(&bench.picture);
    mc_raster_init(&bench.picture, PRINTER_SIM_WIDTH_DOTS + 1, 8);
    assert_int_equal(print(&bench, LATER_MS), MC_ETOOBIG);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    tear_down(&bench);
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
    set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    printer_sim_stall(bench.sim, true);
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, cancel_print, bench.printer), 0);
    int64_t began_ms = mc_clock_monotonic_ms();
    assert_int_equal(print(&bench, LATER_MS), MC_ECANCELLED);
    assert_true(mc_clock_monotonic_ms() - began_ms < LATER_MS / 2);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    assert_int_equal(pthread_join(other, NULL), 0);
    printer_sim_stall(bench.sim, false);
    assert_int_equal(print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    tear_down(&bench);
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
        cmocka_unit_test(after_an_interruption_the_next_print_is_clean),
        cmocka_unit_test(a_stalled_printer_times_out),
        cmocka_unit_test(an_unplugged_printer_is_gone),
        cmocka_unit_test(a_picture_too_wide_is_refused),
        cmocka_unit_test(it_is_called_off_from_another_thread),
        cmocka_unit_test(states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
