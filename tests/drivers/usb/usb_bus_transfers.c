/* The kernel's side of usbfs: transfers that libusb hands in, and what becomes of them. */
#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>

#include "core/error.h"
#include "tests/drivers/usb/usb_bus_internal.h"

static struct usbdevfs_urb *urb_of(const struct urb *urb)
{
    return (struct usbdevfs_urb *)(void *)urb->urb->data;
}

static void finish_urb(struct urb *urb, int status, int len)
{
    urb_of(urb)->status = status;
    urb_of(urb)->actual_length = len;
    urb->ready = true;
}

void usb_port_note_gone(struct port *port)
{
    port->model.gone = true;
    for (guint i = 0; i < port->urbs->len; i++) {
        struct urb *urb = g_ptr_array_index(port->urbs, i);
        if (!urb->ready) {
            finish_urb(urb, -ENODEV, (int)urb->done);
        }
    }
}

static void move_out(struct port *port, struct urb *urb)
{
    int status = 0;
    if (usb_model_out(&port->model, urb->buffer->data, (size_t)urb_of(urb)->buffer_length,
                      &urb->done, &status)) {
        finish_urb(urb, status, (int)urb->done);
    }
}

static void move_in(struct port *port, struct urb *urb)
{
    uint8_t bytes[USB_REPLY_MAX];
    size_t room = (size_t)urb_of(urb)->buffer_length;
    size_t len = 0;
    int status = 0;
    if (usb_model_in(&port->model, urb_of(urb)->endpoint & 0x0F, bytes,
                     room < sizeof bytes ? room : sizeof bytes, &len, &status)) {
        if (len > 0) {
            umockdev_ioctl_data_update(urb->buffer, 0, bytes, (gint)len);
        }
        finish_urb(urb, status, (int)len);
    }
}

static void move_control(struct port *port, struct urb *urb)
{
    uint8_t reply[USB_REPLY_MAX];
    size_t len = 0;
    int status = usb_model_control(&port->model, urb->buffer->data, reply, &len);
    if (len > 0) {
        umockdev_ioctl_data_update(urb->buffer, USB_SETUP_BYTES, reply, (gint)len);
    }
    finish_urb(urb, status, (int)len);
}

static void move(struct port *port, struct urb *urb)
{
    const struct usbdevfs_urb *what = urb_of(urb);
    if (urb->ready || port->model.gone) {
        return;
    }
    if (what->type == USBDEVFS_URB_TYPE_CONTROL) {
        move_control(port, urb);
    } else if ((what->endpoint & 0x80) != 0) {
        move_in(port, urb);
    } else {
        move_out(port, urb);
    }
    if (port->model.gone) {
        usb_port_note_gone(port);
    }
}

/* ---- usbfs ---- */

static int submit(struct port *port, UMockdevIoctlData *argument)
{
    GError *error = NULL;
    struct urb *urb = g_new0(struct urb, 1);
    urb->urb = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_urb), &error);
    MC_CHECK(error == NULL);
    if (urb_of(urb)->buffer_length > 0) {
        urb->buffer = umockdev_ioctl_data_resolve(urb->urb, offsetof(struct usbdevfs_urb, buffer),
                                                  (gsize)urb_of(urb)->buffer_length, &error);
        MC_CHECK(error == NULL);
    }
    g_ptr_array_add(port->urbs, urb);
    move(port, urb);
    return 0;
}

static int discard(struct port *port, UMockdevIoctlData *argument)
{
    gulong address = 0;
    memcpy(&address, argument->data, sizeof address);
    for (guint i = 0; i < port->urbs->len; i++) {
        struct urb *urb = g_ptr_array_index(port->urbs, i);
        if (urb->urb->client_addr == address && !urb->ready) {
            finish_urb(urb, -ENOENT, (int)urb->done);
            return 0;
        }
    }
    return -EINVAL;
}

