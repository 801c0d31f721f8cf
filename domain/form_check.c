#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "domain/form.h"
#include "domain/phone.h"

#define MONEY_DIGITS_MAX 15
#define DATE_CHARS       10 /* DD/MM/YYYY */

static bool all_digits(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* Letters of the scripts a name here is written in; signs, arrows and pictures are not. */
static bool is_letter(uint32_t c)
{
    if (c < 0x80) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    bool sign = c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) ||
                (c >= 0x3000 && c <= 0x3020) || (c >= 0xFE00 && c <= 0xFE0F) || c >= 0x1F000;
    return c >= 0xC0 && !sign;
}

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

static bool needs_letter(const struct form_field *field)
{
    size_t length = strlen(field->id);
    bool name = length >= 4 && strcmp(field->id + length - 4, "name") == 0;
    return field->type == FORM_ADDRESS || field->type == FORM_PLACE ||
           field->card == FORM_CARD_NAME || (field->type == FORM_TEXT && name);
}

static enum form_problem check_text(const struct form_field *field, const char *value)
{
    if (!mc_utf8_valid(value, strlen(value))) {
        return FORM_NOT_TEXT;
    }
    bool letter = false;
    uint32_t codepoint;
    for (const char *at = value; *at != '\0';) {
        at += mc_utf8_next(at, &codepoint);
        bool line_end = codepoint == '\n' && field->type == FORM_LONG_TEXT;
        if (is_control(codepoint) && !line_end) {
            return FORM_NOT_TEXT;
        }
        letter = letter || is_letter(codepoint);
    }
    if (field->digits && strspn(value, "0123456789") != strlen(value)) {
        return FORM_NOT_DIGITS;
    }
    if (!letter && needs_letter(field)) {
        return FORM_NOT_TEXT;
    }
    size_t length = mc_utf8_length(value);
    if (length < (size_t)field->min_length) {
        return FORM_TOO_SHORT;
    }
    return field->max_length > 0 && length > (size_t)field->max_length ? FORM_TOO_LONG : FORM_FINE;
}

static enum form_problem check_date(const struct form_field *field, const char *value,
                                    struct date today)
{
    struct date date;
    int year = 0;
    if (field->year_enough && date_parse_year(value, &year)) {
        /* Some day of it will do. */
        date = year == today.year ? today : (struct date){(int16_t)year, 1, 1};
    } else if (!date_parse_display(value, &date)) {
        return FORM_NOT_A_DATE;
    }
    if (field->date_bound == FORM_PAST_DATE && date_compare(date, today) > 0) {
        return FORM_DATE_IN_FUTURE;
    }
    if (field->date_bound == FORM_FUTURE_DATE && date_compare(date, today) < 0) {
        return FORM_DATE_IN_PAST;
    }
    return FORM_FINE;
}

static enum form_problem check_phone(const char *value)
{
    return phone_valid(value) ? FORM_FINE : FORM_NOT_A_PHONE;
}

static enum form_problem check_money(const struct form_field *field, const char *value)
{
    if (!all_digits(value)) {
        return FORM_NOT_MONEY;
    }
    if (strlen(value) > MONEY_DIGITS_MAX) {
        return FORM_OUT_OF_RANGE;
    }
    int64_t dong = strtoll(value, NULL, 10);
    bool over = field->max_dong > 0 && dong > field->max_dong;
    return dong < field->min_dong || over ? FORM_OUT_OF_RANGE : FORM_FINE;
}

static enum form_problem check_choice(const struct form_field *field, const char *value)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (strcmp(field->choices[i].id, value) == 0) {
            return FORM_FINE;
        }
    }
    return FORM_NOT_A_CHOICE;
}

