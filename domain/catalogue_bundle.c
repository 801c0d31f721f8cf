#include "domain/catalogue_bundle.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/json.h"
#include "core/memory.h"

#define POPULAR_FILE_MAX_BYTES ((size_t)64 * 1024)

void catalogue_bundle_finish(struct catalogue_bundle *bundle)
{
    for (size_t i = 0; i < bundle->count; i++) {
        free(bundle->entries[i].json);
    }
    free(bundle->entries);
    free(bundle->removed);
    free(bundle->popular);
    *bundle = (struct catalogue_bundle){0};
}

/* ---- Making a version ---- */

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct catalogue_entry *)a)->code,
                  ((const struct catalogue_entry *)b)->code);
}

/* Takes the text. The array grows by doubling whenever its length is a power of two. */
static void append(struct catalogue_bundle *bundle, const char *code, char *json)
{
    if ((bundle->count & (bundle->count - 1)) == 0) {
        size_t room = bundle->count == 0 ? 1 : 2 * bundle->count;
        bundle->entries = mc_realloc(bundle->entries, room * sizeof *bundle->entries);
    }
    struct catalogue_entry *entry = &bundle->entries[bundle->count++];
    *entry = (struct catalogue_entry){.json = json, .len = strlen(json)};
    mc_copy_text(entry->code, sizeof entry->code, code);
}

enum mc_err catalogue_bundle_add(struct catalogue_bundle *bundle, const void *json, size_t len,
                                 struct mc_error *err)
{
    if (bundle->count == CATALOGUE_BUNDLE_PROCEDURES_MAX) {
        return mc_fail(err, MC_ETOOBIG, "over %d procedures", CATALOGUE_BUNDLE_PROCEDURES_MAX);
    }
    struct procedure *procedure = NULL;
    cJSON *root = NULL;
    enum mc_err rc = procedure_parse(json, len, &procedure, err);
    if (rc == MC_OK) {
        rc = mc_json_parse(json, len, PROCEDURE_JSON_MAX_BYTES, &root, err);
    }
    if (rc == MC_OK) {
        append(bundle, procedure->code, mc_json_print(root));
    }
    cJSON_Delete(root);
    procedure_destroy(procedure);
    return rc;
}

static enum mc_err parse_codes(const cJSON *object, const char *key, size_t max,
                               struct catalogue_code **out, size_t *out_count, struct mc_error *err)
{
    const cJSON *array = NULL;
    enum mc_err rc = mc_json_array(object, "catalogue", key, max, &array, err);
    if (rc != MC_OK) {
        return rc;
    }
    size_t count = 0;
    struct catalogue_code *codes = mc_calloc((size_t)cJSON_GetArraySize(array) + 1, sizeof *codes);
    for (const cJSON *at = array->child; at != NULL && rc == MC_OK; at = at->next) {
        if (!cJSON_IsString(at) || !procedure_code_valid(at->valuestring)) {
            rc = mc_fail(err, MC_EPARSE, "catalogue.%s[%zu]: expected a procedure's code", key,
                         count);
        } else {
            mc_copy_text(codes[count++].text, sizeof codes->text, at->valuestring);
        }
    }
    if (rc != MC_OK) {
        free(codes);
        return rc;
    }
    *out = codes;
    *out_count = count;
    return MC_OK;
}

enum mc_err catalogue_bundle_add_popular(struct catalogue_bundle *bundle, const void *json,
                                         size_t len, struct mc_error *err)
{
    struct catalogue_code *codes = NULL;
    size_t count = 0;
    cJSON *root = NULL;
    enum mc_err rc = mc_json_parse(json, len, POPULAR_FILE_MAX_BYTES, &root, err);
    if (rc == MC_OK) {
        rc = parse_codes(root, "popular", CATALOGUE_BUNDLE_POPULAR_MAX, &codes, &count, err);
    }
    cJSON_Delete(root);
    if (rc == MC_OK) {
        free(bundle->popular);
        bundle->popular = codes;
        bundle->popular_count = count;
    }
    return rc;
}

static enum mc_err check_order(const struct catalogue_bundle *bundle, struct mc_error *err)
{
    for (size_t i = 1; i < bundle->count; i++) {
        int order = strcmp(bundle->entries[i - 1].code, bundle->entries[i].code);
        if (order == 0) {
            return mc_fail(err, MC_ECONFLICT, "%s is there twice", bundle->entries[i].code);
        }
        if (order > 0) {
            return mc_fail(err, MC_EPARSE, "%s is not in its place", bundle->entries[i].code);
        }
    }
    return MC_OK;
}

static enum mc_err check_popular(const struct catalogue_bundle *bundle, struct mc_error *err)
{
    for (size_t i = 0; i < bundle->popular_count; i++) {
        const char *code = bundle->popular[i].text;
        if (catalogue_bundle_find(bundle, code) == NULL) {
            return mc_fail(err, MC_ENOTFOUND, "popular[%zu]: no procedure %s", i, code);
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(bundle->popular[k].text, code) == 0) {
                return mc_fail(err, MC_ECONFLICT, "popular[%zu]: %s is there twice", i, code);
            }
        }
    }
    return MC_OK;
}

