#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/store/catalogue_internal.h"
#include "kiosk/store/sql.h"

#define CORRECTED_LEAST 3 /* shorter words are taken as they stand */
#define TWO_EDITS_LEAST 6 /* words this long may have two slips */

static bool has_word(const struct catalogue_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->word[i], word) == 0) {
            return true;
        }
    }
    return false;
}

void catalogue_words_split(const char *folded, struct catalogue_words *out)
{
    out->count = 0;
    for (const char *at = folded; *at != '\0' && out->count < CATALOGUE_WORDS_MAX;) {
        size_t len = strcspn(at, " ");
        char word[CATALOGUE_WORD_BYTES];
        if (len > 0 && len < sizeof word) {
            memcpy(word, at, len);
            word[len] = '\0';
            /* The last word may be the beginning of another, so it stays even when it is there. */
            if (at[len] == '\0' || !has_word(out, word)) {
                mc_copy_text(out->word[out->count++], CATALOGUE_WORD_BYTES, word);
            }
        }
        at += len + (at[len] == ' ' ? 1 : 0);
    }
}

void catalogue_words_expression(const struct catalogue_words *words, const char *joiner,
                                struct mc_buffer *out)
{
    for (size_t i = 0; i < words->count; i++) {
        mc_buffer_put_text(out, i > 0 ? joiner : "");
        mc_buffer_put_byte(out, '"');
        for (const char *at = words->word[i]; *at != '\0'; at++) {
            mc_buffer_put_text(out, *at == '"' ? "\"" : "");
            mc_buffer_put_byte(out, (uint8_t)*at);
        }
        mc_buffer_put_text(out, i + 1 == words->count ? "\"*" : "\"");
    }
}

/* Levenshtein distance in bytes; both shorter than CATALOGUE_WORD_BYTES. */
static int distance(const char *a, const char *b)
{
    int row[CATALOGUE_WORD_BYTES];
    int len = (int)strlen(b);
    for (int j = 0; j <= len; j++) {
        row[j] = j;
    }
    for (int i = 0; a[i] != '\0'; i++) {
        int corner = row[0];
        row[0] = i + 1;
        for (int j = 0; j < len; j++) {
            int best = corner + (a[i] != b[j]);
            best = row[j + 1] + 1 < best ? row[j + 1] + 1 : best;
            best = row[j] + 1 < best ? row[j] + 1 : best;
            corner = row[j + 1];
            row[j + 1] = best;
        }
    }
    return row[len];
}

/* The nearest word of the catalogue, the most frequent among equally near ones. */
static enum mc_err correct_one(sqlite3_stmt *terms, char word[CATALOGUE_WORD_BYTES], bool last,
                               bool *changed, struct mc_error *err)
{
    char nearest[CATALOGUE_WORD_BYTES] = "";
    int least = strlen(word) >= TWO_EDITS_LEAST ? 3 : 2;
    bool row = false;
    enum mc_err rc = MC_OK;
    while ((rc = sql_step(terms, &row, err)) == MC_OK && row) {
        const char *term = sql_text(terms, 0);
        if (strcmp(term, word) == 0 || (last && strncmp(term, word, strlen(word)) == 0)) {
            nearest[0] = '\0';
            break;
        }
        int edits = strlen(term) < CATALOGUE_WORD_BYTES ? distance(word, term) : least;
        if (edits < least) {
            least = edits;
            mc_copy_text(nearest, sizeof nearest, term);
        }
    }
    (void)sqlite3_reset(terms);
    if (rc == MC_OK && nearest[0] != '\0') {
        mc_copy_text(word, CATALOGUE_WORD_BYTES, nearest);
        *changed = true;
    }
    return rc;
}

enum mc_err catalogue_words_correct(sqlite3 *db, struct catalogue_words *words, bool *changed,
                                    struct mc_error *err)
{
    sqlite3_stmt *terms = NULL;
    enum mc_err rc = sql_prepare(db, "SELECT term FROM word ORDER BY doc DESC, term", &terms, err);
    *changed = false;
    for (size_t i = 0; i < words->count && rc == MC_OK; i++) {
        if (strlen(words->word[i]) >= CORRECTED_LEAST) {
            rc = correct_one(terms, words->word[i], i + 1 == words->count, changed, err);
        }
    }
    (void)sqlite3_finalize(terms);
    return rc;
}
