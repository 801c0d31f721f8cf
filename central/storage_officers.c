/* Who may work on dossiers. */
#include <stdio.h>
#include <string.h>

#include "central/storage_office_internal.h"
#include "core/memory.h"

#define OFFICER_COLUMNS "id, name, role, agency, created_s, revoked_s"

static enum mc_err read_officer(const struct sql_rows *row, struct storage_officer *out,
                                struct mc_error *err)
{
    *out = (struct storage_officer){.created_s = sql_int(row, 4), .revoked_s = sql_int(row, 5)};
    sql_copy_text(row, 0, out->id, sizeof out->id);
    sql_copy_text(row, 1, out->name, sizeof out->name);
    sql_copy_text(row, 3, out->agency, sizeof out->agency);
    return officer_role_from_name(sql_text(row, 2), &out->role)
               ? MC_OK
               : mc_fail(err, MC_ECORRUPT, "officer %s: of no known role", out->id);
}

struct add {
    const struct storage_officer *officer;
    const char *token_hash;
};

static enum mc_err add(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct add *job = context;
    const struct storage_officer *officer = job->officer;
    char detail[AUDIT_DETAIL_BYTES];
    int64_t changed = 0;
    enum mc_err rc = sql_change(
        session,
        "INSERT INTO officers (id, name, role, agency, token_hash, created_s, revoked_s) "
        "VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (id) DO NOTHING",
        &changed, err, "ttttti", officer->id, officer->name, officer_role_name(officer->role),
        officer->agency, job->token_hash, officer->created_s);
    if (rc == MC_OK && changed == 0) {
        rc = mc_fail(err, MC_ECONFLICT, "officer %s: the id was taken before", officer->id);
    }
    if (rc == MC_OK) {
        (void)snprintf(detail, sizeof detail, "%s of %s", officer_role_name(officer->role),
                       officer->agency[0] != '\0' ? officer->agency : "the city");
        rc = storage_audit_add(session, STORAGE_OPERATOR, AUDIT_ACT_OFFICER, officer->id, detail,
                               officer->created_s, err);
    }
    return rc;
}

enum mc_err storage_officer_add(struct storage *storage, const struct storage_officer *officer,
                                const char *token_hash, struct mc_error *err)
{
    struct add job = {officer, token_hash};
    MC_CHECK(officer_id_valid(officer->id) && strlen(token_hash) == MC_SHA256_CHARS);
    return sql_write(storage->sql, add, &job, err);
}

struct find {
    const char *statement;
    const char *key;
    struct storage_officer officer;
};

static enum mc_err find(struct sql_session *session, void *context, struct mc_error *err)
{
    struct find *job = context;
    struct sql_rows row = {0};
    bool found = false;
    enum mc_err rc = sql_first(session, job->statement, &row, &found, err, "t", job->key);
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such officer, or revoked");
    }
    if (rc == MC_OK) {
        rc = read_officer(&row, &job->officer, err);
    }
    sql_finish(&row);
    return rc;
}

static enum mc_err find_by(struct storage *storage, const char *statement, const char *key,
                           struct storage_officer *out, struct mc_error *err)
{
    struct find job = {.statement = statement, .key = key};
    enum mc_err rc = sql_read_one(storage->sql, find, &job, err);
    if (rc == MC_OK) {
        *out = job.officer;
    }
    return rc;
}

enum mc_err storage_officer_by_token(struct storage *storage, const char *token_hash,
                                     struct storage_officer *out, struct mc_error *err)
{
    return find_by(storage,
                   "SELECT " OFFICER_COLUMNS " FROM officers WHERE token_hash = $1 AND "
                   "revoked_s = 0",
                   token_hash, out, err);
}

enum mc_err storage_officer_find(struct storage *storage, const char *id,
                                 struct storage_officer *out, struct mc_error *err)
{
    return find_by(storage,
                   "SELECT " OFFICER_COLUMNS " FROM officers WHERE id = $1 AND revoked_s = 0", id,
                   out, err);
}

struct revoke {
    const char *id;
    int64_t at_s;
};

static enum mc_err revoke(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct revoke *job = context;
    int64_t changed = 0;
    enum mc_err rc =
        sql_change(session, "UPDATE officers SET revoked_s = $1 WHERE id = $2 AND revoked_s = 0",
                   &changed, err, "it", job->at_s, job->id);
    if (rc == MC_OK && changed == 0) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such officer, or revoked before");
    }
    if (rc == MC_OK) {
        rc = storage_audit_add(session, STORAGE_OPERATOR, AUDIT_ACT_REVOKE, job->id, "", job->at_s,
                               err);
    }
    return rc;
}

enum mc_err storage_officer_revoke(struct storage *storage, const char *id, int64_t at_s,
                                   struct mc_error *err)
{
    struct revoke job = {id, at_s};
    return sql_write(storage->sql, revoke, &job, err);
}

struct list {
    struct storage_officer *officers;
    size_t count;
};

static enum mc_err list(struct sql_session *session, void *context, struct mc_error *err)
{
    struct list *job = context;
    struct sql_rows rows = {0};
    bool found = true;
    job->count = 0;
    enum mc_err rc =
        sql_query(session, "SELECT " OFFICER_COLUMNS " FROM officers ORDER BY id", &rows, err, "");
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found) {
            job->officers = mc_realloc(job->officers, (job->count + 1) * sizeof *job->officers);
            rc = read_officer(&rows, &job->officers[job->count++], err);
        }
    }
    sql_finish(&rows);
    return rc;
}

enum mc_err storage_officer_list(struct storage *storage,
                                 const struct storage_officer_visitor *visitor,
                                 struct mc_error *err)
{
    struct list job = {0};
    enum mc_err rc = sql_read(storage->sql, list, &job, err);
    for (size_t i = 0; rc == MC_OK && i < job.count; i++) {
        visitor->visit(visitor->context, &job.officers[i]);
    }
    free(job.officers);
    return rc;
}

bool storage_officer_sees(const struct storage_officer *officer,
                          const struct storage_dossier *dossier)
{
    return officer_role_handles(officer->role) &&
           (officer->agency[0] == '\0' || strcmp(officer->agency, dossier->agency) == 0 ||
            strcmp(officer->agency, dossier->deciding_agency) == 0);
}
