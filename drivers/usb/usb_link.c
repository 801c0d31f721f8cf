#include "drivers/usb/usb_link.h"

#include "core/error.h"

static void *handle_events(void *context)
{
    struct usb_link *link = context;
    while (!atomic_load(&link->stop)) {
        struct timeval most = {.tv_sec = 60};
        (void)libusb_handle_events_timeout_completed(link->context, &most, NULL);
    }
    return NULL;
}

static int LIBUSB_CALL on_left(libusb_context *context, libusb_device *device,
                               libusb_hotplug_event event, void *user)
{
    const struct usb_link *link = user;
    (void)context;
    (void)event;
    if (device == libusb_get_device(link->handle)) {
        link->on_left(link->user);
    }
    return 0;
}

void usb_link_start(struct usb_link *link, const char *thread_name)
{
    atomic_init(&link->stop, false);
    if (libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) != 0) {
        (void)libusb_hotplug_register_callback(link->context, LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, 0,
                                               LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                                               LIBUSB_HOTPLUG_MATCH_ANY, on_left, link,
                                               &link->left_callback);
    }
    MC_CHECK(pthread_create(&link->thread, NULL, handle_events, link) == 0);
    (void)pthread_setname_np(link->thread, thread_name);
}

void usb_link_stop(struct usb_link *link)
{
    atomic_store(&link->stop, true);
    libusb_interrupt_event_handler(link->context);
    MC_CHECK(pthread_join(link->thread, NULL) == 0);
    if (libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) != 0) {
        libusb_hotplug_deregister_callback(link->context, link->left_callback);
    }
}

void usb_link_finish(struct usb_link *link)
{
    (void)libusb_release_interface(link->handle, link->interface);
    libusb_close(link->handle);
    libusb_exit(link->context);
}
