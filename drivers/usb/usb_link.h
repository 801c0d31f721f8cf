/*
 * An opened USB device and the thread that handles libusb's events for it. Transfers' callbacks and
 * on_left run on that thread: they may only note what happened and wake who waits, for anything of
 * libusb's that waits itself would wait for this thread.
 */
#ifndef MOTCUA_DRIVERS_USB_USB_LINK_H
#define MOTCUA_DRIVERS_USB_USB_LINK_H

#include <libusb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct usb_link {
    libusb_context *context;
    libusb_device_handle *handle;
    uint8_t interface; /* claimed */
    void (*on_left)(void *user);
    void *user;
    /* its own */
    libusb_hotplug_callback_handle left_callback;
    pthread_t thread;
    atomic_bool stop;
};

/* The first five fields are set; context and handle become the link's. thread_name: 15 characters.
 */
void usb_link_start(struct usb_link *link, const char *thread_name);
/* The thread ends: no transfer may be under way, or it never comes back. */
void usb_link_stop(struct usb_link *link);
/* After usb_link_stop(), and after the transfers were freed: releases the interface, closes. */
void usb_link_finish(struct usb_link *link);

#endif
