#include "tests/drivers/printer/usb_bus.h"

#include <errno.h>
#include <ftw.h>
#include <linux/usbdevice_fs.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <umockdev.h>

#include "core/error.h"
#include "core/memory.h"

#define PORTS      4
#define REPLY_MAX  1024
#define NODE_BYTES 64

/* A transfer that libusb has handed in and not yet got back. */
struct urb {
    UMockdevIoctlData *urb;
    UMockdevIoctlData *buffer;
    int done; /* bytes of an OUT transfer that were taken */
    bool ready;
};

struct port {
    struct usb_bus *bus;
    int number;
    bool plugged;
    bool gone;
    struct usb_device device;
    UMockdevIoctlBase *handler;
    GPtrArray *urbs;
    int stalls;
    bool halted;
    int halts_cleared;
    int soft_resets;
};

struct usb_bus {
    UMockdevTestbed *testbed;
    GMainContext *context;
    GMainLoop *loop;
    GThread *thread;
    struct port ports[PORTS + 1];
};

bool usb_bus_possible(void)
{
    /* umockdev_in_mock_environment() is true only once there is a test bed. */
    const char *preloaded = getenv("LD_PRELOAD");
    return preloaded != NULL && strstr(preloaded, "umockdev") != NULL;
}

/* ---- Calls on the bus's thread ---- */

struct call {
    void (*run)(void *argument);
    void *argument;
    GMutex lock;
    GCond done;
    bool finished;
};

static gboolean run_call(gpointer data)
{
    struct call *call = data;
    call->run(call->argument);
    g_mutex_lock(&call->lock);
    call->finished = true;
    g_cond_signal(&call->done);
    g_mutex_unlock(&call->lock);
    return G_SOURCE_REMOVE;
}

static void on_bus(struct usb_bus *bus, void (*run)(void *argument), void *argument)
{
    struct call call = {.run = run, .argument = argument};
    g_mutex_init(&call.lock);
    g_cond_init(&call.done);
    g_main_context_invoke(bus->context, run_call, &call);
    g_mutex_lock(&call.lock);
    while (!call.finished) {
        g_cond_wait(&call.done, &call.lock);
    }
    g_mutex_unlock(&call.lock);
    g_cond_clear(&call.done);
    g_mutex_clear(&call.lock);
}

/* ---- Transfers ---- */

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

static void note_gone(struct port *port)
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
        note_gone(port);
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
        note_gone(port);
    }
}

static gsize put_string(uint8_t *out, const char *text)
{
    gsize len = 2;
    for (; *text != '\0'; text++) {
        out[len++] = (uint8_t)*text;
        out[len++] = 0;
    }
    out[0] = (uint8_t)len;
    out[1] = 3;
    return len;
}

static gsize answer_control(struct port *port, const uint8_t *setup, uint8_t reply[REPLY_MAX],
                            int *status)
{
    static const uint8_t languages[] = {4, 3, 9, 4};
    *status = 0;
    if (setup[0] == 0xA1 && setup[1] == 0) {
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
    if (setup[0] == 0x80 && setup[1] == 6 && setup[3] == 3) {
        if (setup[2] == 0) {
            memcpy(reply, languages, sizeof languages);
            return sizeof languages;
        }
        return put_string(reply, "0001");
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
    case USBDEVFS_GETDRIVER: return -ENODATA;
    case USBDEVFS_CLEAR_HALT:
        port->halted = false;
        port->halts_cleared++;
        return 0;
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_DISCONNECT_CLAIM:
    case USBDEVFS_RESET: return 0;
    default: return -ENOTTY;
    }
}

static gboolean on_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer user)
{
    (void)handler;
    int rc = serve(user, umockdev_ioctl_client_get_request(client),
                   umockdev_ioctl_client_get_arg(client));
    umockdev_ioctl_client_complete(client, rc < 0 ? -1 : rc, rc < 0 ? -rc : 0);
    return TRUE;
}

/* ---- Plugging ---- */

