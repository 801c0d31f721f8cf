/* Another program has it: staff are told that, and not of a fault. */
#include <errno.h>

#include "core/memory.h"
#include "drivers/scanner/scanner_hid_pos.h"
#include "tests/drivers/scanner/scanner_bench.h"

static void it_says_so_and_is_had_when_that_one_is_done(void **state)
{
    (void)state;
    if (!usb_bus_possible()) {
        skip();
    }
    mc_secure_init();
    struct usb_bus *bus = usb_bus_create();
    struct usb_device device = {
        .vendor = 0x0C2E, .product = 0x0B61, .hid = HID_SCANNER, .hid_bound = true, .busy = true};
    struct scanner *scanner = NULL;
    struct mc_error err = {0};
    usb_bus_plug(bus, 2, &device);
    assert_int_equal(scanner_hid_pos_open("", &scanner, &err), MC_EIO);
    assert_int_equal(err.code, MC_EIO);
    assert_int_equal(err.sys, EBUSY);
    usb_bus_unplug(bus, 2);
    device.busy = false;
    usb_bus_plug(bus, 2, &device);
    assert_int_equal(scanner_hid_pos_open("", &scanner, &err), MC_OK);
    scanner->ops->destroy(scanner);
    usb_bus_destroy(bus);
}

/* Who has it has taken it from the kernel, too, which could else say what it is. */
static void a_scanners_makers_is_taken_for_one(void **state)
{
    (void)state;
    if (!usb_bus_possible()) {
        skip();
    }
    mc_secure_init();
    struct usb_bus *bus = usb_bus_create();
    struct usb_device device = {
        .vendor = 0x0C2E, .product = 0x0B61, .hid = HID_SCANNER, .busy = true};
    struct scanner *scanner = NULL;
    struct mc_error err = {0};
    usb_bus_plug(bus, 2, &device);
    assert_int_equal(scanner_hid_pos_open("", &scanner, &err), MC_EIO);
    assert_int_equal(err.sys, EBUSY);
    usb_bus_unplug(bus, 2);
    device.vendor = 0x1234;
    usb_bus_plug(bus, 2, &device);
    assert_int_equal(scanner_hid_pos_open("", &scanner, &err), MC_ENOTFOUND);
    assert_int_equal(scanner_hid_pos_open("1-2", &scanner, &err), MC_EIO);
    assert_int_equal(err.sys, EBUSY);
    usb_bus_destroy(bus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_so_and_is_had_when_that_one_is_done),
        cmocka_unit_test(a_scanners_makers_is_taken_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
