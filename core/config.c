#include "core/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/json.h"
#include "core/memory.h"

#define NAME_BYTES   128 /* of a dotted name */
#define REASON_BYTES 160

static const char *const type_names[] = {"text", "number", "yes/no", "choice"};

/* ---- One value ---- */

static void *member(const struct mc_config_option *option, void *target)
{
    return (char *)target + option->offset;
}

static size_t longest(const struct mc_config_option *option)
{
    size_t fits = option->size - 1;
    return option->most > 0 && (uint64_t)option->most < fits ? (size_t)option->most : fits;
}

static bool put_text(const struct mc_config_option *option, const char *value, void *target,
                     char reason[REASON_BYTES])
{
    size_t len = strlen(value);
    if (len > longest(option) || (int64_t)len < option->least) {
        (void)snprintf(reason, REASON_BYTES, "%zu bytes, expected %lld to %zu", len,
                       (long long)option->least, longest(option));
        return false;
    }
    memset(member(option, target), 0, option->size);
    memcpy(member(option, target), value, len);
    return true;
}

static bool put_integer(const struct mc_config_option *option, int64_t value, void *target,
                        char reason[REASON_BYTES])
{
    if (value < option->least || value > option->most) {
        (void)snprintf(reason, REASON_BYTES, "%lld is not between %lld and %lld", (long long)value,
                       (long long)option->least, (long long)option->most);
        return false;
    }
    memcpy(member(option, target), &value, sizeof value);
    return true;
}

static bool put_choice(const struct mc_config_option *option, const char *value, void *target,
                       char reason[REASON_BYTES])
{
    for (int i = 0; option->choices[i] != NULL; i++) {
        if (strcmp(option->choices[i], value) == 0) {
            memcpy(member(option, target), &i, sizeof i);
            return true;
        }
    }
    int used = snprintf(reason, REASON_BYTES, "expected one of");
    for (int i = 0; option->choices[i] != NULL && used < REASON_BYTES; i++) {
        used += snprintf(reason + used, REASON_BYTES - (size_t)used, "%s %s", i > 0 ? "," : "",
                         option->choices[i]);
    }
    return false;
}

static void put_bool(const struct mc_config_option *option, bool value, void *target)
{
    memcpy(member(option, target), &value, sizeof value);
}

static bool expected(char reason[REASON_BYTES], const char *what)
{
    (void)snprintf(reason, REASON_BYTES, "expected %s", what);
    return false;
}

/* As on a command line. */
static bool put_spelled(const struct mc_config_option *option, const char *value, void *target,
                        char reason[REASON_BYTES])
{
    switch (option->type) {
    case MC_CONFIG_TEXT: return put_text(option, value, target, reason);
    case MC_CONFIG_CHOICE: return put_choice(option, value, target, reason);
    case MC_CONFIG_BOOL:
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0) {
            return expected(reason, "true or false");
        }
        put_bool(option, value[0] == 't', target);
        return true;
    case MC_CONFIG_INTEGER: {
        char *end = NULL;
        errno = 0;
        long long number = strtoll(value, &end, 10);
        if (end == value || *end != '\0' || errno != 0 || value[0] == ' ') {
            return expected(reason, "a whole number");
        }
        return put_integer(option, number, target, reason);
    }
    }
    return false;
}

static bool put_json(const struct mc_config_option *option, const cJSON *parent, const cJSON *item,
                     void *target, char reason[REASON_BYTES])
{
    int64_t number = 0;
    switch (option->type) {
    case MC_CONFIG_TEXT:
        return cJSON_IsString(item) ? put_text(option, item->valuestring, target, reason)
                                    : expected(reason, "text");
    case MC_CONFIG_CHOICE:
        return cJSON_IsString(item) ? put_choice(option, item->valuestring, target, reason)
                                    : expected(reason, "text");
    case MC_CONFIG_BOOL:
        if (!cJSON_IsBool(item)) {
            return expected(reason, "true or false");
        }
        put_bool(option, cJSON_IsTrue(item), target);
        return true;
    case MC_CONFIG_INTEGER:
        if (mc_json_integer(parent, "", item->string, INT64_MIN, INT64_MAX, &number, NULL) !=
            MC_OK) {
            return expected(reason, "a whole number");
        }
        return put_integer(option, number, target, reason);
    }
    return false;
}

