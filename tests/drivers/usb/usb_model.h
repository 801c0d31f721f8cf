/*
 * What a virtual USB device does with the transfers it gets, whichever way they come to it: its
 * descriptors, its answers to requests, and its endpoints. One thread at a time.
 */
#ifndef MOTCUA_TESTS_DRIVERS_USB_USB_MODEL_H
#define MOTCUA_TESTS_DRIVERS_USB_USB_MODEL_H

#include "tests/drivers/usb/usb_bus.h"

#define USB_SETUP_BYTES    8
#define USB_REPLY_MAX      1024
#define USB_DEVICE_BYTES   18
#define USB_REPORT_MAX     64
#define USB_REPORTS_QUEUED 1024

/* What a HID device, or a serial line, will answer an IN transfer with. */
struct usb_report {
    int status;
    size_t len;
    uint8_t bytes[USB_REPORT_MAX];
};

struct usb_model {
    struct usb_device device;
    bool gone; /* it has pulled itself out */
    int stalls;
    bool halted;
    int halts_cleared;
    int soft_resets;
    struct usb_report reports[USB_REPORTS_QUEUED];
    size_t report_count;
    size_t frame_at;      /* of a camera's frame, how much was sent */
    uint8_t frame_parity; /* tells one frame's parts from the next one's */
};

/* As it is plugged in; what was counted so far stays. */
void usb_model_plug(struct usb_model *model, const struct usb_device *device);
void usb_model_queue_report(struct usb_model *model, int status, const void *bytes, size_t len);

/* Pairs of hexadecimal digits, at most USB_REPLY_MAX; how many. */
size_t usb_model_hex(const char *hex, uint8_t *out);

/* ---- What a camera is, usb_model_camera.c ---- */

size_t usb_model_camera_config(const struct usb_device *device, uint8_t out[USB_REPLY_MAX]);
int usb_model_camera_request(struct usb_model *model, const uint8_t setup[USB_SETUP_BYTES],
                             uint8_t reply[USB_REPLY_MAX], size_t *out_len);
bool usb_model_camera_in(struct usb_model *model, uint8_t *bytes, size_t room, size_t *len);

/* ---- All kinds ---- */

void usb_model_device_descriptor(const struct usb_device *device, uint8_t out[USB_DEVICE_BYTES]);
/* The only configuration's, whole; its length. */
size_t usb_model_config_descriptor(const struct usb_device *device, uint8_t out[USB_REPLY_MAX]);

/* A request to endpoint 0: 0 and what it answers, or -EPIPE. */
int usb_model_control(struct usb_model *model, const uint8_t setup[USB_SETUP_BYTES],
                      uint8_t reply[USB_REPLY_MAX], size_t *out_len);
void usb_model_clear_halt(struct usb_model *model);
/* True when the transfer is over; *done bytes of it were taken so far. */
bool usb_model_out(struct usb_model *model, const uint8_t *bytes, size_t len, size_t *done,
                   int *status);
/* True when there is something; *len bytes of it. */
bool usb_model_in(struct usb_model *model, unsigned endpoint, uint8_t *bytes, size_t room,
                  size_t *len, int *status);

#endif
