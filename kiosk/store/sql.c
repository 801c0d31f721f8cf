#include "kiosk/store/sql.h"

#include "core/memory.h"

#define BUSY_TIMEOUT_MS 5000

bool sql_damaged(int rc)
{
    return (rc & 0xFF) == SQLITE_CORRUPT || (rc & 0xFF) == SQLITE_NOTADB;
}

enum mc_err sql_fail(sqlite3 *db, const char *doing, struct mc_error *err)
{
    int rc = sqlite3_extended_errcode(db);
    MC_CHECK((rc & 0xFF) != SQLITE_NOMEM);
    enum mc_err code = sql_damaged(rc) ? MC_ECORRUPT : MC_EIO;
    if ((rc & 0xFF) == SQLITE_CONSTRAINT) {
        code = MC_ECONFLICT;
    }
    int sys = code == MC_EIO ? sqlite3_system_errno(db) : 0;
    return sys != 0 ? mc_fail_sys(err, code, sys, "%s: %s", doing, sqlite3_errmsg(db))
                    : mc_fail(err, code, "%s: %s", doing, sqlite3_errmsg(db));
}

enum mc_err sql_open(const char *path, int flags, sqlite3 **out, struct mc_error *err)
{
    sqlite3 *db = NULL;
    int rc = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    MC_CHECK(db != NULL);
    if (rc != SQLITE_OK) {
        enum mc_err code = sql_fail(db, path, err);
        (void)sqlite3_close(db);
        return code;
    }
    (void)sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    *out = db;
    return MC_OK;
}

enum mc_err sql_run(sqlite3 *db, const char *statements, struct mc_error *err)
{
    return sqlite3_exec(db, statements, NULL, NULL, NULL) == SQLITE_OK ? MC_OK
                                                                       : sql_fail(db, "store", err);
}

enum mc_err sql_begin(sqlite3 *db, struct mc_error *err)
{
    return sql_run(db, "BEGIN IMMEDIATE", err);
}

enum mc_err sql_end(sqlite3 *db, enum mc_err rc, struct mc_error *err)
{
    if (rc == MC_OK) {
        rc = sql_run(db, "COMMIT", err);
    }
    if (rc != MC_OK && !sqlite3_get_autocommit(db)) {
        (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc;
}

enum mc_err sql_prepare(sqlite3 *db, const char *statement, sqlite3_stmt **out,
                        struct mc_error *err)
{
    return sqlite3_prepare_v2(db, statement, -1, out, NULL) == SQLITE_OK
               ? MC_OK
               : sql_fail(db, "prepare", err);
}

enum mc_err sql_keep(sqlite3 *db, const char *statement, sqlite3_stmt **kept, struct mc_error *err)
{
    return *kept != NULL || sqlite3_prepare_v3(db, statement, -1, SQLITE_PREPARE_PERSISTENT, kept,
                                               NULL) == SQLITE_OK
               ? MC_OK
               : sql_fail(db, "prepare", err);
}

void sql_rest(sqlite3_stmt *statement)
{
    /* Its result is that of the step before. */
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
}

void sql_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
    MC_CHECK(sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC) == SQLITE_OK);
}

void sql_bind_int(sqlite3_stmt *statement, int index, int64_t value)
{
    MC_CHECK(sqlite3_bind_int64(statement, index, value) == SQLITE_OK);
}

void sql_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, size_t len)
{
    MC_CHECK(sqlite3_bind_blob64(statement, index, bytes, len, SQLITE_STATIC) == SQLITE_OK);
}

enum mc_err sql_step(sqlite3_stmt *statement, bool *row, struct mc_error *err)
{
    int rc = sqlite3_step(statement);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        return sql_fail(sqlite3_db_handle(statement), "store", err);
    }
    *row = rc == SQLITE_ROW;
    return MC_OK;
}

enum mc_err sql_finish(sqlite3_stmt *statement, struct mc_error *err)
{
    bool row = false;
    enum mc_err rc = sql_step(statement, &row, err);
    (void)sqlite3_finalize(statement);
    return rc;
}

const char *sql_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}

enum mc_err sql_get_int(sqlite3 *db, const char *statement, int64_t *out, struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc = sql_prepare(db, statement, &query, err);
    if (rc != MC_OK) {
        return rc;
    }
    bool row = false;
    rc = sql_step(query, &row, err);
    if (rc == MC_OK && !row) {
        rc = mc_fail(err, MC_ENOTFOUND, "no row");
    }
    if (rc == MC_OK) {
        *out = sqlite3_column_int64(query, 0);
    }
    (void)sqlite3_finalize(query);
    return rc;
}
