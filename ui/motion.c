#include "ui/motion.h"

#include <math.h>

static void go(struct motion *motion, double left_px, int decay_ms)
{
    motion->moving = true;
    motion->left_px = left_px;
    motion->owed_px = 0;
    motion->decay_ms = decay_ms;
    motion->last_ms = -1;
}

void motion_stop(struct motion *motion)
{
    motion->moving = false;
    motion->left_px = 0;
    motion->owed_px = 0;
}

void motion_watch(struct motion *motion, uint32_t at_ms, int y)
{
    motion->tracked = 0;
    motion_track(motion, at_ms, y);
}

bool motion_touch(struct motion *motion, uint32_t at_ms, int y)
{
    bool moved = motion->moving;
    motion_stop(motion);
    motion_watch(motion, at_ms, y);
    return moved;
}

void motion_track(struct motion *motion, uint32_t at_ms, int y)
{
    if (motion->tracked == MOTION_TRACKED) {
        for (int i = 1; i < MOTION_TRACKED; i++) {
            motion->track[i - 1] = motion->track[i];
        }
        motion->tracked--;
    }
    motion->track[motion->tracked].at_ms = at_ms;
    motion->track[motion->tracked].y = y;
    motion->tracked++;
}

void motion_release(struct motion *motion, uint32_t at_ms, int least_px_s)
{
    int last = motion->tracked - 1;
    int first = 0;
    while (first < last && at_ms - motion->track[first].at_ms > MOTION_TRACKED_MS) {
        first++;
    }
    /* A finger that rested before it was lifted has stopped the list where it is. */
    if (first >= last || at_ms <= motion->track[first].at_ms) {
        return;
    }
    double px_per_ms = (double)(motion->track[first].y - motion->track[last].y) /
                       (double)(at_ms - motion->track[first].at_ms);
    if (fabs(px_per_ms) * 1000 >= least_px_s) {
        go(motion, px_per_ms * MOTION_FLING_MS, MOTION_FLING_MS);
    }
}

void motion_page(struct motion *motion, int by_px)
{
    /* A second page asked for on the way to the first is added to it. */
    go(motion, by_px + (motion->moving ? motion->left_px + motion->owed_px : 0), MOTION_PAGE_MS);
}

int motion_step(struct motion *motion, int64_t now_ms)
{
    if (!motion->moving) {
        return 0;
    }
    int64_t passed_ms = motion->last_ms < 0 ? MOTION_FRAME_MS : now_ms - motion->last_ms;
    double kept = exp(-(double)passed_ms / motion->decay_ms);
    double move = motion->left_px * (1 - kept);
    motion->last_ms = now_ms;
    motion->left_px -= move;
    if (fabs(motion->left_px) < 1) {
        move += motion->left_px;
        motion->moving = false;
    }
    double whole = round(move + motion->owed_px);
    motion->owed_px += move - whole;
    return (int)whole;
}

void motion_arrive(struct motion *motion)
{
    motion->arriving = true;
    motion->began_ms = -1;
}

int motion_arrival_px(struct motion *motion, int64_t now_ms, int from_px)
{
    if (!motion->arriving) {
        return 0;
    }
    if (motion->began_ms < 0) {
        motion->began_ms = now_ms;
    }
    motion->arrived_ms = now_ms;
    double left = 1 - (double)(now_ms - motion->began_ms) / MOTION_ARRIVE_MS;
    int px = left > 0 ? (int)lround(from_px * left * left * left) : 0;
    motion->arriving = px > 0;
    return px;
}

int64_t motion_due_ms(const struct motion *motion, int64_t now_ms)
{
    if (motion->moving) {
        return motion->last_ms < 0 ? now_ms : motion->last_ms + MOTION_FRAME_MS;
    }
    if (motion->arriving) {
        return motion->began_ms < 0 ? now_ms : motion->arrived_ms + MOTION_FRAME_MS;
    }
    return -1;
}
