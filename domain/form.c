#include "domain/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/procedure.h"

void form_finish(struct form *form)
{
    for (size_t i = 0; i < form->field_count; i++) {
        struct form_field *field = &form->fields[i];
        mc_text_finish(&field->label);
        mc_text_finish(&field->hint);
        mc_text_finish(&field->section);
        for (size_t k = 0; k < field->choice_count; k++) {
            mc_text_finish(&field->choices[k].label);
        }
        free(field->choices);
    }
    free(form->fields);
    *form = (struct form){0};
}

static void copy_date(struct date date, char *out, size_t size)
{
    if (date_is_set(date) && size >= DATE_TEXT_BYTES) {
        date_format_display(date, out);
    }
}

static void copy_from_card(const struct citizen *citizen, enum form_card_source source, char *out,
                           size_t size)
{
    out[0] = '\0';
    switch (source) {
    case FORM_CARD_NONE: break;
    case FORM_CARD_NAME: mc_copy_text(out, size, citizen->name); break;
    case FORM_CARD_ID_NUMBER: mc_copy_text(out, size, citizen->id_number); break;
    case FORM_CARD_BIRTH: copy_date(citizen->birth, out, size); break;
    case FORM_CARD_SEX:
        if (citizen->sex != CITIZEN_SEX_UNKNOWN) {
            mc_copy_text(out, size, citizen->sex == CITIZEN_MALE ? "male" : "female");
        }
        break;
    case FORM_CARD_RESIDENCE: mc_copy_text(out, size, citizen->residence); break;
    case FORM_CARD_ISSUED: copy_date(citizen->issued, out, size); break;
    }
}

void form_prefill(const struct form *form, const struct citizen *citizen,
                  struct form_values *values)
{
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form_field *field = &form->fields[i];
        if (field->card == FORM_CARD_NONE || values->origin[i] == FORM_FROM_CITIZEN) {
            continue;
        }
        copy_from_card(citizen, field->card, values->value[i], sizeof values->value[i]);
        values->origin[i] = values->value[i][0] != '\0' ? FORM_FROM_CARD : FORM_EMPTY;
    }
}

bool form_field_shown(const struct form *form, const struct form_values *values, size_t index)
{
    /* A condition always points to an earlier field, so this ends. */
    for (const struct form_field *field = &form->fields[index]; field->shown_if_field >= 0;) {
        size_t target = (size_t)field->shown_if_field;
        if (strcmp(values->value[target], field->shown_if_value) != 0) {
            return false;
        }
        field = &form->fields[target];
    }
    return true;
}

bool form_field_locked(const struct form *form, const struct form_values *values, size_t index,
                       struct date today)
{
    return form->fields[index].card_locked && values->origin[index] == FORM_FROM_CARD &&
           form_check_field(form, values, index, today) == FORM_FINE;
}

static const char *choice_label(const struct form_field *field, const char *id,
                                enum mc_language language)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (strcmp(field->choices[i].id, id) == 0) {
            return mc_text_in(&field->choices[i].label, language);
        }
    }
    return id;
}

void form_value_display(const struct form *form, const struct form_values *values, size_t index,
                        enum mc_language language, const char *yes, const char *no, char *out,
                        size_t size)
{
    const struct form_field *field = &form->fields[index];
    const char *value = values->value[index];
    const char *shown = value;
    if (field->type == FORM_CHOICE) {
        shown = choice_label(field, value, language);
    } else if (field->type == FORM_YES_NO) {
        bool affirmed = strcmp(value, "yes") == 0;
        bool denied = strcmp(value, "no") == 0;
        shown = affirmed ? yes : denied ? no : value;
    } else if (field->type == FORM_MONEY && value[0] != '\0' &&
               strspn(value, "0123456789") == strlen(value) && strlen(value) <= 15) {
        fee_format(strtoll(value, NULL, 10), out, size);
        return;
    }
    mc_copy_text(out, size, shown);
}
