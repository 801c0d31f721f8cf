#include "domain/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/json.h"
#include "core/memory.h"
#include "core/text.h"

#define ALSO_MAX       16
#define ALSO_MAX_BYTES 4096

/* How well an entry fits, best first. */
enum fit { FIT_WHOLE, FIT_BEGIN, FIT_WORD, FIT_ALSO, FIT_NONE };

void suggest_finish(struct suggest_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->entries[i].name);
        free(list->entries[i].folded);
        free(list->entries[i].also);
    }
    free(list->entries);
    *list = (struct suggest_list){0};
}

/* ---- Reading ---- */

static enum mc_err read_also(const cJSON *item, const char *where, char **out, struct mc_error *err)
{
    if (mc_json_find(item, "also") == NULL) {
        *out = mc_strdup("");
        return MC_OK;
    }
    const cJSON *also = NULL;
    enum mc_err rc = mc_json_array(item, where, "also", ALSO_MAX, &also, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct mc_buffer text;
    mc_buffer_init(&text, ALSO_MAX_BYTES);
    const cJSON *one = NULL;
    cJSON_ArrayForEach(one, also)
    {
        if (!cJSON_IsString(one)) {
            rc = mc_fail(err, MC_EPARSE, "%s.also: expected texts", where);
            break;
        }
        mc_buffer_put_text(&text, one->valuestring);
        mc_buffer_put_text(&text, ", ");
    }
    if (rc == MC_OK) {
        *out = mc_text_fold(mc_buffer_text(&text));
    }
    mc_buffer_finish(&text);
    return rc;
}

static enum mc_err read_entry(const cJSON *item, const char *where, struct suggest_entry *out,
                              struct mc_error *err)
{
    static const char *const keys[] = {"name", "also", NULL};
    const char *name = NULL;
    enum mc_err rc = mc_json_only_keys(item, where, keys, err);
    if (rc == MC_OK) {
        rc = mc_json_text(item, where, "name", &name, err);
    }
    if (rc == MC_OK) {
        rc = read_also(item, where, &out->also, err);
    }
    if (rc == MC_OK) {
        out->name = mc_strdup(name);
        out->folded = mc_text_fold(name);
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
    static const char *const kinds[] = {"phuong ", "xa ", "dac khu ", "tinh ", "thanh pho "};
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

static enum fit fit_of(const struct suggest_entry *entry, const char *folded)
{
    size_t len = strlen(folded);
    const char *core = core_of(entry->folded);
    if (strcmp(core, folded) == 0 || strcmp(entry->folded, folded) == 0) {
        return FIT_WHOLE;
    }
    if (strncmp(core, folded, len) == 0 || strncmp(entry->folded, folded, len) == 0) {
        return FIT_BEGIN;
    }
    if (has_word(entry->folded, folded)) {
        return FIT_WORD;
    }
    return has_word(entry->also, folded) ? FIT_ALSO : FIT_NONE;
}

size_t suggest_find(const struct suggest_list *list, const char *typed, size_t max,
                    const char **out)
{
    char *folded = mc_text_fold(typed);
    size_t count = 0;
    for (int fit = FIT_WHOLE; fit < FIT_NONE && folded[0] != '\0'; fit++) {
        for (size_t i = 0; i < list->count && count < max; i++) {
            if (fit_of(&list->entries[i], folded) == (enum fit)fit) {
                out[count++] = list->entries[i].name;
            }
        }
    }
    mc_wipe(folded, strlen(folded));
    free(folded);
    return count;
}
