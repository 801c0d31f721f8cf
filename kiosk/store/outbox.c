#include "kiosk/store/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/memory.h"
#include "kiosk/store/outbox_internal.h"
#include "kiosk/store/sql.h"

const char *outbox_state_name(enum outbox_state state)
{
    static const char *const names[] = {"sealed", "sending", "accepted", "refused"};
    return (size_t)state < sizeof names / sizeof names[0] ? names[state] : "unknown";
}

/* Whether those attempts arrived is not known; the key makes sending them again safe. */
static enum mc_err resume(sqlite3 *db, size_t *out_count, struct mc_error *err)
{
    enum mc_err rc =
        sql_run(db, "UPDATE dossier SET state = 0, due_boot = NULL WHERE state = 1", err);
    if (rc == MC_OK) {
        *out_count = (size_t)sqlite3_changes64(db);
    }
    return rc;
}

enum mc_err outbox_open(const char *path, const char *boot_id, struct outbox_now now,
                        struct outbox **out, struct outbox_report *report, struct mc_error *err)
{
    struct outbox_report found = {0};
    sqlite3 *db = NULL;
    int64_t last_sequence = 0;
    enum mc_err rc = outbox_file_open(path, now.unix_s, &db, &found, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = resume(db, &found.resumed, err);
    if (rc == MC_OK) {
        rc = sql_get_int(db,
                         "SELECT max((SELECT last FROM sequence),"
                         " ifnull((SELECT max(sequence) FROM dossier), 0))",
                         &last_sequence, err);
    }
    if (rc != MC_OK) {
        (void)sqlite3_close(db);
        return rc;
    }
    if (report != NULL) {
        *report = found;
    }
    struct outbox *outbox = MC_NEW(struct outbox);
    outbox->db = db;
    outbox->last_sequence = last_sequence;
    mc_copy_text(outbox->boot, sizeof outbox->boot, boot_id);
    *out = outbox;
    return MC_OK;
}

enum mc_err outbox_resume(struct outbox *outbox, size_t *out_count, struct mc_error *err)
{
    return resume(outbox->db, out_count, err);
}

void outbox_close(struct outbox *outbox)
{
    if (outbox != NULL) {
        (void)sqlite3_finalize(outbox->insert);
        MC_CHECK(sqlite3_close(outbox->db) == SQLITE_OK);
        free(outbox);
    }
}

/* ---- Numbers ---- */

/* Of what is here, what was erased, and what was lost with a damaged file. Codes of a kiosk and day
 * ("TK01-261124-0007-…") begin alike, and '.' comes next after '-'. */
static enum mc_err load_last_number(sqlite3 *db, const char *kiosk, const char *day, int *out,
                                    struct mc_error *err)
{
    sqlite3_stmt *last = NULL;
    enum mc_err rc = sql_prepare(
        db,
        "SELECT max(ifnull((SELECT last FROM day_number WHERE kiosk = ?1 AND day = ?2), 0),"
        " ifnull((SELECT last FROM day_floor WHERE day = ?2), 0),"
        " ifnull((SELECT max(CAST(substr(provisional_code, length(?3) + 2) AS INTEGER))"
        " FROM dossier WHERE provisional_code > ?3 || '-' AND provisional_code < ?3 || '.'), 0))",
        &last, err);
    if (rc != MC_OK) {
        return rc;
    }
    char beginning[DOSSIER_CODE_BYTES];
    (void)snprintf(beginning, sizeof beginning, "T%s-%.2s%.2s%.2s", kiosk, day + 2, day + 5,
                   day + 8);
    sql_bind_text(last, 1, kiosk);
    sql_bind_text(last, 2, day);
    sql_bind_text(last, 3, beginning);
    bool row = false;
    rc = sql_step(last, &row, err);
    if (rc == MC_OK) {
        *out = sqlite3_column_int(last, 0);
    }
    (void)sqlite3_finalize(last);
    return rc;
}

enum mc_err outbox_make_ids(struct outbox *outbox, const char *kiosk, struct date day,
                            struct dossier_ids *out, struct mc_error *err)
{
    if (!date_valid(day)) {
        return mc_fail(err, MC_EINVAL, "outbox: no such day");
    }
    char text[DATE_TEXT_BYTES];
    char numbered[sizeof outbox->numbered];
    date_format_iso(day, text);
    (void)snprintf(numbered, sizeof numbered, "%.16s %s", kiosk, text);
    struct dossier_ids ids = {.sequence = outbox->last_sequence + 1};
    int last = outbox->last_number;
    enum mc_err rc = MC_OK;
    if (strcmp(numbered, outbox->numbered) != 0) {
        rc = load_last_number(outbox->db, kiosk, text, &last, err);
    }
    if (rc == MC_OK) {
        rc = dossier_code_format_provisional(kiosk, day, last + 1, ids.provisional_code, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    outbox->last_sequence++;
    outbox->last_number = last + 1;
    mc_copy_text(outbox->numbered, sizeof outbox->numbered, numbered);
    mc_uuid_make(ids.key);
    mc_token_make(ids.token);
    mc_copy_text(ids.boot, sizeof ids.boot, outbox->boot);
    *out = ids;
    mc_wipe(&ids, sizeof ids);
    return MC_OK;
}

/* ---- Committing ---- */

static enum mc_err check_entry(const struct outbox_entry *entry, struct mc_error *err)
{
    const struct dossier_ids *ids = entry->ids;
    if (!mc_uuid_valid(ids->key) || !mc_token_valid(ids->token) || ids->sequence < 1 ||
        dossier_code_kind(ids->provisional_code) != DOSSIER_CODE_PROVISIONAL) {
        return mc_fail(err, MC_EINVAL, "outbox: ids of a wrong form");
    }
    if (entry->body_len == 0 || entry->body_len > OUTBOX_BODY_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "outbox: a body of %zu bytes", entry->body_len);
    }
    if (strlen(entry->media_type) >= OUTBOX_MEDIA_TYPE_BYTES ||
        strlen(entry->procedure_code) >= PROCEDURE_CODE_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "outbox: media type or procedure code too long");
    }
    return MC_OK;
}

/* One statement, and so a transaction of its own; *inserted false: the key is there. Which numbers
 * are used up is to be seen in the row, as long as it is there (outbox_look.c). */
static enum mc_err insert_entry(struct outbox *outbox, const struct outbox_entry *entry,
                                const char *body_hash, bool *inserted, struct mc_error *err)
{
    enum mc_err rc =
        sql_keep(outbox->db,
                 "INSERT INTO dossier (sequence, boot, key, follows, body, media_type, body_hash,"
                 " provisional_code, token_hash, id_check, procedure_code, procedure_name,"
                 " submitted, state, print)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, 0)"
                 " ON CONFLICT (key) DO NOTHING",
                 &outbox->insert, err);
    if (rc != MC_OK) {
        return rc;
    }
    sqlite3_stmt *insert = outbox->insert;
    char token_hash[MC_SHA256_CHARS + 1];
    bool row = false;
    mc_sha256_hex(entry->ids->token, strlen(entry->ids->token), token_hash);
    sql_bind_int(insert, 1, entry->ids->sequence);
    sql_bind_text(insert, 2, outbox->boot);
    sql_bind_text(insert, 3, entry->ids->key);
    sql_bind_text(insert, 4, entry->follows);
    sql_bind_blob(insert, 5, entry->body, entry->body_len);
    sql_bind_text(insert, 6, entry->media_type);
    sql_bind_text(insert, 7, body_hash);
    sql_bind_text(insert, 8, entry->ids->provisional_code);
    sql_bind_text(insert, 9, token_hash);
    sql_bind_text(insert, 10, entry->id_check);
    sql_bind_text(insert, 11, entry->procedure_code);
    sql_bind_text(insert, 12, entry->procedure_name);
    sql_bind_int(insert, 13, entry->submitted_unix_s);
    rc = sql_step(insert, &row, err);
    *inserted = rc == MC_OK && sqlite3_changes(outbox->db) == 1;
    sql_rest(insert);
    return rc;
}

enum mc_err outbox_read_text(sqlite3 *db, const char *query, const char *key, char *out,
                             size_t size, struct mc_error *err)
{
    sqlite3_stmt *read = NULL;
    enum mc_err rc = sql_prepare(db, query, &read, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(read, 1, key);
    bool row = false;
    rc = sql_step(read, &row, err);
    if (rc == MC_OK && !row) {
        rc = mc_fail(err, MC_ENOTFOUND, "outbox: no dossier under this key");
    }
    if (rc == MC_OK) {
        mc_copy_text(out, size, sql_text(read, 0));
    }
    (void)sqlite3_finalize(read);
    return rc;
}

enum mc_err outbox_commit(struct outbox *outbox, const struct outbox_entry *entry,
                          struct mc_error *err)
{
    enum mc_err rc = check_entry(entry, err);
    if (rc != MC_OK) {
        return rc;
    }
    char hash[MC_SHA256_CHARS + 1];
    char stored[MC_SHA256_CHARS + 1];
    bool inserted = false;
    mc_sha256_hex(entry->body, entry->body_len, hash);
    rc = insert_entry(outbox, entry, hash, &inserted, err);
    if (rc != MC_OK || inserted) {
        return rc;
    }
    rc = outbox_read_text(outbox->db, "SELECT body_hash FROM dossier WHERE key = ?1",
                          entry->ids->key, stored, sizeof stored, err);
    if (rc == MC_OK && strcmp(stored, hash) != 0) {
        rc = mc_fail(err, MC_ECONFLICT, "outbox: another body under this key");
    }
    return rc;
}
