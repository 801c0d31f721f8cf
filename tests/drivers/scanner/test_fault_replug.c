/* Pulled out and plugged in again: it reads on, and nothing from before is taken for a new code. */
#include "tests/drivers/scanner/scanner_bench.h"

static void replug(struct scanner_bench *bench)
{
    scanner_bench_unplug(bench, 0);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_EGONE);
    scanner_bench_close(bench, 0);
    scanner_bench_plug(bench, 0);
    assert_int_equal(scanner_bench_open(bench, 0, NULL), MC_OK);
}

static void it_reads_on(void **state)
{
    struct scanner_bench *bench = *state;
    for (int i = 0; i < 3; i++) {
        replug(bench);
        scanner_bench_scan(bench, 0, "]Q1", "001");
        scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "001");
    }
}

static void half_a_code_is_forgotten(void **state)
{
    struct scanner_bench *bench = *state;
    scanner_bench_scan_half(bench, 0, "001099");
    replug(bench);
    assert_int_equal(scanner_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
    scanner_bench_scan(bench, 0, "]Q1", "2");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "2");
}

static void closed_and_opened_again_without_a_plug(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line == LINE_WEDGE && !usb_bus_has_drivers()) {
        return; /* a pipe is opened once */
    }
    scanner_bench_close(bench, 0);
    assert_int_equal(scanner_bench_open(bench, 0, NULL), MC_OK);
    scanner_bench_scan(bench, 0, "]Q1", "3");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_on),
        cmocka_unit_test(half_a_code_is_forgotten),
        cmocka_unit_test(closed_and_opened_again_without_a_plug),
    };
    return scanner_bench_run(tests, sizeof tests / sizeof tests[0]);
}
