#include "central/storage_sqlite.h"

#include <stdarg.h>
#include <stdlib.h>

#include "central/storage_sqlite_internal.h"
#include "core/memory.h"

#define SCHEMA_VERSION  2
#define BUSY_TIMEOUT_MS 5000

/* What leads from each version to the next; the first makes an empty file into version 1. */
static const char schema_1[] =
    "CREATE TABLE sequences ("
    "  agency TEXT NOT NULL,"
    "  day TEXT NOT NULL,"
    "  last INTEGER NOT NULL CHECK (last >= 1),"
    "  PRIMARY KEY (agency, day)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE dossiers ("
    "  id INTEGER PRIMARY KEY,"
    "  code TEXT NOT NULL UNIQUE,"
    "  provisional_code TEXT NOT NULL,"
    "  agency TEXT NOT NULL,"
    "  day TEXT NOT NULL,"
    "  kiosk TEXT NOT NULL,"
    "  procedure_code TEXT NOT NULL,"
    "  procedure_name TEXT NOT NULL,"
    "  initials TEXT NOT NULL,"
    "  token_hash TEXT NOT NULL CHECK (length(token_hash) = 64),"
    "  media_type TEXT NOT NULL,"
    "  body BLOB NOT NULL,"
    "  status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 10),"
    "  note TEXT NOT NULL,"
    "  received_s INTEGER NOT NULL,"
    "  appointed_s INTEGER NOT NULL,"
    "  updated_s INTEGER NOT NULL"
    ") STRICT;"
    /* Not unique: two kiosks set up with one id must not make the service refuse a dossier. */
    "CREATE INDEX dossiers_provisional ON dossiers (provisional_code);"
    "CREATE INDEX dossiers_day ON dossiers (day, agency);"
    "CREATE TABLE history ("
    "  id INTEGER PRIMARY KEY,"
    "  dossier_id INTEGER NOT NULL REFERENCES dossiers (id),"
    "  status INTEGER NOT NULL CHECK (status BETWEEN 1 AND 10),"
    "  at_s INTEGER NOT NULL,"
    "  note TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX history_dossier ON history (dossier_id);"
    "CREATE TABLE idempotency ("
    "  key TEXT NOT NULL PRIMARY KEY,"
    "  body_hash TEXT NOT NULL,"
    "  dossier_id INTEGER NOT NULL REFERENCES dossiers (id),"
    "  received_s INTEGER NOT NULL,"
    "  appointed_s INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "PRAGMA user_version = 1;";

static const char schema_2[] = "CREATE TABLE catalogue_versions ("
                               "  version INTEGER PRIMARY KEY,"
                               "  published_s INTEGER NOT NULL,"
                               "  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)"
                               ") STRICT;"
                               /* from_version 0: the full bundle. */
                               "CREATE TABLE catalogue_bundles ("
                               "  version INTEGER NOT NULL REFERENCES catalogue_versions (version),"
                               "  from_version INTEGER NOT NULL,"
                               "  bytes INTEGER NOT NULL,"
                               "  key_id TEXT NOT NULL,"
                               "  signature TEXT NOT NULL,"
                               "  gzip BLOB NOT NULL,"
                               "  PRIMARY KEY (version, from_version)"
                               ") STRICT;"
                               "CREATE TABLE catalogue_procedures ("
                               "  code TEXT NOT NULL PRIMARY KEY,"
                               "  json BLOB NOT NULL"
                               ") STRICT;"
                               "PRAGMA user_version = 2;";
static const char *const schemas[SCHEMA_VERSION] = {schema_1, schema_2};

enum mc_err sqlite_fail(sqlite3 *db, const char *doing, struct mc_error *err)
{
    int rc = sqlite3_extended_errcode(db) & 0xFF;
    MC_CHECK(rc != SQLITE_NOMEM);
    enum mc_err code = MC_EIO;
    if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB) {
        code = MC_ECORRUPT;
    } else if (rc == SQLITE_BUSY) {
        code = MC_ETIMEOUT;
    } else if (rc == SQLITE_CANTOPEN) {
        code = MC_ENOTFOUND;
    }
    return mc_fail(err, code, "%s: %s", doing, sqlite3_errmsg(db));
}

enum mc_err sqlite_run(sqlite3 *db, const char *statements, struct mc_error *err)
{
    return sqlite3_exec(db, statements, NULL, NULL, NULL) == SQLITE_OK
               ? MC_OK
               : sqlite_fail(db, "database", err);
}

enum mc_err sqlite_begin(sqlite3 *db, struct mc_error *err)
{
    return sqlite_run(db, "BEGIN IMMEDIATE", err);
}

