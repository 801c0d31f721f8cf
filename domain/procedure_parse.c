#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/procedure_internal.h"

#define ROOT PROCEDURE_ROOT

static enum mc_err parse_strings(const cJSON *root, const struct procedure_strings *list,
                                 struct mc_error *err)
{
    if (list->optional && mc_json_find(root, list->key) == NULL) {
        return MC_OK;
    }
    const cJSON *array;
    enum mc_err code = mc_json_array(root, ROOT, list->key, PROCEDURE_LIST_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    *list->items = mc_calloc((size_t)cJSON_GetArraySize(array) + 1, sizeof **list->items);
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        if (!cJSON_IsString(item) || item->valuestring[0] == '\0') {
            return mc_fail(err, MC_EPARSE, ROOT ".%s[%zu]: expected text", list->key, *list->count);
        }
        if (list->known != NULL && !list->known(item->valuestring)) {
            return mc_fail(err, MC_EPARSE, ROOT ".%s[%zu]: unknown \"%.40s\"", list->key,
                           *list->count, item->valuestring);
        }
        (*list->items)[(*list->count)++] = mc_strdup(item->valuestring);
    }
    return MC_OK;
}

static enum mc_err parse_act_date(const cJSON *object, const char *where, const char *key,
                                  struct date *out, struct mc_error *err)
{
    if (mc_json_find(object, key) == NULL) {
        return MC_OK;
    }
    const char *text;
    enum mc_err code = mc_json_text(object, where, key, &text, err);
    if (code == MC_OK && !date_parse_iso(text, out)) {
        code = mc_fail(err, MC_EPARSE, "%s.%s: expected a date, YYYY-MM-DD", where, key);
    }
    return code;
}

static enum mc_err parse_act(const cJSON *object, const char *where, struct procedure_act *act,
                             struct mc_error *err)
{
    static const char *const KEYS[] = {"number", "title", "issuer", "issued", "effective", NULL};
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = procedure_parse_optional(object, where, "number", &act->number, err);
    }
    if (code == MC_OK && act->number == NULL) {
        code = mc_fail(err, MC_EPARSE, "%s.number: missing", where);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "title", true, &act->title, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "issuer", false, &act->issuer, err);
    }
    if (code == MC_OK) {
        code = parse_act_date(object, where, "issued", &act->issued, err);
    }
    return code == MC_OK ? parse_act_date(object, where, "effective", &act->effective, err) : code;
}

static enum mc_err parse_legal_item(const cJSON *item, struct procedure *procedure,
                                    struct mc_error *err)
{
    size_t index = procedure->legal_count++;
    char path[LOCALISED_PATH_BYTES];
    localised_path_item(path, ROOT, "legal", index);
    if (cJSON_IsString(item) && item->valuestring[0] != '\0') {
        procedure->legal[index] = mc_strdup(item->valuestring);
        return MC_OK;
    }
    struct procedure_act *act = &procedure->acts[index];
    enum mc_err code = cJSON_IsObject(item)
                           ? parse_act(item, path, act, err)
                           : mc_fail(err, MC_EPARSE, "%s: expected text or a legal act", path);
    if (code == MC_OK) {
        procedure->legal[index] = procedure_act_line(act);
    }
    return code;
}

static enum mc_err parse_legal(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(root, ROOT, "legal", PROCEDURE_LIST_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    size_t room = (size_t)cJSON_GetArraySize(array) + 1;
    procedure->legal = mc_calloc(room, sizeof *procedure->legal);
    procedure->acts = mc_calloc(room, sizeof *procedure->acts);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        code = parse_legal_item(item, procedure, err);
    }
    return code;
}

static enum mc_err parse_template(const cJSON *object, const char *where,
                                  struct procedure_template *out, struct mc_error *err)
{
    static const char *const KEYS[] = {"name", "number", "url", NULL};
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = localised_parse(object, where, "name", true, &out->name, err);
    }
    if (code == MC_OK) {
        code = procedure_parse_optional(object, where, "number", &out->number, err);
    }
    return code == MC_OK ? procedure_parse_optional(object, where, "url", &out->url, err) : code;
}

