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
#define NAME_BYTES  16
#define INT8_BYTES  8

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

/* One statement's parameters as libpq wants them. */
struct parameters {
    Oid types[SQL_PARAMETERS_MAX];
    const char *values[SQL_PARAMETERS_MAX];
    int lengths[SQL_PARAMETERS_MAX];
    int formats[SQL_PARAMETERS_MAX];
    char numbers[SQL_PARAMETERS_MAX][INT8_BYTES];
    int count;
};

static struct postgres_session *own(struct sql_session *session)
{
    return (struct postgres_session *)session;
}

static void put_int8(int64_t number, char out[INT8_BYTES])
{
    uint64_t bits = (uint64_t)number;
    for (int i = INT8_BYTES - 1; i >= 0; i--) {
        out[i] = (char)(bits & 0xFF);
        bits >>= 8;
    }
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

static void fill(const struct sql_value *values, int count, struct parameters *out)
{
    out->count = count;
    for (int i = 0; i < count; i++) {
        out->formats[i] = values[i].type != 't';
        out->types[i] = POSTGRES_TEXT;
        if (values[i].type == 'i') {
            put_int8(values[i].number, out->numbers[i]);
            out->types[i] = POSTGRES_INT8;
            out->values[i] = out->numbers[i];
            out->lengths[i] = INT8_BYTES;
        } else {
            out->types[i] = values[i].type == 'b' ? POSTGRES_BYTEA : POSTGRES_TEXT;
            out->values[i] = values[i].bytes;
            out->lengths[i] = (int)values[i].len;
        }
    }
}

static enum mc_err prepare(struct postgres_session *session, const char *statement,
                           const struct parameters *parameters, char name[NAME_BYTES],
                           struct mc_error *err)
{
    size_t place = sql_known_find(&session->known, statement);
    (void)snprintf(name, NAME_BYTES, "s%zu", place);
    if (place < session->known.count) {
        return MC_OK;
    }
    char text[SQL_TEXT_BYTES];
    sql_spell(&sql_postgres, '$', statement, text, sizeof text);
    if (PQsendPrepare(session->connection, name, text, parameters->count, parameters->types) == 0) {
        session->base.lost = true;
        return postgres_fail(session, NULL, err);
    }
    PGresult *result = postgres_await(session, err);
    if (result == NULL) {
        return MC_EGONE;
    }
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        return postgres_fail(session, result, err);
    }
    PQclear(result);
    session->known.statements[session->known.count++] = statement;
    return MC_OK;
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

static enum mc_err postgres_query(struct sql_session *base, const char *statement,
                                  const struct sql_value *values, int count, struct sql_rows *rows,
                                  struct mc_error *err)
{
    struct postgres_session *session = own(base);
    struct parameters parameters;
    char name[NAME_BYTES];
    fill(values, count, &parameters);
    enum mc_err rc = prepare(session, statement, &parameters, name, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (PQsendQueryPrepared(session->connection, name, count, parameters.values, parameters.lengths,
                            parameters.formats, 1) == 0) {
        session->base.lost = true;
        return postgres_fail(session, NULL, err);
    }
    PGresult *result = postgres_await(session, err);
    if (result == NULL) {
        return MC_EGONE;
    }
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
        return postgres_fail(session, result, err);
    }
    rows->result = result;
    rows->row = -1;
    return check_columns(result, err);
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

static enum mc_err postgres_begin(struct sql_session *session, enum sql_mode mode,
                                  struct mc_error *err)
{
    return postgres_run(own(session),
                        mode == SQL_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                         : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
                        err);
}

static void postgres_rollback(struct sql_session *session)
{
    /* The server does it when the connection ends. What the caller hears is the first fault. */
    bool again = session->again;
    if (!session->lost && postgres_run(own(session), "ROLLBACK", NULL) != MC_OK) {
        session->lost = true;
    }
    session->again = again;
}

static enum mc_err postgres_commit(struct sql_session *base, struct mc_error *err)
{
    struct postgres_session *session = own(base);
    session->committing = true;
    enum mc_err rc = postgres_run(session, "COMMIT", err);
    session->committing = false;
    if (rc != MC_OK) {
        postgres_rollback(base);
    }
    return rc;
}

static enum mc_err postgres_lock(struct sql_session *session, const char *name, bool wait,
                                 bool *got, struct mc_error *err)
{
    struct sql_rows rows = {0};
    bool found = false;
    enum mc_err rc = sql_first(
        session,
        wait ? "SELECT true FROM (SELECT pg_advisory_xact_lock(hashtextextended($1, 0))) AS taken"
             : "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))",
        &rows, &found, err, "t", name);
    if (rc == MC_OK) {
        *got = sql_int(&rows, 0) != 0;
    }
    sql_finish(&rows);
    return rc;
}

static enum mc_err postgres_script(struct sql_session *session, const char *statements,
                                   struct mc_error *err)
{
    return postgres_run(own(session), statements, err);
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
        postgres_run(own(session),
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
    .next = postgres_next,
    .finish = postgres_finish,
    .changed = postgres_changed,
    .is_null = postgres_is_null,
    .integer = postgres_integer,
    .bytes = postgres_bytes,
    .version = postgres_version,
    .set_version = postgres_set_version,
};
