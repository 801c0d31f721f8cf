#include "core/raster.h"

#include <stdlib.h>

#include "core/memory.h"

void mc_raster_init(struct mc_raster *raster, int width_px, int height_px)
{
    MC_CHECK(width_px > 0 && width_px <= MC_IMAGE_SIDE_MAX_PX);
    MC_CHECK(height_px > 0 && height_px <= MC_RASTER_HEIGHT_MAX_PX);
    int stride_bytes = (width_px + 7) / 8;
    *raster = (struct mc_raster){.width_px = width_px,
                                 .height_px = height_px,
                                 .stride_bytes = stride_bytes,
                                 .bits = mc_calloc((size_t)stride_bytes, (size_t)height_px)};
}

void mc_raster_finish(struct mc_raster *raster)
{
    if (raster != NULL) {
        free(raster->bits);
        *raster = (struct mc_raster){0};
    }
}

static bool inside(const struct mc_raster *raster, int x, int y)
{
    return x >= 0 && y >= 0 && x < raster->width_px && y < raster->height_px;
}

static uint8_t *byte_at(const struct mc_raster *raster, int x, int y)
{
    return raster->bits + (size_t)y * (size_t)raster->stride_bytes + (size_t)x / 8;
}

void mc_raster_set(struct mc_raster *raster, int x, int y, bool black)
{
    if (inside(raster, x, y)) {
        uint8_t *byte = byte_at(raster, x, y);
        uint8_t bit = (uint8_t)(0x80U >> (x % 8));
        *byte = (uint8_t)(black ? *byte | bit : *byte & ~bit);
    }
}

bool mc_raster_get(const struct mc_raster *raster, int x, int y)
{
    return inside(raster, x, y) && (*byte_at(raster, x, y) & 0x80U >> (x % 8)) != 0;
}

void mc_raster_to_grey(const struct mc_raster *raster, struct mc_grey *out)
{
    mc_grey_init(out, raster->width_px, raster->height_px);
    uint8_t *pixel = out->pixels;
    for (int y = 0; y < raster->height_px; y++) {
        for (int x = 0; x < raster->width_px; x++) {
            *pixel++ = mc_raster_get(raster, x, y) ? 0x00 : 0xFF;
        }
    }
}
