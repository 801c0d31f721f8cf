/* Pulled out before a call, while it waits, in the middle of a code, and after one. */
#include "tests/drivers/scanner/scanner_bench.h"

static void before_a_call(void **state)
{
    struct scanner_bench *bench = *state;
    scanner_bench_unplug(bench, 0);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_EGONE);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_EGONE);
}

static void before_it_is_opened(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line == LINE_SIM) {
        return; /* opened once, and kept */
    }
    scanner_bench_close(bench, 0);
    scanner_bench_unplug(bench, 0);
    struct mc_error err = {0};
    assert_int_equal(scanner_bench_open(bench, 0, &err), MC_ENOTFOUND);
    assert_string_not_equal(err.text, "");
    assert_null(bench->units[0].scanner);
}

static void while_it_waits(void **state)
{
    struct scanner_bench *bench = *state;
    assert_int_equal(scanner_bench_next_while(bench, 0, scanner_bench_unplug), MC_EGONE);
}

/* What has come of it is no code. A serial line, which has no end but silence for scanners that
 * send none, may give it. */
static void in_the_middle_of_a_code(void **state)
{
    struct scanner_bench *bench = *state;
    scanner_bench_scan_half(bench, 0, "001099000000|old");
    assert_int_equal(scanner_bench_next_while(bench, 0, scanner_bench_unplug), MC_EGONE);
}

static void after_a_code(void **state)
{
    struct scanner_bench *bench = *state;
    scanner_bench_scan(bench, 0, "]Q1", "001");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "001");
    scanner_bench_unplug(bench, 0);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_EGONE);
}

static void while_it_is_closed(void **state)
{
    struct scanner_bench *bench = *state;
    scanner_bench_unplug(bench, 0);
    scanner_bench_cancel(bench, 0);
    scanner_bench_close(bench, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_a_call),  cmocka_unit_test(before_it_is_opened),
        cmocka_unit_test(while_it_waits), cmocka_unit_test(in_the_middle_of_a_code),
        cmocka_unit_test(after_a_code),   cmocka_unit_test(while_it_is_closed),
    };
    return scanner_bench_run(tests, sizeof tests / sizeof tests[0]);
}
