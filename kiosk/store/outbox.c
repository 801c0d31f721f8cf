#include "kiosk/store/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/memory.h"
#include "kiosk/store/outbox_internal.h"
#include "kiosk/store/sql.h"

#define AREA              "outbox"
#define BACKOFF_SHIFT_MAX 16
#define DAMAGED_BODY      "the stored body does not verify"

const char *outbox_state_name(enum outbox_state state)
{
    static const char *const names[] = {"pending", "sending", "accepted", "refused"};
    return (size_t)state < sizeof names / sizeof names[0] ? names[state] : "unknown";
}

enum mc_err outbox_open(const char *path, int64_t now_unix_s, struct outbox **out,
                        struct outbox_report *report, struct mc_error *err)
{
    struct outbox_report found = {0};
    sqlite3 *db = NULL;
    enum mc_err rc = outbox_file_open(path, now_unix_s, &db, &found, err);
    if (rc != MC_OK) {
        return rc;
    }
    /* Whether those attempts arrived is not known; the key makes sending them again safe. */
    rc = sql_run(db, "UPDATE dossier SET state = 0, next_attempt = 0 WHERE state = 1", err);
    if (rc != MC_OK) {
        (void)sqlite3_close(db);
        return rc;
    }
    found.resumed = (size_t)sqlite3_changes64(db);
    if (report != NULL) {
        *report = found;
    }
    struct outbox *outbox = MC_NEW(struct outbox);
    outbox->db = db;
    *out = outbox;
    return MC_OK;
}

void outbox_close(struct outbox *outbox)
{
    if (outbox != NULL) {
        MC_CHECK(sqlite3_close(outbox->db) == SQLITE_OK);
        free(outbox);
    }
}

