#include "kiosk/store/search_query.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/store/search_distance.h"
#include "kiosk/store/search_query_internal.h"

#define MEANT         1.0F  /* what a phrase means, beside what it says */
#define SAID_TOGETHER 0.92F /* the words of a phrase stand side by side in the catalogue */
#define SAID          0.40F
#define WEAK          0.15F
#define COMPLETED     0.85F /* an unfinished word, completed to one that goes with the one before */
#define CIRCUMSTANCE  0.45F
#define BEGUN         0.60F
#define OTHER_WORD    0.9F /* a correction that was not chosen */
#define COMPLETIONS   16

/* ---- Alternatives and slots ---- */

static struct search_alternative *add_alternative(struct search_slot *slot, float confidence)
{
    if (slot->alternative_count == SEARCH_ALTERNATIVES_MAX) {
        return NULL;
    }
    struct search_alternative *alternative = &slot->alternatives[slot->alternative_count++];
    alternative->confidence = confidence;
    alternative->word_count = 0;
    return alternative;
}

static void add_single(struct search_slot *slot, uint32_t word, float confidence)
{
    for (size_t i = 0; i < slot->alternative_count; i++) {
        if (slot->alternatives[i].word_count == 1 && slot->alternatives[i].words[0] == word) {
            return;
        }
    }
    struct search_alternative *alternative = add_alternative(slot, confidence);
    if (alternative != NULL) {
        alternative->words[alternative->word_count++] = word;
    }
}

/* Words nobody's procedure has are left out. */
static void add_words(const struct search_vocabulary *vocabulary, struct search_slot *slot,
                      const char *text, float confidence)
{
    struct search_alternative *alternative = add_alternative(slot, confidence);
    char word[SEARCH_WORD_BYTES];
    while (alternative != NULL && *text != '\0') {
        size_t len = strcspn(text, " ");
        if (len < sizeof word && alternative->word_count < SEARCH_MEANING_WORDS) {
            memcpy(word, text, len);
            word[len] = '\0';
            uint32_t known = search_vocabulary_find(vocabulary, word);
            if (known != SEARCH_NO_WORD && vocabulary->docs[known] > 0) {
                alternative->words[alternative->word_count++] = known;
            }
        }
        text += len + (text[len] == ' ' ? 1 : 0);
    }
    if (alternative != NULL && alternative->word_count == 0) {
        slot->alternative_count--;
    }
}

/* ---- Reading ---- */

struct reader {
    const struct search_vocabulary *vocabulary;
    const struct search_phrases *phrases;
    const struct search_tokens *tokens;
    struct search_query *query;
};

/* A phrase in other words' company; what says little behind it is left to the next one. */
static const struct search_phrase *bag_at(const struct reader *reader, size_t at, size_t length,
                                          bool typed)
{
    const char *words[SEARCH_PHRASE_WORDS_MAX];
    for (size_t i = 0; i < length; i++) {
        const struct search_token *token = &reader->tokens->tokens[at + i];
        words[i] = typed ? token->typed : token->text;
    }
    if (reader->tokens->tokens[at + length - 1].weak) {
        return NULL;
    }
    return search_phrases_find_bag(reader->phrases, words, length);
}

static const struct search_phrase *phrase_of(const struct reader *reader, size_t at, size_t length,
                                             bool typed)
{
    char text[SEARCH_PHRASE_WORDS_MAX * SEARCH_WORD_BYTES];
    search_tokens_join(reader->tokens, at, length, typed, text, sizeof text);
    const struct search_phrase *phrase = search_phrases_find(reader->phrases, text);
    return phrase == NULL && length > 1 ? bag_at(reader, at, length, typed) : phrase;
}

/* The longest phrase that begins at the token, put right or, else, as it was typed; *length in
 * tokens. */
static const struct search_phrase *phrase_at(const struct reader *reader, size_t at, size_t *length)
{
    size_t most = reader->tokens->count - at;
    for (size_t n = most < SEARCH_PHRASE_WORDS_MAX ? most : SEARCH_PHRASE_WORDS_MAX; n > 0; n--) {
        const struct search_phrase *phrase = phrase_of(reader, at, n, false);
        if (phrase == NULL && search_tokens_differ(reader->tokens, at, n)) {
            phrase = phrase_of(reader, at, n, true);
        }
        if (phrase != NULL) {
            *length = n;
            return phrase;
        }
    }
    return NULL;
}

static bool stand_together(const struct reader *reader, size_t at, size_t length)
{
    for (size_t i = at; i + 1 < at + length; i++) {
        if (!reader->tokens->tokens[i + 1].follows) {
            return false;
        }
    }
    return true;
}

