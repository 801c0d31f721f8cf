/* Whole files, bounded. Blocks: not on the UI thread. */
#ifndef MOTCUA_CORE_FILE_H
#define MOTCUA_CORE_FILE_H

#include <stddef.h>

#include "core/error.h"

/* *out: the content and a NUL behind it, freed with free(). MC_ETOOBIG over max_bytes. */
enum mc_err mc_file_read(const char *path, size_t max_bytes, char **out, size_t *out_len,
                         struct mc_error *err) MC_MUST_CHECK;
/* Writes beside the target, syncs and renames: the target is either the old or the new one. A new
 * one is for its owner alone. */
enum mc_err mc_file_write(const char *path, const void *bytes, size_t len,
                          struct mc_error *err) MC_MUST_CHECK;

#endif
