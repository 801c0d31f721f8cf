#include "core/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

#define SHOWN_BYTES 96 /* of a path or key in an error text */
/* Up to here every whole number has a double of its own (IEEE 754 binary64). */
#define WHOLE_MAX 9007199254740991.0

/* What cJSON is lenient about is checked before it sees the bytes. */
struct scan {
    const char *bytes;
    size_t len;
    size_t at;
    int line;
};

static enum mc_err scan_string(struct scan *scan, struct mc_error *err)
{
    for (scan->at++; scan->at < scan->len; scan->at++) {
        unsigned char c = (unsigned char)scan->bytes[scan->at];
        if (c == '"') {
            scan->at++;
            return MC_OK;
        }
        if (c < 0x20) {
            return mc_fail(err, MC_EPARSE, "line %d: control character in a text", scan->line);
        }
        if (c == '\\') {
            if (scan->len - scan->at >= 6 && memcmp(scan->bytes + scan->at, "\\u0000", 6) == 0) {
                return mc_fail(err, MC_EPARSE, "line %d: NUL in a text", scan->line);
            }
            scan->at++;
        }
    }
    return mc_fail(err, MC_EPARSE, "line %d: text without an end", scan->line);
}

static size_t digits(const struct scan *scan, size_t at)
{
    size_t count = 0;
    while (at + count < scan->len && scan->bytes[at + count] >= '0' &&
           scan->bytes[at + count] <= '9') {
        count++;
    }
    return count;
}

static char peek(const struct scan *scan, size_t at)
{
    if (at >= scan->len) {
        return '\0';
    }
    return scan->bytes[at];
}

/* RFC 8259 section 6. */
static enum mc_err scan_number(struct scan *scan, struct mc_error *err)
{
    size_t at = scan->at + (peek(scan, scan->at) == '-');
    size_t whole = digits(scan, at);
    bool fine = whole > 0 && (whole == 1 || scan->bytes[at] != '0');
    at += whole;
    if (peek(scan, at) == '.') {
        size_t part = digits(scan, at + 1);
        fine = fine && part > 0;
        at += 1 + part;
    }
    if (peek(scan, at) == 'e' || peek(scan, at) == 'E') {
        at++;
        at += peek(scan, at) == '+' || peek(scan, at) == '-';
        size_t exponent = digits(scan, at);
        fine = fine && exponent > 0;
        at += exponent;
    }
    if (!fine) {
        return mc_fail(err, MC_EPARSE, "line %d: malformed number", scan->line);
    }
    scan->at = at;
    return MC_OK;
}

static enum mc_err scan_all(struct scan *scan, struct mc_error *err)
{
    int depth = 0;
    enum mc_err rc = MC_OK;
    while (scan->at < scan->len && rc == MC_OK) {
        char c = scan->bytes[scan->at];
        if (c == '"') {
            rc = scan_string(scan, err);
            continue;
        }
        if (c == '-' || (c >= '0' && c <= '9')) {
            rc = scan_number(scan, err);
            continue;
        }
        scan->line += c == '\n';
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (depth > MC_JSON_DEPTH_MAX) {
            return mc_fail(err, MC_ETOOBIG, "line %d: nested deeper than %d", scan->line,
                           MC_JSON_DEPTH_MAX);
        }
        if (((unsigned char)c < 0x20 && strchr("\t\r\n", c) == NULL) || c == '\0') {
            return mc_fail(err, MC_EPARSE, "line %d: control character", scan->line);
        }
        scan->at++;
    }
    return rc;
}

static int line_at(const char *bytes, const char *at)
{
    int line = 1;
    for (const char *p = bytes; p < at; p++) {
        line += *p == '\n';
    }
    return line;
}

