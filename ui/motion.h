/*
 * What moves by itself: a list that goes on after the finger has left it or a button asked for the
 * next page, and a screen that arrives. Both are short and end by themselves; while nothing moves
 * nothing is due. Pure; times are told, in ms of any one clock. Private to ui/.
 */
#ifndef MOTCUA_UI_MOTION_H
#define MOTCUA_UI_MOTION_H

#include <stdbool.h>
#include <stdint.h>

#define MOTION_FRAME_MS   16
#define MOTION_FLING_MS   300 /* in which a list flung loses two thirds of its speed */
#define MOTION_PAGE_MS    70  /* the same for a page asked for */
#define MOTION_ARRIVE_MS  150 /* in which a screen arrives */
#define MOTION_TRACKED    6
#define MOTION_TRACKED_MS 100 /* what the finger did before says nothing of its speed */

/* Zeroed: at rest. */
struct motion {
    bool moving;
    double left_px; /* still to go; negative is up */
    double owed_px; /* less than a pixel, gone but not shown */
    int decay_ms;
    int64_t last_ms; /* of the last step; -1: none yet */

    bool arriving;
    int64_t began_ms;   /* -1: not yet */
    int64_t arrived_ms; /* when it was last shown on its way */

    /* Where the finger was. */
    struct {
        uint32_t at_ms;
        int y;
    } track[MOTION_TRACKED];
    int tracked;
};

/* The finger goes down: whatever moved stops. True if something did. */
bool motion_touch(struct motion *motion, uint32_t at_ms, int y);
/* The same, and what moves goes on. */
void motion_watch(struct motion *motion, uint32_t at_ms, int y);
void motion_track(struct motion *motion, uint32_t at_ms, int y);
/* The finger leaves: the content goes on at its speed, if that is at least least_px_s. */
void motion_release(struct motion *motion, uint32_t at_ms, int least_px_s);
/* The content is to move by so much. */
void motion_page(struct motion *motion, int by_px);
void motion_stop(struct motion *motion);
/* How far to move the content now; 0 also while it only owes parts of a pixel. */
int motion_step(struct motion *motion, int64_t now_ms);

void motion_arrive(struct motion *motion);
/* How far a screen still is from its place, when it comes from from_px away; 0: it is there. */
int motion_arrival_px(struct motion *motion, int64_t now_ms, int from_px);

/* When the next step is due; -1: nothing moves. */
int64_t motion_due_ms(const struct motion *motion, int64_t now_ms);

#endif
