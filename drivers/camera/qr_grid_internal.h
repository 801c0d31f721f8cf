/* What the files that lay a grid share. */
#ifndef MOTCUA_DRIVERS_CAMERA_QR_GRID_INTERNAL_H
#define MOTCUA_DRIVERS_CAMERA_QR_GRID_INTERNAL_H

#include "drivers/camera/qr_grid.h"

#define SIDE_LEAST 21
#define SIDE_MOST  177
#define SIDE_STEP  4

enum { TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT, CORNERS };

struct point {
    float x;
    float y;
};

/* A code's side and where the middles of its corners' patterns lie in the picture; at the bottom
 * right there is no pattern, but the place is a point of the grid all the same. */
struct grid {
    int side;
    struct point corner[CORNERS];
};

/* From the unit square to the four corners. */
struct projection {
    float a, b, c, d, e, f, g, h;
};

/* Shifts of the grid in modules, at evenly spread nodes; between them they are interpolated. */
enum { NODES = 6 };
struct warp {
    struct point at[NODES][NODES];
};

struct projection projection_of(const struct grid *grid);
/* Where (column, row), in modules, lies in the picture. */
struct point place_of(const struct projection *by, int side, float column, float row);
/* How bright the nearest pixel is, under 0 dark; 0 outside. */
int light_at(const struct mc_grey *flat, struct point at);
/* What the standard fixes: 1 dark, -1 light, 0 data. Finder patterns with their white borders,
 * timing patterns, and the alignment pattern nearest the fourth corner. */
int fixed_at(int side, int column, int row);

/* qr_grid_fit.c: the plane grid that fits best; false if none does. */
bool grid_fit(const struct mc_grey *flat, const struct qr_corners *corners, struct grid *out);
/* qr_grid_bend.c: then each part of it is pushed to where it fits best: cloth creases, paper
 * bends. */
void warp_fit(const struct mc_grey *flat, const struct projection *by, int side, struct warp *out);
struct point warp_place(const struct projection *by, int side, const struct warp *warp,
                        float column, float row);

#endif
