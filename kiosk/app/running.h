/* One kiosk a data folder: two would send the same outbox. A lock on a file in it, which ends with
 * the process, however that ends. */
#ifndef MOTCUA_KIOSK_APP_RUNNING_H
#define MOTCUA_KIOSK_APP_RUNNING_H

#include <stdbool.h>

#include "core/error.h"

/* *out_fd: held until it is closed. MC_ECONFLICT: another kiosk has the folder. */
enum mc_err running_lock(const char *data_dir, int *out_fd, struct mc_error *err) MC_MUST_CHECK;
/* Whether a kiosk holds the folder now; makes nothing. */
bool running_there(const char *data_dir);

#endif
