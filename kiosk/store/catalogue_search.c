#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/catalogue_internal.h"
#include "kiosk/store/sql.h"

#define EXPRESSION_MAX_BYTES ((size_t)16 * 1024)

#define HIT_COLUMNS                                                                                \
    "p.code, p.name_vi, p.name_en, p.plain_vi, p.plain_en, p.field_vi, p.field_en, p.level,"       \
    " p.can_hand_in"

struct found {
    struct catalogue_hit *hits;
    size_t max;
    size_t count;
};

static char *dup_column(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NULL
                                                           : mc_strdup(sql_text(row, column));
}

static void read_hit(sqlite3_stmt *row, struct catalogue_hit *out)
{
    memset(out, 0, sizeof *out);
    mc_copy_text(out->code, sizeof out->code, sql_text(row, 0));
    struct mc_text *texts[] = {&out->name, &out->plain_name, &out->field};
    for (int i = 0; i < 3; i++) {
        texts[i]->in[MC_LANGUAGE_VI] = dup_column(row, 1 + 2 * i);
        texts[i]->in[MC_LANGUAGE_EN] = dup_column(row, 2 + 2 * i);
    }
    out->level = (enum procedure_level)sqlite3_column_int(row, 7);
    out->can_hand_in = sqlite3_column_int(row, 8) != 0;
}

/* Finalizes the query. What was read before a failure is in *found all the same. */
static enum mc_err collect(sqlite3_stmt *query, struct found *found, struct mc_error *err)
{
    bool row = false;
    enum mc_err rc = MC_OK;
    while (found->count < found->max && (rc = sql_step(query, &row, err)) == MC_OK && row) {
        read_hit(query, &found->hits[found->count++]);
    }
    (void)sqlite3_finalize(query);
    return rc;
}

static enum mc_err find_popular(sqlite3 *db, struct found *found, struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc = sql_prepare(db,
                                 "SELECT " HIT_COLUMNS " FROM popular o"
                                 " JOIN procedure p ON p.code = o.code ORDER BY o.position",
                                 &query, err);
    return rc == MC_OK ? collect(query, found, err) : rc;
}

/* A name spelled exactly first, with its marks before without; then by bm25 (the smaller, the
 * better: below zero), in favour of what is asked for most, what the ward
 * does and what can be handed in here. */
static enum mc_err find_matching(sqlite3 *db, const struct catalogue_words *words,
                                 const char *joiner, const char *folded, const char *spelled,
                                 struct found *found, struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc =
        sql_prepare(db,
                    "SELECT " HIT_COLUMNS " FROM search JOIN procedure p ON p.id = search.rowid"
                    " WHERE search MATCH ?1"
                    " ORDER BY (p.name_vi = ?3 OR p.plain_vi = ?3) DESC,"
                    " (p.name_folded = ?2 OR p.plain_folded = ?2) DESC,"
                    " bm25(search, 8.0, 6.0, 5.0, 2.0, 1.0, 10.0)"
                    " * (1.0 + 0.4 * (p.level = 2) + 0.6 * p.can_hand_in"
                    " + 0.8 * (p.code IN (SELECT code FROM popular))), p.code",
                    &query, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct mc_buffer expression;
    mc_buffer_init(&expression, EXPRESSION_MAX_BYTES);
    catalogue_words_expression(words, joiner, &expression);
    MC_CHECK(!expression.overflowed);
    sql_bind_text(query, 1, mc_buffer_text(&expression));
    sql_bind_text(query, 2, folded);
    sql_bind_text(query, 3, spelled);
    rc = collect(query, found, err);
    mc_buffer_finish(&expression);
    return rc;
}

/* All words; else all words with slips put right; else any of them. */
static enum mc_err find_words(sqlite3 *db, const char *folded, const char *spelled,
                              struct found *found, struct mc_error *err)
{
    struct catalogue_words *words = MC_NEW(struct catalogue_words);
    catalogue_words_split(folded, words);
    enum mc_err rc = MC_OK;
    bool corrected = false;
    if (words->count > 0) {
        rc = find_matching(db, words, " AND ", folded, spelled, found, err);
        if (rc == MC_OK && found->count == 0) {
            rc = catalogue_words_correct(db, words, &corrected, err);
        }
        if (rc == MC_OK && corrected) {
            rc = find_matching(db, words, " AND ", folded, spelled, found, err);
        }
        if (rc == MC_OK && found->count == 0) {
            rc = find_matching(db, words, " OR ", folded, spelled, found, err);
        }
    }
    free(words);
    return rc;
}

enum mc_err catalogue_search(struct catalogue *catalogue, const char *query, size_t max,
                             struct catalogue_hit *hits, size_t *count, struct mc_error *err)
{
    char bounded[CATALOGUE_QUERY_MAX_BYTES];
    char *spelled = NULL;
    if (!mc_utf8_valid(query, strlen(query))) {
        return mc_fail(err, MC_EPARSE, "query is not UTF-8");
    }
    mc_copy_text(bounded, sizeof bounded, query);
    mc_text_trim(bounded);
    enum mc_err rc = mc_text_nfc(bounded, strlen(bounded), &spelled, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct found found = {.hits = hits, .max = max < CATALOGUE_HITS_MAX ? max : CATALOGUE_HITS_MAX};
    char *folded = mc_text_fold(spelled);
    rc = spelled[0] == '\0' ? find_popular(catalogue->db, &found, err)
                            : find_words(catalogue->db, folded, spelled, &found, err);
    if (rc == MC_OK) {
        *count = found.count;
    } else {
        catalogue_hits_finish(hits, found.count);
    }
    free(folded);
    free(spelled);
    return rc;
}

void catalogue_hits_finish(struct catalogue_hit *hits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mc_text_finish(&hits[i].name);
        mc_text_finish(&hits[i].plain_name);
        mc_text_finish(&hits[i].field);
    }
}
