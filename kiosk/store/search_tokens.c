#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/store/search_distance.h"
#include "kiosk/store/search_query_internal.h"

#define CANDIDATES    10
#define NEAR_MOST     48
#define UNSUPPORTED   3  /* candidates that go with neither neighbour */
#define APART         11 /* two words that stand together nowhere */
#define COMPLETION    2
#define KNOWN_LIMIT   10 /* a known word gives way only to a slip of the finger */
#define SHORT_LIMIT   10
#define MIDDLE_LIMIT  13
#define LONG_LIMIT    20
#define LONG_LEAST    6
#define CORRECT_LEAST 2
#define RUN_LEAST     5

static void add_token(struct search_tokens *tokens, const char *word, size_t len)
{
    if (len == 0 || len >= SEARCH_WORD_BYTES || tokens->count == SEARCH_TOKENS_MAX) {
        return;
    }
    struct search_token *token = &tokens->tokens[tokens->count++];
    memset(token, 0, sizeof *token);
    memcpy(token->typed, word, len);
    memcpy(token->text, word, len);
    token->confidence = 1.0F;
}

static bool begins_word(const struct search_vocabulary *vocabulary, const char *word)
{
    uint32_t first = 0;
    return search_vocabulary_beginning(vocabulary, word, &first) > first;
}

static bool is_known(const struct search_vocabulary *vocabulary, const char *word)
{
    return search_vocabulary_find(vocabulary, word) != SEARCH_NO_WORD;
}

void search_tokens_split(const struct search_vocabulary *vocabulary, const char *folded,
                         bool unfinished, struct search_tokens *out)
{
    out->count = 0;
    for (const char *at = folded; *at != '\0';) {
        size_t len = strcspn(at, " ");
        bool last = at[len] == '\0';
        char word[SEARCH_WORD_BYTES] = "";
        char parts[SEARCH_PARTS_MAX][SEARCH_WORD_BYTES];
        size_t count = 0;
        if (len < sizeof word) {
            memcpy(word, at, len);
            bool whole =
                is_known(vocabulary, word) || (last && unfinished && begins_word(vocabulary, word));
            count = whole || len < RUN_LEAST ? 0 : search_vocabulary_cut(vocabulary, word, parts);
        }
        for (size_t i = 0; i < count; i++) {
            add_token(out, parts[i], strlen(parts[i]));
        }
        if (count == 0) {
            add_token(out, at, len);
        }
        at += len + (last ? 0 : 1);
        if (last && unfinished && out->count > 0) {
            out->tokens[out->count - 1].unfinished = true;
        }
    }
}

bool search_tokens_differ(const struct search_tokens *tokens, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++) {
        if (strcmp(tokens->tokens[i].typed, tokens->tokens[i].text) != 0) {
            return true;
        }
    }
    return false;
}

void search_tokens_join(const struct search_tokens *tokens, size_t first, size_t count, bool typed,
                        char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = first; i < first + count && used + 1 < size; i++) {
        if (used > 0) {
            out[used++] = ' ';
        }
        const struct search_token *token = &tokens->tokens[i];
        mc_copy_text(out + used, size - used, typed ? token->typed : token->text);
        used += strlen(out + used);
    }
}

/* ---- Correcting: the cheapest way through the candidates ---- */

struct candidate {
    const char *text;
    int cost;
    int total; /* of the cheapest way to here */
    size_t from;
};

struct column {
    struct candidate candidates[CANDIDATES];
    size_t count;
};

static void add_candidate(struct column *column, const char *text, int cost)
{
    if (column->count < CANDIDATES) {
        column->candidates[column->count++] = (struct candidate){.text = text, .cost = cost};
    }
}

static int limit_of(const struct search_vocabulary *vocabulary, const struct search_token *token)
{
    size_t len = strlen(token->typed);
    bool digits = strpbrk(token->typed, "0123456789") != NULL;
    if (len < CORRECT_LEAST || digits) {
        return 0;
    }
    if (is_known(vocabulary, token->typed)) {
        return KNOWN_LIMIT;
    }
    return len < 4 ? SHORT_LIMIT : len < LONG_LEAST ? MIDDLE_LIMIT : LONG_LIMIT;
}

static bool goes_with(const struct search_vocabulary *vocabulary,
                      const struct search_tokens *tokens, size_t at, const char *text)
{
    const struct search_token *all = tokens->tokens;
    return (at > 0 && search_vocabulary_go_together(vocabulary, all[at - 1].typed, text)) ||
           (at + 1 < tokens->count &&
            search_vocabulary_go_together(vocabulary, text, all[at + 1].typed));
}

