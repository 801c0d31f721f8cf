/*
 * The security object of a document (EF.SOD, ICAO Doc 9303-10 section 4.6.2 and 9303-11 section
 * 5.1): a CMS signed list of hashes of the data groups. Passive authentication = the signature is
 * good, its signer was named by a country the kiosk believes, and every group that was read has the
 * hash in the list. On OpenSSL's CMS.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_SOD_H
#define MOTCUA_DRIVERS_CARD_EMRTD_SOD_H

#include "drivers/card/emrtd/data_group.h"
#include "drivers/card/emrtd/signed_data.h"

#define SOD_HASH_MAX_BYTES 64

struct sod {
    char hash_name[16]; /* "SHA256", as EVP knows it */
    size_t hash_len;
    uint8_t hashes[DATA_GROUPS + 1][SOD_HASH_MAX_BYTES]; /* by number of the group */
    bool listed[DATA_GROUPS + 1];
};

/*
 * Reads the file and judges its signature at unix_s; the time it says it was made at counts, too.
 * MC_EPARSE: no security object at all.
 */
enum mc_err sod_open(const uint8_t *file, size_t len, const struct trust *trust, int64_t unix_s,
                     struct sod *out, enum signature_verdict *out_verdict,
                     struct mc_error *err) MC_MUST_CHECK;
/* The group's file, to its last byte, has the hash in the list. */
bool sod_vouches(const struct sod *sod, int group, const uint8_t *file, size_t len);

#endif
