#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/picture.h"
#include "drivers/camera/qr_grid_internal.h"

/* A finder pattern's middle, in modules from the code's edge. */
#define MIDDLE    3.5F
#define QUIET     4   /* modules */
#define MODULE_PX 4   /* of the code drawn anew */
#define LEVEL     128 /* parts dark from light */
/* Chance gives 50, a code on creased cloth about 85 before its creases are followed. */
#define FIXED_LEAST_PERCENT 70

struct projection projection_of(const struct grid *grid)
{
    const struct point *p = grid->corner;
    float dx1 = p[TOP_RIGHT].x - p[BOTTOM_RIGHT].x;
    float dy1 = p[TOP_RIGHT].y - p[BOTTOM_RIGHT].y;
    float dx2 = p[BOTTOM_LEFT].x - p[BOTTOM_RIGHT].x;
    float dy2 = p[BOTTOM_LEFT].y - p[BOTTOM_RIGHT].y;
    float sx = p[TOP_LEFT].x - p[TOP_RIGHT].x + p[BOTTOM_RIGHT].x - p[BOTTOM_LEFT].x;
    float sy = p[TOP_LEFT].y - p[TOP_RIGHT].y + p[BOTTOM_RIGHT].y - p[BOTTOM_LEFT].y;
    float area = dx1 * dy2 - dx2 * dy1;
    area = fabsf(area) < 1e-6F ? 1e-6F : area;
    float g = (sx * dy2 - dx2 * sy) / area;
    float h = (dx1 * sy - sx * dy1) / area;
    return (struct projection){
        .a = p[TOP_RIGHT].x - p[TOP_LEFT].x + g * p[TOP_RIGHT].x,
        .b = p[BOTTOM_LEFT].x - p[TOP_LEFT].x + h * p[BOTTOM_LEFT].x,
        .c = p[TOP_LEFT].x,
        .d = p[TOP_RIGHT].y - p[TOP_LEFT].y + g * p[TOP_RIGHT].y,
        .e = p[BOTTOM_LEFT].y - p[TOP_LEFT].y + h * p[BOTTOM_LEFT].y,
        .f = p[TOP_LEFT].y,
        .g = g,
        .h = h,
    };
}

struct point place_of(const struct projection *by, int side, float column, float row)
{
    float u = (column - MIDDLE) / ((float)side - 2 * MIDDLE);
    float v = (row - MIDDLE) / ((float)side - 2 * MIDDLE);
    float w = by->g * u + by->h * v + 1;
    w = fabsf(w) < 1e-6F ? 1e-6F : w;
    return (struct point){(by->a * u + by->b * v + by->c) / w, (by->d * u + by->e * v + by->f) / w};
}

int light_at(const struct mc_grey *flat, struct point at)
{
    bool inside =
        at.x >= 0 && at.y >= 0 && at.x < (float)flat->width_px && at.y < (float)flat->height_px;
    return inside ? flat->pixels[(size_t)at.y * (size_t)flat->width_px + (size_t)at.x] - LEVEL : 0;
}

/* Squares around (x, y), like a target: how far from the middle (column, row) is. */
static int ring_at(int column, int row, int x, int y)
{
    int across = abs(column - x);
    int down = abs(row - y);
    return across > down ? across : down;
}

int fixed_at(int side, int column, int row)
{
    /* The three corners alike. */
    bool right = column >= side - 8;
    bool lower = row >= side - 8;
    int ring = ring_at(right ? side - 1 - column : column, lower ? side - 1 - row : row, 3, 3);
    if (ring <= 4 && !(right && lower)) {
        return ring == 2 || ring == 4 ? -1 : 1;
    }
    if (column == 6 || row == 6) {
        return (column + row) % 2 == 0 ? 1 : -1;
    }
    ring = ring_at(column, row, side - 7, side - 7);
    if (side > SIDE_LEAST && ring <= 2) {
        return ring == 1 ? -1 : 1;
    }
    return 0;
}

/* Dark or light, by nine points around the module's middle. */
static bool dark_module(const struct mc_grey *flat, const struct projection *by, int side,
                        const struct warp *warp, int column, int row)
{
    int light = 0;
    for (int i = -1; i <= 1; i++) {
        for (int j = -1; j <= 1; j++) {
            float x = (float)column + 0.5F + (float)i * 0.2F;
            float y = (float)row + 0.5F + (float)j * 0.2F;
            light += light_at(flat, warp_place(by, side, warp, x, y));
        }
    }
    return light < 0;
}

