#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/form_internal.h"
#include "domain/localised.h"

#define MAX_DONG INT64_C(999999999999999)

static enum mc_err parse_id(const cJSON *object, const char *where, const char *key,
                            char out[FORM_ID_BYTES], struct mc_error *err)
{
    char id[FORM_ID_BYTES];
    enum mc_err code = mc_json_text_into(object, where, key, id, sizeof id, err);
    if (code != MC_OK) {
        return code;
    }
    if (id[0] == '\0' || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(id)) {
        return mc_fail(err, MC_EPARSE, "%s.%s: only a-z, 0-9 and _", where, key);
    }
    memcpy(out, id, FORM_ID_BYTES);
    return MC_OK;
}

/* A missing key leaves *out as it is. */
static enum mc_err parse_word(const cJSON *object, const char *where, const char *key,
                              const char *const *words, int *out, struct mc_error *err)
{
    if (mc_json_find(object, key) == NULL) {
        return MC_OK;
    }
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

static enum mc_err parse_number(const cJSON *object, const char *where, const char *key,
                                int64_t most, int64_t *out, struct mc_error *err)
{
    if (mc_json_find(object, key) == NULL) {
        return MC_OK;
    }
    return mc_json_integer(object, where, key, 0, most, out, err);
}

static enum mc_err parse_choice(const cJSON *item, const char *where, struct form_choice *out,
                                struct mc_error *err)
{
    static const char *const KEYS[] = {"id", "label", NULL};
    enum mc_err code = mc_json_only_keys(item, where, KEYS, err);
    if (code == MC_OK) {
        code = parse_id(item, where, "id", out->id, err);
    }
    if (code == MC_OK) {
        code = localised_parse(item, where, "label", true, &out->label, err);
    }
    return code;
}

static enum mc_err parse_choices(const cJSON *object, const char *where, struct form_field *field,
                                 struct mc_error *err)
{
    if (field->type != FORM_CHOICE) {
        return mc_json_find(object, "choices") == NULL
                   ? MC_OK
                   : mc_fail(err, MC_EPARSE, "%s.choices: only for a choice", where);
    }
    const cJSON *array;
    enum mc_err code = mc_json_array(object, where, "choices", FORM_CHOICES_MAX, &array, err);
    if (code != MC_OK) {
        return code;
    }
    if (array->child == NULL) {
        return mc_fail(err, MC_EPARSE, "%s.choices: empty", where);
    }
    field->choices = mc_calloc(FORM_CHOICES_MAX, sizeof *field->choices);
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        size_t index = field->choice_count++;
        char path[LOCALISED_PATH_BYTES];
        localised_path_item(path, where, "choices", index);
        code = parse_choice(item, path, &field->choices[index], err);
        if (code != MC_OK) {
            return code;
        }
        for (size_t i = 0; i < index; i++) {
            if (strcmp(field->choices[i].id, field->choices[index].id) == 0) {
                return mc_fail(err, MC_EPARSE, "%s.id: twice", path);
            }
        }
    }
    return MC_OK;
}

static bool answer_possible(const struct form_field *field, const char *value)
{
    if (field->type == FORM_YES_NO) {
        return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
    }
    for (size_t i = 0; i < field->choice_count; i++) {
        if (strcmp(field->choices[i].id, value) == 0) {
            return true;
        }
    }
    return false;
}

static enum mc_err parse_shown_if(const cJSON *object, const char *where, const struct form *form,
                                  size_t index, struct mc_error *err)
{
    static const char *const KEYS[] = {"field", "value", NULL};
    struct form_field *field = &form->fields[index];
    field->shown_if_field = -1;
    if (mc_json_find(object, "shown_if") == NULL) {
        return MC_OK;
    }
    const cJSON *condition;
    char path[LOCALISED_PATH_BYTES];
    char target[FORM_ID_BYTES];
    localised_path_key(path, where, "shown_if");
    enum mc_err code = mc_json_object(object, where, "shown_if", &condition, err);
    if (code == MC_OK) {
        code = mc_json_only_keys(condition, path, KEYS, err);
    }
    if (code == MC_OK) {
        code = parse_id(condition, path, "field", target, err);
    }
    if (code == MC_OK) {
        code = parse_id(condition, path, "value", field->shown_if_value, err);
    }
    if (code != MC_OK) {
        return code;
    }
    for (size_t i = 0; i < index; i++) {
        if (strcmp(form->fields[i].id, target) == 0) {
            field->shown_if_field = (int)i;
            return answer_possible(&form->fields[i], field->shown_if_value)
                       ? MC_OK
                       : mc_fail(err, MC_EPARSE, "%s.value: no such answer", path);
        }
    }
    return mc_fail(err, MC_EPARSE, "%s.field: no earlier field \"%s\"", path, target);
}

