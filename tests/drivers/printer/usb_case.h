/* For the tests of what is plugged in where: a bus, and the shipped profiles. */
#ifndef MOTCUA_TESTS_DRIVERS_PRINTER_USB_CASE_H
#define MOTCUA_TESTS_DRIVERS_PRINTER_USB_CASE_H

#include <stdio.h>

#include "drivers/printer/escpos_printer.h"
#include "drivers/printer/printer_sim.h"
#include "drivers/printer/transport_open.h"
#include "tests/drivers/usb/usb_bus.h"
#include "tests/unit/cmocka_all.h"

struct usb_case {
    struct usb_bus *bus;
    struct printer_profiles profiles;
    struct transport *transport;
    struct transport_found found;
    struct mc_error err;
};

static inline void usb_case_set_up(struct usb_case *c)
{
    *c = (struct usb_case){0};
    c->bus = usb_bus_create();
    assert_int_equal(
        printer_profiles_load(MOTCUA_SOURCE_DIR "/assets/printers", &c->profiles, &c->err), MC_OK);
}

static inline enum mc_err usb_case_open(struct usb_case *c, const char *address)
{
    return transport_open_usb(address, &c->profiles, &c->transport, &c->found, &c->err);
}

static inline void usb_case_close(struct usb_case *c)
{
    if (c->transport != NULL) {
        c->transport->ops->destroy(c->transport);
        c->transport = NULL;
    }
}

static inline void usb_case_tear_down(struct usb_case *c)
{
    usb_case_close(c);
    printer_profiles_finish(&c->profiles);
    usb_bus_destroy(c->bus);
}

static inline struct usb_device usb_case_printer(uint16_t product, const char *id)
{
    return (struct usb_device){.vendor = 0x04B8, .product = product, .id = id};
}

static inline int usb_case_run(const struct CMUnitTest *tests, size_t count)
{
    if (!usb_bus_possible()) {
        (void)fprintf(stderr, "skipped: needs umockdev-wrapper\n");
        return 0;
    }
    return _cmocka_run_group_tests("usb", tests, count, NULL, NULL);
}

#endif
