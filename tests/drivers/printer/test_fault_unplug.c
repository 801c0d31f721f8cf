/* The cable is pulled: before, during and after everything the printer is asked to do. */
#include "tests/drivers/meanwhile.h"
#include "tests/drivers/printer/printer_bench.h"

static void before_a_question(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    virtual_printer_unplug(bench.virtual);
    assert_int_equal(bench_state(&bench), PRINTER_GONE);
    assert_int_equal(bench_state(&bench), PRINTER_GONE);
    bench_tear_down(&bench);
}

static void before_a_print(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_warm_up(&bench);
    virtual_printer_unplug(bench.virtual);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_EGONE);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    assert_int_equal(bench.state, PRINTER_GONE);
    bench_tear_down(&bench);
}

static void before_a_wait_for_news(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    virtual_printer_unplug(bench.virtual);
    assert_int_equal(bench.printer->ops->watch(bench.printer, LATER_MS, &bench.state, &bench.err),
                     MC_EGONE);
    assert_int_equal(bench.state, PRINTER_GONE);
    bench_tear_down(&bench);
}

static void pull(void *context)
{
    virtual_printer_unplug(context);
}

static void during_a_wait_for_news(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    assert_int_equal(bench_state(&bench), PRINTER_OK);
    struct meanwhile meanwhile = {.run = pull, .context = bench.virtual};
    meanwhile_start(&meanwhile);
    enum mc_err rc = MC_OK;
    while (rc == MC_OK) {
        rc = bench.printer->ops->watch(bench.printer, LATER_MS, &bench.state, &bench.err);
    }
    assert_int_equal(rc, MC_EGONE);
    meanwhile_end(&meanwhile);
    bench_tear_down(&bench);
}

/* It goes once so many bytes of the job were printed. */
static void during_a_job_at(size_t offset)
{
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_warm_up(&bench);
    printer_sim_fail_after(bench.sim, offset, PRINTER_GONE);
    enum mc_err rc = bench_print(&bench, LATER_MS);
    assert_int_equal(rc, MC_EGONE);
    assert_int_equal(bench.state, PRINTER_GONE);
    bool asking = offset < BENCH_ASKING;
    assert_int_equal(bench.outcome, asking ? PRINTER_NOT_PRINTED : PRINTER_INTERRUPTED);
    assert_int_equal(bench.printer->torn, !asking);
    bench_tear_down(&bench);
}

static void during_the_question_before_a_job(void **state)
{
    (void)state;
    during_a_job_at(4);
}

static void during_every_band(void **state)
{
    (void)state;
    for (int band = 0; band < BENCH_BANDS; band++) {
        during_a_job_at(bench_offset(band, 3));
        during_a_job_at(bench_offset(band, 1000));
    }
}

static void before_the_cut(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_warm_up(&bench);
    size_t before = printer_sim_taken_bytes(bench.sim);
    bench_assert_prints(&bench);
    size_t job = printer_sim_taken_bytes(bench.sim) - before;
    /* The answer to DLE EOT that follows a job is part of what was counted. */
    printer_sim_fail_after(bench.sim, job - BENCH_ASKING - 14, PRINTER_GONE);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_EGONE);
    assert_int_equal(bench.outcome, PRINTER_INTERRUPTED);
    bench_tear_down(&bench);
}

static void after_a_job(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_assert_prints(&bench);
    virtual_printer_unplug(bench.virtual);
    assert_int_equal(bench_state(&bench), PRINTER_GONE);
    assert_false(bench.printer->torn);
    bench_tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_a_question),
        cmocka_unit_test(before_a_print),
        cmocka_unit_test(before_a_wait_for_news),
        cmocka_unit_test(during_a_wait_for_news),
        cmocka_unit_test(during_the_question_before_a_job),
        cmocka_unit_test(during_every_band),
        cmocka_unit_test(before_the_cut),
        cmocka_unit_test(after_a_job),
    };
    return BENCH_RUN(tests);
}
