#include "kiosk/store/search_refine.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

#define SAME_NAME    2.0F
#define SAME_MARKS   1.0F
#define SAME_WHOLE   0.5F /* with or without "thủ tục" before it, too */
#define BEGINS_SO    0.06F
#define WHOLE_NAME   2.5F /* what is meant is the name, as if so many of its pairs were there */
#define BEGINS_NAME  1.5F
#define MEANT_SO     0.10F /* all pairs of what the query's phrases mean */
#define SIDE_BY_SIDE 0.14F /* all pairs of the query's words */
#define OTHER_MARKS  0.18F /* all of the marked words have other marks here */

/* `part` stands in `text` as whole words. */
static bool has_words(const char *text, const char *part)
{
    size_t len = strlen(part);
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        bool starts = at == text || at[-1] == ' ';
        bool ends = at[len] == '\0' || at[len] == ' ';
        if (starts && ends) {
            return true;
        }
    }
    return false;
}

/* The share of the text's pairs of words that stand in the name; a name that begins so is more. */
static float share_of_pairs(const char *text, const char *name)
{
    size_t pairs = 0;
    size_t there = 0;
    for (const char *first = text; *first != '\0';) {
        const char *space = strchr(first, ' ');
        size_t len = space != NULL ? (size_t)(space - first) + 1 + strcspn(space + 1, " ") : 0;
        char pair[2 * SEARCH_WORD_BYTES + 2];
        if (space == NULL || len >= sizeof pair) {
            break;
        }
        memcpy(pair, first, len);
        pair[len] = '\0';
        pairs++;
        there += has_words(name, pair);
        first = space + 1;
    }
    float share = pairs > 0 ? (float)there / (float)pairs : 0.0F;
    if (strcmp(name, text) == 0) {
        return WHOLE_NAME;
    }
    return strncmp(name, text, strlen(text)) == 0 ? BEGINS_NAME : share;
}

static float meant_so(const struct search_query *query, const struct search_names *names)
{
    float sum = 0.0F;
    size_t count = 0;
    for (size_t i = 0; i < query->slot_count; i++) {
        const struct search_phrase *phrase = query->slots[i].phrase;
        float best = 0.0F;
        for (size_t j = 0; phrase != NULL && j < phrase->mean_count; j++) {
            float share = share_of_pairs(phrase->means[j], names->folded);
            best = share > best ? share : best;
        }
        sum += best;
        count += phrase != NULL ? 1 : 0;
    }
    return count > 0 ? sum / (float)count : 0.0F;
}

static float side_by_side(const struct search_query *query, const struct search_names *names)
{
    size_t pairs = 0;
    for (size_t i = 1; i < query->token_count; i++) {
        char pair[2 * SEARCH_WORD_BYTES + 2];
        (void)snprintf(pair, sizeof pair, "%s %s", query->tokens[i - 1], query->tokens[i]);
        pairs += has_words(names->folded, pair) || has_words(names->plain, pair);
    }
    return query->token_count > 1 ? (float)pairs / (float)(query->token_count - 1) : 0.0F;
}

/* The share of the words typed with marks that stand in the name with others. */
static float other_marks(const char *marked, const struct search_names *names)
{
    size_t typed = 0;
    size_t other = 0;
    while (*marked != '\0') {
        size_t len = strcspn(marked, " ");
        char word[SEARCH_WORD_BYTES];
        char letters[SEARCH_WORD_BYTES];
        if (len < sizeof word) {
            memcpy(word, marked, len);
            word[len] = '\0';
            size_t plain = strcspn(word, "-\xCC\xCD"); /* marks are U+0300 to U+036F */
            memcpy(letters, word, plain);
            letters[plain] = '\0';
            if (plain < len) {
                typed++;
                other += has_words(names->folded, letters) && !has_words(names->marked, word);
            }
        }
        marked += len + (marked[len] == ' ' ? 1 : 0);
    }
    return typed > 0 ? (float)other / (float)typed : 0.0F;
}

float search_refine(const struct search_typed *typed, const struct search_names *names)
{
    float score = SIDE_BY_SIDE * side_by_side(typed->query, names) +
                  MEANT_SO * meant_so(typed->query, names) -
                  OTHER_MARKS * other_marks(typed->marked, names);
    if (strcmp(typed->folded, names->folded) == 0 || strcmp(typed->folded, names->plain) == 0) {
        char *whole = mc_text_fold(names->official);
        score += SAME_NAME + (strcmp(typed->marked, names->marked) == 0 ? SAME_MARKS : 0.0F) +
                 (strcmp(typed->whole, whole) == 0 ? SAME_WHOLE : 0.0F);
        free(whole);
    } else if (strncmp(names->folded, typed->folded, strlen(typed->folded)) == 0) {
        score += BEGINS_SO;
    }
    return score;
}
