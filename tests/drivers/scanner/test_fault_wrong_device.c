/* Something else is plugged in where a scanner is looked for: it is left alone. */
#include <string.h>

#include "core/memory.h"
#include "drivers/scanner/scanner_hid_pos.h"
#include "drivers/scanner/scanner_stream.h"
#include "tests/drivers/scanner/scanner_bench.h"

static struct usb_bus *bus;

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    bus = usb_bus_possible() ? usb_bus_create() : NULL;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (bus != NULL) {
        usb_bus_destroy(bus);
    }
    return 0;
}

static void assert_left_alone(const struct usb_device *device)
{
    struct scanner *scanner = NULL;
    struct mc_error err = {0};
    usb_bus_plug(bus, 1, device);
    assert_int_equal(scanner_hid_pos_open("", &scanner, NULL), MC_ENOTFOUND);
    enum mc_err named = scanner_hid_pos_open("1-1", &scanner, &err);
    /* Which is no reading of a device that is not even of HID. */
    assert_true(named == MC_EUNSUPPORTED || named == MC_ENOTFOUND);
    assert_string_not_equal(err.text, "");
    assert_null(scanner);
    assert_int_equal(usb_bus_detached(bus, 1), 0);
    usb_bus_unplug(bus, 1);
}

static void keyboards_stay_with_the_system(void **state)
{
    (void)state;
    if (bus == NULL) {
        skip();
    }
    const struct usb_device keyboards[] = {
        {.vendor = 0x046D, .product = 0xC31C, .hid = HID_KEYBOARD, .hid_bound = true},
        {.vendor = 0x046D, .product = 0xC31C, .hid = HID_KEYBOARD},
        {.vendor = 0x046D, .product = 0xC31C, .hid = HID_SCANNER, .hid_boot = true},
        /* A scanner's maker and a scanner's model, playing a keyboard: the wedge's business. */
        {.vendor = 0x0C2E, .product = 0x0B61, .hid = HID_KEYBOARD, .hid_bound = true},
        /* Both on one interface: who takes the scanner would take the keys. */
        {.vendor = 0x0C2E, .product = 0x0B61, .hid = HID_SCANNER HID_KEYBOARD, .hid_bound = true},
    };
    for (size_t i = 0; i < sizeof keyboards / sizeof keyboards[0]; i++) {
        assert_left_alone(&keyboards[i]);
    }
}

static void what_makes_no_sense_is_no_scanner(void **state)
{
    (void)state;
    if (bus == NULL) {
        skip();
    }
    const struct usb_device devices[] = {
        {.vendor = 0x1234, .product = 1, .hid = "058c0a", .hid_bound = true},
        {.vendor = 0x1234, .product = 1, .hid = "00", .hid_bound = true},
        {.vendor = 0x1234, .product = 1, .hid = "058c0a"},
        {.vendor = 0x04B8, .product = 0x0E15, .id = "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;"},
    };
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        assert_left_alone(&devices[i]);
    }
}

static void the_scanner_beside_them_is_found(void **state)
{
    (void)state;
    if (bus == NULL) {
        skip();
    }
    const struct usb_device keyboard = {
        .vendor = 0x046D, .product = 0xC31C, .hid = HID_KEYBOARD, .hid_bound = true};
    const struct usb_device scanners[] = {
        {.vendor = 0x0C2E, .product = 0x0B61, .hid = HID_SCANNER, .hid_bound = true},
        {.vendor = 0x1234, .product = 0x0001, .hid = HID_SCANNER},
    };
    usb_bus_plug(bus, 1, &keyboard);
    for (size_t i = 0; i < sizeof scanners / sizeof scanners[0]; i++) {
        struct scanner *scanner = NULL;
        usb_bus_plug(bus, 2, &scanners[i]);
        assert_int_equal(scanner_hid_pos_open("", &scanner, NULL), MC_OK);
        assert_non_null(strstr(scanner->ops->describe(scanner), "1-2"));
        assert_int_equal(usb_bus_detached(bus, 1), 0);
        assert_int_equal(usb_bus_detached(bus, 2), scanners[i].hid_bound ? 1 : 0);
        scanner->ops->destroy(scanner);
        usb_bus_unplug(bus, 2);
    }
}

static void nodes_of_another_kind_are_refused(void **state)
{
    (void)state;
    struct scanner *scanner = NULL;
    assert_int_equal(scanner_serial_open("/dev/null", &scanner, NULL), MC_EUNSUPPORTED);
    assert_int_equal(scanner_wedge_open("/dev/null", &scanner, NULL), MC_EUNSUPPORTED);
    assert_null(scanner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keyboards_stay_with_the_system, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_makes_no_sense_is_no_scanner, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_scanner_beside_them_is_found, set_up, tear_down),
        cmocka_unit_test(nodes_of_another_kind_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
