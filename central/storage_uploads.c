#include "central/storage_uploads.h"

#include <string.h>

#include "central/storage_internal.h"
#include "core/memory.h"

struct task {
    const struct storage_upload_name *name;
    int64_t bytes;
    int64_t offset;
    const void *part;
    size_t len;
    int64_t expires_s;
    enum storage_upload_outcome outcome;
    struct storage_upload upload;
    uint8_t *body;
    size_t body_len;
};

static enum mc_err read_offset(struct sql_session *session, const char *key, int64_t *out,
                               struct mc_error *err)
{
    return sql_get_int(session,
                       "SELECT CAST(coalesce(sum(length(bytes)), 0) AS BIGINT) FROM upload_parts "
                       "WHERE key = $1",
                       out, err, "t", key);
}

/* DONE, UNKNOWN, or OTHER when it is another kiosk's. The row stays locked. */
static enum mc_err read_upload(struct sql_session *session, const char *statement,
                               struct task *task, struct mc_error *err)
{
    struct sql_rows row = {0};
    bool found = false;
    task->outcome = STORAGE_UPLOAD_UNKNOWN;
    task->upload = (struct storage_upload){0};
    enum mc_err rc =
        sql_first(session, statement, &row, &found, err, "ti", task->name->key, task->name->now_s);
    if (rc == MC_OK && found) {
        bool own = strcmp(sql_text(&row, 0), task->name->kiosk) == 0;
        task->outcome = own ? STORAGE_UPLOAD_DONE : STORAGE_UPLOAD_OTHER;
        task->upload.bytes = sql_int(&row, 1);
        task->upload.expires_s = sql_int(&row, 2);
    }
    sql_finish(&row);
    if (rc == MC_OK && task->outcome == STORAGE_UPLOAD_DONE) {
        rc = read_offset(session, task->name->key, &task->upload.offset, err);
    }
    return rc;
}

#define SELECT_UPLOAD                                                                              \
    "SELECT kiosk, bytes, expires_s FROM uploads WHERE key = $1 AND expires_s > $2"

#define FROM_HANDED_IN                                                                             \
    "FROM idempotency k JOIN dossiers d ON d.id = k.dossier_id WHERE k.key = $1 AND d.kiosk = $2"

/* One that was handed in has gone from the uploads into the dossiers. */
static enum mc_err find_handed_in(struct sql_session *session, struct task *task,
                                  struct mc_error *err)
{
    struct sql_rows row = {0};
    bool found = false;
    enum mc_err rc = sql_first(session, "SELECT length(d.body) " FROM_HANDED_IN, &row, &found, err,
                               "tt", task->name->key, task->name->kiosk);
    if (rc == MC_OK && found) {
        int64_t bytes = sql_int(&row, 0);
        task->outcome = STORAGE_UPLOAD_DONE;
        task->upload = (struct storage_upload){.bytes = bytes, .offset = bytes};
    }
    sql_finish(&row);
    return rc;
}

/* ---- Beginning ---- */

static enum mc_err insert(struct sql_session *session, struct task *task, struct mc_error *err)
{
    int64_t begun = 0;
    enum mc_err rc = sql_get_int(session, "SELECT count(*) FROM uploads WHERE kiosk = $1", &begun,
                                 err, "t", task->name->kiosk);
    if (rc != MC_OK) {
        return rc;
    }
    if (begun >= STORAGE_UPLOADS_MAX) {
        task->outcome = STORAGE_UPLOAD_TOO_MANY;
        return MC_OK;
    }
    task->outcome = STORAGE_UPLOAD_DONE;
    task->upload = (struct storage_upload){.bytes = task->bytes, .expires_s = task->expires_s};
    return sql_change(
        session, "INSERT INTO uploads (key, bytes, expires_s, kiosk) VALUES ($1, $2, $3, $4)", NULL,
        err, "tiit", task->name->key, task->bytes, task->expires_s, task->name->kiosk);
}

