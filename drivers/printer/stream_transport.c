#include "drivers/printer/stream_transport.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/waiter.h"

#define DESCRIPTION_BYTES 256
/* A node that says "readable" and gives nothing is not asked again at once. */
#define NOTHING_MS 100

struct stream_transport {
    struct transport base;
    int fd;
    int cancelled; /* an eventfd: one cancellation, counted once */
    bool ends;
    bool hung_up;     /* said by poll, last */
    bool mute;        /* the node cannot be read: a printer without a way back */
    int64_t again_ms; /* no read before */
    char description[DESCRIPTION_BYTES];
};

static struct stream_transport *self_of(struct transport *transport)
{
    return (struct stream_transport *)transport;
}

enum mc_err transport_fail_open(struct mc_error *err, int sys, const char *what)
{
    switch (sys) {
    case ENOENT:
    case ENODEV:
    case ENXIO: return mc_fail_sys(err, MC_ENOTFOUND, sys, "%s", what);
    case EACCES:
    case EPERM:
        return mc_fail_sys(err, MC_EDENIED, sys, "%s: install config/60-motcua.rules", what);
    case EBUSY: return mc_fail_sys(err, MC_EIO, sys, "%s: another program uses it", what);
    default: return mc_fail_sys(err, MC_EIO, sys, "%s", what);
    }
}

static enum mc_err fail(const struct stream_transport *self, int sys, struct mc_error *err)
{
    /* However it is put: nobody is at the other end any more. */
    return mc_fail_sys(err, MC_EGONE, sys, "%s", self->description);
}

/* Until fd is ready for `events`. */
static enum mc_err wait_ready(struct stream_transport *self, short events, int64_t deadline_ms,
                              struct mc_error *err)
{
    struct pollfd fds[2] = {{.fd = self->cancelled, .events = POLLIN},
                            {.fd = events != 0 ? self->fd : -1, .events = events}};
    for (;;) {
        int left_ms = mc_deadline_left_ms(deadline_ms);
        int ready = poll(fds, 2, left_ms);
        if (ready < 0 && errno != EINTR) {
            return fail(self, errno, err);
        }
        if (ready > 0 && (fds[0].revents & POLLIN) != 0) {
            eventfd_t count = 0;
            (void)eventfd_read(self->cancelled, &count);
            return mc_fail(err, MC_ECANCELLED, "%s: cancelled", self->description);
        }
        if (ready > 0) {
            self->hung_up = (fds[1].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
            return MC_OK;
        }
        if (left_ms == 0) {
            return mc_fail(err, MC_ETIMEOUT, "%s: no answer", self->description);
        }
    }
}

static enum mc_err write_bytes(struct transport *transport, const uint8_t *bytes, size_t len,
                               int timeout_ms, size_t *out_written, struct mc_error *err)
{
    struct stream_transport *self = self_of(transport);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    *out_written = 0;
    while (*out_written < len) {
        enum mc_err rc = wait_ready(self, POLLOUT, deadline_ms, err);
        if (rc != MC_OK) {
            return rc;
        }
        ssize_t n = write(self->fd, bytes + *out_written, len - *out_written);
        if (n > 0) {
            *out_written += (size_t)n;
        } else if (n < 0 && errno != EAGAIN && errno != EINTR) {
            return fail(self, errno, err);
        }
    }
    return MC_OK;
}

/* Until there may be something; a node that gave nothing is left alone for a while. */
static enum mc_err wait_readable(struct stream_transport *self, int64_t deadline_ms,
                                 struct mc_error *err)
{
    while (!self->mute && mc_deadline_left_ms(self->again_ms) > 0) {
        bool soon = self->again_ms < deadline_ms;
        enum mc_err rc = wait_ready(self, 0, soon ? self->again_ms : deadline_ms, err);
        if (rc != MC_ETIMEOUT || !soon) {
            return rc;
        }
    }
    return wait_ready(self, self->mute ? 0 : POLLIN, deadline_ms, err);
}

/* What a read that gave nothing means: MC_OK if it may be tried again. */
static enum mc_err judge_nothing(struct stream_transport *self, ssize_t n, int sys,
                                 struct mc_error *err)
{
    if (n == 0 && (self->ends || self->hung_up)) {
        return fail(self, ECONNRESET, err);
    }
    self->mute = self->mute || (n < 0 && sys == EINVAL);
    if (n < 0 && sys != EAGAIN && sys != EINTR && sys != EINVAL) {
        return fail(self, sys, err);
    }
    self->again_ms = mc_deadline(NOTHING_MS);
    return MC_OK;
}

static enum mc_err read_bytes(struct transport *transport, uint8_t *bytes, size_t size,
                              int timeout_ms, size_t *out_len, struct mc_error *err)
{
    struct stream_transport *self = self_of(transport);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    enum mc_err rc = MC_OK;
    ssize_t n = 0;
    while (rc == MC_OK && n <= 0) {
        rc = wait_readable(self, deadline_ms, err);
        if (rc == MC_OK) {
            n = read(self->fd, bytes, size);
            rc = n > 0 ? MC_OK : judge_nothing(self, n, errno, err);
        }
    }
    if (rc == MC_OK) {
        *out_len = (size_t)n;
    }
    return rc;
}

static void cancel(struct transport *transport)
{
    (void)eventfd_write(self_of(transport)->cancelled, 1);
}

static const char *describe(const struct transport *transport)
{
    return ((const struct stream_transport *)transport)->description;
}

static void destroy(struct transport *transport)
{
    if (transport == NULL) {
        return;
    }
    struct stream_transport *self = self_of(transport);
    (void)close(self->fd);
    (void)close(self->cancelled);
    free(self);
}

struct transport *stream_transport_create(int fd, const char *description, bool ends)
{
    static const struct transport_ops ops = {
        .write = write_bytes,
        .read = read_bytes,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    struct stream_transport *self = MC_NEW(struct stream_transport);
    self->base.ops = &ops;
    self->fd = fd;
    self->ends = ends;
    self->cancelled = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    MC_CHECK(self->cancelled >= 0);
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    mc_copy_text(self->description, sizeof self->description, description);
    return &self->base;
}
