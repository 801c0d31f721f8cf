/* What is to be sent, and what became of it. */
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/memory.h"
#include "kiosk/store/outbox_internal.h"
#include "kiosk/store/sql.h"

#define AREA              "outbox"
#define BACKOFF_SHIFT_MAX 16
#define WAIT_MOST_MS      ((int64_t)(OUTBOX_BACKOFF_MOST_S + OUTBOX_RETRY_AFTER_MOST_S) * 1000)
#define DAMAGED_BODY      "the stored body does not verify"

/* ---- What is to be sent ---- */

#define ITEM_COLUMNS "key, provisional_code, media_type, body, body_hash, attempts"
/* ?1 the boot, ?2 now: a wait ends with the boot it was measured in, and one longer than any is
 * none. */
#define DUE                                                                                        \
    "(due_boot IS NULL OR due_boot <> ?1 OR due_ms <= ?2 OR due_ms > ?2 + ?3) AND"                 \
    " (follows IS NULL OR follows IN (SELECT f.key FROM dossier f WHERE f.state = 2)"              \
    " OR follows IN (SELECT p.key FROM proof p))"

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

enum mc_err outbox_next_due(struct outbox *outbox, int64_t now_ms, bool *found,
                            struct outbox_item *out, struct mc_error *err)
{
    sqlite3_stmt *due = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "SELECT " ITEM_COLUMNS " FROM dossier WHERE state = 0 AND " DUE
                                 " ORDER BY sequence LIMIT 1",
                                 &due, err);
    if (rc != MC_OK) {
        return rc;
    }
    bool row = false;
    struct outbox_item item = {0};
    sql_bind_text(due, 1, outbox->boot);
    sql_bind_int(due, 2, now_ms);
    sql_bind_int(due, 3, WAIT_MOST_MS);
    for (;;) {
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
                 : mc_fail(err, MC_ENOTFOUND, "outbox: nothing waits under this key");
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

enum mc_err outbox_next_time(struct outbox *outbox, int64_t now_ms, int64_t *out_ms,
                             struct mc_error *err)
{
    sqlite3_stmt *next = NULL;
    enum mc_err rc = sql_prepare(
        outbox->db,
        "SELECT min(CASE WHEN " DUE " THEN ?2 ELSE due_ms END) FROM dossier WHERE state = 0"
        " AND (follows IS NULL OR follows NOT IN (SELECT f.key FROM dossier f WHERE f.state <> 2))",
        &next, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(next, 1, outbox->boot);
    sql_bind_int(next, 2, now_ms);
    sql_bind_int(next, 3, WAIT_MOST_MS);
    bool row = false;
    rc = sql_step(next, &row, err);
    if (rc == MC_OK) {
        bool none = !row || sqlite3_column_type(next, 0) == SQLITE_NULL;
        *out_ms = none ? -1 : sqlite3_column_int64(next, 0);
    }
    (void)sqlite3_finalize(next);
    return rc;
}

/* ---- What became of it ---- */

enum mc_err outbox_change_one(struct outbox *outbox, sqlite3_stmt *update, const char *refusal,
                              struct mc_error *err)
{
    enum mc_err rc = sql_finish(update, err);
    if (rc == MC_OK && sqlite3_changes(outbox->db) != 1) {
        rc = mc_fail(err, MC_ECONFLICT, "outbox: %s", refusal);
    }
    return rc;
}

enum mc_err outbox_mark_attempt(struct outbox *outbox, const char *key, struct outbox_now now,
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
    sql_bind_int(update, 2, now.unix_s);
    return outbox_change_one(outbox, update, "not waiting to be sent", err);
}

static enum mc_err set_accepted(struct outbox *outbox, const struct acceptance *acceptance,
                                int64_t now_unix_s, struct mc_error *err)
{
    sqlite3_stmt *update = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "UPDATE dossier SET state = 2, official_code = ?2, received = ?3,"
                                 " appointed = ?4, body = NULL, reason = NULL, status = ?5,"
                                 " updated = ?3, known = ?6 WHERE key = ?1 AND state IN (0, 1)",
                                 &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(update, 1, acceptance->key);
    sql_bind_text(update, 2, acceptance->code);
    sql_bind_int(update, 3, local_time_to_unix(acceptance->received));
    if (date_is_set(acceptance->appointed.date)) {
        sql_bind_int(update, 4, local_time_to_unix(acceptance->appointed));
    }
    sql_bind_int(update, 5, DOSSIER_REGISTERED);
    sql_bind_int(update, 6, now_unix_s);
    return outbox_change_one(outbox, update, "not waiting to be sent", err);
}

static enum mc_err keep_proof(struct outbox *outbox, const struct outbox_proof *proof,
                              int64_t now_unix_s, struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc = sql_prepare(outbox->db,
                                 "INSERT INTO proof (key, provisional_code, official_code,"
                                 " statement, key_id, signature, stored)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                 &insert, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(insert, 1, proof->acceptance->key);
    sql_bind_text(insert, 2, proof->acceptance->provisional_code);
    sql_bind_text(insert, 3, proof->acceptance->code);
    sql_bind_text(insert, 4, proof->statement);
    sql_bind_text(insert, 5, proof->key_id);
    sql_bind_text(insert, 6, proof->signature);
    sql_bind_int(insert, 7, now_unix_s);
    return sql_finish(insert, err); /* MC_ECONFLICT: the code belongs to another dossier */
}

static enum mc_err accept(struct outbox *outbox, const struct outbox_proof *proof,
                          int64_t now_unix_s, struct mc_error *err)
{
    const struct acceptance *acceptance = proof->acceptance;
    char known[2 * DOSSIER_CODE_BYTES + MC_SHA256_CHARS];
    char told[sizeof known];
    enum mc_err rc = outbox_read_text(
        outbox->db, "SELECT provisional_code || ' ' || body_hash FROM dossier WHERE key = ?1",
        acceptance->key, known, sizeof known, err);
    if (rc != MC_OK) {
        return rc;
    }
    mc_copy_text(told, sizeof told, acceptance->provisional_code);
    size_t len = strlen(told);
    told[len] = ' ';
    mc_copy_text(told + len + 1, sizeof told - len - 1, acceptance->body_hash);
    if (strcmp(known, told) != 0) {
        return mc_fail(err, MC_ECONFLICT, "outbox: the receipt is for another dossier");
    }
    rc =
        outbox_read_text(outbox->db, "SELECT ifnull(official_code, '') FROM dossier WHERE key = ?1",
                         acceptance->key, known, sizeof known, err);
    if (rc == MC_OK && known[0] != '\0') {
        return strcmp(known, acceptance->code) == 0
                   ? MC_OK
                   : mc_fail(err, MC_ECONFLICT, "outbox: accepted before, under another code");
    }
    if (rc == MC_OK) {
        rc = keep_proof(outbox, proof, now_unix_s, err);
    }
    return rc == MC_OK ? set_accepted(outbox, acceptance, now_unix_s, err) : rc;
}

enum mc_err outbox_mark_accepted(struct outbox *outbox, const struct outbox_proof *proof,
                                 struct outbox_now now, struct mc_error *err)
{
    if (dossier_code_kind(proof->acceptance->code) != DOSSIER_CODE_OFFICIAL ||
        !date_valid(proof->acceptance->received.date)) {
        return mc_fail(err, MC_EINVAL, "outbox: no official code, or no time received");
    }
    enum mc_err rc = sql_begin(outbox->db, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = sql_end(outbox->db, accept(outbox, proof, now.unix_s, err), err);
    if (rc == MC_OK) {
        /* The erased body is also in the log of pages; what cannot be truncated now will be later.
         */
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
    enum mc_err rc =
        sql_prepare(outbox->db,
                    "WITH RECURSIVE chain (key) AS (VALUES (?1) UNION"
                    " SELECT d.key FROM dossier d JOIN chain ON d.follows = chain.key)"
                    " UPDATE dossier SET state = 3,"
                    " reason = CASE key WHEN ?1 THEN ?2 ELSE 'follows one that was refused' END"
                    " WHERE key IN (SELECT key FROM chain) AND state IN (0, 1)"
                    " AND EXISTS (SELECT 1 FROM dossier f WHERE f.key = ?1 AND f.state IN (0, 1))",
                    &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(update, 1, key);
    sql_bind_text(update, 2, bounded);
    rc = sql_finish(update, err);
    if (rc == MC_OK && sqlite3_changes(outbox->db) == 0) {
        rc = mc_fail(err, MC_ECONFLICT, "outbox: not waiting to be sent");
    }
    return rc;
}

/* Full jitter: any whole number of milliseconds from one second to the bound. */
static int64_t backoff_ms(int attempts, uint32_t random)
{
    int doublings = attempts > 1 ? attempts - 1 : 0;
    doublings = doublings < BACKOFF_SHIFT_MAX ? doublings : BACKOFF_SHIFT_MAX;
    int64_t most_s = (int64_t)OUTBOX_BACKOFF_FIRST_S << doublings;
    most_s = most_s < OUTBOX_BACKOFF_MOST_S ? most_s : OUTBOX_BACKOFF_MOST_S;
    return 1000 + random % ((most_s - 1) * 1000 + 1);
}

enum mc_err outbox_mark_failed(struct outbox *outbox, const char *key, int64_t now_ms,
                               int64_t retry_after_s, uint32_t random, struct mc_error *err)
{
    char attempts[16];
    enum mc_err rc = outbox_read_text(outbox->db, "SELECT attempts FROM dossier WHERE key = ?1",
                                      key, attempts, sizeof attempts, err);
    if (rc != MC_OK) {
        return rc;
    }
    sqlite3_stmt *update = NULL;
    rc = sql_prepare(outbox->db,
                     "UPDATE dossier SET state = 0, due_boot = ?2, due_ms = ?3"
                     " WHERE key = ?1 AND state = 1",
                     &update, err);
    if (rc != MC_OK) {
        return rc;
    }
    int64_t asked_s = retry_after_s < 0 ? 0 : retry_after_s;
    asked_s = asked_s < OUTBOX_RETRY_AFTER_MOST_S ? asked_s : OUTBOX_RETRY_AFTER_MOST_S;
    sql_bind_text(update, 1, key);
    sql_bind_text(update, 2, outbox->boot);
    sql_bind_int(update, 3,
                 now_ms + asked_s * 1000 + backoff_ms((int)strtol(attempts, NULL, 10), random));
    return outbox_change_one(outbox, update, "no attempt was being made", err);
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
    return outbox_change_one(outbox, update, "no dossier under this key", err);
}
