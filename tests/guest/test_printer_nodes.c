/* One printer, two ways to it: the kernel's usblp has it until libusb takes it, and again after. */
#include <string.h>

#include "drivers/printer/printer_sim.h"
#include "drivers/printer/transport_open.h"
#include "tests/drivers/usb/usb_bus.h"
#include "tests/unit/cmocka_all.h"

#define LATER_MS 20000
#define PORT     1

struct desk {
    struct usb_bus *bus;
    struct transport *printer;
    char node[USB_NODE_BYTES];
};

static void plug_printer(struct desk *desk)
{
    usb_bus_plug(desk->bus, PORT,
                 &(struct usb_device){.vendor = 0x04B8,
                                      .product = 0x0E15,
                                      .id = "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;",
                                      .printer = desk->printer});
    usb_bus_node(desk->bus, PORT, "usbmisc", "lp", desk->node);
}

static int set_up(void **state)
{
    static struct desk desk;
    desk.bus = usb_bus_create();
    desk.printer = printer_sim_create(NULL);
    plug_printer(&desk);
    *state = &desk;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    usb_bus_destroy(desk->bus);
    desk->printer->ops->destroy(desk->printer);
    return 0;
}

static enum mc_err open_usb(struct transport **out, struct mc_error *err)
{
    static const struct printer_profiles none = {0};
    struct transport_found found = {0};
    enum mc_err rc = transport_open_usb("", &none, out, &found, err);
    assert_true(rc != MC_OK || strcmp(found.id.model, "TM-T20II") == 0);
    return rc;
}

static enum mc_err open_lp(struct desk *desk, struct transport **out, struct mc_error *err)
{
    struct transport_found found = {0};
    enum mc_err rc = transport_open_lp(desk->node, out, &found, err);
    assert_true(rc != MC_OK || strcmp(found.id.model, "TM-T20II") == 0);
    return rc;
}

/* DLE EOT 1 is answered. */
static void assert_answers(struct transport *transport)
{
    static const uint8_t question[] = {0x10, 0x04, 1};
    uint8_t byte = 0;
    size_t len = 0;
    assert_int_equal(
        transport->ops->write(transport, question, sizeof question, LATER_MS, &len, NULL), MC_OK);
    assert_int_equal(transport->ops->read(transport, &byte, 1, LATER_MS, &len, NULL), MC_OK);
    assert_int_equal(byte & 0x93, 0x12);
}

static void each_way_answers_in_turn(void **state)
{
    struct desk *desk = *state;
    for (int i = 0; i < 3; i++) {
        struct transport *lp = NULL;
        assert_int_equal(open_lp(desk, &lp, NULL), MC_OK);
        assert_answers(lp);
        lp->ops->destroy(lp);
        struct transport *usb = NULL;
        assert_int_equal(open_usb(&usb, NULL), MC_OK);
        assert_answers(usb);
        usb->ops->destroy(usb);
        usb_bus_node(desk->bus, PORT, "usbmisc", "lp", desk->node);
    }
}

static void a_second_program_is_told_that_it_is_busy(void **state)
{
    struct desk *desk = *state;
    struct mc_error err = {0};
    struct transport *first = NULL;
    struct transport *second = NULL;
    assert_int_equal(open_lp(desk, &first, NULL), MC_OK);
    assert_int_equal(open_lp(desk, &second, &err), MC_EIO);
    assert_non_null(strstr(err.text, "another program"));
    first->ops->destroy(first);
    assert_int_equal(open_usb(&first, NULL), MC_OK);
    assert_int_equal(open_usb(&second, &err), MC_EIO);
    assert_non_null(strstr(err.text, "another program"));
    assert_null(second);
    assert_answers(first);
    first->ops->destroy(first);
}

/* It has the first node, and would print the raster as a heap of letters. */
static void an_office_printer_is_passed_over(void **state)
{
    struct desk *desk = *state;
    struct mc_error err = {0};
    struct transport_found found = {0};
    struct transport *opened = NULL;
    usb_bus_unplug(desk->bus, PORT);
    usb_bus_plug(desk->bus, PORT + 1,
                 &(struct usb_device){.vendor = 0x03F0,
                                      .product = 1,
                                      .id = "MFG:HP;MDL:LaserJet M110w;CMD:PJL,PCLM,URF,PWG;"});
    assert_int_equal(transport_open_lp("", &opened, &found, &err), MC_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "LaserJet M110w"));
    plug_printer(desk);
    assert_int_equal(transport_open_lp("", &opened, &found, &err), MC_OK);
    assert_string_equal(found.id.model, "TM-T20II");
    assert_answers(opened);
    opened->ops->destroy(opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_way_answers_in_turn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_second_program_is_told_that_it_is_busy, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_office_printer_is_passed_over, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
