/* Taking dossiers in, and moving them. */
#include <string.h>

#include "central/storage_sqlite_internal.h"
#include "core/memory.h"

/* *outcome is STORAGE_ACCEPTED when the key is new. */
static enum mc_err find_key(sqlite3 *db, const struct storage_submission *submission,
                            enum storage_outcome *outcome, struct storage_acceptance *out,
                            struct mc_error *err)
{
    sqlite3_stmt *row = NULL;
    bool found = false;
    enum mc_err rc = sqlite_query(
        db,
        "SELECT k.body_hash, d.code, d.provisional_code, d.agency, k.received_s, k.appointed_s "
        "FROM idempotency k JOIN dossiers d ON d.id = k.dossier_id WHERE k.key = ?",
        &row, err, "t", submission->key);
    if (rc == MC_OK) {
        rc = sqlite_step(row, &found, err);
    }
    if (rc == MC_OK && !found) {
        *outcome = STORAGE_ACCEPTED;
    } else if (rc == MC_OK && strcmp(sqlite_text(row, 0), submission->body_hash) != 0) {
        *outcome = STORAGE_CONFLICT;
    } else if (rc == MC_OK) {
        *outcome = STORAGE_REPLAYED;
        mc_copy_text(out->code, sizeof out->code, sqlite_text(row, 1));
        mc_copy_text(out->provisional_code, sizeof out->provisional_code, sqlite_text(row, 2));
        mc_copy_text(out->agency, sizeof out->agency, sqlite_text(row, 3));
        out->received_s = sqlite3_column_int64(row, 4);
        out->appointed_s = sqlite3_column_int64(row, 5);
    }
    (void)sqlite3_finalize(row);
    return rc;
}

static enum mc_err take_number(sqlite3 *db, const char *agency, const char *day, int *out,
                               struct mc_error *err)
{
    sqlite3_stmt *row = NULL;
    bool found = false;
    enum mc_err rc = sqlite_query(db,
                                  "INSERT INTO sequences (agency, day, last) VALUES (?, ?, 1) "
                                  "ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
                                  &row, err, "tt", agency, day);
    if (rc == MC_OK) {
        rc = sqlite_step(row, &found, err);
    }
    if (rc == MC_OK) {
        MC_CHECK(found);
        *out = sqlite3_column_int(row, 0);
        rc = sqlite_step(row, &found, err);
    }
    (void)sqlite3_finalize(row);
    return rc;
}

static enum mc_err insert_dossier(sqlite3 *db, const struct storage_submission *submission,
                                  const char *code, const char *day, struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc = sqlite_query(
        db,
        "INSERT INTO dossiers (code, provisional_code, agency, day, kiosk, procedure_code, "
        "procedure_name, initials, token_hash, media_type, status, note, received_s, appointed_s, "
        "updated_s, body) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,'',?12,?13,?12,?14)",
        &insert, err, "ttttttttttiii", code, submission->provisional_code, submission->agency, day,
        submission->kiosk, submission->procedure_code, submission->procedure_name,
        submission->initials, submission->token_hash, submission->media_type,
        (int64_t)DOSSIER_REGISTERED, submission->received_s, submission->appointed_s);
    if (rc != MC_OK) {
        return rc;
    }
    MC_CHECK(sqlite3_bind_blob64(insert, 14, submission->body, submission->body_len,
                                 SQLITE_STATIC) == SQLITE_OK);
    bool row = false;
    rc = sqlite_step(insert, &row, err);
    (void)sqlite3_finalize(insert);
    return rc;
}

static enum mc_err insert_event(sqlite3 *db, int64_t dossier_id, enum dossier_status status,
                                int64_t at_s, const char *note, struct mc_error *err)
{
    return sqlite_change(db,
                         "INSERT INTO history (dossier_id, status, at_s, note) VALUES (?, ?, ?, ?)",
                         err, "iiit", dossier_id, (int64_t)status, at_s, note);
}

