/* Taking dossiers in. */
#include <string.h>

#include "central/storage_internal.h"
#include "core/memory.h"
#include "core/steps.h"

struct accept {
    const struct storage_submission *submission;
    enum storage_outcome outcome;
    struct storage_acceptance acceptance;
};

/* The outcome is STORAGE_ACCEPTED when the key is new. */
static enum mc_err find_key(struct sql_session *session, struct accept *accept,
                            struct mc_error *err)
{
    struct sql_rows row = {0};
    bool found = false;
    enum mc_err rc = sql_first(
        session,
        "SELECT k.body_hash, d.code, d.provisional_code, d.agency, k.received_s, k.appointed_s "
        "FROM idempotency k JOIN dossiers d ON d.id = k.dossier_id WHERE k.key = $1",
        &row, &found, err, "t", accept->submission->key);
    if (rc == MC_OK && !found) {
        accept->outcome = STORAGE_ACCEPTED;
    } else if (rc == MC_OK && strcmp(sql_text(&row, 0), accept->submission->body_hash) != 0) {
        accept->outcome = STORAGE_CONFLICT;
    } else if (rc == MC_OK) {
        struct storage_acceptance *out = &accept->acceptance;
        accept->outcome = STORAGE_REPLAYED;
        sql_copy_text(&row, 1, out->code, sizeof out->code);
        sql_copy_text(&row, 2, out->provisional_code, sizeof out->provisional_code);
        sql_copy_text(&row, 3, out->agency, sizeof out->agency);
        out->received_s = sql_int(&row, 4);
        out->appointed_s = sql_int(&row, 5);
    }
    sql_finish(&row);
    return rc;
}

/* What is answered again is to be as safe as what is answered first. When the first answer was lost
 * with the service or the database, the dossier may be seen here and yet not be on the disk, or on
 * the standby; a commit behind it waits until both are. */
static enum mc_err answer_again(struct sql_session *session, const char *key, struct mc_error *err)
{
    return sql_later(session, "UPDATE idempotency SET answers = answers + 1 WHERE key = $1", err,
                     "t", key);
}

/* The row stays locked until the end: the next one waits, so that no number is ever left out. */
static enum mc_err take_number(struct sql_session *session, const char *agency, const char *day,
                               int64_t *out, struct mc_error *err)
{
    return sql_get_int(session,
                       "INSERT INTO sequences (agency, day, last) VALUES ($1, $2, 1) "
                       "ON CONFLICT (agency, day) DO UPDATE SET last = sequences.last + 1 "
                       "RETURNING last",
                       out, err, "tt", agency, day);
}

static enum mc_err insert_dossier(struct sql_session *session,
                                  const struct storage_submission *submission, const char *code,
                                  const char *day, struct mc_error *err)
{
    return sql_later(
        session,
        "INSERT INTO dossiers (code, provisional_code, agency, day, kiosk, procedure_code, "
        "procedure_name, initials, token_hash, media_type, status, note, received_s, appointed_s, "
        "due_s, updated_s, body, deciding_agency, channel) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
        "$9, $10, $11, '', $12, $13, $13, $12, $14, $15, $16)",
        err, "ttttttttttiiibtt", code, submission->provisional_code, submission->agency, day,
        submission->kiosk, submission->procedure_code, submission->procedure_name,
        submission->initials, submission->token_hash, submission->media_type,
        (int64_t)DOSSIER_REGISTERED, submission->received_s, submission->appointed_s,
        submission->body, submission->body_len,
        submission->deciding_agency != NULL ? submission->deciding_agency : submission->agency,
        submission->online ? STORAGE_CHANNEL_ONLINE : STORAGE_CHANNEL_COUNTER);
}

/* The dossier just inserted: asking for its number here costs less than waiting for it. */
#define ITS_ID "(SELECT id FROM dossiers WHERE code = $1)"

/* What the envelope of a sealed dossier tells besides. */
static enum mc_err insert_envelope(struct sql_session *session, const char *code,
                                   const struct storage_submission *submission,
                                   struct mc_error *err)
{
    if (submission->id_check == NULL) {
        return MC_OK;
    }
    return sql_later(session,
                     "INSERT INTO envelopes (dossier_id, sequence, boot, residence_area, "
                     "assurance, id_check) VALUES (" ITS_ID ", $2, $3, $4, $5, $6)",
                     err, "tittit", code, submission->sequence, submission->boot,
                     submission->residence_area, (int64_t)submission->assurance,
                     submission->id_check);
}

static enum mc_err insert(struct sql_session *session, const struct storage_submission *submission,
                          struct storage_acceptance *out, struct mc_error *err)
{
    struct date date = local_time_from_unix(submission->received_s).date;
    char day[DATE_TEXT_BYTES];
    date_format_iso(date, day);
    int64_t number = 0;
    enum mc_err rc = take_number(session, submission->agency, day, &number, err);
    if (rc == MC_OK) {
        rc = dossier_code_format(submission->agency, date, (int)number, out->code, err);
    }
    if (rc == MC_OK) {
        rc = insert_dossier(session, submission, out->code, day, err);
    }
    if (rc == MC_OK) {
        rc = insert_envelope(session, out->code, submission, err);
    }
    if (rc == MC_OK) {
        rc = sql_later(session,
                       "INSERT INTO history (dossier_id, status, at_s, note, action) "
                       "VALUES (" ITS_ID ", $2, $3, '', '')",
                       err, "tii", out->code, (int64_t)DOSSIER_REGISTERED, submission->received_s);
    }
    if (rc == MC_OK) {
        rc = sql_later(session,
                       "INSERT INTO idempotency (key, body_hash, dossier_id, received_s, "
                       "appointed_s) VALUES ($2, $3, " ITS_ID ", $4, $5)",
                       err, "tttii", out->code, submission->key, submission->body_hash,
                       submission->received_s, submission->appointed_s);
    }
    if (rc == MC_OK && submission->uploaded) {
        rc = sql_later(session, "DELETE FROM uploads WHERE key = $1", err, "t", submission->key);
    }
    mc_copy_text(out->provisional_code, sizeof out->provisional_code, submission->provisional_code);
    mc_copy_text(out->agency, sizeof out->agency, submission->agency);
    out->received_s = submission->received_s;
    out->appointed_s = submission->appointed_s;
    return rc;
}

static enum mc_err accept_once(struct sql_session *session, void *context, struct mc_error *err)
{
    struct accept *accept = context;
    accept->acceptance = (struct storage_acceptance){0};
    enum mc_err rc = find_key(session, accept, err);
    if (rc == MC_OK && accept->outcome == STORAGE_ACCEPTED) {
        rc = insert(session, accept->submission, &accept->acceptance, err);
        mc_step("commit");
    } else if (rc == MC_OK && accept->outcome == STORAGE_REPLAYED) {
        rc = answer_again(session, accept->submission->key, err);
    }
    return rc;
}

enum mc_err storage_accept(struct storage *storage, const struct storage_submission *submission,
                           enum storage_outcome *outcome, struct storage_acceptance *out,
                           struct mc_error *err)
{
    struct accept accept = {.submission = submission};
    bool busy = false;
    enum mc_err rc =
        sql_write_claimed(storage->sql, submission->key, &busy, accept_once, &accept, err);
    if (rc == MC_OK) {
        *outcome = busy ? STORAGE_RUNNING : accept.outcome;
        if (*outcome == STORAGE_ACCEPTED || *outcome == STORAGE_REPLAYED) {
            *out = accept.acceptance;
        }
    }
    return rc;
}
