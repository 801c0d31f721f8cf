/* The system does not let the kiosk's user have the printer: the message names the remedy. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/drivers/nobody.h"
#include "tests/drivers/printer/usb_case.h"

static void a_usb_printer_names_the_rule(void **state)
{
    (void)state;
    struct usb_case c;
    usb_case_set_up(&c);
    struct usb_device device = usb_case_printer(0x0E15, "");
    device.forbidden = true;
    usb_bus_plug(c.bus, 2, &device);
    nobody_begin();
    enum mc_err rc = usb_case_open(&c, "");
    nobody_end();
    if (rc != MC_EDENIED) {
        fail_msg("%s", c.err.text);
    }
    assert_non_null(strstr(c.err.text, "config/60-motcua.rules"));
    assert_non_null(strstr(c.err.text, "04b8:0e15"));
    usb_case_tear_down(&c);
}

static void a_node_names_the_rule(void **state)
{
    (void)state;
    char path[] = "/tmp/motcua-lp-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    (void)close(fd);
    assert_int_equal(chmod(path, 0), 0);
    struct transport *transport = NULL;
    struct transport_found found;
    struct mc_error lp_err;
    struct mc_error serial_err;
    nobody_begin();
    enum mc_err lp = transport_open_lp(path, &transport, &found, &lp_err);
    enum mc_err serial = transport_open_serial(path, &transport, &serial_err);
    nobody_end();
    assert_int_equal(unlink(path), 0);
    assert_int_equal(lp, MC_EDENIED);
    assert_int_equal(serial, MC_EDENIED);
    assert_non_null(strstr(lp_err.text, "config/60-motcua.rules"));
    assert_non_null(strstr(serial_err.text, "config/60-motcua.rules"));
}

static void the_rule_is_shipped(void **state)
{
    (void)state;
    assert_int_equal(access(MOTCUA_SOURCE_DIR "/config/60-motcua.rules", R_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_usb_printer_names_the_rule),
        cmocka_unit_test(a_node_names_the_rule),
        cmocka_unit_test(the_rule_is_shipped),
    };
    return usb_case_run(tests, sizeof tests / sizeof tests[0]);
}
