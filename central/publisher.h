/*
 * Publishes a version of the catalogue: numbers and signs it, makes the deltas that lead to it from
 * the last versions, and stores all of it in one transaction. Any one thread.
 */
#ifndef MOTCUA_CENTRAL_PUBLISHER_H
#define MOTCUA_CENTRAL_PUBLISHER_H

#include "central/storage.h"
#include "core/signature.h"
#include "domain/catalogue_bundle.h"

#define PUBLISHER_DELTAS_MAX 16 /* a kiosk that is further behind fetches the whole */

struct publisher_report {
    bool unchanged; /* the newest version has this content and this key: nothing was published */
    int64_t version;
    size_t procedures;
    size_t changed; /* since the version before; 0 in the first */
    size_t removed;
    size_t bytes;
    size_t gzip_bytes;
    size_t delta_gzip_bytes; /* from the version before; 0 if there is none */
    size_t deltas;
};

/* `bundle` is complete but for version, previous and published, which are filled in. MC_ECONFLICT
 * when somebody else publishes at the same time. */
enum mc_err publisher_publish(struct storage *storage, struct catalogue_bundle *bundle,
                              const struct mc_signing_key *key, int64_t now_s,
                              struct publisher_report *out, struct mc_error *err) MC_MUST_CHECK;

#endif
