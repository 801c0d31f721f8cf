/*
 * A picture in which nothing was read at once is tried again, changed: a ladder of second tries,
 * each for one reason why photographs fail, always in the same order, as far as the time goes. One
 * object a thread.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_QR_LADDER_H
#define MOTCUA_DRIVERS_CAMERA_QR_LADDER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/image.h"
#include "drivers/camera/qr_scan.h"

struct qr_ladder;

/* The scanner stays the caller's. */
struct qr_ladder *qr_ladder_create(struct qr_scan *scan);
void qr_ladder_destroy(struct qr_ladder *ladder);
/* All rungs from the first on. The first is tried whatever the time. */
bool qr_ladder_climb(struct qr_ladder *ladder, const struct mc_grey *picture, int budget_ms,
                     struct qr_code *out);
/* For live frames, which show nearly the same: first the rung that last read something, and what
 * there was no time for goes on with the next frame. */
bool qr_ladder_go_on(struct qr_ladder *ladder, const struct mc_grey *frame, int budget_ms,
                     struct qr_code *out);
/* A new scene: go_on() begins at the first rung. */
void qr_ladder_restart(struct qr_ladder *ladder);

#endif
