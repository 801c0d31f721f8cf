#include "ui/draw.h"

#include <math.h>

/* Rounded, two channels at once: (t + t / 256) / 256 is t / 255 for every t that can be. */
static uint32_t mix(uint32_t below, uint32_t colour, uint32_t alpha)
{
    static const uint32_t outer = 0x00ff00ffu;
    uint32_t inverse = 255 - alpha;
    uint32_t rb = (below & outer) * inverse + (colour & outer) * alpha + 0x00800080u;
    uint32_t g = (below >> 8 & 0xff) * inverse + (colour >> 8 & 0xff) * alpha + 0x80u;
    rb = (rb + (rb >> 8 & outer)) >> 8 & outer;
    g = (g + (g >> 8)) & 0xff00u;
    return 0xff000000u | rb | g;
}

/* alpha: 0 to 255, on top of the colour's own. */
static void put(uint32_t *pixel, uint32_t colour, uint32_t coverage)
{
    uint32_t alpha = ((colour >> 24) * coverage + 127) / 255;
    if (alpha == 255) {
        *pixel = colour;
    } else if (alpha > 0) {
        *pixel = mix(*pixel, colour, alpha);
    }
}

static uint32_t *row_of(const struct draw_target *target, int y)
{
    return target->pixels + (long)y * target->width_px;
}

/* All pixels covered alike. */
static void cover_span(uint32_t *row, int from, int to, uint32_t colour, uint32_t coverage)
{
    uint32_t alpha = ((colour >> 24) * coverage + 127) / 255;
    if (alpha == 255) {
        for (int x = from; x < to; x++) {
            row[x] = colour;
        }
    } else if (alpha > 0) {
        for (int x = from; x < to; x++) {
            row[x] = mix(row[x], colour, alpha);
        }
    }
}

static void span(uint32_t *row, int from, int to, uint32_t colour)
{
    cover_span(row, from, to, colour, 255);
}

static uint32_t to_coverage(float share)
{
    return (uint32_t)(share * 255 + 0.5f);
}

/* Of a row: what lies left of the straight part, in it, and right of it. */
struct stretch {
    int from;
    int straight;
    int curved;
    int to;
};

static struct stretch stretch_of(struct ui_rect r, int straight, int curved)
{
    int to = r.x + r.w;
    straight = straight < r.x ? r.x : straight > to ? to : straight;
    curved = curved < straight ? straight : curved > to ? to : curved;
    return (struct stretch){r.x, straight, curved, to};
}

void draw_fill(const struct draw_target *target, struct ui_rect rect, uint32_t colour)
{
    struct ui_rect r = ui_rect_intersect(rect, target->clip);
    for (int y = r.y; y < r.y + r.h; y++) {
        span(row_of(target, y), r.x, r.x + r.w, colour);
    }
}

/* Signed distance of a pixel's centre from the edge of a rounded rectangle; negative inside. */
static float distance(struct ui_rect rect, float radius, int x, int y)
{
    float half_w = (float)rect.w / 2;
    float half_h = (float)rect.h / 2;
    float dx = fabsf((float)x + 0.5f - (float)rect.x - half_w) - half_w + radius;
    float dy = fabsf((float)y + 0.5f - (float)rect.y - half_h) - half_h + radius;
    float outside = sqrtf(fmaxf(dx, 0) * fmaxf(dx, 0) + fmaxf(dy, 0) * fmaxf(dy, 0));
    return outside + fminf(fmaxf(dx, dy), 0) - radius;
}

static float coverage_at(struct ui_rect rect, float radius, int x, int y)
{
    return fminf(fmaxf(0.5f - distance(rect, radius, x, y), 0), 1);
}

static int clamp_radius(struct ui_rect rect, int radius_px)
{
    int smaller = rect.w < rect.h ? rect.w : rect.h;
    return radius_px > smaller / 2 ? smaller / 2 : radius_px;
}

