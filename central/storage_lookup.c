#include "central/storage_lookup.h"

#include "central/storage_internal.h"
#include "core/memory.h"

struct check {
    const char *code;
    struct storage_check_value value;
};

static enum mc_err read_check(struct sql_session *session, void *context, struct mc_error *err)
{
    struct check *check = context;
    struct sql_rows row = {0};
    bool found = false;
    enum mc_err rc = sql_first(
        session,
        "SELECT d.code, d.provisional_code, d.token_hash, e.id_check FROM dossiers d "
        "JOIN envelopes e ON e.dossier_id = d.id WHERE d.code = $1 OR d.provisional_code = $1 "
        "ORDER BY d.id DESC LIMIT 1",
        &row, &found, err, "t", check->code);
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    if (rc == MC_OK) {
        struct storage_check_value *value = &check->value;
        sql_copy_text(&row, 0, value->code, sizeof value->code);
        sql_copy_text(&row, 1, value->provisional_code, sizeof value->provisional_code);
        sql_copy_text(&row, 2, value->token_hash, sizeof value->token_hash);
        sql_copy_text(&row, 3, value->id_check, sizeof value->id_check);
    }
    sql_finish(&row);
    return rc;
}

enum mc_err storage_check_value(struct storage *storage, const char *code,
                                struct storage_check_value *out, struct mc_error *err)
{
    struct check check = {.code = code};
    enum mc_err rc = sql_read_one(storage->sql, read_check, &check, err);
    if (rc == MC_OK) {
        *out = check.value;
    }
    return rc;
}

/* Tries at either code of a dossier are tries at it: the one that read_check() finds. */
static enum mc_err find_subject(struct sql_session *session, const char *code,
                                char out[DOSSIER_CODE_BYTES], struct mc_error *err)
{
    struct sql_rows row = {0};
    bool found = false;
    enum mc_err rc = sql_first(session,
                               "SELECT d.code FROM dossiers d "
                               "JOIN envelopes e ON e.dossier_id = d.id "
                               "WHERE d.code = $1 OR d.provisional_code = $1 "
                               "ORDER BY d.id DESC LIMIT 1",
                               &row, &found, err, "t", code);
    if (rc == MC_OK) {
        mc_copy_text(out, DOSSIER_CODE_BYTES, found ? sql_text(&row, 0) : code);
    }
    sql_finish(&row);
    return rc;
}

struct attempt {
    const char *code;
    int64_t now_s;
    int64_t wait_s;
};

/* After the n-th: nothing up to the free ones, then a minute, two, four … */
static int64_t wait_after(int64_t failed)
{
    int64_t wait_s = STORAGE_TRY_WAIT_S;
    if (failed < STORAGE_TRIES_FREE) {
        return 0;
    }
    for (int64_t i = STORAGE_TRIES_FREE; i < failed && wait_s < STORAGE_TRY_WAIT_MAX_S; i++) {
        wait_s *= 2;
    }
    return wait_s < STORAGE_TRY_WAIT_MAX_S ? wait_s : STORAGE_TRY_WAIT_MAX_S;
}

/* Forgets what is old. A clock that was ahead has left times that are yet to come: what was left of
 * the wait then is left of it now. */
static enum mc_err clear_up(struct sql_session *session, const char *subject, int64_t now_s,
                            struct mc_error *err)
{
    enum mc_err rc = sql_later(session, "DELETE FROM tries WHERE last_s < $1", err, "i",
                               now_s - STORAGE_TRIES_FORGET_S);
    return rc == MC_OK
               ? sql_later(session,
                           "UPDATE tries SET blocked_until_s = blocked_until_s - (last_s - $1), "
                           "last_s = $1 WHERE subject = $2 AND last_s > $1",
                           err, "it", now_s, subject)
               : rc;
}

static enum mc_err count_try(struct sql_session *session, void *context, struct mc_error *err)
{
    struct attempt *attempt = context;
    struct sql_rows row = {0};
    bool found = false;
    int64_t failed = 0;
    int64_t blocked_until_s = 0;
    char subject[DOSSIER_CODE_BYTES];
    attempt->wait_s = 0;
    enum mc_err rc = sql_lock(session, "tries", err);
    if (rc == MC_OK) {
        rc = find_subject(session, attempt->code, subject, err);
    }
    if (rc == MC_OK) {
        rc = clear_up(session, subject, attempt->now_s, err);
    }
    if (rc == MC_OK) {
        rc = sql_first(session, "SELECT failed, blocked_until_s FROM tries WHERE subject = $1",
                       &row, &found, err, "t", subject);
    }
    if (rc == MC_OK && found) {
        failed = sql_int(&row, 0);
        blocked_until_s = sql_int(&row, 1);
    }
    sql_finish(&row);
    if (rc != MC_OK) {
        return rc;
    }
    if (blocked_until_s > attempt->now_s) {
        attempt->wait_s = blocked_until_s - attempt->now_s;
        return MC_OK;
    }
    failed++;
    return sql_change(session,
                      "INSERT INTO tries (subject, failed, last_s, blocked_until_s) "
                      "VALUES ($1, $2, $3, $4) ON CONFLICT (subject) DO UPDATE SET "
                      "failed = excluded.failed, last_s = excluded.last_s, "
                      "blocked_until_s = excluded.blocked_until_s",
                      NULL, err, "tiii", subject, failed, attempt->now_s,
                      attempt->now_s + wait_after(failed));
}

enum mc_err storage_try(struct storage *storage, const char *code, int64_t now_s, int64_t *wait_s,
                        struct mc_error *err)
{
    struct attempt attempt = {.code = code, .now_s = now_s};
    enum mc_err rc = sql_write(storage->sql, count_try, &attempt, err);
    if (rc == MC_OK) {
        *wait_s = attempt.wait_s;
    }
    return rc;
}

static enum mc_err forget_tries(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct attempt *attempt = context;
    char subject[DOSSIER_CODE_BYTES];
    enum mc_err rc = find_subject(session, attempt->code, subject, err);
    return rc == MC_OK ? sql_change(session, "DELETE FROM tries WHERE subject = $1", NULL, err, "t",
                                    subject)
                       : rc;
}

enum mc_err storage_try_passed(struct storage *storage, const char *code, struct mc_error *err)
{
    struct attempt attempt = {.code = code};
    return sql_write(storage->sql, forget_tries, &attempt, err);
}
