/* What every scanner does, whatever it hangs on. */
#include <string.h>

#include "tests/drivers/scanner/scanner_bench.h"

static void codes_come_whole_with_their_kind_and_in_order(void **state)
{
    struct scanner_bench *bench = *state;
    scanner_bench_scan(bench, 0, "]Q1", "001099000000|old-001");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "001099000000|old-001");
    scanner_bench_scan(bench, 0, "]Q1", "1");
    scanner_bench_scan(bench, 0, "]Q1", "2");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "1");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "2");
    assert_int_equal(scanner_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
}

static void a_long_code_is_one_code(void **state)
{
    struct scanner_bench *bench = *state;
    char text[181] = "";
    for (size_t i = 0; i + 1 < sizeof text; i++) {
        text[i] = (char)('0' + i % 10);
    }
    scanner_bench_scan(bench, 0, "]Q1", text);
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, text);
    assert_int_equal(scanner_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
}

/* A keyboard has no keys for them, and the simulated one says QR of all. */
static void other_kinds_and_vietnamese_arrive_as_they_are(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line == LINE_HID_POS || bench->line == LINE_SERIAL || bench->line == LINE_WEDGE) {
        scanner_bench_scan(bench, 0, "]C0", "HS-2024-0001");
        scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_CODE_128, "HS-2024-0001");
        scanner_bench_scan(bench, 0, "]A0", "HS-1");
        scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_CODE_39, "HS-1");
    }
    if (bench->line != LINE_WEDGE) {
        scanner_bench_scan(bench, 0, "]Q1", "Đặng Thị Ẩn|Thủ Đức");
        scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "Đặng Thị Ẩn|Thủ Đức");
    }
}

static void nothing_scanned_is_a_time_out(void **state)
{
    struct scanner_bench *bench = *state;
    assert_int_equal(scanner_bench_next(bench, 0, 0), MC_ETIMEOUT);
    assert_int_equal(scanner_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
    /* It spoils nothing for the next code. */
    scanner_bench_scan(bench, 0, "]Q1", "ende");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "ende");
}

static void scan_late(struct scanner_bench *bench, int unit)
{
    scanner_bench_scan(bench, unit, "]Q1", "late");
}

static void another_thread_wakes_it(void **state)
{
    struct scanner_bench *bench = *state;
    assert_int_equal(scanner_bench_next_while(bench, 0, scanner_bench_cancel), MC_ECANCELLED);
    assert_int_equal(scanner_bench_next_while(bench, 0, scan_late), MC_OK);
    /* One that came before the wait counts once. */
    scanner_bench_cancel(bench, 0);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_ECANCELLED);
    assert_int_equal(scanner_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
}

static void it_says_what_it_is(void **state)
{
    struct scanner_bench *bench = *state;
    const struct scanner *scanner = bench->units[0].scanner;
    assert_string_not_equal(scanner->ops->describe(scanner), "");
    if (bench->line == LINE_HID_POS) {
        assert_non_null(strstr(scanner->ops->describe(scanner), "0c2e:0b61 at 1-1"));
    } else if (bench->line == LINE_SERIAL) {
        assert_non_null(strstr(scanner->ops->describe(scanner), bench->units[0].path));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_come_whole_with_their_kind_and_in_order),
        cmocka_unit_test(a_long_code_is_one_code),
        cmocka_unit_test(other_kinds_and_vietnamese_arrive_as_they_are),
        cmocka_unit_test(nothing_scanned_is_a_time_out),
        cmocka_unit_test(another_thread_wakes_it),
        cmocka_unit_test(it_says_what_it_is),
    };
    return scanner_bench_run(tests, sizeof tests / sizeof tests[0]);
}
