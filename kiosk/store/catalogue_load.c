#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/file.h"
#include "core/ident.h"
#include "core/json.h"
#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/catalogue_internal.h"
#include "kiosk/store/search_index.h"
#include "kiosk/store/sql.h"

#define FOLDED_MAX_BYTES       ((size_t)64 * 1024)
#define POPULAR_FILE_MAX_BYTES ((size_t)64 * 1024)
#define DIGEST_INPUT_MAX_BYTES ((size_t)32 * 1024 * 1024)
#define PHRASES_FILES_MAX      32

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

static void finish_folder(struct folder *folder)
{
    for (int i = 0; i < folder->count; i++) {
        free(folder->entries[i]);
    }
    free(folder->entries);
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

/* Binds a text, which SQLite copies, and frees it. */
static void bind_taken(sqlite3_stmt *statement, int index, char *text, size_t skip)
{
    MC_CHECK(sqlite3_bind_text(statement, index, text + skip, -1, SQLITE_TRANSIENT) == SQLITE_OK);
    free(text);
}

static void bind_folded(sqlite3_stmt *statement, int index, const char *text)
{
    bind_taken(statement, index, mc_text_fold(text), 0);
}

static void bind_name(sqlite3_stmt *statement, int index, const char *name)
{
    char *folded = mc_text_fold(name);
    bind_taken(statement, index, folded, catalogue_name_start(folded));
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
        " field_en, level, can_hand_in, name_folded, plain_folded, name_marked)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
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
    bind_name(insert, 11, mc_text_in(&procedure->name, MC_LANGUAGE_VI));
    bind_name(insert, 12, mc_text_in(&procedure->plain_name, MC_LANGUAGE_VI));
    char *marked = mc_text_fold_marked(mc_text_in(&procedure->name, MC_LANGUAGE_VI));
    bind_taken(insert, 13, marked, catalogue_marked_start(marked));
    rc = sql_finish(insert, err);
    int64_t row = sqlite3_last_insert_rowid(db);
    if (rc == MC_OK) {
        rc = insert_search(db, procedure, err);
    }
    return rc == MC_OK ? catalogue_insert_groups(db, row, procedure, err) : rc;
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

static enum mc_err remove_all(sqlite3 *db, struct mc_error *err)
{
    return sql_run(db,
                   "DELETE FROM meta; DELETE FROM popular; DELETE FROM grouping;"
                   "DELETE FROM procedure;"
                   "INSERT INTO search (search) VALUES ('delete-all');",
                   err);
}

/* What comes after the procedures and the popular ones. */
static enum mc_err complete(sqlite3 *db, const char *digest, struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc = sql_prepare(db, "INSERT INTO meta (digest) VALUES (?1)", &insert, err);
    if (rc == MC_OK) {
        sql_bind_text(insert, 1, digest);
        rc = sql_finish(insert, err);
    }
    return rc == MC_OK ? search_index_build(db, err) : rc;
}

static enum mc_err replace_all(sqlite3 *db, const struct folder *folder, struct mc_error *err)
{
    enum mc_err rc = remove_all(db, err);
    if (rc == MC_OK) {
        rc = take_in_files(db, folder, false, err);
    }
    if (rc == MC_OK) {
        rc = take_in_files(db, folder, true, err);
    }
    return rc == MC_OK ? complete(db, folder->digest, err) : rc;
}

static enum mc_err replace_by_bundle(sqlite3 *db, const struct catalogue_bundle *bundle,
                                     struct mc_error *err)
{
    enum mc_err rc = remove_all(db, err);
    for (size_t i = 0; i < bundle->count && rc == MC_OK; i++) {
        struct mc_error why = {0};
        rc = take_in(db, bundle->entries[i].json, bundle->entries[i].len, &why);
        rc = name_file(bundle->entries[i].code, rc, &why, err);
    }
    for (size_t i = 0; i < bundle->popular_count && rc == MC_OK; i++) {
        rc = insert_popular(db, (int64_t)i, bundle->popular[i].text, err);
    }
    char digest[48];
    (void)snprintf(digest, sizeof digest, "published %lld", (long long)bundle->version);
    return rc == MC_OK ? complete(db, digest, err) : rc;
}

enum mc_err catalogue_load_bundle(struct catalogue *catalogue,
                                  const struct catalogue_bundle *bundle, struct mc_error *err)
{
    enum mc_err rc = sql_begin(catalogue->db, err);
    if (rc == MC_OK) {
        rc = sql_end(catalogue->db, replace_by_bundle(catalogue->db, bundle, err), err);
    }
    catalogue_forget_index(catalogue);
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
    catalogue_forget_index(catalogue);
    finish_folder(&folder);
    return rc;
}

/* ---- What people say ---- */

/* Read once to see whether it can be read. */
static enum mc_err check_phrases(const char *json, size_t len, struct mc_error *err)
{
    struct search_phrases *phrases = MC_NEW(struct search_phrases);
    enum mc_err rc = search_phrases_add(phrases, json, len, err);
    search_phrases_finish(phrases);
    free(phrases);
    return rc;
}

static enum mc_err insert_phrases(sqlite3 *db, const char *name, const char *json,
                                  struct mc_error *err)
{
    sqlite3_stmt *insert = NULL;
    enum mc_err rc =
        sql_prepare(db, "INSERT INTO phrases (name, json) VALUES (?1, ?2)", &insert, err);
    if (rc == MC_OK) {
        sql_bind_text(insert, 1, name);
        sql_bind_text(insert, 2, json);
        rc = sql_finish(insert, err);
    }
    return rc;
}

static enum mc_err replace_phrases(sqlite3 *db, const struct folder *folder, struct mc_error *err)
{
    enum mc_err rc = sql_run(db, "DELETE FROM phrases", err);
    for (int i = 0; i < folder->count && rc == MC_OK; i++) {
        char *json = NULL;
        size_t len = 0;
        struct mc_error why = {0};
        rc = read_entry(folder, i, &json, &len, &why);
        if (rc == MC_OK) {
            rc = check_phrases(json, len, &why);
        }
        if (rc == MC_OK) {
            rc = insert_phrases(db, folder->entries[i]->d_name, json, &why);
        }
        rc = name_file(folder->entries[i]->d_name, rc, &why, err);
        free(json);
    }
    return rc;
}

enum mc_err catalogue_load_phrases(struct catalogue *catalogue, const char *dir,
                                   struct mc_error *err)
{
    struct folder folder = {.dir = dir};
    folder.count = scandir(dir, &folder.entries, is_json, alphasort);
    if (folder.count < 0) {
        return mc_fail(err, MC_ENOTFOUND, "%s: no folder to read", dir);
    }
    enum mc_err rc = MC_OK;
    if (folder.count > PHRASES_FILES_MAX) {
        rc = mc_fail(err, MC_ETOOBIG, "%s: over %d files", dir, PHRASES_FILES_MAX);
    }
    if (rc == MC_OK) {
        rc = sql_begin(catalogue->db, err);
    }
    if (rc == MC_OK) {
        rc = sql_end(catalogue->db, replace_phrases(catalogue->db, &folder, err), err);
    }
    catalogue_forget_index(catalogue);
    finish_folder(&folder);
    return rc;
}
