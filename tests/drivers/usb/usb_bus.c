#include "tests/drivers/usb/usb_bus.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/memory.h"
#include "tests/drivers/usb/usb_bus_internal.h"

#define PORTS      4
#define NODE_BYTES 64

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

bool usb_bus_has_drivers(void)
{
    return false;
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

static void put_hex(const uint8_t *bytes, size_t len, char *out)
{
    for (size_t i = 0; i < len; i++) {
        (void)snprintf(out + 2 * i, 3, "%02X", bytes[i]);
    }
}

static void describe(const struct port *port, char *out, size_t size)
{
    const struct usb_device *d = &port->model.device;
    char sys[NODE_BYTES];
    uint8_t bytes[USB_DEVICE_BYTES + USB_REPLY_MAX];
    char hex[2 * sizeof bytes + 1];
    sys_of(port, sys);
    usb_model_device_descriptor(d, bytes);
    put_hex(bytes, USB_DEVICE_BYTES + usb_model_config_descriptor(d, bytes + USB_DEVICE_BYTES),
            hex);
    (void)snprintf(out, size,
                   "P: %s\nN: bus/usb/001/%03d\nE: DEVNAME=/dev/bus/usb/001/%03d\n"
                   "E: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
                   "E: PRODUCT=%x/%x/100\nA: busnum=1\\n\nA: devnum=%d\\n\nA: speed=12\\n\n"
                   "A: bConfigurationValue=1\\n\nA: idVendor=%04x\\n\nA: idProduct=%04x\\n\n"
                   "H: descriptors=%s\n",
                   sys, port->number + 1, port->number + 1, port->number + 1, d->vendor, d->product,
                   port->number + 1, d->vendor, d->product, hex);
}

/* What the kernel's HID driver shows of an interface that it has. */
static void add_hid(struct port *port)
{
    const struct usb_device *d = &port->model.device;
    char sys[NODE_BYTES];
    sys_of(port, sys);
    char text[1024];
    (void)snprintf(text, sizeof text,
                   "P: %s/1-%d:1.0\nE: DEVTYPE=usb_interface\nE: SUBSYSTEM=usb\n", sys,
                   port->number);
    add(port->bus, text);
    (void)snprintf(text, sizeof text,
                   "P: %s/1-%d:1.0/0003:%04X:%04X.%04X\nE: SUBSYSTEM=hid\n"
                   "H: report_descriptor=%s\n",
                   sys, port->number, d->vendor, d->product, (unsigned)port->number, d->hid);
    add(port->bus, text);
}

static void remove_hid(struct port *port)
{
    const struct usb_device *d = &port->model.device;
    char sys[NODE_BYTES];
    char path[2 * NODE_BYTES];
    sys_of(port, sys);
    (void)snprintf(path, sizeof path, "/sys%s/1-%d:1.0/0003:%04X:%04X.%04X", sys, port->number,
                   d->vendor, d->product, (unsigned)port->number);
    umockdev_testbed_remove_device(port->bus->testbed, path);
    (void)snprintf(path, sizeof path, "/sys%s/1-%d:1.0", sys, port->number);
    umockdev_testbed_remove_device(port->bus->testbed, path);
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
    char description[1024 + 2 * USB_REPLY_MAX];
    char node[NODE_BYTES];
    char sys[NODE_BYTES + 8] = "/sys";
    GError *error = NULL;
    describe(port, description, sizeof description);
    add(port->bus, description);
    if (port->model.device.hid_bound) {
        add_hid(port);
    }
    node_of(port, node);
    port->detached = 0;
    if (port->model.device.forbidden) {
        forbid(port, node);
    } else {
        port->handler = g_object_new(UMOCKDEV_TYPE_IOCTL_BASE, NULL);
        g_signal_connect(port->handler, "handle-ioctl", G_CALLBACK(usb_port_on_ioctl), port);
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
    usb_port_note_gone(port);
    sys_of(port, sys + 4);
    node_of(port, node);
    umockdev_testbed_uevent(port->bus->testbed, sys, "remove");
    if (port->handler != NULL) {
        MC_CHECK(umockdev_testbed_detach_ioctl(port->bus->testbed, node, &error));
        g_object_unref(port->handler);
        port->handler = NULL;
    }
    if (port->model.device.hid_bound) {
        remove_hid(port);
    }
    umockdev_testbed_remove_device(port->bus->testbed, sys);
    port->plugged = false;
}

void usb_bus_plug(struct usb_bus *bus, int port, const struct usb_device *device)
{
    MC_CHECK(port >= 1 && port <= PORTS && !bus->ports[port].plugged);
    usb_model_plug(&bus->ports[port].model, device);
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
    request->port->model.stalls = request->transfers;
}

void usb_bus_stall(struct usb_bus *bus, int port, int transfers)
{
    struct stall_request request = {&bus->ports[port], transfers};
    on_bus(bus, set_stall, &request);
}

struct report_request {
    struct port *port;
    int status;
    const void *bytes;
    size_t len;
};

static void queue_report(void *argument)
{
    const struct report_request *request = argument;
    usb_model_queue_report(&request->port->model, request->status, request->bytes, request->len);
}

void usb_bus_fail_report(struct usb_bus *bus, int port, int status, const void *bytes, size_t len)
{
    struct report_request request = {&bus->ports[port], status, bytes, len};
    on_bus(bus, queue_report, &request);
}

void usb_bus_report(struct usb_bus *bus, int port, const void *bytes, size_t len)
{
    usb_bus_fail_report(bus, port, 0, bytes, len);
}

void usb_bus_node(struct usb_bus *bus, int port, const char *subsystem, const char *name,
                  char out[USB_NODE_BYTES])
{
    (void)bus;
    (void)port;
    (void)subsystem;
    (void)name;
    (void)out;
    MC_CHECK(usb_bus_has_drivers());
}

static void nothing(void *argument)
{
    (void)argument;
}

int usb_bus_halts_cleared(struct usb_bus *bus, int port)
{
    on_bus(bus, nothing, NULL);
    return bus->ports[port].model.halts_cleared;
}

int usb_bus_detached(struct usb_bus *bus, int port)
{
    on_bus(bus, nothing, NULL);
    return bus->ports[port].detached;
}

int usb_bus_soft_resets(struct usb_bus *bus, int port)
{
    on_bus(bus, nothing, NULL);
    return bus->ports[port].model.soft_resets;
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
