#include "kiosk/store/catalogue.h"

#include <dirent.h>
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

#define CATALOGUE_VERSION      1
#define FOLDED_MAX_BYTES       ((size_t)64 * 1024)
#define POPULAR_FILE_MAX_BYTES ((size_t)64 * 1024)
#define DIGEST_INPUT_MAX_BYTES ((size_t)8 * 1024 * 1024)

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
    " name_folded TEXT NOT NULL,"
    " plain_folded TEXT NOT NULL) STRICT;"
    "CREATE TABLE popular (position INTEGER PRIMARY KEY, code TEXT NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE search USING fts5(plain, keywords, name, field, summary, code,"
    " content = '', tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3');"
    "CREATE VIRTUAL TABLE word USING fts5vocab(search, row);"
    "PRAGMA user_version = 1;";

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
    if (rc == MC_OK && mode == CATALOGUE_CREATE) {
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
        MC_CHECK(sqlite3_close(catalogue->db) == SQLITE_OK);
        free(catalogue);
    }
}

size_t catalogue_count(struct catalogue *catalogue)
{
    int64_t count = 0;
    enum mc_err rc = sql_get_int(catalogue->db, "SELECT count(*) FROM procedure", &count, NULL);
    return rc == MC_OK ? (size_t)count : 0;
}

/* ---- Taking a folder in ---- */

struct folder {
    const char *dir;
    struct dirent **entries;
    int count;
    char digest[MC_SHA256_CHARS + 1]; /* over names and contents */
};

static int is_json(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
}

static enum mc_err read_entry(const struct folder *folder, int index, char **out, size_t *out_len,
                              struct mc_error *err)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/%s", folder->dir, folder->entries[index]->d_name);
    if (n < 0 || (size_t)n >= sizeof path) {
        return mc_fail(err, MC_ETOOBIG, "path too long: %.64s…", folder->dir);
    }
    return mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, out, out_len, err);
}

static enum mc_err digest_folder(struct folder *folder, struct mc_error *err)
{
    struct mc_buffer all;
    mc_buffer_init(&all, DIGEST_INPUT_MAX_BYTES);
    enum mc_err rc = MC_OK;
    for (int i = 0; i < folder->count && rc == MC_OK; i++) {
        char *content = NULL;
        size_t len = 0;
        rc = read_entry(folder, i, &content, &len, err);
        if (rc == MC_OK) {
            char hash[MC_SHA256_CHARS + 1];
            mc_sha256_hex(content, len, hash);
            mc_buffer_format(&all, "%s\n%s\n", folder->entries[i]->d_name, hash);
        }
        free(content);
    }
    if (rc == MC_OK && all.overflowed) {
        rc = mc_fail(err, MC_ETOOBIG, "%s: too many files", folder->dir);
    }
    if (rc == MC_OK) {
        mc_sha256_hex(mc_buffer_text(&all), all.len, folder->digest);
    }
    mc_buffer_finish(&all);
    return rc;
}

static void put_text(struct mc_buffer *out, const struct mc_text *text)
{
    for (size_t i = 0; i < MC_LANGUAGE_COUNT; i++) {
        if (text->in[i] != NULL) {
            mc_buffer_put_text(out, text->in[i]);
            mc_buffer_put_byte(out, ' ');
        }
    }
}

/* Binds the folded text; SQLite keeps a copy. */
static void bind_folded(sqlite3_stmt *statement, int index, const char *text)
{
    char *folded = mc_text_fold(text);
    MC_CHECK(sqlite3_bind_text(statement, index, folded, -1, SQLITE_TRANSIENT) == SQLITE_OK);
    free(folded);
}

static void bind_folded_text(sqlite3_stmt *statement, int index, const struct mc_text *text)
{
    struct mc_buffer all;
    mc_buffer_init(&all, FOLDED_MAX_BYTES);
    put_text(&all, text);
    bind_folded(statement, index,
                all.overflowed ? mc_text_in(text, MC_LANGUAGE_VI) : mc_buffer_text(&all));
    mc_buffer_finish(&all);
}

