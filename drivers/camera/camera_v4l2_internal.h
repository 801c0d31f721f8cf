/* What the files of the V4L2 back-end share. */
#ifndef MOTCUA_DRIVERS_CAMERA_CAMERA_V4L2_INTERNAL_H
#define MOTCUA_DRIVERS_CAMERA_CAMERA_V4L2_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/camera/camera_v4l2.h"

struct v4l2_mode {
    enum camera_format format;
    uint32_t fourcc;
    int width_px;
    int height_px;
    int frames_per_s; /* 0: the driver does not say */
};

/* The driver's call, tried again when a signal cut it short; -1 and errno. */
int v4l2_call(const struct v4l2_system *system, int fd, unsigned long request, void *argument);
/* camera_v4l2_modes.c: the best of all modes the driver names. MC_EUNSUPPORTED if none is one of
 * ours, MC_EIO. */
enum mc_err v4l2_best_mode(const struct v4l2_system *system, int fd, struct v4l2_mode *out,
                           struct mc_error *err) MC_MUST_CHECK;
/* Lower is better. */
long v4l2_mode_cost(const struct v4l2_mode *mode);
/* False: not one of ours. */
bool v4l2_format_of(uint32_t fourcc, enum camera_format *out);

#endif
