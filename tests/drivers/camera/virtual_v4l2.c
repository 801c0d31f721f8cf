#include "tests/drivers/camera/virtual_v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"

#define PAGE_BYTES 4096U

static int refuse(int error)
{
    errno = error;
    return -1;
}

static void pull(struct virtual_camera *camera)
{
    camera->plugged = false;
    camera->streaming = false;
    if (camera->fds[1] >= 0) {
        (void)close(camera->fds[1]);
        camera->fds[1] = -1;
    }
}

static int open_camera(struct virtual_camera *camera)
{
    if (camera->fault == VIRTUAL_DENIED) {
        return refuse(EACCES);
    }
    if (camera->fds[1] >= 0) {
        (void)close(camera->fds[1]);
    }
    MC_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, camera->fds) == 0);
    camera->queued_count = 0;
    camera->streaming = false;
    return camera->fds[0];
}

/* Descriptors are used again: the number may have been another camera's. */
static void forget_number(struct virtual_v4l2 *kernel, const struct virtual_camera *owner)
{
    for (int i = 0; i < VIRTUAL_CAMERAS; i++) {
        if (&kernel->cameras[i] != owner && kernel->cameras[i].fds[0] == owner->fds[0]) {
            kernel->cameras[i].fds[0] = -1;
        }
    }
}

static int on_open(void *context, const char *path)
{
    struct virtual_v4l2 *kernel = context;
    int fd = refuse(ENOENT);
    (void)pthread_mutex_lock(&kernel->lock);
    for (int i = 0; i < VIRTUAL_CAMERAS; i++) {
        if (kernel->cameras[i].plugged && strcmp(kernel->cameras[i].path, path) == 0) {
            kernel->opens++;
            fd = open_camera(&kernel->cameras[i]);
            forget_number(kernel, &kernel->cameras[i]);
        }
    }
    int error = errno;
    (void)pthread_mutex_unlock(&kernel->lock);
    errno = error;
    return fd;
}

static int query(const struct virtual_camera *camera, struct v4l2_capability *out)
{
    memset(out, 0, sizeof *out);
    /* As long as the field, without an end. */
    memset(out->bus_info, 'b', sizeof out->bus_info);
    (void)snprintf((char *)out->card, sizeof out->card, "%s", camera->name);
    out->capabilities = V4L2_CAP_DEVICE_CAPS;
    out->device_caps = camera->fault == VIRTUAL_NO_CAPTURE
                           ? (uint32_t)V4L2_CAP_META_CAPTURE
                           : V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    return 0;
}

/* The nth different format, the nth size of a format. */
static int name_format(const struct virtual_camera *camera, struct v4l2_fmtdesc *asked)
{
    uint32_t n = 0;
    for (int i = 0; i < VIRTUAL_MODES && camera->modes[i].fourcc != 0; i++) {
        bool before = i > 0 && camera->modes[i - 1].fourcc == camera->modes[i].fourcc;
        if (!before && n++ == asked->index) {
            asked->pixelformat = camera->modes[i].fourcc;
            return 0;
        }
    }
    return refuse(EINVAL);
}

static int name_size(const struct virtual_camera *camera, struct v4l2_frmsizeenum *asked)
{
    uint32_t n = 0;
    for (int i = 0; i < VIRTUAL_MODES && camera->modes[i].fourcc != 0; i++) {
        if (camera->modes[i].fourcc == asked->pixel_format && n++ == asked->index) {
            asked->type = V4L2_FRMSIZE_TYPE_DISCRETE;
            asked->discrete.width = camera->modes[i].width_px;
            asked->discrete.height = camera->modes[i].height_px;
            return 0;
        }
    }
    return refuse(EINVAL);
}

static int name_rate(const struct virtual_camera *camera, struct v4l2_frmivalenum *asked)
{
    for (int i = 0; i < VIRTUAL_MODES && asked->index == 0; i++) {
        const struct virtual_mode *mode = &camera->modes[i];
        if (mode->fourcc == asked->pixel_format && mode->width_px == asked->width &&
            mode->height_px == asked->height && mode->frames_per_s > 0) {
            asked->type = V4L2_FRMIVAL_TYPE_DISCRETE;
            asked->discrete = (struct v4l2_fract){1, mode->frames_per_s};
            return 0;
        }
    }
    return refuse(EINVAL);
}