static enum mc_err insert_search(sqlite3 *db, const struct procedure *procedure,
                                 struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc = sql_prepare(db,
                                 "INSERT INTO search (rowid, plain, keywords, name, field, summary,"
                                 " code) VALUES (last_insert_rowid(), ?1, ?2, ?3, ?4, ?5, ?6)",
                                 &insert, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct mc_buffer keywords;
    mc_buffer_init(&keywords, FOLDED_MAX_BYTES);
    for (size_t i = 0; i < procedure->keyword_count && !keywords.overflowed; i++) {
        mc_buffer_put_text(&keywords, procedure->keywords[i]);
        mc_buffer_put_byte(&keywords, ' ');
    }
    bind_folded_text(insert, 1, &procedure->plain_name);
    bind_folded(insert, 2, keywords.overflowed ? "" : mc_buffer_text(&keywords));
    bind_folded_text(insert, 3, &procedure->name);
    bind_folded_text(insert, 4, &procedure->field);
    bind_folded_text(insert, 5, &procedure->summary);
    bind_folded(insert, 6, procedure->code);
    mc_buffer_finish(&keywords);
    return sql_finish(insert, err);
}

static enum mc_err insert_procedure(sqlite3 *db, const struct procedure *procedure,
                                    const char *json, size_t len, struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc = sql_prepare(
        db,
        "INSERT INTO procedure (code, json, name_vi, name_en, plain_vi, plain_en, field_vi,"
        " field_en, level, can_hand_in, name_folded, plain_folded)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        &insert, err);
    if (rc != MC_OK) {
        return rc;
    }
    const struct mc_text *texts[] = {&procedure->name, &procedure->plain_name, &procedure->field};
    sql_bind_text(insert, 1, procedure->code);
    sql_bind_blob(insert, 2, json, len);
    for (int i = 0; i < 3; i++) {
        sql_bind_text(insert, 3 + 2 * i, texts[i]->in[MC_LANGUAGE_VI]);
        sql_bind_text(insert, 4 + 2 * i, texts[i]->in[MC_LANGUAGE_EN]);
    }
    sql_bind_int(insert, 9, procedure->level);
    sql_bind_int(insert, 10, procedure_can_hand_in(procedure));
    bind_folded(insert, 11, mc_text_in(&procedure->name, MC_LANGUAGE_VI));
    bind_folded(insert, 12, mc_text_in(&procedure->plain_name, MC_LANGUAGE_VI));
    rc = sql_finish(insert, err);
    return rc == MC_OK ? insert_search(db, procedure, err) : rc;
}

static enum mc_err take_in(sqlite3 *db, const char *json, size_t len, struct mc_error *err)
{
    struct procedure *procedure = NULL;
    enum mc_err rc = procedure_parse(json, len, &procedure, err);
    if (rc == MC_OK) {
        rc = insert_procedure(db, procedure, json, len, err);
    }
    procedure_destroy(procedure);
    return rc;
}

static enum mc_err insert_popular(sqlite3 *db, int64_t position, const char *code,
                                  struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc = sql_prepare(db,
                                 "INSERT INTO popular (position, code)"
                                 " SELECT ?1, code FROM procedure WHERE code = ?2",
                                 &insert, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_int(insert, 1, position);
    sql_bind_text(insert, 2, code);
    rc = sql_finish(insert, err);
    if (rc == MC_OK && sqlite3_changes(db) != 1) {
        rc = mc_fail(err, MC_EPARSE, "popular[%d]: no such procedure", (int)position);
    }
    return rc;
}

static enum mc_err take_in_popular(sqlite3 *db, const char *json, size_t len, struct mc_error *err)
{
    cJSON *root = NULL;
    const cJSON *codes = NULL;
    enum mc_err rc = mc_json_parse(json, len, POPULAR_FILE_MAX_BYTES, &root, err);
    if (rc == MC_OK) {
        rc = mc_json_array(root, "", "popular", CATALOGUE_POPULAR_MAX, &codes, err);
    }
    int64_t position = 0;
    for (const cJSON *at = codes != NULL ? codes->child : NULL; at != NULL && rc == MC_OK;
         at = at->next) {
        rc = cJSON_IsString(at)
                 ? insert_popular(db, position, at->valuestring, err)
                 : mc_fail(err, MC_EPARSE, "popular[%d]: expected text", (int)position);
        position++;
    }
    cJSON_Delete(root);
    return rc;
}

/* Puts the file's name before the error's text. */
static enum mc_err name_file(const char *name, enum mc_err rc, const struct mc_error *why,
                             struct mc_error *err)
{
    return rc == MC_OK ? MC_OK : mc_fail(err, rc, "%.64s: %s", name, why->text);
}

static enum mc_err take_in_files(sqlite3 *db, const struct folder *folder, bool popular,
                                 struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    for (int i = 0; i < folder->count && rc == MC_OK; i++) {
        const char *name = folder->entries[i]->d_name;
        if ((strcmp(name, CATALOGUE_POPULAR_FILE) == 0) != popular) {
            continue;
        }
        char *json = NULL;
        size_t len = 0;
        struct mc_error why = {0};
        rc = read_entry(folder, i, &json, &len, &why);
        if (rc == MC_OK) {
            rc = popular ? take_in_popular(db, json, len, &why) : take_in(db, json, len, &why);
        }
        rc = name_file(name, rc, &why, err);
        free(json);
    }
    return rc;
}

static enum mc_err replace_all(sqlite3 *db, const struct folder *folder, struct mc_error *err)
{
    enum mc_err rc = sql_run(db,
                             "DELETE FROM meta; DELETE FROM popular; DELETE FROM procedure;"
                             "INSERT INTO search (search) VALUES ('delete-all');",
                             err);
    if (rc == MC_OK) {
        rc = take_in_files(db, folder, false, err);
    }
    if (rc == MC_OK) {
        rc = take_in_files(db, folder, true, err);
    }
    sqlite3_stmt *insert = NULL;
    if (rc == MC_OK) {
        rc = sql_prepare(db, "INSERT INTO meta (digest) VALUES (?1)", &insert, err);
    }
    if (rc == MC_OK) {
        sql_bind_text(insert, 1, folder->digest);
        rc = sql_finish(insert, err);
    }
    return rc;
}

static enum mc_err is_taken_in(sqlite3 *db, const char *digest, bool *out, struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc = sql_prepare(db, "SELECT 1 FROM meta WHERE digest = ?1", &query, err);
    if (rc == MC_OK) {
        sql_bind_text(query, 1, digest);
        rc = sql_step(query, out, err);
    }
    (void)sqlite3_finalize(query);
    return rc;
}

static enum mc_err load_folder(sqlite3 *db, struct folder *folder, struct mc_error *err)
{
    if (folder->count > CATALOGUE_FILES_MAX) {
        return mc_fail(err, MC_ETOOBIG, "%s: over %d files", folder->dir, CATALOGUE_FILES_MAX);
    }
    bool taken_in = false;
    enum mc_err rc = digest_folder(folder, err);
    if (rc == MC_OK) {
        rc = is_taken_in(db, folder->digest, &taken_in, err);
    }
    if (rc == MC_OK && !taken_in) {
        rc = sql_begin(db, err);
        if (rc == MC_OK) {
            rc = sql_end(db, replace_all(db, folder, err), err);
        }
    }
    return rc;
}

enum mc_err catalogue_load_dir(struct catalogue *catalogue, const char *dir, struct mc_error *err)
{
    struct folder folder = {.dir = dir};
    folder.count = scandir(dir, &folder.entries, is_json, alphasort);
    if (folder.count < 0) {
        return mc_fail(err, MC_ENOTFOUND, "%s: no folder to read", dir);
    }
    enum mc_err rc = load_folder(catalogue->db, &folder, err);
    for (int i = 0; i < folder.count; i++) {
        free(folder.entries[i]);
    }
    free(folder.entries);
    return rc;
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