static void round_corner(uint32_t *row, int from, int to, int y, struct ui_rect rect, int radius,
                         uint32_t colour)
{
    for (int x = from; x < to; x++) {
        put(&row[x], colour, to_coverage(coverage_at(rect, (float)radius, x, y)));
    }
}

void draw_round(const struct draw_target *target, struct ui_rect rect, int radius_px,
                uint32_t colour)
{
    int radius = clamp_radius(rect, radius_px);
    struct ui_rect r = ui_rect_intersect(rect, target->clip);
    if (colour >> 24 == 0) {
        return;
    }
    struct stretch s = stretch_of(r, rect.x + radius, rect.x + rect.w - radius);
    for (int y = r.y; y < r.y + r.h; y++) {
        uint32_t *row = row_of(target, y);
        if (y >= rect.y + radius && y < rect.y + rect.h - radius) {
            span(row, s.from, s.to, colour);
            continue;
        }
        round_corner(row, s.from, s.straight, y, rect, radius, colour);
        span(row, s.straight, s.curved, colour);
        round_corner(row, s.curved, s.to, y, rect, radius, colour);
    }
}

struct ring {
    struct ui_rect outer;
    struct ui_rect inner;
    float radius;
    float inner_radius;
};

static uint32_t ring_coverage(const struct ring *ring, int x, int y)
{
    float cover = coverage_at(ring->outer, ring->radius, x, y);
    if (!ui_rect_empty(ring->inner)) {
        cover -= coverage_at(ring->inner, ring->inner_radius, x, y);
    }
    return to_coverage(fmaxf(cover, 0));
}

static void ring_part(uint32_t *row, int from, int to, int y, const struct ring *ring,
                      uint32_t colour)
{
    for (int x = from; x < to; x++) {
        put(&row[x], colour, ring_coverage(ring, x, y));
    }
}

void draw_ring(const struct draw_target *target, struct ui_rect rect, int radius_px,
               int thickness_px, uint32_t colour)
{
    struct ui_rect r = ui_rect_intersect(rect, target->clip);
    if (colour >> 24 == 0 || thickness_px <= 0) {
        return;
    }
    int radius = clamp_radius(rect, radius_px);
    const struct ring ring = {
        .outer = rect,
        .inner = ui_rect_inflate(rect, -thickness_px),
        .radius = (float)radius,
        .inner_radius = radius > thickness_px ? (float)(radius - thickness_px) : 0,
    };
    int band = radius > thickness_px ? radius : thickness_px;
    struct stretch s = stretch_of(r, rect.x + band, rect.x + rect.w - band);
    for (int y = r.y; y < r.y + r.h; y++) {
        uint32_t *row = row_of(target, y);
        ring_part(row, s.from, s.straight, y, &ring, colour);
        if (y < rect.y + band || y >= rect.y + rect.h - band) {
            /* Between the corners only the height counts. */
            cover_span(row, s.straight, s.curved, colour,
                       ring_coverage(&ring, rect.x + rect.w / 2, y));
        }
        ring_part(row, s.curved, s.to, y, &ring, colour);
    }
}

struct shadow {
    struct ui_rect cast;
    float radius;
    float reach;
    struct ui_rect under; /* hidden by what casts it */
};

static uint32_t shadow_coverage(const struct shadow *shadow, int x, int y)
{
    float fade = 1 - (distance(shadow->cast, shadow->radius, x, y) + 1) / shadow->reach;
    fade = fminf(fmaxf(fade, 0), 1);
    return to_coverage(fade * fade);
}

static void shadow_part(uint32_t *row, int from, int to, int y, const struct shadow *shadow,
                        uint32_t colour)
{
    for (int x = from; x < to; x++) {
        if (!ui_rect_contains(shadow->under, x, y)) {
            put(&row[x], colour, shadow_coverage(shadow, x, y));
        }
    }
}

