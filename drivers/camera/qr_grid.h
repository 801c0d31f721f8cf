/*
 * Lays a QR code's grid over its picture and draws the code anew, as square black and white
 * modules, for a decoder that is strict about geometry: codes seen at an angle, on creased cloth or
 * paper, or at three pixels a module are read this way. Grid and fixed patterns as in ISO/IEC
 * 18004. Any thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_QR_GRID_H
#define MOTCUA_DRIVERS_CAMERA_QR_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "core/image.h"
#include "drivers/camera/qr_finder.h"

#define QR_GRID_HYPOTHESES_MAX 12

/* Three finder patterns that may belong to one code: top left, top right, bottom left. */
struct qr_corners {
    struct qr_finder corner[3];
};

/* The most likely first; returns how many. */
size_t qr_grid_guess(const struct qr_finder *finders, size_t count,
                     struct qr_corners out[QR_GRID_HYPOTHESES_MAX]);
/* *out: the code as it should look. False: no grid fits. flat: the picture in which the patterns
 * were found, by picture_flatten(): under 128 is dark. */
bool qr_grid_redraw(const struct mc_grey *flat, const struct qr_corners *corners,
                    struct mc_grey *out);

#endif
