#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/localised.h"
#include "domain/procedure.h"

#define ROOT         "procedure"
#define CHANNELS_MAX 3
#define FEES_MAX     8
#define CASES_MAX    16
#define PAPERS_MAX   32
#define STEPS_MAX    24
#define STRINGS_MAX  48
#define SHEETS_MAX   20
#define DURATION_MAX 1000
#define FEE_MAX_DONG INT64_C(1000000000)

static const char *const LEVELS[] = {"ministry", "province", "ward", NULL};
static const char *const ONLINE[] = {"none", "partial", "full", NULL};
static const char *const CHANNELS[] = {"counter", "online", "post", NULL};
static const char *const FEES[] = {"charge", "duty", NULL};
static const char *const UNITS[] = {"working_days", "days", "hours", NULL};

static enum mc_err parse_word(const cJSON *object, const char *where, const char *key,
                              const char *const *words, int *out, struct mc_error *err)
{
    const char *text;
    enum mc_err code = mc_json_text(object, where, key, &text, err);
    if (code != MC_OK) {
        return code;
    }
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return MC_OK;
        }
    }
    return mc_fail(err, MC_EPARSE, "%s.%s: unknown word \"%.40s\"", where, key, text);
}

static enum mc_err parse_strings(const cJSON *object, const char *key, char ***out, size_t *count,
                                 struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(object, ROOT, key, STRINGS_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    *out = mc_calloc(STRINGS_MAX, sizeof **out);
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        if (!cJSON_IsString(item) || item->valuestring[0] == '\0') {
            return mc_fail(err, MC_EPARSE, ROOT ".%s[%zu]: expected text", key, *count);
        }
        (*out)[(*count)++] = mc_strdup(item->valuestring);
    }
    return MC_OK;
}

static enum mc_err parse_fee(const cJSON *object, const char *where, struct procedure_fee *fee,
                             struct mc_error *err)
{
    static const char *const KEYS[] = {"kind", "amount_dong", "note", NULL};
    int kind = 0;
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = parse_word(object, where, "kind", FEES, &kind, err);
    }
    if (code == MC_OK) {
        code =
            mc_json_integer(object, where, "amount_dong", 0, FEE_MAX_DONG, &fee->amount_dong, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "note", false, &fee->note, err);
    }
    fee->kind = (enum procedure_fee_kind)kind;
    return code;
}

static enum mc_err parse_fees(const cJSON *object, const char *where,
                              struct procedure_channel *channel, struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(object, where, "fees", FEES_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    channel->fees = mc_calloc(FEES_MAX, sizeof *channel->fees);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, where, "fees", channel->fee_count);
        code = parse_fee(item, path, &channel->fees[channel->fee_count++], err);
    }
    return code;
}

static enum mc_err parse_duration(const cJSON *object, const char *where, struct duration *out,
                                  struct mc_error *err)
{
    static const char *const KEYS[] = {"amount", "unit", NULL};
    const cJSON *duration;
    char path[LOCALISED_PATH_BYTES];
    int64_t amount = 0;
    int unit = 0;
    localised_path_key(path, where, "duration");
    enum mc_err code = mc_json_object(object, where, "duration", &duration, err);
    if (code == MC_OK) {
        code = mc_json_only_keys(duration, path, KEYS, err);
    }
    if (code == MC_OK) {
        code = mc_json_integer(duration, path, "amount", 0, DURATION_MAX, &amount, err);
    }
    if (code == MC_OK) {
        code = parse_word(duration, path, "unit", UNITS, &unit, err);
    }
    if (code == MC_OK) {
        *out = (struct duration){.amount = (int)amount, .unit = (enum duration_unit)unit};
    }
    return code;
}

static enum mc_err parse_channel(const cJSON *object, const char *where,
                                 struct procedure *procedure, struct mc_error *err)
{
    static const char *const KEYS[] = {"kind", "duration", "fees", "note", NULL};
    int kind = 0;
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = parse_word(object, where, "kind", CHANNELS, &kind, err);
    }
    if (code == MC_OK &&
        procedure_channel_of(procedure, (enum procedure_channel_kind)kind) != NULL) {
        code = mc_fail(err, MC_EPARSE, "%s.kind: twice", where);
    }
    if (code != MC_OK) {
        return code;
    }
    struct procedure_channel *channel = &procedure->channels[procedure->channel_count++];
    channel->kind = (enum procedure_channel_kind)kind;
    code = parse_duration(object, where, &channel->duration, err);
    if (code == MC_OK) {
        code = parse_fees(object, where, channel, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "note", false, &channel->note, err);
    }
    return code;
}

static enum mc_err parse_paper(const cJSON *object, const char *where, struct procedure_paper *out,
                               struct mc_error *err)
{
    static const char *const KEYS[] = {"name", "originals", "copies", "required", "note", NULL};
    int64_t originals = 0;
    int64_t copies = 0;
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = localised_parse(object, where, "name", true, &out->name, err);
    }
    if (code == MC_OK) {
        code = mc_json_integer(object, where, "originals", 0, SHEETS_MAX, &originals, err);
    }
    if (code == MC_OK) {
        code = mc_json_integer(object, where, "copies", 0, SHEETS_MAX, &copies, err);
    }
    if (code == MC_OK) {
        code = mc_json_bool(object, where, "required", &out->required, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "note", false, &out->note, err);
    }
    out->originals = (int)originals;
    out->copies = (int)copies;
    return code;
}

static enum mc_err parse_papers(const cJSON *object, const char *where, struct procedure_case *one,
                                struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(object, where, "papers", PAPERS_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    one->papers = mc_calloc(PAPERS_MAX, sizeof *one->papers);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, where, "papers", one->paper_count);
        code = parse_paper(item, path, &one->papers[one->paper_count++], err);
    }
    return code;
}

