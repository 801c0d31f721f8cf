/*
 * tests/drivers/usb/usb_bus.h over a real kernel: the virtual devices hang on vhci_hcd, the
 * kernel's virtual host controller, so that its USB core, its drivers, udevd and libusb above them
 * are the real ones. For a virtual machine only: it needs root, and takes the first four ports.
 */
#include <errno.h>
#include <fcntl.h>
#include <libudev.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/waiter.h"
#include "tests/drivers/usb/usb_model.h"
#include "tests/guest/usbip.h"

#define PORTS        4
#define TRANSFERS    32
#define TRANSFER_MAX (1U << 20)
#define LOOK_MS      10 /* between two looks at a printer that is not ready to take or to give */
/* A HID device is asked no more often than its descriptor says (bInterval of usb_model.c): what
 * types faster than any keyboard fills the kernel's queue of keys before anybody reads it. */
#define POLLED_MS  10
#define PLUG_MS    60000
#define PATH_BYTES 128
#define SPEED_FULL 2 /* enum usb_device_speed of the kernel */
#define PORT_FREE  4 /* VDEV_ST_NULL of its usbip_common.h */
#define CONTROLLER "/sys/devices/platform/vhci_hcd.0/"

/* What the kernel has handed in and not yet got back. */
struct transfer {
    uint32_t number;
    unsigned endpoint;
    bool in;
    size_t len;
    size_t done;
    uint8_t *bytes;
};

struct port {
    int number;
    bool plugged;
    int fd; /* the device's end of the cable; -1: pulled */
    bool taken_by_kernel;
    struct usb_model model;
    struct transfer transfers[TRANSFERS];
    size_t transfer_count;
    int64_t polled_next_ms; /* a HID device: no report before */
};

struct usb_bus {
    struct udev *udev;
    struct udev_monitor *monitor;
    pthread_t thread;
    int wake;             /* an eventfd */
    pthread_mutex_t lock; /* guards all below */
    bool stop;
    struct port ports[PORTS + 1];
};

bool usb_bus_possible(void)
{
    return getenv("MOTCUA_GUEST") != NULL;
}

bool usb_bus_has_drivers(void)
{
    return true;
}

/* ---- The device's end of the cable ---- */

static bool receive(int fd, void *bytes, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = recv(fd, (uint8_t *)bytes + done, len - done, 0);
        if (n <= 0) {
            return false;
        }
        done += (size_t)n;
    }
    return true;
}

static void answer(struct port *port, enum usbip_command command, uint32_t number, int status,
                   const uint8_t *bytes, size_t bytes_len, size_t len)
{
    uint8_t head[USBIP_BYTES];
    usbip_write_answer(head, command, number, status, len);
    /* The kernel that hangs up meanwhile is none of the device's business. */
    (void)!send(port->fd, head, sizeof head, MSG_NOSIGNAL);
    if (bytes_len > 0) {
        (void)!send(port->fd, bytes, bytes_len, MSG_NOSIGNAL);
    }
}

static void forget(struct port *port, size_t index)
{
    free(port->transfers[index].bytes);
    port->transfer_count--;
    memmove(&port->transfers[index], &port->transfers[index + 1],
            (port->transfer_count - index) * sizeof port->transfers[0]);
}

static void pull_cable(struct port *port)
{
    while (port->transfer_count > 0) {
        forget(port, 0);
    }
    if (port->fd >= 0) {
        (void)shutdown(port->fd, SHUT_RDWR);
        (void)close(port->fd);
        port->fd = -1;
    }
}

static void finish(struct port *port, size_t index, int status)
{
    const struct transfer *transfer = &port->transfers[index];
    answer(port, USBIP_SUBMITTED, transfer->number, status, transfer->bytes,
           transfer->in ? transfer->done : 0, transfer->done);
    forget(port, index);
}

static void control(struct port *port, const struct usbip_request *request)
{
    uint8_t reply[USB_REPLY_MAX];
    size_t len = 0;
    int status = usb_model_control(&port->model, request->setup, reply, &len);
    answer(port, USBIP_SUBMITTED, request->number, status, reply, request->in ? len : 0,
           request->in ? len : request->len);
}

