#include "kiosk/store/search_phrases.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "core/text.h"

#define LIST_MAX 4096
#define ROOT     "search"

void search_phrases_finish(struct search_phrases *phrases)
{
    for (size_t i = 0; i < phrases->count; i++) {
        free(phrases->phrases[i].text);
        free(phrases->phrases[i].bag);
        for (size_t j = 0; j < phrases->phrases[i].mean_count; j++) {
            free(phrases->phrases[i].means[j]);
        }
    }
    free(phrases->phrases);
    free(phrases->by_bag);
    memset(phrases, 0, sizeof *phrases);
}

/* Borrowed until the next addition. */
static struct search_phrase *add(struct search_phrases *phrases, enum search_phrase_kind kind,
                                 const char *text)
{
    if (phrases->count == phrases->capacity) {
        phrases->capacity = phrases->capacity == 0 ? 256 : phrases->capacity * 2;
        phrases->phrases =
            mc_realloc(phrases->phrases, phrases->capacity * sizeof *phrases->phrases);
    }
    struct search_phrase *phrase = &phrases->phrases[phrases->count++];
    *phrase = (struct search_phrase){.text = mc_text_fold(text), .kind = kind};
    return phrase;
}

static enum mc_err check_list(const cJSON *list, const char *where, struct mc_error *err)
{
    for (const cJSON *at = list->child; at != NULL; at = at->next) {
        if (!cJSON_IsString(at) || at->valuestring[0] == '\0') {
            return mc_fail(err, MC_EPARSE, "%s: expected texts", where);
        }
    }
    return MC_OK;
}

static enum mc_err read_list(const cJSON *object, const char *where, const char *key, size_t max,
                             const cJSON **out, struct mc_error *err)
{
    enum mc_err rc = mc_json_array(object, where, key, max, out, err);
    return rc == MC_OK ? check_list(*out, key, err) : rc;
}

static enum mc_err add_group(struct search_phrases *phrases, const cJSON *group,
                             struct mc_error *err)
{
    static const char *const keys[] = {"say", "means", NULL};
    const cJSON *say = NULL;
    const cJSON *means = NULL;
    enum mc_err rc = mc_json_only_keys(group, ROOT ".groups[]", keys, err);
    if (rc == MC_OK) {
        rc = read_list(group, ROOT ".groups[]", "say", LIST_MAX, &say, err);
    }
    if (rc == MC_OK) {
        rc = read_list(group, ROOT ".groups[]", "means", SEARCH_MEANINGS_MAX, &means, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    for (const cJSON *at = say->child; at != NULL; at = at->next) {
        struct search_phrase *phrase = add(phrases, SEARCH_PHRASE_MEANS, at->valuestring);
        for (const cJSON *mean = means->child; mean != NULL; mean = mean->next) {
            phrase->means[phrase->mean_count++] = mc_text_fold(mean->valuestring);
        }
    }
    return MC_OK;
}

static enum mc_err add_groups(struct search_phrases *phrases, const cJSON *root,
                              struct mc_error *err)
{
    const cJSON *groups = NULL;
    enum mc_err rc = mc_json_array(root, ROOT, "groups", LIST_MAX, &groups, err);
    for (const cJSON *at = rc == MC_OK ? groups->child : NULL; at != NULL && rc == MC_OK;
         at = at->next) {
        rc = add_group(phrases, at, err);
    }
    return rc;
}

static enum mc_err add_plain(struct search_phrases *phrases, const cJSON *root, const char *key,
                             enum search_phrase_kind kind, struct mc_error *err)
{
    const cJSON *list = NULL;
    enum mc_err rc = read_list(root, ROOT, key, LIST_MAX, &list, err);
    for (const cJSON *at = rc == MC_OK ? list->child : NULL; at != NULL; at = at->next) {
        (void)add(phrases, kind, at->valuestring);
    }
    return rc;
}

static enum mc_err add_frequent(struct search_phrases *phrases, const cJSON *root,
                                struct mc_error *err)
{
    const cJSON *list = NULL;
    enum mc_err rc = read_list(root, ROOT, "frequent", SEARCH_FREQUENT_MAX, &list, err);
    for (const cJSON *at = rc == MC_OK ? list->child : NULL; at != NULL; at = at->next) {
        if (!procedure_code_valid(at->valuestring)) {
            return mc_fail(err, MC_EPARSE, ROOT ".frequent: \"%.40s\" is no national code",
                           at->valuestring);
        }
        if (phrases->frequent_count < SEARCH_FREQUENT_MAX) {
            mc_copy_text(phrases->frequent[phrases->frequent_count++], PROCEDURE_CODE_BYTES,
                         at->valuestring);
        }
    }
    return rc;
}

static enum mc_err add_all(struct search_phrases *phrases, const cJSON *root, struct mc_error *err)
{
    static const char *const keys[] = {"groups", "drop", "weak", "frequent", NULL};
    enum mc_err rc = mc_json_only_keys(root, ROOT, keys, err);
    if (rc == MC_OK && mc_json_find(root, "groups") != NULL) {
        rc = add_groups(phrases, root, err);
    }
    if (rc == MC_OK && mc_json_find(root, "drop") != NULL) {
        rc = add_plain(phrases, root, "drop", SEARCH_PHRASE_DROP, err);
    }
    if (rc == MC_OK && mc_json_find(root, "weak") != NULL) {
        rc = add_plain(phrases, root, "weak", SEARCH_PHRASE_WEAK, err);
    }
    if (rc == MC_OK && mc_json_find(root, "frequent") != NULL) {
        rc = add_frequent(phrases, root, err);
    }
    if (rc == MC_OK && phrases->count > SEARCH_PHRASES_MAX) {
        rc = mc_fail(err, MC_ETOOBIG, ROOT ": over %d phrases", SEARCH_PHRASES_MAX);
    }
    return rc;
}

enum mc_err search_phrases_add(struct search_phrases *phrases, const char *json, size_t len,
                               struct mc_error *err)
{
    cJSON *root = NULL;
    enum mc_err rc = mc_json_parse(json, len, SEARCH_PHRASES_JSON_MAX_BYTES, &root, err);
    if (rc == MC_OK) {
        rc = add_all(phrases, root, err);
    }
    cJSON_Delete(root);
    return rc;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct search_phrase *)a)->text, ((const struct search_phrase *)b)->text);
}

