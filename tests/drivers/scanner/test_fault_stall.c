/* A HID-POS scanner's transfers fail: a stall is cleared once, an error is the device's end. */
#include <errno.h>
#include <string.h>

#include "tests/drivers/scanner/scanner_bench.h"

#define HID_PART_LATE_MS 3500 /* later than the driver waits for a code's next report */

static const uint8_t part[] = {2, ']', 'Q', '1', '1', '2', '3'};

static void a_stall_is_cleared_once(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line != LINE_HID_POS) {
        skip();
    }
    for (int i = 1; i <= 3; i++) {
        usb_bus_fail_report(bench->bus, 1, -EPIPE, part, 0);
        scanner_bench_scan(bench, 0, "]Q1", "001");
        scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "001");
        assert_int_equal(usb_bus_halts_cleared(bench->bus, 1), i);
    }
}

/* What was lost in it is not made up for by the next code. */
static void a_stall_in_a_code_ends_it(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line != LINE_HID_POS) {
        skip();
    }
    scanner_bench_scan_half(bench, 0, "001099000000|old");
    usb_bus_fail_report(bench->bus, 1, -EPIPE, part, 0);
    scanner_bench_scan(bench, 0, "]C0", "002");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_CODE_128, "002");
}

/* Nor by that of the citizen who comes later. */
static void a_rest_that_never_comes_ends_it(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line != LINE_HID_POS) {
        skip();
    }
    scanner_bench_scan_half(bench, 0, "001099000000|old");
    assert_int_equal(scanner_bench_next(bench, 0, HID_PART_LATE_MS), MC_ETIMEOUT);
    scanner_bench_scan(bench, 0, "]C0", "002");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_CODE_128, "002");
}

static void one_that_only_stalls_has_failed(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line != LINE_HID_POS) {
        skip();
    }
    usb_bus_fail_report(bench->bus, 1, -EPIPE, part, 0);
    usb_bus_fail_report(bench->bus, 1, -EPIPE, part, 0);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_EIO);
    assert_int_equal(usb_bus_halts_cleared(bench->bus, 1), 1);
    /* Opened anew it is given another chance. */
    scanner_bench_close(bench, 0);
    scanner_bench_unplug(bench, 0);
    scanner_bench_plug(bench, 0);
    assert_int_equal(scanner_bench_open(bench, 0, NULL), MC_OK);
    scanner_bench_scan(bench, 0, "]Q1", "001");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "001");
}

/* As a real kernel tells of a cable that is just being pulled. */
static void an_error_with_part_of_a_report_is_the_end(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line != LINE_HID_POS) {
        skip();
    }
    usb_bus_fail_report(bench->bus, 1, -EPROTO, part, sizeof part);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_EGONE);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_EGONE);
}

static void more_than_fits_is_an_error(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line != LINE_HID_POS) {
        skip();
    }
    usb_bus_fail_report(bench->bus, 1, -EOVERFLOW, part, sizeof part);
    assert_int_equal(scanner_bench_next(bench, 0, LATER_MS), MC_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stall_is_cleared_once),
        cmocka_unit_test(a_stall_in_a_code_ends_it),
        cmocka_unit_test(a_rest_that_never_comes_ends_it),
        cmocka_unit_test(one_that_only_stalls_has_failed),
        cmocka_unit_test(an_error_with_part_of_a_report_is_the_end),
        cmocka_unit_test(more_than_fits_is_an_error),
    };
    return scanner_bench_run(tests, sizeof tests / sizeof tests[0]);
}