static enum mc_err begin(struct sql_session *session, void *context, struct mc_error *err)
{
    struct task *task = context;
    enum mc_err rc = sql_change(session, "DELETE FROM uploads WHERE expires_s <= $1", NULL, err,
                                "i", task->name->now_s);
    if (rc == MC_OK) {
        rc = read_upload(session, SELECT_UPLOAD " {for_update}", task, err);
    }
    if (rc == MC_OK && task->outcome == STORAGE_UPLOAD_UNKNOWN) {
        rc = find_handed_in(session, task, err);
    }
    if (rc == MC_OK && task->outcome == STORAGE_UPLOAD_UNKNOWN) {
        return insert(session, task, err);
    }
    if (task->upload.bytes != task->bytes) {
        task->outcome = STORAGE_UPLOAD_OTHER;
    }
    return rc;
}

/* Runs it as the only one that works on the key. */
static enum mc_err run_claimed(struct storage *storage, sql_work *work, struct task *task,
                               enum storage_upload_outcome *outcome, struct storage_upload *out,
                               struct mc_error *err)
{
    bool busy = false;
    enum mc_err rc = sql_write_claimed(storage->sql, task->name->key, &busy, work, task, err);
    if (rc == MC_OK) {
        *outcome = busy ? STORAGE_UPLOAD_RUNNING : task->outcome;
        if (*outcome == STORAGE_UPLOAD_DONE) {
            *out = task->upload;
        }
    }
    return rc;
}

enum mc_err storage_upload_begin(struct storage *storage, const struct storage_upload_name *name,
                                 int64_t bytes, int64_t expires_s,
                                 enum storage_upload_outcome *outcome, struct storage_upload *out,
                                 struct mc_error *err)
{
    struct task task = {.name = name, .bytes = bytes, .expires_s = expires_s};
    return run_claimed(storage, begin, &task, outcome, out, err);
}

/* ---- Going on ---- */

static enum mc_err insert_part(struct sql_session *session, const struct task *task,
                               struct mc_error *err)
{
    if (task->len == 0) {
        return MC_OK;
    }
    return sql_change(session, "INSERT INTO upload_parts (key, start, bytes) VALUES ($1, $2, $3)",
                      NULL, err, "tib", task->name->key, task->offset, task->part, task->len);
}

static enum mc_err append(struct sql_session *session, void *context, struct mc_error *err)
{
    struct task *task = context;
    enum mc_err rc = read_upload(session, SELECT_UPLOAD " {for_update}", task, err);
    if (rc != MC_OK || task->outcome != STORAGE_UPLOAD_DONE) {
        task->outcome = STORAGE_UPLOAD_UNKNOWN;
        return rc;
    }
    if (task->offset != task->upload.offset) {
        task->outcome = STORAGE_UPLOAD_OFFSET;
        return MC_OK;
    }
    if ((int64_t)task->len > task->upload.bytes - task->upload.offset) {
        task->outcome = STORAGE_UPLOAD_OVER;
        return MC_OK;
    }
    rc = insert_part(session, task, err);
    if (rc == MC_OK) {
        rc = sql_change(session, "UPDATE uploads SET expires_s = $2 WHERE key = $1", NULL, err,
                        "ti", task->name->key, task->expires_s);
    }
    task->upload.offset += (int64_t)task->len;
    task->upload.expires_s = task->expires_s;
    return rc;
}

enum mc_err storage_upload_append(struct storage *storage, const struct storage_upload_name *name,
                                  int64_t offset, const void *part, size_t len, int64_t expires_s,
                                  enum storage_upload_outcome *outcome, struct storage_upload *out,
                                  struct mc_error *err)
{
    struct task task = {
        .name = name, .offset = offset, .part = part, .len = len, .expires_s = expires_s};
    return run_claimed(storage, append, &task, outcome, out, err);
}

static enum mc_err drop(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct task *task = context;
    return sql_change(session, "DELETE FROM uploads WHERE key = $1 AND kiosk = $2", NULL, err, "tt",
                      task->name->key, task->name->kiosk);
}

enum mc_err storage_upload_drop(struct storage *storage, const struct storage_upload_name *name,
                                struct mc_error *err)
{
    struct task task = {.name = name};
    return sql_write(storage->sql, drop, &task, err);
}