/* False: the kernel has hung up. */
static bool submit(struct port *port, const struct usbip_request *request)
{
    MC_CHECK(request->len <= TRANSFER_MAX && port->transfer_count < TRANSFERS);
    uint8_t *bytes = mc_calloc(1, request->len + 1);
    if (!request->in && !receive(port->fd, bytes, request->len)) {
        free(bytes);
        return false;
    }
    if (request->endpoint == 0) {
        control(port, request);
        free(bytes);
    } else {
        port->transfers[port->transfer_count++] = (struct transfer){.number = request->number,
                                                                    .endpoint = request->endpoint,
                                                                    .in = request->in,
                                                                    .len = request->len,
                                                                    .bytes = bytes};
    }
    return true;
}

/* What has gone out of it is told, as a host controller does. */
static void unlink_transfer(struct port *port, const struct usbip_request *request)
{
    for (size_t i = 0; i < port->transfer_count; i++) {
        if (port->transfers[i].number == request->unlinked) {
            finish(port, i, -ECONNRESET);
            break;
        }
    }
    answer(port, USBIP_UNLINKED, request->number, 0, NULL, 0, 0);
}

static void take_request(struct port *port)
{
    uint8_t head[USBIP_BYTES];
    struct usbip_request request;
    bool alive = receive(port->fd, head, sizeof head);
    if (alive) {
        usbip_read_request(head, &request);
        if (request.command == USBIP_SUBMIT) {
            alive = submit(port, &request);
        } else {
            unlink_transfer(port, &request);
        }
    }
    if (!alive) {
        pull_cable(port);
    }
}

static bool is_polled_later(const struct port *port)
{
    return port->model.device.hid != NULL && mc_deadline_left_ms(port->polled_next_ms) > 0;
}

static void move(struct port *port)
{
    for (size_t i = 0; i < port->transfer_count && !port->model.gone && !is_polled_later(port);) {
        struct transfer *transfer = &port->transfers[i];
        int status = 0;
        bool over = transfer->in ? usb_model_in(&port->model, transfer->endpoint, transfer->bytes,
                                                transfer->len, &transfer->done, &status)
                                 : usb_model_out(&port->model, transfer->bytes, transfer->len,
                                                 &transfer->done, &status);
        if (over) {
            finish(port, i, status);
            port->polled_next_ms = mc_deadline(POLLED_MS);
        } else {
            i++;
        }
    }
    if (port->model.gone) {
        pull_cable(port);
    }
}

/* ---- The bus's thread ---- */

static int look_again_ms(const struct port *port)
{
    bool printer = port->model.device.printer != NULL;
    bool report = port->model.device.hid != NULL && port->model.report_count > 0;
    return (printer || report) && port->transfer_count > 0 ? LOOK_MS : -1;
}

static void *run_bus(void *context)
{
    struct usb_bus *bus = context;
    struct pollfd fds[PORTS + 1];
    for (;;) {
        int wait_ms = -1;
        (void)pthread_mutex_lock(&bus->lock);
        bool stop = bus->stop;
        for (int i = 1; i <= PORTS; i++) {
            move(&bus->ports[i]);
            fds[i] = (struct pollfd){.fd = bus->ports[i].fd, .events = POLLIN};
            wait_ms = look_again_ms(&bus->ports[i]) > wait_ms ? LOOK_MS : wait_ms;
        }
        (void)pthread_mutex_unlock(&bus->lock);
        if (stop) {
            return NULL;
        }
        fds[0] = (struct pollfd){.fd = bus->wake, .events = POLLIN};
        (void)poll(fds, PORTS + 1, wait_ms);
        eventfd_t count = 0;
        (void)eventfd_read(bus->wake, &count);
        (void)pthread_mutex_lock(&bus->lock);
        for (int i = 1; i <= PORTS; i++) {
            if (bus->ports[i].fd >= 0 && bus->ports[i].fd == fds[i].fd && fds[i].revents != 0) {
                take_request(&bus->ports[i]);
            }
        }
        (void)pthread_mutex_unlock(&bus->lock);
    }
}

static struct port *lock_port(struct usb_bus *bus, int port)
{
    MC_CHECK(port >= 1 && port <= PORTS);
    (void)pthread_mutex_lock(&bus->lock);
    return &bus->ports[port];
}

static void unlock_port(struct usb_bus *bus)
{
    (void)pthread_mutex_unlock(&bus->lock);
    MC_CHECK(eventfd_write(bus->wake, 1) == 0);
}

/* ---- The kernel's end ---- */

static bool write_sys(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0) {
        (void)close(fd);
    }
    return written;
}

/* Until udevd has dealt with this of the device. The kernel tells of "bind" when its drivers have
 * had their look at the interfaces. */