static void add(struct usb_bus *bus, const char *description)
{
    GError *error = NULL;
    if (!umockdev_testbed_add_from_string(bus->testbed, description, &error)) {
        (void)fprintf(stderr, "umockdev: %s\n", error->message);
    }
    MC_CHECK(error == NULL);
}

static void node_of(const struct port *port, char out[NODE_BYTES])
{
    (void)snprintf(out, NODE_BYTES, "/dev/bus/usb/001/%03d", port->number + 1);
}

static void sys_of(const struct port *port, char out[NODE_BYTES])
{
    (void)snprintf(out, NODE_BYTES, "/devices/pci0000:00/0000:00:14.0/usb1/1-%d", port->number);
}

static void describe(const struct port *port, char *out, size_t size)
{
    const struct usb_device *d = &port->device;
    char sys[NODE_BYTES];
    sys_of(port, sys);
    (void)snprintf(out, size,
                   "P: %s\nN: bus/usb/001/%03d\nE: DEVNAME=/dev/bus/usb/001/%03d\n"
                   "E: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
                   "E: PRODUCT=%x/%x/100\nA: busnum=1\\n\nA: devnum=%d\\n\nA: speed=12\\n\n"
                   "A: bConfigurationValue=1\\n\nA: idVendor=%04x\\n\nA: idProduct=%04x\\n\n"
                   "H: descriptors=1201000200000040%02X%02X%02X%02X0001010203010902200001010080320"
                   "9040000 02%02X010200 0705010240000007058202400000\n",
                   sys, port->number + 1, port->number + 1, port->number + 1, d->vendor, d->product,
                   port->number + 1, d->vendor, d->product, d->vendor & 0xFF, d->vendor >> 8,
                   d->product & 0xFF, d->product >> 8,
                   d->interface_class != 0 ? d->interface_class : 7);
    /* The descriptors are one word; they are split above only to be read. */
    char *at = strstr(out, "descriptors=");
    char *to = at;
    for (; *at != '\0'; at++) {
        if (*at != ' ') {
            *to++ = *at;
        }
    }
    *to = '\0';
}

static int let_in(const char *path, const struct stat *what, int kind, struct FTW *walk)
{
    (void)what;
    (void)kind;
    (void)walk;
    return chmod(path, 0777);
}

/* The node may not be opened; the emulation's own sockets may. */
static void forbid(const struct port *port, const char *node)
{
    char *root = umockdev_testbed_get_root_dir(port->bus->testbed);
    char *path = g_build_filename(root, node, NULL);
    char *sockets = g_build_filename(root, "ioctl", NULL);
    MC_CHECK(nftw(sockets, let_in, 8, FTW_PHYS) == 0);
    MC_CHECK(chmod(path, 0) == 0);
    g_free(sockets);
    g_free(path);
    g_free(root);
}

static void plug(void *argument)
{
    struct port *port = argument;
    char description[1024];
    char node[NODE_BYTES];
    char sys[NODE_BYTES + 8] = "/sys";
    GError *error = NULL;
    describe(port, description, sizeof description);
    add(port->bus, description);
    node_of(port, node);
    port->gone = false;
    port->halted = false;
    if (port->device.forbidden) {
        forbid(port, node);
    } else {
        port->handler = g_object_new(UMOCKDEV_TYPE_IOCTL_BASE, NULL);
        g_signal_connect(port->handler, "handle-ioctl", G_CALLBACK(on_ioctl), port);
        MC_CHECK(umockdev_testbed_attach_ioctl(port->bus->testbed, node, port->handler, &error));
    }
    sys_of(port, sys + 4);
    umockdev_testbed_uevent(port->bus->testbed, sys, "add");
    port->plugged = true;
}

