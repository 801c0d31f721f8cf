/* Answers that come late, several kinds mixed, or make no sense. */
#include "tests/drivers/printer/printer_bench.h"

#define XOFF 0x13

static void old_answers_are_not_taken_for_new_ones(void **state)
{
    (void)state;
    /* Cover open, paper out, as it was: real-time and automatic, and a job's of long ago. */
    static const uint8_t old[] = {0x1A, 0x16, 0x12, 0x7E, 0x38, 0x00, 0x0F, 0x00, 0x37,
                                  0x22, 'O',  'O',  'O',  'O',  0x00, 0x1A, 0x32};
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_warm_up(&bench);
    printer_sim_say(bench.sim, old, sizeof old);
    assert_int_equal(bench_state(&bench), PRINTER_OK);
    printer_sim_say(bench.sim, old, sizeof old);
    bench_assert_prints(&bench);
    bench_tear_down(&bench);
}

static void an_answer_of_another_job_confirms_nothing(void **state)
{
    (void)state;
    static const uint8_t other[] = {0x37, 0x22, 'A', 'B', 'C', 'D', 0x00};
    struct bench bench;
    bench_set_up(&bench, &(struct printer_sim_lacks){.job_id = true}, ESCPOS_CONFIRM_JOB_ID);
    printer_sim_say(bench.sim, other, sizeof other);
    assert_int_equal(bench_print(&bench, 3000), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_UNCONFIRMED);
    bench_tear_down(&bench);
}

/* As a line that picks up noise: no bytes whatever may do harm. */
static void noise_does_no_harm(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_warm_up(&bench);
    uint8_t noise[256];
    for (size_t i = 0; i < sizeof noise; i++) {
        noise[i] = (uint8_t)(i * 167 + 13);
        /* A sign to stop is obeyed, as it should be. */
        noise[i] = bench_line == LINE_SERIAL && noise[i] == XOFF ? 0xFF : noise[i];
    }
    for (int round = 0; round < 4; round++) {
        printer_sim_say(bench.sim, noise, sizeof noise);
        enum printer_state asked = bench_state(&bench);
        assert_true(asked >= PRINTER_OK && asked <= PRINTER_ERROR);
        printer_sim_say(bench.sim, noise + round * 40, 11);
        enum mc_err rc = bench_print(&bench, LATER_MS);
        assert_int_equal(rc, MC_OK);
    }
    assert_int_equal(bench_state(&bench), PRINTER_OK);
    bench_tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_answers_are_not_taken_for_new_ones),
        cmocka_unit_test(an_answer_of_another_job_confirms_nothing),
        cmocka_unit_test(noise_does_no_harm),
    };
    return BENCH_RUN(tests);
}
