/* What finding a HID-POS scanner and reading from it share. */
#ifndef MOTCUA_DRIVERS_SCANNER_SCANNER_HID_POS_INTERNAL_H
#define MOTCUA_DRIVERS_SCANNER_SCANNER_HID_POS_INTERNAL_H

#include <libusb.h>

#include "drivers/scanner/hid_descriptor.h"

#define HID_POS_NAME_BYTES 160

/* An opened device with the scanner's interface claimed. */
struct hid_pos_device {
    libusb_device_handle *handle;
    uint8_t interface;
    uint8_t endpoint; /* interrupt IN */
    int packet_bytes;
    struct hid_scanner reports;
    char name[HID_POS_NAME_BYTES];
};

/* Takes the context and the handle. */
struct scanner *hid_pos_create(libusb_context *context, const struct hid_pos_device *device);

#endif
