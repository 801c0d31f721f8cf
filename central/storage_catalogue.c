/* The published catalogue: the newest version's procedures, and its bundles as kiosks fetch them.
 */
#include <stdlib.h>
#include <string.h>

#include "central/storage_internal.h"
#include "core/memory.h"

static enum mc_err read_state(struct sql_session *session, void *context, struct mc_error *err)
{
    struct storage_catalogue *out = context;
    struct sql_rows row = {0};
    bool found = false;
    enum mc_err rc = sql_first(session,
                               "SELECT v.version, v.published_s, v.sha256, b.key_id, b.bytes,"
                               " length(b.gzip) FROM catalogue_versions v JOIN catalogue_bundles b"
                               " ON b.version = v.version AND b.from_version = 0"
                               " ORDER BY v.version DESC LIMIT 1",
                               &row, &found, err, "");
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "no catalogue has been published");
    }
    if (rc == MC_OK) {
        *out = (struct storage_catalogue){.version = sql_int(&row, 0),
                                          .published_s = sql_int(&row, 1),
                                          .bytes = sql_int(&row, 4),
                                          .gzip_bytes = sql_int(&row, 5)};
        sql_copy_text(&row, 2, out->sha256, sizeof out->sha256);
        sql_copy_text(&row, 3, out->key_id, sizeof out->key_id);
    }
    sql_finish(&row);
    return rc;
}

enum mc_err storage_catalogue_state(struct storage *storage, struct storage_catalogue *out,
                                    struct mc_error *err)
{
    struct storage_catalogue state;
    enum mc_err rc = sql_read_one(storage->sql, read_state, &state, err);
    if (rc == MC_OK) {
        *out = state;
    }
    return rc;
}

/* NUL-terminated. */
static uint8_t *copy_bytes(const struct sql_rows *row, int column, size_t *len)
{
    const void *bytes = sql_bytes(row, column, len);
    uint8_t *copy = mc_calloc(1, *len + 1);
    if (*len > 0) {
        memcpy(copy, bytes, *len);
    }
    return copy;
}

static enum mc_err read_bundle(struct sql_session *session, void *context, struct mc_error *err)
{
    struct storage_bundle *out = context;
    struct sql_rows row = {0};
    bool found = false;
    free(out->gzip);
    out->gzip = NULL;
    enum mc_err rc = sql_first(session,
                               "SELECT bytes, key_id, signature, gzip FROM catalogue_bundles"
                               " WHERE version = $1 AND from_version = $2",
                               &row, &found, err, "ii", out->version, out->from);
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such bundle");
    }
    if (rc == MC_OK) {
        out->len = (size_t)sql_int(&row, 0);
        sql_copy_text(&row, 1, out->key_id, sizeof out->key_id);
        sql_copy_text(&row, 2, out->signature, sizeof out->signature);
        out->gzip = copy_bytes(&row, 3, &out->gzip_len);
    }
    sql_finish(&row);
    return rc;
}

enum mc_err storage_catalogue_bundle(struct storage *storage, int64_t version, int64_t from,
                                     struct storage_bundle *out, struct mc_error *err)
{
    struct storage_bundle bundle = {.version = version, .from = from};
    enum mc_err rc = sql_read_one(storage->sql, read_bundle, &bundle, err);
    if (rc == MC_OK) {
        *out = bundle;
    } else {
        storage_bundle_finish(&bundle);
    }
    return rc;
}

struct procedure_text {
    const char *code;
    char *json;
    size_t len;
};

static enum mc_err read_procedure(struct sql_session *session, void *context, struct mc_error *err)
{
    struct procedure_text *out = context;
    struct sql_rows row = {0};
    bool found = false;
    free(out->json);
    out->json = NULL;
    enum mc_err rc = sql_first(session, "SELECT json FROM catalogue_procedures WHERE code = $1",
                               &row, &found, err, "t", out->code);
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such procedure");
    }
    if (rc == MC_OK) {
        out->json = (char *)copy_bytes(&row, 0, &out->len);
    }
    sql_finish(&row);
    return rc;
}

