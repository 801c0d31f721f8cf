/*
 * Golden pictures: small palette PNGs, so that hundreds of them may be kept, and what tells two of
 * them apart.
 */
#ifndef MOTCUA_TESTS_GOLDEN_GOLDEN_PICTURE_H
#define MOTCUA_TESTS_GOLDEN_GOLDEN_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define GOLDEN_COLOURS 64

struct golden_picture {
    int width_px;
    int height_px;
    uint32_t palette[GOLDEN_COLOURS]; /* 0xffRRGGBB */
    uint8_t *pixels;                  /* one byte each: an index into the palette; owned */
};

void golden_picture_finish(struct golden_picture *picture);
/* From 0xAARRGGBB pixels: the colours most used, and for the shades between them the nearest. */
void golden_picture_from(struct golden_picture *out, const uint32_t *pixels, int width_px,
                         int height_px);
enum mc_err golden_picture_read(const char *path, struct golden_picture *out,
                                struct mc_error *err) MC_MUST_CHECK;
enum mc_err golden_picture_write(const char *path, const struct golden_picture *picture,
                                 struct mc_error *err) MC_MUST_CHECK;
/* How many pixels differ to the eye; all of them if the sizes differ. */
size_t golden_picture_difference(const struct golden_picture *a, const struct golden_picture *b);
/* A PNG with both side by side, and between them what differs, in red on grey. */
enum mc_err golden_picture_show(const char *path, const struct golden_picture *before,
                                const struct golden_picture *after,
                                struct mc_error *err) MC_MUST_CHECK;

#endif
