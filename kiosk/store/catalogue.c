#include "kiosk/store/catalogue.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/ident.h"
#include "core/json.h"
#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/catalogue_internal.h"
#include "kiosk/store/sql.h"

#define CATALOGUE_VERSION 3

static const char schema[] =
    "CREATE TABLE meta (digest TEXT NOT NULL) STRICT;"
    "CREATE TABLE procedure ("
    " id INTEGER PRIMARY KEY,"
    " code TEXT NOT NULL UNIQUE,"
    " json BLOB NOT NULL,"
    " name_vi TEXT NOT NULL, name_en TEXT,"
    " plain_vi TEXT, plain_en TEXT,"
    " field_vi TEXT, field_en TEXT,"
    " level INTEGER NOT NULL,"
    " can_hand_in INTEGER NOT NULL,"
    " name_folded TEXT NOT NULL," /* without what every name may begin with */
    " name_marked TEXT NOT NULL," /* the same, as of mc_text_fold_marked() */
    " plain_folded TEXT NOT NULL) STRICT;"
    "CREATE INDEX by_name ON procedure (name_folded);"
    "CREATE INDEX by_plain ON procedure (plain_folded);"
    "CREATE TABLE grouping ("
    " kind INTEGER NOT NULL, id TEXT NOT NULL, procedure INTEGER NOT NULL,"
    " PRIMARY KEY (kind, id, procedure)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE popular (position INTEGER PRIMARY KEY, code TEXT NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE search USING fts5(plain, keywords, name, field, summary, code,"
    " content = '', tokenize = 'unicode61 remove_diacritics 0');"
    "CREATE VIRTUAL TABLE instance USING fts5vocab(search, instance);"
    "CREATE TABLE posting (id INTEGER PRIMARY KEY, word TEXT NOT NULL, entries BLOB NOT NULL)"
    " STRICT;"
    "CREATE TABLE pairs (hashes BLOB) STRICT;"
    "CREATE TABLE phrases (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;"
    "PRAGMA user_version = 3;";

/* ---- Opening ---- */

static enum mc_err check_version(sqlite3 *db, struct mc_error *err)
{
    int64_t version = 0;
    enum mc_err rc = sql_get_int(db, "PRAGMA user_version", &version, err);
    if (rc == MC_OK && version != CATALOGUE_VERSION) {
        rc = mc_fail(err, MC_EUNSUPPORTED, "no catalogue of version %d", CATALOGUE_VERSION);
    }
    return rc;
}

static enum mc_err check_whole(sqlite3 *db, struct mc_error *err)
{
    sqlite3_stmt *check = NULL;
    bool row = false;
    enum mc_err rc = sql_prepare(db, "PRAGMA quick_check(1)", &check, err);
    if (rc == MC_OK) {
        rc = sql_step(check, &row, err);
    }
    if (rc == MC_OK && (!row || strcmp(sql_text(check, 0), "ok") != 0)) {
        rc = mc_fail(err, MC_ECORRUPT, "catalogue is damaged");
    }
    (void)sqlite3_finalize(check);
    return rc;
}

static enum mc_err open_known(const char *path, enum catalogue_mode mode, sqlite3 **out,
                              struct mc_error *err)
{
    sqlite3 *db = NULL;
    enum mc_err rc = sql_open(
        path, mode == CATALOGUE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, &db, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = check_version(db, err);
    if (rc == MC_OK && mode != CATALOGUE_READ) {
        rc = check_whole(db, err);
    }
    if (rc != MC_OK) {
        (void)sqlite3_close(db);
        return rc;
    }
    *out = db;
    return MC_OK;
}

static enum mc_err create_anew(const char *path, sqlite3 **out, struct mc_error *err)
{
    char journal[PATH_MAX];
    int n = snprintf(journal, sizeof journal, "%s-journal", path);
    if (n < 0 || (size_t)n >= sizeof journal) {
        return mc_fail(err, MC_ETOOBIG, "path too long: %.64s…", path);
    }
    (void)unlink(path);
    (void)unlink(journal);
    sqlite3 *db = NULL;
    enum mc_err rc = sql_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db, err);
    if (rc != MC_OK) {
        return rc;
    }
    rc = sql_begin(db, err);
    if (rc == MC_OK) {
        rc = sql_end(db, sql_run(db, schema, err), err);
    }
    if (rc != MC_OK) {
        (void)sqlite3_close(db);
        return rc;
    }
    *out = db;
    return MC_OK;
}

enum mc_err catalogue_open(const char *path, enum catalogue_mode mode, struct catalogue **out,
                           struct mc_error *err)
{
    sqlite3 *db = NULL;
    enum mc_err rc = MC_OK;
    if (access(path, F_OK) != 0) {
        rc = mc_fail(err, MC_ENOTFOUND, "%s: no catalogue", path);
    } else {
        rc = open_known(path, mode, &db, err);
    }
    if (mode == CATALOGUE_CREATE &&
        (rc == MC_ENOTFOUND || rc == MC_ECORRUPT || rc == MC_EUNSUPPORTED)) {
        rc = create_anew(path, &db, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    struct catalogue *catalogue = MC_NEW(struct catalogue);
    catalogue->db = db;
    *out = catalogue;
    return MC_OK;
}

void catalogue_close(struct catalogue *catalogue)
{
    if (catalogue != NULL) {
        catalogue_forget_index(catalogue);
        MC_CHECK(sqlite3_close(catalogue->db) == SQLITE_OK);
        free(catalogue);
    }
}

enum mc_err catalogue_check(struct catalogue *catalogue, struct mc_error *err)
{
    int64_t filled = 0;
    enum mc_err rc = check_whole(catalogue->db, err);
    if (rc == MC_OK) {
        rc = sql_get_int(catalogue->db, "SELECT count(*) FROM meta", &filled, err);
    }
    return rc == MC_OK && filled != 1 ? mc_fail(err, MC_ECORRUPT, "catalogue was never filled")
                                      : rc;
}

size_t catalogue_count(struct catalogue *catalogue)
{
    int64_t count = 0;
    enum mc_err rc = sql_get_int(catalogue->db, "SELECT count(*) FROM procedure", &count, NULL);
    return rc == MC_OK ? (size_t)count : 0;
}

/* ---- One procedure ---- */

enum mc_err catalogue_procedure(struct catalogue *catalogue, const char *code,
                                struct procedure **out, struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc =
        sql_prepare(catalogue->db, "SELECT json FROM procedure WHERE code = ?1", &query, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(query, 1, code);
    bool row = false;
    rc = sql_step(query, &row, err);
    if (rc == MC_OK && !row) {
        rc = mc_fail(err, MC_ENOTFOUND, "no procedure %.40s", code);
    }
    if (rc == MC_OK) {
        const void *json = sqlite3_column_blob(query, 0);
        rc = procedure_parse(json, (size_t)sqlite3_column_bytes(query, 0), out, err);
    }
    (void)sqlite3_finalize(query);
    return rc;
}
