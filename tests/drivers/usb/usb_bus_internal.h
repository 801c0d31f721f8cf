/* What the bus itself and the transfers on it share; all on the bus's thread. */
#ifndef MOTCUA_TESTS_DRIVERS_USB_USB_BUS_INTERNAL_H
#define MOTCUA_TESTS_DRIVERS_USB_USB_BUS_INTERNAL_H

#include <umockdev.h>

#include "tests/drivers/usb/usb_model.h"

/* A transfer that libusb has handed in and not yet got back. */
struct urb {
    UMockdevIoctlData *urb;
    UMockdevIoctlData *buffer;
    size_t done; /* bytes of an OUT transfer that were taken */
    bool ready;
};

struct port {
    struct usb_bus *bus;
    int number;
    bool plugged;
    struct usb_model model;
    UMockdevIoctlBase *handler;
    GPtrArray *urbs;
    int detached;
};

/* Every transfer under way ends; none begins any more. */
void usb_port_note_gone(struct port *port);
/* The emulation's signal: a call of usbfs on the port's node, which is `user`. */
gboolean usb_port_on_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer user);

#endif
