/*
 * Where a USB device is plugged in and what it is, as it stands in addresses of the configuration
 * and in messages; and why it cannot be opened, in one wording for all kinds. Any thread.
 */
#ifndef MOTCUA_DRIVERS_USB_USB_PLACE_H
#define MOTCUA_DRIVERS_USB_USB_PLACE_H

#include <libusb.h>
#include <stdbool.h>

#include "core/error.h"

#define USB_PORT_BYTES 32

struct usb_place {
    uint16_t vendor;
    uint16_t product;
    char port[USB_PORT_BYTES]; /* "1-2.3": bus and ports on the way, as the kernel says */
};

/* False when its descriptor cannot be read. */
bool usb_place_of(libusb_device *device, struct usb_place *out);
/* address: "0c2e:0b61" (any of these ids), a port, or "" (any). */
bool usb_place_is(const struct usb_place *place, const char *address);
/* Of libusb's code when opening or claiming it failed: MC_EDENIED (naming the udev rule and `hint`,
 * which may be ""), MC_EIO (with EBUSY when another program has it), MC_ENOTFOUND (it has just
 * gone). what: "printer". */
enum mc_err usb_place_fail(const struct usb_place *place, const char *what, const char *hint,
                           int libusb_code, struct mc_error *err);

#endif