static void await_udev(struct usb_bus *bus, int port, const char *action)
{
    char name[16];
    (void)snprintf(name, sizeof name, "1-%d", port);
    int64_t deadline_ms = mc_deadline(PLUG_MS);
    bool seen = false;
    while (!seen) {
        struct pollfd fd = {.fd = udev_monitor_get_fd(bus->monitor), .events = POLLIN};
        if (poll(&fd, 1, mc_deadline_left_ms(deadline_ms)) <= 0) {
            (void)fprintf(stderr, "udev never told of %s of %s\n", action, name);
            MC_CHECK(errno == EINTR);
        }
        struct udev_device *device = udev_monitor_receive_device(bus->monitor);
        seen = device != NULL && strcmp(udev_device_get_sysname(device), name) == 0 &&
               strcmp(udev_device_get_action(device), action) == 0;
        (void)udev_device_unref(device);
    }
}

/* Until udevd has nothing to do any more: it tells of a device before those that hang on it. */
static void settle(struct usb_bus *bus)
{
    struct udev_queue *queue = udev_queue_new(bus->udev);
    struct pollfd fd = {.fd = udev_queue_get_fd(queue), .events = POLLIN};
    int64_t deadline_ms = mc_deadline(PLUG_MS);
    while (udev_queue_get_queue_is_empty(queue) == 0) {
        MC_CHECK(poll(&fd, 1, mc_deadline_left_ms(deadline_ms)) > 0);
        (void)udev_queue_flush(queue);
    }
    (void)udev_queue_unref(queue);
}

/* A port that was just left is free a moment later. */
static bool is_free(int port)
{
    char line[128];
    char start[32];
    bool free = false;
    (void)snprintf(start, sizeof start, "hs  %04d %03d", port - 1, PORT_FREE);
    FILE *file = fopen(CONTROLLER "status", "re");
    MC_CHECK(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        free = free || strncmp(line, start, strlen(start)) == 0;
    }
    (void)fclose(file);
    return free;
}

static void attach(int port, int fd)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%d %d %d %d", port - 1, fd, port, SPEED_FULL);
    int64_t deadline_ms = mc_deadline(PLUG_MS);
    while (!is_free(port)) {
        MC_CHECK(mc_deadline_left_ms(deadline_ms) > 0);
        (void)sched_yield();
    }
    MC_CHECK(write_sys(CONTROLLER "attach", text));
}

static void node_of(struct usb_bus *bus, int port, char out[USB_NODE_BYTES])
{
    char name[16];
    (void)snprintf(name, sizeof name, "1-%d", port);
    usb_bus_node(bus, port, "usb", name, out);
}

/* The name of the driver that has its interface; "": none. */
static void driver_of(int port, char out[PATH_BYTES])
{
    char link[PATH_BYTES];
    char target[PATH_BYTES] = "";
    (void)snprintf(link, sizeof link, "/sys/bus/usb/devices/1-%d:1.0/driver", port);
    ssize_t len = readlink(link, target, sizeof target - 1);
    const char *name = len > 0 ? strrchr(target, '/') : NULL;
    mc_copy_text(out, PATH_BYTES, name != NULL ? name + 1 : "");
}

static void take_from_kernel(int port)
{
    char driver[PATH_BYTES];
    char path[2 * PATH_BYTES];
    char name[32];
    driver_of(port, driver);
    if (driver[0] != '\0') {
        (void)snprintf(path, sizeof path, "/sys/bus/usb/drivers/%s/unbind", driver);
        (void)snprintf(name, sizeof name, "1-%d:1.0", port);
        MC_CHECK(write_sys(path, name));
    }
}

void usb_bus_plug(struct usb_bus *bus, int number, const struct usb_device *device)
{
    int ends[2];
    char path[PATH_BYTES];
    MC_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    struct port *port = lock_port(bus, number);
    MC_CHECK(!port->plugged);
    port->plugged = true;
    port->fd = ends[0];
    usb_model_plug(&port->model, device);
    unlock_port(bus);
    attach(number, ends[1]);
    (void)close(ends[1]);
    await_udev(bus, number, "bind");
    settle(bus);
    if (device->hid != NULL && !device->hid_bound) {
        take_from_kernel(number);
    }
    driver_of(number, path);
    port->taken_by_kernel = path[0] != '\0';
    if (device->forbidden) {
        char node[USB_NODE_BYTES];
        node_of(bus, number, node);
        MC_CHECK(chmod(node, 0) == 0);
    }
}

