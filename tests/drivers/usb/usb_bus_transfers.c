/* The kernel's side of usbfs: transfers that libusb hands in, and what becomes of them. */
#include <errno.h>
#include <linux/usbdevice_fs.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>

#include "core/error.h"
#include "tests/drivers/usb/usb_bus_internal.h"

#define REPLY_MAX 1024

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
    port->gone = true;
    for (guint i = 0; i < port->urbs->len; i++) {
        struct urb *urb = g_ptr_array_index(port->urbs, i);
        if (!urb->ready) {
            finish_urb(urb, -ENODEV, urb->done);
        }
    }
}

static void move_out(struct port *port, struct urb *urb)
{
    int len = urb_of(urb)->buffer_length;
    if (port->halted || port->stalls > 0) {
        port->stalls -= port->halted ? 0 : 1;
        port->halted = true;
        finish_urb(urb, -EPIPE, urb->done);
        return;
    }
    struct transport *printer = port->device.printer;
    size_t written = (size_t)(len - urb->done);
    enum mc_err rc = MC_OK;
    if (printer != NULL) {
        rc = printer->ops->write(printer, urb->buffer->data + urb->done, (size_t)(len - urb->done),
                                 0, &written, NULL);
    }
    urb->done += (int)written;
    if (urb->done == len) {
        finish_urb(urb, 0, len);
    }
    if (rc == MC_EGONE) {
        usb_port_note_gone(port);
    }
}

static void move_in(struct port *port, struct urb *urb)
{
    uint8_t bytes[REPLY_MAX];
    size_t room = (size_t)urb_of(urb)->buffer_length;
    size_t len = 0;
    struct transport *printer = port->device.printer;
    enum mc_err rc = printer == NULL
                         ? MC_ETIMEOUT
                         : printer->ops->read(printer, bytes, room < REPLY_MAX ? room : REPLY_MAX,
                                              0, &len, NULL);
    if (rc == MC_OK) {
        umockdev_ioctl_data_update(urb->buffer, 0, bytes, (gint)len);
        finish_urb(urb, 0, (int)len);
    } else if (rc == MC_EGONE) {
        usb_port_note_gone(port);
    }
}

void usb_in_report_free(gpointer report)
{
    struct in_report *sent = report;
    g_byte_array_unref(sent->bytes);
    g_free(sent);
}

static void move_report(struct port *port, struct urb *urb)
{
    if (port->halted) {
        finish_urb(urb, -EPIPE, 0);
        return;
    }
    if (port->reports->len == 0) {
        return;
    }
    const struct in_report *report = g_ptr_array_index(port->reports, 0);
    int room = urb_of(urb)->buffer_length;
    int len = (int)report->bytes->len < room ? (int)report->bytes->len : room;
    if (len > 0) {
        umockdev_ioctl_data_update(urb->buffer, 0, report->bytes->data, len);
    }
    port->halted = report->status == -EPIPE;
    finish_urb(urb, report->status, len);
    g_ptr_array_remove_index(port->reports, 0);
}

GByteArray *usb_bytes_of_hex(const char *hex)
{
    GByteArray *bytes = g_byte_array_new();
    for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
        guint8 byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
        g_byte_array_append(bytes, &byte, 1);
    }
    return bytes;
}

static gsize put_report_descriptor(const struct port *port, uint8_t reply[REPLY_MAX])
{
    GByteArray *bytes = usb_bytes_of_hex(port->device.hid);
    gsize len = bytes->len < REPLY_MAX ? bytes->len : REPLY_MAX;
    memcpy(reply, bytes->data, len);
    g_byte_array_unref(bytes);
    return len;
}

/* String descriptor 0 names the languages; all others are one text. */
static gsize put_string(uint8_t index, uint8_t reply[REPLY_MAX])
{
    static const uint8_t languages[] = {4, 3, 9, 4};
    static const uint8_t text[] = {10, 3, '0', 0, '0', 0, '0', 0, '1', 0};
    gsize len = index == 0 ? sizeof languages : sizeof text;
    memcpy(reply, index == 0 ? languages : text, len);
    return len;
}

static gsize answer_control(struct port *port, const uint8_t *setup, uint8_t reply[REPLY_MAX],
                            int *status)
{
    *status = 0;
    if (setup[0] == 0xA1 && setup[1] == 0 && port->device.hid == NULL) {
        gsize len = strlen(port->device.id) + 2;
        reply[0] = (uint8_t)(len >> 8);
        reply[1] = (uint8_t)len;
        memcpy(reply + 2, port->device.id, len - 2);
        return len;
    }
    if (setup[0] == 0xA1 && setup[1] == 1) {
        reply[0] = TRANSPORT_PORT_SELECTED | TRANSPORT_PORT_NO_ERROR;
        return 1;
    }
    if (setup[0] == 0x21 && setup[1] == 2) {
        port->soft_resets++;
        return 0;
    }
    if (setup[0] == 0x81 && setup[1] == 6 && setup[3] == 0x22 && port->device.hid != NULL) {
        return put_report_descriptor(port, reply);
    }
    if (setup[0] == 0x80 && setup[1] == 6 && setup[3] == 3) {
        return put_string(setup[2], reply);
    }
    *status = -EPIPE;
    return 0;
}

static void move_control(struct port *port, struct urb *urb)
{
    uint8_t reply[REPLY_MAX];
    int status = 0;
    const uint8_t *setup = urb->buffer->data;
    gsize len = answer_control(port, setup, reply, &status);
    gsize wanted = setup[6] + 256U * setup[7];
    len = len < wanted ? len : wanted;
    if (len > 0) {
        umockdev_ioctl_data_update(urb->buffer, 8, reply, (gint)len);
    }
    finish_urb(urb, status, (int)len);
}

static void move(struct port *port, struct urb *urb)
{
    const struct usbdevfs_urb *what = urb_of(urb);
    if (urb->ready || port->gone) {
        return;
    }
    if (what->type == USBDEVFS_URB_TYPE_CONTROL) {
        move_control(port, urb);
    } else if (port->device.hid != NULL) {
        move_report(port, urb);
    } else if ((what->endpoint & 0x80) != 0) {
        move_in(port, urb);
    } else {
        move_out(port, urb);
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
            finish_urb(urb, -ENOENT, urb->done);
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
    return port->gone ? -ENODEV : -EAGAIN;
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

static int name_driver(const struct port *port, UMockdevIoctlData *argument)
{
    struct usbdevfs_getdriver told = {.driver = "usbhid"};
    GError *error = NULL;
    if (!port->device.hid_bound || port->detached > 0) {
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
    if (port->gone) {
        return -ENODEV;
    }
    switch (request) {
    case USBDEVFS_GET_CAPABILITIES: return capabilities(argument);
    case USBDEVFS_SUBMITURB: return submit(port, argument);
    case USBDEVFS_GETDRIVER: return name_driver(port, argument);
    case USBDEVFS_CLEAR_HALT:
        port->halted = false;
        port->halts_cleared++;
        return 0;
    case USBDEVFS_CLAIMINTERFACE: return port->device.hid_bound ? -EBUSY : 0;
    case USBDEVFS_DISCONNECT_CLAIM: port->detached += port->device.hid_bound ? 1 : 0; return 0;
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
