/* The queue, and what is done with a dossier. */
#include "central/storage_office.h"

#include <stdio.h>
#include <string.h>

#include "central/storage_office_internal.h"
#include "core/memory.h"

/* ---- The queue ---- */

struct queue {
    const struct storage_queue *wanted;
    size_t most;
    struct storage_dossier *dossiers;
    int64_t *ids;
    size_t count;
};

static enum mc_err read_queue(struct sql_session *session, void *context, struct mc_error *err)
{
    struct queue *queue = context;
    const struct storage_queue *wanted = queue->wanted;
    struct sql_rows rows = {0};
    bool found = true;
    queue->count = 0;
    enum mc_err rc =
        sql_query(session,
                  "SELECT " STORAGE_DOSSIER_COLUMNS " FROM dossiers "
                  "WHERE ($1 = '' OR agency = $1 OR deciding_agency = $1) "
                  "AND (status = $2 OR ($2 = 0 AND status IN (1, 2, 4, 5, 6, 9))) "
                  "AND (due_s > $3 OR (due_s = $3 AND id > $4)) ORDER BY due_s, id LIMIT $5",
                  &rows, err, "tiiii", wanted->agency, (int64_t)wanted->status, wanted->after_due_s,
                  wanted->after_id, (int64_t)queue->most);
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found) {
            queue->dossiers[queue->count] = (struct storage_dossier){0};
            queue->ids[queue->count] = sql_int(&rows, STORAGE_COLUMN_ID);
            storage_read_dossier(&rows, &queue->dossiers[queue->count++]);
        }
    }
    sql_finish(&rows);
    return rc;
}

enum mc_err storage_queue(struct storage *storage, const struct storage_queue *wanted,
                          const struct storage_queue_visitor *visitor, struct mc_error *err)
{
    struct queue queue = {.wanted = wanted,
                          .most =
                              wanted->most < STORAGE_QUEUE_MAX ? wanted->most : STORAGE_QUEUE_MAX};
    queue.dossiers = mc_calloc(queue.most + 1, sizeof *queue.dossiers);
    queue.ids = mc_calloc(queue.most + 1, sizeof *queue.ids);
    enum mc_err rc = sql_read(storage->sql, read_queue, &queue, err);
    for (size_t i = 0; rc == MC_OK && i < queue.count; i++) {
        visitor->visit(visitor->context, queue.ids[i], &queue.dossiers[i]);
    }
    free(queue.dossiers);
    free(queue.ids);
    return rc;
}

/* ---- One dossier ---- */

struct held {
    int64_t id;
    struct storage_dossier dossier; /* code and agencies */
    struct office_state state;      /* its texts are the dossier's */
};

static struct local_time time_of(int64_t unix_s)
{
    return unix_s != 0 ? local_time_from_unix(unix_s) : (struct local_time){0};
}

static int64_t unix_of(struct local_time time)
{
    return date_is_set(time.date) ? local_time_to_unix(time) : 0;
}

static void read_held(const struct sql_rows *row, struct held *out)
{
    out->id = sql_int(row, 0);
    sql_copy_text(row, 1, out->dossier.code, sizeof out->dossier.code);
    sql_copy_text(row, 2, out->dossier.agency, sizeof out->dossier.agency);
    sql_copy_text(row, 3, out->dossier.deciding_agency, sizeof out->dossier.deciding_agency);
    out->state = (struct office_state){.status = (enum dossier_status)sql_int(row, 4),
                                       .receiving_agency = out->dossier.agency,
                                       .deciding_agency = out->dossier.deciding_agency,
                                       .appointed = time_of(sql_int(row, 5)),
                                       .due = time_of(sql_int(row, 6)),
                                       .apologies = (int)sql_int(row, 7),
                                       .wait = {.since = time_of(sql_int(row, 8)),
                                                .appointed = time_of(sql_int(row, 9)),
                                                .due = time_of(sql_int(row, 10))}};
}

