/* While the kiosk has a device nobody else has it, and it is given back whole: the wedge grabbed
 * from the console, the serial line for one program, interfaces taken from the kernel's drivers. */
#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/scanner/scanner_hid_pos.h"
#include "drivers/scanner/scanner_stream.h"
#include "tests/drivers/nobody.h"
#include "tests/drivers/scanner/scanner_bench.h"

/* What another reader of the node gets in a moment. */
static size_t events_at(int fd)
{
    size_t count = 0;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    while (poll(&wait, 1, SOON_MS) > 0) {
        struct input_event events[64];
        ssize_t len = read(fd, events, sizeof events);
        assert_true(len > 0);
        count += (size_t)len / sizeof events[0];
    }
    return count;
}

static void what_a_wedge_types_reaches_nobody_else(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line != LINE_WEDGE) {
        return;
    }
    int console = open(bench->units[0].path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(console >= 0);
    scanner_bench_scan(bench, 0, "]Q1", "001");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "001");
    assert_int_equal(events_at(console), 0);
    /* Closed, it is a keyboard again. */
    scanner_bench_close(bench, 0);
    scanner_bench_scan(bench, 0, "", "1");
    assert_true(events_at(console) > 0);
    (void)close(console);
}

static void a_second_program_is_told_that_it_is_busy(void **state)
{
    struct scanner_bench *bench = *state;
    const char *path = bench->units[0].path;
    struct scanner *second = NULL;
    struct mc_error err = {0};
    enum mc_err rc = MC_OK;
    /* Whoever is root may open a line that was taken. */
    if (bench->line == LINE_SERIAL) {
        assert_int_equal(chmod(path, 0666), 0);
        nobody_begin();
    }
    switch (bench->line) {
    case LINE_HID_POS: rc = scanner_hid_pos_open("1-1", &second, &err); break;
    case LINE_SERIAL: rc = scanner_serial_open(path, &second, &err); break;
    case LINE_WEDGE: rc = scanner_wedge_open(path, &second, &err); break;
    case LINE_SIM:
    case SCANNER_LINES: break;
    }
    nobody_end();
    assert_int_equal(rc, MC_EIO);
    assert_non_null(strstr(err.text, "another program"));
    assert_null(second);
    /* The first one did not notice. */
    scanner_bench_scan(bench, 0, "]Q1", "001");
    scanner_bench_assert_next(bench, 0, MC_SYMBOLOGY_QR, "001");
    /* It is free as soon as that one is done. */
    scanner_bench_close(bench, 0);
    assert_int_equal(scanner_bench_open(bench, 0, NULL), MC_OK);
}

static void a_scanner_is_given_back_to_the_kernel(void **state)
{
    struct scanner_bench *bench = *state;
    if (bench->line != LINE_HID_POS) {
        return;
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(usb_bus_detached(bench->bus, 1), 1);
        scanner_bench_close(bench, 0);
        assert_int_equal(usb_bus_detached(bench->bus, 1), 0);
        assert_int_equal(scanner_bench_open(bench, 0, NULL), MC_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_wedge_types_reaches_nobody_else),
        cmocka_unit_test(a_second_program_is_told_that_it_is_busy),
        cmocka_unit_test(a_scanner_is_given_back_to_the_kernel),
    };
    return scanner_bench_run(tests, sizeof tests / sizeof tests[0]);
}