static enum mc_err parse_templates(const cJSON *root, struct procedure *procedure,
                                   struct mc_error *err)
{
    if (mc_json_find(root, "templates") == NULL) {
        return MC_OK;
    }
    const cJSON *array;
    enum mc_err code = mc_json_array(root, ROOT, "templates", PROCEDURE_TEMPLATES_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    procedure->templates =
        mc_calloc((size_t)cJSON_GetArraySize(array) + 1, sizeof *procedure->templates);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, ROOT, "templates", procedure->template_count);
        code = parse_template(item, path, &procedure->templates[procedure->template_count++], err);
    }
    return code;
}

static enum mc_err parse_audiences(const cJSON *root, struct procedure *procedure,
                                   struct mc_error *err)
{
    if (mc_json_find(root, "audiences") == NULL) {
        return MC_OK;
    }
    const cJSON *array;
    enum mc_err code = mc_json_array(root, ROOT, "audiences", AUDIENCE_COUNT, &array, err);
    if (code != MC_OK) {
        return code;
    }
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        int audience = 0;
        while (audience < AUDIENCE_COUNT &&
               !(cJSON_IsString(item) &&
                 strcmp(item->valuestring, procedure_audience_words[audience]) == 0)) {
            audience++;
        }
        if (audience == AUDIENCE_COUNT ||
            (procedure->audiences & (1U << (unsigned)audience)) != 0) {
            return mc_fail(err, MC_EPARSE, ROOT ".audiences: a word unknown or twice");
        }
        procedure->audiences |= 1U << (unsigned)audience;
    }
    return MC_OK;
}

static enum mc_err parse_texts(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    struct procedure_text texts[PROCEDURE_TEXT_COUNT];
    procedure_texts_of(procedure, texts);
    enum mc_err code = MC_OK;
    for (size_t i = 0; i < PROCEDURE_TEXT_COUNT && code == MC_OK; i++) {
        bool required = texts[i].text == &procedure->name;
        code = localised_parse(root, ROOT, texts[i].key, required, texts[i].text, err);
    }
    return code;
}

static enum mc_err parse_state(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    int status = PROCEDURE_IN_FORCE;
    int64_t version = 1;
    enum mc_err code = MC_OK;
    if (mc_json_find(root, "status") != NULL) {
        code = procedure_parse_word(root, ROOT, "status", procedure_status_words, &status, err);
    }
    if (code == MC_OK && mc_json_find(root, "version") != NULL) {
        code = mc_json_integer(root, ROOT, "version", 1, PROCEDURE_VERSION_MAX, &version, err);
    }
    if (code == MC_OK) {
        procedure->status = (enum procedure_status)status;
        procedure->version = (int)version;
        code = procedure_parse_optional(root, ROOT, "decision", &procedure->decision, err);
    }
    if (code == MC_OK) {
        code = procedure_parse_optional(root, ROOT, "field_code", &procedure->field_code, err);
    }
    if (code == MC_OK && procedure->field_code != NULL &&
        !procedure_field_code_known(procedure->field_code)) {
        code =
            mc_fail(err, MC_EPARSE, ROOT ".field_code: unknown \"%.40s\"", procedure->field_code);
    }
    return code;
}

