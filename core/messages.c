#include "core/messages.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/json.h"
#include "core/memory.h"

#define FILE_MAX_BYTES (512 * 1024)
#define KEYS_MAX       8192

struct entry {
    char *key;
    char *in[MC_LANGUAGE_COUNT];
};

struct mc_messages {
    struct entry *entries; /* sorted by key once loaded */
    size_t count;
};

static const char *const tags[MC_LANGUAGE_COUNT] = {"vi", "en"};

const char *mc_language_tag(enum mc_language language)
{
    MC_CHECK((unsigned)language < MC_LANGUAGE_COUNT);
    return tags[language];
}

bool mc_language_from_tag(const char *tag, enum mc_language *out)
{
    for (int i = 0; i < MC_LANGUAGE_COUNT; i++) {
        if (strcmp(tag, tags[i]) == 0) {
            *out = (enum mc_language)i;
            return true;
        }
    }
    return false;
}

/* A place in a text that is filled in. */
struct parameter {
    const char *at;
    size_t len; /* with the braces */
    const char *name;
    size_t name_len;
    const char *one; /* {name:one|many}: the word beside one of them; NULL: the value itself */
    size_t one_len;
    const char *many;
    size_t many_len;
};

static bool read_parameter(const char *at, struct parameter *out)
{
    *out = (struct parameter){.at = at, .name = at + 1};
    out->name_len = strspn(out->name, "abcdefghijklmnopqrstuvwxyz_0123456789");
    const char *end = out->name + out->name_len;
    if (*end == ':') {
        out->one = end + 1;
        out->one_len = strcspn(out->one, "|{}");
        if (out->one[out->one_len] != '|') {
            return false;
        }
        out->many = out->one + out->one_len + 1;
        out->many_len = strcspn(out->many, "|{}");
        end = out->many + out->many_len;
    }
    out->len = (size_t)(end + 1 - at);
    return out->name_len > 0 && *end == '}';
}

/* The next one in the text; false if there is none. */
static bool next_parameter(const char *text, struct parameter *out)
{
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
        if (read_parameter(at, out)) {
            return true;
        }
    }
    return false;
}

static bool has_parameter(const char *text, const struct parameter *wanted)
{
    struct parameter found;
    while (next_parameter(text, &found)) {
        if (found.name_len == wanted->name_len &&
            memcmp(found.name, wanted->name, wanted->name_len) == 0) {
            return true;
        }
        text = found.at + found.len;
    }
    return false;
}

/* Every parameter of `a` stands in `b`. */
static bool parameters_within(const char *a, const char *b)
{
    struct parameter parameter;
    while (next_parameter(a, &parameter)) {
        if (!has_parameter(b, &parameter)) {
            return false;
        }
        a = parameter.at + parameter.len;
    }
    return true;
}

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static enum mc_err read_file(const char *dir, enum mc_language language, cJSON **out,
                             struct mc_error *err)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/%s.json", dir, tags[language]);
    if (n < 0 || (size_t)n >= sizeof path) {
        return mc_fail(err, MC_ETOOBIG, "path too long: %.64s…", dir);
    }
    char *bytes = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, FILE_MAX_BYTES, &bytes, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct mc_error why = {0};
    cJSON *object = NULL;
    rc = mc_json_parse(bytes, len, FILE_MAX_BYTES, &object, &why);
    free(bytes);
    if (rc != MC_OK) {
        return mc_fail(err, rc, "%s: %s", path, why.text);
    }
    for (const cJSON *item = object->child; item != NULL; item = item->next) {
        if (!cJSON_IsObject(object) || !cJSON_IsString(item)) {
            rc = mc_fail(err, MC_EPARSE, "%s: expected an object of texts, see %s", path,
                         item->string != NULL ? item->string : "the top");
            cJSON_Delete(object);
            return rc;
        }
    }
    *out = object;
    return MC_OK;
}

/* Takes the pairs of one folder in both languages. */
static enum mc_err add(struct mc_messages *messages, const char *dir, const cJSON *const *files,
                       struct mc_error *err)
{
    const cJSON *vi = files[MC_LANGUAGE_VI];
    const cJSON *en = files[MC_LANGUAGE_EN];
    for (const cJSON *item = en->child; item != NULL; item = item->next) {
        if (mc_json_find(vi, item->string) == NULL) {
            return mc_fail(err, MC_EPARSE, "%s/vi.json: %s is missing", dir, item->string);
        }
    }
    for (const cJSON *item = vi->child; item != NULL; item = item->next) {
        const cJSON *other = mc_json_find(en, item->string);
        if (other == NULL) {
            return mc_fail(err, MC_EPARSE, "%s/en.json: %s is missing", dir, item->string);
        }
        if (!parameters_within(item->valuestring, other->valuestring) ||
            !parameters_within(other->valuestring, item->valuestring)) {
            return mc_fail(err, MC_EPARSE, "%s: %s has other parameters in vi and en", dir,
                           item->string);
        }
        if (messages->count == KEYS_MAX) {
            return mc_fail(err, MC_ETOOBIG, "%s: over %d messages", dir, KEYS_MAX);
        }
        messages->entries =
            mc_realloc(messages->entries, (messages->count + 1) * sizeof *messages->entries);
        messages->entries[messages->count++] = (struct entry){
            .key = mc_strdup(item->string),
            .in = {mc_strdup(item->valuestring), mc_strdup(other->valuestring)},
        };
    }
    return MC_OK;
}

