/*
 * Whose signatures a kiosk believes, as Doc 9303-12 describes it: the country signing certificates
 * (CSCA) of a folder and of the master lists in it, less what the countries have revoked. Read
 * once; after that any thread.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_TRUST_H
#define MOTCUA_DRIVERS_CARD_EMRTD_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define TRUST_FILES_MAX        256
#define TRUST_CERTIFICATES_MAX 8192
#define TRUST_FILE_MAX_BYTES   ((size_t)8 * 1024 * 1024) /* a master list of all countries has 2 */

struct trust;

struct trust *trust_create(void);
void trust_destroy(struct trust *trust);
/*
 * Certificates (*.pem, *.crt, *.cer, *.der), revocation lists (*.crl) and master lists (*.ml) of
 * the folder, in whatever order they lie there; other files are left alone. One that is not what
 * its name says, or not to be believed, is named in the log and left out: the others count. MC_EIO:
 * the folder cannot be read. MC_ETOOBIG: too many files; then none of them counts.
 */
enum mc_err trust_add_folder(struct trust *trust, const char *folder, int64_t unix_s,
                             struct mc_error *err) MC_MUST_CHECK;
/* DER or PEM (any number of them). MC_EPARSE. */
enum mc_err trust_add(struct trust *trust, const void *bytes, size_t len,
                      struct mc_error *err) MC_MUST_CHECK;
/*
 * A revocation list (RFC 5280), DER or PEM, of a country whose certificate was added before:
 * MC_ENOTFOUND if it is of none of them. Whoever is on it is believed no more, even once the list
 * is out of date, as *out_stale says it is; a country without a list has revoked nobody.
 */
enum mc_err trust_add_revocations(struct trust *trust, const void *bytes, size_t len,
                                  int64_t unix_s, bool *out_stale,
                                  struct mc_error *err) MC_MUST_CHECK;
/*
 * A master list (Doc 9303-12 section 9), DER: its certificates are believed if its signer is one
 * who signs such lists for a country whose certificate was added before. MC_ECORRUPT if not;
 * MC_EPARSE.
 */
enum mc_err trust_add_master_list(struct trust *trust, const void *bytes, size_t len,
                                  int64_t unix_s, struct mc_error *err) MC_MUST_CHECK;
size_t trust_count(const struct trust *trust);

#endif
