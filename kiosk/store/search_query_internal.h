/* The words of a query, from what was typed to what was meant. */
#ifndef MOTCUA_KIOSK_STORE_SEARCH_QUERY_INTERNAL_H
#define MOTCUA_KIOSK_STORE_SEARCH_QUERY_INTERNAL_H

#include "kiosk/store/search_query.h"

#define SEARCH_OTHERS_MAX 3

struct search_token {
    char typed[SEARCH_WORD_BYTES];
    char text[SEARCH_WORD_BYTES];                 /* put right */
    float confidence;                             /* in the correction */
    struct search_near others[SEARCH_OTHERS_MAX]; /* near too, when what was typed is no word */
    size_t other_count;
    bool unfinished; /* may be the beginning of a word */
    bool weak;       /* says little when it stands alone */
    bool follows;    /* stands behind the one before it somewhere in the catalogue */
};

struct search_tokens {
    struct search_token tokens[SEARCH_TOKENS_MAX];
    size_t count;
};

/* Splits at spaces, and words run together where they meet. */
void search_tokens_split(const struct search_vocabulary *vocabulary, const char *folded,
                         bool unfinished, struct search_tokens *out);
/* Chooses for each token the word that is near and goes with its neighbours. */
void search_tokens_correct(const struct search_vocabulary *vocabulary,
                           struct search_tokens *tokens);
/* In a correction at that cost. */
float search_confidence(int cost);
/* As they were typed, or put right. */
void search_tokens_join(const struct search_tokens *tokens, size_t first, size_t count, bool typed,
                        char *out, size_t size);
/* Some of them have been put right. */
bool search_tokens_differ(const struct search_tokens *tokens, size_t first, size_t count);

#endif
