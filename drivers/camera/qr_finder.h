/*
 * Finds a QR code's finder patterns: the three squares in its corners, whose dark and light runs
 * are 1:1:3:1:1 on every line through the middle (ISO/IEC 18004, section on finder patterns). Any
 * thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_QR_FINDER_H
#define MOTCUA_DRIVERS_CAMERA_QR_FINDER_H

#include <stddef.h>

#include "core/image.h"

#define QR_FINDERS_MAX 16

struct qr_finder {
    float x; /* its middle */
    float y;
    float module_px; /* how wide a module is there */
    int lines;       /* how many lines of the picture crossed it: the more, the surer */
};

/* In a picture of black and white only; the surest first. Returns how many. */
size_t qr_finder_find(const struct mc_grey *picture, struct qr_finder out[QR_FINDERS_MAX]);

#endif
