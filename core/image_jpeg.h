/*
 * JPEG pictures in memory (ITU-T T.81) by libjpeg-turbo: camera frames, and portraits of ID cards.
 * The bytes come from outside: size and number of scans are bounded before anything is unpacked,
 * and damaged or cut data is refused instead of being filled with grey. Motion JPEG without Huffman
 * tables is read with the standard's own (T.81, annex K.3). Any thread.
 */
#ifndef MOTCUA_CORE_IMAGE_JPEG_H
#define MOTCUA_CORE_IMAGE_JPEG_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/image.h"

#define MC_JPEG_MAX_BYTES MC_IMAGE_FILE_MAX_BYTES
#define MC_JPEG_SCANS_MAX 64

enum mc_jpeg_colour { MC_JPEG_GREY = 1, MC_JPEG_RGB = 3 };

struct mc_jpeg {
    int width_px;
    int height_px;
    int channels;    /* 1 grey, 3 red, green, blue */
    uint8_t *pixels; /* row by row, no padding; owned */
};

/* What the header says, without unpacking anything. MC_EPARSE, MC_ETOOBIG over side_max_px (at most
 * MC_IMAGE_SIDE_MAX_PX) a side. */
enum mc_err mc_jpeg_size(const void *bytes, size_t len, int side_max_px, int *out_width_px,
                         int *out_height_px, struct mc_error *err) MC_MUST_CHECK;
/* Any of grey, YCbCr and RGB becomes what is asked for; CMYK is MC_EPARSE. Otherwise as above. */
enum mc_err mc_jpeg_decode(const void *bytes, size_t len, enum mc_jpeg_colour colour,
                           int side_max_px, struct mc_jpeg *out,
                           struct mc_error *err) MC_MUST_CHECK;
/* Frees; what was in it is wiped, as it may be a person's portrait. NULL and zeroed are fine. */
void mc_jpeg_finish(struct mc_jpeg *picture);

#endif
