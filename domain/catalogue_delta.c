/* What has changed from one version of the catalogue to another, and how a change is applied. */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/catalogue_bundle.h"

static int compare_code(const void *code, const void *entry)
{
    return strcmp(code, ((const struct catalogue_entry *)entry)->code);
}

const struct catalogue_entry *catalogue_bundle_find(const struct catalogue_bundle *bundle,
                                                    const char *code)
{
    return bundle->count == 0 ? NULL
                              : bsearch(code, bundle->entries, bundle->count,
                                        sizeof *bundle->entries, compare_code);
}

static bool same_entry(const struct catalogue_entry *a, const struct catalogue_entry *b)
{
    return a->len == b->len && strcmp(a->code, b->code) == 0 &&
           memcmp(a->json, b->json, a->len) == 0;
}

bool catalogue_bundle_same(const struct catalogue_bundle *a, const struct catalogue_bundle *b)
{
    bool same = a->count == b->count && a->popular_count == b->popular_count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = same_entry(&a->entries[i], &b->entries[i]);
    }
    for (size_t i = 0; same && i < a->popular_count; i++) {
        same = strcmp(a->popular[i].text, b->popular[i].text) == 0;
    }
    return same;
}

static struct catalogue_code *dup_codes(const struct catalogue_code *codes, size_t count)
{
    struct catalogue_code *copy = mc_calloc(count + 1, sizeof *copy);
    if (count > 0) {
        memcpy(copy, codes, count * sizeof *copy);
    }
    return copy;
}

void catalogue_bundle_diff(const struct catalogue_bundle *base, const struct catalogue_bundle *full,
                           struct catalogue_bundle *out)
{
    *out = (struct catalogue_bundle){
        .version = full->version,
        .from = base->version,
        .previous = full->previous,
        .published = full->published,
        .entries = mc_calloc(full->count + 1, sizeof *out->entries),
        .removed = mc_calloc(base->count + 1, sizeof *out->removed),
        .popular = dup_codes(full->popular, full->popular_count),
        .popular_count = full->popular_count,
    };
    for (size_t i = 0; i < full->count; i++) {
        const struct catalogue_entry *entry = &full->entries[i];
        const struct catalogue_entry *before = catalogue_bundle_find(base, entry->code);
        if (before == NULL || !same_entry(before, entry)) {
            out->entries[out->count] = *entry;
            out->entries[out->count++].json = mc_strdup(entry->json);
        }
    }
    for (size_t i = 0; i < base->count; i++) {
        const char *code = base->entries[i].code;
        if (catalogue_bundle_find(full, code) == NULL) {
            mc_copy_text(out->removed[out->removed_count++].text, PROCEDURE_CODE_BYTES, code);
        }
    }
}

static int compare_removed(const void *code, const void *removed)
{
    return strcmp(code, ((const struct catalogue_code *)removed)->text);
}

static bool is_removed(const struct catalogue_bundle *delta, const char *code)
{
    return delta->removed_count > 0 && bsearch(code, delta->removed, delta->removed_count,
                                               sizeof *delta->removed, compare_removed) != NULL;
}

static enum mc_err check_base(const struct catalogue_bundle *base,
                              const struct catalogue_bundle *delta, struct mc_error *err)
{
    if (base->from != 0 || delta->from == 0 || delta->from != base->version) {
        return mc_fail(err, MC_ECONFLICT, "a change from version %lld, not from %lld",
                       (long long)delta->from, (long long)base->version);
    }
    for (size_t i = 0; i < delta->removed_count; i++) {
        const char *code = delta->removed[i].text;
        if (catalogue_bundle_find(base, code) == NULL) {
            return mc_fail(err, MC_ECONFLICT, "removes %s, which is not there", code);
        }
    }
    return MC_OK;
}

/* Both are in order: one pass. The texts stay those of base and delta. */
static void merge(const struct catalogue_bundle *base, const struct catalogue_bundle *delta,
                  struct catalogue_bundle *out)
{
    size_t b = 0;
    size_t d = 0;
    while (b < base->count || d < delta->count) {
        int order = b == base->count    ? 1
                    : d == delta->count ? -1
                                        : strcmp(base->entries[b].code, delta->entries[d].code);
        if (order >= 0) {
            out->entries[out->count++] = delta->entries[d++];
        } else if (!is_removed(delta, base->entries[b].code)) {
            out->entries[out->count++] = base->entries[b];
        }
        b += order <= 0 ? 1 : 0;
    }
}

enum mc_err catalogue_bundle_apply(const struct catalogue_bundle *base,
                                   const struct catalogue_bundle *delta, char **out,
                                   size_t *out_len, struct mc_error *err)
{
    enum mc_err rc = check_base(base, delta, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct catalogue_bundle full = {
        .version = delta->version,
        .previous = delta->previous,
        .published = delta->published,
        .entries = mc_calloc(base->count + delta->count + 1, sizeof *full.entries),
        .popular = delta->popular,
        .popular_count = delta->popular_count,
    };
    merge(base, delta, &full);
    char *text = NULL;
    size_t len = 0;
    rc = catalogue_bundle_print(&full, &text, &len, err);
    if (rc == MC_OK) {
        char sha256[MC_SHA256_CHARS + 1];
        mc_sha256_hex(text, len, sha256);
        if (strcmp(sha256, delta->sha256) != 0) {
            rc = mc_fail(err, MC_ECORRUPT, "the change does not lead to what it tells of");
        }
    }
    if (rc == MC_OK) {
        *out = text;
        *out_len = len;
        text = NULL;
    }
    free(text);
    free(full.entries);
    return rc;
}
