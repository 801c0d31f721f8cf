#include "drivers/camera/camera_v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "core/waiter.h"
#include "drivers/camera/camera_v4l2_internal.h"

#define BUFFERS     4
#define BUFFERS_MAX 16
#define NONE        (-1)
/* A frame's bytes over this are a lie of the driver's. */
#define BUFFER_MAX_BYTES (64U * 1024 * 1024)

struct buffer {
    void *bytes;
    size_t len;
};

struct camera_v4l2 {
    struct camera base;
    const struct v4l2_system *system;
    char wanted[CAMERA_V4L2_PATH_BYTES]; /* "": any */
    char path[CAMERA_V4L2_PATH_BYTES];
    char description[CAMERA_V4L2_PATH_BYTES + 128];
    int cancel_fd; /* an eventfd */
    int fd;        /* NONE: not started */
    struct v4l2_mode mode;
    int stride_bytes;
    struct buffer buffers[BUFFERS_MAX];
    unsigned buffer_count;
    int lent;               /* the buffer whose frame is out, NONE */
    int64_t waits_since_ms; /* for a whole frame */
    struct camera_frame frame;
};

static struct camera_v4l2 *self_of(struct camera *camera)
{
    return (struct camera_v4l2 *)camera;
}

static int kernel_open(void *context, const char *path)
{
    (void)context;
    return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

static int kernel_ioctl(void *context, int fd, unsigned long request, void *argument)
{
    (void)context;
    return ioctl(fd, request, argument);
}

static void *kernel_map(void *context, int fd, size_t len, long offset)
{
    (void)context;
    return mmap(NULL, len, PROT_READ, MAP_SHARED, fd, offset);
}

int v4l2_call(const struct v4l2_system *system, int fd, unsigned long request, void *argument)
{
    int rc = 0;
    do {
        rc = system->ioctl(system->context, fd, request, argument);
    } while (rc == -1 && errno == EINTR);
    return rc;
}

static enum mc_err failed(const struct camera_v4l2 *self, const char *what, struct mc_error *err)
{
    switch (errno) {
    case ENODEV:
    case ENXIO: return mc_fail(err, MC_EGONE, "camera %s: it has gone", self->path);
    case EBUSY:
        return mc_fail_sys(err, MC_EIO, EBUSY, "camera %s is used by another program", self->path);
    case EACCES:
    case EPERM:
        return mc_fail(err, MC_EDENIED,
                       "camera %s: permission denied; install config/60-motcua.rules and plug it "
                       "in again",
                       self->path);
    default: return mc_fail_sys(err, MC_EIO, errno, "camera %s: %s", self->path, what);
    }
}

/* ---- Opening ---- */

static bool captures(const struct v4l2_capability *capability)
{
    uint32_t caps = (capability->capabilities & V4L2_CAP_DEVICE_CAPS) != 0
                        ? capability->device_caps
                        : capability->capabilities;
    return (caps & V4L2_CAP_VIDEO_CAPTURE) != 0 && (caps & V4L2_CAP_STREAMING) != 0;
}

static void close_device(struct camera_v4l2 *self)
{
    if (self->fd != NONE) {
        (void)close(self->fd);
        self->fd = NONE;
    }
}

/* The card's and the bus's names come from the device: fixed arrays, perhaps without an end. */
static void describe_as(struct camera_v4l2 *self, const struct v4l2_capability *capability)
{
    (void)snprintf(self->description, sizeof self->description, "%.*s (%.*s), %s",
                   (int)sizeof capability->card, (const char *)capability->card,
                   (int)sizeof capability->bus_info, (const char *)capability->bus_info,
                   self->path);
}

static enum mc_err open_path(struct camera_v4l2 *self, const char *path, struct mc_error *err)
{
    mc_copy_text(self->path, sizeof self->path, path);
    self->fd = self->system->open(self->system->context, path);
    if (self->fd < 0) {
        self->fd = NONE;
        return errno == ENOENT ? mc_fail(err, MC_ENOTFOUND, "there is no camera %s", path)
                               : failed(self, "open", err);
    }
    struct v4l2_capability capability = {0};
    enum mc_err rc = MC_OK;
    if (v4l2_call(self->system, self->fd, VIDIOC_QUERYCAP, &capability) != 0) {
        rc = errno == ENOTTY ? mc_fail(err, MC_EUNSUPPORTED, "%s is no camera", path)
                             : failed(self, "QUERYCAP", err);
    } else if (!captures(&capability)) {
        rc = mc_fail(err, MC_EUNSUPPORTED, "%s captures no pictures", path);
    } else {
        rc = v4l2_best_mode(self->system, self->fd, &self->mode, err);
    }
    if (rc == MC_OK) {
        describe_as(self, &capability);
    } else {
        close_device(self);
    }
    return rc;
}

/* ---- Streaming ---- */

static enum mc_err set_mode(struct camera_v4l2 *self, struct mc_error *err)
{
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    format.fmt.pix.width = (uint32_t)self->mode.width_px;
    format.fmt.pix.height = (uint32_t)self->mode.height_px;
    format.fmt.pix.pixelformat = self->mode.fourcc;
    format.fmt.pix.field = V4L2_FIELD_NONE;
    if (v4l2_call(self->system, self->fd, VIDIOC_S_FMT, &format) != 0) {
        return failed(self, "S_FMT", err);
    }
    /* The driver may have chosen otherwise. */
    const struct v4l2_pix_format *got = &format.fmt.pix;
    if (!v4l2_format_of(got->pixelformat, &self->mode.format) || got->width == 0 ||
        got->height == 0 || got->width > MC_IMAGE_SIDE_MAX_PX ||
        got->height > MC_IMAGE_SIDE_MAX_PX) {
        return mc_fail(err, MC_EUNSUPPORTED, "camera %s: a mode of %ux%u in format %08x",
                       self->path, got->width, got->height, got->pixelformat);
    }
    self->mode.fourcc = got->pixelformat;
    self->mode.width_px = (int)got->width;
    self->mode.height_px = (int)got->height;
    uint32_t row = self->mode.format == CAMERA_YUYV ? got->width * 2 : got->width;
    bool sound = got->bytesperline >= row && got->bytesperline <= 16 * row;
    self->stride_bytes = self->mode.format == CAMERA_MJPEG ? 0
                         : sound                           ? (int)got->bytesperline
                                                           : (int)row;
    /* Some drivers know no rates: then theirs is taken as it is. */
    struct v4l2_streamparm rate = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    rate.parm.capture.timeperframe = (struct v4l2_fract){1, 30};
    (void)v4l2_call(self->system, self->fd, VIDIOC_S_PARM, &rate);
    return MC_OK;
}

static struct v4l2_buffer buffer_at(unsigned index)
{
    return (struct v4l2_buffer){
        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = index};
}

static enum mc_err map_buffers(struct camera_v4l2 *self, struct mc_error *err)
{
    struct v4l2_requestbuffers request = {
        .count = BUFFERS, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    if (v4l2_call(self->system, self->fd, VIDIOC_REQBUFS, &request) != 0) {
        return failed(self, "REQBUFS", err);
    }
    if (request.count == 0 || request.count > BUFFERS_MAX) {
        return mc_fail(err, MC_EIO, "camera %s gives %u buffers", self->path, request.count);
    }
    for (unsigned i = 0; i < request.count; i++) {
        struct v4l2_buffer buffer = buffer_at(i);
        if (v4l2_call(self->system, self->fd, VIDIOC_QUERYBUF, &buffer) != 0) {
            return failed(self, "QUERYBUF", err);
        }
        if (buffer.length == 0 || buffer.length > BUFFER_MAX_BYTES) {
            return mc_fail(err, MC_EIO, "camera %s: a buffer of %u bytes", self->path,
                           buffer.length);
        }
        void *bytes = self->system->map(self->system->context, self->fd, buffer.length,
                                        (long)buffer.m.offset);
        if (bytes == MAP_FAILED) {
            return failed(self, "mmap", err);
        }
        self->buffers[self->buffer_count++] = (struct buffer){bytes, buffer.length};
        if (v4l2_call(self->system, self->fd, VIDIOC_QBUF, &buffer) != 0) {
            return failed(self, "QBUF", err);
        }
    }
    return MC_OK;
}

static void stop(struct camera *camera)
{
    struct camera_v4l2 *self = self_of(camera);
    if (self->fd != NONE) {
        int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        (void)v4l2_call(self->system, self->fd, VIDIOC_STREAMOFF, &type);
    }
    for (unsigned i = 0; i < self->buffer_count; i++) {
        (void)munmap(self->buffers[i].bytes, self->buffers[i].len);
    }
    self->buffer_count = 0;
    self->lent = NONE;
    close_device(self);
}

static enum mc_err stream(struct camera_v4l2 *self, struct mc_error *err)
{
    enum mc_err rc = set_mode(self, err);
    if (rc == MC_OK) {
        rc = map_buffers(self, err);
    }
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (rc == MC_OK && v4l2_call(self->system, self->fd, VIDIOC_STREAMON, &type) != 0) {
        rc = failed(self, "STREAMON", err);
    }
    if (rc != MC_OK) {
        stop(&self->base);
    }
    return rc;
}

/* The error that helps most, when several devices failed. */
static int rank(enum mc_err rc)
{
    return rc == MC_ENOTFOUND ? 0 : rc == MC_EUNSUPPORTED ? 1 : rc == MC_EGONE ? 2 : 3;
}

/* The first that does `use`; several are tried in the order of their numbers, so that of two alike
 * the same one is taken each time, and of a busy and a free one the free one. */
static enum mc_err find(struct camera_v4l2 *self,
                        enum mc_err (*use)(struct camera_v4l2 *self, struct mc_error *err),
                        struct mc_error *err)
{
    if (self->wanted[0] != '\0') {
        enum mc_err rc = open_path(self, self->wanted, err);
        return rc == MC_OK ? use(self, err) : rc;
    }
    struct mc_error worst = {.code = MC_ENOTFOUND, .text = "no camera is plugged in"};
    for (int number = 0; number < CAMERA_V4L2_NUMBERS; number++) {
        char path[32];
        struct mc_error why = {0};
        (void)snprintf(path, sizeof path, "/dev/video%d", number);
        enum mc_err rc = open_path(self, path, &why);
        if (rc == MC_OK) {
            rc = use(self, &why);
        }
        if (rc == MC_OK) {
            return MC_OK;
        }
        worst = rank(rc) > rank(worst.code) ? why : worst;
    }
    return mc_fail(err, worst.code, "%s", worst.text);
}

static enum mc_err only_close(struct camera_v4l2 *self, struct mc_error *err)
{
    (void)err;
    close_device(self);
    return MC_OK;
}

enum mc_err camera_v4l2_probe(struct camera *camera, struct mc_error *err)
{
    struct camera_v4l2 *self = self_of(camera);
    return self->fd != NONE ? MC_OK : find(self, only_close, err);
}

static enum mc_err start(struct camera *camera, struct mc_error *err)
{
    struct camera_v4l2 *self = self_of(camera);
    if (self->fd != NONE) {
        stop(camera);
    }
    enum mc_err rc = find(self, stream, err);
    if (rc == MC_OK) {
        self->waits_since_ms = mc_clock_monotonic_ms();
        mc_log(MC_LOG_INFO, "camera", "%s, %dx%d, %.4s", self->description, self->mode.width_px,
               self->mode.height_px, (const char *)&self->mode.fourcc);
    }
    return rc;
}

/* ---- Frames ---- */

static enum mc_err give_back(struct camera_v4l2 *self, struct mc_error *err)
{
    if (self->lent == NONE) {
        return MC_OK;
    }
    struct v4l2_buffer buffer = buffer_at((unsigned)self->lent);
    self->lent = NONE;
    return v4l2_call(self->system, self->fd, VIDIOC_QBUF, &buffer) == 0 ? MC_OK
                                                                        : failed(self, "QBUF", err);
}

/* Until something can be read, the deadline passes, or cancel() is called. */
static enum mc_err wait_for_frame(struct camera_v4l2 *self, int64_t deadline_ms,
                                  struct mc_error *err)
{
    int64_t silent_ms = self->waits_since_ms + CAMERA_SILENT_MS;
    int64_t until_ms = deadline_ms < silent_ms ? deadline_ms : silent_ms;
    struct pollfd fds[] = {{.fd = self->fd, .events = POLLIN},
                           {.fd = self->cancel_fd, .events = POLLIN}};
    int ready = poll(fds, 2, mc_deadline_left_ms(until_ms));
    if (ready < 0) {
        return errno == EINTR ? MC_OK : failed(self, "poll", err);
    }
    if (fds[1].revents != 0) {
        uint64_t count = 0;
        (void)!read(self->cancel_fd, &count, sizeof count);
        return mc_fail(err, MC_ECANCELLED, "camera: cancelled");
    }
    if ((fds[0].revents & POLLIN) == 0 && (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
        return mc_fail(err, MC_EGONE, "camera %s: it has gone", self->path);
    }
    if (ready == 0 && mc_clock_monotonic_ms() >= silent_ms) {
        return mc_fail(err, MC_EIO, "camera %s has sent no frames for %d ms", self->path,
                       CAMERA_SILENT_MS);
    }
    return ready == 0 ? mc_fail(err, MC_ETIMEOUT, "camera: no frame in time") : MC_OK;
}

/* Is the frame whole, as far as the driver tells? */
static bool sound(const struct camera_v4l2 *self, const struct v4l2_buffer *buffer)
{
    size_t least =
        camera_frame_least_bytes(self->mode.format, self->mode.height_px, self->stride_bytes);
    return (buffer->flags & V4L2_BUF_FLAG_ERROR) == 0 && buffer->bytesused > 0 &&
           buffer->bytesused <= self->buffers[buffer->index].len && buffer->bytesused >= least;
}

/* MC_OK and no frame (*out untouched): there was none after all, or a damaged one. */
static enum mc_err take_frame(struct camera_v4l2 *self, const struct camera_frame **out,
                              struct mc_error *err)
{
    struct v4l2_buffer buffer = buffer_at(0);
    if (v4l2_call(self->system, self->fd, VIDIOC_DQBUF, &buffer) != 0) {
        return errno == EAGAIN ? MC_OK : failed(self, "DQBUF", err);
    }
    if (buffer.index >= self->buffer_count) {
        return mc_fail(err, MC_EIO, "camera %s names buffer %u of %u", self->path, buffer.index,
                       self->buffer_count);
    }
    self->lent = (int)buffer.index;
    if (!sound(self, &buffer)) {
        return give_back(self, err);
    }
    self->waits_since_ms = mc_clock_monotonic_ms();
    self->frame = (struct camera_frame){.format = self->mode.format,
                                        .width_px = self->mode.width_px,
                                        .height_px = self->mode.height_px,
                                        .stride_bytes = self->stride_bytes,
                                        .bytes = self->buffers[buffer.index].bytes,
                                        .len = buffer.bytesused};
    *out = &self->frame;
    return MC_OK;
}

/* Nothing but damaged frames must not keep the caller for ever. */
static enum mc_err check_time(const struct camera_v4l2 *self, int64_t deadline_ms,
                              struct mc_error *err)
{
    int64_t now_ms = mc_clock_monotonic_ms();
    if (now_ms >= self->waits_since_ms + CAMERA_SILENT_MS) {
        return mc_fail(err, MC_EIO, "camera %s has sent no whole frame for %d ms", self->path,
                       CAMERA_SILENT_MS);
    }
    return now_ms < deadline_ms ? MC_OK : mc_fail(err, MC_ETIMEOUT, "camera: no frame in time");
}

static enum mc_err next_frame(struct camera *camera, int timeout_ms,
                              const struct camera_frame **out, struct mc_error *err)
{
    struct camera_v4l2 *self = self_of(camera);
    if (self->fd == NONE) {
        return mc_fail(err, MC_EINVAL, "camera: not started");
    }
    int64_t deadline_ms = mc_deadline(timeout_ms);
    const struct camera_frame *frame = NULL;
    if (self->lent != NONE) {
        self->waits_since_ms = mc_clock_monotonic_ms(); /* what the caller took is no silence */
    }
    enum mc_err rc = give_back(self, err);
    while (rc == MC_OK && frame == NULL) {
        rc = wait_for_frame(self, deadline_ms, err);
        if (rc == MC_OK) {
            rc = take_frame(self, &frame, err);
        }
        if (rc == MC_OK && frame == NULL) {
            rc = check_time(self, deadline_ms, err);
        }
    }
    if (rc == MC_OK) {
        *out = frame;
    }
    return rc;
}

static void cancel(struct camera *camera)
{
    uint64_t one = 1;
    (void)!write(self_of(camera)->cancel_fd, &one, sizeof one);
}

static const char *describe(const struct camera *camera)
{
    return ((const struct camera_v4l2 *)camera)->description;
}

static void destroy(struct camera *camera)
{
    if (camera != NULL) {
        struct camera_v4l2 *self = self_of(camera);
        stop(camera);
        (void)close(self->cancel_fd);
        free(self);
    }
}

struct camera *camera_v4l2_create(const char *path, const struct v4l2_system *system)
{
    static const struct camera_ops ops = {
        .start = start,
        .next_frame = next_frame,
        .stop = stop,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    static const struct v4l2_system kernel = {
        .open = kernel_open, .ioctl = kernel_ioctl, .map = kernel_map};
    struct camera_v4l2 *self = MC_NEW(struct camera_v4l2);
    self->base.ops = &ops;
    self->system = system != NULL ? system : &kernel;
    self->fd = NONE;
    self->lent = NONE;
    self->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    MC_CHECK(self->cancel_fd >= 0);
    mc_copy_text(self->wanted, sizeof self->wanted, path);
    mc_copy_text(self->description, sizeof self->description, "V4L2 camera");
    return &self->base;
}
