/* Looking dossiers up, and listing them. */
#include <stdlib.h>
#include <string.h>

#include "central/storage_sqlite_internal.h"
#include "core/memory.h"

void sqlite_read_dossier(sqlite3_stmt *row, struct storage_dossier *out)
{
    int column = SQLITE_COLUMN_CODE;
    mc_copy_text(out->code, sizeof out->code, sqlite_text(row, column++));
    mc_copy_text(out->provisional_code, sizeof out->provisional_code, sqlite_text(row, column++));
    mc_copy_text(out->agency, sizeof out->agency, sqlite_text(row, column++));
    mc_copy_text(out->procedure_code, sizeof out->procedure_code, sqlite_text(row, column++));
    mc_copy_text(out->procedure_name, sizeof out->procedure_name, sqlite_text(row, column++));
    mc_copy_text(out->initials, sizeof out->initials, sqlite_text(row, column++));
    out->status = (enum dossier_status)sqlite3_column_int(row, column++);
    mc_copy_text(out->note, sizeof out->note, sqlite_text(row, column++));
    out->received_s = sqlite3_column_int64(row, column++);
    out->appointed_s = sqlite3_column_int64(row, column++);
    out->updated_s = sqlite3_column_int64(row, column);
}

static enum mc_err read_history(sqlite3 *db, int64_t id, struct storage_dossier *out,
                                struct mc_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool found = true;
    enum mc_err rc = sqlite_query(
        db, "SELECT status, at_s, note FROM history WHERE dossier_id = ? ORDER BY id LIMIT ?",
        &rows, err, "ii", id, (int64_t)STORAGE_HISTORY_MAX);
    while (rc == MC_OK && found) {
        rc = sqlite_step(rows, &found, err);
        if (rc == MC_OK && found) {
            out->history =
                mc_realloc(out->history, (out->history_count + 1) * sizeof *out->history);
            struct storage_event *event = &out->history[out->history_count++];
            event->status = (enum dossier_status)sqlite3_column_int(rows, 0);
            event->at_s = sqlite3_column_int64(rows, 1);
            mc_copy_text(event->note, sizeof event->note, sqlite_text(rows, 2));
        }
    }
    (void)sqlite3_finalize(rows);
    return rc;
}

/* The dossier among `rows` that has the token; the newest if a kiosk handed one in twice. Without a
 * token all of them count. */
static enum mc_err pick(sqlite3_stmt *rows, const char *token_hash, struct storage_dossier *out,
                        int64_t *id, int *matches, struct mc_error *err)
{
    bool found = true;
    enum mc_err rc = MC_OK;
    while (rc == MC_OK && found) {
        rc = sqlite_step(rows, &found, err);
        if (rc != MC_OK || !found) {
            continue;
        }
        if (token_hash == NULL ||
            mc_same_secret(token_hash, sqlite_text(rows, SQLITE_COLUMN_TOKEN_HASH))) {
            sqlite_read_dossier(rows, out);
            *id = sqlite3_column_int64(rows, SQLITE_COLUMN_ID);
            *matches = token_hash == NULL ? *matches + 1 : 1;
        }
    }
    return rc;
}

static enum mc_err find_locked(sqlite3 *db, const char *code, const char *token_hash,
                               struct storage_dossier *out, struct mc_error *err)
{
    sqlite3_stmt *rows = NULL;
    int64_t id = 0;
    int matches = 0;
    enum mc_err rc = sqlite_query(db,
                                  "SELECT " SQLITE_DOSSIER_COLUMNS
                                  " FROM dossiers WHERE code = ?1 OR provisional_code = ?1 "
                                  "ORDER BY id",
                                  &rows, err, "t", code);
    if (rc == MC_OK) {
        rc = pick(rows, token_hash, out, &id, &matches, err);
    }
    (void)sqlite3_finalize(rows);
    if (rc != MC_OK) {
        return rc;
    }
    if (matches == 0) {
        return mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    if (matches > 1) {
        return mc_fail(err, MC_ECONFLICT, "several dossiers carry this code");
    }
    return read_history(db, id, out, err);
}

enum mc_err sqlite_find(struct storage *base, const char *code, const char *token_hash,
                        struct storage_dossier *out, struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    struct storage_dossier dossier = {0};
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc = find_locked(storage->db, code, token_hash, &dossier, err);
    (void)pthread_mutex_unlock(&storage->lock);
    if (rc == MC_OK) {
        *out = dossier;
    } else {
        storage_dossier_finish(&dossier);
    }
    return rc;
}

enum mc_err sqlite_body(struct storage *base, const char *code, char **out, size_t *out_len,
                        struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    sqlite3_stmt *row = NULL;
    bool found = false;
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc =
        sqlite_query(storage->db, "SELECT body FROM dossiers WHERE code = ?", &row, err, "t", code);
    if (rc == MC_OK) {
        rc = sqlite_step(row, &found, err);
    }
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    if (rc == MC_OK) {
        const void *blob = sqlite3_column_blob(row, 0);
        size_t len = (size_t)sqlite3_column_bytes(row, 0);
        char *body = mc_secret_alloc(len + 1);
        if (len > 0) {
            memcpy(body, blob, len);
        }
        *out = body;
        *out_len = len;
    }
    (void)sqlite3_finalize(row);
    (void)pthread_mutex_unlock(&storage->lock);
    return rc;
}

enum mc_err sqlite_list(struct storage *base, const struct storage_filter *filter,
                        const struct storage_visitor *visitor, struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    char day[DATE_TEXT_BYTES] = "";
    if (date_is_set(filter->day)) {
        date_format_iso(filter->day, day);
    }
    sqlite3_stmt *rows = NULL;
    bool found = true;
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc = sqlite_query(storage->db,
                                  "SELECT " SQLITE_DOSSIER_COLUMNS " FROM dossiers "
                                  "WHERE (?1 = '' OR agency = ?1) AND (?2 = 0 OR status = ?2) "
                                  "AND (?3 = '' OR day = ?3) ORDER BY day, agency, id",
                                  &rows, err, "tit", filter->agency != NULL ? filter->agency : "",
                                  (int64_t)filter->status, day);
    while (rc == MC_OK && found) {
        rc = sqlite_step(rows, &found, err);
        if (rc == MC_OK && found) {
            struct storage_dossier dossier = {0};
            sqlite_read_dossier(rows, &dossier);
            visitor->visit(visitor->context, &dossier);
        }
    }
    (void)sqlite3_finalize(rows);
    (void)pthread_mutex_unlock(&storage->lock);
    return rc;
}
