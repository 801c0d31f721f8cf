#include "domain/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "core/text.h"

#define ALSO_MAX 16

/* How well a name fits, best first. */
enum fit { FIT_WHOLE, FIT_BEGIN, FIT_WORD, FIT_NONE };

static struct suggest_name name_dup(const char *text)
{
    return (struct suggest_name){mc_strdup(text), mc_text_fold(text)};
}

static void name_free(struct suggest_name *name)
{
    free(name->text);
    free(name->folded);
}

static void entry_finish(struct suggest_entry *entry)
{
    for (size_t i = 0; i < entry->also_count; i++) {
        name_free(&entry->also[i]);
    }
    free(entry->also);
    name_free(&entry->name);
}

void suggest_finish(struct suggest_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        entry_finish(&list->entries[i]);
    }
    free(list->entries);
    *list = (struct suggest_list){0};
}

/* ---- Reading ---- */

static enum mc_err read_also(const cJSON *item, const char *where, struct suggest_entry *out,
                             struct mc_error *err)
{
    if (mc_json_find(item, "also") == NULL) {
        return MC_OK;
    }
    const cJSON *also = NULL;
    enum mc_err rc = mc_json_array(item, where, "also", ALSO_MAX, &also, err);
    if (rc != MC_OK) {
        return rc;
    }
    out->also = mc_calloc(ALSO_MAX, sizeof *out->also);
    const cJSON *one = NULL;
    cJSON_ArrayForEach(one, also)
    {
        if (!cJSON_IsString(one)) {
            return mc_fail(err, MC_EPARSE, "%s.also: expected texts", where);
        }
        out->also[out->also_count++] = name_dup(one->valuestring);
    }
    return MC_OK;
}

static enum mc_err read_entry(const cJSON *item, const char *where, struct suggest_entry *out,
                              struct mc_error *err)
{
    static const char *const keys[] = {"name", "also", NULL};
    struct suggest_entry entry = {0};
    const char *name = NULL;
    enum mc_err rc = mc_json_only_keys(item, where, keys, err);
    if (rc == MC_OK) {
        rc = mc_json_text(item, where, "name", &name, err);
    }
    if (rc == MC_OK) {
        entry.name = name_dup(name);
        rc = read_also(item, where, &entry, err);
    }
    if (rc == MC_OK) {
        *out = entry;
    } else {
        entry_finish(&entry);
    }
    return rc;
}

enum mc_err suggest_parse(const void *json, size_t len, const char *where, struct suggest_list *out,
                          struct mc_error *err)
{
    static const char *const keys[] = {"source", "entries", NULL};
    struct suggest_list list = {0};
    cJSON *document = NULL;
    const cJSON *entries = NULL;
    const char *source = NULL;
    enum mc_err rc = mc_json_parse(json, len, SUGGEST_JSON_MAX_BYTES, &document, err);
    if (rc == MC_OK) {
        rc = mc_json_only_keys(document, where, keys, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text(document, where, "source", &source, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_array(document, where, "entries", SUGGEST_ENTRIES_MAX, &entries, err);
    }
    if (rc == MC_OK) {
        list.entries = mc_calloc(SUGGEST_ENTRIES_MAX, sizeof *list.entries);
        for (const cJSON *item = entries->child; rc == MC_OK && item != NULL; item = item->next) {
            rc = read_entry(item, where, &list.entries[list.count], err);
            list.count += rc == MC_OK ? 1 : 0;
        }
    }
    cJSON_Delete(document);
    if (rc == MC_OK) {
        *out = list;
    } else {
        suggest_finish(&list);
    }
    return rc;
}

/* ---- Finding ---- */

/* The name without what kind of place it is. */
static const char *core_of(const char *folded)
{
    static const char *const kinds[] = {"phuong ", "xa ",        "thi tran ", "dac khu ",
                                        "tinh ",   "thanh pho ", "quan ",     "huyen "};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t len = strlen(kinds[i]);
        if (strncmp(folded, kinds[i], len) == 0) {
            return folded + len;
        }
    }
    return folded;
}

static bool has_word(const char *text, const char *begin)
{
    size_t len = strlen(begin);
    for (const char *at = text; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ' ? 1 : 0;
        if (strncmp(at, begin, len) == 0) {
            return true;
        }
    }
    return false;
}

static enum fit fit_of(const struct suggest_name *name, const char *folded)
{
    size_t len = strlen(folded);
    const char *core = core_of(name->folded);
    if (strcmp(core, folded) == 0 || strcmp(name->folded, folded) == 0) {
        return FIT_WHOLE;
    }
    if (strncmp(core, folded, len) == 0 || strncmp(name->folded, folded, len) == 0) {
        return FIT_BEGIN;
    }
    return has_word(name->folded, folded) ? FIT_WORD : FIT_NONE;
}

/* By which of its other names, and how well: the best of them. */
static enum fit fit_of_also(const struct suggest_entry *entry, const char *folded,
                            const char **out_also)
{
    enum fit best = FIT_NONE;
    for (size_t i = 0; i < entry->also_count; i++) {
        enum fit fit = fit_of(&entry->also[i], folded);
        if (fit < best) {
            best = fit;
            *out_also = entry->also[i].text;
        }
    }
    return best;
}

size_t suggest_find(const struct suggest_list *list, const char *typed, size_t max,
                    struct suggest_found *out)
{
    char *folded = mc_text_fold(typed);
    size_t count = 0;
    /* By own names from the best fit to the least, then by others. */
    for (int k = 0; k < 2 * FIT_NONE && folded[0] != '\0'; k++) {
        enum fit wanted = (enum fit)(k % FIT_NONE);
        for (size_t i = 0; i < list->count && count < max; i++) {
            const struct suggest_entry *entry = &list->entries[i];
            const char *also = NULL;
            enum fit own = fit_of(&entry->name, folded);
            bool found = k < FIT_NONE
                             ? own == wanted
                             : own == FIT_NONE && fit_of_also(entry, folded, &also) == wanted;
            if (found) {
                out[count++] = (struct suggest_found){entry->name.text, also};
            }
        }
    }
    mc_wipe(folded, strlen(folded));
    free(folded);
    return count;
}
