/* What staff are shown of the kiosk while the service screen is open. UI thread. */
#ifndef MOTCUA_KIOSK_APP_SERVICE_H
#define MOTCUA_KIOSK_APP_SERVICE_H

#include <stdint.h>

#include "core/raster.h"

struct app;

/* Tells the flow how things are, once a second while the screen shows. */
void service_turn(struct app *app, int64_t now_ms);
/* When to take the next turn, monotonic; -1: no need. */
int64_t service_next_ms(const struct app *app);
/* Tells the central service how the devices are, when it is time to. */
void service_report_turn(struct app *app, int64_t now_ms);
/* A receipt that is nobody's, for the printer's width. */
enum mc_err service_sample(struct app *app, struct mc_raster *out,
                           struct mc_error *err) MC_MUST_CHECK;

#endif