static enum mc_err compose(char **text, struct mc_error *err)
{
    char *composed = NULL;
    enum mc_err rc = mc_text_nfc(*text, strlen(*text), &composed, err);
    if (rc == MC_OK) {
        free(*text);
        *text = composed;
    }
    return rc;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum mc_err refuse_duplicates(const cJSON *object, struct mc_error *err)
{
    size_t count = 0;
    for (const cJSON *item = object->child; item != NULL; item = item->next) {
        count++;
    }
    if (count < 2) {
        return MC_OK;
    }
    const char **keys = mc_calloc(count, sizeof *keys);
    size_t n = 0;
    for (const cJSON *item = object->child; item != NULL; item = item->next) {
        keys[n++] = item->string;
    }
    qsort(keys, count, sizeof *keys, compare_texts);
    enum mc_err rc = MC_OK;
    for (size_t i = 1; i < count && rc == MC_OK; i++) {
        if (strcmp(keys[i - 1], keys[i]) == 0) {
            char shown[SHOWN_BYTES];
            mc_copy_text(shown, sizeof shown, keys[i]);
            rc = mc_fail(err, MC_EPARSE, "%s: given twice", shown);
        }
    }
    free(keys);
    return rc;
}

/* NFC everywhere, then no key twice. The depth was bounded by the scan. */
static enum mc_err tidy(cJSON *value, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    if (value->string != NULL) {
        rc = compose(&value->string, err);
    }
    if (rc == MC_OK && cJSON_IsString(value)) {
        rc = compose(&value->valuestring, err);
    }
    for (cJSON *item = value->child; item != NULL && rc == MC_OK; item = item->next) {
        rc = tidy(item, err);
    }
    if (rc == MC_OK && cJSON_IsObject(value)) {
        rc = refuse_duplicates(value, err);
    }
    return rc;
}

enum mc_err mc_json_parse(const void *bytes, size_t len, size_t max_bytes, cJSON **out,
                          struct mc_error *err)
{
    if (len > max_bytes) {
        return mc_fail(err, MC_ETOOBIG, "%zu bytes of JSON, at most %zu", len, max_bytes);
    }
    if (!mc_utf8_valid(bytes, len)) {
        return mc_fail(err, MC_EPARSE, "JSON that is not UTF-8");
    }
    struct scan scan = {.bytes = bytes, .len = len, .line = 1};
    enum mc_err rc = scan_all(&scan, err);
    if (rc != MC_OK) {
        return rc;
    }
    /* A byte order mark, which cJSON would pass over, is no JSON (RFC 8259 section 8.1). */
    bool marked = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    const char *end = NULL;
    cJSON *value = marked || len == 0 ? NULL : cJSON_ParseWithLengthOpts(bytes, len, &end, 0);
    if (value == NULL) {
        int line = end != NULL ? line_at(bytes, end) : 1;
        return mc_fail(err, MC_EPARSE, "line %d: not JSON", line);
    }
    const char *stop = (const char *)bytes + len;
    while (end < stop && strchr(" \t\r\n", *end) != NULL) {
        end++;
    }
    if (end < stop) {
        rc = mc_fail(err, MC_EPARSE, "line %d: something behind the value", line_at(bytes, end));
    } else {
        rc = tidy(value, err);
    }
    if (rc == MC_OK) {
        *out = value;
    } else {
        cJSON_Delete(value);
    }
    return rc;
}

const cJSON *mc_json_find(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNull(item) ? NULL : item;
}

static enum mc_err refuse(struct mc_error *err, enum mc_err code, const char *where,
                          const char *key, const char *what)
{
    bool nested = where != NULL && where[0] != '\0';
    char shown[2][SHOWN_BYTES];
    mc_copy_text(shown[0], SHOWN_BYTES, nested ? where : "");
    mc_copy_text(shown[1], SHOWN_BYTES, key);
    return mc_fail(err, code, "%s%s%s: %s", shown[0], nested ? "." : "", shown[1], what);
}

/* MC_EPARSE unless the key is there and `fits`. */
static enum mc_err expect(const cJSON *object, const char *where, const char *key,
                          cJSON_bool (*fits)(const cJSON *), const char *what, const cJSON **out,
                          struct mc_error *err)
{
    const cJSON *item = mc_json_find(object, key);
    if (item == NULL) {
        return refuse(err, MC_EPARSE, where, key, "missing");
    }
    if (!fits(item)) {
        return refuse(err, MC_EPARSE, where, key, what);
    }
    *out = item;
    return MC_OK;
}

enum mc_err mc_json_text(const cJSON *object, const char *where, const char *key, const char **out,
                         struct mc_error *err)
{
    const cJSON *item = NULL;
    enum mc_err rc = expect(object, where, key, cJSON_IsString, "expected text", &item, err);
    if (rc == MC_OK) {
        *out = item->valuestring;
    }
    return rc;
}

enum mc_err mc_json_integer(const cJSON *object, const char *where, const char *key, int64_t least,
                            int64_t most, int64_t *out, struct mc_error *err)
{
    const cJSON *item = NULL;
    enum mc_err rc =
        expect(object, where, key, cJSON_IsNumber, "expected a whole number", &item, err);
    if (rc != MC_OK) {
        return rc;
    }
    double number = item->valuedouble;
    if (!(fabs(number) <= WHOLE_MAX) || floor(number) != number) {
        return refuse(err, MC_EPARSE, where, key, "expected a whole number");
    }
    int64_t whole = (int64_t)number;
    if (whole < least || whole > most) {
        char what[96];
        (void)snprintf(what, sizeof what, "%lld is not between %lld and %lld", (long long)whole,
                       (long long)least, (long long)most);
        return refuse(err, MC_EPARSE, where, key, what);
    }
    *out = whole;
    return MC_OK;
}

enum mc_err mc_json_bool(const cJSON *object, const char *where, const char *key, bool *out,
                         struct mc_error *err)
{
    const cJSON *item = NULL;
    enum mc_err rc = expect(object, where, key, cJSON_IsBool, "expected true or false", &item, err);
    if (rc == MC_OK) {
        *out = cJSON_IsTrue(item);
    }
    return rc;
}

enum mc_err mc_json_array(const cJSON *object, const char *where, const char *key, size_t max_items,
                          const cJSON **out, struct mc_error *err)
{
    const cJSON *item = NULL;
    enum mc_err rc = expect(object, where, key, cJSON_IsArray, "expected a list", &item, err);
    if (rc != MC_OK) {
        return rc;
    }
    size_t count = 0;
    for (const cJSON *child = item->child; child != NULL; child = child->next) {
        count++;
    }
    if (count > max_items) {
        char what[64];
        (void)snprintf(what, sizeof what, "%zu items, at most %zu", count, max_items);
        return refuse(err, MC_ETOOBIG, where, key, what);
    }
    *out = item;
    return MC_OK;
}

enum mc_err mc_json_object(const cJSON *object, const char *where, const char *key,
                           const cJSON **out, struct mc_error *err)
{
    return expect(object, where, key, cJSON_IsObject, "expected an object", out, err);
}

enum mc_err mc_json_text_into(const cJSON *object, const char *where, const char *key, char *out,
                              size_t size, struct mc_error *err)
{
    const char *text = NULL;
    enum mc_err rc = mc_json_text(object, where, key, &text, err);
    if (rc != MC_OK) {
        return rc;
    }
    size_t len = strlen(text);
    if (len >= size) {
        char what[64];
        (void)snprintf(what, sizeof what, "%zu bytes, at most %zu", len, size - 1);
        return refuse(err, MC_ETOOBIG, where, key, what);
    }
    memcpy(out, text, len + 1);
    return MC_OK;
}

enum mc_err mc_json_only_keys(const cJSON *object, const char *where, const char *const *keys,
                              struct mc_error *err)
{
    if (!cJSON_IsObject(object)) {
        return mc_fail(err, MC_EPARSE, "%s: expected an object", where);
    }
    for (const cJSON *item = object->child; item != NULL; item = item->next) {
        const char *const *known = keys;
        while (*known != NULL && strcmp(*known, item->string) != 0) {
            known++;
        }
        if (*known == NULL) {
            return refuse(err, MC_EPARSE, where, item->string, "unknown key");
        }
    }
    return MC_OK;
}

char *mc_json_print(const cJSON *value)
{
    char *text = cJSON_PrintUnformatted(value);
    MC_CHECK(text != NULL);
    return text;
}