void usb_bus_unplug(struct usb_bus *bus, int number)
{
    struct port *port = lock_port(bus, number);
    bool was_plugged = port->plugged;
    port->plugged = false;
    pull_cable(port);
    unlock_port(bus);
    if (was_plugged) {
        await_udev(bus, number, "remove");
        settle(bus);
    }
}

void usb_bus_stall(struct usb_bus *bus, int port, int transfers)
{
    lock_port(bus, port)->model.stalls = transfers;
    unlock_port(bus);
}

void usb_bus_fail_report(struct usb_bus *bus, int port, int status, const void *bytes, size_t len)
{
    usb_model_queue_report(&lock_port(bus, port)->model, status, bytes, len);
    unlock_port(bus);
}

void usb_bus_report(struct usb_bus *bus, int port, const void *bytes, size_t len)
{
    usb_bus_fail_report(bus, port, 0, bytes, len);
}

int usb_bus_halts_cleared(struct usb_bus *bus, int port)
{
    int count = lock_port(bus, port)->model.halts_cleared;
    unlock_port(bus);
    return count;
}

int usb_bus_soft_resets(struct usb_bus *bus, int port)
{
    int count = lock_port(bus, port)->model.soft_resets;
    unlock_port(bus);
    return count;
}

int usb_bus_detached(struct usb_bus *bus, int port)
{
    char driver[PATH_BYTES];
    driver_of(port, driver);
    bool of_usbfs = driver[0] == '\0' || strcmp(driver, "usbfs") == 0;
    return bus->ports[port].taken_by_kernel && of_usbfs ? 1 : 0;
}

static bool begins_so(struct udev_device *device, const char *name)
{
    return device != NULL && udev_device_get_devnode(device) != NULL &&
           strncmp(udev_device_get_sysname(device), name, strlen(name)) == 0;
}

void usb_bus_node(struct usb_bus *bus, int port, const char *subsystem, const char *name,
                  char out[USB_NODE_BYTES])
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "1-%d", port);
    struct udev_device *parent = udev_device_new_from_subsystem_sysname(bus->udev, "usb", path);
    struct udev_enumerate *found = udev_enumerate_new(bus->udev);
    MC_CHECK(parent != NULL && udev_enumerate_add_match_parent(found, parent) == 0);
    MC_CHECK(udev_enumerate_add_match_subsystem(found, subsystem) == 0);
    MC_CHECK(udev_enumerate_scan_devices(found) == 0);
    struct udev_list_entry *entry = NULL;
    out[0] = '\0';
    udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(found))
    {
        struct udev_device *device =
            udev_device_new_from_syspath(bus->udev, udev_list_entry_get_name(entry));
        if (out[0] == '\0' && begins_so(device, name)) {
            mc_copy_text(out, USB_NODE_BYTES, udev_device_get_devnode(device));
        }
        (void)udev_device_unref(device);
    }
    MC_CHECK(out[0] != '\0');
    (void)udev_enumerate_unref(found);
    (void)udev_device_unref(parent);
}

/* ---- The bus ---- */

struct usb_bus *usb_bus_create(void)
{
    struct usb_bus *bus = MC_NEW(struct usb_bus);
    for (int i = 0; i <= PORTS; i++) {
        bus->ports[i] = (struct port){.number = i, .fd = -1};
    }
    bus->udev = udev_new();
    bus->monitor = udev_monitor_new_from_netlink(bus->udev, "udev");
    MC_CHECK(bus->monitor != NULL);
    MC_CHECK(udev_monitor_filter_add_match_subsystem_devtype(bus->monitor, "usb", "usb_device") ==
             0);
    MC_CHECK(udev_monitor_enable_receiving(bus->monitor) == 0);
    MC_CHECK(pthread_mutex_init(&bus->lock, NULL) == 0);
    bus->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    MC_CHECK(bus->wake >= 0);
    MC_CHECK(pthread_create(&bus->thread, NULL, run_bus, bus) == 0);
    return bus;
}

void usb_bus_destroy(struct usb_bus *bus)
{
    for (int i = 1; i <= PORTS; i++) {
        usb_bus_unplug(bus, i);
    }
    (void)pthread_mutex_lock(&bus->lock);
    bus->stop = true;
    unlock_port(bus);
    MC_CHECK(pthread_join(bus->thread, NULL) == 0);
    (void)close(bus->wake);
    (void)pthread_mutex_destroy(&bus->lock);
    (void)udev_monitor_unref(bus->monitor);
    (void)udev_unref(bus->udev);
    free(bus);
}