static void add_completions(const struct search_vocabulary *vocabulary,
                            const struct search_tokens *tokens, size_t at, struct column *column)
{
    uint32_t first = 0;
    uint32_t end = search_vocabulary_beginning(vocabulary, tokens->tokens[at].typed, &first);
    for (uint32_t word = first; word < end && column->count < CANDIDATES; word++) {
        const char *text = search_vocabulary_text(vocabulary, word);
        if (goes_with(vocabulary, tokens, at, text)) {
            add_candidate(column, text, COMPLETION);
        }
    }
}

/* Those that go with a neighbour as it was typed, and the nearest of the others. */
static void add_near(const struct search_vocabulary *vocabulary, const struct search_tokens *tokens,
                     size_t at, const struct search_near *near, size_t count, struct column *column)
{
    size_t unsupported = 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = search_vocabulary_text(vocabulary, near[i].word);
        if (goes_with(vocabulary, tokens, at, text) || unsupported++ < UNSUPPORTED) {
            add_candidate(column, text, near[i].cost);
        }
    }
}

static bool fits(const struct search_vocabulary *vocabulary, const struct search_tokens *tokens,
                 size_t at)
{
    const struct search_token *all = tokens->tokens;
    return is_known(vocabulary, all[at].typed) &&
           (at == 0 || search_vocabulary_has_pair(vocabulary, all[at - 1].typed, all[at].typed)) &&
           (at + 1 == tokens->count ||
            search_vocabulary_has_pair(vocabulary, all[at].typed, all[at + 1].typed));
}

static void fill_column(const struct search_vocabulary *vocabulary, struct search_tokens *tokens,
                        size_t at, struct column *column)
{
    struct search_token *token = &tokens->tokens[at];
    bool known = is_known(vocabulary, token->typed);
    bool begun = token->unfinished && begins_word(vocabulary, token->typed);
    add_candidate(column, token->typed, 0);
    if (tokens->count > 1 && fits(vocabulary, tokens, at)) {
        return;
    }
    if (begun && !known) {
        add_completions(vocabulary, tokens, at, column);
    }
    struct search_near near[NEAR_MOST];
    int limit = begun && !known ? 0 : limit_of(vocabulary, token);
    size_t count =
        limit > 0 ? search_vocabulary_nearest(vocabulary, token->typed, limit, near, NEAR_MOST) : 0;
    if (!known && !begun && count > 0) {
        column->count = 0; /* what is no word at all gives way */
        token->other_count = count < SEARCH_OTHERS_MAX ? count : SEARCH_OTHERS_MAX;
        memcpy(token->others, near, token->other_count * sizeof *near);
    }
    add_near(vocabulary, tokens, at, near, count, column);
}

static void link_columns(const struct search_vocabulary *vocabulary, const struct column *before,
                         struct column *column)
{
    for (size_t i = 0; i < column->count; i++) {
        struct candidate *to = &column->candidates[i];
        for (size_t j = 0; j < before->count; j++) {
            const struct candidate *from = &before->candidates[j];
            bool together = search_vocabulary_go_together(vocabulary, from->text, to->text);
            int total = from->total + to->cost + (together ? 0 : APART);
            if (j == 0 || total < to->total) {
                to->total = total;
                to->from = j;
            }
        }
    }
}

static size_t cheapest(const struct column *column)
{
    size_t best = 0;
    for (size_t i = 1; i < column->count; i++) {
        if (column->candidates[i].total < column->candidates[best].total) {
            best = i;
        }
    }
    return best;
}

float search_confidence(int cost)
{
    return 1.0F - 0.015F * (float)cost;
}

static void mark_pairs(const struct search_vocabulary *vocabulary, struct search_tokens *tokens)
{
    for (size_t i = 1; i < tokens->count; i++) {
        tokens->tokens[i].follows = search_vocabulary_has_pair(
            vocabulary, tokens->tokens[i - 1].text, tokens->tokens[i].text);
    }
}

void search_tokens_correct(const struct search_vocabulary *vocabulary, struct search_tokens *tokens)
{
    if (tokens->count == 0) {
        return;
    }
    struct column *columns = mc_calloc(tokens->count, sizeof *columns);
    for (size_t i = 0; i < tokens->count; i++) {
        fill_column(vocabulary, tokens, i, &columns[i]);
        if (i > 0) {
            link_columns(vocabulary, &columns[i - 1], &columns[i]);
        } else {
            for (size_t j = 0; j < columns[0].count; j++) {
                columns[0].candidates[j].total = columns[0].candidates[j].cost;
            }
        }
    }
    size_t at = cheapest(&columns[tokens->count - 1]);
    for (size_t i = tokens->count; i-- > 0;) {
        const struct candidate *chosen = &columns[i].candidates[at];
        mc_copy_text(tokens->tokens[i].text, SEARCH_WORD_BYTES, chosen->text);
        tokens->tokens[i].confidence = search_confidence(chosen->cost);
        at = chosen->from;
    }
    free(columns);
    mark_pairs(vocabulary, tokens);
}
