#include "central/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/log.h"
#include "core/memory.h"

#define BACKLOG 128
/* With no descriptor or memory left, until some may have come back. */
#define PAUSE_MS 100

struct listener {
    int fd;
    int stopped; /* an eventfd */
    uint16_t port;
    listener_taken *taken;
    void *context;
    bool started;
    bool starved; /* said so in the log */
    pthread_t thread;
};

static int bind_socket(const struct addrinfo *info, uint16_t *port, struct mc_error *err)
{
    int fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        (void)mc_fail_sys(err, MC_EIO, errno, "socket");
        return -1;
    }
    int on = 1;
    struct sockaddr_storage bound = {0};
    socklen_t len = sizeof bound;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&bound, &len) != 0) {
        (void)mc_fail_sys(err, MC_EIO, errno, "listen");
        (void)close(fd);
        return -1;
    }
    char service[NI_MAXSERV] = "";
    (void)getnameinfo((struct sockaddr *)&bound, len, NULL, 0, service, sizeof service,
                      NI_NUMERICSERV);
    *port = (uint16_t)strtoul(service, NULL, 10);
    return fd;
}

enum mc_err listener_open(const char *address, uint16_t port, struct listener **out,
                          struct mc_error *err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *info = NULL;
    char service[8];
    uint16_t bound = 0;
    (void)snprintf(service, sizeof service, "%u", (unsigned)port);
    if (getaddrinfo(address, service, &hints, &info) != 0) {
        return mc_fail(err, MC_EINVAL, "listen.address: \"%s\" is no IP address", address);
    }
    struct mc_error cause = {0};
    int fd = bind_socket(info, &bound, &cause);
    freeaddrinfo(info);
    if (fd < 0) {
        return mc_fail(err, MC_EIO, "%s port %u: %s", address, (unsigned)port, cause.text);
    }
    int stopped = eventfd(0, EFD_CLOEXEC);
    if (stopped < 0) {
        (void)close(fd);
        return mc_fail_sys(err, MC_EIO, errno, "eventfd");
    }
    struct listener *listener = MC_NEW(struct listener);
    listener->fd = fd;
    listener->stopped = stopped;
    listener->port = bound;
    *out = listener;
    return MC_OK;
}

uint16_t listener_port(const struct listener *listener)
{
    return listener->port;
}

/* False when it was stopped meanwhile. */
static bool wait_for(const struct listener *listener, bool client, int timeout_ms)
{
    struct pollfd fds[] = {{.fd = listener->stopped, .events = POLLIN},
                           {.fd = client ? listener->fd : -1, .events = POLLIN}};
    (void)poll(fds, 2, timeout_ms);
    return fds[0].revents == 0;
}

/* Other faults are those of one client, who has gone again. */
static bool is_starved(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

/* Once: there may be no end of them. */
static void tell_starved(struct listener *listener, int error)
{
    struct mc_error err;
    if (!listener->starved) {
        (void)mc_fail_sys(&err, MC_EIO, error, "accept");
        mc_log_error("listener", "no connection can be taken", &err);
    }
    listener->starved = true;
}

static void *run(void *context)
{
    struct listener *listener = context;
    while (wait_for(listener, true, -1)) {
        struct sockaddr_storage peer = {0};
        socklen_t len = sizeof peer;
        int fd =
            accept4(listener->fd, (struct sockaddr *)&peer, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            listener->starved = false;
            listener->taken(listener->context, fd, (const struct sockaddr *)&peer, len);
        } else if (is_starved(errno)) {
            tell_starved(listener, errno);
            (void)wait_for(listener, false, PAUSE_MS);
        }
    }
    return NULL;
}

void listener_start(struct listener *listener, listener_taken *taken, void *context)
{
    MC_CHECK(!listener->started);
    listener->taken = taken;
    listener->context = context;
    listener->started = true;
    MC_CHECK(pthread_create(&listener->thread, NULL, run, listener) == 0);
}

void listener_stop(struct listener *listener)
{
    if (listener == NULL) {
        return;
    }
    if (listener->started) {
        MC_CHECK(eventfd_write(listener->stopped, 1) == 0);
        (void)pthread_join(listener->thread, NULL);
    }
    (void)close(listener->fd);
    (void)close(listener->stopped);
    free(listener);
}
