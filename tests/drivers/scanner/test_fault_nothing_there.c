/* No scanner at all: said at once, without a device to blame. */
#include <string.h>

#include "drivers/scanner/scanner_hid_pos.h"
#include "drivers/scanner/scanner_stream.h"
#include "tests/drivers/scanner/scanner_bench.h"

static void an_empty_bus_has_none(void **state)
{
    (void)state;
    if (!usb_bus_possible()) {
        skip();
    }
    struct usb_bus *bus = usb_bus_create();
    struct scanner *scanner = NULL;
    struct mc_error err = {0};
    assert_int_equal(scanner_hid_pos_open("", &scanner, &err), MC_ENOTFOUND);
    assert_non_null(strstr(err.text, "no HID-POS scanner"));
    assert_int_equal(scanner_hid_pos_open("0c2e:0b61", &scanner, NULL), MC_ENOTFOUND);
    assert_int_equal(scanner_serial_open("", &scanner, NULL), MC_ENOTFOUND);
    assert_null(scanner);
    usb_bus_destroy(bus);
}

static void a_node_that_is_not_there(void **state)
{
    (void)state;
    struct scanner *scanner = NULL;
    struct mc_error err = {0};
    assert_int_equal(scanner_serial_open("/nonexistent/tty", &scanner, &err), MC_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nonexistent/tty"));
    assert_int_equal(scanner_wedge_open("/nonexistent/event0", &scanner, &err), MC_ENOTFOUND);
    assert_non_null(strstr(err.text, "/nonexistent/event0"));
    assert_null(scanner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_bus_has_none),
        cmocka_unit_test(a_node_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
