/*
 * Scores the procedures of an index against a query that has been understood. A procedure's score
 * is how much of the query it answers, then how much of its title that is, times its prior. Pure.
 */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_RANK_H
#define MOTCUA_KIOSK_STORE_SEARCH_RANK_H

#include "kiosk/store/search_index.h"
#include "kiosk/store/search_query.h"

struct search_candidate {
    uint32_t procedure; /* from 0 */
    float score;        /* 0 to about 1.5 */
};

/* Room for the sums, one an index; kept between queries because clearing it costs more than a
 * query. */
struct search_scores;
struct search_scores *search_scores_create(const struct search_index *index);
void search_scores_destroy(struct search_scores *scores);

/* The best, best first; how many. */
size_t search_rank(const struct search_index *index, const struct search_query *query,
                   struct search_scores *scores, struct search_candidate *out, size_t max);
/* Puts one into the list sorted by score, at most `max` long; its new length. */
size_t search_candidates_keep(struct search_candidate *list, size_t count, size_t max,
                              struct search_candidate candidate);

#endif