enum mc_err storage_catalogue_procedure(struct storage *storage, const char *code, char **out,
                                        size_t *out_len, struct mc_error *err)
{
    struct procedure_text procedure = {.code = code};
    enum mc_err rc = sql_read_one(storage->sql, read_procedure, &procedure, err);
    if (rc == MC_OK) {
        *out = procedure.json;
        *out_len = procedure.len;
    } else {
        free(procedure.json);
    }
    return rc;
}

/* ---- Publishing ---- */

static enum mc_err check_next(struct sql_session *session, int64_t version, struct mc_error *err)
{
    int64_t newest = 0;
    enum mc_err rc = sql_get_int(
        session, "SELECT coalesce(max(version), 0) FROM catalogue_versions", &newest, err, "");
    if (rc == MC_OK && version != newest + 1) {
        rc = mc_fail(err, MC_ECONFLICT, "version %lld has been published meanwhile",
                     (long long)newest);
    }
    return rc;
}

static enum mc_err insert_bundles(struct sql_session *session,
                                  const struct storage_publication *publication,
                                  struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < publication->bundle_count && rc == MC_OK; i++) {
        const struct storage_bundle *bundle = &publication->bundles[i];
        rc = sql_change(session,
                        "INSERT INTO catalogue_bundles (version, from_version, bytes, key_id,"
                        " signature, gzip) VALUES ($1, $2, $3, $4, $5, $6)",
                        NULL, err, "iiittb", bundle->version, bundle->from, (int64_t)bundle->len,
                        bundle->key_id, bundle->signature, bundle->gzip, bundle->gzip_len);
    }
    return rc;
}

static enum mc_err replace_procedures(struct sql_session *session,
                                      const struct catalogue_bundle *catalogue,
                                      struct mc_error *err)
{
    enum mc_err rc = sql_change(session, "DELETE FROM catalogue_procedures", NULL, err, "");
    for (size_t i = 0; i < catalogue->count && rc == MC_OK; i++) {
        const struct catalogue_entry *entry = &catalogue->entries[i];
        rc = sql_change(session, "INSERT INTO catalogue_procedures (code, json) VALUES ($1, $2)",
                        NULL, err, "tb", entry->code, entry->json, entry->len);
    }
    return rc;
}

/* Deltas lead to the newest version only; whole ones are kept for as long as deltas are made from
 * them. */
static enum mc_err remove_old(struct sql_session *session,
                              const struct storage_publication *publication, struct mc_error *err)
{
    return sql_change(session,
                      "DELETE FROM catalogue_bundles WHERE version < $1 AND"
                      " (from_version <> 0 OR version < $2)",
                      NULL, err, "ii", publication->version, publication->keep_from);
}

static enum mc_err publish(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct storage_publication *publication = *(const struct storage_publication **)context;
    enum mc_err rc = sql_lock(session, "catalogue", err);
    if (rc == MC_OK) {
        rc = check_next(session, publication->version, err);
    }
    if (rc == MC_OK) {
        rc = sql_change(session,
                        "INSERT INTO catalogue_versions (version, published_s, sha256)"
                        " VALUES ($1, $2, $3)",
                        NULL, err, "iit", publication->version, publication->published_s,
                        publication->sha256);
    }
    if (rc == MC_OK) {
        rc = insert_bundles(session, publication, err);
    }
    if (rc == MC_OK) {
        rc = replace_procedures(session, publication->catalogue, err);
    }
    return rc == MC_OK ? remove_old(session, publication, err) : rc;
}

enum mc_err storage_catalogue_publish(struct storage *storage,
                                      const struct storage_publication *publication,
                                      struct mc_error *err)
{
    return sql_write(storage->sql, publish, &publication, err);
}
