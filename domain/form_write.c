#include "domain/form_internal.h"
#include "domain/localised.h"

const char *const form_type_words[] = {"text",   "long_text", "date",  "choice",
                                       "phone",  "id_number", "money", "address",
                                       "yes_no", "place",     NULL};
const char *const form_card_words[] = {"none", "name",      "id_number", "birth",
                                       "sex",  "residence", "issued",    NULL};
const char *const form_bound_words[] = {"any", "past", "future", NULL};

/* A limit of 0 is none. */
static void write_limit(cJSON *object, const char *key, int64_t limit)
{
    if (limit > 0) {
        (void)cJSON_AddNumberToObject(object, key, (double)limit);
    }
}

static void write_choices(cJSON *object, const struct form_field *field)
{
    if (field->choice_count == 0) {
        return;
    }
    cJSON *choices = cJSON_AddArrayToObject(object, "choices");
    for (size_t i = 0; i < field->choice_count; i++) {
        cJSON *choice = cJSON_CreateObject();
        (void)cJSON_AddStringToObject(choice, "id", field->choices[i].id);
        localised_write(choice, "label", &field->choices[i].label);
        (void)cJSON_AddItemToArray(choices, choice);
    }
}

static cJSON *write_field(const struct form *form, const struct form_field *field)
{
    cJSON *object = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(object, "id", field->id);
    (void)cJSON_AddStringToObject(object, "type", form_type_words[field->type]);
    localised_write(object, "label", &field->label);
    localised_write(object, "hint", &field->hint);
    localised_write(object, "section", &field->section);
    (void)cJSON_AddBoolToObject(object, "required", field->required);
    if (field->card != FORM_CARD_NONE) {
        (void)cJSON_AddStringToObject(object, "card", form_card_words[field->card]);
    }
    if (field->card_locked) {
        (void)cJSON_AddTrueToObject(object, "card_locked");
    }
    if (field->digits) {
        (void)cJSON_AddTrueToObject(object, "digits");
    }
    if (field->date_bound != FORM_ANY_DATE) {
        (void)cJSON_AddStringToObject(object, "date_bound", form_bound_words[field->date_bound]);
    }
    if (field->year_enough) {
        (void)cJSON_AddTrueToObject(object, "year_enough");
    }
    write_limit(object, "min_length", field->min_length);
    write_limit(object, "max_length", field->max_length);
    write_limit(object, "min_dong", field->min_dong);
    write_limit(object, "max_dong", field->max_dong);
    write_choices(object, field);
    if (field->shown_if_field >= 0) {
        cJSON *condition = cJSON_AddObjectToObject(object, "shown_if");
        (void)cJSON_AddStringToObject(condition, "field", form->fields[field->shown_if_field].id);
        (void)cJSON_AddStringToObject(condition, "value", field->shown_if_value);
    }
    return object;
}

cJSON *form_write(const struct form *form)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < form->field_count; i++) {
        (void)cJSON_AddItemToArray(array, write_field(form, &form->fields[i]));
    }
    return array;
}