/* Finds the one dossier of the code that the officer sees, and keeps it still until the end. */
static enum mc_err hold(struct sql_session *session, const char *code,
                        const struct storage_officer *officer, struct held *out,
                        struct mc_error *err)
{
    struct sql_rows rows = {0};
    bool found = true;
    int count = 0;
    enum mc_err rc = sql_query(session,
                               "SELECT id, code, agency, deciding_agency, status, appointed_s, "
                               "due_s, apologies, wait_since_s, wait_appointed_s, wait_due_s "
                               "FROM dossiers WHERE code = $1 OR provisional_code = $1 "
                               "ORDER BY id LIMIT 2 {for_update}",
                               &rows, err, "t", code);
    while (rc == MC_OK && found) {
        rc = sql_next(&rows, &found, err);
        if (rc == MC_OK && found) {
            read_held(&rows, out);
            count++;
        }
    }
    sql_finish(&rows);
    if (rc == MC_OK && count > 1) {
        return mc_fail(err, MC_ECONFLICT, "%s: several dossiers carry this code", code);
    }
    bool seen = count == 1 &&
                (officer->role == OFFICER_AUDITOR || storage_officer_sees(officer, &out->dossier));
    if (rc == MC_OK && !seen) {
        return mc_fail(err, MC_ENOTFOUND, "%s: no such dossier", code);
    }
    return rc;
}

/* ---- Acting ---- */

struct act_job {
    const struct storage_act *act;
    struct storage_act_result result;
};

static enum mc_err write_step(struct sql_session *session, const struct storage_act *act,
                              const struct held *held, const struct office_step *step,
                              struct mc_error *err)
{
    const char *deciding =
        act->action == OFFICE_FORWARD ? act->forward : held->dossier.deciding_agency;
    enum mc_err rc = sql_change(
        session,
        "UPDATE dossiers SET status = $1, note = $2, updated_s = $3, appointed_s = $4, "
        "due_s = $5, apologies = $6, wait_since_s = $7, wait_appointed_s = $8, wait_due_s = $9, "
        "deciding_agency = $10 WHERE id = $11",
        NULL, err, "itiiiiiiiti", (int64_t)step->to, act->reason, act->at_s,
        unix_of(step->appointed), unix_of(step->due), (int64_t)step->apologies,
        unix_of(step->wait.since), unix_of(step->wait.appointed), unix_of(step->wait.due), deciding,
        held->id);
    if (rc == MC_OK && act->action == OFFICE_DECIDE) {
        char day[DATE_TEXT_BYTES];
        date_format_iso(local_time_from_unix(act->at_s).date, day);
        rc = sql_change(session,
                        "UPDATE dossiers SET decided_s = $1, decided_day = $2 WHERE id = $3", NULL,
                        err, "iti", act->at_s, day, held->id);
    }
    return rc;
}

static enum mc_err write_traces(struct sql_session *session, const struct storage_act *act,
                                const struct held *held, const struct office_step *step,
                                struct mc_error *err)
{
    const char *action = office_action_name(act->action);
    enum mc_err rc = sql_change(
        session,
        "INSERT INTO history (dossier_id, status, at_s, note, action) VALUES ($1, $2, $3, $4, $5)",
        NULL, err, "iiitt", held->id, (int64_t)step->to, act->at_s, act->reason, action);
    if (rc == MC_OK && step->cause != OFFICE_CAUSE_NONE) {
        rc = sql_change(session,
                        "INSERT INTO appointments (dossier_id, at_s, cause, previous_s, "
                        "appointed_s, reason) VALUES ($1, $2, $3, $4, $5, $6)",
                        NULL, err, "iitiit", held->id, act->at_s, office_cause_name(step->cause),
                        unix_of(held->state.appointed), unix_of(step->appointed), act->reason);
    }
    return rc;
}

/* What the trail keeps: statuses and days, never the reason, in which names may stand. */
static void describe(const struct storage_act *act, const struct held *held,
                     const struct office_step *step, char out[AUDIT_DETAIL_BYTES])
{
    char before[DATE_TEXT_BYTES];
    char after[DATE_TEXT_BYTES];
    date_format_iso(held->state.appointed.date, before);
    date_format_iso(step->appointed.date, after);
    (void)snprintf(
        out, AUDIT_DETAIL_BYTES, "%s -> %s%s%s%s%s%s%s", dossier_status_name(held->state.status),
        dossier_status_name(step->to), step->cause != OFFICE_CAUSE_NONE ? ", appointed " : "",
        step->cause != OFFICE_CAUSE_NONE ? before : "",
        step->cause != OFFICE_CAUSE_NONE ? " -> " : "",
        step->cause != OFFICE_CAUSE_NONE ? after : "", act->action == OFFICE_FORWARD ? ", to " : "",
        act->action == OFFICE_FORWARD ? act->forward : "");
}

static void fill_result(const struct held *held, struct storage_act_result *out)
{
    mc_copy_text(out->code, sizeof out->code, held->dossier.code);
    out->status = held->state.status;
    out->appointed_s = unix_of(held->state.appointed);
    out->due_s = unix_of(held->state.due);
}