static enum mc_err load_dir(struct mc_messages *messages, const char *dir, struct mc_error *err)
{
    cJSON *files[MC_LANGUAGE_COUNT] = {NULL, NULL};
    enum mc_err rc = MC_OK;
    for (int i = 0; i < MC_LANGUAGE_COUNT && rc == MC_OK; i++) {
        rc = read_file(dir, (enum mc_language)i, &files[i], err);
    }
    if (rc == MC_OK) {
        const cJSON *const pair[MC_LANGUAGE_COUNT] = {files[0], files[1]};
        rc = add(messages, dir, pair, err);
    }
    for (int i = 0; i < MC_LANGUAGE_COUNT; i++) {
        cJSON_Delete(files[i]);
    }
    return rc;
}

enum mc_err mc_messages_load(const char *const *dirs, size_t dir_count, struct mc_messages **out,
                             struct mc_error *err)
{
    struct mc_messages *messages = MC_NEW(struct mc_messages);
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < dir_count && rc == MC_OK; i++) {
        rc = load_dir(messages, dirs[i], err);
    }
    if (messages->count > 0) {
        qsort(messages->entries, messages->count, sizeof *messages->entries, compare_entries);
    }
    for (size_t i = 1; i < messages->count && rc == MC_OK; i++) {
        if (strcmp(messages->entries[i - 1].key, messages->entries[i].key) == 0) {
            rc = mc_fail(err, MC_EPARSE, "message %s stands in two folders",
                         messages->entries[i].key);
        }
    }
    if (rc == MC_OK) {
        *out = messages;
    } else {
        mc_messages_destroy(messages);
    }
    return rc;
}

void mc_messages_destroy(struct mc_messages *messages)
{
    if (messages == NULL) {
        return;
    }
    for (size_t i = 0; i < messages->count; i++) {
        free(messages->entries[i].key);
        for (int k = 0; k < MC_LANGUAGE_COUNT; k++) {
            free(messages->entries[i].in[k]);
        }
    }
    free(messages->entries);
    free(messages);
}

static int compare_key(const void *key, const void *entry)
{
    return strcmp(key, ((const struct entry *)entry)->key);
}

static const struct entry *find(const struct mc_messages *messages, const char *key)
{
    if (messages->count == 0) {
        return NULL;
    }
    return bsearch(key, messages->entries, messages->count, sizeof *messages->entries, compare_key);
}

const char *mc_message_text(const struct mc_messages *messages, enum mc_language language,
                            const char *key)
{
    MC_CHECK((unsigned)language < MC_LANGUAGE_COUNT);
    const struct entry *entry = find(messages, key);
    return entry != NULL ? entry->in[language] : key;
}

bool mc_message_known(const struct mc_messages *messages, const char *key)
{
    return find(messages, key) != NULL;
}

struct target {
    char *out;
    size_t size;
    size_t used;
    bool full; /* something did not fit: nothing more is written */
};

static void append(struct target *target, const char *text, size_t len)
{
    if (target->full) {
        return;
    }
    size_t left = target->size - 1 - target->used;
    if (len > left) {
        target->full = true;
        len = left;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    memcpy(target->out + target->used, text, len);
    target->used += len;
    target->out[target->used] = '\0';
}

/* The value that follows the parameter's name in the pairs; NULL if it is not among them. */
static const char *value_of(const struct parameter *parameter, va_list pairs)
{
    va_list args;
    va_copy(args, pairs);
    const char *value = NULL;
    for (const char *given = va_arg(args, const char *); given != NULL && value == NULL;
         given = va_arg(args, const char *)) {
        const char *candidate = va_arg(args, const char *);
        if (strlen(given) == parameter->name_len &&
            memcmp(given, parameter->name, parameter->name_len) == 0) {
            value = candidate;
        }
    }
    va_end(args);
    return value;
}

static void fill_in(struct target *target, const struct parameter *parameter, const char *value)
{
    if (value == NULL) {
        append(target, parameter->at, parameter->len);
    } else if (parameter->one == NULL) {
        append(target, value, strlen(value));
    } else if (strcmp(value, "1") == 0) {
        append(target, parameter->one, parameter->one_len);
    } else {
        append(target, parameter->many, parameter->many_len);
    }
}

const char *mc_message_format(const struct mc_messages *messages, enum mc_language language,
                              char *out, size_t size, const char *key, ...)
{
    MC_CHECK(size > 0);
    struct target target = {.out = out, .size = size};
    out[0] = '\0';
    const char *text = mc_message_text(messages, language, key);
    va_list pairs;
    va_start(pairs, key);
    struct parameter parameter;
    while (next_parameter(text, &parameter)) {
        append(&target, text, (size_t)(parameter.at - text));
        fill_in(&target, &parameter, value_of(&parameter, pairs));
        text = parameter.at + parameter.len;
    }
    va_end(pairs);
    append(&target, text, strlen(text));
    return out;
}

const char *mc_text_in(const struct mc_text *text, enum mc_language language)
{
    MC_CHECK((unsigned)language < MC_LANGUAGE_COUNT);
    if (text->in[language] != NULL) {
        return text->in[language];
    }
    return text->in[MC_LANGUAGE_VI] != NULL ? text->in[MC_LANGUAGE_VI] : "";
}

void mc_text_finish(struct mc_text *text)
{
    for (int i = 0; i < MC_LANGUAGE_COUNT; i++) {
        free(text->in[i]);
        text->in[i] = NULL;
    }
}