static void teach(struct search_vocabulary *vocabulary, const char *text)
{
    char before[SEARCH_WORD_BYTES] = "";
    char word[SEARCH_WORD_BYTES];
    while (*text != '\0') {
        size_t len = strcspn(text, " ");
        if (len < sizeof word) {
            memcpy(word, text, len);
            word[len] = '\0';
            search_vocabulary_add(vocabulary, word, 0);
            if (before[0] != '\0') {
                search_vocabulary_add_pair(vocabulary, search_pair_hash(before, word, true));
            }
            mc_copy_text(before, sizeof before, word);
        }
        text += len + (text[len] == ' ' ? 1 : 0);
    }
}

/* The meanings of both: a phrase may be in two groups. */
static void merge(struct search_phrase *into, struct search_phrase *from)
{
    for (size_t i = 0; i < from->mean_count; i++) {
        if (into->mean_count < SEARCH_MEANINGS_MAX) {
            into->means[into->mean_count++] = from->means[i];
        } else {
            free(from->means[i]);
        }
    }
    free(from->text);
}

const struct search_phrase *search_phrases_find(const struct search_phrases *phrases,
                                                const char *text)
{
    struct search_phrase key = {.text = NULL};
    char *copy = mc_strdup(text);
    key.text = copy;
    const struct search_phrase *found =
        phrases->count == 0 ? NULL
                            : bsearch(&key, phrases->phrases, phrases->count, sizeof key, compare);
    free(copy);
    return found;
}

/* ---- Bags ---- */

#define BAG_WORDS 24
#define BAG_BYTES (BAG_WORDS * SEARCH_WORD_BYTES)

struct bag {
    char words[BAG_WORDS][SEARCH_WORD_BYTES];
    size_t count;
};

static void put_words(struct bag *bag, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, " ");
        if (len > 0 && len < SEARCH_WORD_BYTES && bag->count < BAG_WORDS) {
            memcpy(bag->words[bag->count], text, len);
            bag->words[bag->count++][len] = '\0';
        }
        text += len + (text[len] == ' ' ? 1 : 0);
    }
}