static enum mc_err act_on(struct sql_session *session, void *context, struct mc_error *err)
{
    struct act_job *job = context;
    const struct storage_act *act = job->act;
    struct held held = {0};
    struct office_step step;
    enum mc_err rc = hold(session, act->code, act->officer, &held, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct office_request request = {.action = act->action,
                                     .role = act->officer->role,
                                     .agency = act->officer->agency,
                                     .at = local_time_from_unix(act->at_s),
                                     .reason = act->reason,
                                     .date = act->date,
                                     .forward = act->forward,
                                     .forward_known = act->forward_known};
    fill_result(&held, &job->result);
    job->result.verdict = office_step(act->calendar, &held.state, &request, &step);
    if (job->result.verdict != OFFICE_FINE) {
        return MC_OK;
    }
    char detail[AUDIT_DETAIL_BYTES];
    describe(act, &held, &step, detail);
    rc = write_step(session, act, &held, &step, err);
    if (rc == MC_OK) {
        rc = write_traces(session, act, &held, &step, err);
    }
    if (rc == MC_OK) {
        rc = storage_audit_add(session, act->officer->id, office_action_name(act->action),
                               held.dossier.code, detail, act->at_s, err);
    }
    job->result.status = step.to;
    job->result.appointed_s = unix_of(step.appointed);
    job->result.due_s = unix_of(step.due);
    return rc;
}

enum mc_err storage_act(struct storage *storage, const struct storage_act *act,
                        struct storage_act_result *out, struct mc_error *err)
{
    struct act_job job = {.act = act};
    enum mc_err rc = sql_write(storage->sql, act_on, &job, err);
    if (rc == MC_OK) {
        *out = job.result;
    }
    return rc;
}

/* ---- Opening ---- */

struct open_job {
    const struct storage_officer *officer;
    const char *code;
    int64_t at_s;
    char *body; /* secret */
    size_t len;
    char media_type[STORAGE_MEDIA_TYPE_BYTES];
};

static enum mc_err read_body(struct sql_session *session, int64_t id, struct open_job *job,
                             struct mc_error *err)
{
    struct sql_rows row = {0};
    bool found = false;
    mc_secret_free(job->body);
    job->body = NULL;
    enum mc_err rc = sql_first(session, "SELECT body, media_type FROM dossiers WHERE id = $1", &row,
                               &found, err, "i", id);
    if (rc == MC_OK && !found) {
        rc = mc_fail(err, MC_ENOTFOUND, "no such dossier");
    }
    if (rc == MC_OK) {
        const void *bytes = sql_bytes(&row, 0, &job->len);
        job->body = mc_secret_alloc(job->len + 1);
        if (job->len > 0) {
            memcpy(job->body, bytes, job->len);
        }
        sql_copy_text(&row, 1, job->media_type, sizeof job->media_type);
    }
    sql_finish(&row);
    return rc;
}

static enum mc_err open_body(struct sql_session *session, void *context, struct mc_error *err)
{
    struct open_job *job = context;
    struct held held = {0};
    enum mc_err rc = hold(session, job->code, job->officer, &held, err);
    if (rc == MC_OK) {
        rc = read_body(session, held.id, job, err);
    }
    if (rc == MC_OK) {
        rc = storage_audit_add(session, job->officer->id, AUDIT_ACT_OPEN, held.dossier.code,
                               dossier_status_name(held.state.status), job->at_s, err);
    }
    return rc;
}

enum mc_err storage_open_body(struct storage *storage, const struct storage_officer *officer,
                              const char *code, int64_t at_s, char **out, size_t *out_len,
                              char media_type[STORAGE_MEDIA_TYPE_BYTES], struct mc_error *err)
{
    if (!officer_role_handles(officer->role)) {
        return mc_fail(err, MC_EDENIED, "%s: the role of %s opens no dossiers", officer->id,
                       officer_role_name(officer->role));
    }
    struct open_job job = {.officer = officer, .code = code, .at_s = at_s};
    enum mc_err rc = sql_write(storage->sql, open_body, &job, err);
    if (rc != MC_OK) {
        mc_secret_free(job.body);
        return rc;
    }
    *out = job.body;
    *out_len = job.len;
    mc_copy_text(media_type, STORAGE_MEDIA_TYPE_BYTES, job.media_type);
    return MC_OK;
}
