#include "kiosk/store/search_vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/memory.h"
#include "kiosk/store/search_distance.h"

#define TARGET_LEAST 2 /* shorter words are no correction of anything */
#define ONE_EDIT     13
#define PART_COST    10
#define NO_PAIR_COST 14
#define NO_WORD_COST 12
#define NO_WORD_EACH 7 /* letter */
#define LETTER_COST  8
#define PART_MOST    7 /* letters of a syllable or an abbreviation */

void search_vocabulary_finish(struct search_vocabulary *vocabulary)
{
    free(vocabulary->texts);
    free(vocabulary->offset);
    free(vocabulary->docs);
    free(vocabulary->letters);
    free(vocabulary->pairs);
    memset(vocabulary, 0, sizeof *vocabulary);
}

static void *grown(void *memory, size_t *capacity, size_t needed, size_t size)
{
    while (*capacity < needed) {
        *capacity = *capacity == 0 ? 1024 : *capacity * 2;
    }
    return mc_realloc(memory, *capacity * size);
}

void search_vocabulary_add(struct search_vocabulary *vocabulary, const char *word, uint32_t docs)
{
    size_t size = strlen(word) + 1;
    if (size > SEARCH_WORD_BYTES || size == 1 || vocabulary->count >= SEARCH_WORDS_MAX) {
        return;
    }
    if (vocabulary->count == vocabulary->capacity) {
        size_t capacity = vocabulary->capacity;
        vocabulary->offset = grown(vocabulary->offset, &capacity, vocabulary->count + 1, 4);
        vocabulary->docs = mc_realloc(vocabulary->docs, capacity * 4);
        vocabulary->capacity = capacity;
    }
    if (vocabulary->texts_len + size > vocabulary->texts_capacity) {
        vocabulary->texts =
            grown(vocabulary->texts, &vocabulary->texts_capacity, vocabulary->texts_len + size, 1);
    }
    memcpy(vocabulary->texts + vocabulary->texts_len, word, size);
    vocabulary->offset[vocabulary->count] = (uint32_t)vocabulary->texts_len;
    vocabulary->docs[vocabulary->count++] = docs;
    vocabulary->texts_len += size;
}

void search_vocabulary_add_pair(struct search_vocabulary *vocabulary, uint32_t hash)
{
    if (vocabulary->pair_count == vocabulary->pair_capacity) {
        vocabulary->pairs = grown(vocabulary->pairs, &vocabulary->pair_capacity,
                                  vocabulary->pair_count + 1, sizeof *vocabulary->pairs);
    }
    vocabulary->pairs[vocabulary->pair_count++] = hash;
}

static uint32_t letters_of(const char *word)
{
    uint32_t letters = 0;
    for (; *word != '\0'; word++) {
        letters |= 1U << ((unsigned char)*word & 31U);
    }
    return letters;
}

static int compare_hashes(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static void sort_pairs(struct search_vocabulary *vocabulary)
{
    if (vocabulary->pair_count == 0) {
        return;
    }
    qsort(vocabulary->pairs, vocabulary->pair_count, sizeof *vocabulary->pairs, compare_hashes);
    size_t kept = 1;
    for (size_t i = 1; i < vocabulary->pair_count; i++) {
        if (vocabulary->pairs[i] != vocabulary->pairs[kept - 1]) {
            vocabulary->pairs[kept++] = vocabulary->pairs[i];
        }
    }
    vocabulary->pair_count = kept;
}

struct entry {
    const char *text;
    uint32_t offset;
    uint32_t docs;
};

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->text, ((const struct entry *)b)->text);
}