static enum mc_err parse_plain(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    char code_text[PROCEDURE_CODE_BYTES];
    int level = 0;
    int online = 0;
    enum mc_err code = mc_json_text_into(root, ROOT, "code", code_text, sizeof code_text, err);
    if (code == MC_OK && !procedure_code_valid(code_text)) {
        code = mc_fail(err, MC_EPARSE, ROOT ".code: \"%s\" is no national code", code_text);
    }
    if (code == MC_OK) {
        code = procedure_parse_word(root, ROOT, "level", procedure_level_words, &level, err);
    }
    if (code == MC_OK) {
        code = procedure_parse_word(root, ROOT, "online", procedure_online_words, &online, err);
    }
    if (code == MC_OK) {
        code = mc_json_bool(root, ROOT, "boundary_free", &procedure->boundary_free, err);
    }
    if (code == MC_OK) {
        procedure->code = mc_strdup(code_text);
        procedure->level = (enum procedure_level)level;
        procedure->online = (enum procedure_online)online;
        code = parse_state(root, procedure, err);
    }
    return code == MC_OK ? parse_audiences(root, procedure, err) : code;
}

static enum mc_err parse_lists(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    struct procedure_strings strings[PROCEDURE_STRINGS_COUNT];
    struct procedure_texts texts[PROCEDURE_TEXT_LIST_COUNT];
    procedure_strings_of(procedure, strings);
    procedure_text_lists_of(procedure, texts);
    enum mc_err code = MC_OK;
    for (size_t i = 0; i < PROCEDURE_TEXT_LIST_COUNT && code == MC_OK; i++) {
        if (!texts[i].optional || mc_json_find(root, texts[i].key) != NULL) {
            code = procedure_parse_texts(root, ROOT, texts[i].key, texts[i].max, texts[i].items,
                                         texts[i].count, err);
        }
    }
    if (code == MC_OK) {
        code = parse_legal(root, procedure, err);
    }
    if (code == MC_OK) {
        code = parse_templates(root, procedure, err);
    }
    for (size_t i = 0; i < PROCEDURE_STRINGS_COUNT && code == MC_OK; i++) {
        code = parse_strings(root, &strings[i], err);
    }
    if (code == MC_OK && (procedure->channel_count == 0 || procedure->case_count == 0)) {
        code = mc_fail(err, MC_EPARSE, ROOT ": needs a channel and a case");
    }
    if (code == MC_OK && procedure->source_count == 0) {
        code = mc_fail(err, MC_EPARSE, ROOT ".sources: empty");
    }
    return code;
}

static enum mc_err parse_root(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    static const char *const KEYS[] = {"code",
                                       "name",
                                       "plain_name",
                                       "field",
                                       "field_code",
                                       "audience",
                                       "audiences",
                                       "summary",
                                       "status",
                                       "version",
                                       "decision",
                                       "level",
                                       "online",
                                       "boundary_free",
                                       "deciding_agency",
                                       "receiving_agency",
                                       "authorised_agency",
                                       "cooperating_agencies",
                                       "result",
                                       "results",
                                       "conditions",
                                       "channels",
                                       "cases",
                                       "steps",
                                       "legal",
                                       "related",
                                       "templates",
                                       "life_events",
                                       "keywords",
                                       "sources",
                                       NULL};
    enum mc_err code = mc_json_only_keys(root, ROOT, KEYS, err);
    if (code == MC_OK) {
        code = parse_plain(root, procedure, err);
    }
    if (code == MC_OK) {
        code = parse_texts(root, procedure, err);
    }
    if (code == MC_OK) {
        code = procedure_parse_channels(root, procedure, err);
    }
    if (code == MC_OK) {
        code = procedure_parse_cases(root, procedure, err);
    }
    return code == MC_OK ? parse_lists(root, procedure, err) : code;
}

enum mc_err procedure_parse(const void *json, size_t len, struct procedure **out,
                            struct mc_error *err)
{
    cJSON *root = NULL;
    enum mc_err code = mc_json_parse(json, len, PROCEDURE_JSON_MAX_BYTES, &root, err);
    if (code != MC_OK) {
        return code;
    }
    struct procedure *procedure = MC_NEW(struct procedure);
    code = parse_root(root, procedure, err);
    cJSON_Delete(root);
    if (code != MC_OK) {
        procedure_destroy(procedure);
        return code;
    }
    *out = procedure;
    return MC_OK;
}
