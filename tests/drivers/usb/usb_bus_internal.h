/* What the bus itself and the transfers on it share; all on the bus's thread. */
#ifndef MOTCUA_TESTS_DRIVERS_USB_USB_BUS_INTERNAL_H
#define MOTCUA_TESTS_DRIVERS_USB_USB_BUS_INTERNAL_H

#include <umockdev.h>

#include "tests/drivers/usb/usb_bus.h"

/* A transfer that libusb has handed in and not yet got back. */
struct urb {
    UMockdevIoctlData *urb;
    UMockdevIoctlData *buffer;
    int done; /* bytes of an OUT transfer that were taken */
    bool ready;
};

/* What a HID device will answer an IN transfer with. */
struct in_report {
    int status;
    GByteArray *bytes;
};

struct port {
    struct usb_bus *bus;
    int number;
    bool plugged;
    bool gone;
    struct usb_device device;
    UMockdevIoctlBase *handler;
    GPtrArray *urbs;
    int stalls;
    bool halted;
    int halts_cleared;
    int soft_resets;
    int detached;
    GPtrArray *reports; /* struct in_report */
};

/* One that is sent, or is lost with the device. */
void usb_in_report_free(gpointer report);
/* Of hexadecimal digits, in twos. */
GByteArray *usb_bytes_of_hex(const char *hex);

/* Every transfer under way ends; none begins any more. */
void usb_port_note_gone(struct port *port);
/* The emulation's signal: a call of usbfs on the port's node, which is `user`. */
gboolean usb_port_on_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer user);

#endif