static enum mc_err insert(sqlite3 *db, const struct storage_submission *submission,
                          struct storage_acceptance *out, struct mc_error *err)
{
    struct date date = local_time_from_unix(submission->received_s).date;
    char day[DATE_TEXT_BYTES];
    date_format_iso(date, day);
    int number = 0;
    char code[DOSSIER_CODE_BYTES];
    enum mc_err rc = take_number(db, submission->agency, day, &number, err);
    if (rc == MC_OK) {
        rc = dossier_code_format(submission->agency, date, number, code, err);
    }
    if (rc == MC_OK) {
        rc = insert_dossier(db, submission, code, day, err);
    }
    int64_t id = sqlite3_last_insert_rowid(db);
    if (rc == MC_OK) {
        rc = insert_event(db, id, DOSSIER_REGISTERED, submission->received_s, "", err);
    }
    if (rc == MC_OK) {
        rc = sqlite_change(db,
                           "INSERT INTO idempotency (key, body_hash, dossier_id, received_s, "
                           "appointed_s) VALUES (?, ?, ?, ?, ?)",
                           err, "ttiii", submission->key, submission->body_hash, id,
                           submission->received_s, submission->appointed_s);
    }
    if (rc == MC_OK) {
        mc_copy_text(out->code, sizeof out->code, code);
        mc_copy_text(out->provisional_code, sizeof out->provisional_code,
                     submission->provisional_code);
        mc_copy_text(out->agency, sizeof out->agency, submission->agency);
        out->received_s = submission->received_s;
        out->appointed_s = submission->appointed_s;
    }
    return rc;
}

enum mc_err sqlite_accept(struct storage *base, const struct storage_submission *submission,
                          enum storage_outcome *outcome, struct storage_acceptance *out,
                          struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    enum storage_outcome found = STORAGE_CONFLICT;
    struct storage_acceptance acceptance = {0};
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc = sqlite_begin(storage->db, err);
    if (rc == MC_OK) {
        rc = find_key(storage->db, submission, &found, &acceptance, err);
        if (rc == MC_OK && found == STORAGE_ACCEPTED) {
            rc = insert(storage->db, submission, &acceptance, err);
        }
        rc = sqlite_end(storage->db, rc, err);
    }
    (void)pthread_mutex_unlock(&storage->lock);
    if (rc == MC_OK) {
        *outcome = found;
        if (found != STORAGE_CONFLICT) {
            *out = acceptance;
        }
    }
    return rc;
}

/* *count: how many dossiers carry the code, 2 standing for more. */
static enum mc_err find_for_move(sqlite3 *db, const char *code, int64_t *id,
                                 enum dossier_status *status, int *count, struct mc_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool found = true;
    *count = 0;
    enum mc_err rc = sqlite_query(db,
                                  "SELECT id, status FROM dossiers WHERE code = ?1 OR "
                                  "provisional_code = ?1 LIMIT 2",
                                  &rows, err, "t", code);
    while (rc == MC_OK && found) {
        rc = sqlite_step(rows, &found, err);
        if (rc == MC_OK && found) {
            *id = sqlite3_column_int64(rows, 0);
            *status = (enum dossier_status)sqlite3_column_int(rows, 1);
            (*count)++;
        }
    }
    (void)sqlite3_finalize(rows);
    return rc;
}

static enum mc_err move_found(sqlite3 *db, const struct storage_move *move, struct mc_error *err)
{
    int64_t id = 0;
    int count = 0;
    enum dossier_status from = DOSSIER_REGISTERED;
    enum mc_err rc = find_for_move(db, move->code, &id, &from, &count, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (count != 1) {
        return count == 0
                   ? mc_fail(err, MC_ENOTFOUND, "%s: no such dossier", move->code)
                   : mc_fail(err, MC_ECONFLICT, "%s: several dossiers carry this code", move->code);
    }
    if (!dossier_transition_allowed(from, move->to)) {
        return mc_fail(err, MC_EDENIED, "%s: %s may not follow %s", move->code,
                       dossier_status_name(move->to), dossier_status_name(from));
    }
    rc = sqlite_change(db,
                       "UPDATE dossiers SET status = ?1, note = ?2, updated_s = ?3, "
                       "appointed_s = iif(?4 = 0, appointed_s, ?4) WHERE id = ?5",
                       err, "itiii", (int64_t)move->to, move->note, move->at_s, move->appointed_s,
                       id);
    if (rc == MC_OK) {
        rc = insert_event(db, id, move->to, move->at_s, move->note, err);
    }
    return rc;
}

enum mc_err sqlite_move(struct storage *base, const struct storage_move *move, struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc = sqlite_begin(storage->db, err);
    if (rc == MC_OK) {
        rc = sqlite_end(storage->db, move_found(storage->db, move, err), err);
    }
    (void)pthread_mutex_unlock(&storage->lock);
    return rc;
}
