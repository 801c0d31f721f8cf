/* Whether there is room on a disk. */
#ifndef MOTCUA_KIOSK_STORE_DISK_SPACE_H
#define MOTCUA_KIOSK_STORE_DISK_SPACE_H

#include <stdint.h>

#include "core/error.h"

/* Bytes that somebody who is not root may still write where `path` lies (statvfs(3)); 0 when there
 * is not one file left to make. */
enum mc_err disk_space_left(const char *path, uint64_t *out_bytes,
                            struct mc_error *err) MC_MUST_CHECK;

#endif
