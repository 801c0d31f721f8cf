#include "tests/bench/baseline.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/memory.h"

sqlite3 *baseline_open(const char *catalogue_path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *attach = NULL;
    int rc = sqlite3_open(":memory:", &db);
    if (rc == SQLITE_OK) {
        rc = sqlite3_prepare_v2(db, "ATTACH ?1 AS catalogue", -1, &attach, NULL);
    }
    if (rc == SQLITE_OK) {
        (void)sqlite3_bind_text(attach, 1, catalogue_path, -1, SQLITE_STATIC);
        rc = sqlite3_step(attach) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
    }
    (void)sqlite3_finalize(attach);
    if (rc == SQLITE_OK) {
        rc = sqlite3_exec(db,
                          "CREATE VIRTUAL TABLE plain USING fts5(code UNINDEXED, name, field,"
                          " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');"
                          "INSERT INTO plain SELECT code, name_vi, field_vi"
                          " FROM catalogue.procedure;",
                          NULL, NULL, NULL);
    }
    if (rc != SQLITE_OK) {
        (void)fprintf(stderr, "baseline: %s\n", sqlite3_errmsg(db));
        (void)sqlite3_close(db);
        return NULL;
    }
    return db;
}

static void put_expression(const char *query, struct mc_buffer *out)
{
    bool open = false;
    for (const char *at = query; *at != '\0'; at++) {
        bool word = isalnum((unsigned char)*at) || (unsigned char)*at >= 0x80;
        if (word && !open) {
            mc_buffer_put_text(out, out->len > 0 ? " OR \"" : "\"");
        } else if (!word && open) {
            mc_buffer_put_byte(out, '"');
        }
        open = word;
        if (word) {
            mc_buffer_put_byte(out, (uint8_t)*at);
        }
    }
    mc_buffer_put_text(out, open ? "\"*" : "");
}

size_t baseline_search(sqlite3 *db, const char *query, size_t max,
                       char codes[][BASELINE_CODE_BYTES])
{
    struct mc_buffer expression;
    sqlite3_stmt *found = NULL;
    size_t count = 0;
    mc_buffer_init(&expression, (size_t)64 * 1024);
    put_expression(query, &expression);
    if (expression.len > 0 &&
        sqlite3_prepare_v2(db, "SELECT code FROM plain WHERE plain MATCH ?1 ORDER BY rank LIMIT ?2",
                           -1, &found, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_text(found, 1, mc_buffer_text(&expression), -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(found, 2, (sqlite3_int64)max);
        while (count < max && sqlite3_step(found) == SQLITE_ROW) {
            mc_copy_text(codes[count++], BASELINE_CODE_BYTES,
                         (const char *)sqlite3_column_text(found, 0));
        }
    }
    (void)sqlite3_finalize(found);
    mc_buffer_finish(&expression);
    return count;
}
