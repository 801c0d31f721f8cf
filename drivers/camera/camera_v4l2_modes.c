#include <errno.h>
#include <linux/videodev2.h>
#include <stdlib.h>

#include "drivers/camera/camera_v4l2_internal.h"

#define WANTED_WIDTH_PX     1280
#define WANTED_HEIGHT_PX    720
#define WANTED_FRAMES_PER_S 15
/* A driver that goes on naming formats is not believed. */
#define FORMATS_MAX 64
#define SIZES_MAX   256

bool v4l2_format_of(uint32_t fourcc, enum camera_format *out)
{
    switch (fourcc) {
    case V4L2_PIX_FMT_GREY: *out = CAMERA_GREY; return true;
    case V4L2_PIX_FMT_YUYV: *out = CAMERA_YUYV; return true;
    case V4L2_PIX_FMT_NV12: *out = CAMERA_NV12; return true;
    case V4L2_PIX_FMT_MJPEG:
    case V4L2_PIX_FMT_JPEG: *out = CAMERA_MJPEG; return true;
    default: return false;
    }
}

long v4l2_mode_cost(const struct v4l2_mode *mode)
{
    /* What comes unpacked is preferred: it needs no decoder and has no artefacts. */
    static const long of_format[CAMERA_FORMATS] = {0, 2, 1, 3};
    long cost = labs((long)mode->width_px - WANTED_WIDTH_PX) +
                labs((long)mode->height_px - WANTED_HEIGHT_PX);
    /* Too small to read a card's code is worse than too large. */
    cost = mode->width_px < WANTED_WIDTH_PX / 2 ? cost * 4 : cost;
    /* Slower than this, holding the card still becomes the citizen's work: raw frames over USB 2
     * are, at full size. */
    if (mode->frames_per_s > 0 && mode->frames_per_s < WANTED_FRAMES_PER_S) {
        cost += (WANTED_FRAMES_PER_S - mode->frames_per_s) * 200L;
    }
    return cost * CAMERA_FORMATS + of_format[mode->format];
}

static int frames_per_s(const struct v4l2_system *system, int fd, const struct v4l2_mode *mode)
{
    int best = 0;
    for (uint32_t i = 0; i < FORMATS_MAX; i++) {
        struct v4l2_frmivalenum interval = {.index = i,
                                            .pixel_format = mode->fourcc,
                                            .width = (uint32_t)mode->width_px,
                                            .height = (uint32_t)mode->height_px};
        if (v4l2_call(system, fd, VIDIOC_ENUM_FRAMEINTERVALS, &interval) != 0) {
            break;
        }
        struct v4l2_fract each =
            interval.type == V4L2_FRMIVAL_TYPE_DISCRETE ? interval.discrete : interval.stepwise.min;
        int rate = each.numerator > 0 && each.denominator / each.numerator < 1000
                       ? (int)(each.denominator / each.numerator)
                       : 0;
        best = rate > best ? rate : best;
    }
    return best;
}

static int nearest(uint32_t wanted, uint32_t least, uint32_t most, uint32_t step)
{
    uint32_t size = wanted < least ? least : wanted > most ? most : wanted;
    return (int)(step > 1 ? least + (size - least) / step * step : size);
}

/* False: no size, or none that we could use. */
static bool size_of(const struct v4l2_frmsizeenum *size, struct v4l2_mode *mode)
{
    if (size->type == V4L2_FRMSIZE_TYPE_DISCRETE) {
        if (size->discrete.width > MC_IMAGE_SIDE_MAX_PX ||
            size->discrete.height > MC_IMAGE_SIDE_MAX_PX) {
            return false;
        }
        mode->width_px = (int)size->discrete.width;
        mode->height_px = (int)size->discrete.height;
    } else {
        const struct v4l2_frmsize_stepwise *range = &size->stepwise;
        if (range->min_width > MC_IMAGE_SIDE_MAX_PX || range->min_height > MC_IMAGE_SIDE_MAX_PX) {
            return false;
        }
        mode->width_px =
            nearest(WANTED_WIDTH_PX, range->min_width, range->max_width, range->step_width);
        mode->height_px =
            nearest(WANTED_HEIGHT_PX, range->min_height, range->max_height, range->step_height);
    }
    return mode->width_px > 0 && mode->height_px > 0;
}

static void best_size(const struct v4l2_system *system, int fd, struct v4l2_mode mode,
                      struct v4l2_mode *best)
{
    for (uint32_t i = 0; i < SIZES_MAX; i++) {
        struct v4l2_frmsizeenum size = {.index = i, .pixel_format = mode.fourcc};
        if (v4l2_call(system, fd, VIDIOC_ENUM_FRAMESIZES, &size) != 0) {
            break;
        }
        if (!size_of(&size, &mode)) {
            continue;
        }
        mode.frames_per_s = frames_per_s(system, fd, &mode);
        if (best->fourcc == 0 || v4l2_mode_cost(&mode) < v4l2_mode_cost(best)) {
            *best = mode;
        }
        if (size.type != V4L2_FRMSIZE_TYPE_DISCRETE) {
            break;
        }
    }
}

enum mc_err v4l2_best_mode(const struct v4l2_system *system, int fd, struct v4l2_mode *out,
                           struct mc_error *err)
{
    struct v4l2_mode best = {0};
    for (uint32_t i = 0; i < FORMATS_MAX; i++) {
        struct v4l2_fmtdesc description = {.index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
        if (v4l2_call(system, fd, VIDIOC_ENUM_FMT, &description) != 0) {
            if (errno == ENODEV) {
                return mc_fail(err, MC_EGONE, "the camera has gone");
            }
            break;
        }
        struct v4l2_mode mode = {.fourcc = description.pixelformat};
        if (v4l2_format_of(mode.fourcc, &mode.format)) {
            best_size(system, fd, mode, &best);
        }
    }
    if (best.fourcc == 0) {
        return mc_fail(err, MC_EUNSUPPORTED,
                       "the camera names none of the formats GREY, NV12, YUYV, MJPEG");
    }
    *out = best;
    return MC_OK;
}