void mc_config_defaults(const struct mc_config_option *options, size_t count, void *target)
{
    for (size_t i = 0; i < count; i++) {
        const struct mc_config_option *option = &options[i];
        MC_CHECK(option->type != MC_CONFIG_INTEGER || option->size == sizeof(int64_t));
        MC_CHECK(option->type != MC_CONFIG_BOOL || option->size == sizeof(bool));
        MC_CHECK(option->type != MC_CONFIG_CHOICE || option->size == sizeof(int));
        memset(member(option, target), 0, option->size);
        char reason[REASON_BYTES];
        bool fine = option->initial == NULL || put_spelled(option, option->initial, target, reason);
        MC_CHECK(fine);
    }
}

static const struct mc_config_option *find(const struct mc_config_option *options, size_t count,
                                           const char *name, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(options[i].name) == len && memcmp(options[i].name, name, len) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

enum mc_err mc_config_set(const char *assignment, const struct mc_config_option *options,
                          size_t count, void *target, struct mc_error *err)
{
    const char *equals = strchr(assignment, '=');
    if (equals == NULL) {
        return mc_fail(err, MC_EINVAL, "--set %.64s: expected name=value", assignment);
    }
    size_t len = (size_t)(equals - assignment);
    const struct mc_config_option *option = find(options, count, assignment, len);
    if (option == NULL) {
        return mc_fail(err, MC_EINVAL, "--set %.*s: unknown option", len < 64 ? (int)len : 64,
                       assignment);
    }
    char reason[REASON_BYTES];
    if (!put_spelled(option, equals + 1, target, reason)) {
        return mc_fail(err, MC_EINVAL, "--set %s: %s", option->name, reason);
    }
    return MC_OK;
}

/* ---- The file ---- */

struct reading {
    const char *path;
    const char *bytes;
    size_t len;
    const struct mc_config_option *options;
    size_t count;
    void *target;
    struct mc_error *err;
};

/* A dotted name, taken apart. */
struct path {
    const char *part[MC_JSON_DEPTH_MAX];
    size_t len[MC_JSON_DEPTH_MAX];
    int count;
};

static struct path split(const char *name)
{
    struct path path = {.count = 0};
    while (path.count < MC_JSON_DEPTH_MAX) {
        size_t len = strcspn(name, ".");
        path.part[path.count] = name;
        path.len[path.count++] = len;
        if (name[len] == '\0') {
            break;
        }
        name += len + 1;
    }
    return path;
}

static bool is_key(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL) {
        at++;
    }
    return at < end && *at == ':';
}

/* The line where the key with this dotted name stands in JSON that is known to be good: cJSON keeps
 * no positions. For a key spelled with escapes, the line of the object it stands in. */
static int line_of(const struct reading *reading, const char *name)
{
    struct path path = split(name);
    int depth = 0;
    int matched = 0; /* how many parts the way to here has in common with the path */
    int line = 1;
    int found = 1;
    const char *end = reading->bytes + reading->len;
    for (const char *at = reading->bytes; at < end && matched < path.count; at++) {
        line += *at == '\n';
        depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
        if (*at != '"') {
            continue;
        }
        const char *start = ++at;
        while (*at != '"') {
            at += *at == '\\' ? 2 : 1;
        }
        if (!is_key(at + 1, end)) {
            continue;
        }
        size_t len = (size_t)(at - start);
        matched = matched >= depth ? depth - 1 : matched;
        if (matched == depth - 1 && path.len[matched] == len &&
            memcmp(path.part[matched], start, len) == 0) {
            found = line;
            matched++;
        }
    }
    return found;
}

static enum mc_err refuse(const struct reading *reading, const char *name, const char *reason)
{
    return mc_fail(reading->err, MC_EPARSE, "%s:%d: %s: %s", reading->path, line_of(reading, name),
                   name, reason);
}

