/* Two scanners of the same model: the address says which, and each one's going is its own. */
#include "tests/drivers/scanner/scanner_bench.h"

static void each_gives_its_own_codes(void **state)
{
    struct scanner_bench *bench = *state;
    scanner_bench_plug(bench, 1);
    assert_int_equal(scanner_bench_open(bench, 1, NULL), MC_OK);
    scanner_bench_scan(bench, 0, "]Q1", "11");
    scanner_bench_scan(bench, 1, "]Q1", "22");
    scanner_bench_assert_next(bench, 1, MC_SYMBOLOGY_QR, "22");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "11");
    assert_int_equal(scanner_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
    assert_int_equal(scanner_bench_next(bench, 1, SOON_MS), MC_ETIMEOUT);
}

static void one_goes_and_the_other_stays(void **state)
{
    struct scanner_bench *bench = *state;
    scanner_bench_plug(bench, 1);
    assert_int_equal(scanner_bench_open(bench, 1, NULL), MC_OK);
    scanner_bench_unplug(bench, 1);
    scanner_bench_scan(bench, 0, "]Q1", "11");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "11");
    assert_int_equal(scanner_bench_next(bench, 1, LATER_MS), MC_EGONE);
    assert_int_equal(scanner_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_gives_its_own_codes),
        cmocka_unit_test(one_goes_and_the_other_stays),
    };
    return scanner_bench_run(tests, sizeof tests / sizeof tests[0]);
}
