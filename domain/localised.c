#include "domain/localised.h"

#include <stdio.h>

#include "core/memory.h"

void localised_path_key(char out[LOCALISED_PATH_BYTES], const char *where, const char *key)
{
    (void)snprintf(out, LOCALISED_PATH_BYTES, "%s.%s", where, key);
}

void localised_path_item(char out[LOCALISED_PATH_BYTES], const char *where, const char *key,
                         size_t index)
{
    (void)snprintf(out, LOCALISED_PATH_BYTES, "%s.%s[%zu]", where, key, index);
}

static enum mc_err parse_languages(const cJSON *value, const char *path, struct mc_text *out,
                                   struct mc_error *err)
{
    static const char *const KEYS[] = {"vi", "en", NULL};
    const char *in[MC_LANGUAGE_COUNT] = {NULL};
    enum mc_err code = mc_json_only_keys(value, path, KEYS, err);
    if (code == MC_OK) {
        code = mc_json_text(value, path, "vi", &in[MC_LANGUAGE_VI], err);
    }
    if (code == MC_OK && mc_json_find(value, "en") != NULL) {
        code = mc_json_text(value, path, "en", &in[MC_LANGUAGE_EN], err);
    }
    if (code != MC_OK) {
        return code;
    }
    for (int i = 0; i < MC_LANGUAGE_COUNT; i++) {
        if (in[i] != NULL && in[i][0] == '\0') {
            return mc_fail(err, MC_EPARSE, "%s: a text is empty", path);
        }
    }
    for (int i = 0; i < MC_LANGUAGE_COUNT; i++) {
        out->in[i] = mc_strdup(in[i]);
    }
    return MC_OK;
}

enum mc_err localised_parse_value(const cJSON *value, const char *path, struct mc_text *out,
                                  struct mc_error *err)
{
    if (cJSON_IsObject(value)) {
        return parse_languages(value, path, out, err);
    }
    if (!cJSON_IsString(value) || value->valuestring[0] == '\0') {
        return mc_fail(err, MC_EPARSE, "%s: expected a text, or one a language", path);
    }
    *out = (struct mc_text){.in = {[MC_LANGUAGE_VI] = mc_strdup(value->valuestring)}};
    return MC_OK;
}

enum mc_err localised_parse(const cJSON *object, const char *where, const char *key, bool required,
                            struct mc_text *out, struct mc_error *err)
{
    const cJSON *value = mc_json_find(object, key);
    if (value == NULL && !required) {
        return MC_OK;
    }
    char path[LOCALISED_PATH_BYTES];
    localised_path_key(path, where, key);
    if (value == NULL) {
        return mc_fail(err, MC_EPARSE, "%s: missing", path);
    }
    return localised_parse_value(value, path, out, err);
}

cJSON *localised_write_value(const struct mc_text *text)
{
    if (text->in[MC_LANGUAGE_EN] == NULL) {
        return cJSON_CreateString(mc_text_in(text, MC_LANGUAGE_VI));
    }
    cJSON *value = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(value, "vi", mc_text_in(text, MC_LANGUAGE_VI));
    (void)cJSON_AddStringToObject(value, "en", text->in[MC_LANGUAGE_EN]);
    return value;
}

void localised_write(cJSON *object, const char *key, const struct mc_text *text)
{
    if (text->in[MC_LANGUAGE_VI] != NULL) {
        (void)cJSON_AddItemToObject(object, key, localised_write_value(text));
    }
}
