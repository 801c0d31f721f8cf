/*
 * Rectangles in pixels. A rectangle without width or height is empty. Pure.
 */
#ifndef MOTCUA_UI_GEOMETRY_H
#define MOTCUA_UI_GEOMETRY_H

#include <stdbool.h>

struct ui_rect {
    int x;
    int y;
    int w;
    int h;
};

static inline bool ui_rect_empty(struct ui_rect r)
{
    return r.w <= 0 || r.h <= 0;
}

static inline bool ui_rect_contains(struct ui_rect r, int x, int y)
{
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}

static inline struct ui_rect ui_rect_intersect(struct ui_rect a, struct ui_rect b)
{
    int x0 = a.x > b.x ? a.x : b.x;
    int y0 = a.y > b.y ? a.y : b.y;
    int x1 = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    int y1 = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    if (x1 <= x0 || y1 <= y0) {
        return (struct ui_rect){x0, y0, 0, 0};
    }
    return (struct ui_rect){x0, y0, x1 - x0, y1 - y0};
}

static inline struct ui_rect ui_rect_union(struct ui_rect a, struct ui_rect b)
{
    if (ui_rect_empty(a)) {
        return b;
    }
    if (ui_rect_empty(b)) {
        return a;
    }
    int x0 = a.x < b.x ? a.x : b.x;
    int y0 = a.y < b.y ? a.y : b.y;
    int x1 = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int y1 = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct ui_rect){x0, y0, x1 - x0, y1 - y0};
}

static inline struct ui_rect ui_rect_inflate(struct ui_rect r, int by)
{
    return (struct ui_rect){r.x - by, r.y - by, r.w + 2 * by, r.h + 2 * by};
}

#endif
