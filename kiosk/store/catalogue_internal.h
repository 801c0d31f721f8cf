/* What the catalogue's files share. */
#ifndef MOTCUA_KIOSK_STORE_CATALOGUE_INTERNAL_H
#define MOTCUA_KIOSK_STORE_CATALOGUE_INTERNAL_H

#include <sqlite3.h>

#include "core/buffer.h"
#include "kiosk/store/catalogue.h"

struct catalogue {
    sqlite3 *db;
};

#define CATALOGUE_WORDS_MAX  48
#define CATALOGUE_WORD_BYTES 64 /* what is longer is no word of ours */

/* A query as folded, distinct words; the last one may be unfinished. */
struct catalogue_words {
    char word[CATALOGUE_WORDS_MAX][CATALOGUE_WORD_BYTES];
    size_t count;
};
void catalogue_words_split(const char *folded, struct catalogue_words *out);
/* Every word quoted, so that nothing of the query is ever FTS5 syntax; `joiner` is " AND " or
 * " OR ". The last word matches as a beginning. */
void catalogue_words_expression(const struct catalogue_words *words, const char *joiner,
                                struct mc_buffer *out);
/* Puts the nearest known word in the place of each unknown one; *changed if there was any. */
enum mc_err catalogue_words_correct(sqlite3 *db, struct catalogue_words *words, bool *changed,
                                    struct mc_error *err) MC_MUST_CHECK;

#endif