static enum mc_err parse_case(const cJSON *object, const char *where, struct procedure *procedure,
                              struct mc_error *err)
{
    static const char *const KEYS[] = {"id", "title", "papers", "form", NULL};
    struct procedure_case *one = &procedure->cases[procedure->case_count];
    const char *id = NULL;
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = mc_json_text(object, where, "id", &id, err);
    }
    if (code != MC_OK) {
        return code;
    }
    for (size_t i = 0; i < procedure->case_count; i++) {
        if (strcmp(procedure->cases[i].id, id) == 0) {
            return mc_fail(err, MC_EPARSE, "%s.id: twice", where);
        }
    }
    procedure->case_count++;
    one->id = mc_strdup(id);
    if (id[0] == '\0') {
        return mc_fail(err, MC_EPARSE, "%s.id: empty", where);
    }
    code = localised_parse(object, where, "title", true, &one->title, err);
    if (code == MC_OK) {
        code = parse_papers(object, where, one, err);
    }
    const cJSON *form = mc_json_find(object, "form");
    if (code == MC_OK && form != NULL) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_key(path, where, "form");
        code = form_parse(form, path, &one->form, err);
    }
    return code;
}

static enum mc_err parse_channels(const cJSON *root, struct procedure *procedure,
                                  struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(root, ROOT, "channels", CHANNELS_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    procedure->channels = mc_calloc(CHANNELS_MAX, sizeof *procedure->channels);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, ROOT, "channels", procedure->channel_count);
        code = parse_channel(item, path, procedure, err);
    }
    return code;
}

static enum mc_err parse_cases(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(root, ROOT, "cases", CASES_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    procedure->cases = mc_calloc(CASES_MAX, sizeof *procedure->cases);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, ROOT, "cases", procedure->case_count);
        code = parse_case(item, path, procedure, err);
    }
    return code;
}

static enum mc_err parse_steps(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(root, ROOT, "steps", STEPS_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    procedure->steps = mc_calloc(STEPS_MAX, sizeof *procedure->steps);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, ROOT, "steps", procedure->step_count);
        code = localised_parse_value(item, path, &procedure->steps[procedure->step_count++], err);
    }
    return code;
}

static enum mc_err parse_texts(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    const struct {
        const char *key;
        struct mc_text *text;
        bool required;
    } texts[] = {{"name", &procedure->name, true},
                 {"plain_name", &procedure->plain_name, true},
                 {"field", &procedure->field, true},
                 {"audience", &procedure->audience, true},
                 {"summary", &procedure->summary, true},
                 {"deciding_agency", &procedure->deciding_agency, true},
                 {"result", &procedure->result, true},
                 {"conditions", &procedure->conditions, false}};
    enum mc_err code = MC_OK;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && code == MC_OK; i++) {
        code = localised_parse(root, ROOT, texts[i].key, texts[i].required, texts[i].text, err);
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
        code = parse_word(root, ROOT, "level", LEVELS, &level, err);
    }
    if (code == MC_OK) {
        code = parse_word(root, ROOT, "online", ONLINE, &online, err);
    }
    if (code == MC_OK) {
        code = mc_json_bool(root, ROOT, "boundary_free", &procedure->boundary_free, err);
    }
    if (code == MC_OK) {
        procedure->code = mc_strdup(code_text);
        procedure->level = (enum procedure_level)level;
        procedure->online = (enum procedure_online)online;
    }
    return code;
}

static enum mc_err parse_lists(const cJSON *root, struct procedure *procedure, struct mc_error *err)
{
    enum mc_err code = parse_channels(root, procedure, err);
    if (code == MC_OK) {
        code = parse_cases(root, procedure, err);
    }
    if (code == MC_OK) {
        code = parse_steps(root, procedure, err);
    }
    if (code == MC_OK) {
        code = parse_strings(root, "legal", &procedure->legal, &procedure->legal_count, err);
    }
    if (code == MC_OK) {
        code =
            parse_strings(root, "keywords", &procedure->keywords, &procedure->keyword_count, err);
    }
    if (code == MC_OK) {
        code = parse_strings(root, "sources", &procedure->sources, &procedure->source_count, err);
    }
    if (code == MC_OK && (procedure->channel_count == 0 || procedure->case_count == 0)) {
        code = mc_fail(err, MC_EPARSE, ROOT ": needs a channel and a case");
    }
    if (code == MC_OK && procedure->source_count == 0) {
        code = mc_fail(err, MC_EPARSE, ROOT ".sources: empty");
    }
    return code;
}

enum mc_err procedure_parse(const void *json, size_t len, struct procedure **out,
                            struct mc_error *err)
{
    static const char *const KEYS[] = {
        "code",   "name",          "plain_name",      "field",   "audience",   "summary",  "level",
        "online", "boundary_free", "deciding_agency", "result",  "conditions", "channels", "cases",
        "steps",  "legal",         "keywords",        "sources", NULL};
    cJSON *root = NULL;
    enum mc_err code = mc_json_parse(json, len, PROCEDURE_JSON_MAX_BYTES, &root, err);
    if (code != MC_OK) {
        return code;
    }
    struct procedure *procedure = MC_NEW(struct procedure);
    code = mc_json_only_keys(root, ROOT, KEYS, err);
    if (code == MC_OK) {
        code = parse_plain(root, procedure, err);
    }
    if (code == MC_OK) {
        code = parse_texts(root, procedure, err);
    }
    if (code == MC_OK) {
        code = parse_lists(root, procedure, err);
    }
    cJSON_Delete(root);
    if (code != MC_OK) {
        procedure_destroy(procedure);
        return code;
    }
    *out = procedure;
    return MC_OK;
}
