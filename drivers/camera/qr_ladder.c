#include "drivers/camera/qr_ladder.h"

#include <stdlib.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/camera/picture.h"
#include "drivers/camera/qr_finder.h"
#include "drivers/camera/qr_grid.h"

/* ZBar misses a code whose quiet zone the picture's edge cuts off. */
#define BORDER_PX 24
/* A longer side than this holds no more of a code than the same picture made smaller. */
#define SIDE_MOST_PX 1600
/* Made larger only up to this: a small code in a large picture is rare, and the time is not. */
#define DOUBLE_MOST_PX 1000
#define PERCENT        100

/* What a rung does, in this order; zeros leave out. */
struct rung {
    int scale_percent;
    int turn_degrees;
    int blur_px;
    int sharpen_px;
    /* The square for thresholds and grids, as a part of the longest side: 1 / this. */
    int window_part;
    bool grid;
    bool negate;
    bool stretch;
};

/*
 * Chosen by what goes wrong before cameras, dearer ones later. Windows: a code fills an eighth to
 * all of a frame, so a square of a 16th or a 32nd of the frame lies within it and still holds
 * several modules.
 */
static const struct rung rungs[] = {
    /* Low contrast: a dim room, a worn print. */
    {.stretch = true},
    /* Uneven light, shadow across the card, glare on its plastic. */
    {.window_part = 32},
    /* Seen at an angle, on creased cloth or bent paper, few pixels a module: ZBar's own grid is too
     * coarse. */
    {.window_part = 12, .grid = true},
    /* Noise of a dark frame makes ZBar's lines cross edges that are none. */
    {.blur_px = 1, .window_part = 32},
    /* Close-ups: at half size print dots and dirt are gone, and blur is half as wide. */
    {.scale_percent = 50, .window_part = 16},
    /* Out of focus. */
    {.sharpen_px = 3, .stretch = true},
    /* Far away: at two pixels a module ZBar finds no pattern. */
    {.scale_percent = 200, .window_part = 32},
    {.scale_percent = 200, .blur_px = 1, .window_part = 24, .grid = true},
    /* The same once more for codes that fill the frame. */
    {.scale_percent = 50, .window_part = 24, .grid = true},
    {.blur_px = 1, .window_part = 48, .grid = true},
    /* White on black: some phones at night, engraved plates. */
    {.negate = true, .window_part = 16},
    {.negate = true, .window_part = 12, .grid = true},
    /* Phone screens: the camera's and the screen's pixels make moiré, which the mean over an area
     * and a low pass take away. */
    {.blur_px = 2, .window_part = 32},
    {.scale_percent = 33, .blur_px = 1, .window_part = 16},
    {.scale_percent = 33},
    {.scale_percent = 25},
    {.scale_percent = 67},
    {.blur_px = 3, .window_part = 24, .grid = true},
    /* ZBar looks along rows and columns: a code on its corner crosses them worst. */
    {.turn_degrees = 45},
    {.turn_degrees = 20, .window_part = 32},
    {.turn_degrees = 70, .window_part = 32},
};
#define RUNGS ((int)(sizeof rungs / sizeof rungs[0]))

struct qr_ladder {
    struct qr_scan *scan;
    int next;             /* where go_on() goes on */
    int lucky;            /* the rung that read last, -1: none */
    struct mc_grey small; /* the picture, not larger than SIDE_MOST_PX */
    /* A rung's pictures, in turn. */
    struct mc_grey work[2];
};

struct qr_ladder *qr_ladder_create(struct qr_scan *scan)
{
    struct qr_ladder *ladder = MC_NEW(struct qr_ladder);
    ladder->scan = scan;
    qr_ladder_restart(ladder);
    return ladder;
}

static void forget_pictures(struct qr_ladder *ladder)
{
    picture_forget(&ladder->small);
    picture_forget(&ladder->work[0]);
    picture_forget(&ladder->work[1]);
}

void qr_ladder_destroy(struct qr_ladder *ladder)
{
    if (ladder != NULL) {
        forget_pictures(ladder);
        free(ladder);
    }
}

void qr_ladder_restart(struct qr_ladder *ladder)
{
    ladder->next = 0;
    ladder->lucky = -1;
    forget_pictures(ladder);
}

static int longest_side(const struct mc_grey *picture)
{
    return picture->width_px > picture->height_px ? picture->width_px : picture->height_px;
}

static int percent_of(int size_px, int percent)
{
    int scaled = (int)((int64_t)size_px * percent / PERCENT);
    return scaled > 0 ? scaled : 1;
}

/* The other of the two working pictures: where the next change goes. */
static struct mc_grey *other(struct qr_ladder *ladder, const struct mc_grey *one)
{
    return one == &ladder->work[0] ? &ladder->work[1] : &ladder->work[0];
}

