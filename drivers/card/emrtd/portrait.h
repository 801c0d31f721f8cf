/*
 * The portrait of data group 2 as pixels: JPEG by core/image_jpeg, JPEG 2000 (ISO/IEC 15444-1, as a
 * JP2 file or a bare codestream) by OpenJPEG. Size is bounded before anything is unpacked; damaged
 * or cut pictures are refused. Personal data: pixels in secret memory.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_PORTRAIT_H
#define MOTCUA_DRIVERS_CARD_EMRTD_PORTRAIT_H

#include "drivers/card/emrtd/data_group.h"

#define PORTRAIT_SIDE_LIMIT_PX 1600

struct portrait {
    int width_px;
    int height_px;
    uint8_t *pixels; /* red, green, blue; row by row, no padding; owned */
};

/* MC_EPARSE, MC_ETOOBIG. */
enum mc_err portrait_decode(const struct dg2 *from, struct portrait *out,
                            struct mc_error *err) MC_MUST_CHECK;
/* Wipes; zeroed is fine. */
void portrait_finish(struct portrait *portrait);

#endif
