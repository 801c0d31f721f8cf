/*
 * One frame as the camera gives it: the bytes of a device, not to be trusted. Formats as in the
 * kernel's V4L2 documentation (image formats: V4L2_PIX_FMT_GREY, _YUYV, _NV12, _MJPEG). Any thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_CAMERA_FRAME_H
#define MOTCUA_DRIVERS_CAMERA_CAMERA_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/image.h"

/* A picture of the most pixels, in the format that takes the most bytes a pixel. */
#define CAMERA_FRAME_MAX_BYTES ((size_t)2 * MC_IMAGE_SIDE_MAX_PX * MC_IMAGE_SIDE_MAX_PX)

enum camera_format { CAMERA_GREY, CAMERA_YUYV, CAMERA_NV12, CAMERA_MJPEG, CAMERA_FORMATS };

struct camera_frame {
    enum camera_format format;
    int width_px; /* of MJPEG frames what the driver says; the picture's own size counts */
    int height_px;
    int stride_bytes; /* from row to row; 0 for MJPEG */
    const uint8_t *bytes;
    size_t len;
};

/* How many bytes a frame of that size has at least; 0 for MJPEG. */
size_t camera_frame_least_bytes(enum camera_format format, int height_px, int stride_bytes);
/* Brightness only. MC_EPARSE when size, stride and length do not fit together or the JPEG is
 * damaged, MC_ETOOBIG over MC_IMAGE_SIDE_MAX_PX² pixels. *out owned by the caller. */
enum mc_err camera_frame_to_grey(const struct camera_frame *frame, struct mc_grey *out,
                                 struct mc_error *err) MC_MUST_CHECK;

#endif
