/*
 * A USB bus with virtual printers and HID devices on it, by umockdev (here), or on a real kernel in
 * a virtual machine (tests/guest): the program under test, started by umockdev-wrapper, finds them
 * in /sys and speaks to them through the real libusb. Everything runs on a thread of the bus; the
 * calls here are for the test's thread and wait until they are done.
 */
#ifndef MOTCUA_TESTS_DRIVERS_USB_USB_BUS_H
#define MOTCUA_TESTS_DRIVERS_USB_USB_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drivers/printer/transport.h"

struct usb_bus;

/* What a camera that packs its pictures itself sends as one. */
struct usb_picture {
    const uint8_t *bytes;
    size_t len;
};

struct usb_device {
    uint16_t vendor;
    uint16_t product;
    const char *id; /* IEEE 1284, without its length */
    /* The virtual printer behind it, borrowed; NULL: it takes everything and says nothing. */
    struct transport *printer;
    uint8_t interface_class; /* 0: printer */
    bool forbidden;          /* the node may not be opened */
    bool lp_bound;           /* the kernel's usblp has it; by umockdev: a real one has them all */
    bool busy;               /* another program has its interface; by umockdev only */
    /* A HID device instead: its report descriptor in hex, borrowed. */
    const char *hid;
    bool hid_bound; /* the kernel's own driver has it */
    bool hid_boot;  /* it calls itself a boot keyboard */
    /* A serial line (CDC-ACM), or a camera (UVC) of pictures in 8-bit grey, instead; only where the
     * kernel's drivers are. */
    bool serial;
    bool camera;
    /* Such a camera that offers MJPEG as well, of more pixels, and gives nothing else: these,
     * borrowed. */
    const struct usb_picture *pictures;
    const char *name; /* what it calls itself; NULL: some number */
};

#define USB_NODE_BYTES       128
#define USB_CAMERA_WIDTH_PX  64
#define USB_CAMERA_HEIGHT_PX 48
/* In MJPEG; no picture takes more bytes. */
#define USB_CAMERA_JPEG_WIDTH_PX  1280
#define USB_CAMERA_JPEG_HEIGHT_PX 720
#define USB_CAMERA_JPEG_MAX_BYTES ((size_t)512 * 1024)

/* False where the test was not started by umockdev-wrapper, or not in the virtual machine. */
bool usb_bus_possible(void);
/* The kernel's own drivers see its devices too: usblp, usbhid and what is above them. */
bool usb_bus_has_drivers(void);
struct usb_bus *usb_bus_create(void);
void usb_bus_destroy(struct usb_bus *bus);
/* Into port 1 to 4, which is empty. */
void usb_bus_plug(struct usb_bus *bus, int port, const struct usb_device *device);
/* Nothing happens when the port is empty. */
void usb_bus_unplug(struct usb_bus *bus, int port);
/* How many of the next OUT transfers end in a stall, which lasts until its halt is cleared. */
void usb_bus_stall(struct usb_bus *bus, int port, int transfers);
/* The node ("/dev/usb/lp0") that the kernel's drivers have made of it: the first of a subsystem
 * ("usbmisc", "tty", "input") whose name begins so; they are there. */
void usb_bus_node(struct usb_bus *bus, int port, const char *subsystem, const char *name,
                  char out[USB_NODE_BYTES]);
/* A HID device sends a report as soon as it is asked; a serial line some bytes;
 * a camera's report is one byte: a whole frame of that grey, or of the picture of that number. */
void usb_bus_report(struct usb_bus *bus, int port, const void *bytes, size_t len);
/* Then one of its transfers ends so (-EPIPE: in a stall as above; -EPROTO: in an error), after the
 * bytes of a report. */
void usb_bus_fail_report(struct usb_bus *bus, int port, int status, const void *bytes, size_t len);
/* How often an interface was taken from the kernel's driver. */
int usb_bus_detached(struct usb_bus *bus, int port);
/* CLEAR_HALT requests and soft resets so far. */
int usb_bus_halts_cleared(struct usb_bus *bus, int port);
int usb_bus_soft_resets(struct usb_bus *bus, int port);

#endif
