#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/catalogue_internal.h"
#include "kiosk/store/search_refine.h"
#include "kiosk/store/sql.h"

#define REFINED_MAX 96 /* candidates that are looked at closely */

struct found {
    struct catalogue_hit *hits;
    size_t max;
    size_t count;
};

void catalogue_forget_index(struct catalogue *catalogue)
{
    search_scores_destroy(catalogue->scores);
    search_index_destroy(catalogue->index);
    catalogue->scores = NULL;
    catalogue->index = NULL;
}

static size_t skip(const char *text, const char *start)
{
    size_t len = strlen(start);
    return strncmp(text, start, len) == 0 && text[len] != '\0' ? len : 0;
}

size_t catalogue_name_start(const char *folded)
{
    return skip(folded, "thu tuc ");
}

size_t catalogue_marked_start(const char *marked)
{
    return skip(marked, "thu\xCC\x89 tuc\xCC\xA3 ");
}

/* ---- Hits ---- */

char *catalogue_dup_column(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NULL
                                                           : mc_strdup(sql_text(row, column));
}

void catalogue_read_hit(sqlite3_stmt *row, struct catalogue_hit *out)
{
    memset(out, 0, sizeof *out);
    mc_copy_text(out->code, sizeof out->code, sql_text(row, 0));
    struct mc_text *texts[] = {&out->name, &out->plain_name, &out->field};
    for (int i = 0; i < 3; i++) {
        texts[i]->in[MC_LANGUAGE_VI] = catalogue_dup_column(row, 1 + 2 * i);
        texts[i]->in[MC_LANGUAGE_EN] = catalogue_dup_column(row, 2 + 2 * i);
    }
    out->level = (enum procedure_level)sqlite3_column_int(row, 7);
    out->can_hand_in = sqlite3_column_int(row, 8) != 0;
}

static enum mc_err find_popular(sqlite3 *db, bool suggested, struct found *found,
                                struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc = sql_prepare(db,
                                 "SELECT " CATALOGUE_HIT_COLUMNS " FROM popular o"
                                 " JOIN procedure p ON p.code = o.code ORDER BY o.position",
                                 &query, err);
    bool row = false;
    while (rc == MC_OK && found->count < found->max && (rc = sql_step(query, &row, err)) == MC_OK &&
           row) {
        catalogue_read_hit(query, &found->hits[found->count]);
        found->hits[found->count++].suggested = suggested;
    }
    (void)sqlite3_finalize(query);
    return rc;
}

static enum mc_err read_hits(sqlite3 *db, const struct search_candidate *candidates, size_t count,
                             struct found *found, struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc = sql_prepare(
        db, "SELECT " CATALOGUE_HIT_COLUMNS " FROM procedure p WHERE p.id = ?1", &query, err);
    for (size_t i = 0; i < count && found->count < found->max && rc == MC_OK; i++) {
        bool row = false;
        sql_bind_int(query, 1, (int64_t)candidates[i].procedure + 1);
        rc = sql_step(query, &row, err);
        if (rc == MC_OK && row) {
            catalogue_read_hit(query, &found->hits[found->count++]);
        }
        (void)sqlite3_reset(query);
    }
    (void)sqlite3_finalize(query);
    return rc;
}

/* ---- Searching ---- */

/* What was typed, in the forms the search compares. */
struct typed {
    char *folded;
    char *marked;
    bool unfinished;
};

/* Names typed as they are, however little the ranking thinks of their words. */
static enum mc_err add_namesakes(const struct catalogue *catalogue, const struct typed *typed,
                                 struct search_candidate *candidates, size_t *count,
                                 struct mc_error *err)
{
    sqlite3_stmt *query = NULL;
    enum mc_err rc = sql_prepare(catalogue->db,
                                 "SELECT id FROM procedure WHERE name_folded = ?1"
                                 " OR plain_folded = ?1 LIMIT 64",
                                 &query, err);
    if (rc != MC_OK) {
        return rc;
    }
    sql_bind_text(query, 1, typed->folded + catalogue_name_start(typed->folded));
    bool row = false;
    while ((rc = sql_step(query, &row, err)) == MC_OK && row) {
        uint32_t procedure = (uint32_t)(sqlite3_column_int64(query, 0) - 1);
        bool there = procedure >= catalogue->index->procedure_count;
        for (size_t i = 0; i < *count && !there; i++) {
            there = candidates[i].procedure == procedure;
        }
        if (!there) {
            float prior = catalogue->index->procedures[procedure].prior;
            *count -= *count == REFINED_MAX ? 1 : 0;
            *count = search_candidates_keep(candidates, *count, REFINED_MAX,
                                            (struct search_candidate){procedure, prior});
        }
    }
    (void)sqlite3_finalize(query);
    return rc;
}

