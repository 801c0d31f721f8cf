/*
 * USB/IP's messages between the kernel's vhci_hcd and whoever plays the device: 48 bytes each, big
 * endian (Linux Documentation/usb/usbip_protocol.rst).
 */
#ifndef MOTCUA_TESTS_GUEST_USBIP_H
#define MOTCUA_TESTS_GUEST_USBIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define USBIP_BYTES 48

enum usbip_command { USBIP_SUBMIT = 1, USBIP_UNLINK = 2, USBIP_SUBMITTED = 3, USBIP_UNLINKED = 4 };

struct usbip_request {
    uint32_t command;
    uint32_t number;
    bool in;
    uint32_t endpoint;
    uint32_t len;      /* SUBMIT: room, or bytes that follow */
    uint8_t setup[8];  /* SUBMIT */
    uint32_t unlinked; /* UNLINK: the number of what is called off */
};

void usbip_read_request(const uint8_t bytes[USBIP_BYTES], struct usbip_request *out);
/* SUBMITTED: len bytes were moved; UNLINKED: no len. */
void usbip_write_answer(uint8_t bytes[USBIP_BYTES], enum usbip_command command, uint32_t number,
                        int status, size_t len);

#endif
