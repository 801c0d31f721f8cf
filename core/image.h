/*
 * Pictures in memory: 8-bit grey (camera frames, decoded prints) and 32-bit colour (screenshots),
 * and PNG by libpng. Pixels from outside are bounded before they are allocated. Any thread.
 */
#ifndef MOTCUA_CORE_IMAGE_H
#define MOTCUA_CORE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define MC_IMAGE_SIDE_MAX_PX    8192
#define MC_IMAGE_FILE_MAX_BYTES (32 * 1024 * 1024)

struct mc_grey {
    int width_px;
    int height_px;
    uint8_t *pixels; /* row by row, no padding; 0 black; owned */
};

/* White. */
void mc_grey_init(struct mc_grey *image, int width_px, int height_px);
void mc_grey_finish(struct mc_grey *image);
/* Any PNG becomes grey; transparency is laid on white. */
enum mc_err mc_png_read_grey(const char *path, struct mc_grey *out,
                             struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_png_write_grey(const char *path, const struct mc_grey *image,
                              struct mc_error *err) MC_MUST_CHECK;
/* pixels: 0xAARRGGBB, stride in pixels; alpha is dropped. */
enum mc_err mc_png_write_rgb(const char *path, const uint32_t *pixels, int width_px, int height_px,
                             int stride_px, struct mc_error *err) MC_MUST_CHECK;

#endif
