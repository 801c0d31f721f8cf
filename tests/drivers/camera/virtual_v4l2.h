/*
 * Cameras at the level of the kernel's V4L2 calls, for the seam of camera_v4l2.h: they name modes,
 * lend buffers, and misbehave on request. Frames come when virtual_camera_push() says so. Any
 * thread.
 */
#ifndef MOTCUA_TESTS_DRIVERS_CAMERA_VIRTUAL_V4L2_H
#define MOTCUA_TESTS_DRIVERS_CAMERA_VIRTUAL_V4L2_H

#include <linux/videodev2.h>
#include <pthread.h>
#include <stdbool.h>

#include "drivers/camera/camera_v4l2.h"

#define VIRTUAL_CAMERAS 3
#define VIRTUAL_MODES   8
#define VIRTUAL_BUFFERS 8

struct virtual_mode {
    uint32_t fourcc;
    uint32_t width_px;
    uint32_t height_px;
    uint32_t frames_per_s;
};

enum virtual_fault {
    VIRTUAL_WELL,
    VIRTUAL_BUSY,
    VIRTUAL_DENIED,
    VIRTUAL_NO_CAPTURE, /* a metadata node of the same camera */
    VIRTUAL_USED_OVER,  /* says that a frame has more bytes than its buffer */
    VIRTUAL_USED_SHORT, /* a frame that ends too soon */
    VIRTUAL_USED_NONE,
    VIRTUAL_MARKED,       /* the driver itself says that the frame is damaged */
    VIRTUAL_WRONG_BUFFER, /* names a buffer that was never asked for */
    VIRTUAL_HUGE_BUFFERS,
    VIRTUAL_NO_BUFFERS,
    VIRTUAL_STRANGE_FORMAT /* sets another format than the one asked for */
};

struct virtual_camera {
    char path[32];
    char name[32];
    struct virtual_mode modes[VIRTUAL_MODES];
    bool plugged;
    enum virtual_fault fault;
    int calls_left; /* then it is pulled out; negative: never */
    uint8_t grey;   /* every byte of the frames to come */
    /* its own */
    int fds[2]; /* the program's end and the driver's; -1: not open */
    int memory_fd;
    struct virtual_mode mode;
    uint32_t frame_bytes;
    uint32_t queued[VIRTUAL_BUFFERS];
    int queued_count;
    bool streaming;
};

struct virtual_v4l2 {
    struct v4l2_system system;
    pthread_mutex_t lock;
    struct virtual_camera cameras[VIRTUAL_CAMERAS];
    int opens;
};

void virtual_v4l2_init(struct virtual_v4l2 *kernel);
void virtual_v4l2_finish(struct virtual_v4l2 *kernel);
/* Plugs in a camera of 1280x720 in MJPEG and YUYV, or what is written into its modes later. */
struct virtual_camera *virtual_v4l2_plug(struct virtual_v4l2 *kernel, int number, const char *path);
void virtual_camera_unplug(struct virtual_v4l2 *kernel, struct virtual_camera *camera);
/* So many frames are ready. */
void virtual_camera_push(struct virtual_v4l2 *kernel, struct virtual_camera *camera, int frames);

#endif
