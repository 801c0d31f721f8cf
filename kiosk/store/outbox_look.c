/* Looking up, counting, erasing. */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/store/outbox_internal.h"
#include "kiosk/store/sql.h"

static struct local_time read_time(sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL) {
        return (struct local_time){0};
    }
    return local_time_from_unix(sqlite3_column_int64(row, column));
}

static void read_record(sqlite3_stmt *row, struct outbox_record *out)
{
    memset(out, 0, sizeof *out);
    mc_copy_text(out->token_hash, sizeof out->token_hash, sql_text(row, 0));
    mc_copy_text(out->key, sizeof out->key, sql_text(row, 1));
    out->state = (enum outbox_state)sqlite3_column_int(row, 2);
    out->print = (enum outbox_print)sqlite3_column_int(row, 3);
    mc_copy_text(out->provisional_code, sizeof out->provisional_code, sql_text(row, 4));
    mc_copy_text(out->official_code, sizeof out->official_code, sql_text(row, 5));
    mc_copy_text(out->procedure_code, sizeof out->procedure_code, sql_text(row, 6));
    mc_copy_text(out->procedure_name, sizeof out->procedure_name, sql_text(row, 7));
    out->submitted = read_time(row, 8);
    out->received = read_time(row, 9);
    out->appointed = read_time(row, 10);
    out->status = sqlite3_column_type(row, 11) == SQLITE_NULL
                      ? DOSSIER_REGISTERED
                      : (enum dossier_status)sqlite3_column_int(row, 11);
    out->updated = read_time(row, 12);
    out->known = read_time(row, 13);
    mc_copy_text(out->id_check, sizeof out->id_check, sql_text(row, 14));
}

enum mc_err outbox_find_code(struct outbox *outbox, const char *code, bool *found,
                             struct outbox_record *out, struct mc_error *err)
{
    sqlite3_stmt *find = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "SELECT token_hash, key, state, print, provisional_code,"
                                 " official_code, procedure_code, procedure_name, submitted,"
                                 " received, appointed, status, updated, known, id_check"
                                 " FROM dossier WHERE provisional_code = ?1 OR official_code = ?1",
                                 &find, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(find, 1, code);
    bool row = false;
    rc = sql_step(find, &row, err);
    if (rc == MC_OK) {
        *found = row;
        if (row) {
            read_record(find, out);
        }
    }
    (void)sqlite3_finalize(find);
    return rc;
}

enum mc_err outbox_find(struct outbox *outbox, const char *code, const char *token, bool *found,
                        struct outbox_record *out, struct mc_error *err)
{
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(token, strlen(token), hash);
    struct outbox_record *record = MC_NEW(struct outbox_record);
    bool here = false;
    enum mc_err rc = outbox_find_code(outbox, code, &here, record, err);
    if (rc == MC_OK) {
        *found = here && mc_same_secret(hash, record->token_hash);
        if (*found) {
            *out = *record;
        }
    }
    free(record);
    return rc;
}

enum mc_err outbox_note_status(struct outbox *outbox, const char *code, enum dossier_status status,
                               struct local_time appointed, struct local_time updated,
                               int64_t now_unix_s, struct mc_error *err)
{
    sqlite3_stmt *update = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "UPDATE dossier SET status = ?2, appointed = ?3, updated = ?4,"
                                 " known = ?5 WHERE official_code = ?1",
                                 &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(update, 1, code);
    sql_bind_int(update, 2, status);
    if (date_is_set(appointed.date)) {
        sql_bind_int(update, 3, local_time_to_unix(appointed));
    }
    sql_bind_int(update, 4, local_time_to_unix(updated));
    sql_bind_int(update, 5, now_unix_s);
    return sql_finish(update, err);
}

static enum mc_err count_states(sqlite3 *db, struct outbox_depth *out, struct mc_error *err)
{
    sqlite3_stmt *count = NULL;
    enum mc_err rc = sql_prepare(
        db,
        "SELECT count(*) FILTER (WHERE state IN (0, 1)), count(*) FILTER (WHERE state = 3),"
        " count(*) FILTER (WHERE state = 2),"
        " ifnull((SELECT submitted FROM dossier WHERE state IN (0, 1) ORDER BY sequence LIMIT 1),"
        " -1) FROM dossier",
        &count, err);
    if (rc != MC_OK) {
        return rc;
    }
    bool row = false;
    rc = sql_step(count, &row, err);
    if (rc == MC_OK) {
        out->waiting = (size_t)sqlite3_column_int64(count, 0);
        out->refused = (size_t)sqlite3_column_int64(count, 1);
        out->accepted = (size_t)sqlite3_column_int64(count, 2);
        out->oldest_unix_s = sqlite3_column_int64(count, 3);
    }
    (void)sqlite3_finalize(count);
    return rc;
}