static void unplug(void *argument)
{
    struct port *port = argument;
    if (!port->plugged) {
        return;
    }
    char node[NODE_BYTES];
    char sys[NODE_BYTES + 8] = "/sys";
    GError *error = NULL;
    note_gone(port);
    sys_of(port, sys + 4);
    node_of(port, node);
    umockdev_testbed_uevent(port->bus->testbed, sys, "remove");
    if (port->handler != NULL) {
        MC_CHECK(umockdev_testbed_detach_ioctl(port->bus->testbed, node, &error));
        g_object_unref(port->handler);
        port->handler = NULL;
    }
    umockdev_testbed_remove_device(port->bus->testbed, sys);
    port->plugged = false;
}

void usb_bus_plug(struct usb_bus *bus, int port, const struct usb_device *device)
{
    MC_CHECK(port >= 1 && port <= PORTS && !bus->ports[port].plugged);
    bus->ports[port].device = *device;
    on_bus(bus, plug, &bus->ports[port]);
}

void usb_bus_unplug(struct usb_bus *bus, int port)
{
    on_bus(bus, unplug, &bus->ports[port]);
}

struct stall_request {
    struct port *port;
    int transfers;
};

static void set_stall(void *argument)
{
    const struct stall_request *request = argument;
    request->port->stalls = request->transfers;
}

void usb_bus_stall(struct usb_bus *bus, int port, int transfers)
{
    struct stall_request request = {&bus->ports[port], transfers};
    on_bus(bus, set_stall, &request);
}

static void nothing(void *argument)
{
    (void)argument;
}

int usb_bus_halts_cleared(struct usb_bus *bus, int port)
{
    on_bus(bus, nothing, NULL);
    return bus->ports[port].halts_cleared;
}

int usb_bus_soft_resets(struct usb_bus *bus, int port)
{
    on_bus(bus, nothing, NULL);
    return bus->ports[port].soft_resets;
}

/* ---- The bus ---- */

static gpointer run_bus(gpointer data)
{
    struct usb_bus *bus = data;
    g_main_context_push_thread_default(bus->context);
    g_main_loop_run(bus->loop);
    g_main_context_pop_thread_default(bus->context);
    return NULL;
}

static void set_up(void *argument)
{
    struct usb_bus *bus = argument;
    bus->testbed = umockdev_testbed_new();
    /* Who may not open a node may see that it is there, and listen (a socket in the folder). */
    char *root = umockdev_testbed_get_root_dir(bus->testbed);
    MC_CHECK(chmod(root, 0777) == 0);
    g_free(root);
    add(bus, "P: /devices/pci0000:00/0000:00:14.0/usb1\nN: bus/usb/001/001\n"
             "E: DEVNAME=/dev/bus/usb/001/001\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\n"
             "A: busnum=1\\n\nA: devnum=1\\n\nA: speed=480\\n\nA: bConfigurationValue=1\\n\n"
             "H: descriptors=12010002090001406B1D02000206030201010902190001010"
             "0E0000904000001090000000705810304000C\n");
    for (int i = 0; i <= PORTS; i++) {
        bus->ports[i] = (struct port){.bus = bus, .number = i, .urbs = g_ptr_array_new()};
    }
}

struct usb_bus *usb_bus_create(void)
{
    struct usb_bus *bus = MC_NEW(struct usb_bus);
    bus->context = g_main_context_new();
    bus->loop = g_main_loop_new(bus->context, FALSE);
    bus->thread = g_thread_new("usb bus", run_bus, bus);
    on_bus(bus, set_up, bus);
    return bus;
}

static void tear_down(void *argument)
{
    struct usb_bus *bus = argument;
    for (int i = 0; i <= PORTS; i++) {
        unplug(&bus->ports[i]);
        g_ptr_array_unref(bus->ports[i].urbs);
    }
    g_object_unref(bus->testbed);
    g_main_loop_quit(bus->loop);
}

void usb_bus_destroy(struct usb_bus *bus)
{
    on_bus(bus, tear_down, bus);
    (void)g_thread_join(bus->thread);
    g_main_loop_unref(bus->loop);
    g_main_context_unref(bus->context);
    free(bus);
}
