/* Another program has it: staff are told that, and not of a fault. */
#include <errno.h>

#include "tests/drivers/printer/usb_case.h"

static void it_says_so_and_is_had_when_that_one_is_done(void **state)
{
    (void)state;
    struct usb_case c;
    usb_case_set_up(&c);
    struct usb_device device = usb_case_printer(0x0E15, "");
    device.busy = true;
    usb_bus_plug(c.bus, 2, &device);
    assert_int_equal(usb_case_open(&c, ""), MC_EIO);
    assert_int_equal(c.err.sys, EBUSY);
    usb_bus_unplug(c.bus, 2);
    device.busy = false;
    usb_bus_plug(c.bus, 2, &device);
    assert_int_equal(usb_case_open(&c, ""), MC_OK);
    usb_case_tear_down(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_so_and_is_had_when_that_one_is_done),
    };
    return usb_case_run(tests, sizeof tests / sizeof tests[0]);
}
