/*
 * SQLite behind central/sql.h: WAL, synchronous=FULL, foreign keys, schema version in user_version.
 * Readers see the last commit while one writes; writers of this process take turns in the pool,
 * those of others (motcua-ctl) are waited for.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "central/sql_driver.h"
#include "core/memory.h"

#define BUSY_TIMEOUT_MS 5000
#define CONNECTIONS     4

struct sqlite_session {
    struct sql_session base;
    sqlite3 *db;
    struct sql_known known;
    sqlite3_stmt *prepared[SQL_STATEMENTS_MAX]; /* as in known */
};

static const struct sql_word words[] = {
    {"id", "INTEGER PRIMARY KEY"},
    {"int", "INTEGER"},
    {"text", "TEXT"},
    {"bytes", "BLOB"},
    {"strict", "STRICT"},
    {"strict_keyed", "STRICT, WITHOUT ROWID"},
    {"for_update", ""},
    {"audit_append_only", "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN "
                          "SELECT RAISE(ABORT, 'the audit trail is append-only'); END;"
                          "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN "
                          "SELECT RAISE(ABORT, 'the audit trail is append-only'); END;"},
};

static struct sqlite_session *own(struct sql_session *session)
{
    return (struct sqlite_session *)session;
}

static enum mc_err fail(sqlite3 *db, const char *doing, struct mc_error *err)
{
    int extended = sqlite3_extended_errcode(db);
    int rc = extended & 0xFF;
    MC_CHECK(rc != SQLITE_NOMEM);
    enum mc_err code = MC_EIO;
    if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB) {
        code = MC_ECORRUPT;
    } else if (rc == SQLITE_BUSY) {
        code = MC_ETIMEOUT;
    } else if (rc == SQLITE_CANTOPEN) {
        code = MC_ENOTFOUND;
    } else if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) {
        code = MC_ECONFLICT;
    }
    return mc_fail(err, code, "%s: %s", doing, sqlite3_errmsg(db));
}

static enum mc_err sqlite_script(struct sql_session *session, const char *statements,
                                 struct mc_error *err)
{
    sqlite3 *db = own(session)->db;
    return sqlite3_exec(db, statements, NULL, NULL, NULL) == SQLITE_OK ? MC_OK
                                                                       : fail(db, "database", err);
}

static void sqlite_disconnect(struct sql_session *base)
{
    struct sqlite_session *session = own(base);
    for (size_t i = 0; i < session->known.count; i++) {
        (void)sqlite3_finalize(session->prepared[i]);
    }
    MC_CHECK(sqlite3_close(session->db) == SQLITE_OK);
    free(session);
}

