/* The public lists of names and places, read from assets/ at start. */
#ifndef MOTCUA_KIOSK_APP_SUGGESTIONS_H
#define MOTCUA_KIOSK_APP_SUGGESTIONS_H

#include "core/error.h"
#include "domain/suggest.h"

/* *out is freed by suggestions_finish(), also after a failure. */
enum mc_err suggestions_load(const char *assets_dir, struct suggest *out,
                             struct mc_error *err) MC_MUST_CHECK;
void suggestions_finish(struct suggest *suggest);

#endif