static void draw_module(struct mc_grey *out, int column, int row)
{
    for (int y = 0; y < MODULE_PX; y++) {
        size_t at = (size_t)((row + QUIET) * MODULE_PX + y) * (size_t)out->width_px +
                    (size_t)(column + QUIET) * MODULE_PX;
        memset(out->pixels + at, 0, MODULE_PX);
    }
}

/* Is it a code at all? Most of what the standard fixes must be there. */
static bool plausible(const struct mc_grey *flat, const struct projection *by, int side,
                      const struct warp *warp)
{
    int fixed = 0;
    int right = 0;
    for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
            int colour = fixed_at(side, column, row);
            if (colour != 0) {
                fixed++;
                right += dark_module(flat, by, side, warp, column, row) == (colour > 0);
            }
        }
    }
    return right * 100 >= fixed * FIXED_LEAST_PERCENT;
}

static void draw(const struct mc_grey *flat, const struct projection *by, int side,
                 const struct warp *warp, struct mc_grey *out)
{
    picture_forget(out);
    int side_px = (side + 2 * QUIET) * MODULE_PX;
    mc_grey_init(out, side_px, side_px);
    for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
            int fixed = fixed_at(side, column, row);
            if (fixed > 0 || (fixed == 0 && dark_module(flat, by, side, warp, column, row))) {
                draw_module(out, column, row);
            }
        }
    }
}

bool qr_grid_redraw(const struct mc_grey *flat, const struct qr_corners *corners,
                    struct mc_grey *out)
{
    struct grid grid;
    if (!grid_fit(flat, corners, &grid)) {
        return false;
    }
    struct projection by = projection_of(&grid);
    struct warp warp = {0};
    if (!plausible(flat, &by, grid.side, &warp)) {
        return false;
    }
    warp_fit(flat, &by, grid.side, &warp);
    draw(flat, &by, grid.side, &warp, out);
    return true;
}

struct guess {
    struct qr_corners corners;
    float cost;
};

static int likelier(const void *a, const void *b)
{
    float left = ((const struct guess *)a)->cost;
    float right = ((const struct guess *)b)->cost;
    return (left > right) - (left < right);
}

/* How unlike a code three patterns lie, with `top_left` in its corner: legs of one length, at a
 * right angle, and patterns of one size cost nothing. */
static struct guess guess_of(const struct qr_finder *top_left, const struct qr_finder *one,
                             const struct qr_finder *other)
{
    struct point a = {one->x - top_left->x, one->y - top_left->y};
    struct point b = {other->x - top_left->x, other->y - top_left->y};
    float cross = a.x * b.y - a.y * b.x;
    float length_a = hypotf(a.x, a.y);
    float length_b = hypotf(b.x, b.y);
    float sine = fabsf(cross) / fmaxf(length_a * length_b, 1);
    float sizes[] = {top_left->module_px, one->module_px, other->module_px};
    float largest = fmaxf(sizes[0], fmaxf(sizes[1], sizes[2]));
    float smallest = fminf(sizes[0], fminf(sizes[1], sizes[2]));
    struct guess guess = {.cost = fabsf(logf(fmaxf(length_a, 1) / fmaxf(length_b, 1))) +
                                  (1 - sine) * 2 + logf(largest / smallest)};
    guess.corners.corner[0] = *top_left;
    guess.corners.corner[1] = cross > 0 ? *one : *other;
    guess.corners.corner[2] = cross > 0 ? *other : *one;
    return guess;
}

size_t qr_grid_guess(const struct qr_finder *finders, size_t count,
                     struct qr_corners out[QR_GRID_HYPOTHESES_MAX])
{
    /* Three ways for each three of them. */
    size_t capacity = QR_FINDERS_MAX * QR_FINDERS_MAX * QR_FINDERS_MAX / 2;
    struct guess *guesses = mc_calloc(capacity, sizeof *guesses);
    size_t guessed = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            for (size_t k = j + 1; k < count; k++) {
                if (i != j && i != k && guessed < capacity) {
                    guesses[guessed++] = guess_of(&finders[i], &finders[j], &finders[k]);
                }
            }
        }
    }
    qsort(guesses, guessed, sizeof *guesses, likelier);
    size_t taken = guessed < QR_GRID_HYPOTHESES_MAX ? guessed : QR_GRID_HYPOTHESES_MAX;
    for (size_t i = 0; i < taken; i++) {
        out[i] = guesses[i].corners;
    }
    free(guesses);
    return taken;
}
