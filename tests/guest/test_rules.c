/* config/60-motcua.rules, read by the real udevd: what is a kiosk's device becomes its group's, and
 * what is not stays as it is. */
#include <grp.h>
#include <sys/stat.h>

#include "tests/drivers/scanner/scanner_bench.h"

#define PORT 1

static struct usb_bus *bus;

static int set_up(void **state)
{
    (void)state;
    bus = usb_bus_create();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    usb_bus_destroy(bus);
    return 0;
}

static bool is_ours(const char *path)
{
    struct stat node;
    const struct group *group = getgrnam("motcua");
    assert_non_null(group);
    assert_int_equal(stat(path, &node), 0);
    return node.st_gid == group->gr_gid && (node.st_mode & 0777) == 0660;
}

static bool node_is_ours(const char *subsystem, const char *name)
{
    char path[USB_NODE_BYTES];
    usb_bus_node(bus, PORT, subsystem, name, path);
    return is_ours(path);
}

static void a_printer_is_in_both_its_nodes(void **state)
{
    (void)state;
    usb_bus_plug(bus, PORT, &(struct usb_device){.vendor = 0x1234, .product = 1, .id = "MFG:X;"});
    assert_true(node_is_ours("usb", "1-1"));
    assert_true(node_is_ours("usbmisc", "lp"));
}

static void a_makers_own_class_is_by_its_vendor(void **state)
{
    (void)state;
    struct usb_device device = {.vendor = 0x04B8, .product = 1, .id = "", .interface_class = 0xFF};
    usb_bus_plug(bus, PORT, &device);
    assert_true(node_is_ours("usb", "1-1"));
    usb_bus_unplug(bus, PORT);
    device.vendor = 0x1234;
    usb_bus_plug(bus, PORT, &device);
    assert_false(node_is_ours("usb", "1-1"));
}

static void a_scanner_of_a_known_maker_is(void **state)
{
    (void)state;
    usb_bus_plug(bus, PORT,
                 &(struct usb_device){
                     .vendor = 0x0C2E, .product = 1, .hid = HID_SCANNER, .hid_bound = true});
    assert_true(node_is_ours("usb", "1-1"));
}

static void a_serial_line_is(void **state)
{
    (void)state;
    usb_bus_plug(bus, PORT, &(struct usb_device){.vendor = 0x1234, .product = 1, .serial = true});
    assert_true(node_is_ours("tty", "ttyACM"));
}

/* A keyboard that calls itself a scanner is one; any other is the citizen's. */
static void a_wedge_is_by_its_name(void **state)
{
    (void)state;
    struct usb_device device = {.vendor = 0x1234,
                                .product = 1,
                                .hid = HID_KEYBOARD,
                                .hid_bound = true,
                                .hid_boot = true,
                                .name = "Barcode Reader"};
    usb_bus_plug(bus, PORT, &device);
    assert_true(node_is_ours("input", "event"));
    assert_false(node_is_ours("usb", "1-1"));
    usb_bus_unplug(bus, PORT);
    device.name = "Keyboard";
    usb_bus_plug(bus, PORT, &device);
    assert_false(node_is_ours("input", "event"));
    assert_false(node_is_ours("usb", "1-1"));
}

static void a_camera_is(void **state)
{
    (void)state;
    assert_true(is_ours("/dev/video0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_printer_is_in_both_its_nodes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_makers_own_class_is_by_its_vendor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_scanner_of_a_known_maker_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_serial_line_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wedge_is_by_its_name, set_up, tear_down),
        cmocka_unit_test(a_camera_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
