/*
 * The catalogue's index for ranking: for each word the procedures that have it and where. FTS5 cuts
 * the texts into words; the lists are condensed from its vocabulary when a folder is taken in, kept
 * in the catalogue's file, and held in memory while it is open (some 5 bytes a word of text).
 * Store thread only.
 */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_INDEX_H
#define MOTCUA_KIOSK_STORE_SEARCH_INDEX_H

#include <sqlite3.h>

#include "core/error.h"
#include "kiosk/store/search_phrases.h"
#include "kiosk/store/search_vocabulary.h"

#define SEARCH_PROCEDURES_MAX (1U << 24)

/* Where in a procedure a word stands: bits. */
enum search_place {
    SEARCH_IN_PLAIN = 1,
    SEARCH_IN_KEYWORDS = 2,
    SEARCH_IN_NAME = 4,
    SEARCH_IN_FIELD = 8,
    SEARCH_IN_SUMMARY = 16,
    SEARCH_IN_CODE = 32
};
#define SEARCH_IN_TITLES (SEARCH_IN_PLAIN | SEARCH_IN_KEYWORDS | SEARCH_IN_NAME)

struct search_procedure {
    float prior; /* multiplies the score: ward, frequent, popular */
    float title; /* how much the words of the shorter of its two names weigh together */
};

struct search_index {
    struct search_vocabulary vocabulary;
    struct search_phrases phrases;
    uint32_t *entries; /* procedure << 8 | places; procedures count from 0, as their id from 1 */
    size_t entry_count;
    uint32_t *start; /* of a word's entries; one more than words */
    float *weight;   /* of a word: the rarer, the more */
    struct search_procedure *procedures;
    size_t procedure_count;
};

/* Condenses; in the transaction that took the procedures in. */
enum mc_err search_index_build(sqlite3 *db, struct mc_error *err) MC_MUST_CHECK;
/* *out freed with search_index_destroy(). */
enum mc_err search_index_load(sqlite3 *db, struct search_index **out,
                              struct mc_error *err) MC_MUST_CHECK;
void search_index_destroy(struct search_index *index);

#endif
