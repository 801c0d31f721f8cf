#include "kiosk/app/hotplug.h"

#include <errno.h>
#include <linux/netlink.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/log.h"
#include "core/memory.h"

#define UDEV_GROUP 2
/* One plug makes a dozen messages. */
#define QUIET_MS 200

struct hotplug {
    void (*changed)(void *context);
    void *context;
    int socket;
    int stop;
    pthread_t thread;
};

static void drain(int socket)
{
    char bytes[8192];
    while (recv(socket, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
    }
}

static void *watch(void *context)
{
    struct hotplug *hotplug = context;
    struct pollfd fds[2] = {{.fd = hotplug->stop, .events = POLLIN},
                            {.fd = hotplug->socket, .events = POLLIN}};
    bool pending = false;
    for (;;) {
        int ready = poll(fds, 2, pending ? QUIET_MS : -1);
        if (ready < 0 && errno != EINTR) {
            break;
        }
        if ((fds[0].revents & POLLIN) != 0) {
            break;
        }
        if (ready == 0 && pending) {
            pending = false;
            hotplug->changed(hotplug->context);
        } else if (ready > 0 && (fds[1].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
            /* Overrun: some were lost, which ones does not matter. A socket at its end is left. */
            int error = 0;
            socklen_t len = sizeof error;
            (void)getsockopt(hotplug->socket, SOL_SOCKET, SO_ERROR, &error, &len);
            if (error != ENOBUFS) {
                fds[1].fd = -1;
            }
            pending = true;
        } else if (ready > 0) {
            drain(hotplug->socket);
            pending = true;
        }
    }
    return NULL;
}

static int open_socket(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = UDEV_GROUP};
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

struct hotplug *hotplug_start(void (*changed)(void *context), void *context)
{
    struct hotplug *hotplug = MC_NEW(struct hotplug);
    hotplug->changed = changed;
    hotplug->context = context;
    hotplug->socket = open_socket();
    if (hotplug->socket < 0) {
        mc_log(MC_LOG_WARN, "devices",
               "nothing tells of plugging in: devices are tried now and then");
    }
    hotplug->stop = eventfd(0, EFD_CLOEXEC);
    MC_CHECK(hotplug->stop >= 0);
    MC_CHECK(pthread_create(&hotplug->thread, NULL, watch, hotplug) == 0);
    (void)pthread_setname_np(hotplug->thread, "hotplug");
    return hotplug;
}

void hotplug_stop(struct hotplug *hotplug)
{
    if (hotplug == NULL) {
        return;
    }
    MC_CHECK(eventfd_write(hotplug->stop, 1) == 0);
    MC_CHECK(pthread_join(hotplug->thread, NULL) == 0);
    (void)close(hotplug->stop);
    if (hotplug->socket >= 0) {
        (void)close(hotplug->socket);
    }
    free(hotplug);
}
