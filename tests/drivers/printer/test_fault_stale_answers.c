/* Answers that come late, several kinds mixed, or make no sense. */
#include <sched.h>

#include "tests/drivers/meanwhile.h"
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

struct word {
    struct transport *sim;
    size_t after; /* said once so many bytes were taken */
};

static void say_paper_is_there(void *context)
{
    const struct word *word = context;
    static const uint8_t there = 0x00;
    while (printer_sim_taken_bytes(word->sim) < word->after) {
        (void)sched_yield();
    }
    printer_sim_say(word->sim, &there, 1);
}

/* Prints one; an answer to GS r comes in the middle of it. */
static void print_and_hear(struct bench *bench)
{
    struct word word = {bench->sim, printer_sim_taken_bytes(bench->sim) + bench_offset(1, 0)};
    struct meanwhile meanwhile = {.run = say_paper_is_there, .context = &word};
    meanwhile_start(&meanwhile);
    assert_int_equal(bench_print(bench, VAIN_MS), MC_OK);
    meanwhile_end(&meanwhile);
}

/* It says nothing by itself here: the answer that comes is the one owed for the job before. */
static void an_answer_that_was_owed_does_not_confirm_the_next_job(void **state)
{
    (void)state;
    struct bench bench;
    bench_set_up(&bench, &(struct printer_sim_lacks){.gs_r = true}, ESCPOS_CONFIRM_GS_R);
    assert_int_equal(bench_print(&bench, VAIN_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_UNCONFIRMED);
    print_and_hear(&bench);
    assert_int_equal(bench.outcome, PRINTER_UNCONFIRMED);
    /* Which of the two it was nobody knows; the account begins anew. */
    print_and_hear(&bench);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
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
        cmocka_unit_test(an_answer_that_was_owed_does_not_confirm_the_next_job),
        cmocka_unit_test(noise_does_no_harm),
    };
    return BENCH_RUN(tests);
}
