/*
 * PostgreSQL 12 or later behind central/sql.h, by libpq: prepared statements, values in binary both
 * ways, transactions that see the last commit at each statement (READ COMMITTED, with row and
 * advisory locks) or one moment (readers). Several hosts: the one that takes writes is looked for
 * (target_session_attrs=read-write), anew after every loss, so that a fail-over is survived.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/sql_postgres_internal.h"
#include "core/memory.h"

#define CONNECTIONS 8

static const struct sql_word words[] = {
    {"id", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"},
    {"int", "BIGINT"},
    {"text", "TEXT COLLATE \"C\""},
    {"bytes", "BYTEA"},
    {"strict", ""},
    {"strict_keyed", ""},
    {"for_update", "FOR UPDATE"},
    {"audit_append_only", "CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS "
                          "'BEGIN RAISE EXCEPTION ''the audit trail is append-only''; END';"
                          "CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
                          "FOR EACH STATEMENT EXECUTE FUNCTION audit_keep();"},
};

static struct postgres_session *own(struct sql_session *session)
{
    return (struct postgres_session *)session;
}

static int64_t get_integer(const char *bytes, int len)
{
    /* Two's complement, big-endian, of 1, 2, 4 or 8 bytes. */
    uint64_t bits = len > 0 && ((unsigned char)bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (int i = 0; i < len; i++) {
        bits = (bits << 8) | (unsigned char)bytes[i];
    }
    return (int64_t)bits;
}

static bool readable(Oid type)
{
    static const Oid types[] = {POSTGRES_BOOL, POSTGRES_BYTEA, POSTGRES_INT8,   POSTGRES_INT2,
                                POSTGRES_INT4, POSTGRES_TEXT,  POSTGRES_VARCHAR};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (types[i] == type) {
            return true;
        }
    }
    return false;
}

static enum mc_err check_columns(PGresult *result, struct mc_error *err)
{
    for (int i = 0; i < PQnfields(result); i++) {
        if (!readable(PQftype(result, i))) {
            return mc_fail(err, MC_EUNSUPPORTED, "database: column %s: cast it to a number or text",
                           PQfname(result, i));
        }
    }
    return MC_OK;
}

static enum mc_err postgres_query(struct sql_session *base, const char *const *statements,
                                  size_t statement_count, const struct sql_value *values, int count,
                                  struct sql_rows *rows, struct mc_error *err)
{
    struct postgres_session *session = own(base);
    PGresult *results[SQL_TOGETHER_MAX] = {NULL};
    enum mc_err rc = MC_OK;
    if (session->queued_count + 2 * statement_count + 1 > POSTGRES_QUEUE_MAX) {
        rc = postgres_settle(session, NULL, 0, err);
    }
    for (size_t i = 0; i < statement_count && rc == MC_OK; i++) {
        rc = postgres_queue(session, statements[i], values, count, err);
    }
    if (rc == MC_OK) {
        rc = postgres_settle(session, results, statement_count, err);
    }
    for (size_t i = 0; i < statement_count && results[i] != NULL; i++) {
        rows[i].result = results[i];
        rows[i].row = -1;
        rc = rc == MC_OK ? check_columns(results[i], err) : rc;
    }
    return rc;
}

static enum mc_err postgres_later(struct sql_session *base, const char *statement,
                                  const struct sql_value *values, int count, struct mc_error *err)
{
    return postgres_queue(own(base), statement, values, count, err);
}

static enum mc_err postgres_next(struct sql_rows *rows, bool *found, struct mc_error *err)
{
    (void)err;
    rows->row++;
    *found = rows->row < PQntuples(rows->result);
    return MC_OK;
}

static void postgres_finish(struct sql_rows *rows)
{
    PQclear(rows->result);
}

static int64_t postgres_changed(const struct sql_rows *rows)
{
    return strtoll(PQcmdTuples(rows->result), NULL, 10);
}

static bool postgres_is_null(const struct sql_rows *rows, int column)
{
    return PQgetisnull(rows->result, rows->row, column) == 1;
}

static int64_t postgres_integer(const struct sql_rows *rows, int column)
{
    return get_integer(PQgetvalue(rows->result, rows->row, column),
                       PQgetlength(rows->result, rows->row, column));
}

static const void *postgres_bytes(const struct sql_rows *rows, int column, size_t *len)
{
    *len = (size_t)PQgetlength(rows->result, rows->row, column);
    return postgres_is_null(rows, column) ? NULL : PQgetvalue(rows->result, rows->row, column);
}

/* Goes out with the first statement. */
static enum mc_err postgres_begin(struct sql_session *base, enum sql_mode mode,
                                  struct mc_error *err)
{
    struct postgres_session *session = own(base);
    session->mode = mode;
    if (mode == SQL_READ_ONE) {
        return MC_OK;
    }
    return postgres_queue(session,
                          mode == SQL_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                           : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
                          NULL, 0, err);
}

