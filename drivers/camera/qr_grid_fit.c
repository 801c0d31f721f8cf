#include <math.h>
#include <stdlib.h>

#include "drivers/camera/qr_grid_internal.h"

/* A grid is scored on at most this many modules, evenly spread. */
#define SAMPLES 400
/* Steps from a module down to a 16th of one. */
#define HALVINGS 5

/* How well a grid fits: fixed modules must have their colour, and any module's middle must be
 * clearly dark or clearly light, which it is not where the grid runs along edges. Per module. */
static float score(const struct mc_grey *flat, const struct grid *grid)
{
    struct projection by = projection_of(grid);
    int count = grid->side * grid->side;
    int stride = count > SAMPLES ? count / SAMPLES : 1;
    int64_t fixed = 0;
    int64_t clear = 0;
    int samples = 0;
    for (int row = 0; row < grid->side; row++) {
        for (int column = 0; column < grid->side; column++) {
            int colour = fixed_at(grid->side, column, row);
            if (colour == 0 && (row * grid->side + column) % stride != 0) {
                continue;
            }
            int light =
                light_at(flat, place_of(&by, grid->side, (float)column + 0.5F, (float)row + 0.5F));
            fixed -= (int64_t)colour * light;
            clear += colour == 0 ? abs(light) : 0;
            samples++;
        }
    }
    return (float)(2 * fixed + clear) / (float)samples;
}

/* Moves one corner after the other by ever smaller steps while the score grows. */
static float refine(const struct mc_grey *flat, struct grid *grid, float step_px, float best)
{
    static const struct point ways[] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (int halvings = 0; halvings < HALVINGS; halvings++) {
        float step = step_px / (float)(1 << halvings);
        bool better = true;
        for (int rounds = 0; better && rounds < 6; rounds++) {
            better = false;
            for (int way = 0; way < CORNERS * 4; way++) {
                struct grid moved = *grid;
                /* The corner without a pattern is the least certain: it comes first. */
                struct point *corner = &moved.corner[CORNERS - 1 - way / 4];
                corner->x += ways[way % 4].x * step;
                corner->y += ways[way % 4].y * step;
                float fit = score(flat, &moved);
                if (fit > best) {
                    best = fit;
                    *grid = moved;
                    better = true;
                }
            }
        }
    }
    return best;
}

static float distance(struct point a, struct point b)
{
    return hypotf(a.x - b.x, a.y - b.y);
}

/* The fourth corner is looked for around where a parallelogram would have it. */
static float place_fourth(const struct mc_grey *flat, struct grid *grid)
{
    struct point *corner = grid->corner;
    struct point across = {corner[TOP_RIGHT].x - corner[TOP_LEFT].x,
                           corner[TOP_RIGHT].y - corner[TOP_LEFT].y};
    struct point down = {corner[BOTTOM_LEFT].x - corner[TOP_LEFT].x,
                         corner[BOTTOM_LEFT].y - corner[TOP_LEFT].y};
    const struct grid start = *grid;
    float best = -1e9F;
    enum { REACH = 4 };
    for (int i = -REACH; i <= REACH; i++) {
        for (int j = -REACH; j <= REACH; j++) {
            float u = 1 + (float)i * 0.06F;
            float v = 1 + (float)j * 0.06F;
            struct grid moved = start;
            moved.corner[BOTTOM_RIGHT] =
                (struct point){corner[TOP_LEFT].x + across.x * u + down.x * v,
                               corner[TOP_LEFT].y + across.y * u + down.y * v};
            float fit = score(flat, &moved);
            if (fit > best) {
                best = fit;
                *grid = moved;
            }
        }
    }
    return best;
}

/* Side by the distance of the patterns, in modules: the nearest one a code may have. */
static int side_of(const struct qr_corners *corners)
{
    const struct qr_finder *c = corners->corner;
    float across = hypotf(c[1].x - c[0].x, c[1].y - c[0].y) / (c[0].module_px + c[1].module_px);
    float down = hypotf(c[2].x - c[0].x, c[2].y - c[0].y) / (c[0].module_px + c[2].module_px);
    int modules = (int)lroundf(across + down) + 7;
    int side = SIDE_LEAST + (modules - SIDE_LEAST + SIDE_STEP / 2) / SIDE_STEP * SIDE_STEP;
    return side < SIDE_LEAST ? SIDE_LEAST : side > SIDE_MOST ? SIDE_MOST : side;
}

bool grid_fit(const struct mc_grey *flat, const struct qr_corners *corners, struct grid *out)
{
    int likely = side_of(corners);
    float best = 0;
    for (int side = likely - 2 * SIDE_STEP; side <= likely + 2 * SIDE_STEP; side += SIDE_STEP) {
        if (side < SIDE_LEAST || side > SIDE_MOST) {
            continue;
        }
        struct grid grid = {.side = side};
        for (int i = TOP_LEFT; i <= BOTTOM_LEFT; i++) {
            grid.corner[i] = (struct point){corners->corner[i].x, corners->corner[i].y};
        }
        float fits = place_fourth(flat, &grid);
        if (fits > best) {
            best = fits;
            *out = grid;
        }
    }
    if (best > 0) {
        float module_px =
            distance(out->corner[TOP_LEFT], out->corner[TOP_RIGHT]) / (float)out->side;
        best = refine(flat, out, module_px, best);
    }
    return best > 0;
}
