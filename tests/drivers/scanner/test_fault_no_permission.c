/* The system does not let the kiosk's user have the scanner: the message names the remedy. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivers/scanner/scanner_hid_pos.h"
#include "drivers/scanner/scanner_stream.h"
#include "tests/drivers/nobody.h"
#include "tests/drivers/scanner/scanner_bench.h"

static void a_usb_scanner_names_the_rule(void **state)
{
    (void)state;
    if (!usb_bus_possible()) {
        skip();
    }
    struct usb_bus *bus = usb_bus_create();
    const struct usb_device device = {.vendor = 0x0C2E,
                                      .product = 0x0B61,
                                      .hid = HID_SCANNER,
                                      .hid_bound = true,
                                      .forbidden = true};
    usb_bus_plug(bus, 2, &device);
    struct scanner *scanner = NULL;
    struct mc_error err = {0};
    nobody_begin();
    enum mc_err rc = scanner_hid_pos_open("", &scanner, &err);
    nobody_end();
    if (rc != MC_EDENIED) {
        fail_msg("%s", err.text);
    }
    assert_non_null(strstr(err.text, "config/60-motcua.rules"));
    assert_non_null(strstr(err.text, "0c2e:0b61 at 1-2"));
    usb_bus_destroy(bus);
}

/* Nobody is to be told to open up a keyboard. */
static void a_keyboard_that_may_not_be_opened_is_no_finding(void **state)
{
    (void)state;
    if (!usb_bus_possible()) {
        skip();
    }
    struct usb_bus *bus = usb_bus_create();
    struct usb_device device = {
        .vendor = 0x046D, .product = 0xC31C, .hid = HID_KEYBOARD, .forbidden = true};
    usb_bus_plug(bus, 1, &device);
    device.hid_bound = true;
    usb_bus_plug(bus, 2, &device);
    struct scanner *scanner = NULL;
    nobody_begin();
    enum mc_err rc = scanner_hid_pos_open("", &scanner, NULL);
    nobody_end();
    assert_int_equal(rc, MC_ENOTFOUND);
    usb_bus_destroy(bus);
}

static void a_node_names_the_rule(void **state)
{
    (void)state;
    char path[] = "/tmp/motcua-scanner-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)close(fd);
    assert_int_equal(chmod(path, 0), 0);
    struct scanner *scanner = NULL;
    struct mc_error serial_err = {0};
    struct mc_error wedge_err = {0};
    nobody_begin();
    enum mc_err serial = scanner_serial_open(path, &scanner, &serial_err);
    enum mc_err wedge = scanner_wedge_open(path, &scanner, &wedge_err);
    nobody_end();
    assert_int_equal(unlink(path), 0);
    assert_int_equal(serial, MC_EDENIED);
    assert_int_equal(wedge, MC_EDENIED);
    assert_non_null(strstr(serial_err.text, "config/60-motcua.rules"));
    assert_non_null(strstr(wedge_err.text, "config/60-motcua.rules"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_usb_scanner_names_the_rule),
        cmocka_unit_test(a_keyboard_that_may_not_be_opened_is_no_finding),
        cmocka_unit_test(a_node_names_the_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