void search_vocabulary_sort(struct search_vocabulary *vocabulary)
{
    struct entry *entries = mc_calloc(vocabulary->count + 1, sizeof *entries);
    for (size_t i = 0; i < vocabulary->count; i++) {
        entries[i] = (struct entry){vocabulary->texts + vocabulary->offset[i],
                                    vocabulary->offset[i], vocabulary->docs[i]};
    }
    qsort(entries, vocabulary->count, sizeof *entries, compare_entries);
    size_t kept = 0;
    for (size_t i = 0; i < vocabulary->count; i++) {
        if (kept > 0 && strcmp(entries[i].text, entries[i - 1].text) == 0) {
            vocabulary->docs[kept - 1] += entries[i].docs;
            continue;
        }
        vocabulary->offset[kept] = entries[i].offset;
        vocabulary->docs[kept++] = entries[i].docs;
    }
    vocabulary->count = kept;
    free(vocabulary->letters);
    vocabulary->letters = mc_calloc(kept + 1, sizeof *vocabulary->letters);
    for (uint32_t i = 0; i < kept; i++) {
        vocabulary->letters[i] = letters_of(search_vocabulary_text(vocabulary, i));
    }
    free(entries);
    sort_pairs(vocabulary);
}

/* FNV-1a over "first second". */
uint32_t search_pair_hash(const char *first, const char *second, bool said)
{
    uint32_t hash = said ? ~2166136261U : 2166136261U;
    for (const char *at = first; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * 16777619U;
    }
    hash = (hash ^ ' ') * 16777619U;
    for (const char *at = second; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * 16777619U;
    }
    return hash;
}

const char *search_vocabulary_text(const struct search_vocabulary *vocabulary, uint32_t word)
{
    MC_CHECK(word < vocabulary->count);
    return vocabulary->texts + vocabulary->offset[word];
}