static void postgres_rollback(struct sql_session *base)
{
    struct postgres_session *session = own(base);
    /* The server does it when the connection ends. What the caller hears is the first fault. */
    bool again = base->again;
    if (!base->lost) {
        (void)postgres_settle(session, NULL, 0, NULL);
    }
    if (!base->lost && PQtransactionStatus(session->connection) != PQTRANS_IDLE &&
        postgres_run(session, "ROLLBACK", NULL) != MC_OK) {
        base->lost = true;
    }
    base->again = again;
}

/* What is read needs no confirmation: only the end is told. */
static enum mc_err end_reading(struct postgres_session *session, struct mc_error *err)
{
    if (session->mode == SQL_READ_ONE) {
        return MC_OK;
    }
    enum mc_err rc = postgres_queue(session, "COMMIT", NULL, 0, err);
    return rc == MC_OK ? postgres_send(session, err) : rc;
}

/* Goes out behind what still waits to: when one of those fails, the server skips it. */
static enum mc_err postgres_commit(struct sql_session *base, struct mc_error *err)
{
    struct postgres_session *session = own(base);
    PGresult *result = NULL;
    if (session->mode != SQL_WRITE) {
        return end_reading(session, err);
    }
    enum mc_err rc = postgres_queue(session, "COMMIT", NULL, 0, err);
    if (rc == MC_OK) {
        session->committing = true;
        session->unsure = false;
        rc = postgres_settle(session, &result, 1, err);
        session->committing = false;
    }
    /* How the server answers when something had failed before, and nobody heard of it. */
    if (rc == MC_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        rc = mc_fail(err, MC_EIO, "database: rolled back instead of committed");
    }
    if (rc == MC_OK && session->unsure) {
        rc = mc_fail(err, MC_EIO, "database: committed, but not known to be on the standby");
    }
    PQclear(result);
    if (rc != MC_OK) {
        postgres_rollback(base);
    }
    return rc;
}

static enum mc_err postgres_lock(struct sql_session *session, const char *name, bool wait,
                                 bool *got, struct mc_error *err)
{
    if (wait) {
        /* Whatever follows on this connection waits for it, too. */
        *got = true;
        return sql_later(session, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", err, "t",
                         name);
    }
    struct sql_rows rows = {0};
    bool found = false;
    enum mc_err rc = sql_first(session, "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))",
                               &rows, &found, err, "t", name);
    if (rc == MC_OK) {
        *got = sql_int(&rows, 0) != 0;
    }
    sql_finish(&rows);
    return rc;
}

static enum mc_err postgres_script(struct sql_session *base, const char *statements,
                                   struct mc_error *err)
{
    enum mc_err rc = postgres_settle(own(base), NULL, 0, err);
    return rc == MC_OK ? postgres_run(own(base), statements, err) : rc;
}

static enum mc_err postgres_version(struct sql_session *session, int64_t *out, bool *foreign,
                                    struct mc_error *err)
{
    int64_t tables = 0;
    int64_t ours = 0;
    enum mc_err rc = sql_get_int(session,
                                 "SELECT count(*) FROM pg_catalog.pg_tables"
                                 " WHERE schemaname = current_schema()",
                                 &tables, err, "");
    if (rc == MC_OK) {
        rc = sql_get_int(session,
                         "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname ="
                         " current_schema() AND tablename = 'schema_version'",
                         &ours, err, "");
    }
    if (rc == MC_OK && ours > 0) {
        return sql_get_int(session, "SELECT version FROM schema_version", out, err, "");
    }
    *out = 0;
    *foreign = tables > 0;
    return rc;
}

static enum mc_err postgres_set_version(struct sql_session *session, int64_t version,
                                        struct mc_error *err)
{
    enum mc_err rc =
        postgres_script(session,
                        "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL);"
                        "DELETE FROM schema_version",
                        err);
    return rc == MC_OK ? sql_change(session, "INSERT INTO schema_version (version) VALUES ($1)",
                                    NULL, err, "i", version)
                       : rc;
}

const struct sql_driver sql_postgres = {
    .kind = "postgresql",
    .writers_max = 0,
    .connections = CONNECTIONS,
    .words = words,
    .word_count = sizeof words / sizeof words[0],
    .connect = postgres_connect,
    .disconnect = postgres_disconnect,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .lock = postgres_lock,
    .script = postgres_script,
    .query = postgres_query,
    .later = postgres_later,
    .next = postgres_next,
    .finish = postgres_finish,
    .changed = postgres_changed,
    .is_null = postgres_is_null,
    .integer = postgres_integer,
    .bytes = postgres_bytes,
    .version = postgres_version,
    .set_version = postgres_set_version,
};
