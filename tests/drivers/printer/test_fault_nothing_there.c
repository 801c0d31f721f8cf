/* Nothing is plugged in, nobody listens, or the address makes no sense. */
#include <string.h>

#include "tests/drivers/printer/usb_case.h"

static void an_empty_bus_has_no_printer(void **state)
{
    (void)state;
    struct usb_case c;
    usb_case_set_up(&c);
    assert_int_equal(usb_case_open(&c, ""), MC_ENOTFOUND);
    assert_int_equal(usb_case_open(&c, "04b8:0e15"), MC_ENOTFOUND);
    usb_case_tear_down(&c);
}

static void nobody_listens_there(void **state)
{
    (void)state;
    struct transport *transport = NULL;
    struct mc_error err;
    /* Port 1 of the loopback interface: nobody's. */
    assert_int_equal(transport_open_tcp("127.0.0.1:1", &transport, &err), MC_ENOTFOUND);
    struct transport_found found;
    assert_int_equal(transport_open_lp("/nowhere/lp0", &transport, &found, &err), MC_ENOTFOUND);
    assert_int_equal(transport_open_serial("/nowhere/ttyS0", &transport, &err), MC_ENOTFOUND);
    assert_null(transport);
}

static void addresses_that_are_none(void **state)
{
    (void)state;
    static const char *const tcp[] = {
        "", ":9100", "printer.local", "[::1", "127.0.0.1:9100:1", "127.0.0.1:123456789"};
    static const char *const serial[] = {"", "@9600", "/dev/ttyS0@", "/dev/ttyS0@9601",
                                         "/dev/ttyS0@9600x"};
    struct transport *transport = NULL;
    struct mc_error err;
    for (size_t i = 0; i < sizeof tcp / sizeof tcp[0]; i++) {
        assert_int_equal(transport_open_tcp(tcp[i], &transport, &err), MC_EINVAL);
    }
    for (size_t i = 0; i < sizeof serial / sizeof serial[0]; i++) {
        assert_int_equal(transport_open_serial(serial[i], &transport, &err), MC_EINVAL);
    }
    assert_int_equal(transport_open_serial("/dev/null", &transport, &err), MC_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_bus_has_no_printer),
        cmocka_unit_test(nobody_listens_there),
        cmocka_unit_test(addresses_that_are_none),
    };
    return usb_case_run(tests, sizeof tests / sizeof tests[0]);
}
