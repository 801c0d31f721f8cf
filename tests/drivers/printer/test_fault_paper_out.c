/* Paper out, cover open, a jammed knife: at every band of a receipt. After the refill the next one
 * comes out whole and alone. */
#include "tests/drivers/printer/printer_bench.h"

static void stops_at(size_t offset, enum printer_state into)
{
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_warm_up(&bench);
    printer_sim_fail_after(bench.sim, offset, into);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_INTERRUPTED);
    assert_int_equal(bench.state, into);
    assert_true(bench.printer->torn);

    printer_sim_set(bench.sim, PRINTER_OK);
    assert_int_equal(bench_state(&bench), PRINTER_OK);
    bench_clear_paper(&bench);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    bench_assert_printed(&bench);
    assert_false(bench.printer->torn);
    bench_tear_down(&bench);
}

static void in_every_band(void **state)
{
    (void)state;
    const enum printer_state into[] = {PRINTER_PAPER_OUT, PRINTER_COVER_OPEN, PRINTER_CUTTER,
                                       PRINTER_OFFLINE};
    const size_t ways = sizeof into / sizeof into[0];
    for (size_t band = 0; band < BENCH_BANDS; band++) {
        stops_at(bench_offset((int)band, 5), into[band % ways]);
        for (size_t i = 0; bench_line == LINE_NONE && i < ways; i++) {
            stops_at(bench_offset((int)band, 2500), into[i]);
        }
    }
}

static void in_the_first_command(void **state)
{
    (void)state;
    stops_at(BENCH_ASKING + 2, PRINTER_PAPER_OUT);
}

/* Between the last line and the answer: whether it can be read nobody knows. */
static void before_it_could_confirm(void **state)
{
    (void)state;
    const enum escpos_confirmation ways[] = {ESCPOS_CONFIRM_JOB_ID, ESCPOS_CONFIRM_GS_R};
    for (size_t i = 0; i < 2; i++) {
        struct bench bench;
        bench_set_up(&bench, NULL, ways[i]);
        bench_warm_up(&bench);
        printer_sim_fail_after(bench.sim, bench_offset(2, BENCH_BAND_HEAD + 74 * 72 + 2),
                               PRINTER_PAPER_OUT);
        assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
        assert_int_equal(bench.outcome, PRINTER_INTERRUPTED);
        assert_int_equal(bench.state, PRINTER_PAPER_OUT);
        bench_tear_down(&bench);
    }
}

static void a_model_without_automatic_status_is_asked(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, &(struct printer_sim_lacks){.asb = true}, ESCPOS_CONFIRM_GS_R);
    bench.profile.asb = false;
    bench_reopen(&bench);
    bench_warm_up(&bench);
    printer_sim_set(bench.sim, PRINTER_NEAR_END);
    assert_int_equal(bench_state(&bench), PRINTER_NEAR_END);
    printer_sim_set(bench.sim, PRINTER_PAPER_OUT);
    assert_int_equal(bench_state(&bench), PRINTER_PAPER_OUT);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    printer_sim_set(bench.sim, PRINTER_OK);
    bench_assert_prints(&bench);
    bench_tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_every_band),
        cmocka_unit_test(in_the_first_command),
        cmocka_unit_test(before_it_could_confirm),
        cmocka_unit_test(a_model_without_automatic_status_is_asked),
    };
    return BENCH_RUN(tests);
}
