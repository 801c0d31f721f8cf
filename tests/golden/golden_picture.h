/*
 * Golden pictures: small palette PNGs (256 colours, three bits of red and green and two of blue),
 * so that hundreds of them may be kept, and what tells two of them apart.
 */
#ifndef MOTCUA_TESTS_GOLDEN_GOLDEN_PICTURE_H
#define MOTCUA_TESTS_GOLDEN_GOLDEN_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* One byte a pixel: an index into the fixed palette. */
struct golden_picture {
    int width_px;
    int height_px;
    uint8_t *pixels; /* owned */
};

void golden_picture_finish(struct golden_picture *picture);
/* From 0xAARRGGBB pixels. */
void golden_picture_from(struct golden_picture *out, const uint32_t *pixels, int width_px,
                         int height_px);
enum mc_err golden_picture_read(const char *path, struct golden_picture *out,
                                struct mc_error *err) MC_MUST_CHECK;
enum mc_err golden_picture_write(const char *path, const struct golden_picture *picture,
                                 struct mc_error *err) MC_MUST_CHECK;
/* How many pixels differ to the eye; all of them if the sizes differ. */
size_t golden_picture_difference(const struct golden_picture *a, const struct golden_picture *b);
/* Both side by side, and between them what differs, in red on grey. */
void golden_picture_show(const struct golden_picture *before, const struct golden_picture *after,
                         struct golden_picture *out);

#endif