static bool type_is_text(enum form_field_type type)
{
    return type == FORM_TEXT || type == FORM_LONG_TEXT || type == FORM_ADDRESS ||
           type == FORM_PLACE;
}

static enum mc_err parse_limits(const cJSON *object, const char *where, struct form_field *field,
                                struct mc_error *err)
{
    static const struct {
        const char *key;
        int64_t most;
    } LIMITS[] = {{"min_length", FORM_VALUE_BYTES - 1},
                  {"max_length", FORM_VALUE_BYTES - 1},
                  {"min_dong", MAX_DONG},
                  {"max_dong", MAX_DONG}};
    int64_t limits[4] = {0};
    for (size_t i = 0; i < 4; i++) {
        bool fits = i < 2 ? type_is_text(field->type) : field->type == FORM_MONEY;
        if (!fits && mc_json_find(object, LIMITS[i].key) != NULL) {
            return mc_fail(err, MC_EPARSE, "%s.%s: not for this type", where, LIMITS[i].key);
        }
        enum mc_err code =
            parse_number(object, where, LIMITS[i].key, LIMITS[i].most, &limits[i], err);
        if (code != MC_OK) {
            return code;
        }
    }
    for (size_t i = 0; i < 4; i += 2) {
        if (limits[i + 1] > 0 && limits[i] > limits[i + 1]) {
            return mc_fail(err, MC_EPARSE, "%s.%s: over the maximum", where, LIMITS[i].key);
        }
    }
    field->min_length = (int)limits[0];
    field->max_length = (int)limits[1];
    field->min_dong = limits[2];
    field->max_dong = limits[3];
    return MC_OK;
}

static enum mc_err check_card_source(const struct form_field *field, const char *where,
                                     struct mc_error *err)
{
    bool fits = true;
    switch (field->card) {
    case FORM_CARD_NONE: fits = !field->card_locked; break;
    case FORM_CARD_NAME: fits = field->type == FORM_TEXT; break;
    case FORM_CARD_ID_NUMBER: fits = field->type == FORM_ID_NUMBER; break;
    case FORM_CARD_BIRTH:
    case FORM_CARD_ISSUED: fits = field->type == FORM_DATE; break;
    case FORM_CARD_SEX:
        fits = answer_possible(field, "male") && answer_possible(field, "female");
        break;
    case FORM_CARD_RESIDENCE: fits = type_is_text(field->type); break;
    }
    return fits ? MC_OK : mc_fail(err, MC_EPARSE, "%s.card: does not fit the field", where);
}

/* only_for: what else it has to be; NULL: it may be there. */
static enum mc_err parse_mark(const cJSON *object, const char *where, const char *key,
                              const char *only_for, bool *out, struct mc_error *err)
{
    if (mc_json_find(object, key) == NULL) {
        return MC_OK;
    }
    return only_for == NULL ? mc_json_bool(object, where, key, out, err)
                            : mc_fail(err, MC_EPARSE, "%s.%s: only for %s", where, key, only_for);
}

