/* One-bit pictures as receipt printers want them: 1 is black, rows padded to bytes, the leftmost
 * pixel in the highest bit. */
#ifndef MOTCUA_CORE_RASTER_H
#define MOTCUA_CORE_RASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image.h"

#define MC_RASTER_HEIGHT_MAX_PX 16384

struct mc_raster {
    int width_px;
    int height_px;
    int stride_bytes;
    uint8_t *bits; /* owned */
};

/* White. */
void mc_raster_init(struct mc_raster *raster, int width_px, int height_px);
void mc_raster_finish(struct mc_raster *raster);
/* Outside of the picture nothing is set, and all is white. */
void mc_raster_set(struct mc_raster *raster, int x, int y, bool black);
bool mc_raster_get(const struct mc_raster *raster, int x, int y);
/* A grey picture of the same size; white where nothing is printed. */
void mc_raster_to_grey(const struct mc_raster *raster, struct mc_grey *out);

#endif
