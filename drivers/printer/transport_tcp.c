#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/memory.h"
#include "drivers/printer/stream_transport.h"
#include "drivers/printer/transport_open.h"

#define RAW_PORT       "9100"
#define CONNECT_MS     1000
#define HOST_BYTES     64
#define PORT_BYTES     8
#define DEAD_LINE_MS   15000 /* sent and not acknowledged for so long: the line is dead */
#define KEEP_ALIVE_S   20
#define KEEP_ALIVE_TRY 3

static enum mc_err split(const char *address, char host[HOST_BYTES], char port[PORT_BYTES],
                         struct mc_error *err)
{
    const char *first = address;
    const char *end = address + strcspn(address, ":");
    if (address[0] == '[') {
        first = address + 1;
        end = address + strcspn(address, "]");
    }
    const char *rest = *end == ']' ? end + 1 : end;
    size_t len = (size_t)(end - first);
    bool open_ended = address[0] == '[' && *end != ']';
    if (open_ended || len == 0 || len >= HOST_BYTES || (*rest != '\0' && *rest != ':') ||
        strlen(rest) > PORT_BYTES - 1) {
        return mc_fail(err, MC_EINVAL, "%s: expected as 192.168.1.50:9100", address);
    }
    (void)snprintf(host, HOST_BYTES, "%.*s", (int)len, first);
    mc_copy_text(port, PORT_BYTES, *rest == ':' ? rest + 1 : RAW_PORT);
    return MC_OK;
}

static int wait_connected(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLOUT};
    int ready = poll(&waiting, 1, CONNECT_MS);
    if (ready <= 0) {
        return ready == 0 ? ETIMEDOUT : errno;
    }
    int error = 0;
    socklen_t len = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 ? error : errno;
}

static void set(int fd, int level, int option, int value)
{
    (void)setsockopt(fd, level, option, &value, sizeof value);
}

/* A printer that was switched off says nothing: the connection has to find out by itself. */
static void tune(int fd)
{
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEP_ALIVE_S);
    set(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEP_ALIVE_S);
    set(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEP_ALIVE_TRY);
    set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, DEAD_LINE_MS);
}

static enum mc_err dial(const struct addrinfo *to, const char *address, struct transport **out,
                        struct mc_error *err)
{
    int fd = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", address);
    }
    int sys = connect(fd, to->ai_addr, to->ai_addrlen) == 0 ? 0 : errno;
    if (sys == EINPROGRESS) {
        sys = wait_connected(fd);
    }
    if (sys != 0) {
        (void)close(fd);
        return mc_fail_sys(err, MC_ENOTFOUND, sys, "%s", address);
    }
    tune(fd);
    char description[160];
    (void)snprintf(description, sizeof description, "printer at %s", address);
    *out = stream_transport_create(fd, description, true);
    return MC_OK;
}

enum mc_err transport_open_tcp(const char *address, struct transport **out, struct mc_error *err)
{
    char host[HOST_BYTES];
    char port[PORT_BYTES];
    enum mc_err rc = split(address, host, port, err);
    if (rc != MC_OK) {
        return rc;
    }
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &hints, &found) != 0) {
        return mc_fail(err, MC_EINVAL, "%s: expected an address in numbers, as 192.168.1.50:9100",
                       address);
    }
    rc = dial(found, address, out, err);
    freeaddrinfo(found);
    return rc;
}
