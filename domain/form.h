/*
 * Forms are data: a case's form names its fields; values are kept apart, in fixed arrays, so that
 * one wipe removes them all. Pure; allocation only in form_parse().
 */
#ifndef MOTCUA_DOMAIN_FORM_H
#define MOTCUA_DOMAIN_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/json.h"
#include "core/messages.h"
#include "domain/citizen.h"

#define FORM_FIELDS_MAX  64
#define FORM_CHOICES_MAX 24
#define FORM_ID_BYTES    48
#define FORM_VALUE_BYTES 1024

enum form_field_type {
    FORM_TEXT,
    FORM_LONG_TEXT,
    FORM_DATE,   /* value "DD/MM/YYYY", where the year is enough also "YYYY" */
    FORM_CHOICE, /* value: the choice's id */
    FORM_PHONE,
    FORM_ID_NUMBER,
    FORM_MONEY, /* value: digits, đồng */
    FORM_ADDRESS,
    FORM_YES_NO, /* value: "yes" or "no" */
    FORM_PLACE   /* a ward or province, found by search; an old name may be typed as it is */
};

/* Where the card knows the answer. */
enum form_card_source {
    FORM_CARD_NONE,
    FORM_CARD_NAME,
    FORM_CARD_ID_NUMBER,
    FORM_CARD_BIRTH,
    FORM_CARD_SEX, /* a choice with ids "male" and "female" */
    FORM_CARD_RESIDENCE,
    FORM_CARD_ISSUED
};

enum form_date_bound { FORM_ANY_DATE, FORM_PAST_DATE /* today or before */, FORM_FUTURE_DATE };

struct form_choice {
    char id[FORM_ID_BYTES];
    struct mc_text label;
};

struct form_field {
    char id[FORM_ID_BYTES];
    enum form_field_type type;
    struct mc_text label;
    struct mc_text hint;    /* one line below the label; may be empty */
    struct mc_text section; /* heading it belongs to; may be empty */
    bool required;
    enum form_card_source card;
    bool card_locked; /* a value from the card may not be changed here */
    enum form_date_bound date_bound;
    bool year_enough; /* of many a birth long ago no more is known; FORM_DATE only */
    bool digits;      /* a count: only digits; FORM_TEXT only */
    int min_length;   /* code points, texts only */
    int max_length;   /* code points; 0: as many as fit FORM_VALUE_BYTES */
    int64_t min_dong;
    int64_t max_dong;
    struct form_choice *choices;
    size_t choice_count;
    int shown_if_field; /* index, -1: always */
    char shown_if_value[FORM_ID_BYTES];
};

struct form {
    struct form_field *fields;
    size_t field_count;
};

enum form_origin { FORM_EMPTY, FORM_FROM_CARD, FORM_FROM_CITIZEN };

struct form_values {
    char value[FORM_FIELDS_MAX][FORM_VALUE_BYTES];
    enum form_origin origin[FORM_FIELDS_MAX];
};

enum form_problem {
    FORM_FINE,
    FORM_MISSING,
    FORM_TOO_SHORT,
    FORM_TOO_LONG,
    FORM_NOT_A_DATE,
    FORM_DATE_IN_FUTURE,
    FORM_DATE_IN_PAST,
    FORM_NOT_A_PHONE, /* phone.h */
    FORM_NOT_AN_ID,   /* twelve digits */
    FORM_NOT_MONEY,
    FORM_OUT_OF_RANGE,
    FORM_NOT_A_CHOICE,
    FORM_NOT_DIGITS,
    FORM_NOT_TEXT /* control characters, or no letter in a name or address */
};

/* `where` names the place in error texts. form_finish() frees the fields. */
enum mc_err form_parse(const cJSON *array, const char *where, struct form *out,
                       struct mc_error *err) MC_MUST_CHECK;
void form_finish(struct form *form);
/* The array that form_parse() reads, freed with cJSON_Delete(). */
cJSON *form_write(const struct form *form);

/* Fills every field that has a card source and is not the citizen's own already. */
void form_prefill(const struct form *form, const struct citizen *citizen,
                  struct form_values *values);
bool form_field_shown(const struct form *form, const struct form_values *values, size_t index);
/* A value of the card that may not be changed, and need not be: one that does not pass the field's
 * check can be put right by the citizen, or the form could never be handed in. */
bool form_field_locked(const struct form *form, const struct form_values *values, size_t index,
                       struct date today);
enum form_problem form_check_field(const struct form *form, const struct form_values *values,
                                   size_t index, struct date today);
/* While the value is being typed: only what typing more cannot put right any more. */
enum form_problem form_check_typing(const struct form *form, const struct form_values *values,
                                    size_t index, struct date today);
/* The first shown field with a problem, or -1. */
int form_first_problem(const struct form *form, const struct form_values *values,
                       struct date today);
/* "missing", "not_a_date", …: messages are form.problem.<name>. */
const char *form_problem_name(enum form_problem problem);
/* The value as a citizen reads it: a choice's label, "20.000 đ", "Có"/"Không" by the given texts.
 */
void form_value_display(const struct form *form, const struct form_values *values, size_t index,
                        enum mc_language language, const char *yes, const char *no, char *out,
                        size_t size);

#endif
