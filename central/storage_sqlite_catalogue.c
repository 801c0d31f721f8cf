/* The published catalogue: the newest version's procedures, and its bundles as kiosks fetch them.
 */
#include <stdlib.h>
#include <string.h>

#include "central/storage_sqlite_internal.h"
#include "core/memory.h"

static void read_text(sqlite3_stmt *row, int column, char *out, size_t size)
{
    mc_copy_text(out, size, sqlite_text(row, column));
}

enum mc_err sqlite_catalogue_state(struct storage *base, struct storage_catalogue *out,
                                   struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    sqlite3_stmt *query = NULL;
    bool row = false;
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc =
        sqlite_query(storage->db,
                     "SELECT v.version, v.published_s, v.sha256, b.key_id, b.bytes,"
                     " length(b.gzip) FROM catalogue_versions v JOIN catalogue_bundles b"
                     " ON b.version = v.version AND b.from_version = 0"
                     " ORDER BY v.version DESC LIMIT 1",
                     &query, err, "");
    if (rc == MC_OK) {
        rc = sqlite_step(query, &row, err);
    }
    if (rc == MC_OK && !row) {
        rc = mc_fail(err, MC_ENOTFOUND, "no catalogue has been published");
    }
    if (rc == MC_OK) {
        *out = (struct storage_catalogue){.version = sqlite3_column_int64(query, 0),
                                          .published_s = sqlite3_column_int64(query, 1),
                                          .bytes = sqlite3_column_int64(query, 4),
                                          .gzip_bytes = sqlite3_column_int64(query, 5)};
        read_text(query, 2, out->sha256, sizeof out->sha256);
        read_text(query, 3, out->key_id, sizeof out->key_id);
    }
    (void)sqlite3_finalize(query);
    (void)pthread_mutex_unlock(&storage->lock);
    return rc;
}

static void copy_blob(sqlite3_stmt *row, int column, uint8_t **out, size_t *out_len)
{
    int len = sqlite3_column_bytes(row, column);
    *out = mc_calloc(1, (size_t)len + 1);
    if (len > 0) {
        memcpy(*out, sqlite3_column_blob(row, column), (size_t)len);
    }
    *out_len = (size_t)len;
}

enum mc_err sqlite_catalogue_bundle(struct storage *base, int64_t version, int64_t from,
                                    struct storage_bundle *out, struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    sqlite3_stmt *query = NULL;
    bool row = false;
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc = sqlite_query(storage->db,
                                  "SELECT bytes, key_id, signature, gzip FROM catalogue_bundles"
                                  " WHERE version = ?1 AND from_version = ?2",
                                  &query, err, "ii", version, from);
    if (rc == MC_OK) {
        rc = sqlite_step(query, &row, err);
    }
    if (rc == MC_OK && !row) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such bundle");
    }
    if (rc == MC_OK) {
        *out = (struct storage_bundle){
            .from = from, .version = version, .len = (size_t)sqlite3_column_int64(query, 0)};
        read_text(query, 1, out->key_id, sizeof out->key_id);
        read_text(query, 2, out->signature, sizeof out->signature);
        copy_blob(query, 3, &out->gzip, &out->gzip_len);
    }
    (void)sqlite3_finalize(query);
    (void)pthread_mutex_unlock(&storage->lock);
    return rc;
}

enum mc_err sqlite_catalogue_procedure(struct storage *base, const char *code, char **out,
                                       size_t *out_len, struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    sqlite3_stmt *query = NULL;
    bool row = false;
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc =
        sqlite_query(storage->db, "SELECT json FROM catalogue_procedures WHERE code = ?1", &query,
                     err, "t", code);
    if (rc == MC_OK) {
        rc = sqlite_step(query, &row, err);
    }
    if (rc == MC_OK && !row) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such procedure");
    }
    if (rc == MC_OK) {
        uint8_t *json = NULL;
        copy_blob(query, 0, &json, out_len);
        *out = (char *)json;
    }
    (void)sqlite3_finalize(query);
    (void)pthread_mutex_unlock(&storage->lock);
    return rc;
}

/* ---- Publishing ---- */

static enum mc_err check_next(sqlite3 *db, int64_t version, struct mc_error *err)
{
    int64_t newest = 0;
    enum mc_err rc = sqlite_get_int(db, "SELECT coalesce(max(version), 0) FROM catalogue_versions",
                                    &newest, err);
    if (rc == MC_OK && version != newest + 1) {
        rc = mc_fail(err, MC_ECONFLICT, "version %lld has been published meanwhile",
                     (long long)newest);
    }
    return rc;
}

static enum mc_err insert_bundles(sqlite3 *db, const struct storage_publication *publication,
                                  struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < publication->bundle_count && rc == MC_OK; i++) {
        const struct storage_bundle *bundle = &publication->bundles[i];
        rc = sqlite_change(db,
                           "INSERT INTO catalogue_bundles (version, from_version, bytes, key_id,"
                           " signature, gzip) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                           err, "iiittb", bundle->version, bundle->from, (int64_t)bundle->len,
                           bundle->key_id, bundle->signature, bundle->gzip, bundle->gzip_len);
    }
    return rc;
}

static enum mc_err replace_procedures(sqlite3 *db, const struct catalogue_bundle *catalogue,
                                      struct mc_error *err)
{
    enum mc_err rc = sqlite_run(db, "DELETE FROM catalogue_procedures", err);
    for (size_t i = 0; i < catalogue->count && rc == MC_OK; i++) {
        const struct catalogue_entry *entry = &catalogue->entries[i];
        rc = sqlite_change(db, "INSERT INTO catalogue_procedures (code, json) VALUES (?1, ?2)", err,
                           "tb", entry->code, entry->json, entry->len);
    }
    return rc;
}

/* Deltas lead to the newest version only; whole ones are kept for as long as deltas are made from
 * them. */
static enum mc_err remove_old(sqlite3 *db, const struct storage_publication *publication,
                              struct mc_error *err)
{
    return sqlite_change(db,
                         "DELETE FROM catalogue_bundles WHERE version < ?1 AND"
                         " (from_version <> 0 OR version < ?2)",
                         err, "ii", publication->version, publication->keep_from);
}

static enum mc_err publish(sqlite3 *db, const struct storage_publication *publication,
                           struct mc_error *err)
{
    enum mc_err rc = check_next(db, publication->version, err);
    if (rc == MC_OK) {
        rc = sqlite_change(db,
                           "INSERT INTO catalogue_versions (version, published_s, sha256)"
                           " VALUES (?1, ?2, ?3)",
                           err, "iit", publication->version, publication->published_s,
                           publication->sha256);
    }
    if (rc == MC_OK) {
        rc = insert_bundles(db, publication, err);
    }
    if (rc == MC_OK) {
        rc = replace_procedures(db, publication->catalogue, err);
    }
    return rc == MC_OK ? remove_old(db, publication, err) : rc;
}

enum mc_err sqlite_catalogue_publish(struct storage *base,
                                     const struct storage_publication *publication,
                                     struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc = sqlite_begin(storage->db, err);
    if (rc == MC_OK) {
        rc = sqlite_end(storage->db, publish(storage->db, publication, err), err);
    }
    (void)pthread_mutex_unlock(&storage->lock);
    return rc;
}