/* The ranking knows words only; now the order and the marks of the names count as well. */
static enum mc_err refine(const struct catalogue *catalogue, const struct typed *typed,
                          const struct search_query *query, struct search_candidate *candidates,
                          size_t *count, struct mc_error *err)
{
    struct search_candidate refined[REFINED_MAX];
    size_t kept = 0;
    sqlite3_stmt *names = NULL;
    enum mc_err rc =
        sql_prepare(catalogue->db,
                    "SELECT name_vi, name_folded, name_marked, plain_folded FROM procedure"
                    " WHERE id = ?1",
                    &names, err);
    const struct search_typed words = {
        typed->folded, typed->folded + catalogue_name_start(typed->folded),
        typed->marked + catalogue_marked_start(typed->marked), query};
    for (size_t i = 0; i < *count && rc == MC_OK; i++) {
        bool row = false;
        sql_bind_int(names, 1, (int64_t)candidates[i].procedure + 1);
        rc = sql_step(names, &row, err);
        if (rc == MC_OK && row) {
            const struct search_names about = {sql_text(names, 0), sql_text(names, 1),
                                               sql_text(names, 2), sql_text(names, 3)};
            struct search_candidate candidate = candidates[i];
            candidate.score += search_refine(&words, &about);
            kept = search_candidates_keep(refined, kept, REFINED_MAX, candidate);
        }
        (void)sqlite3_reset(names);
    }
    (void)sqlite3_finalize(names);
    memcpy(candidates, refined, kept * sizeof *refined);
    *count = kept;
    return rc;
}

static enum mc_err load_index(struct catalogue *catalogue, struct mc_error *err)
{
    if (catalogue->index != NULL) {
        return MC_OK;
    }
    enum mc_err rc = search_index_load(catalogue->db, &catalogue->index, err);
    if (rc == MC_OK) {
        catalogue->scores = search_scores_create(catalogue->index);
    }
    return rc;
}

static enum mc_err find(struct catalogue *catalogue, const struct typed *typed, struct found *found,
                        struct mc_error *err)
{
    enum mc_err rc = load_index(catalogue, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct search_candidate candidates[REFINED_MAX];
    struct search_query *query = MC_NEW(struct search_query);
    search_query_read(&catalogue->index->vocabulary, &catalogue->index->phrases, typed->folded,
                      typed->unfinished, query);
    size_t count = search_rank(catalogue->index, query, catalogue->scores, candidates, REFINED_MAX);
    rc = add_namesakes(catalogue, typed, candidates, &count, err);
    if (rc == MC_OK) {
        rc = refine(catalogue, typed, query, candidates, &count, err);
    }
    if (rc == MC_OK) {
        rc = read_hits(catalogue->db, candidates, count, found, err);
    }
    if (rc == MC_OK && count == 0) {
        rc = find_popular(catalogue->db, true, found, err);
    }
    free(query);
    return rc;
}

static enum mc_err search(struct catalogue *catalogue, const char *spelled, bool unfinished,
                          struct found *found, struct mc_error *err)
{
    struct typed typed = {mc_text_fold(spelled), mc_text_fold_marked(spelled), unfinished};
    enum mc_err rc = typed.folded[0] == '\0' ? find_popular(catalogue->db, false, found, err)
                                             : find(catalogue, &typed, found, err);
    free(typed.folded);
    free(typed.marked);
    return rc;
}

enum mc_err catalogue_search(struct catalogue *catalogue, const char *query, size_t max,
                             struct catalogue_hit *hits, size_t *count, struct mc_error *err)
{
    char bounded[CATALOGUE_QUERY_MAX_BYTES];
    if (!mc_utf8_valid(query, strlen(query))) {
        return mc_fail(err, MC_EPARSE, "query is not UTF-8");
    }
    mc_copy_text(bounded, sizeof bounded, query);
    size_t len = strlen(bounded);
    bool unfinished = len > 0 && (unsigned char)bounded[len - 1] > ' ';
    struct found found = {.hits = hits, .max = max < CATALOGUE_HITS_MAX ? max : CATALOGUE_HITS_MAX};
    enum mc_err rc = search(catalogue, bounded, unfinished, &found, err);
    if (rc == MC_OK) {
        *count = found.count;
    } else {
        catalogue_hits_finish(hits, found.count);
    }
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