/* ---- Looking ---- */

static enum mc_err find(struct sql_session *session, void *context, struct mc_error *err)
{
    struct task *task = context;
    enum mc_err rc = read_upload(session, SELECT_UPLOAD, task, err);
    if (rc == MC_OK && task->outcome != STORAGE_UPLOAD_DONE) {
        task->outcome = STORAGE_UPLOAD_UNKNOWN;
        rc = find_handed_in(session, task, err);
    }
    return rc;
}

enum mc_err storage_upload_find(struct storage *storage, const struct storage_upload_name *name,
                                enum storage_upload_outcome *outcome, struct storage_upload *out,
                                struct mc_error *err)
{
    struct task task = {.name = name};
    enum mc_err rc = sql_read(storage->sql, find, &task, err);
    if (rc == MC_OK) {
        *outcome = task.outcome;
        if (task.outcome == STORAGE_UPLOAD_DONE) {
            *out = task.upload;
        }
    }
    return rc;
}

static enum mc_err copy_bytes(struct task *task, const struct sql_rows *row, size_t *used,
                              struct mc_error *err)
{
    size_t len = 0;
    const void *bytes = sql_bytes(row, 0, &len);
    if (len == 0 || len > task->body_len - *used) {
        return mc_fail(err, MC_ECORRUPT, "upload: its parts do not fit together");
    }
    memcpy(task->body + *used, bytes, len);
    *used += len;
    return MC_OK;
}

/* Part by part, so that only one is held besides. */
static enum mc_err read_parts(struct sql_session *session, struct task *task, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    size_t used = 0;
    while (rc == MC_OK && used < task->body_len) {
        struct sql_rows row = {0};
        bool found = false;
        rc = sql_first(session, "SELECT bytes FROM upload_parts WHERE key = $1 AND start = $2",
                       &row, &found, err, "ti", task->name->key, (int64_t)used);
        if (rc == MC_OK && !found) {
            rc = mc_fail(err, MC_ECORRUPT, "upload: a part is missing");
        }
        if (rc == MC_OK) {
            rc = copy_bytes(task, &row, &used, err);
        }
        sql_finish(&row);
    }
    return rc;
}

static enum mc_err read_handed_in(struct sql_session *session, struct task *task,
                                  struct mc_error *err)
{
    struct sql_rows row = {0};
    bool found = false;
    size_t used = 0;
    enum mc_err rc = sql_first(session, "SELECT d.body " FROM_HANDED_IN, &row, &found, err, "tt",
                               task->name->key, task->name->kiosk);
    if (rc == MC_OK && found) {
        rc = copy_bytes(task, &row, &used, err);
    }
    sql_finish(&row);
    return rc;
}

static enum mc_err read_body(struct sql_session *session, void *context, struct mc_error *err)
{
    struct task *task = context;
    mc_secret_free(task->body); /* of an attempt before */
    task->body = NULL;
    enum mc_err rc = find(session, task, err);
    if (rc != MC_OK || task->outcome != STORAGE_UPLOAD_DONE) {
        return rc;
    }
    if (task->upload.offset != task->upload.bytes) {
        task->outcome = STORAGE_UPLOAD_UNKNOWN;
        return MC_OK;
    }
    task->body_len = (size_t)task->upload.bytes;
    task->body = mc_secret_alloc(task->body_len);
    return task->upload.expires_s == 0 ? read_handed_in(session, task, err)
                                       : read_parts(session, task, err);
}

enum mc_err storage_upload_body(struct storage *storage, const struct storage_upload_name *name,
                                enum storage_upload_outcome *outcome, struct storage_upload *upload,
                                void **out, struct mc_error *err)
{
    struct task task = {.name = name};
    enum mc_err rc = sql_read(storage->sql, read_body, &task, err);
    if (rc != MC_OK || task.outcome != STORAGE_UPLOAD_DONE) {
        mc_secret_free(task.body);
    } else {
        *out = task.body;
        *upload = task.upload;
    }
    if (rc == MC_OK) {
        *outcome = task.outcome;
    }
    return rc;
}
