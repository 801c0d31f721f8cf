/*
 * A query understood: its words put right (run together, misspelled, unfinished), its phrases
 * replaced by what they mean, its empty words dropped. Pure.
 */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_QUERY_H
#define MOTCUA_KIOSK_STORE_SEARCH_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kiosk/store/search_phrases.h"
#include "kiosk/store/search_vocabulary.h"

#define SEARCH_TOKENS_MAX       48
#define SEARCH_SLOTS_MAX        32
#define SEARCH_ALTERNATIVES_MAX 24
#define SEARCH_MEANING_WORDS    20

/* One way to say a part of the query: all its words together. */
struct search_alternative {
    float confidence; /* 0 to 1 */
    uint32_t words[SEARCH_MEANING_WORDS];
    size_t word_count;
};

/* A part of the query: a word or a phrase. */
struct search_slot {
    float weight; /* 1, or less for words that say little */
    struct search_alternative alternatives[SEARCH_ALTERNATIVES_MAX];
    size_t alternative_count;
    const struct search_phrase *phrase; /* NULL for a word; borrowed from the phrase table */
};

struct search_query {
    struct search_slot slots[SEARCH_SLOTS_MAX];
    size_t slot_count;
    char tokens[SEARCH_TOKENS_MAX][SEARCH_WORD_BYTES]; /* put right */
    size_t token_count;
};

/* `folded` as of mc_text_fold(); `unfinished`: the last word may be the beginning of one. */
void search_query_read(const struct search_vocabulary *vocabulary,
                       const struct search_phrases *phrases, const char *folded, bool unfinished,
                       struct search_query *out);

#endif
