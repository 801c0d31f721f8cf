/*
 * Painting on 32-bit pixels: rectangles with round corners, borders, soft shadows, coverage masks.
 * Every pixel depends on its place alone, never on the clip, so that repainting a part gives what
 * painting the whole would have given. Pure.
 */
#ifndef MOTCUA_UI_DRAW_H
#define MOTCUA_UI_DRAW_H

#include <stdint.h>

#include "ui/geometry.h"

struct draw_target {
    uint32_t *pixels; /* 0xffRRGGBB; borrowed */
    int width_px;
    int height_px;
    struct ui_rect clip; /* within the target */
};

/* How much of each pixel is covered, 0 to 255: rendered text and icons. */
struct draw_mask {
    int width_px;
    int height_px;
    uint8_t *coverage; /* row by row */
};

void draw_fill(const struct draw_target *target, struct ui_rect rect, uint32_t colour);
void draw_round(const struct draw_target *target, struct ui_rect rect, int radius_px,
                uint32_t colour);
/* One on the other, the same as two draw_round(), without what the inner one hides. */
void draw_framed(const struct draw_target *target, struct ui_rect rect, int radius_px,
                 uint32_t border, struct ui_rect inner, int inner_radius_px, uint32_t fill);
/* A border of that thickness inside the rectangle. */
void draw_ring(const struct draw_target *target, struct ui_rect rect, int radius_px,
               int thickness_px, uint32_t colour);
/* Around (not under) the rectangle, fading out over reach_px. */
void draw_shadow(const struct draw_target *target, struct ui_rect rect, int radius_px, int reach_px,
                 uint32_t colour);
void draw_mask(const struct draw_target *target, const struct draw_mask *mask, int x, int y,
               uint32_t colour);
/* Opaque grey bytes, w × h of rect. */
void draw_grey(const struct draw_target *target, const uint8_t *grey, struct ui_rect rect);
/* Moves the pixels of the clip down (negative: up) within it; what comes in is left as it was. */
void draw_move(const struct draw_target *target, int by_px);
/* A thick line with round ends; coordinates in sixteenths of a pixel. */
void draw_stroke(const struct draw_target *target, int x0_16, int y0_16, int x1_16, int y1_16,
                 int thickness_16, uint32_t colour);

#endif