void draw_shadow(const struct draw_target *target, struct ui_rect rect, int radius_px, int reach_px,
                 uint32_t colour)
{
    if (colour >> 24 == 0 || reach_px <= 0) {
        return;
    }
    /* A little lower than the thing itself: light falls from above. */
    struct ui_rect cast = {rect.x, rect.y + reach_px / 4, rect.w, rect.h};
    struct ui_rect r = ui_rect_intersect(ui_rect_inflate(rect, reach_px), target->clip);
    int radius = clamp_radius(cast, radius_px);
    const struct shadow shadow = {.cast = cast,
                                  .radius = (float)radius,
                                  .reach = (float)reach_px,
                                  .under = ui_rect_inflate(rect, -radius_px)};
    int side = radius > radius_px ? radius : radius_px;
    struct stretch s = stretch_of(r, rect.x + side, rect.x + rect.w - side);
    int middle = rect.x + rect.w / 2;
    for (int y = r.y; y < r.y + r.h; y++) {
        uint32_t *row = row_of(target, y);
        shadow_part(row, s.from, s.straight, y, &shadow, colour);
        if (!ui_rect_contains(shadow.under, middle, y)) {
            cover_span(row, s.straight, s.curved, colour, shadow_coverage(&shadow, middle, y));
        }
        shadow_part(row, s.curved, s.to, y, &shadow, colour);
    }
}

void draw_mask(const struct draw_target *target, const struct draw_mask *mask, int x, int y,
               uint32_t colour)
{
    struct ui_rect rect = {x, y, mask->width_px, mask->height_px};
    struct ui_rect r = ui_rect_intersect(rect, target->clip);
    for (int py = r.y; py < r.y + r.h; py++) {
        uint32_t *row = row_of(target, py);
        const uint8_t *from = mask->coverage + (long)(py - y) * mask->width_px;
        for (int px = r.x; px < r.x + r.w; px++) {
            uint8_t cover = from[px - x];
            if (cover > 0) {
                put(&row[px], colour, cover);
            }
        }
    }
}

void draw_grey(const struct draw_target *target, const uint8_t *grey, struct ui_rect rect)
{
    struct ui_rect r = ui_rect_intersect(rect, target->clip);
    for (int y = r.y; y < r.y + r.h; y++) {
        uint32_t *row = row_of(target, y);
        const uint8_t *from = grey + (long)(y - rect.y) * rect.w;
        for (int x = r.x; x < r.x + r.w; x++) {
            row[x] = 0xff000000u | from[x - rect.x] * 0x010101u;
        }
    }
}

void draw_stroke(const struct draw_target *target, int x0_16, int y0_16, int x1_16, int y1_16,
                 int thickness_16, uint32_t colour)
{
    float x0 = (float)x0_16 / 16;
    float y0 = (float)y0_16 / 16;
    float dx = (float)(x1_16 - x0_16) / 16;
    float dy = (float)(y1_16 - y0_16) / 16;
    float half = (float)thickness_16 / 32;
    float length2 = fmaxf(dx * dx + dy * dy, 0.0001f);
    int left = (int)floorf(fminf(x0, x0 + dx) - half - 1);
    int top = (int)floorf(fminf(y0, y0 + dy) - half - 1);
    struct ui_rect box = {left, top, (int)ceilf(fabsf(dx) + 2 * half + 3),
                          (int)ceilf(fabsf(dy) + 2 * half + 3)};
    struct ui_rect r = ui_rect_intersect(box, target->clip);
    for (int y = r.y; y < r.y + r.h; y++) {
        uint32_t *row = row_of(target, y);
        for (int x = r.x; x < r.x + r.w; x++) {
            float px = (float)x + 0.5f - x0;
            float py = (float)y + 0.5f - y0;
            float along = fminf(fmaxf((px * dx + py * dy) / length2, 0), 1);
            float away = hypotf(px - along * dx, py - along * dy);
            float cover = fminf(fmaxf(half - away + 0.5f, 0), 1);
            put(&row[x], colour, to_coverage(cover));
        }
    }
}