static int set_format(struct virtual_camera *camera, struct v4l2_format *asked)
{
    if (camera->fault == VIRTUAL_BUSY) {
        return refuse(EBUSY);
    }
    struct v4l2_pix_format *pix = &asked->fmt.pix;
    if (camera->fault == VIRTUAL_STRANGE_FORMAT) {
        pix->pixelformat = V4L2_PIX_FMT_H264;
    }
    uint32_t row = pix->pixelformat == V4L2_PIX_FMT_YUYV ? 2 * pix->width : pix->width;
    bool packed = pix->pixelformat == V4L2_PIX_FMT_MJPEG;
    pix->bytesperline = packed ? 0 : row;
    pix->sizeimage = row * pix->height;
    camera->frame_bytes = pix->sizeimage;
    camera->mode = (struct virtual_mode){pix->pixelformat, pix->width, pix->height, 0};
    return 0;
}

static uint32_t whole_pages(const struct virtual_camera *camera)
{
    return (camera->frame_bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

static int request_buffers(struct virtual_camera *camera, struct v4l2_requestbuffers *asked)
{
    asked->count = camera->fault == VIRTUAL_NO_BUFFERS ? 0 : 3;
    camera->queued_count = 0;
    return ftruncate(camera->memory_fd, (off_t)3 * whole_pages(camera));
}

static int take_back(struct virtual_camera *camera, const struct v4l2_buffer *buffer)
{
    if (buffer->index >= 3 || camera->queued_count == VIRTUAL_BUFFERS) {
        return refuse(EINVAL);
    }
    camera->queued[camera->queued_count++] = buffer->index;
    return 0;
}

static uint32_t used(const struct virtual_camera *camera)
{
    return camera->fault == VIRTUAL_USED_OVER    ? camera->frame_bytes + 1
           : camera->fault == VIRTUAL_USED_SHORT ? camera->frame_bytes / 2
           : camera->fault == VIRTUAL_USED_NONE  ? 0
                                                 : camera->frame_bytes;
}

static void paint(const struct virtual_camera *camera, uint32_t buffer)
{
    size_t at = (size_t)buffer * whole_pages(camera);
    size_t len = at + camera->frame_bytes;
    void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, camera->memory_fd, 0);
    MC_CHECK(memory != MAP_FAILED);
    memset((uint8_t *)memory + at, camera->grey, camera->frame_bytes);
    (void)munmap(memory, len);
}

static int lend(struct virtual_camera *camera, struct v4l2_buffer *buffer)
{
    char byte = 0;
    if (!camera->streaming || camera->queued_count == 0) {
        return refuse(EAGAIN);
    }
    if (read(camera->fds[0], &byte, 1) != 1) {
        return refuse(EAGAIN);
    }
    paint(camera, camera->queued[0]);
    buffer->index = camera->fault == VIRTUAL_WRONG_BUFFER ? 77 : camera->queued[0];
    memmove(camera->queued, camera->queued + 1, sizeof camera->queued - sizeof camera->queued[0]);
    camera->queued_count--;
    buffer->bytesused = used(camera);
    buffer->flags = camera->fault == VIRTUAL_MARKED ? V4L2_BUF_FLAG_ERROR : 0;
    return 0;
}

static int query_buffer(const struct virtual_camera *camera, struct v4l2_buffer *buffer)
{
    buffer->length =
        camera->fault == VIRTUAL_HUGE_BUFFERS ? UINT32_C(4000000000) : camera->frame_bytes;
    buffer->m.offset = buffer->index * whole_pages(camera);
    return 0;
}

static int serve(struct virtual_camera *camera, unsigned long request, void *argument)
{
    switch (request) {
    case VIDIOC_QUERYCAP: return query(camera, argument);
    case VIDIOC_ENUM_FMT: return name_format(camera, argument);
    case VIDIOC_ENUM_FRAMESIZES: return name_size(camera, argument);
    case VIDIOC_ENUM_FRAMEINTERVALS: return name_rate(camera, argument);
    case VIDIOC_S_FMT: return set_format(camera, argument);
    case VIDIOC_REQBUFS: return request_buffers(camera, argument);
    case VIDIOC_QUERYBUF: return query_buffer(camera, argument);
    case VIDIOC_QBUF: return take_back(camera, argument);
    case VIDIOC_DQBUF: return lend(camera, argument);
    case VIDIOC_STREAMON: camera->streaming = true; return 0;
    case VIDIOC_STREAMOFF: camera->streaming = false; return 0;
    default: return refuse(ENOTTY);
    }
}

static struct virtual_camera *camera_of(struct virtual_v4l2 *kernel, int fd)
{
    for (int i = 0; i < VIRTUAL_CAMERAS; i++) {
        if (kernel->cameras[i].path[0] != '\0' && kernel->cameras[i].fds[0] == fd) {
            return &kernel->cameras[i];
        }
    }
    return NULL;
}

static int on_ioctl(void *context, int fd, unsigned long request, void *argument)
{
    struct virtual_v4l2 *kernel = context;
    (void)pthread_mutex_lock(&kernel->lock);
    struct virtual_camera *camera = camera_of(kernel, fd);
    int rc = refuse(EBADF);
    if (camera != NULL) {
        if (camera->calls_left >= 0 && camera->calls_left-- == 0) {
            pull(camera);
        }
        /* What was opened before it was pulled out stays dead when it comes back. */
        bool alive = camera->plugged && camera->fds[1] >= 0;
        rc = alive ? serve(camera, request, argument) : refuse(ENODEV);
    }
    int error = errno;
    (void)pthread_mutex_unlock(&kernel->lock);
    errno = error;
    return rc;
}

static void *on_map(void *context, int fd, size_t len, long offset)
{
    struct virtual_v4l2 *kernel = context;
    (void)pthread_mutex_lock(&kernel->lock);
    const struct virtual_camera *camera = camera_of(kernel, fd);
    void *memory = camera != NULL
                       ? mmap(NULL, len, PROT_READ, MAP_SHARED, camera->memory_fd, offset)
                       : MAP_FAILED;
    (void)pthread_mutex_unlock(&kernel->lock);
    return memory;
}

void virtual_v4l2_init(struct virtual_v4l2 *kernel)
{
    *kernel = (struct virtual_v4l2){.system = {kernel, on_open, on_ioctl, on_map}};
    MC_CHECK(pthread_mutex_init(&kernel->lock, NULL) == 0);
}

void virtual_v4l2_finish(struct virtual_v4l2 *kernel)
{
    for (int i = 0; i < VIRTUAL_CAMERAS; i++) {
        struct virtual_camera *camera = &kernel->cameras[i];
        if (camera->path[0] != '\0') {
            pull(camera);
            (void)close(camera->memory_fd);
        }
    }
    (void)pthread_mutex_destroy(&kernel->lock);
}

struct virtual_camera *virtual_v4l2_plug(struct virtual_v4l2 *kernel, int number, const char *path)
{
    (void)pthread_mutex_lock(&kernel->lock);
    struct virtual_camera *camera = &kernel->cameras[number];
    if (camera->path[0] == '\0') {
        *camera = (struct virtual_camera){.name = "Virtual",
                                          .modes = {{V4L2_PIX_FMT_MJPEG, 1280, 720, 30},
                                                    {V4L2_PIX_FMT_YUYV, 640, 480, 30},
                                                    {V4L2_PIX_FMT_YUYV, 1280, 720, 10}},
                                          .fds = {-1, -1},
                                          .memory_fd = memfd_create("camera", MFD_CLOEXEC)};
        MC_CHECK(camera->memory_fd >= 0);
    }
    (void)snprintf(camera->path, sizeof camera->path, "%s", path);
    camera->plugged = true;
    camera->fault = VIRTUAL_WELL;
    camera->calls_left = -1;
    (void)pthread_mutex_unlock(&kernel->lock);
    return camera;
}

void virtual_camera_unplug(struct virtual_v4l2 *kernel, struct virtual_camera *camera)
{
    (void)pthread_mutex_lock(&kernel->lock);
    pull(camera);
    (void)pthread_mutex_unlock(&kernel->lock);
}

void virtual_camera_push(struct virtual_v4l2 *kernel, struct virtual_camera *camera, int frames)
{
    static const char ready[64];
    (void)pthread_mutex_lock(&kernel->lock);
    if (camera->fds[1] >= 0) {
        (void)!write(camera->fds[1], ready, (size_t)frames);
    }
    (void)pthread_mutex_unlock(&kernel->lock);
}
