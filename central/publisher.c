#include "central/publisher.h"

#include <stdlib.h>
#include <string.h>

#include "core/gzip.h"
#include "core/memory.h"

struct publishing {
    struct storage *storage;
    const struct mc_signing_key *key;
    struct catalogue_bundle *full;
    struct storage_bundle bundles[PUBLISHER_DELTAS_MAX + 1]; /* the whole one first */
    size_t count;
    char sha256[MC_SHA256_CHARS + 1]; /* of the whole one */
    struct publisher_report report;
};

static enum mc_err load_full(struct storage *storage, int64_t version, struct catalogue_bundle *out,
                             struct mc_error *err)
{
    struct storage_bundle stored = {0};
    char *text = NULL;
    size_t len = 0;
    enum mc_err rc = storage_catalogue_bundle(storage, version, 0, &stored, err);
    if (rc == MC_OK) {
        rc = mc_gzip_unpack(stored.gzip, stored.gzip_len, CATALOGUE_BUNDLE_MAX_BYTES, &text, &len,
                            err);
    }
    if (rc == MC_OK) {
        rc = catalogue_bundle_parse(text, len, out, err);
    }
    free(text);
    storage_bundle_finish(&stored);
    return rc;
}

/* Prints, signs and packs a bundle; *sha256 is of what was printed. */
static enum mc_err seal(const struct publishing *publishing, const struct catalogue_bundle *bundle,
                        struct storage_bundle *out, char sha256[MC_SHA256_CHARS + 1],
                        struct mc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    enum mc_err rc = catalogue_bundle_print(bundle, &text, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct storage_bundle sealed = {.version = bundle->version, .from = bundle->from, .len = len};
    mc_copy_text(sealed.key_id, sizeof sealed.key_id, mc_signing_key_public(publishing->key)->id);
    mc_sign(publishing->key, text, len, sealed.signature);
    mc_sha256_hex(text, len, sha256);
    mc_gzip_pack(text, len, &sealed.gzip, &sealed.gzip_len);
    free(text);
    if (sealed.gzip_len > CATALOGUE_BUNDLE_GZIP_MAX_BYTES) {
        rc = mc_fail(err, MC_ETOOBIG, "catalogue over %zu bytes when packed",
                     CATALOGUE_BUNDLE_GZIP_MAX_BYTES);
        storage_bundle_finish(&sealed);
        return rc;
    }
    *out = sealed;
    return MC_OK;
}

/* A delta that is no smaller than the whole is not kept. */
static enum mc_err add_delta(struct publishing *publishing, const struct catalogue_bundle *base,
                             struct mc_error *err)
{
    struct catalogue_bundle delta;
    catalogue_bundle_diff(base, publishing->full, &delta);
    mc_copy_text(delta.sha256, sizeof delta.sha256, publishing->sha256);
    mc_copy_text(delta.signature, sizeof delta.signature, publishing->bundles[0].signature);
    struct storage_bundle sealed = {0};
    char sha256[MC_SHA256_CHARS + 1];
    enum mc_err rc = seal(publishing, &delta, &sealed, sha256, err);
    if (rc == MC_OK && base->version == publishing->full->previous) {
        publishing->report.changed = delta.count;
        publishing->report.removed = delta.removed_count;
        publishing->report.delta_gzip_bytes = sealed.gzip_len;
    }
    if (rc == MC_OK && sealed.gzip_len < publishing->bundles[0].gzip_len) {
        publishing->bundles[publishing->count++] = sealed;
    } else {
        storage_bundle_finish(&sealed);
    }
    catalogue_bundle_finish(&delta);
    return rc;
}

static enum mc_err add_deltas(struct publishing *publishing, int64_t newest, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    for (int64_t version = newest;
         version > 0 && version > newest - PUBLISHER_DELTAS_MAX && rc == MC_OK; version--) {
        struct catalogue_bundle base = {0};
        rc = load_full(publishing->storage, version, &base, err);
        if (rc == MC_OK) {
            rc = add_delta(publishing, &base, err);
        } else if (rc == MC_ENOTFOUND) {
            return MC_OK; /* nor are older ones there */
        }
        catalogue_bundle_finish(&base);
    }
    return rc;
}

static enum mc_err store(struct publishing *publishing, int64_t now_s, struct mc_error *err)
{
    const struct storage_publication publication = {
        .version = publishing->full->version,
        .published_s = now_s,
        .sha256 = publishing->sha256,
        .bundles = publishing->bundles,
        .bundle_count = publishing->count,
        .keep_from = publishing->full->version - PUBLISHER_DELTAS_MAX,
        .catalogue = publishing->full,
    };
    return storage_catalogue_publish(publishing->storage, &publication, err);
}

static enum mc_err make_version(struct publishing *publishing, int64_t newest, int64_t now_s,
                                struct mc_error *err)
{
    struct catalogue_bundle *full = publishing->full;
    full->version = newest + 1;
    full->previous = newest;
    full->published = local_time_from_unix(now_s);
    enum mc_err rc = seal(publishing, full, &publishing->bundles[0], publishing->sha256, err);
    if (rc == MC_OK) {
        publishing->count = 1;
        rc = add_deltas(publishing, newest, err);
    }
    return rc == MC_OK ? store(publishing, now_s, err) : rc;
}

/* Another key is a change too: kiosks that know only the new one have to get a version. */
static enum mc_err is_published(const struct publishing *publishing,
                                const struct storage_catalogue *state, bool *out,
                                struct mc_error *err)
{
    if (strcmp(state->key_id, mc_signing_key_public(publishing->key)->id) != 0) {
        return MC_OK;
    }
    struct catalogue_bundle newest = {0};
    enum mc_err rc = load_full(publishing->storage, state->version, &newest, err);
    if (rc == MC_OK) {
        *out = catalogue_bundle_same(&newest, publishing->full);
    }
    catalogue_bundle_finish(&newest);
    return rc;
}

static void fill_report(struct publishing *publishing, struct publisher_report *out)
{
    *out = publishing->report;
    out->version = publishing->full->version;
    out->procedures = publishing->full->count;
    out->bytes = publishing->bundles[0].len;
    out->gzip_bytes = publishing->bundles[0].gzip_len;
    out->deltas = publishing->count > 0 ? publishing->count - 1 : 0;
}

enum mc_err publisher_publish(struct storage *storage, struct catalogue_bundle *bundle,
                              const struct mc_signing_key *key, int64_t now_s,
                              struct publisher_report *out, struct mc_error *err)
{
    struct publishing publishing = {.storage = storage, .key = key, .full = bundle};
    struct storage_catalogue state = {0};
    enum mc_err rc = storage_catalogue_state(storage, &state, err);
    if (rc == MC_OK) {
        rc = is_published(&publishing, &state, &publishing.report.unchanged, err);
    } else if (rc == MC_ENOTFOUND) {
        rc = MC_OK;
    }
    if (rc == MC_OK && publishing.report.unchanged) {
        bundle->version = state.version;
    } else if (rc == MC_OK) {
        rc = make_version(&publishing, state.version, now_s, err);
    }
    if (rc == MC_OK) {
        fill_report(&publishing, out);
    }
    for (size_t i = 0; i < publishing.count; i++) {
        storage_bundle_finish(&publishing.bundles[i]);
    }
    return rc;
}