static void give_back(struct urb *urb, UMockdevIoctlData *argument)
{
    struct usbdevfs_urb told = *urb_of(urb);
    GError *error = NULL;
    umockdev_ioctl_data_update(urb->urb, offsetof(struct usbdevfs_urb, status),
                               (guint8 *)&told.status, sizeof told.status);
    umockdev_ioctl_data_update(urb->urb, offsetof(struct usbdevfs_urb, actual_length),
                               (guint8 *)&told.actual_length, sizeof told.actual_length);
    UMockdevIoctlData *pointer = umockdev_ioctl_data_resolve(argument, 0, sizeof(void *), &error);
    MC_CHECK(error == NULL);
    umockdev_ioctl_data_set_ptr(pointer, 0, urb->urb);
    umockdev_ioctl_data_unref(pointer);
    if (urb->buffer != NULL) {
        umockdev_ioctl_data_unref(urb->buffer);
    }
    umockdev_ioctl_data_unref(urb->urb);
    g_free(urb);
}

static int reap(struct port *port, UMockdevIoctlData *argument)
{
    for (guint i = 0; i < port->urbs->len; i++) {
        move(port, g_ptr_array_index(port->urbs, i));
    }
    for (guint i = 0; i < port->urbs->len; i++) {
        struct urb *urb = g_ptr_array_index(port->urbs, i);
        if (urb->ready) {
            g_ptr_array_remove_index(port->urbs, i);
            give_back(urb, argument);
            return 0;
        }
    }
    return port->model.gone ? -ENODEV : -EAGAIN;
}

static int capabilities(UMockdevIoctlData *argument)
{
    guint32 can = USBDEVFS_CAP_BULK_SCATTER_GATHER | USBDEVFS_CAP_BULK_CONTINUATION |
                  USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT |
                  USBDEVFS_CAP_ZERO_PACKET;
    GError *error = NULL;
    UMockdevIoctlData *out = umockdev_ioctl_data_resolve(argument, 0, sizeof can, &error);
    MC_CHECK(error == NULL);
    umockdev_ioctl_data_update(out, 0, (guint8 *)&can, sizeof can);
    umockdev_ioctl_data_unref(out);
    return 0;
}

static bool is_bound(const struct port *port)
{
    return port->model.device.hid_bound || port->model.device.lp_bound;
}

static int name_driver(const struct port *port, UMockdevIoctlData *argument)
{
    struct usbdevfs_getdriver hid = {.driver = "usbhid"};
    struct usbdevfs_getdriver lp = {.driver = "usblp"};
    struct usbdevfs_getdriver told = port->model.device.lp_bound ? lp : hid;
    GError *error = NULL;
    if (!is_bound(port) || port->detached > 0) {
        return -ENODATA;
    }
    UMockdevIoctlData *out = umockdev_ioctl_data_resolve(argument, 0, sizeof told, &error);
    MC_CHECK(error == NULL);
    umockdev_ioctl_data_update(out, 0, (guint8 *)&told, sizeof told);
    umockdev_ioctl_data_unref(out);
    return 0;
}

static int serve(struct port *port, gulong request, UMockdevIoctlData *argument)
{
    switch (request) {
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY: return reap(port, argument);
    case USBDEVFS_DISCARDURB: return discard(port, argument);
    default: break;
    }
    if (port->model.gone) {
        return -ENODEV;
    }
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES: return capabilities(argument);
    case USBDEVFS_SUBMITURB: return submit(port, argument);
    case USBDEVFS_GETDRIVER: return name_driver(port, argument);
    case USBDEVFS_CLEAR_HALT: usb_model_clear_halt(&port->model); return 0;
    case USBDEVFS_CLAIMINTERFACE: return is_bound(port) || port->model.device.busy ? -EBUSY : 0;
    case USBDEVFS_DISCONNECT_CLAIM:
        if (port->model.device.busy) {
            return -EBUSY;
        }
        port->detached += is_bound(port) ? 1 : 0;
        return 0;
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_RESET: return 0;
    default: return -ENOTTY;
    }
}

gboolean usb_port_on_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer user)
{
    (void)handler;
    int rc = serve(user, umockdev_ioctl_client_get_request(client),
                   umockdev_ioctl_client_get_arg(client));
    umockdev_ioctl_client_complete(client, rc < 0 ? -1 : rc, rc < 0 ? -rc : 0);
    return TRUE;
}
