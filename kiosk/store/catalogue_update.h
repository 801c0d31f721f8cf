/*
 * Published catalogues on the kiosk's disk. A version lies in the data folder as two files:
 *
 *   published.<version>.bundle   its signature, a line feed, and the full bundle's bytes
 *   published.<version>.db       the catalogue's SQLite file, built from it
 *
 * Each gets its name by a rename once it is complete and on the disk, so that a version is there or
 * it is not, whenever the power goes. The newest whole one counts. Blocks; taking and opening may
 * run on two threads at a time, since a version's files are never changed again.
 */
#ifndef MOTCUA_KIOSK_STORE_CATALOGUE_UPDATE_H
#define MOTCUA_KIOSK_STORE_CATALOGUE_UPDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/signature.h"
#include "domain/catalogue_bundle.h"
#include "kiosk/store/catalogue.h"

#define CATALOGUE_UPDATE_VERSIONS_MAX 64 /* that a folder may hold; what is more is left alone */

/* Where published catalogues are kept, and what they have to be signed by; borrowed. */
struct catalogue_updates {
    const char *dir;
    const char
        *phrases_dir; /* what people say, put into each (catalogue_load_phrases); may be NULL */
    struct mc_public_key key;
};

/* A bundle or delta as it came from the service; borrowed. */
struct catalogue_download {
    const void *bytes;
    size_t len;
    bool gzip;
    const char *signature; /* over the unpacked bytes */
};

/* Checks signature, version and, for a delta, the base (`have`, 0 for none) and what it leads to;
 * then builds the version's files. MC_EDENIED for a wrong signature, MC_ECONFLICT when it is not
 * newer than `have` or a delta does not fit, MC_ETOOBIG, MC_EPARSE or MC_ECORRUPT for content that
 * is no catalogue, MC_ENOTFOUND when the delta's base is not there. Whatever goes wrong, the
 * versions already there stay as they are. */
enum mc_err catalogue_update_take(const struct catalogue_updates *updates, int64_t have,
                                  const struct catalogue_download *download, int64_t *out_version,
                                  struct mc_error *err) MC_MUST_CHECK;

/* The newest version that is whole, with the phrases as they are now; its SQLite file is built anew
 * when only the bundle is. MC_ENOTFOUND if there is none. *out closed with catalogue_close(). */
enum mc_err catalogue_update_open_newest(const struct catalogue_updates *updates,
                                         struct catalogue **out, int64_t *out_version,
                                         struct mc_error *err) MC_MUST_CHECK;
/* That version, built by catalogue_update_take(). */
enum mc_err catalogue_update_open(const struct catalogue_updates *updates, int64_t version,
                                  struct catalogue **out, struct mc_error *err) MC_MUST_CHECK;

/* Removes what was left half made, and versions older than `version` but for the one before it.
 * Not while catalogue_update_take() runs. */
void catalogue_update_clean(const struct catalogue_updates *updates, int64_t version);

#endif
