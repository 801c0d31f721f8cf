#include "tests/drivers/printer/virtual_printer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "core/memory.h"

#define ADDRESS_BYTES 128
#define LOOK_MS       20 /* how long a pump waits for one side before it looks at the other */
#define PUMP_BYTES    4096
#define USB_PORT      2

struct virtual_printer {
    enum line line;
    struct transport *sim;
    char address[ADDRESS_BYTES];
    struct usb_bus *bus;
    int listener; /* TCP */
    int master;   /* pseudo terminal, or the accepted connection */
    int stop;     /* an eventfd */
    pthread_t thread;
    bool pumping;
};

const char *line_name(enum line line)
{
    static const char *const names[LINE_COUNT] = {"none", "tcp", "serial", "lp", "usb"};
    return names[line];
}

bool line_possible(enum line line)
{
    if (usb_bus_has_drivers()) {
        return line == LINE_USB || line == LINE_LP; /* the others are no business of a kernel's */
    }
    return line != LINE_USB || usb_bus_possible();
}

/* ---- Bytes between a descriptor and the virtual printer ---- */

struct pump {
    uint8_t down[PUMP_BYTES]; /* from the kiosk, not yet taken */
    size_t down_len;
};

/* False when one of both has gone. */
static bool pump_down(struct virtual_printer *printer, struct pump *pump)
{
    if (pump->down_len == 0) {
        ssize_t n = read(printer->master, pump->down, sizeof pump->down);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EIO)) {
            return false;
        }
        pump->down_len = n > 0 ? (size_t)n : 0;
    }
    size_t taken = 0;
    enum mc_err rc =
        printer->sim->ops->write(printer->sim, pump->down, pump->down_len, 0, &taken, NULL);
    pump->down_len -= taken;
    memmove(pump->down, pump->down + taken, pump->down_len);
    return rc != MC_EGONE;
}

static bool pump_up(struct virtual_printer *printer)
{
    uint8_t bytes[256];
    size_t len = 0;
    enum mc_err rc = MC_OK;
    while (rc == MC_OK) {
        rc = printer->sim->ops->read(printer->sim, bytes, sizeof bytes, 0, &len, NULL);
        if (rc == MC_OK && write(printer->master, bytes, len) != (ssize_t)len) {
            return false;
        }
    }
    return rc != MC_EGONE;
}

