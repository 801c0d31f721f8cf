#include <math.h>
#include <stdlib.h>

#include "drivers/camera/qr_grid_internal.h"

/* What a neighbour's being shifted otherwise by one module costs, in steps of grey. */
#define STRAIN 30.0F

static struct point mix(struct point a, struct point b, float part)
{
    return (struct point){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

static struct point shift_at(const struct warp *warp, int side, float column, float row)
{
    float x = column / (float)side * (NODES - 1);
    float y = row / (float)side * (NODES - 1);
    int i = x < NODES - 2 ? (int)x : NODES - 2;
    int j = y < NODES - 2 ? (int)y : NODES - 2;
    struct point above = mix(warp->at[j][i], warp->at[j][i + 1], x - (float)i);
    struct point below = mix(warp->at[j + 1][i], warp->at[j + 1][i + 1], x - (float)i);
    return mix(above, below, y - (float)j);
}

struct point warp_place(const struct projection *by, int side, const struct warp *warp,
                        float column, float row)
{
    struct point shift = shift_at(warp, side, column, row);
    return place_of(by, side, column + shift.x, row + shift.y);
}

/* What it costs that the neighbours of a node are shifted otherwise. */
static float strain_at(const struct warp *warp, int i, int j)
{
    static const int ways[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    float strain = 0;
    for (int k = 0; k < 4; k++) {
        int x = i + ways[k][0];
        int y = j + ways[k][1];
        if (x >= 0 && y >= 0 && x < NODES && y < NODES) {
            float dx = warp->at[j][i].x - warp->at[y][x].x;
            float dy = warp->at[j][i].y - warp->at[y][x].y;
            strain += dx * dx + dy * dy;
        }
    }
    return strain * STRAIN;
}

/* How well the grid fits around one node, a module. */
static float node_score(const struct mc_grey *flat, const struct projection *by, int side,
                        const struct warp *warp, int i, int j)
{
    float cell = (float)side / (NODES - 1);
    int left = (int)fmaxf(0, (float)(i - 1) * cell);
    int top = (int)fmaxf(0, (float)(j - 1) * cell);
    int right = (int)fminf((float)side, (float)(i + 1) * cell);
    int bottom = (int)fminf((float)side, (float)(j + 1) * cell);
    int64_t sum = 0;
    for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
            int light =
                light_at(flat, warp_place(by, side, warp, (float)column + 0.5F, (float)row + 0.5F));
            int colour = fixed_at(side, column, row);
            sum += colour == 0 ? abs(light) : -2 * (int64_t)colour * light;
        }
    }
    return (float)sum / (float)((right - left) * (bottom - top)) - strain_at(warp, i, j);
}

/* From coarse to fine; every node may move by a step each way a round. */
void warp_fit(const struct mc_grey *flat, const struct projection *by, int side, struct warp *out)
{
    struct warp warp = {0};
    static const struct point ways[] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (int round = 0; round < 8; round++) {
        float step = round < 3 ? 0.4F : round < 6 ? 0.2F : 0.1F;
        for (int node = 0; node < NODES * NODES * 4; node++) {
            int i = node / 4 % NODES;
            int j = node / 4 / NODES;
            float before = node_score(flat, by, side, &warp, i, j);
            struct point old = warp.at[j][i];
            warp.at[j][i].x += ways[node % 4].x * step;
            warp.at[j][i].y += ways[node % 4].y * step;
            if (node_score(flat, by, side, &warp, i, j) <= before) {
                warp.at[j][i] = old;
            }
        }
    }
    *out = warp;
}
