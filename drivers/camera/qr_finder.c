#include "drivers/camera/qr_finder.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "core/memory.h"

#define RUNS      5
#define MODULES   7 /* across a finder pattern */
#define FOUND_MAX 256
/* Crossed by fewer lines a pattern is chance. */
#define LINES_LEAST 2

struct found {
    struct qr_finder finders[FOUND_MAX];
    size_t count;
};

static bool dark_at(const struct mc_grey *picture, int x, int y)
{
    return picture->pixels[(size_t)y * (size_t)picture->width_px + (size_t)x] < 128;
}

/* Each run may be off by half a module: blur makes dark runs grow or shrink. */
static bool is_pattern(const int runs[RUNS], float *out_module_px)
{
    static const int modules[RUNS] = {1, 1, 3, 1, 1};
    int total = 0;
    for (int i = 0; i < RUNS; i++) {
        if (runs[i] == 0) {
            return false;
        }
        total += runs[i];
    }
    float module_px = (float)total / MODULES;
    for (int i = 0; i < RUNS; i++) {
        float most = module_px * (modules[i] == 3 ? 1.4F : 0.7F);
        if (fabsf((float)runs[i] - (float)modules[i] * module_px) > most) {
            return false;
        }
    }
    *out_module_px = module_px;
    return true;
}

struct step {
    int x;
    int y;
};

/* How many pixels of one colour follow from (x, y), which is moved behind them. */
static int run_from(const struct mc_grey *picture, int *x, int *y, struct step step, bool dark)
{
    int run = 0;
    while (*x >= 0 && *y >= 0 && *x < picture->width_px && *y < picture->height_px &&
           dark_at(picture, *x, *y) == dark) {
        *x += step.x;
        *y += step.y;
        run++;
    }
    return run;
}

/* The pattern along a line through (x, y), a dark pixel of its middle; *out_shift: how many steps
 * from (x, y) its middle lies. */
static bool cross(const struct mc_grey *picture, int x, int y, struct step step, float *out_shift,
                  float *out_module_px)
{
    int runs[RUNS];
    struct step back = {-step.x, -step.y};
    int at_x = x - step.x;
    int at_y = y - step.y;
    int before = run_from(picture, &at_x, &at_y, back, true);
    runs[1] = run_from(picture, &at_x, &at_y, back, false);
    runs[0] = run_from(picture, &at_x, &at_y, back, true);
    at_x = x;
    at_y = y;
    int after = run_from(picture, &at_x, &at_y, step, true);
    runs[3] = run_from(picture, &at_x, &at_y, step, false);
    runs[4] = run_from(picture, &at_x, &at_y, step, true);
    runs[2] = before + after;
    *out_shift = (float)(after - before - 1) / 2;
    return is_pattern(runs, out_module_px);
}

static void add(struct found *found, struct qr_finder finder)
{
    for (size_t i = 0; i < found->count; i++) {
        struct qr_finder *known = &found->finders[i];
        float reach = 2 * fmaxf(known->module_px, finder.module_px);
        if (fabsf(known->x - finder.x) < reach && fabsf(known->y - finder.y) < reach) {
            float n = (float)known->lines;
            known->x = (known->x * n + finder.x) / (n + 1);
            known->y = (known->y * n + finder.y) / (n + 1);
            known->module_px = (known->module_px * n + finder.module_px) / (n + 1);
            known->lines++;
            return;
        }
    }
    if (found->count < FOUND_MAX) {
        found->finders[found->count++] = finder;
    }
}

/* A row has shown the pattern with its middle at (x, y): is it one downwards, too? */
static void check(const struct mc_grey *picture, int x, int y, struct found *found)
{
    static const struct step down = {0, 1};
    static const struct step right = {1, 0};
    float shift = 0;
    float height_px = 0;
    float width_px = 0;
    if (!dark_at(picture, x, y) || !cross(picture, x, y, down, &shift, &height_px)) {
        return;
    }
    int middle_y = y + (int)lroundf(shift);
    float shift_x = 0;
    if (!dark_at(picture, x, middle_y) ||
        !cross(picture, x, middle_y, right, &shift_x, &width_px)) {
        return;
    }
    add(found, (struct qr_finder){(float)x + shift_x + 0.5F, (float)y + shift + 0.5F,
                                  (width_px + height_px) / 2, 1});
}

static void search_row(const struct mc_grey *picture, int y, struct found *found)
{
    int runs[RUNS] = {0};
    bool dark = false;
    for (int x = 0; x <= picture->width_px; x++) {
        bool end = x == picture->width_px;
        if (!end && dark_at(picture, x, y) == dark) {
            runs[RUNS - 1]++;
            continue;
        }
        float module_px = 0;
        if (dark && is_pattern(runs, &module_px)) {
            check(picture, x - runs[4] - runs[3] - (runs[2] + 1) / 2, y, found);
        }
        for (int i = 0; i + 1 < RUNS; i++) {
            runs[i] = runs[i + 1];
        }
        runs[RUNS - 1] = 1;
        dark = !dark;
    }
}

static int surer(const void *a, const void *b)
{
    const struct qr_finder *left = a;
    const struct qr_finder *right = b;
    return right->lines - left->lines;
}

size_t qr_finder_find(const struct mc_grey *picture, struct qr_finder out[QR_FINDERS_MAX])
{
    struct found *found = MC_NEW(struct found);
    for (int y = 0; y < picture->height_px; y++) {
        search_row(picture, y, found);
    }
    qsort(found->finders, found->count, sizeof found->finders[0], surer);
    size_t count = 0;
    while (count < found->count && count < QR_FINDERS_MAX &&
           found->finders[count].lines >= LINES_LEAST) {
        out[count] = found->finders[count];
        count++;
    }
    free(found);
    return count;
}
