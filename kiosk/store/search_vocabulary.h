/*
 * The words a search knows: those of the catalogue and of the phrase table, sorted, with the number
 * of procedures that have them and the pairs of words that stand side by side. Built once, read
 * afterwards. Pure; words are folded as in core/text.h.
 */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_VOCABULARY_H
#define MOTCUA_KIOSK_STORE_SEARCH_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEARCH_WORD_BYTES 64 /* what is longer is no word of ours */
#define SEARCH_WORDS_MAX  (1U << 20)
#define SEARCH_NO_WORD    UINT32_MAX
#define SEARCH_PARTS_MAX  16 /* words run together */

struct search_vocabulary {
    char *texts; /* one after the other, NUL-terminated; owned like the rest */
    size_t texts_len;
    size_t texts_capacity;
    uint32_t *offset; /* sorted by the text once search_vocabulary_sort() has run */
    uint32_t *docs;   /* procedures with the word; 0 when only phrases have it */
    uint32_t *letters;
    size_t count;
    size_t capacity;
    uint32_t *pairs; /* hashes, sorted */
    size_t pair_count;
    size_t pair_capacity;
};

struct search_near {
    uint32_t word;
    int cost; /* as of search_distance() */
};

void search_vocabulary_finish(struct search_vocabulary *vocabulary);
/* Too long words are left out. The same word may be added again: its counts are summed. */
void search_vocabulary_add(struct search_vocabulary *vocabulary, const char *word, uint32_t docs);
void search_vocabulary_add_pair(struct search_vocabulary *vocabulary, uint32_t hash);
/* After the last addition, before the first question. */
void search_vocabulary_sort(struct search_vocabulary *vocabulary);

/* Two words side by side in the catalogue, or (`said`) in a phrase only. */
uint32_t search_pair_hash(const char *first, const char *second, bool said);

const char *search_vocabulary_text(const struct search_vocabulary *vocabulary, uint32_t word);
/* SEARCH_NO_WORD if it is not there. */
uint32_t search_vocabulary_find(const struct search_vocabulary *vocabulary, const char *word);
/* The words that begin so are *first … the result - 1. */
uint32_t search_vocabulary_beginning(const struct search_vocabulary *vocabulary, const char *start,
                                     uint32_t *first);
/* Side by side in the catalogue. */
bool search_vocabulary_has_pair(const struct search_vocabulary *vocabulary, const char *first,
                                const char *second);
/* In the catalogue or in a phrase. */
bool search_vocabulary_go_together(const struct search_vocabulary *vocabulary, const char *first,
                                   const char *second);
/* The nearest other words within `limit`, nearest first, then the most frequent. */
size_t search_vocabulary_nearest(const struct search_vocabulary *vocabulary, const char *typed,
                                 int limit, struct search_near *out, size_t max);
/* Cuts words run together where words meet that stand side by side somewhere. Some of the parts may
 * be no words, but most letters are in words; 0 if that cannot be done. */
size_t search_vocabulary_cut(const struct search_vocabulary *vocabulary, const char *run,
                             char out[SEARCH_PARTS_MAX][SEARCH_WORD_BYTES]);

#endif
