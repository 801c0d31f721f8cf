/*
 * Why nothing is read: what a frame without a readable code shows, so that the citizen can be told
 * what to do. Measured, not guessed from one pixel: brightness, burnt-out areas, and finder
 * patterns that were seen but are too small or too large for the code to be whole and sharp. Any
 * thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_CAMERA_HINT_H
#define MOTCUA_DRIVERS_CAMERA_CAMERA_HINT_H

#include "core/image.h"

enum camera_hint {
    CAMERA_HINT_NONE, /* nothing to say: perhaps nothing is held before the camera */
    CAMERA_HINT_DARK,
    CAMERA_HINT_GLARE,
    CAMERA_HINT_FAR,
    CAMERA_HINT_CLOSE,
    CAMERA_HINTS
};

/* Of a frame in which nothing was read. Costs about as much as one look for a code. */
enum camera_hint camera_hint_of(const struct mc_grey *frame);

#endif
