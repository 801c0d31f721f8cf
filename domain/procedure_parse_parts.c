/* Reading a procedure's channels and cases. */
#include <string.h>

#include "core/memory.h"
#include "domain/procedure_internal.h"

enum mc_err procedure_parse_word(const cJSON *object, const char *where, const char *key,
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

enum mc_err procedure_parse_optional(const cJSON *object, const char *where, const char *key,
                                     char **out, struct mc_error *err)
{
    if (mc_json_find(object, key) == NULL) {
        return MC_OK;
    }
    const char *text;
    enum mc_err code = mc_json_text(object, where, key, &text, err);
    if (code == MC_OK && text[0] == '\0') {
        code = mc_fail(err, MC_EPARSE, "%s.%s: empty", where, key);
    }
    if (code == MC_OK) {
        *out = mc_strdup(text);
    }
    return code;
}

enum mc_err procedure_parse_texts(const cJSON *object, const char *where, const char *key,
                                  size_t max, struct mc_text **items, size_t *count,
                                  struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(object, where, key, max, &array, err);
    if (code != MC_OK) {
        return code;
    }
    *items = mc_calloc((size_t)cJSON_GetArraySize(array) + 1, sizeof **items);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, where, key, *count);
        code = localised_parse_value(item, path, &(*items)[(*count)++], err);
    }
    return code;
}

static enum mc_err parse_fee(const cJSON *object, const char *where, struct procedure_fee *fee,
                             struct mc_error *err)
{
    static const char *const KEYS[] = {"kind", "amount_dong", "note", "place", NULL};
    int kind = 0;
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = procedure_parse_word(object, where, "kind", procedure_fee_words, &kind, err);
    }
    if (code == MC_OK) {
        code = mc_json_integer(object, where, "amount_dong", 0, PROCEDURE_FEE_MAX_DONG,
                               &fee->amount_dong, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "note", false, &fee->note, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "place", false, &fee->place, err);
    }
    fee->kind = (enum procedure_fee_kind)kind;
    return code;
}

static enum mc_err parse_fees(const cJSON *object, const char *where,
                              struct procedure_channel *channel, struct mc_error *err)
{
    channel->fees_unknown = mc_json_find(object, "fees") == NULL;
    if (channel->fees_unknown) {
        return MC_OK;
    }
    const cJSON *array;
    enum mc_err code = mc_json_array(object, where, "fees", PROCEDURE_FEES_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    channel->fees = mc_calloc((size_t)cJSON_GetArraySize(array) + 1, sizeof *channel->fees);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, where, "fees", channel->fee_count);
        code = parse_fee(item, path, &channel->fees[channel->fee_count++], err);
    }
    return code;
}

/* *found: whether there is such a key. */
static enum mc_err parse_duration(const cJSON *object, const char *where, const char *key,
                                  bool *found, struct duration *out, struct mc_error *err)
{
    static const char *const KEYS[] = {"amount", "unit", NULL};
    *found = mc_json_find(object, key) != NULL;
    if (!*found) {
        return MC_OK;
    }
    const cJSON *duration;
    char path[LOCALISED_PATH_BYTES];
    int64_t amount = 0;
    int unit = 0;
    localised_path_key(path, where, key);
    enum mc_err code = mc_json_object(object, where, key, &duration, err);
    if (code == MC_OK) {
        code = mc_json_only_keys(duration, path, KEYS, err);
    }
    if (code == MC_OK) {
        code = mc_json_integer(duration, path, "amount", 0, PROCEDURE_DURATION_MAX, &amount, err);
    }
    if (code == MC_OK) {
        code = procedure_parse_word(duration, path, "unit", procedure_unit_words, &unit, err);
    }
    if (code == MC_OK) {
        *out = (struct duration){.amount = (int)amount, .unit = (enum duration_unit)unit};
    }
    return code;
}

static enum mc_err parse_times(const cJSON *object, const char *where,
                               struct procedure_channel *channel, struct mc_error *err)
{
    bool known;
    enum mc_err code = parse_duration(object, where, "duration", &known, &channel->duration, err);
    channel->duration_unknown = !known;
    if (code == MC_OK) {
        code = parse_duration(object, where, "duration_max", &channel->has_duration_max,
                              &channel->duration_max, err);
    }
    if (code == MC_OK && channel->duration_unknown && channel->has_duration_max) {
        code = mc_fail(err, MC_EPARSE, "%s.duration_max: without a duration", where);
    }
    return code == MC_OK ? localised_parse(object, where, "duration_note", false,
                                           &channel->duration_note, err)
                         : code;
}

static enum mc_err parse_channel(const cJSON *object, const char *where,
                                 struct procedure *procedure, struct mc_error *err)
{
    static const char *const KEYS[] = {"kind", "duration", "duration_max", "duration_note",
                                       "fees", "fee_note", "note",         NULL};
    int kind = 0;
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = procedure_parse_word(object, where, "kind", procedure_channel_words, &kind, err);
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
    code = parse_times(object, where, channel, err);
    if (code == MC_OK) {
        code = parse_fees(object, where, channel, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "fee_note", false, &channel->fee_note, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "note", false, &channel->note, err);
    }
    return code;
}

