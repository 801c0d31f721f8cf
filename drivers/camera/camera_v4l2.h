/*
 * A camera of the kernel's V4L2: streaming by mmap, in YUYV, NV12, GREY or MJPEG, in the mode
 * nearest to 1280x720 that is fast enough. Single-planar capture devices, as USB cameras are.
 *
 * start() finds the device each time, so that one that was pulled out and comes back under another
 * number is found again. A driver that stops sending frames for CAMERA_V4L2_SILENT_MS is MC_EIO, a
 * device that has gone MC_EGONE; damaged frames are left out.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_CAMERA_V4L2_H
#define MOTCUA_DRIVERS_CAMERA_CAMERA_V4L2_H

#include <stddef.h>

#include "drivers/camera/camera.h"

#define CAMERA_V4L2_PATH_BYTES 256
/* /dev/video0 to /dev/video63 are tried. */
#define CAMERA_V4L2_NUMBERS 64

/* What the kernel is asked, as it answers: -1 and errno, or MAP_FAILED. A test puts a driver of its
 * own here; poll(), close() and munmap() work on whatever these give. */
struct v4l2_system {
    void *context;
    int (*open)(void *context, const char *path);
    int (*ioctl)(void *context, int fd, unsigned long request, void *argument);
    void *(*map)(void *context, int fd, size_t len, long offset);
};

/* path: "" takes the first that works; better a link in /dev/v4l/by-id, which stays the same.
 * system: NULL for the kernel; borrowed. Opens nothing yet. */
struct camera *camera_v4l2_create(const char *path, const struct v4l2_system *system);
/* Is there one that could be started? MC_ENOTFOUND, MC_EDENIED (naming the udev rule), MC_EIO
 * (busy). */
enum mc_err camera_v4l2_probe(struct camera *camera, struct mc_error *err) MC_MUST_CHECK;

#endif
