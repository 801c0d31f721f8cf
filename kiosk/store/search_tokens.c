#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/store/search_distance.h"
#include "kiosk/store/search_query_internal.h"

#define CANDIDATES    6
#define APART         6 /* two words that stand together nowhere */
#define COMPLETION    2
#define KNOWN_LIMIT   8 /* a known word gives way only to a slip of the finger */
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

void search_tokens_join(const struct search_tokens *tokens, size_t first, size_t count, char *out,
                        size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = first; i < first + count && used + 1 < size; i++) {
        if (used > 0) {
            out[used++] = ' ';
        }
        mc_copy_text(out + used, size - used, tokens->tokens[i].text);
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
        return len > CORRECT_LEAST ? KNOWN_LIMIT : 0;
    }
    return len < 4 ? SHORT_LIMIT : len < LONG_LEAST ? MIDDLE_LIMIT : LONG_LIMIT;
}

static void fill_column(const struct search_vocabulary *vocabulary, struct search_token *token,
                        const char *before, struct column *column)
{
    add_candidate(column, token->typed, 0);
    bool known = is_known(vocabulary, token->typed);
    bool begun = token->unfinished && begins_word(vocabulary, token->typed);
    uint32_t first = 0;
    uint32_t end = token->unfinished && before != NULL && !known
                       ? search_vocabulary_beginning(vocabulary, token->typed, &first)
                       : 0;
    for (uint32_t word = first; word < end && column->count < CANDIDATES; word++) {
        const char *text = search_vocabulary_text(vocabulary, word);
        if (search_vocabulary_go_together(vocabulary, before, text)) {
            add_candidate(column, text, COMPLETION);
        }
    }
    struct search_near near[CANDIDATES];
    int limit = begun && !known ? 0 : limit_of(vocabulary, token);
    size_t count =
        limit > 0 ? search_vocabulary_nearest(vocabulary, token->typed, limit, near, CANDIDATES)
                  : 0;
    if (!known && !begun && count > 0) {
        column->count = 0; /* what is no word at all gives way */
        token->other_count = count < SEARCH_OTHERS_MAX ? count : SEARCH_OTHERS_MAX;
        memcpy(token->others, near, token->other_count * sizeof *near);
    }
    for (size_t i = 0; i < count; i++) {
        add_candidate(column, search_vocabulary_text(vocabulary, near[i].word), near[i].cost);
    }
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
        const char *before = i > 0 ? tokens->tokens[i - 1].typed : NULL;
        fill_column(vocabulary, &tokens->tokens[i], before, &columns[i]);
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