static enum mc_err next_number(sqlite3 *db, const char *kiosk, const char *day, int *out,
                               struct mc_error *err)
{
    sqlite3_stmt *count = NULL;
    enum mc_err rc =
        sql_prepare(db,
                    "INSERT INTO day_number (kiosk, day, last) VALUES (?1, ?2, 1 +"
                    " ifnull((SELECT last FROM day_floor WHERE day = ?2), 0))"
                    " ON CONFLICT (kiosk, day) DO UPDATE SET last = last + 1 RETURNING last",
                    &count, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(count, 1, kiosk);
    sql_bind_text(count, 2, day);
    bool row = false;
    rc = sql_step(count, &row, err);
    if (rc == MC_OK) {
        *out = sqlite3_column_int(count, 0);
        rc = sql_step(count, &row, err);
    }
    (void)sqlite3_finalize(count);
    return rc;
}

enum mc_err outbox_make_ids(struct outbox *outbox, const char *kiosk, struct date day,
                            struct dossier_ids *out, struct mc_error *err)
{
    if (!date_valid(day)) {
        return mc_fail(err, MC_EINVAL, "outbox: no such day");
    }
    char text[DATE_TEXT_BYTES];
    date_format_iso(day, text);
    struct dossier_ids ids = {0};
    int number = 0;
    enum mc_err rc = sql_begin(outbox->db, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = next_number(outbox->db, kiosk, text, &number, err);
    if (rc == MC_OK) {
        rc = dossier_code_format_provisional(kiosk, day, number, ids.provisional_code, err);
    }
    rc = sql_end(outbox->db, rc, err);
    if (rc == MC_OK) {
        mc_uuid_make(ids.key);
        mc_token_make(ids.token);
        *out = ids;
    }
    mc_wipe(&ids, sizeof ids);
    return rc;
}

static enum mc_err check_entry(const struct outbox_entry *entry, struct mc_error *err)
{
    const struct dossier_ids *ids = entry->ids;
    if (!mc_uuid_valid(ids->key) || !mc_token_valid(ids->token) ||
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

static enum mc_err insert_entry(sqlite3 *db, const struct outbox_entry *entry,
                                const char *body_hash, struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc = sql_prepare(
        db,
        "INSERT INTO dossier (key, body, media_type, body_hash, provisional_code, token_hash,"
        " procedure_code, procedure_name, state, next_attempt, submitted)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?9)",
        &insert, err);
    if (rc != MC_OK) {
        return rc;
    }
    char token_hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(entry->ids->token, strlen(entry->ids->token), token_hash);
    sql_bind_text(insert, 1, entry->ids->key);
    sql_bind_blob(insert, 2, entry->body, entry->body_len);
    sql_bind_text(insert, 3, entry->media_type);
    sql_bind_text(insert, 4, body_hash);
    sql_bind_text(insert, 5, entry->ids->provisional_code);
    sql_bind_text(insert, 6, token_hash);
    sql_bind_text(insert, 7, entry->procedure_code);
    sql_bind_text(insert, 8, entry->procedure_name);
    sql_bind_int(insert, 9, entry->submitted_unix_s);
    return sql_finish(insert, err);
}

/* One text column of the dossier under the key; MC_ENOTFOUND without one. */
static enum mc_err read_text(sqlite3 *db, const char *query, const char *key, char *out,
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
    mc_sha256_hex(entry->body, entry->body_len, hash);
    rc = sql_begin(outbox->db, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = read_text(outbox->db, "SELECT body_hash FROM dossier WHERE key = ?1", entry->ids->key,
                   stored, sizeof stored, err);
    if (rc == MC_ENOTFOUND) {
        rc = insert_entry(outbox->db, entry, hash, err);
    } else if (rc == MC_OK && strcmp(stored, hash) != 0) {
        rc = mc_fail(err, MC_ECONFLICT, "outbox: another body under this key");
    }
    return sql_end(outbox->db, rc, err);
}

/* ---- What is to be sent ---- */

#define ITEM_COLUMNS "key, provisional_code, media_type, body, body_hash, attempts"

/* MC_ECORRUPT if the body does not have its hash; out->key is filled then, too. */
static enum mc_err read_item(sqlite3_stmt *row, struct outbox_item *out, struct mc_error *err)
{
    struct outbox_item item = {0};
    mc_copy_text(item.key, sizeof item.key, sql_text(row, 0));
    mc_copy_text(item.provisional_code, sizeof item.provisional_code, sql_text(row, 1));
    mc_copy_text(item.media_type, sizeof item.media_type, sql_text(row, 2));
    const void *body = sqlite3_column_blob(row, 3);
    size_t len = (size_t)sqlite3_column_bytes(row, 3);
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(body != NULL ? body : "", len, hash);
    item.attempts = sqlite3_column_int(row, 5);
    if (body == NULL || strcmp(hash, sql_text(row, 4)) != 0) {
        *out = item;
        return mc_fail(err, MC_ECORRUPT, "outbox: %s: " DAMAGED_BODY, item.provisional_code);
    }
    item.body = mc_secret_alloc(len);
    memcpy(item.body, body, len);
    item.body_len = len;
    *out = item;
    return MC_OK;
}

enum mc_err outbox_next_due(struct outbox *outbox, int64_t now_unix_s, bool *found,
                            struct outbox_item *out, struct mc_error *err)
{
    sqlite3_stmt *due = NULL;
    /* A time further off than any wait means that the clock was set back. */
    enum mc_err rc = sql_prepare(outbox->db,
                                 "SELECT " ITEM_COLUMNS " FROM dossier WHERE state = 0"
                                 " AND (next_attempt <= ?1 OR next_attempt > ?2)"
                                 " ORDER BY next_attempt, sequence LIMIT 1",
                                 &due, err);
    if (rc != MC_OK) {
        return rc;
    }
    bool row = false;
    struct outbox_item item = {0};
    for (;;) {
        sql_bind_int(due, 1, now_unix_s);
        sql_bind_int(due, 2, now_unix_s + OUTBOX_BACKOFF_MOST_S);
        rc = sql_step(due, &row, err);
        if (rc != MC_OK || !row) {
            break;
        }
        struct mc_error why;
        rc = read_item(due, &item, &why);
        (void)sqlite3_reset(due);
        if (rc == MC_OK) {
            break;
        }
        mc_log_error(AREA, "kept for staff", &why);
        rc = outbox_mark_refused(outbox, item.key, DAMAGED_BODY, err);
        if (rc != MC_OK) {
            break;
        }
    }
    (void)sqlite3_finalize(due);
    if (rc == MC_OK) {
        *found = row;
        if (row) {
            *out = item;
        }
    }
    return rc;
}

enum mc_err outbox_load(struct outbox *outbox, const char *key, struct outbox_item *out,
                        struct mc_error *err)
{
    sqlite3_stmt *load = NULL;
    enum mc_err rc =
        sql_prepare(outbox->db, "SELECT " ITEM_COLUMNS " FROM dossier WHERE key = ?1 AND state = 0",
                    &load, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(load, 1, key);
    bool row = false;
    struct outbox_item item = {0};
    rc = sql_step(load, &row, err);
    if (rc == MC_OK) {
        rc = row ? read_item(load, &item, err)
                 : mc_fail(err, MC_ENOTFOUND, "outbox: nothing pending under this key");
    }
    (void)sqlite3_finalize(load);
    if (rc == MC_OK) {
        *out = item;
    }
    return rc;
}

void outbox_item_finish(struct outbox_item *item)
{
    if (item != NULL) {
        mc_secret_free(item->body);
        memset(item, 0, sizeof *item);
    }
}

enum mc_err outbox_next_time(struct outbox *outbox, int64_t now_unix_s, int64_t *out_unix_s,
                             struct mc_error *err)
{
    int64_t next = 0;
    enum mc_err rc =
        sql_get_int(outbox->db, "SELECT ifnull(min(next_attempt), -1) FROM dossier WHERE state = 0",
                    &next, err);
    if (rc == MC_OK) {
        *out_unix_s = next > now_unix_s + OUTBOX_BACKOFF_MOST_S ? now_unix_s : next;
    }
    return rc;
}

/* ---- What became of it ---- */

/* Runs an UPDATE; MC_ECONFLICT if it changed nothing. */
static enum mc_err change_one(struct outbox *outbox, sqlite3_stmt *update, const char *refusal,
                              struct mc_error *err)
{
    enum mc_err rc = sql_finish(update, err);
    if (rc == MC_OK && sqlite3_changes(outbox->db) != 1) {
        rc = mc_fail(err, MC_ECONFLICT, "outbox: %s", refusal);
    }
    return rc;
}

enum mc_err outbox_mark_attempt(struct outbox *outbox, const char *key, int64_t now_unix_s,
                                struct mc_error *err)
{
    sqlite3_stmt *update = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "UPDATE dossier SET state = 1, attempts = attempts + 1,"
                                 " last_attempt = ?2 WHERE key = ?1 AND state = 0",
                                 &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(update, 1, key);
    sql_bind_int(update, 2, now_unix_s);
    return change_one(outbox, update, "not pending", err);
}

static enum mc_err set_accepted(struct outbox *outbox, const char *key, const char *official_code,
                                struct local_time received, struct local_time appointed,
                                struct mc_error *err)
{
    sqlite3_stmt *update = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "UPDATE dossier SET state = 2, official_code = ?2, received = ?3,"
                                 " appointed = ?4, body = NULL, reason = NULL"
                                 " WHERE key = ?1 AND state IN (0, 1)",
                                 &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(update, 1, key);
    sql_bind_text(update, 2, official_code);
    sql_bind_int(update, 3, local_time_to_unix(received));
    if (date_is_set(appointed.date)) {
        sql_bind_int(update, 4, local_time_to_unix(appointed));
    }
    return change_one(outbox, update, "not waiting to be sent", err);
}

enum mc_err outbox_mark_accepted(struct outbox *outbox, const char *key, const char *official_code,
                                 struct local_time received, struct local_time appointed,
                                 struct mc_error *err)
{
    if (dossier_code_kind(official_code) != DOSSIER_CODE_OFFICIAL || !date_valid(received.date)) {
        return mc_fail(err, MC_EINVAL, "outbox: no official code, or no time received");
    }
    char known[DOSSIER_CODE_BYTES];
    enum mc_err rc = read_text(outbox->db, "SELECT official_code FROM dossier WHERE key = ?1", key,
                               known, sizeof known, err);
    if (rc != MC_OK || strcmp(known, official_code) == 0) {
        return rc;
    }
    rc = set_accepted(outbox, key, official_code, received, appointed, err);
    if (rc == MC_OK) {
        /* The body is gone from the database (secure_delete), but not yet from the log beside it.
         * A reader in the way only puts that off to the next time. */
        (void)sqlite3_wal_checkpoint_v2(outbox->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    return rc;
}

enum mc_err outbox_mark_refused(struct outbox *outbox, const char *key, const char *reason,
                                struct mc_error *err)
{
    char bounded[OUTBOX_REASON_BYTES];
    mc_copy_text(bounded, sizeof bounded, reason);
    sqlite3_stmt *update = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "UPDATE dossier SET state = 3, reason = ?2"
                                 " WHERE key = ?1 AND state IN (0, 1)",
                                 &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(update, 1, key);
    sql_bind_text(update, 2, bounded);
    return change_one(outbox, update, "not waiting to be sent", err);
}

/* Full jitter: any whole number of seconds from 1 to the bound. */
static int64_t backoff_s(int attempts, uint32_t random)
{
    int doublings = attempts > 1 ? attempts - 1 : 0;
    doublings = doublings < BACKOFF_SHIFT_MAX ? doublings : BACKOFF_SHIFT_MAX;
    int64_t most = (int64_t)OUTBOX_BACKOFF_FIRST_S << doublings;
    most = most < OUTBOX_BACKOFF_MOST_S ? most : OUTBOX_BACKOFF_MOST_S;
    return 1 + random % most;
}

enum mc_err outbox_mark_failed(struct outbox *outbox, const char *key, int64_t now_unix_s,
                               uint32_t random, struct mc_error *err)
{
    char attempts[16];
    enum mc_err rc = read_text(outbox->db, "SELECT attempts FROM dossier WHERE key = ?1", key,
                               attempts, sizeof attempts, err);
    if (rc != MC_OK) {
        return rc;
    }
    sqlite3_stmt *update = NULL;
    rc = sql_prepare(outbox->db,
                     "UPDATE dossier SET state = 0, next_attempt = ?2 WHERE key = ?1 AND state = 1",
                     &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(update, 1, key);
    sql_bind_int(update, 2, now_unix_s + backoff_s((int)strtol(attempts, NULL, 10), random));
    return change_one(outbox, update, "no attempt was being made", err);
}

enum mc_err outbox_mark_printed(struct outbox *outbox, const char *key, enum outbox_print print,
                                struct mc_error *err)
{
    sqlite3_stmt *update = NULL;
    enum mc_err rc =
        sql_prepare(outbox->db, "UPDATE dossier SET print = ?2 WHERE key = ?1", &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(update, 1, key);
    sql_bind_int(update, 2, print);
    return change_one(outbox, update, "no dossier under this key", err);
}

/* ---- Looking up ---- */

static struct local_time read_time(sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL) {
        return (struct local_time){0};
    }
    return local_time_from_unix(sqlite3_column_int64(row, column));
}

static void read_record(sqlite3_stmt *row, struct outbox_record *out)
{
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
}

enum mc_err outbox_find(struct outbox *outbox, const char *code, const char *token, bool *found,
                        struct outbox_record *out, struct mc_error *err)
{
    sqlite3_stmt *find = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "SELECT token_hash, key, state, print, provisional_code,"
                                 " official_code, procedure_code, procedure_name, submitted,"
                                 " received, appointed FROM dossier"
                                 " WHERE provisional_code = ?1 OR official_code = ?1",
                                 &find, err);
    if (rc != MC_OK) {
        return rc;
    }
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(token, strlen(token), hash);
    sql_bind_text(find, 1, code);
    bool row = false;
    rc = sql_step(find, &row, err);
    if (rc == MC_OK) {
        *found = row && mc_same_secret(hash, sql_text(find, 0));
        if (*found) {
            memset(out, 0, sizeof *out);
            read_record(find, out);
        }
    }
    (void)sqlite3_finalize(find);
    return rc;
}

enum mc_err outbox_depth(struct outbox *outbox, struct outbox_depth *out, struct mc_error *err)
{
    sqlite3_stmt *count = NULL;
    enum mc_err rc = sql_prepare(
        outbox->db,
        "SELECT count(*) FILTER (WHERE state IN (0, 1)), count(*) FILTER (WHERE state = 3),"
        " count(*) FILTER (WHERE state = 2),"
        " ifnull(min(submitted) FILTER (WHERE state IN (0, 1)), -1) FROM dossier",
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
