#include "kiosk/store/search_index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/store/sql.h"

#define PRIOR_WARD      1.0F
#define PRIOR_PROVINCE  0.93F
#define PRIOR_MINISTRY  0.86F
#define PRIOR_HAND_IN   1.04F
#define PRIOR_POPULAR   1.08F
#define FREQUENT_MOST   0.16F /* the first of the list; the last gets half of it */
#define WEIGHT_LEAST    0.2F
#define ENTRIES_AT_MOST ((size_t)1 << 28)

void search_index_destroy(struct search_index *index)
{
    if (index == NULL) {
        return;
    }
    search_vocabulary_finish(&index->vocabulary);
    search_phrases_finish(&index->phrases);
    free(index->entries);
    free(index->start);
    free(index->weight);
    free(index->procedures);
    free(index);
}

static enum mc_err load_phrases(sqlite3 *db, struct search_index *index, struct mc_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool row = false;
    enum mc_err rc = sql_prepare(db, "SELECT json FROM phrases ORDER BY name", &rows, err);
    while (rc == MC_OK && (rc = sql_step(rows, &row, err)) == MC_OK && row) {
        const char *json = sql_text(rows, 0);
        rc = search_phrases_add(&index->phrases, json, strlen(json), err);
    }
    (void)sqlite3_finalize(rows);
    if (rc == MC_OK) {
        search_phrases_sort(&index->phrases, &index->vocabulary);
    }
    return rc;
}

static enum mc_err load_pairs(sqlite3 *db, struct search_index *index, struct mc_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool row = false;
    enum mc_err rc = sql_prepare(db, "SELECT hashes FROM pairs", &rows, err);
    while (rc == MC_OK && (rc = sql_step(rows, &row, err)) == MC_OK && row) {
        const uint8_t *bytes = sqlite3_column_blob(rows, 0);
        size_t count = (size_t)sqlite3_column_bytes(rows, 0) / sizeof(uint32_t);
        for (size_t i = 0; i < count; i++) {
            uint32_t hash = 0;
            memcpy(&hash, bytes + i * sizeof hash, sizeof hash);
            search_vocabulary_add_pair(&index->vocabulary, hash);
        }
    }
    (void)sqlite3_finalize(rows);
    return rc;
}

/* First turn: the words, so that they can be sorted with those of the phrases. */
static enum mc_err load_words(sqlite3 *db, struct search_index *index, struct mc_error *err)
{
    sqlite3_stmt *rows = NULL;
    bool row = false;
    enum mc_err rc = sql_prepare(db, "SELECT word, length(entries) FROM posting", &rows, err);
    while (rc == MC_OK && (rc = sql_step(rows, &row, err)) == MC_OK && row) {
        size_t count = (size_t)sqlite3_column_int64(rows, 1) / sizeof(uint32_t);
        search_vocabulary_add(&index->vocabulary, sql_text(rows, 0), (uint32_t)count);
        index->entry_count += count;
    }
    (void)sqlite3_finalize(rows);
    if (rc == MC_OK && index->entry_count > ENTRIES_AT_MOST) {
        rc = mc_fail(err, MC_ETOOBIG, "catalogue: too many words");
    }
    return rc;
}

/* Second turn: their entries, in the places the sorted words give. Words that stand in many titles
 * say little. */
static void take_entries(struct search_index *index, sqlite3_stmt *row)
{
    uint32_t word = search_vocabulary_find(&index->vocabulary, sql_text(row, 0));
    size_t count = (size_t)sqlite3_column_bytes(row, 1) / sizeof(uint32_t);
    if (word == SEARCH_NO_WORD || count != index->vocabulary.docs[word]) {
        return;
    }
    uint32_t *entries = index->entries + index->start[word];
    memcpy(entries, sqlite3_column_blob(row, 1), count * sizeof *entries);
    size_t titles = 0;
    for (size_t i = 0; i < count; i++) {
        if (entries[i] >> 8 >= index->procedure_count) {
            entries[i] = 0; /* of a procedure that is not there: no place, counts for nothing */
        }
        titles += (entries[i] & SEARCH_IN_TITLES) != 0;
    }
    double have = (double)(titles > 0 ? titles : count);
    double weight = log(1.0 + ((double)index->procedure_count - have + 0.5) / (have + 0.5));
    index->weight[word] = weight > WEIGHT_LEAST ? (float)weight : WEIGHT_LEAST;
    for (size_t i = 0; i < count; i++) {
        if ((entries[i] & SEARCH_IN_NAME) != 0) {
            index->procedures[entries[i] >> 8].title += index->weight[word];
        }
    }
}