static enum mc_err parse_sheets(const cJSON *object, const char *where, const char *key, int *out,
                                struct mc_error *err)
{
    int64_t sheets;
    enum mc_err code = mc_json_integer(object, where, key, 0, PROCEDURE_SHEETS_MAX, &sheets, err);
    if (code == MC_OK) {
        *out = (int)sheets;
    }
    return code;
}

static enum mc_err parse_paper(const cJSON *object, const char *where, struct procedure_paper *out,
                               struct mc_error *err)
{
    static const char *const KEYS[] = {"name",     "originals",        "copies", "required",
                                       "template", "replaced_by_data", "note",   NULL};
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = localised_parse(object, where, "name", true, &out->name, err);
    }
    if (code == MC_OK) {
        code = parse_sheets(object, where, "originals", &out->originals, err);
    }
    if (code == MC_OK) {
        code = parse_sheets(object, where, "copies", &out->copies, err);
    }
    if (code == MC_OK) {
        code = mc_json_bool(object, where, "required", &out->required, err);
    }
    if (code == MC_OK && mc_json_find(object, "replaced_by_data") != NULL) {
        code = mc_json_bool(object, where, "replaced_by_data", &out->replaced_by_data, err);
    }
    if (code == MC_OK) {
        code = procedure_parse_optional(object, where, "template", &out->template_number, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "note", false, &out->note, err);
    }
    return code;
}

static enum mc_err parse_papers(const cJSON *object, const char *where, struct procedure_case *one,
                                struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code = mc_json_array(object, where, "papers", PROCEDURE_PAPERS_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    one->papers = mc_calloc((size_t)cJSON_GetArraySize(array) + 1, sizeof *one->papers);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, where, "papers", one->paper_count);
        code = parse_paper(item, path, &one->papers[one->paper_count++], err);
    }
    return code;
}

static enum mc_err parse_case_id(const cJSON *object, const char *where,
                                 struct procedure *procedure, struct mc_error *err)
{
    const char *id = NULL;
    enum mc_err code = mc_json_text(object, where, "id", &id, err);
    if (code != MC_OK) {
        return code;
    }
    if (id[0] == '\0') {
        return mc_fail(err, MC_EPARSE, "%s.id: empty", where);
    }
    for (size_t i = 0; i < procedure->case_count; i++) {
        if (strcmp(procedure->cases[i].id, id) == 0) {
            return mc_fail(err, MC_EPARSE, "%s.id: twice", where);
        }
    }
    procedure->cases[procedure->case_count++].id = mc_strdup(id);
    return MC_OK;
}

static enum mc_err parse_case(const cJSON *object, const char *where, struct procedure *procedure,
                              struct mc_error *err)
{
    static const char *const KEYS[] = {"id", "title", "papers", "form", "steps", NULL};
    struct procedure_case *one = &procedure->cases[procedure->case_count];
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = parse_case_id(object, where, procedure, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "title", true, &one->title, err);
    }
    if (code == MC_OK) {
        code = parse_papers(object, where, one, err);
    }
    const cJSON *form = mc_json_find(object, "form");
    if (code == MC_OK && form != NULL) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_key(path, where, "form");
        code = form_parse(form, path, &one->form, err);
    }
    if (code == MC_OK && one->form.field_count > 0 &&
        one->paper_count > PROCEDURE_FORM_PAPERS_MAX) {
        code = mc_fail(err, MC_ETOOBIG, "%s.papers: more than %d with a form", where,
                       PROCEDURE_FORM_PAPERS_MAX);
    }
    if (code == MC_OK && mc_json_find(object, "steps") != NULL) {
        code = procedure_parse_texts(object, where, "steps", PROCEDURE_STEPS_MAX, &one->steps,
                                     &one->step_count, err);
    }
    return code;
}

enum mc_err procedure_parse_channels(const cJSON *root, struct procedure *procedure,
                                     struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code =
        mc_json_array(root, PROCEDURE_ROOT, "channels", PROCEDURE_CHANNELS_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    procedure->channels = mc_calloc(PROCEDURE_CHANNELS_MAX, sizeof *procedure->channels);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, PROCEDURE_ROOT, "channels", procedure->channel_count);
        code = parse_channel(item, path, procedure, err);
    }
    return code;
}

enum mc_err procedure_parse_cases(const cJSON *root, struct procedure *procedure,
                                  struct mc_error *err)
{
    const cJSON *array;
    enum mc_err code =
        mc_json_array(root, PROCEDURE_ROOT, "cases", PROCEDURE_CASES_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    procedure->cases = mc_calloc((size_t)cJSON_GetArraySize(array) + 1, sizeof *procedure->cases);
    for (const cJSON *item = array->child; item != NULL && code == MC_OK; item = item->next) {
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, PROCEDURE_ROOT, "cases", procedure->case_count);
        code = parse_case(item, path, procedure, err);
    }
    return code;
}