enum form_problem form_check_field(const struct form *form, const struct form_values *values,
                                   size_t index, struct date today)
{
    const struct form_field *field = &form->fields[index];
    const char *value = values->value[index];
    if (!form_field_shown(form, values, index)) {
        return FORM_FINE;
    }
    if (is_blank(value)) {
        return field->required ? FORM_MISSING : FORM_FINE;
    }
    switch (field->type) {
    case FORM_TEXT:
    case FORM_LONG_TEXT:
    case FORM_ADDRESS:
    case FORM_PLACE: return check_text(field, value);
    case FORM_DATE: return check_date(field, value, today);
    case FORM_CHOICE: return check_choice(field, value);
    case FORM_PHONE: return check_phone(value);
    case FORM_ID_NUMBER: return citizen_id_valid(value) ? FORM_FINE : FORM_NOT_AN_ID;
    case FORM_MONEY: return check_money(field, value);
    case FORM_YES_NO:
        return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0 ? FORM_FINE
                                                                     : FORM_NOT_A_CHOICE;
    }
    return FORM_FINE;
}

/* Two digits of "DD/MM/YYYY"; -1 while they are not typed. */
static int two_digits(const char *value, size_t at)
{
    bool typed = strlen(value) >= at + 2 && strspn(value + at, "0123456789") >= 2;
    return typed ? (value[at] - '0') * 10 + value[at + 1] - '0' : -1;
}

/* A day over 31 or a month over 12 need not be finished to be wrong. */
static bool date_may_become(const char *value)
{
    int day = two_digits(value, 0);
    int month = two_digits(value, 3);
    return (day < 0 || (day >= 1 && day <= 31)) && (month < 0 || (month >= 1 && month <= 12));
}

static bool date_finished(const struct form_field *field, const char *value)
{
    int year = 0;
    return strlen(value) >= DATE_CHARS || (field->year_enough && date_parse_year(value, &year));
}

enum form_problem form_check_typing(const struct form *form, const struct form_values *values,
                                    size_t index, struct date today)
{
    const struct form_field *field = &form->fields[index];
    const char *value = values->value[index];
    enum form_problem problem = form_check_field(form, values, index, today);
    bool finished = true;
    switch (field->type) {
    case FORM_DATE: finished = !date_may_become(value) || date_finished(field, value); break;
    case FORM_PHONE: finished = !phone_begins(value); break;
    case FORM_ID_NUMBER: finished = strlen(value) >= CITIZEN_ID_CHARS; break;
    case FORM_MONEY:
        finished = field->max_dong > 0 && strtoll(value, NULL, 10) > field->max_dong;
        break;
    case FORM_TEXT:
    case FORM_LONG_TEXT:
    case FORM_ADDRESS:
    case FORM_PLACE: finished = problem == FORM_TOO_LONG; break;
    case FORM_CHOICE:
    case FORM_YES_NO: break;
    }
    return finished && problem != FORM_MISSING ? problem : FORM_FINE;
}

int form_first_problem(const struct form *form, const struct form_values *values, struct date today)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (form_check_field(form, values, i, today) != FORM_FINE) {
            return (int)i;
        }
    }
    return -1;
}

const char *form_problem_name(enum form_problem problem)
{
    switch (problem) {
    case FORM_FINE: return "fine";
    case FORM_MISSING: return "missing";
    case FORM_TOO_SHORT: return "too_short";
    case FORM_TOO_LONG: return "too_long";
    case FORM_NOT_A_DATE: return "not_a_date";
    case FORM_DATE_IN_FUTURE: return "date_in_future";
    case FORM_DATE_IN_PAST: return "date_in_past";
    case FORM_NOT_A_PHONE: return "not_a_phone";
    case FORM_NOT_AN_ID: return "not_an_id";
    case FORM_NOT_MONEY: return "not_money";
    case FORM_NOT_DIGITS: return "not_digits";
    case FORM_OUT_OF_RANGE: return "out_of_range";
    case FORM_NOT_A_CHOICE: return "not_a_choice";
    case FORM_NOT_TEXT: return "not_text";
    }
    return "fine";
}