static enum mc_err load_entries(sqlite3 *db, struct search_index *index, struct mc_error *err)
{
    size_t words = index->vocabulary.count;
    index->start = mc_calloc(words + 1, sizeof *index->start);
    index->weight = mc_calloc(words + 1, sizeof *index->weight);
    index->entries = mc_calloc(index->entry_count + 1, sizeof *index->entries);
    for (size_t i = 0; i < words; i++) {
        index->start[i + 1] = index->start[i] + index->vocabulary.docs[i];
    }
    sqlite3_stmt *rows = NULL;
    bool row = false;
    enum mc_err rc = sql_prepare(db, "SELECT word, entries FROM posting", &rows, err);
    while (rc == MC_OK && (rc = sql_step(rows, &row, err)) == MC_OK && row) {
        take_entries(index, rows);
    }
    (void)sqlite3_finalize(rows);
    return rc;
}

static float frequency(const struct search_phrases *phrases, const char *code)
{
    for (size_t i = 0; i < phrases->frequent_count; i++) {
        if (strncmp(code, phrases->frequent[i], strlen(phrases->frequent[i])) == 0) {
            float place = (float)i / (float)phrases->frequent_count;
            return 1.0F + FREQUENT_MOST * (1.0F - 0.5F * place);
        }
    }
    return 1.0F;
}

static enum mc_err load_procedures(sqlite3 *db, struct search_index *index, struct mc_error *err)
{
    int64_t count = 0;
    enum mc_err rc = sql_get_int(db, "SELECT coalesce(max(id), 0) FROM procedure", &count, err);
    if (rc == MC_OK && (count < 0 || count > SEARCH_PROCEDURES_MAX)) {
        rc = mc_fail(err, MC_ETOOBIG, "catalogue: over %u procedures", SEARCH_PROCEDURES_MAX);
    }
    if (rc != MC_OK) {
        return rc;
    }
    index->procedure_count = (size_t)count;
    index->procedures = mc_calloc(index->procedure_count + 1, sizeof *index->procedures);
    sqlite3_stmt *rows = NULL;
    bool row = false;
    rc = sql_prepare(db,
                     "SELECT id, level, can_hand_in, code, code IN (SELECT code FROM popular)"
                     " FROM procedure WHERE id > 0",
                     &rows, err);
    while (rc == MC_OK && (rc = sql_step(rows, &row, err)) == MC_OK && row) {
        int level = sqlite3_column_int(rows, 1);
        float prior = level == PROCEDURE_WARD       ? PRIOR_WARD
                      : level == PROCEDURE_PROVINCE ? PRIOR_PROVINCE
                                                    : PRIOR_MINISTRY;
        prior *= sqlite3_column_int(rows, 2) != 0 ? PRIOR_HAND_IN : 1.0F;
        prior *= sqlite3_column_int(rows, 4) != 0 ? PRIOR_POPULAR : 1.0F;
        prior *= frequency(&index->phrases, sql_text(rows, 3));
        index->procedures[sqlite3_column_int64(rows, 0) - 1].prior = prior;
    }
    (void)sqlite3_finalize(rows);
    return rc;
}

enum mc_err search_index_load(sqlite3 *db, struct search_index **out, struct mc_error *err)
{
    struct search_index *index = MC_NEW(struct search_index);
    enum mc_err rc = load_words(db, index, err);
    if (rc == MC_OK) {
        rc = load_phrases(db, index, err);
    }
    if (rc == MC_OK) {
        rc = load_pairs(db, index, err);
    }
    if (rc == MC_OK) {
        search_vocabulary_sort(&index->vocabulary);
        rc = load_procedures(db, index, err);
    }
    if (rc == MC_OK) {
        rc = load_entries(db, index, err);
    }
    if (rc != MC_OK) {
        search_index_destroy(index);
        return rc;
    }
    *out = index;
    return MC_OK;
}
