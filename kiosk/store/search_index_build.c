#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "kiosk/store/search_index.h"
#include "kiosk/store/sql.h"

#define ENTRIES_MAX_BYTES ((size_t)SEARCH_PROCEDURES_MAX * sizeof(uint32_t))

/* Columns of the FTS5 table, in the order of the places' bits. */
static uint32_t place_of(const char *column)
{
    static const char *const columns[] = {"plain", "keywords", "name", "field", "summary", "code"};
    for (uint32_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (strcmp(column, columns[i]) == 0) {
            return 1U << i;
        }
    }
    return 0;
}

struct builder {
    sqlite3_stmt *insert;
    struct mc_buffer entries; /* of the word that is being read */
    char word[SEARCH_WORD_BYTES];
    uint32_t procedure;
    uint32_t places;
};

static void end_procedure(struct builder *builder)
{
    if (builder->places != 0) {
        uint32_t entry = builder->procedure << 8 | builder->places;
        mc_buffer_put(&builder->entries, &entry, sizeof entry);
        builder->places = 0;
    }
}

static enum mc_err end_word(struct builder *builder, struct mc_error *err)
{
    end_procedure(builder);
    if (builder->entries.len == 0) {
        return MC_OK;
    }
    if (builder->entries.overflowed) {
        return mc_fail(err, MC_ETOOBIG, "catalogue: over %u procedures", SEARCH_PROCEDURES_MAX);
    }
    bool row = false;
    sql_bind_text(builder->insert, 1, builder->word);
    sql_bind_blob(builder->insert, 2, builder->entries.bytes, builder->entries.len);
    enum mc_err rc = sql_step(builder->insert, &row, err);
    (void)sqlite3_reset(builder->insert);
    mc_buffer_clear(&builder->entries);
    return rc;
}

/* The rows come by word, then by procedure. */
static enum mc_err take_row(struct builder *builder, sqlite3_stmt *row, struct mc_error *err)
{
    const char *word = sql_text(row, 0);
    int64_t id = sqlite3_column_int64(row, 1);
    enum mc_err rc = MC_OK;
    if (strlen(word) >= SEARCH_WORD_BYTES || id < 1 || id > SEARCH_PROCEDURES_MAX) {
        return MC_OK;
    }
    uint32_t procedure = (uint32_t)(id - 1);
    if (strcmp(word, builder->word) != 0) {
        rc = end_word(builder, err);
        mc_copy_text(builder->word, sizeof builder->word, word);
    } else if (procedure != builder->procedure) {
        end_procedure(builder);
    }
    builder->procedure = procedure;
    builder->places |= place_of(sql_text(row, 2));
    return rc;
}

static enum mc_err build_postings(sqlite3 *db, struct mc_error *err)
{
    struct builder builder = {0};
    sqlite3_stmt *instances = NULL;
    bool row = false;
    mc_buffer_init(&builder.entries, ENTRIES_MAX_BYTES);
    enum mc_err rc = sql_prepare(db, "SELECT term, doc, col FROM instance", &instances, err);
    if (rc == MC_OK) {
        rc = sql_prepare(db, "INSERT INTO posting (word, entries) VALUES (?1, ?2)", &builder.insert,
                         err);
    }
    while (rc == MC_OK && (rc = sql_step(instances, &row, err)) == MC_OK && row) {
        rc = take_row(&builder, instances, err);
    }
    if (rc == MC_OK) {
        rc = end_word(&builder, err);
    }
    (void)sqlite3_finalize(instances);
    (void)sqlite3_finalize(builder.insert);
    mc_buffer_finish(&builder.entries);
    return rc;
}

static void add_pairs(struct search_vocabulary *pairs, const char *text)
{
    char before[SEARCH_WORD_BYTES] = "";
    char word[SEARCH_WORD_BYTES];
    while (*text != '\0') {
        size_t len = strcspn(text, " ");
        if (len < sizeof word) {
            memcpy(word, text, len);
            word[len] = '\0';
            if (before[0] != '\0') {
                search_vocabulary_add_pair(pairs, search_pair_hash(before, word, false));
            }
            mc_copy_text(before, sizeof before, word);
        }
        text += len + (text[len] == ' ' ? 1 : 0);
    }
}

static enum mc_err build_pairs(sqlite3 *db, struct mc_error *err)
{
    struct search_vocabulary pairs = {0};
    sqlite3_stmt *names = NULL;
    sqlite3_stmt *insert = NULL;
    bool row = false;
    enum mc_err rc =
        sql_prepare(db, "SELECT name_folded, plain_folded FROM procedure", &names, err);
    while (rc == MC_OK && (rc = sql_step(names, &row, err)) == MC_OK && row) {
        add_pairs(&pairs, sql_text(names, 0));
        add_pairs(&pairs, sql_text(names, 1));
        if (pairs.pair_count > 4U * SEARCH_WORDS_MAX) {
            search_vocabulary_sort(&pairs); /* drops the double ones */
        }
    }
    search_vocabulary_sort(&pairs);
    if (rc == MC_OK) {
        rc = sql_prepare(db, "INSERT INTO pairs (hashes) VALUES (?1)", &insert, err);
    }
    if (rc == MC_OK) {
        sql_bind_blob(insert, 1, pairs.pairs, pairs.pair_count * sizeof *pairs.pairs);
        rc = sql_finish(insert, err);
    }
    (void)sqlite3_finalize(names);
    search_vocabulary_finish(&pairs);
    return rc;
}

enum mc_err search_index_build(sqlite3 *db, struct mc_error *err)
{
    enum mc_err rc = sql_run(db, "DELETE FROM posting; DELETE FROM pairs;", err);
    if (rc == MC_OK) {
        rc = build_postings(db, err);
    }
    return rc == MC_OK ? build_pairs(db, err) : rc;
}