enum mc_err sqlite_end(sqlite3 *db, enum mc_err rc, struct mc_error *err)
{
    if (rc == MC_OK) {
        rc = sqlite_run(db, "COMMIT", err);
    }
    if (rc != MC_OK && sqlite3_get_autocommit(db) == 0) {
        (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc;
}

static enum mc_err query(sqlite3 *db, const char *statement, sqlite3_stmt **out,
                         struct mc_error *err, const char *types, va_list *values)
{
    sqlite3_stmt *prepared = NULL;
    if (sqlite3_prepare_v2(db, statement, -1, &prepared, NULL) != SQLITE_OK) {
        return sqlite_fail(db, "database", err);
    }
    for (int i = 0; types[i] != '\0'; i++) {
        int rc = SQLITE_MISUSE;
        if (types[i] == 't') {
            rc = sqlite3_bind_text(prepared, i + 1, va_arg(*values, const char *), -1,
                                   SQLITE_STATIC);
        } else if (types[i] == 'i') {
            rc = sqlite3_bind_int64(prepared, i + 1, va_arg(*values, int64_t));
        } else if (types[i] == 'b') {
            const void *bytes = va_arg(*values, const void *);
            rc =
                sqlite3_bind_blob64(prepared, i + 1, bytes, va_arg(*values, size_t), SQLITE_STATIC);
        }
        MC_CHECK(rc == SQLITE_OK);
    }
    *out = prepared;
    return MC_OK;
}

enum mc_err sqlite_query(sqlite3 *db, const char *statement, sqlite3_stmt **out,
                         struct mc_error *err, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    enum mc_err rc = query(db, statement, out, err, types, &values);
    va_end(values);
    return rc;
}

enum mc_err sqlite_change(sqlite3 *db, const char *statement, struct mc_error *err,
                          const char *types, ...)
{
    sqlite3_stmt *prepared = NULL;
    va_list values;
    va_start(values, types);
    enum mc_err rc = query(db, statement, &prepared, err, types, &values);
    va_end(values);
    bool row = false;
    if (rc == MC_OK) {
        rc = sqlite_step(prepared, &row, err);
    }
    (void)sqlite3_finalize(prepared);
    return rc;
}

enum mc_err sqlite_step(sqlite3_stmt *statement, bool *row, struct mc_error *err)
{
    int rc = sqlite3_step(statement);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        return sqlite_fail(sqlite3_db_handle(statement), "database", err);
    }
    *row = rc == SQLITE_ROW;
    return MC_OK;
}

const char *sqlite_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}

enum mc_err sqlite_get_int(sqlite3 *db, const char *statement, int64_t *out, struct mc_error *err)
{
    sqlite3_stmt *prepared = NULL;
    bool row = false;
    enum mc_err rc = sqlite_query(db, statement, &prepared, err, "");
    if (rc == MC_OK) {
        rc = sqlite_step(prepared, &row, err);
    }
    if (rc == MC_OK && row) {
        *out = sqlite3_column_int64(prepared, 0);
    } else if (rc == MC_OK) {
        rc = mc_fail(err, MC_ECORRUPT, "database: no row");
    }
    (void)sqlite3_finalize(prepared);
    return rc;
}

static enum mc_err sqlite_check(struct storage *base, struct mc_error *err)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    int64_t sequences = 0;
    (void)pthread_mutex_lock(&storage->lock);
    enum mc_err rc = sqlite_get_int(storage->db,
                                    "SELECT count(*) FROM (SELECT 1 FROM dossiers "
                                    "LIMIT 1)",
                                    &sequences, err);
    (void)pthread_mutex_unlock(&storage->lock);
    return rc;
}

static void sqlite_close(struct storage *base)
{
    struct storage_sqlite *storage = (struct storage_sqlite *)base;
    MC_CHECK(sqlite3_close(storage->db) == SQLITE_OK);
    (void)pthread_mutex_destroy(&storage->lock);
    free(storage);
}

static const struct storage_ops ops = {.close = sqlite_close,
                                       .accept = sqlite_accept,
                                       .find = sqlite_find,
                                       .body = sqlite_body,
                                       .move = sqlite_move,
                                       .list = sqlite_list,
                                       .check = sqlite_check,
                                       .catalogue_state = sqlite_catalogue_state,
                                       .catalogue_bundle = sqlite_catalogue_bundle,
                                       .catalogue_procedure = sqlite_catalogue_procedure,
                                       .catalogue_publish = sqlite_catalogue_publish};

/* Version 0 with tables in it is somebody else's database. */
static enum mc_err bring_up(sqlite3 *db, const char *path, bool create, struct mc_error *err)
{
    int64_t version = 0;
    int64_t tables = 0;
    enum mc_err rc = sqlite_get_int(db, "PRAGMA user_version", &version, err);
    if (rc == MC_OK) {
        rc = sqlite_get_int(db, "SELECT count(*) FROM sqlite_schema", &tables, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    if (version > SCHEMA_VERSION) {
        return mc_fail(err, MC_EUNSUPPORTED, "%s: written by a newer version (%d)", path,
                       (int)version);
    }
    if (version < 1 && (tables > 0 || !create)) {
        return mc_fail(err, MC_ECORRUPT, "%s: not a database of motcua-central", path);
    }
    for (; version < SCHEMA_VERSION && rc == MC_OK; version++) {
        rc = sqlite_run(db, schemas[version], err);
    }
    return rc;
}

static enum mc_err prepare(sqlite3 *db, const char *path, bool create, struct mc_error *err)
{
    (void)sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    enum mc_err rc = sqlite_run(db,
                                "PRAGMA journal_mode = WAL;"
                                "PRAGMA synchronous = FULL;"
                                "PRAGMA foreign_keys = ON;",
                                err);
    if (rc == MC_OK) {
        rc = sqlite_begin(db, err);
    }
    if (rc == MC_OK) {
        rc = sqlite_end(db, bring_up(db, path, create, err), err);
    }
    return rc;
}

enum mc_err storage_sqlite_open(const char *path, bool create, struct storage **out,
                                struct mc_error *err)
{
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    enum mc_err rc = MC_OK;
    if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK) {
        MC_CHECK(db != NULL);
        rc = sqlite_fail(db, path, err);
    }
    if (rc == MC_OK) {
        rc = prepare(db, path, create, err);
    }
    if (rc != MC_OK) {
        (void)sqlite3_close(db);
        return rc;
    }
    struct storage_sqlite *storage = MC_NEW(struct storage_sqlite);
    storage->base.ops = &ops;
    storage->db = db;
    MC_CHECK(pthread_mutex_init(&storage->lock, NULL) == 0);
    *out = &storage->base;
    return MC_OK;
}
