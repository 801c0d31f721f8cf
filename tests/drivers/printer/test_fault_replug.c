/* The cable is put back: the next receipt comes out whole and alone. */
#include "tests/drivers/printer/printer_bench.h"

static void between_two_jobs(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_assert_prints(&bench);
    for (int i = 0; i < 3; i++) {
        virtual_printer_unplug(bench.virtual);
        assert_int_equal(bench_state(&bench), PRINTER_GONE);
        virtual_printer_plug(bench.virtual);
        bench_reopen(&bench);
        assert_int_equal(bench_state(&bench), PRINTER_OK);
        bench_assert_prints(&bench);
    }
    bench_tear_down(&bench);
}

static void in_every_band(void **state)
{
    (void)state;
    for (int band = 0; band < BENCH_BANDS; band++) {
        struct bench bench;
        bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
        bench_warm_up(&bench);
        printer_sim_fail_after(bench.sim, bench_offset(band, 2000), PRINTER_GONE);
        assert_int_equal(bench_print(&bench, LATER_MS), MC_EGONE);
        virtual_printer_plug(bench.virtual);
        bench_reopen(&bench);
        /* What it still held comes out; the first thing it gets ends the torn picture and cuts. */
        assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
        assert_int_equal(bench.outcome, PRINTER_PRINTED);
        bench_assert_printed(&bench);
        bench_tear_down(&bench);
    }
}

/* Its power comes from the same cable: half a picture is forgotten with all else. */
static void after_a_power_cut_in_a_band(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_warm_up(&bench);
    printer_sim_fail_after(bench.sim, bench_offset(1, 2000), PRINTER_GONE);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_EGONE);
    printer_sim_power_cycle(bench.sim);
    virtual_printer_plug(bench.virtual);
    bench_reopen(&bench);
    bench_assert_prints(&bench);
    bench_tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(between_two_jobs),
        cmocka_unit_test(in_every_band),
        cmocka_unit_test(after_a_power_cut_in_a_band),
    };
    return BENCH_RUN(tests);
}