/* The first word whose first `len` bytes are not below (or, with `past`, are above) `start`. */
static uint32_t bound(const struct search_vocabulary *vocabulary, const char *start, size_t len,
                      bool past)
{
    uint32_t low = 0;
    uint32_t high = (uint32_t)vocabulary->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strncmp(search_vocabulary_text(vocabulary, middle), start, len);
        if (order < 0 || (past && order == 0)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t search_vocabulary_find(const struct search_vocabulary *vocabulary, const char *word)
{
    uint32_t at = bound(vocabulary, word, strlen(word) + 1, false);
    bool there =
        at < vocabulary->count && strcmp(search_vocabulary_text(vocabulary, at), word) == 0;
    return there ? at : SEARCH_NO_WORD;
}

uint32_t search_vocabulary_beginning(const struct search_vocabulary *vocabulary, const char *start,
                                     uint32_t *first)
{
    *first = bound(vocabulary, start, strlen(start), false);
    return bound(vocabulary, start, strlen(start), true);
}

static bool has_hash(const struct search_vocabulary *vocabulary, uint32_t hash)
{
    return vocabulary->pair_count > 0 && bsearch(&hash, vocabulary->pairs, vocabulary->pair_count,
                                                 sizeof hash, compare_hashes) != NULL;
}

bool search_vocabulary_has_pair(const struct search_vocabulary *vocabulary, const char *first,
                                const char *second)
{
    return has_hash(vocabulary, search_pair_hash(first, second, false));
}

bool search_vocabulary_go_together(const struct search_vocabulary *vocabulary, const char *first,
                                   const char *second)
{
    return search_vocabulary_has_pair(vocabulary, first, second) ||
           has_hash(vocabulary, search_pair_hash(first, second, true));
}

/* Keeps the list sorted and at most `max` long. */
static size_t keep(const struct search_vocabulary *vocabulary, struct search_near near,
                   struct search_near *out, size_t count, size_t max)
{
    size_t at = count;
    while (at > 0 && (near.cost < out[at - 1].cost ||
                      (near.cost == out[at - 1].cost &&
                       vocabulary->docs[near.word] > vocabulary->docs[out[at - 1].word]))) {
        at--;
    }
    if (at >= max) {
        return count;
    }
    size_t moved = (count < max ? count : max - 1) - at;
    memmove(&out[at + 1], &out[at], moved * sizeof *out);
    out[at] = near;
    return count < max ? count + 1 : max;
}

size_t search_vocabulary_nearest(const struct search_vocabulary *vocabulary, const char *typed,
                                 int limit, struct search_near *out, size_t max)
{
    size_t count = 0;
    uint32_t letters = letters_of(typed);
    /* Letters that only one of the two has: two an edit, two edits at most. */
    int most = limit > ONE_EDIT ? 4 : 3;
    int len = (int)strlen(typed);
    for (uint32_t i = 0; i < vocabulary->count; i++) {
        if (__builtin_popcount(letters ^ vocabulary->letters[i]) > most) {
            continue;
        }
        const char *text = search_vocabulary_text(vocabulary, i);
        int text_len = (int)strlen(text);
        if (text_len < TARGET_LEAST || abs(text_len - len) > 2 ||
            (vocabulary->docs[i] == 0 && text_len <= TARGET_LEAST)) {
            continue;
        }
        int cost = search_distance(typed, text, limit);
        if (cost > 0 && cost <= limit) {
            count = keep(vocabulary, (struct search_near){i, cost}, out, count, max);
        }
    }
    return count;
}

/* ---- Words run together ---- */

struct cut {
    int cost;
    int parts;
    int pairs;    /* parts that go with the one before them */
    size_t known; /* letters in parts that are words */
    size_t from;  /* where the last part of the best cut up to here begins */
};

static void copy_part(const char *run, size_t from, size_t to, char out[SEARCH_WORD_BYTES])
{
    memcpy(out, run + from, to - from);
    out[to - from] = '\0';
}

/* The cut up to `from`, with the part [from, to) behind it. */
static struct cut with_part(const struct search_vocabulary *vocabulary, const char *run,
                            const struct cut *cuts, size_t from, size_t to)
{
    char part[SEARCH_WORD_BYTES];
    char before[SEARCH_WORD_BYTES] = "";
    copy_part(run, from, to, part);
    copy_part(run, cuts[from].from, from, before);
    bool known = search_vocabulary_find(vocabulary, part) != SEARCH_NO_WORD;
    bool together = from > 0 && known && search_vocabulary_go_together(vocabulary, before, part);
    int letters = (int)(to - from);
    int cost = PART_COST + (known ? 0 : NO_WORD_COST + NO_WORD_EACH * letters) +
               (letters == 1 ? LETTER_COST : 0) + (from == 0 || together ? 0 : NO_PAIR_COST);
    return (struct cut){cuts[from].cost + cost, cuts[from].parts + 1,
                        cuts[from].pairs + (together ? 1 : 0),
                        cuts[from].known + (known ? to - from : 0), from};
}

static bool is_good(const struct cut *cut, size_t len)
{
    return cut->parts > 1 && cut->parts <= SEARCH_PARTS_MAX && cut->pairs > 0 &&
           3 * cut->known >= 2 * len;
}

size_t search_vocabulary_cut(const struct search_vocabulary *vocabulary, const char *run,
                             char out[SEARCH_PARTS_MAX][SEARCH_WORD_BYTES])
{
    struct cut cuts[SEARCH_WORD_BYTES] = {{0}};
    size_t len = strlen(run);
    if (len >= SEARCH_WORD_BYTES) {
        return 0;
    }
    for (size_t to = 1; to <= len; to++) {
        for (size_t from = to > PART_MOST ? to - PART_MOST : 0; from < to; from++) {
            struct cut cut = with_part(vocabulary, run, cuts, from, to);
            if (cuts[to].parts == 0 || cut.cost < cuts[to].cost) {
                cuts[to] = cut;
            }
        }
    }
    if (len == 0 || !is_good(&cuts[len], len)) {
        return 0;
    }
    size_t parts = (size_t)cuts[len].parts;
    size_t to = len;
    for (size_t i = parts; i-- > 0;) {
        copy_part(run, cuts[to].from, to, out[i]);
        to = cuts[to].from;
    }
    return parts;
}