enum mc_err outbox_depth(struct outbox *outbox, struct outbox_depth *out, struct mc_error *err)
{
    return count_states(outbox->db, out, err);
}

enum mc_err outbox_look(const char *path, struct outbox_depth *out, struct mc_error *err)
{
    sqlite3 *db = NULL;
    int64_t application = 0;
    enum mc_err rc = sql_open(path, SQLITE_OPEN_READONLY, &db, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = sql_get_int(db, "PRAGMA application_id", &application, err);
    if (rc == MC_OK && application != strtoll(OUTBOX_APPLICATION_ID, NULL, 10)) {
        rc = mc_fail(err, MC_ECORRUPT, "%s: no outbox", path);
    }
    if (rc == MC_OK) {
        rc = count_states(db, out, err);
    }
    (void)sqlite3_close(db);
    return rc;
}

/* ---- What was accepted long ago ---- */

#define ERASED                                                                                     \
    " FROM dossier WHERE state = 2 AND key IN (SELECT p.key FROM proof p WHERE p.stored < ?1)"

static enum mc_err run_before(sqlite3 *db, const char *statement, int64_t before_unix_s,
                              struct mc_error *err)
{
    sqlite3_stmt *run = NULL;
    enum mc_err rc = sql_prepare(db, statement, &run, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_int(run, 1, before_unix_s);
    return sql_finish(run, err);
}

/* Their numbers stay used up ("TK01-261124-0007-…" is kiosk K01's seventh of 2026-11-24). */
static enum mc_err erase(sqlite3 *db, int64_t before_unix_s, struct mc_error *err)
{
    enum mc_err rc = run_before(db,
                                "UPDATE sequence SET last = max(last,"
                                " ifnull((SELECT max(sequence)" ERASED "), 0))",
                                before_unix_s, err);
    if (rc == MC_OK) {
        rc = run_before(
            db,
            "INSERT INTO day_number (kiosk, day, last) SELECT substr(code, 2, dash - 2),"
            " printf('20%s-%s-%s', substr(code, dash + 1, 2), substr(code, dash + 3, 2),"
            " substr(code, dash + 5, 2)), max(CAST(substr(code, dash + 8) AS INTEGER))"
            " FROM (SELECT provisional_code AS code, instr(provisional_code, '-') AS dash" ERASED
            ") GROUP BY 1, 2"
            " ON CONFLICT (kiosk, day) DO UPDATE SET last = max(last, excluded.last)",
            before_unix_s, err);
    }
    return rc == MC_OK ? run_before(db, "DELETE" ERASED, before_unix_s, err) : rc;
}

enum mc_err outbox_expire(struct outbox *outbox, int64_t now_unix_s, int64_t keep_s,
                          size_t *out_erased, struct mc_error *err)
{
    size_t erased = 0;
    enum mc_err rc = sql_begin(outbox->db, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = erase(outbox->db, now_unix_s - keep_s, err);
    if (rc == MC_OK) {
        erased = (size_t)sqlite3_changes64(outbox->db);
    }
    rc = sql_end(outbox->db, rc, err);
    if (rc == MC_OK) {
        *out_erased = erased;
    }
    return rc;
}

enum mc_err outbox_find_proof(struct outbox *outbox, const char *code,
                              struct outbox_kept_proof *out, struct mc_error *err)
{
    sqlite3_stmt *find = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "SELECT statement, key_id, signature FROM proof"
                                 " WHERE provisional_code = ?1 OR official_code = ?1",
                                 &find, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(find, 1, code);
    bool row = false;
    rc = sql_step(find, &row, err);
    if (rc == MC_OK && !row) {
        rc = mc_fail(err, MC_ENOTFOUND, "outbox: no receipt of the service under this code");
    }
    if (rc == MC_OK) {
        *out = (struct outbox_kept_proof){.statement = mc_strdup(sql_text(find, 0)),
                                          .key_id = mc_strdup(sql_text(find, 1)),
                                          .signature = mc_strdup(sql_text(find, 2))};
    }
    (void)sqlite3_finalize(find);
    return rc;
}

void outbox_kept_proof_finish(struct outbox_kept_proof *proof)
{
    if (proof != NULL) {
        free(proof->statement);
        free(proof->key_id);
        free(proof->signature);
        *proof = (struct outbox_kept_proof){0};
    }
}