static enum mc_err parse_kind(const cJSON *object, const char *where, struct form_field *field,
                              struct mc_error *err)
{
    int type = -1;
    int card = FORM_CARD_NONE;
    int bound = FORM_ANY_DATE;
    enum mc_err code = parse_word(object, where, "type", form_type_words, &type, err);
    if (code == MC_OK && type < 0) {
        code = mc_fail(err, MC_EPARSE, "%s.type: missing", where);
    }
    if (code == MC_OK) {
        code = parse_word(object, where, "card", form_card_words, &card, err);
    }
    if (code == MC_OK) {
        code = parse_word(object, where, "date_bound", form_bound_words, &bound, err);
    }
    if (code == MC_OK && bound != FORM_ANY_DATE && type != FORM_DATE) {
        code = mc_fail(err, MC_EPARSE, "%s.date_bound: only for a date", where);
    }
    if (code == MC_OK) {
        code = parse_mark(object, where, "card_locked", NULL, &field->card_locked, err);
    }
    if (code == MC_OK) {
        code = parse_mark(object, where, "year_enough", type == FORM_DATE ? NULL : "a date",
                          &field->year_enough, err);
    }
    if (code == MC_OK) {
        code = parse_mark(object, where, "digits", type == FORM_TEXT ? NULL : "a text",
                          &field->digits, err);
    }
    if (code == MC_OK) {
        field->type = (enum form_field_type)type;
        field->card = (enum form_card_source)card;
        field->date_bound = (enum form_date_bound)bound;
    }
    return code;
}

static enum mc_err parse_texts(const cJSON *object, const char *where, struct form_field *field,
                               struct mc_error *err)
{
    enum mc_err code = localised_parse(object, where, "label", true, &field->label, err);
    if (code == MC_OK) {
        code = localised_parse(object, where, "hint", false, &field->hint, err);
    }
    if (code == MC_OK) {
        code = localised_parse(object, where, "section", false, &field->section, err);
    }
    if (code == MC_OK) {
        code = mc_json_bool(object, where, "required", &field->required, err);
    }
    return code;
}

static enum mc_err parse_field(const cJSON *object, const char *where, const struct form *form,
                               size_t index, struct mc_error *err)
{
    static const char *const KEYS[] = {
        "id",       "type",        "label",      "hint",       "section",     "required",
        "card",     "card_locked", "date_bound", "min_length", "max_length",  "min_dong",
        "max_dong", "choices",     "shown_if",   "digits",     "year_enough", NULL};
    struct form_field *field = &form->fields[index];
    enum mc_err code = mc_json_only_keys(object, where, KEYS, err);
    if (code == MC_OK) {
        code = parse_id(object, where, "id", field->id, err);
    }
    for (size_t i = 0; code == MC_OK && i < index; i++) {
        if (strcmp(form->fields[i].id, field->id) == 0) {
            code = mc_fail(err, MC_EPARSE, "%s.id: \"%s\" is taken", where, field->id);
        }
    }
    if (code == MC_OK) {
        code = parse_kind(object, where, field, err);
    }
    if (code == MC_OK) {
        code = parse_texts(object, where, field, err);
    }
    if (code == MC_OK) {
        code = parse_limits(object, where, field, err);
    }
    if (code == MC_OK) {
        code = parse_choices(object, where, field, err);
    }
    if (code == MC_OK) {
        code = check_card_source(field, where, err);
    }
    if (code == MC_OK) {
        code = parse_shown_if(object, where, form, index, err);
    }
    return code;
}

enum mc_err form_parse(const cJSON *array, const char *where, struct form *out,
                       struct mc_error *err)
{
    if (!cJSON_IsArray(array)) {
        return mc_fail(err, MC_EPARSE, "%s: expected an array", where);
    }
    if (cJSON_GetArraySize(array) > FORM_FIELDS_MAX) {
        return mc_fail(err, MC_ETOOBIG, "%s: more than %d fields", where, FORM_FIELDS_MAX);
    }
    struct form form = {0};
    form.fields = mc_calloc(FORM_FIELDS_MAX, sizeof *form.fields);
    for (const cJSON *item = array->child; item != NULL; item = item->next) {
        size_t index = form.field_count++;
        char path[LOCALISED_PATH_BYTES];
        (void)snprintf(path, sizeof path, "%s[%zu]", where, index);
        enum mc_err code = parse_field(item, path, &form, index, err);
        if (code != MC_OK) {
            form_finish(&form);
            return code;
        }
    }
    *out = form;
    return MC_OK;
}
