#include "drivers/usb/usb_place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PORTS_MAX 7 /* USB 3.2, section 10: hubs on the way */

bool usb_place_of(libusb_device *device, struct usb_place *out)
{
    struct libusb_device_descriptor descriptor;
    uint8_t ports[PORTS_MAX];
    if (libusb_get_device_descriptor(device, &descriptor) != 0) {
        return false;
    }
    *out = (struct usb_place){.vendor = descriptor.idVendor, .product = descriptor.idProduct};
    int count = libusb_get_port_numbers(device, ports, PORTS_MAX);
    int len = snprintf(out->port, USB_PORT_BYTES, "%d", libusb_get_bus_number(device));
    for (int i = 0; i < count && len > 0 && len < USB_PORT_BYTES; i++) {
        len += snprintf(out->port + len, USB_PORT_BYTES - (size_t)len, "%c%d", i == 0 ? '-' : '.',
                        ports[i]);
    }
    return true;
}

bool usb_place_is(const struct usb_place *place, const char *address)
{
    char ids[16];
    (void)snprintf(ids, sizeof ids, "%04x:%04x", place->vendor, place->product);
    return address[0] == '\0' || strcmp(address, ids) == 0 || strcmp(address, place->port) == 0;
}

enum mc_err usb_place_fail(const struct usb_place *place, const char *what, const char *hint,
                           int libusb_code, struct mc_error *err)
{
    enum mc_err rc = MC_EIO;
    int sys = 0;
    char why[128];
    switch (libusb_code) {
    case LIBUSB_ERROR_ACCESS:
        rc = MC_EDENIED;
        (void)snprintf(why, sizeof why, "no permission: install config/60-motcua.rules%s", hint);
        break;
    case LIBUSB_ERROR_BUSY:
        sys = EBUSY;
        (void)snprintf(why, sizeof why, "another program uses it");
        break;
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
        rc = MC_ENOTFOUND;
        (void)snprintf(why, sizeof why, "just unplugged");
        break;
    default: (void)snprintf(why, sizeof why, "%s", libusb_error_name(libusb_code)); break;
    }
    return mc_fail_sys(err, rc, sys, "USB %s %04x:%04x at %s: %s", what, place->vendor,
                       place->product, place->port, why);
}
