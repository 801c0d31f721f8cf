/*
 * What people say: phrases that mean others ("sổ đỏ"), phrases of a question that say nothing about
 * what is looked for ("cần giấy tờ gì"), words that say little, and the procedures asked for most.
 * Read from assets/search/ (its README.md has the shape). Built once, read afterwards. Pure.
 */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_PHRASES_H
#define MOTCUA_KIOSK_STORE_SEARCH_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "domain/procedure.h"
#include "kiosk/store/search_vocabulary.h"

#define SEARCH_PHRASES_JSON_MAX_BYTES (1024 * 1024)
#define SEARCH_PHRASES_MAX            8192
#define SEARCH_MEANINGS_MAX           8
#define SEARCH_FREQUENT_MAX           256
#define SEARCH_PHRASE_WORDS_MAX       8

enum search_phrase_kind {
    SEARCH_PHRASE_MEANS,
    SEARCH_PHRASE_DROP, /* says nothing */
    SEARCH_PHRASE_WEAK  /* says little */
};

struct search_phrase {
    char *text; /* folded; owned */
    char *bag;  /* its words that say something, sorted, abbreviations spelled out; owned */
    enum search_phrase_kind kind;
    char *means[SEARCH_MEANINGS_MAX]; /* folded; owned */
    size_t mean_count;
};

struct search_phrases {
    struct search_phrase *phrases; /* sorted by text */
    size_t count;
    size_t capacity;
    const struct search_phrase **by_bag; /* sorted by bag; only those of two words and more */
    size_t by_bag_count;
    char frequent[SEARCH_FREQUENT_MAX][PROCEDURE_CODE_BYTES]; /* the most frequent first */
    size_t frequent_count;
};

void search_phrases_finish(struct search_phrases *phrases);
/* Adds one document. Errors name the key; what was added before one stays and is finished with the
 * rest. */
enum mc_err search_phrases_add(struct search_phrases *phrases, const char *json, size_t len,
                               struct mc_error *err) MC_MUST_CHECK;
/* After the last addition: sorts, and tells the vocabulary the words and pairs. */
void search_phrases_sort(struct search_phrases *phrases, struct search_vocabulary *vocabulary);
/* Borrowed; NULL if nobody says that. */
const struct search_phrase *search_phrases_find(const struct search_phrases *phrases,
                                                const char *text);

/* The same words in any order, with others between them that say little. `words` are the words of
 * the phrase; NULL if they are fewer than two. */
const struct search_phrase *search_phrases_find_bag(const struct search_phrases *phrases,
                                                    const char *const *words, size_t count);
/* Says nothing or little when it stands alone. */
bool search_phrases_is_weak(const struct search_phrases *phrases, const char *word);

#endif
