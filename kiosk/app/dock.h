/*
 * The demo's dock: a small window beside the kiosk that stands for the things a citizen holds. Put
 * a card before the camera or on the reader, hold the printed receipt before the camera, pull the
 * paper, open the cover.
 */
#ifndef MOTCUA_KIOSK_APP_DOCK_H
#define MOTCUA_KIOSK_APP_DOCK_H

#include "core/error.h"
#include "kiosk/app/devices.h"
#include "ui/ui.h"

struct dock;

/* Cards come from <assets_dir>/demo/cards.json. devices borrowed. The window stands at left_px and
 * is at most height_px high. */
enum mc_err dock_create(const char *assets_dir, struct devices *devices, int left_px, int height_px,
                        struct dock **out, struct mc_error *err) MC_MUST_CHECK;
void dock_destroy(struct dock *dock);
/* The dock's window: events of other windows are not its business. */
const struct ui *dock_window(const struct dock *dock);
void dock_event(struct dock *dock, const struct ui_event *event);
/* Takes what the printer gave since, and paints. */
void dock_turn(struct dock *dock);

#endif
