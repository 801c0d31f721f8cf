/* Two printers of the same model: the address says which, and each one's going is its own. */
#include <string.h>

#include "tests/drivers/printer/usb_case.h"

static void the_port_tells_them_apart(void **state)
{
    (void)state;
    struct usb_case c;
    usb_case_set_up(&c);
    struct transport *first = printer_sim_create(NULL);
    struct transport *second = printer_sim_create(NULL);
    struct usb_device device = usb_case_printer(0x0E15, "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;");
    device.printer = first;
    usb_bus_plug(c.bus, 1, &device);
    device.printer = second;
    usb_bus_plug(c.bus, 3, &device);

    struct transport_usb_device list[TRANSPORT_USB_MAX];
    size_t count = 0;
    assert_int_equal(transport_usb_list(&c.profiles, list, &count, &c.err), MC_OK);
    assert_int_equal(count, 2);
    assert_string_not_equal(list[0].port, list[1].port);

    assert_int_equal(usb_case_open(&c, "1-3"), MC_OK);
    assert_non_null(strstr(c.transport->ops->describe(c.transport), "1-3"));
    size_t written = 0;
    assert_int_equal(
        c.transport->ops->write(c.transport, (const uint8_t *)"\n\n", 2, 20000, &written, &c.err),
        MC_OK);
    assert_int_equal(printer_sim_taken_bytes(second), 2);
    assert_int_equal(printer_sim_taken_bytes(first), 0);

    usb_bus_unplug(c.bus, 1);
    assert_int_equal(
        c.transport->ops->write(c.transport, (const uint8_t *)"\n", 1, 20000, &written, &c.err),
        MC_OK);
    usb_bus_unplug(c.bus, 3);
    assert_int_equal(
        c.transport->ops->write(c.transport, (const uint8_t *)"\n", 1, 20000, &written, &c.err),
        MC_EGONE);
    usb_case_tear_down(&c);
    first->ops->destroy(first);
    second->ops->destroy(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_port_tells_them_apart),
    };
    return usb_case_run(tests, sizeof tests / sizeof tests[0]);
}