/* Some option lies below this name. */
static bool is_group(const struct reading *reading, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < reading->count; i++) {
        const char *option = reading->options[i].name;
        if (strncmp(option, name, len) == 0 && option[len] == '.') {
            return true;
        }
    }
    return false;
}

static enum mc_err read_object(const struct reading *reading, const cJSON *object,
                               const char *prefix)
{
    enum mc_err rc = MC_OK;
    for (const cJSON *item = object->child; item != NULL && rc == MC_OK; item = item->next) {
        char name[NAME_BYTES];
        char key[NAME_BYTES / 2];
        mc_copy_text(key, sizeof key, item->string);
        int n = snprintf(name, sizeof name, "%s%s%s", prefix, prefix[0] != '\0' ? "." : "", key);
        bool plain = strchr(key, '.') == NULL && strlen(key) == strlen(item->string) && n > 0 &&
                     (size_t)n < sizeof name;
        const struct mc_config_option *option =
            plain ? find(reading->options, reading->count, name, (size_t)n) : NULL;
        char reason[REASON_BYTES];
        if (option != NULL) {
            if (!put_json(option, object, item, reading->target, reason)) {
                rc = refuse(reading, name, reason);
            }
        } else if (!plain || !is_group(reading, name)) {
            rc = refuse(reading, name, "unknown key");
        } else if (!cJSON_IsObject(item)) {
            rc = refuse(reading, name, "expected an object");
        } else {
            rc = read_object(reading, item, name);
        }
    }
    return rc;
}

static bool given(const cJSON *root, const char *name)
{
    const cJSON *at = root;
    for (const char *part = name; at != NULL;) {
        size_t len = strcspn(part, ".");
        char key[NAME_BYTES];
        mc_copy_text(key, len + 1 < sizeof key ? len + 1 : sizeof key, part);
        at = mc_json_find(at, key);
        if (part[len] == '\0') {
            break;
        }
        part += len + 1;
    }
    return at != NULL;
}

static enum mc_err read_root(const struct reading *reading, const cJSON *root)
{
    if (!cJSON_IsObject(root)) {
        return mc_fail(reading->err, MC_EPARSE, "%s:1: expected an object", reading->path);
    }
    enum mc_err rc = read_object(reading, root, "");
    for (size_t i = 0; i < reading->count && rc == MC_OK; i++) {
        const struct mc_config_option *option = &reading->options[i];
        if (option->initial == NULL && !given(root, option->name)) {
            rc = mc_fail(reading->err, MC_EPARSE, "%s: %s must be given (%s)", reading->path,
                         option->name, option->help);
        }
    }
    return rc;
}

enum mc_err mc_config_parse(const char *path, const void *bytes, size_t len,
                            const struct mc_config_option *options, size_t count, void *target,
                            struct mc_error *err)
{
    struct mc_error why = {0};
    cJSON *root = NULL;
    enum mc_err rc = mc_json_parse(bytes, len, MC_CONFIG_FILE_MAX_BYTES, &root, &why);
    if (rc != MC_OK) {
        return mc_fail(err, rc, "%s: %s", path, why.text);
    }
    size_t extent = 0;
    for (size_t i = 0; i < count; i++) {
        size_t end = options[i].offset + options[i].size;
        extent = end > extent ? end : extent;
    }
    char *fresh = mc_calloc(extent, 1);
    mc_config_defaults(options, count, fresh);
    const struct reading reading = {.path = path,
                                    .bytes = bytes,
                                    .len = len,
                                    .options = options,
                                    .count = count,
                                    .target = fresh,
                                    .err = err};
    rc = read_root(&reading, root);
    for (size_t i = 0; i < count && rc == MC_OK; i++) {
        memcpy(member(&options[i], target), member(&options[i], fresh), options[i].size);
    }
    mc_wipe(fresh, extent); /* a database password may be among them */
    free(fresh);
    cJSON_Delete(root);
    return rc;
}

