/* What tests need to stop in the middle of a version's making. */
#ifndef MOTCUA_KIOSK_STORE_CATALOGUE_UPDATE_INTERNAL_H
#define MOTCUA_KIOSK_STORE_CATALOGUE_UPDATE_INTERNAL_H

#include "kiosk/store/catalogue_update.h"

/* Makes a catalogue's SQLite file anew under a name nobody looks for. */
enum mc_err catalogue_update_fill(const char *path, const char *phrases_dir,
                                  const struct catalogue_bundle *bundle,
                                  struct mc_error *err) MC_MUST_CHECK;

#endif
