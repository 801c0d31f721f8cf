/*
 * Steadies what the camera's frames say about why nothing is read: a hint is told when it has held
 * for a while, and taken back later still, so that the screen does not flicker. Pure.
 */
#ifndef MOTCUA_KIOSK_APP_HINT_FILTER_H
#define MOTCUA_KIOSK_APP_HINT_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "drivers/camera/camera_hint.h"

#define HINT_FILTER_TELL_MS      2500
#define HINT_FILTER_TAKE_BACK_MS 4000

/* Zeroed: nothing seen, nothing told. */
struct hint_filter {
    enum camera_hint seen;
    int64_t since_ms;
    enum camera_hint told;
};

/* One frame's hint; found: a code was read, so that all is well. True when `told` has changed. */
bool hint_filter_frame(struct hint_filter *filter, enum camera_hint hint, bool found,
                       int64_t now_ms);

#endif