static void add_completions(const struct reader *reader, const struct search_token *token,
                            size_t at, struct search_slot *slot)
{
    uint32_t first = 0;
    uint32_t end = search_vocabulary_beginning(reader->vocabulary, token->typed, &first);
    const char *before = at > 0 ? reader->tokens->tokens[at - 1].text : NULL;
    struct search_near best[COMPLETIONS];
    size_t count = 0;
    for (uint32_t word = first; word < end; word++) {
        bool goes = before != NULL &&
                    search_vocabulary_has_pair(reader->vocabulary, before,
                                               search_vocabulary_text(reader->vocabulary, word));
        int docs = (int)reader->vocabulary->docs[word];
        struct search_near near = {word, goes ? docs + (1 << 24) : docs};
        size_t place = count;
        while (place > 0 && best[place - 1].cost < near.cost) {
            place--;
        }
        if (docs > 0 && place < COMPLETIONS) {
            size_t moved = (count < COMPLETIONS ? count : COMPLETIONS - 1) - place;
            memmove(&best[place + 1], &best[place], moved * sizeof *best);
            best[place] = near;
            count += count < COMPLETIONS ? 1 : 0;
        }
    }
    for (size_t i = 0; i < count; i++) {
        add_single(slot, best[i].word, best[i].cost >= 1 << 24 ? COMPLETED : BEGUN);
    }
}

static void add_token(const struct reader *reader, size_t at, struct search_slot *slot)
{
    const struct search_token *token = &reader->tokens->tokens[at];
    add_words(reader->vocabulary, slot, token->text,
              strcmp(token->text, token->typed) == 0 ? 1.0F : token->confidence);
    if (strcmp(token->text, token->typed) != 0) {
        add_words(reader->vocabulary, slot, token->typed, 1.0F);
    }
    for (size_t i = 0; i < token->other_count; i++) {
        add_single(slot, token->others[i].word,
                   OTHER_WORD * search_confidence(token->others[i].cost));
    }
    if (token->unfinished) {
        add_completions(reader, token, at, slot);
    }
}

static void add_phrase(const struct reader *reader, size_t at, size_t length,
                       const struct search_phrase *phrase, struct search_slot *slot)
{
    char said[SEARCH_PHRASE_WORDS_MAX * SEARCH_WORD_BYTES];
    search_tokens_join(reader->tokens, at, length, false, said, sizeof said);
    for (size_t i = 0; i < phrase->mean_count; i++) {
        add_words(reader->vocabulary, slot, phrase->means[i], MEANT);
    }
    add_words(reader->vocabulary, slot, said,
              stand_together(reader, at, length) ? SAID_TOGETHER : SAID);
}

static void read_slots(const struct reader *reader, bool dropping)
{
    struct search_query *query = reader->query;
    query->slot_count = 0;
    for (size_t at = 0; at < reader->tokens->count && query->slot_count < SEARCH_SLOTS_MAX;) {
        size_t length = 1;
        const struct search_phrase *phrase = phrase_at(reader, at, &length);
        enum search_phrase_kind kind = phrase != NULL ? phrase->kind : SEARCH_PHRASE_WEAK;
        if (phrase != NULL && kind == SEARCH_PHRASE_DROP && dropping) {
            at += length;
            continue;
        }
        struct search_slot *slot = &query->slots[query->slot_count];
        slot->alternative_count = 0;
        slot->phrase = NULL;
        slot->weight = phrase != NULL && kind == SEARCH_PHRASE_WEAK && dropping ? WEAK : 1.0F;
        if (phrase != NULL && kind == SEARCH_PHRASE_MEANS) {
            slot->phrase = phrase;
            add_phrase(reader, at, length, phrase, slot);
        } else {
            length = 1;
            add_token(reader, at, slot);
        }
        query->slot_count += slot->alternative_count > 0 ? 1 : 0;
        at += length;
    }
}

/* Beside a phrase that is understood, words that are not are its circumstances. */
static void lighten_words(struct search_query *query)
{
    bool understood = false;
    for (size_t i = 0; i < query->slot_count; i++) {
        understood = understood || query->slots[i].phrase != NULL;
    }
    for (size_t i = 0; i < query->slot_count && understood; i++) {
        query->slots[i].weight *= query->slots[i].phrase != NULL ? 1.0F : CIRCUMSTANCE;
    }
}

void search_query_read(const struct search_vocabulary *vocabulary,
                       const struct search_phrases *phrases, const char *folded, bool unfinished,
                       struct search_query *out)
{
    struct search_tokens *tokens = MC_NEW(struct search_tokens);
    search_tokens_split(vocabulary, folded, unfinished, tokens);
    search_tokens_correct(vocabulary, tokens);
    for (size_t i = 0; i < tokens->count; i++) {
        tokens->tokens[i].weak = search_phrases_is_weak(phrases, tokens->tokens[i].text);
    }
    const struct reader reader = {vocabulary, phrases, tokens, out};
    read_slots(&reader, true);
    if (out->slot_count == 0) {
        read_slots(&reader, false);
    }
    lighten_words(out);
    out->token_count = tokens->count;
    for (size_t i = 0; i < tokens->count; i++) {
        mc_copy_text(out->tokens[i], sizeof out->tokens[i], tokens->tokens[i].text);
    }
    free(tokens);
}