enum mc_err catalogue_bundle_complete(struct catalogue_bundle *bundle, struct mc_error *err)
{
    if (bundle->count > 0) {
        qsort(bundle->entries, bundle->count, sizeof *bundle->entries, compare_entries);
    }
    enum mc_err rc = check_order(bundle, err);
    return rc == MC_OK ? check_popular(bundle, err) : rc;
}

/* ---- Reading ---- */

static bool is_sha256(const char *text)
{
    return strlen(text) == MC_SHA256_CHARS && strspn(text, "0123456789abcdef") == MC_SHA256_CHARS;
}

/* As mc_sign() writes it; whose it is, is not asked here. */
static bool is_signature(const char *text)
{
    static const char base64[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    return strlen(text) == MC_SIGNATURE_CHARS && strspn(text, base64) == MC_SIGNATURE_CHARS;
}

static enum mc_err parse_previous(const cJSON *root, struct catalogue_bundle *out,
                                  struct mc_error *err)
{
    const cJSON *previous = cJSON_GetObjectItemCaseSensitive(root, "previous");
    if (previous != NULL && cJSON_IsNull(previous)) {
        return MC_OK;
    }
    return mc_json_integer(root, "catalogue", "previous", 1, out->version - 1, &out->previous, err);
}

static enum mc_err parse_head(const cJSON *root, struct catalogue_bundle *out, struct mc_error *err)
{
    int64_t schema = 0;
    const char *published = NULL;
    enum mc_err rc = mc_json_integer(root, "catalogue", "schema", CATALOGUE_BUNDLE_SCHEMA,
                                     CATALOGUE_BUNDLE_SCHEMA, &schema, err);
    if (rc == MC_OK) {
        rc = mc_json_integer(root, "catalogue", "version", 1, CATALOGUE_BUNDLE_VERSION_MAX,
                             &out->version, err);
    }
    if (rc == MC_OK) {
        rc = parse_previous(root, out, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text(root, "catalogue", "published_at", &published, err);
    }
    if (rc == MC_OK && !local_time_parse_rfc3339(published, &out->published)) {
        rc = mc_fail(err, MC_EPARSE, "catalogue.published_at: expected a time");
    }
    if (rc == MC_OK) {
        rc = parse_codes(root, "popular", CATALOGUE_BUNDLE_POPULAR_MAX, &out->popular,
                         &out->popular_count, err);
    }
    return rc;
}

static enum mc_err parse_entries(const cJSON *root, const char *key, struct catalogue_bundle *out,
                                 struct mc_error *err)
{
    const cJSON *array = NULL;
    enum mc_err rc =
        mc_json_array(root, "catalogue", key, CATALOGUE_BUNDLE_PROCEDURES_MAX, &array, err);
    for (const cJSON *at = rc == MC_OK ? array->child : NULL; at != NULL && rc == MC_OK;
         at = at->next) {
        char code[PROCEDURE_CODE_BYTES];
        rc = mc_json_text_into(at, key, "code", code, sizeof code, err);
        if (rc == MC_OK && !procedure_code_valid(code)) {
            rc = mc_fail(err, MC_EPARSE, "%s[%zu].code: no procedure's code", key, out->count);
        }
        if (rc == MC_OK) {
            append(out, code, mc_json_print(at));
        }
    }
    return rc == MC_OK ? check_order(out, err) : rc;
}

static enum mc_err parse_full(const cJSON *root, struct catalogue_bundle *out, struct mc_error *err)
{
    static const char *const keys[] = {"schema",  "version",    "previous", "published_at",
                                       "popular", "procedures", NULL};
    enum mc_err rc = mc_json_only_keys(root, "catalogue", keys, err);
    if (rc == MC_OK) {
        rc = parse_entries(root, "procedures", out, err);
    }
    return rc == MC_OK ? check_popular(out, err) : rc;
}

static enum mc_err check_removed(const struct catalogue_bundle *delta, struct mc_error *err)
{
    for (size_t i = 0; i < delta->removed_count; i++) {
        const char *code = delta->removed[i].text;
        if ((i > 0 && strcmp(delta->removed[i - 1].text, code) >= 0) ||
            catalogue_bundle_find(delta, code) != NULL) {
            return mc_fail(err, MC_EPARSE, "catalogue.removed[%zu]: %s is not in its place", i,
                           code);
        }
    }
    return MC_OK;
}

static enum mc_err parse_delta(const cJSON *root, struct catalogue_bundle *out,
                               struct mc_error *err)
{
    static const char *const keys[] = {"schema",       "version", "from",      "previous",
                                       "published_at", "sha256",  "signature", "popular",
                                       "changed",      "removed", NULL};
    enum mc_err rc = mc_json_only_keys(root, "catalogue", keys, err);
    if (rc == MC_OK) {
        rc = mc_json_integer(root, "catalogue", "from", 1, out->version - 1, &out->from, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(root, "catalogue", "sha256", out->sha256, sizeof out->sha256, err);
    }
    if (rc == MC_OK && !is_sha256(out->sha256)) {
        rc = mc_fail(err, MC_EPARSE, "catalogue.sha256: expected 64 hex digits");
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(root, "catalogue", "signature", out->signature,
                               sizeof out->signature, err);
    }
    if (rc == MC_OK && !is_signature(out->signature)) {
        rc = mc_fail(err, MC_EPARSE, "catalogue.signature: expected a signature");
    }
    if (rc == MC_OK) {
        rc = parse_entries(root, "changed", out, err);
    }
    if (rc == MC_OK) {
        rc = parse_codes(root, "removed", CATALOGUE_BUNDLE_PROCEDURES_MAX, &out->removed,
                         &out->removed_count, err);
    }
    return rc == MC_OK ? check_removed(out, err) : rc;
}

enum mc_err catalogue_bundle_parse(const void *bytes, size_t len, struct catalogue_bundle *out,
                                   struct mc_error *err)
{
    struct catalogue_bundle bundle = {0};
    cJSON *root = NULL;
    enum mc_err rc = mc_json_parse(bytes, len, CATALOGUE_BUNDLE_MAX_BYTES, &root, err);
    if (rc == MC_OK && !cJSON_IsObject(root)) {
        rc = mc_fail(err, MC_EPARSE, "catalogue: expected an object");
    }
    if (rc == MC_OK) {
        rc = parse_head(root, &bundle, err);
    }
    if (rc == MC_OK) {
        bool delta = cJSON_GetObjectItemCaseSensitive(root, "from") != NULL;
        rc = delta ? parse_delta(root, &bundle, err) : parse_full(root, &bundle, err);
    }
    cJSON_Delete(root);
    if (rc != MC_OK) {
        catalogue_bundle_finish(&bundle);
        return rc;
    }
    *out = bundle;
    return MC_OK;
}

/* ---- Writing ---- */

/* Codes are digits, letters and dots (procedure_code_valid): nothing to escape. */
static void put_codes(struct mc_buffer *out, const char *key, const struct catalogue_code *codes,
                      size_t count)
{
    mc_buffer_format(out, ",\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        mc_buffer_format(out, "%s\"%s\"", i == 0 ? "" : ",", codes[i].text);
    }
    mc_buffer_put_text(out, "]");
}

static void put_head(struct mc_buffer *out, const struct catalogue_bundle *bundle)
{
    char published[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(bundle->published, published);
    mc_buffer_format(out, "{\"schema\":%d,\"version\":%lld", CATALOGUE_BUNDLE_SCHEMA,
                     (long long)bundle->version);
    if (bundle->from != 0) {
        mc_buffer_format(out, ",\"from\":%lld", (long long)bundle->from);
    }
    if (bundle->previous != 0) {
        mc_buffer_format(out, ",\"previous\":%lld", (long long)bundle->previous);
    } else {
        mc_buffer_put_text(out, ",\"previous\":null");
    }
    mc_buffer_format(out, ",\"published_at\":\"%s\"", published);
    if (bundle->from != 0) {
        mc_buffer_format(out, ",\"sha256\":\"%s\",\"signature\":\"%s\"", bundle->sha256,
                         bundle->signature);
    }
    put_codes(out, "popular", bundle->popular, bundle->popular_count);
}

enum mc_err catalogue_bundle_print(const struct catalogue_bundle *bundle, char **out,
                                   size_t *out_len, struct mc_error *err)
{
    struct mc_buffer text;
    mc_buffer_init(&text, CATALOGUE_BUNDLE_MAX_BYTES);
    put_head(&text, bundle);
    mc_buffer_put_text(&text, bundle->from != 0 ? ",\"changed\":[" : ",\"procedures\":[");
    for (size_t i = 0; i < bundle->count; i++) {
        mc_buffer_put_text(&text, i == 0 ? "" : ",");
        mc_buffer_put(&text, bundle->entries[i].json, bundle->entries[i].len);
    }
    mc_buffer_put_text(&text, "]");
    if (bundle->from != 0) {
        put_codes(&text, "removed", bundle->removed, bundle->removed_count);
    }
    mc_buffer_put_text(&text, "}");
    enum mc_err rc = MC_OK;
    if (text.overflowed) {
        rc = mc_fail(err, MC_ETOOBIG, "catalogue over %zu bytes", CATALOGUE_BUNDLE_MAX_BYTES);
    } else {
        *out_len = text.len;
        *out = mc_buffer_take(&text);
    }
    mc_buffer_finish(&text);
    return rc;
}
