/* Something else hangs where the printer was, or where it is looked for. */
#include <string.h>

#include "tests/drivers/printer/usb_case.h"

static const char receipts[] = "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;";
static const char laser[] = "MFG:HP;MDL:LaserJet M110w;CMD:PJL,PCLM,URF,PWG;";

static void a_stick_is_no_printer(void **state)
{
    (void)state;
    struct usb_case c;
    usb_case_set_up(&c);
    struct usb_device stick = usb_case_printer(0x1234, "");
    stick.vendor = 0x0951;
    stick.interface_class = 8;
    usb_bus_plug(c.bus, 2, &stick);
    assert_int_equal(usb_case_open(&c, ""), MC_ENOTFOUND);
    assert_int_equal(usb_case_open(&c, "1-2"), MC_ENOTFOUND);
    struct transport_usb_device list[TRANSPORT_USB_MAX];
    size_t count = 9;
    assert_int_equal(transport_usb_list(&c.profiles, list, &count, &c.err), MC_OK);
    assert_int_equal(count, 0);
    usb_case_tear_down(&c);
}

/* An interface card's ids and class tell nothing of the printer behind it: it is had by its
 * address, which names either. */
static void one_of_its_makers_own_class_is_named(void **state)
{
    (void)state;
    struct usb_case c;
    usb_case_set_up(&c);
    struct usb_device card = usb_case_printer(0x0202, receipts);
    card.interface_class = 0xFF;
    usb_bus_plug(c.bus, 2, &card);
    assert_int_equal(usb_case_open(&c, ""), MC_ENOTFOUND);
    static const char *const addresses[] = {"04b8:0202", "1-2"};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        assert_int_equal(usb_case_open(&c, addresses[i]), MC_OK);
        assert_int_equal(c.found.usb.product, 0x0202);
        usb_case_close(&c);
    }
    assert_int_equal(usb_case_open(&c, "1-3"), MC_ENOTFOUND);
    usb_case_tear_down(&c);
}

/* It would print the raster as a heap of letters, page after page. */
static void an_office_printer_gets_no_receipts(void **state)
{
    (void)state;
    struct usb_case c;
    usb_case_set_up(&c);
    struct usb_device office = usb_case_printer(0x0001, laser);
    office.vendor = 0x03F0;
    office.lp_bound = true;
    usb_bus_plug(c.bus, 1, &office);
    assert_int_equal(usb_case_open(&c, ""), MC_EUNSUPPORTED);
    assert_non_null(strstr(c.err.text, "LaserJet M110w"));
    assert_non_null(strstr(c.err.text, "1-1"));
    /* Whoever else prints on it does not notice; and no news of its coming back bring on the next
     * try at once. */
    assert_int_equal(usb_bus_detached(c.bus, 1), 0);

    struct usb_device receipt = usb_case_printer(0x0E15, receipts);
    receipt.lp_bound = true;
    usb_bus_plug(c.bus, 2, &receipt);
    assert_int_equal(usb_case_open(&c, ""), MC_OK);
    assert_string_equal(c.found.id.model, "TM-T20II");
    assert_int_equal(usb_bus_detached(c.bus, 2), 1);
    usb_case_tear_down(&c);
}

static void another_device_on_the_same_port_is_not_the_printer(void **state)
{
    (void)state;
    struct usb_case c;
    usb_case_set_up(&c);
    struct usb_device receipt = usb_case_printer(0x0E15, receipts);
    usb_bus_plug(c.bus, 2, &receipt);
    assert_int_equal(usb_case_open(&c, "04b8:0e15"), MC_OK);
    usb_bus_unplug(c.bus, 2);
    uint8_t byte = 0;
    size_t len = 0;
    assert_int_equal(c.transport->ops->read(c.transport, &byte, 1, 20000, &len, &c.err), MC_EGONE);
    usb_case_close(&c);

    struct usb_device office = usb_case_printer(0x0001, laser);
    office.vendor = 0x03F0;
    usb_bus_plug(c.bus, 2, &office);
    assert_int_equal(usb_case_open(&c, "04b8:0e15"), MC_ENOTFOUND);
    usb_bus_unplug(c.bus, 2);
    usb_bus_plug(c.bus, 3, &receipt);
    assert_int_equal(usb_case_open(&c, "04b8:0e15"), MC_OK);
    usb_case_tear_down(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stick_is_no_printer),
        cmocka_unit_test(one_of_its_makers_own_class_is_named),
        cmocka_unit_test(an_office_printer_gets_no_receipts),
        cmocka_unit_test(another_device_on_the_same_port_is_not_the_printer),
    };
    return usb_case_run(tests, sizeof tests / sizeof tests[0]);
}