static void put_word(const struct search_phrases *phrases, struct bag *bag, const char *word)
{
    const struct search_phrase *alone = search_phrases_find(phrases, word);
    if (alone == NULL || (alone->kind == SEARCH_PHRASE_MEANS && alone->mean_count != 1)) {
        put_words(bag, word);
    } else if (alone->kind == SEARCH_PHRASE_MEANS) {
        put_words(bag, alone->means[0]);
    }
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* How many words there are; `out` has them sorted. */
static size_t end_bag(struct bag *bag, char out[BAG_BYTES])
{
    size_t used = 0;
    qsort(bag->words, bag->count, sizeof bag->words[0], compare_words);
    for (size_t i = 0; i < bag->count; i++) {
        size_t len = strlen(bag->words[i]);
        memcpy(out + used, bag->words[i], len);
        used += len;
        out[used++] = ' ';
    }
    out[used > 0 ? used - 1 : 0] = '\0';
    return bag->count;
}

static size_t bag_phrase(const struct search_phrases *phrases, const char *text,
                         char out[BAG_BYTES])
{
    struct bag words = {.count = 0};
    struct bag bag = {.count = 0};
    put_words(&words, text);
    for (size_t i = 0; i < words.count; i++) {
        put_word(phrases, &bag, words.words[i]);
    }
    return end_bag(&bag, out);
}

static int compare_bags(const void *a, const void *b)
{
    const struct search_phrase *left = *(const struct search_phrase *const *)a;
    const struct search_phrase *right = *(const struct search_phrase *const *)b;
    int order = strcmp(left->bag, right->bag);
    if (order != 0) {
        return order;
    }
    /* Of phrases with one bag the first is taken: the one that adds the least to it. */
    size_t left_len = strlen(left->text);
    size_t right_len = strlen(right->text);
    return left_len != right_len ? (left_len > right_len ? 1 : -1)
                                 : strcmp(left->text, right->text);
}

static void sort_bags(struct search_phrases *phrases)
{
    phrases->by_bag = mc_calloc(phrases->count, sizeof(void *));
    for (size_t i = 0; i < phrases->count; i++) {
        struct search_phrase *phrase = &phrases->phrases[i];
        char bag[BAG_BYTES];
        if (phrase->kind == SEARCH_PHRASE_MEANS && bag_phrase(phrases, phrase->text, bag) > 1) {
            phrase->bag = mc_strdup(bag);
            phrases->by_bag[phrases->by_bag_count++] = phrase;
        }
    }
    if (phrases->by_bag_count > 0) {
        qsort(phrases->by_bag, phrases->by_bag_count, sizeof(void *), compare_bags);
    }
}

const struct search_phrase *search_phrases_find_bag(const struct search_phrases *phrases,
                                                    const char *const *words, size_t count)
{
    struct bag bag = {.count = 0};
    char text[BAG_BYTES];
    for (size_t i = 0; i < count; i++) {
        put_word(phrases, &bag, words[i]);
    }
    if (end_bag(&bag, text) < 2) {
        return NULL;
    }
    size_t low = 0;
    size_t high = phrases->by_bag_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(phrases->by_bag[middle]->bag, text) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool there = low < phrases->by_bag_count && strcmp(phrases->by_bag[low]->bag, text) == 0;
    return there ? phrases->by_bag[low] : NULL;
}

bool search_phrases_is_weak(const struct search_phrases *phrases, const char *word)
{
    const struct search_phrase *alone = search_phrases_find(phrases, word);
    return alone != NULL && alone->kind != SEARCH_PHRASE_MEANS;
}

void search_phrases_sort(struct search_phrases *phrases, struct search_vocabulary *vocabulary)
{
    if (phrases->count == 0) {
        return;
    }
    qsort(phrases->phrases, phrases->count, sizeof *phrases->phrases, compare);
    size_t kept = 1;
    for (size_t i = 1; i < phrases->count; i++) {
        if (compare(&phrases->phrases[i], &phrases->phrases[kept - 1]) == 0) {
            merge(&phrases->phrases[kept - 1], &phrases->phrases[i]);
        } else {
            phrases->phrases[kept++] = phrases->phrases[i];
        }
    }
    phrases->count = kept;
    sort_bags(phrases);
    for (size_t i = 0; i < kept; i++) {
        teach(vocabulary, phrases->phrases[i].text);
        for (size_t j = 0; j < phrases->phrases[i].mean_count; j++) {
            teach(vocabulary, phrases->phrases[i].means[j]);
        }
    }
}