/* Every three patterns that may be one code's, until one can be read. */
static bool look_by_grid(struct qr_ladder *ladder, const struct mc_grey *flat, struct qr_code *out)
{
    struct qr_finder finders[QR_FINDERS_MAX];
    struct qr_corners guesses[QR_GRID_HYPOTHESES_MAX];
    size_t count = qr_finder_find(flat, finders);
    count = qr_grid_guess(finders, count, guesses);
    struct mc_grey code = {0};
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        found = qr_grid_redraw(flat, &guesses[i], &code) && qr_scan_look(ladder->scan, &code, out);
    }
    picture_forget(&code);
    return found;
}

/* What the rung makes of the picture, in one of the working pictures. */
static const struct mc_grey *prepare(struct qr_ladder *ladder, const struct rung *rung,
                                     const struct mc_grey *picture)
{
    const struct mc_grey *now = picture;
    struct mc_grey *to = other(ladder, now);
    if (rung->scale_percent != 0) {
        picture_resize(now, percent_of(now->width_px, rung->scale_percent),
                       percent_of(now->height_px, rung->scale_percent), to);
        now = to;
        to = other(ladder, now);
    }
    if (rung->turn_degrees != 0) {
        picture_turn(now, rung->turn_degrees, to);
        now = to;
        to = other(ladder, now);
    }
    if (rung->blur_px != 0) {
        picture_blur(now, rung->blur_px, to);
        now = to;
        to = other(ladder, now);
    }
    if (rung->sharpen_px != 0) {
        picture_sharpen(now, rung->sharpen_px, to);
        now = to;
        to = other(ladder, now);
    }
    if (rung->negate) {
        picture_negate(now, to);
        now = to;
        to = other(ladder, now);
    }
    if (rung->stretch) {
        picture_stretch(now, to);
        now = to;
    }
    return now;
}

static bool try_rung(struct qr_ladder *ladder, const struct rung *rung,
                     const struct mc_grey *picture, struct qr_code *out)
{
    const struct mc_grey *now = prepare(ladder, rung, picture);
    struct mc_grey *to = other(ladder, now);
    int window_px = rung->window_part > 0 ? longest_side(now) / rung->window_part + 2 : 0;
    if (rung->grid) {
        /* The border takes part: a pattern at the edge is one, too. */
        picture_frame(now, BORDER_PX, to);
        now = to;
        to = other(ladder, now);
        picture_flatten(now, window_px, to);
        return look_by_grid(ladder, to, out);
    }
    if (window_px > 0) {
        picture_threshold(now, window_px, 2, to);
        now = to;
        to = other(ladder, now);
    }
    picture_frame(now, BORDER_PX, to);
    return qr_scan_look(ladder->scan, to, out);
}

static bool worth_it(const struct rung *rung, const struct mc_grey *picture)
{
    return rung->scale_percent <= PERCENT || longest_side(picture) <= DOUBLE_MOST_PX;
}

/* Large pictures are made smaller once, for all rungs. */
static const struct mc_grey *workable(struct qr_ladder *ladder, const struct mc_grey *picture)
{
    int side_px = longest_side(picture);
    if (side_px <= SIDE_MOST_PX) {
        return picture;
    }
    int width_px = (int)((int64_t)picture->width_px * SIDE_MOST_PX / side_px);
    int height_px = (int)((int64_t)picture->height_px * SIDE_MOST_PX / side_px);
    picture_resize(picture, width_px > 0 ? width_px : 1, height_px > 0 ? height_px : 1,
                   &ladder->small);
    return &ladder->small;
}

bool qr_ladder_climb(struct qr_ladder *ladder, const struct mc_grey *picture, int budget_ms,
                     struct qr_code *out)
{
    int64_t end_ms = mc_clock_monotonic_ms() + budget_ms;
    /* A small code in a large picture is lost when it is made smaller. */
    bool found = longest_side(picture) > SIDE_MOST_PX && qr_scan_look(ladder->scan, picture, out);
    const struct mc_grey *from = workable(ladder, picture);
    for (int i = 0; i < RUNGS && !found; i++) {
        if (i > 0 && mc_clock_monotonic_ms() >= end_ms) {
            break;
        }
        found = worth_it(&rungs[i], from) && try_rung(ladder, &rungs[i], from, out);
    }
    forget_pictures(ladder);
    return found;
}

bool qr_ladder_go_on(struct qr_ladder *ladder, const struct mc_grey *frame, int budget_ms,
                     struct qr_code *out)
{
    int64_t end_ms = mc_clock_monotonic_ms() + budget_ms;
    const struct mc_grey *from = workable(ladder, frame);
    int first = ladder->lucky >= 0 ? ladder->lucky : 0;
    bool found = try_rung(ladder, &rungs[first], from, out);
    for (int tried = 1; tried < RUNGS && !found && mc_clock_monotonic_ms() < end_ms; tried++) {
        int rung = ladder->next;
        ladder->next = (ladder->next + 1) % RUNGS;
        found = rung != first && worth_it(&rungs[rung], from) &&
                try_rung(ladder, &rungs[rung], from, out);
        first = found ? rung : first;
    }
    ladder->lucky = found ? first : -1;
    return found;
}