enum mc_err mc_config_read(const char *path, const struct mc_config_option *options, size_t count,
                           void *target, struct mc_error *err)
{
    char *bytes = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, MC_CONFIG_FILE_MAX_BYTES, &bytes, &len, err);
    if (rc == MC_OK) {
        rc = mc_config_parse(path, bytes, len, options, count, target, err);
        mc_wipe(bytes, len);
        free(bytes);
    }
    return rc;
}

/* ---- Help and sample ---- */

void mc_config_help(const struct mc_config_option *options, size_t count, struct mc_buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct mc_config_option *option = &options[i];
        mc_buffer_format(out, "  %-32s %s\n  %-32s   %s", option->name, option->help, "",
                         type_names[option->type]);
        if (option->type == MC_CONFIG_INTEGER) {
            mc_buffer_format(out, " %lld..%lld", (long long)option->least, (long long)option->most);
        } else if (option->type == MC_CONFIG_CHOICE) {
            for (int k = 0; option->choices[k] != NULL; k++) {
                mc_buffer_format(out, "%s%s", k > 0 ? "|" : " ", option->choices[k]);
            }
        }
        if (option->initial == NULL) {
            mc_buffer_put_text(out, ", must be given\n");
        } else {
            mc_buffer_format(out, ", default %s\n",
                             option->initial[0] != '\0' ? option->initial : "empty");
        }
    }
}

/* A value that passes for an option without a default. */
static cJSON *placeholder(const struct mc_config_option *option)
{
    static const char pattern[] = "CHANGE-ME";
    switch (option->type) {
    case MC_CONFIG_INTEGER: return cJSON_CreateNumber((double)option->least);
    case MC_CONFIG_BOOL: return cJSON_CreateFalse();
    case MC_CONFIG_CHOICE: return cJSON_CreateString(option->choices[0]);
    case MC_CONFIG_TEXT: break;
    }
    size_t len = sizeof pattern - 1;
    len = (int64_t)len < option->least ? (size_t)option->least : len;
    len = len > longest(option) ? longest(option) : len;
    char *text = mc_calloc(len + 1, 1);
    for (size_t i = 0; i < len; i++) {
        text[i] = pattern[i % (sizeof pattern - 1)];
    }
    cJSON *value = cJSON_CreateString(text);
    free(text);
    return value;
}

static cJSON *sample_value(const struct mc_config_option *option)
{
    if (option->initial == NULL) {
        return placeholder(option);
    }
    switch (option->type) {
    case MC_CONFIG_INTEGER: return cJSON_CreateNumber((double)strtoll(option->initial, NULL, 10));
    case MC_CONFIG_BOOL: return cJSON_CreateBool(option->initial[0] == 't');
    case MC_CONFIG_TEXT:
    case MC_CONFIG_CHOICE: break;
    }
    return cJSON_CreateString(option->initial);
}

/* cJSON indents by tabs and puts one behind each colon; inside its strings a tab is escaped. */
static void put_with_spaces(struct mc_buffer *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at != '\t') {
            mc_buffer_put_byte(out, (uint8_t)*at);
        } else {
            mc_buffer_put_text(out, at > text && at[-1] == ':' ? " " : "  ");
        }
    }
}

void mc_config_sample(const struct mc_config_option *options, size_t count, struct mc_buffer *out)
{
    cJSON *root = cJSON_CreateObject();
    for (size_t i = 0; i < count; i++) {
        cJSON *object = root;
        const char *part = options[i].name;
        for (size_t len = strcspn(part, "."); part[len] == '.'; len = strcspn(part, ".")) {
            char key[NAME_BYTES];
            mc_copy_text(key, len + 1 < sizeof key ? len + 1 : sizeof key, part);
            cJSON *below = cJSON_GetObjectItemCaseSensitive(object, key);
            object = below != NULL ? below : cJSON_AddObjectToObject(object, key);
            part += len + 1;
        }
        (void)cJSON_AddItemToObject(object, part, sample_value(&options[i]));
    }
    char *text = cJSON_Print(root);
    MC_CHECK(text != NULL);
    put_with_spaces(out, text);
    mc_buffer_put_byte(out, '\n');
    free(text);
    cJSON_Delete(root);
}
