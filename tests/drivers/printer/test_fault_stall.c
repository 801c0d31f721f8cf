/* It takes nothing any more, without a word; or its port stalls. */
#include "tests/drivers/printer/printer_bench.h"

static void begin(struct bench *bench)
{
    bench_set_up(bench, NULL, ESCPOS_CONFIRM_JOB_ID);
    bench_warm_up(bench);
}

static void one_that_takes_nothing_is_offline(void **state)
{
    (void)state;
    struct bench bench;
    begin(&bench);
    printer_sim_stall(bench.sim, true);
    assert_int_equal(bench.printer->ops->state(bench.printer, SOON_MS), PRINTER_OFFLINE);
    assert_int_equal(bench_print(&bench, SOON_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    assert_int_equal(bench.state, PRINTER_OFFLINE);
    printer_sim_stall(bench.sim, false);
    /* What it was asked meanwhile it answers now. */
    assert_int_equal(bench_state(&bench), PRINTER_OK);
    bench_assert_prints(&bench);
    bench_tear_down(&bench);
}

/* What went out before a time-out is not sent again. */
static void a_stalled_endpoint_is_cleared_once(void **state)
{
    (void)state;
    if (bench_line != LINE_USB) {
        return;
    }
    struct bench bench;
    begin(&bench);
    struct usb_bus *bus = virtual_printer_bus(bench.virtual);
    int before = usb_bus_halts_cleared(bus, 2);
    usb_bus_stall(bus, 2, 1);
    bench_assert_prints(&bench);
    assert_int_equal(usb_bus_halts_cleared(bus, 2), before + 1);
    bench_tear_down(&bench);
}

static void one_that_stalls_again_is_an_error(void **state)
{
    (void)state;
    if (bench_line != LINE_USB) {
        return;
    }
    struct bench bench;
    begin(&bench);
    struct usb_bus *bus = virtual_printer_bus(bench.virtual);
    usb_bus_stall(bus, 2, 1000);
    assert_int_equal(bench_print(&bench, LATER_MS), MC_EIO);
    assert_int_equal(bench.outcome, PRINTER_NOT_PRINTED);
    usb_bus_stall(bus, 2, 0);
    bench_assert_prints(&bench);
    bench_tear_down(&bench);
}

/* The port is told to forget what it holds before a torn picture is ended. */
static void a_torn_job_begins_with_a_soft_reset(void **state)
{
    (void)state;
    if (bench_line != LINE_USB) {
        return;
    }
    struct bench bench;
    begin(&bench);
    int before = usb_bus_soft_resets(virtual_printer_bus(bench.virtual), 2);
    bench.printer->torn = true;
    assert_int_equal(bench_print(&bench, LATER_MS), MC_OK);
    assert_int_equal(bench.outcome, PRINTER_PRINTED);
    assert_int_equal(usb_bus_soft_resets(virtual_printer_bus(bench.virtual), 2), before + 1);
    bench_tear_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_takes_nothing_is_offline),
        cmocka_unit_test(a_stalled_endpoint_is_cleared_once),
        cmocka_unit_test(one_that_stalls_again_is_an_error),
        cmocka_unit_test(a_torn_job_begins_with_a_soft_reset),
    };
    return BENCH_RUN(tests);
}
