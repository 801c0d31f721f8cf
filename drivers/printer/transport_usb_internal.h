/* What finding a USB printer and speaking to it share. */
#ifndef MOTCUA_DRIVERS_PRINTER_TRANSPORT_USB_INTERNAL_H
#define MOTCUA_DRIVERS_PRINTER_TRANSPORT_USB_INTERNAL_H

#include <libusb.h>
#include <stdbool.h>

#include "drivers/printer/ieee1284.h"
#include "drivers/printer/transport.h"

#define USB_DESCRIPTION_BYTES 192

/* A printer's interface; once opened, with the interface claimed. */
struct usb_printer {
    libusb_device_handle *handle;
    uint8_t interface;
    uint8_t setting; /* alternate */
    bool of_class;   /* the printer class, not a maker's own */
    uint8_t out_endpoint;
    uint8_t in_endpoint; /* 0: it never says anything */
};

void usb_read_device_id(const struct usb_printer *printer, struct ieee1284_id *out);
/* Takes the context and the printer's handle. */
struct transport *usb_transport_create(libusb_context *context, const struct usb_printer *printer,
                                       const char *description);

#endif
