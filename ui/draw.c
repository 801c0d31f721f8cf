#include "ui/draw.h"

#include <math.h>
#include <string.h>

#define EDGE_MAX 256 /* pixels of an upright edge whose coverage is kept for all its rows */

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

/* The channels of two pixels at once (vectors of GCC and Clang). */
typedef uint8_t bytes8 __attribute__((vector_size(8)));
typedef uint16_t lanes8 __attribute__((vector_size(16)));

/* mix() over many pixels. */
static void mix_span(uint32_t *pixels, int count, uint32_t colour, uint32_t alpha)
{
    const uint32_t twice[2] = {colour, colour};
    const uint32_t opaque[2] = {0xff000000u, 0xff000000u};
    bytes8 bytes;
    bytes8 alphas;
    memcpy(&bytes, twice, sizeof bytes);
    memcpy(&alphas, opaque, sizeof alphas);
    lanes8 stays = __builtin_convertvector(alphas, lanes8);
    lanes8 inverse = (uint16_t)(255 - alpha) & ~(stays * 257);
    lanes8 more = __builtin_convertvector(bytes, lanes8) * (uint16_t)alpha;
    more = ((more & ~(stays * 257)) | (stays * 255)) + 0x80;
    int x = 0;
    for (; x + 2 <= count; x += 2) {
        memcpy(&bytes, pixels + x, sizeof bytes);
        lanes8 sum = __builtin_convertvector(bytes, lanes8) * inverse + more;
        bytes = __builtin_convertvector((sum + (sum >> 8)) >> 8, bytes8);
        memcpy(pixels + x, &bytes, sizeof bytes);
    }
    if (x < count) {
        pixels[x] = mix(pixels[x], colour, alpha);
    }
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
        mix_span(row + from, to - from, colour, alpha);
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

static float larger(float a, float b)
{
    return a > b ? a : b;
}

static float clamp_share(float share)
{
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* Signed distance of a pixel's centre from the edge of a rounded rectangle; negative inside. */
static float distance(struct ui_rect rect, float radius, int x, int y)
{
    float half_w = (float)rect.w / 2;
    float half_h = (float)rect.h / 2;
    float dx = fabsf((float)x + 0.5f - (float)rect.x - half_w) - half_w + radius;
    float dy = fabsf((float)y + 0.5f - (float)rect.y - half_h) - half_h + radius;
    return (dx > 0 && dy > 0 ? sqrtf(dx * dx + dy * dy) : larger(dx, dy)) - radius;
}

static float coverage_at(struct ui_rect rect, float radius, int x, int y)
{
    return clamp_share(0.5f - distance(rect, radius, x, y));
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

static void round_within(const struct draw_target *target, struct ui_rect part, struct ui_rect rect,
                         int radius_px, uint32_t colour)
{
    struct draw_target within = *target;
    within.clip = ui_rect_intersect(target->clip, part);
    draw_round(&within, rect, radius_px, colour);
}

void draw_framed(const struct draw_target *target, struct ui_rect rect, int radius_px,
                 uint32_t border, struct ui_rect inner, int inner_radius_px, uint32_t fill)
{
    int radius = clamp_radius(inner, inner_radius_px > 0 ? inner_radius_px : 0);
    /* What the inner one hides of the outer need not be painted. */
    int top = inner.y + radius;
    int bottom = inner.y + inner.h - radius;
    int right = inner.x + inner.w;
    if (fill >> 24 != 255 || ui_rect_empty(inner) || bottom <= top) {
        draw_round(target, rect, radius_px, border);
    } else {
        round_within(target, (struct ui_rect){rect.x, rect.y, rect.w, top - rect.y}, rect,
                     radius_px, border);
        round_within(target, (struct ui_rect){rect.x, top, inner.x - rect.x, bottom - top}, rect,
                     radius_px, border);
        round_within(target, (struct ui_rect){right, top, rect.x + rect.w - right, bottom - top},
                     rect, radius_px, border);
        round_within(target, (struct ui_rect){rect.x, bottom, rect.w, rect.y + rect.h - bottom},
                     rect, radius_px, border);
    }
    draw_round(target, inner, inner_radius_px, fill);
}

/* What is drawn along the edge of a rectangle: how much of a pixel it covers. */
struct edge {
    uint32_t (*coverage)(const void *shape, int x, int y);
    const void *shape;
    int from_y; /* between these two only x counts */
    int to_y;
};

static void edge_part(uint32_t *row, int from, int to, int y, const struct edge *edge,
                      uint32_t colour)
{
    for (int x = from; x < to; x++) {
        uint32_t cover = edge->coverage(edge->shape, x, y);
        if (cover > 0) {
            put(&row[x], colour, cover);
        }
    }
}

/* One side of it, from the top of r to its bottom: its straight part is reckoned once. */
static void edge_side(const struct draw_target *target, struct ui_rect r, int from, int to,
                      const struct edge *edge, uint32_t colour)
{
    uint8_t cover[EDGE_MAX];
    bool known = false;
    for (int y = r.y; y < r.y + r.h; y++) {
        uint32_t *row = row_of(target, y);
        if (y < edge->from_y || y >= edge->to_y || to - from > EDGE_MAX) {
            edge_part(row, from, to, y, edge, colour);
            continue;
        }
        for (int x = from; x < to && !known; x++) {
            cover[x - from] = (uint8_t)edge->coverage(edge->shape, x, y);
        }
        known = true;
        for (int x = from; x < to; x++) {
            if (cover[x - from] > 0) {
                put(&row[x], colour, cover[x - from]);
            }
        }
    }
}

struct ring {
    struct ui_rect outer;
    struct ui_rect inner;
    float radius;
    float inner_radius;
};

static uint32_t ring_coverage(const void *shape, int x, int y)
{
    const struct ring *ring = shape;
    float cover = coverage_at(ring->outer, ring->radius, x, y);
    if (!ui_rect_empty(ring->inner)) {
        cover -= coverage_at(ring->inner, ring->inner_radius, x, y);
    }
    return to_coverage(larger(cover, 0));
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
    const struct edge edge = {ring_coverage, &ring, rect.y + band, rect.y + rect.h - band};
    struct stretch s = stretch_of(r, rect.x + band, rect.x + rect.w - band);
    edge_side(target, r, s.from, s.straight, &edge, colour);
    edge_side(target, r, s.curved, s.to, &edge, colour);
    for (int y = r.y; y < r.y + r.h; y++) {
        if (y < edge.from_y || y >= edge.to_y) {
            /* Between the corners only the height counts. */
            cover_span(row_of(target, y), s.straight, s.curved, colour,
                       ring_coverage(&ring, rect.x + rect.w / 2, y));
        }
    }
}

struct shadow {
    struct ui_rect cast;
    float radius;
    float reach;
    struct ui_rect under; /* hidden by what casts it */
};

static uint32_t shadow_coverage(const void *shape, int x, int y)
{
    const struct shadow *shadow = shape;
    if (ui_rect_contains(shadow->under, x, y)) {
        return 0;
    }
    float away = distance(shadow->cast, shadow->radius, x, y) + 1;
    float fade = clamp_share(1 - away / shadow->reach);
    return to_coverage(fade * fade);
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
    int middle = rect.x + rect.w / 2;
    struct stretch s = stretch_of(r, rect.x + side, rect.x + rect.w - side);
    /* Below the upper corners of the shadow and above the lower ones of the thing; without a
     * radius the shadow is not at its darkest at the edge. */
    const struct edge edge = {shadow_coverage, &shadow, cast.y + side,
                              radius > 0 ? rect.y + rect.h - side : cast.y + side};
    edge_side(target, r, s.from, s.straight, &edge, colour);
    edge_side(target, r, s.curved, s.to, &edge, colour);
    for (int y = r.y; y < r.y + r.h; y++) {
        cover_span(row_of(target, y), s.straight, s.curved, colour,
                   shadow_coverage(&shadow, middle, y));
    }
}

/* How many of count bytes are nothing, eight at a time. */
static int blank_bytes(const uint8_t *bytes, int count)
{
    int n = 0;
    uint64_t eight = 0;
    while (n + 8 <= count) {
        memcpy(&eight, bytes + n, sizeof eight);
        if (eight != 0) {
            break;
        }
        n += 8;
    }
    return n;
}

static void mask_pixel(uint32_t *pixel, uint32_t colour, uint32_t cover, bool opaque)
{
    if (!opaque) {
        put(pixel, colour, cover);
    } else {
        *pixel = cover == 255 ? colour : mix(*pixel, colour, cover);
    }
}

void draw_mask(const struct draw_target *target, const struct draw_mask *mask, int x, int y,
               uint32_t colour)
{
    bool opaque = colour >> 24 == 255;
    struct ui_rect rect = {x, y, mask->width_px, mask->height_px};
    struct ui_rect r = ui_rect_intersect(rect, target->clip);
    for (int py = r.y; py < r.y + r.h; py++) {
        uint32_t *row = row_of(target, py);
        const uint8_t *from = mask->coverage + (long)(py - y) * mask->width_px;
        for (int px = r.x; px < r.x + r.w; px++) {
            if (from[px - x] > 0) {
                mask_pixel(&row[px], colour, from[px - x], opaque);
            } else {
                px += blank_bytes(from + (px + 1 - x), r.x + r.w - px - 1);
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

void draw_move(const struct draw_target *target, int by_px)
{
    struct ui_rect r = target->clip;
    int rows = r.h - (by_px < 0 ? -by_px : by_px);
    /* No row is overwritten before it has been moved. */
    for (int i = 0; i < rows; i++) {
        int to = by_px > 0 ? r.y + r.h - 1 - i : r.y + i;
        memcpy(row_of(target, to) + r.x, row_of(target, to - by_px) + r.x,
               (size_t)r.w * sizeof *target->pixels);
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
            float along = clamp_share((px * dx + py * dy) / length2);
            float ax = px - along * dx;
            float ay = py - along * dy;
            float cover = clamp_share(half - sqrtf(ax * ax + ay * ay) + 0.5f);
            put(&row[x], colour, to_coverage(cover));
        }
    }
}
