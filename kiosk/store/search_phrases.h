/*
 * What people say: phrases that mean others ("sổ đỏ"), phrases of a question that say nothing about
 * what is looked for ("cần giấy tờ gì"), words that say little, and the procedures asked for most.
 * Read from assets/search/ (its README.md has the shape). Built once, read afterwards. Pure.
 */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_PHRASES_H
#define MOTCUA_KIOSK_STORE_SEARCH_PHRASES_H

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
    enum search_phrase_kind kind;
    char *means[SEARCH_MEANINGS_MAX]; /* folded; owned */
    size_t mean_count;
};

struct search_phrases {
    struct search_phrase *phrases; /* sorted by text */
    size_t count;
    size_t capacity;
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

#endif
