/*
 * Whose signatures a kiosk believes: the country signing certificates (CSCA) of a folder, as
 * Doc 9303-12 describes them. Read once; after that any thread.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_TRUST_H
#define MOTCUA_DRIVERS_CARD_EMRTD_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define TRUST_FILES_MAX      256
#define TRUST_FILE_MAX_BYTES ((size_t)256 * 1024)

struct trust;

struct trust *trust_create(void);
void trust_destroy(struct trust *trust);
/* Every *.pem, *.crt, *.cer and *.der of the folder; others are left alone. A file that is no
 * certificate fails the whole: MC_EPARSE names it. MC_EIO, MC_ETOOBIG. */
enum mc_err trust_add_folder(struct trust *trust, const char *folder,
                             struct mc_error *err) MC_MUST_CHECK;
/* DER or PEM (any number of them). MC_EPARSE. */
enum mc_err trust_add(struct trust *trust, const void *bytes, size_t len,
                      struct mc_error *err) MC_MUST_CHECK;
size_t trust_count(const struct trust *trust);

#endif