static enum mc_err sqlite_connect(const char *where, bool create, struct sql_session **out,
                                  struct mc_error *err)
{
    struct sqlite_session *session = MC_NEW(struct sqlite_session);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    enum mc_err rc = MC_OK;
    if (sqlite3_open_v2(where, &session->db, flags, NULL) != SQLITE_OK) {
        MC_CHECK(session->db != NULL);
        rc = fail(session->db, where, err);
    }
    (void)sqlite3_busy_timeout(session->db, BUSY_TIMEOUT_MS);
    (void)sqlite3_db_config(session->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(session->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (rc == MC_OK && sqlite3_exec(session->db,
                                    "PRAGMA journal_mode = WAL;"
                                    "PRAGMA synchronous = FULL;"
                                    "PRAGMA foreign_keys = ON;",
                                    NULL, NULL, NULL) != SQLITE_OK) {
        rc = fail(session->db, where, err);
    }
    if (rc != MC_OK) {
        sqlite_disconnect(&session->base);
        return rc;
    }
    *out = &session->base;
    return MC_OK;
}

static enum mc_err sqlite_begin(struct sql_session *session, enum sql_mode mode,
                                struct mc_error *err)
{
    return sqlite_script(session, mode == SQL_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", err);
}

static void sqlite_rollback(struct sql_session *session)
{
    if (sqlite3_get_autocommit(own(session)->db) == 0) {
        (void)sqlite3_exec(own(session)->db, "ROLLBACK", NULL, NULL, NULL);
    }
}

static enum mc_err sqlite_commit(struct sql_session *session, struct mc_error *err)
{
    enum mc_err rc = sqlite_script(session, "COMMIT", err);
    if (rc != MC_OK) {
        sqlite_rollback(session);
    }
    return rc;
}

/* BEGIN IMMEDIATE locks everything there is. */
static enum mc_err sqlite_lock(struct sql_session *session, const char *name, bool wait, bool *got,
                               struct mc_error *err)
{
    (void)session;
    (void)name;
    (void)wait;
    (void)err;
    *got = true;
    return MC_OK;
}

static enum mc_err prepare(struct sqlite_session *session, const char *statement,
                           sqlite3_stmt **out, struct mc_error *err)
{
    size_t place = sql_known_find(&session->known, statement);
    if (place == session->known.count) {
        char text[SQL_TEXT_BYTES];
        sql_spell(&sql_sqlite, '?', statement, text, sizeof text);
        if (sqlite3_prepare_v3(session->db, text, -1, SQLITE_PREPARE_PERSISTENT,
                               &session->prepared[place], NULL) != SQLITE_OK) {
            return fail(session->db, "database", err);
        }
        session->known.statements[session->known.count++] = statement;
    }
    *out = session->prepared[place];
    /* A statement is not begun again while its rows are being read. */
    MC_CHECK(!sqlite3_stmt_busy(*out));
    return MC_OK;
}

static enum mc_err query_one(struct sql_session *base, const char *statement,
                             const struct sql_value *values, int count, struct sql_rows *rows,
                             struct mc_error *err)
{
    sqlite3_stmt *prepared = NULL;
    enum mc_err rc = prepare(own(base), statement, &prepared, err);
    if (rc != MC_OK) {
        return rc;
    }
    MC_CHECK(sqlite3_bind_parameter_count(prepared) == count);
    for (int i = 0; i < count; i++) {
        int bound = SQLITE_OK;
        if (values[i].type == 'i') {
            bound = sqlite3_bind_int64(prepared, i + 1, values[i].number);
        } else if (values[i].type == 't') {
            bound = sqlite3_bind_text64(prepared, i + 1, values[i].bytes, values[i].len,
                                        SQLITE_TRANSIENT, SQLITE_UTF8);
        } else {
            bound = sqlite3_bind_blob64(prepared, i + 1, values[i].bytes, values[i].len,
                                        SQLITE_TRANSIENT);
        }
        MC_CHECK(bound == SQLITE_OK);
    }
    rows->result = prepared;
    return MC_OK;
}

static enum mc_err sqlite_query(struct sql_session *base, const char *const *statements,
                                size_t statement_count, const struct sql_value *values, int count,
                                struct sql_rows *rows, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < statement_count && rc == MC_OK; i++) {
        rc = query_one(base, statements[i], values, count, &rows[i], err);
    }
    return rc;
}

static enum mc_err sqlite_next(struct sql_rows *rows, bool *found, struct mc_error *err)
{
    int rc = sqlite3_step(rows->result);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        return fail(sqlite3_db_handle(rows->result), "database", err);
    }
    *found = rc == SQLITE_ROW;
    return MC_OK;
}

static void sqlite_finish(struct sql_rows *rows)
{
    (void)sqlite3_reset(rows->result);
    /* Bodies are not kept for the next time. */
    (void)sqlite3_clear_bindings(rows->result);
}

static int64_t sqlite_changed(const struct sql_rows *rows)
{
    return sqlite3_changes64(sqlite3_db_handle(rows->result));
}

static bool sqlite_is_null(const struct sql_rows *rows, int column)
{
    return sqlite3_column_type(rows->result, column) == SQLITE_NULL;
}

static int64_t sqlite_integer(const struct sql_rows *rows, int column)
{
    return sqlite3_column_int64(rows->result, column);
}

static const void *sqlite_bytes(const struct sql_rows *rows, int column, size_t *len)
{
    const void *bytes = sqlite3_column_type(rows->result, column) == SQLITE_BLOB
                            ? sqlite3_column_blob(rows->result, column)
                            : sqlite3_column_text(rows->result, column);
    *len = (size_t)sqlite3_column_bytes(rows->result, column);
    return bytes;
}

static enum mc_err get_int(sqlite3 *db, const char *statement, int64_t *out, struct mc_error *err)
{
    sqlite3_stmt *prepared = NULL;
    if (sqlite3_prepare_v2(db, statement, -1, &prepared, NULL) != SQLITE_OK) {
        return fail(db, "database", err);
    }
    enum mc_err rc = MC_OK;
    if (sqlite3_step(prepared) == SQLITE_ROW) {
        *out = sqlite3_column_int64(prepared, 0);
    } else {
        rc = fail(db, "database", err);
    }
    (void)sqlite3_finalize(prepared);
    return rc;
}

static enum mc_err sqlite_version(struct sql_session *session, int64_t *out, bool *foreign,
                                  struct mc_error *err)
{
    sqlite3 *db = own(session)->db;
    int64_t tables = 0;
    enum mc_err rc = get_int(db, "PRAGMA user_version", out, err);
    if (rc == MC_OK) {
        rc = get_int(db, "SELECT count(*) FROM sqlite_schema", &tables, err);
    }
    *foreign = *out < 1 && tables > 0;
    return rc;
}

static enum mc_err sqlite_set_version(struct sql_session *session, int64_t version,
                                      struct mc_error *err)
{
    char text[64];
    (void)snprintf(text, sizeof text, "PRAGMA user_version = %lld", (long long)version);
    return sqlite_script(session, text, err);
}

const struct sql_driver sql_sqlite = {
    .kind = "sqlite",
    .writers_max = 1,
    .connections = CONNECTIONS,
    .words = words,
    .word_count = sizeof words / sizeof words[0],
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .lock = sqlite_lock,
    .script = sqlite_script,
    .query = sqlite_query,
    .next = sqlite_next,
    .finish = sqlite_finish,
    .changed = sqlite_changed,
    .is_null = sqlite_is_null,
    .integer = sqlite_integer,
    .bytes = sqlite_bytes,
    .version = sqlite_version,
    .set_version = sqlite_set_version,
};
