/* Serial scanners among other serial lines, by what sysfs says of their USB devices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <umockdev.h>
#include <unistd.h>

#include "core/file.h"
#include "core/memory.h"
#include "drivers/scanner/scanner_known.h"
#include "drivers/scanner/scanner_stream.h"
#include "tests/drivers/usb/usb_bus.h"
#include "tests/unit/cmocka_all.h"

static UMockdevTestbed *testbed;

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    testbed = usb_bus_possible() ? umockdev_testbed_new() : NULL;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (testbed != NULL) {
        g_object_unref(testbed);
    }
    return 0;
}

static void add(const char *description)
{
    GError *error = NULL;
    if (!umockdev_testbed_add_from_string(testbed, description, &error)) {
        fail_msg("%s", error->message);
    }
}

/* A device at a port with a tty in its first interface; an adapter's lies one folder deeper. */
static void plug(int port, const char *vendor, const char *product, const char *tty)
{
    const char *root = "/devices/pci0000:00/0000:00:14.0/usb1";
    char text[768];
    bool adapter = strncmp(tty, "ttyUSB", 6) == 0;
    (void)snprintf(text, sizeof text,
                   "P: %s/1-%d\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\n"
                   "A: idVendor=%s\\n\nA: product=%s\\n\n",
                   root, port, vendor, product);
    add(text);
    (void)snprintf(text, sizeof text,
                   "P: %s/1-%d/1-%d:1.0\nE: DEVTYPE=usb_interface\nE: SUBSYSTEM=usb\n", root, port,
                   port);
    add(text);
    (void)snprintf(text, sizeof text,
                   "P: %s/1-%d/1-%d:1.0/%s%stty/%s\nN: %s\nE: DEVNAME=/dev/%s\nE: SUBSYSTEM=tty\n",
                   root, port, port, adapter ? tty : "", adapter ? "/" : "", tty, tty, tty);
    add(text);
}

static void makers_and_names_tell_scanners_from_the_rest(void **state)
{
    (void)state;
    if (testbed == NULL) {
        skip();
    }
    char ttys[SCANNER_TTYS_MAX][SCANNER_TTY_BYTES];
    plug(1, "1d6b", "A modem", "ttyACM0");
    plug(2, "2341", "Board", "ttyACM1");
    assert_int_equal(scanner_find_ttys(ttys), 0);
    plug(3, "0c2e", "HF680", "ttyACM3");
    plug(4, "1234", "2D Barcode Reader", "ttyUSB0");
    plug(5, "1eab", "", "ttyACM2");
    assert_int_equal(scanner_find_ttys(ttys), 3);
    assert_string_equal(ttys[0], "/dev/ttyACM2");
    assert_string_equal(ttys[1], "/dev/ttyACM3");
    assert_string_equal(ttys[2], "/dev/ttyUSB0");
}

/* The emulated line knows no exclusive use (TIOCEXCL), and ends there; that it was this one and no
 * other shows in what it says. */
static void the_scanner_is_tried_and_no_other_line(void **state)
{
    (void)state;
    if (testbed == NULL) {
        skip();
    }
    struct scanner *scanner = NULL;
    plug(1, "1d6b", "A modem", "ttyACM0");
    assert_int_equal(scanner_serial_open("", &scanner, NULL), MC_ENOTFOUND);
    plug(2, "05f9", "Gryphon", "ttyACM1");
    struct mc_error err = {0};
    assert_int_equal(scanner_serial_open("", &scanner, &err), MC_EIO);
    assert_non_null(strstr(err.text, "/dev/ttyACM1"));
    assert_null(scanner);
}

/* The rules open the same makers' devices to the kiosk. */
static void the_rules_name_the_same_makers(void **state)
{
    (void)state;
    char *rules = NULL;
    size_t len = 0;
    assert_int_equal(
        mc_file_read(MOTCUA_SOURCE_DIR "/config/60-motcua.rules", 65536, &rules, &len, NULL),
        MC_OK);
    for (size_t i = 0; i < SCANNER_MAKERS_MAX; i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "%04x", scanner_makers[i]);
        assert_non_null(strstr(rules, id));
    }
    free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(makers_and_names_tell_scanners_from_the_rest, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_scanner_is_tried_and_no_other_line, set_up, tear_down),
        cmocka_unit_test(the_rules_name_the_same_makers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