/* The next connection; a pseudo terminal is there from the beginning. False: stopped. */
static bool await_peer(struct virtual_printer *printer)
{
    if (printer->line != LINE_TCP) {
        return true;
    }
    struct pollfd fds[2] = {{.fd = printer->stop, .events = POLLIN},
                            {.fd = printer->listener, .events = POLLIN}};
    while (poll(fds, 2, -1) < 0 && errno == EINTR) {
    }
    if ((fds[0].revents & POLLIN) != 0) {
        return false;
    }
    printer->master = accept4(printer->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    int on = 1;
    (void)setsockopt(printer->master, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return printer->master >= 0;
}

/* False: stopped. */
static bool pump_until_gone(struct virtual_printer *printer)
{
    struct pump pump = {.down_len = 0};
    bool alive = true;
    while (alive) {
        bool hungry = pump.down_len == 0;
        struct pollfd fds[2] = {{.fd = printer->stop, .events = POLLIN},
                                {.fd = hungry ? printer->master : -1, .events = POLLIN}};
        (void)poll(fds, 2, LOOK_MS);
        if ((fds[0].revents & POLLIN) != 0) {
            return false;
        }
        alive = pump_down(printer, &pump) && pump_up(printer);
    }
    return true;
}

static void *run_pump(void *context)
{
    struct virtual_printer *printer = context;
    bool go = true;
    while (go && await_peer(printer)) {
        go = pump_until_gone(printer);
        (void)close(printer->master);
        printer->master = -1;
        go = go && printer->line == LINE_TCP && printer_sim_state(printer->sim) != PRINTER_GONE;
    }
    return NULL;
}

static void start_pump(struct virtual_printer *printer)
{
    printer->stop = eventfd(0, EFD_CLOEXEC);
    MC_CHECK(printer->stop >= 0);
    MC_CHECK(pthread_create(&printer->thread, NULL, run_pump, printer) == 0);
    printer->pumping = true;
}

static void stop_pump(struct virtual_printer *printer)
{
    if (printer->pumping) {
        MC_CHECK(eventfd_write(printer->stop, 1) == 0);
        MC_CHECK(pthread_join(printer->thread, NULL) == 0);
        (void)close(printer->stop);
        printer->pumping = false;
    }
}

/* ---- Lines ---- */

static void listen_tcp(struct virtual_printer *printer)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof address;
    int small = 8192; /* a network printer's buffer, not a server's */
    printer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    MC_CHECK(printer->listener >= 0);
    (void)setsockopt(printer->listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    MC_CHECK(bind(printer->listener, (struct sockaddr *)&address, len) == 0);
    MC_CHECK(getsockname(printer->listener, (struct sockaddr *)&address, &len) == 0);
    MC_CHECK(listen(printer->listener, 1) == 0);
    (void)snprintf(printer->address, sizeof printer->address, "127.0.0.1:%d",
                   ntohs(address.sin_port));
}

static void open_terminal(struct virtual_printer *printer)
{
    char path[ADDRESS_BYTES - 16];
    printer->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    MC_CHECK(printer->master >= 0 && grantpt(printer->master) == 0 &&
             unlockpt(printer->master) == 0);
    MC_CHECK(ptsname_r(printer->master, path, sizeof path) == 0);
    struct termios mode;
    MC_CHECK(tcgetattr(printer->master, &mode) == 0);
    cfmakeraw(&mode);
    MC_CHECK(tcsetattr(printer->master, TCSANOW, &mode) == 0);
    (void)snprintf(printer->address, sizeof printer->address, "%s%s", path,
                   printer->line == LINE_SERIAL ? "@115200" : "");
}

/* A printer's node is usblp's where the kernel's drivers are, else a pseudo terminal. */
static bool is_on_bus(const struct virtual_printer *printer)
{
    return printer->line == LINE_USB || (printer->line == LINE_LP && usb_bus_has_drivers());
}

static void plug_usb(struct virtual_printer *printer)
{
    usb_bus_plug(printer->bus, USB_PORT,
                 &(struct usb_device){.vendor = 0x04B8,
                                      .product = 0x0E15,
                                      .id = "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;",
                                      .printer = printer->sim});
    if (printer->line == LINE_LP) {
        usb_bus_node(printer->bus, USB_PORT, "usbmisc", "lp", printer->address);
    }
}

static void plug_line(struct virtual_printer *printer)
{
    if (is_on_bus(printer)) {
        plug_usb(printer);
        return;
    }
    switch (printer->line) {
    case LINE_TCP: listen_tcp(printer); break;
    case LINE_SERIAL:
    case LINE_LP: open_terminal(printer); break;
    case LINE_USB:
    case LINE_NONE:
    case LINE_COUNT: return;
    }
    start_pump(printer);
}

static void unplug_line(struct virtual_printer *printer)
{
    stop_pump(printer);
    if (printer->line == LINE_TCP && printer->listener >= 0) {
        (void)close(printer->listener);
        printer->listener = -1;
    } else if (is_on_bus(printer)) {
        usb_bus_unplug(printer->bus, USB_PORT);
    }
}

/* ---- The printer itself, borrowed: for LINE_NONE ---- */

struct borrowed {
    struct transport base;
    struct transport *sim;
};

static struct transport *lender(const struct transport *transport)
{
    return ((const struct borrowed *)transport)->sim;
}

static enum mc_err borrowed_write(struct transport *transport, const uint8_t *bytes, size_t len,
                                  int timeout_ms, size_t *out_written, struct mc_error *err)
{
    struct transport *sim = lender(transport);
    return sim->ops->write(sim, bytes, len, timeout_ms, out_written, err);
}

static enum mc_err borrowed_read(struct transport *transport, uint8_t *bytes, size_t size,
                                 int timeout_ms, size_t *out_len, struct mc_error *err)
{
    struct transport *sim = lender(transport);
    return sim->ops->read(sim, bytes, size, timeout_ms, out_len, err);
}

static void borrowed_cancel(struct transport *transport)
{
    struct transport *sim = lender(transport);
    sim->ops->cancel(sim);
}

static const char *borrowed_describe(const struct transport *transport)
{
    const struct transport *sim = lender(transport);
    return sim->ops->describe(sim);
}

static void borrowed_destroy(struct transport *transport)
{
    free(transport);
}

static struct transport *borrow(struct transport *sim)
{
    static const struct transport_ops ops = {.write = borrowed_write,
                                             .read = borrowed_read,
                                             .cancel = borrowed_cancel,
                                             .describe = borrowed_describe,
                                             .destroy = borrowed_destroy};
    struct borrowed *borrowed = MC_NEW(struct borrowed);
    *borrowed = (struct borrowed){.base = {.ops = &ops}, .sim = sim};
    return &borrowed->base;
}

/* ---- For the tests ---- */

struct virtual_printer *virtual_printer_create(enum line line,
                                               const struct printer_sim_lacks *lacks)
{
    struct virtual_printer *printer = MC_NEW(struct virtual_printer);
    printer->line = line;
    printer->listener = -1;
    printer->master = -1;
    printer->sim = printer_sim_create(lacks);
    printer->bus = is_on_bus(printer) ? usb_bus_create() : NULL;
    plug_line(printer);
    return printer;
}

void virtual_printer_destroy(struct virtual_printer *printer)
{
    unplug_line(printer);
    if (printer->bus != NULL) {
        usb_bus_destroy(printer->bus);
    }
    printer->sim->ops->destroy(printer->sim);
    free(printer);
}

struct transport *virtual_printer_sim(struct virtual_printer *printer)
{
    return printer->sim;
}

struct usb_bus *virtual_printer_bus(struct virtual_printer *printer)
{
    return printer->bus;
}

const char *virtual_printer_address(const struct virtual_printer *printer)
{
    return printer->address;
}

enum mc_err virtual_printer_open(struct virtual_printer *printer, struct transport **out,
                                 struct mc_error *err)
{
    static const struct printer_profiles none = {0};
    struct transport_found found;
    switch (printer->line) {
    case LINE_TCP: return transport_open_tcp(printer->address, out, err);
    case LINE_SERIAL: return transport_open_serial(printer->address, out, err);
    case LINE_LP: return transport_open_lp(printer->address, out, &found, err);
    case LINE_USB: return transport_open_usb("", &none, out, &found, err);
    case LINE_NONE:
    case LINE_COUNT: break;
    }
    if (printer_sim_state(printer->sim) == PRINTER_GONE) {
        return mc_fail(err, MC_ENOTFOUND, "unplugged");
    }
    *out = borrow(printer->sim);
    return MC_OK;
}

void virtual_printer_unplug(struct virtual_printer *printer)
{
    printer_sim_set(printer->sim, PRINTER_GONE);
    unplug_line(printer);
}

void virtual_printer_plug(struct virtual_printer *printer)
{
    unplug_line(printer);
    printer_sim_set(printer->sim, PRINTER_OK);
    plug_line(printer);
}
