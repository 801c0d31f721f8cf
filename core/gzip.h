/*
 * Whole texts packed and unpacked in the gzip format (RFC 1952, by zlib). What comes out is bounded
 * before it is made, so that a small file cannot fill the memory. Any thread.
 */
#ifndef MOTCUA_CORE_GZIP_H
#define MOTCUA_CORE_GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* *out freed with free(). Aborts when out of memory. */
void mc_gzip_pack(const void *bytes, size_t len, uint8_t **out, size_t *out_len);
/* One member and nothing behind it. *out: the content and a NUL behind it, freed with free().
 * MC_ETOOBIG over max_bytes; MC_EPARSE when the data are cut, damaged or no gzip. */
enum mc_err mc_gzip_unpack(const void *bytes, size_t len, size_t max_bytes, char **out,
                           size_t *out_len, struct mc_error *err) MC_MUST_CHECK;

#endif
