/* Editing one field's value, each type in its own way. */
#include <ctype.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/flow/flow_internal.h"

#define MONEY_DIGITS 15
#define PHONE_CHARS  15 /* ITU-T E.164 section 6.2.1 */
#define COUNT_DIGITS 9
#define YEAR_DIGITS  4
#define TYPED_MAX    64 /* what is looked at of a text typed into a number */

static const struct form_field *current(const struct flow *flow)
{
    return &flow_case(flow)->form.fields[flow->view.field];
}

static bool is_written(const struct form_field *field)
{
    return (field->type == FORM_TEXT && !field->digits) || field->type == FORM_LONG_TEXT ||
           field->type == FORM_ADDRESS || field->type == FORM_PLACE;
}

/* Each word of a name begins with a capital. */
bool flow_field_is_name(const struct form_field *field)
{
    size_t len = strlen(field->id);
    return field->type == FORM_TEXT && (field->card == FORM_CARD_NAME ||
                                        (len >= 4 && strcmp(field->id + len - 4, "name") == 0));
}

static bool has_only_year(const struct form_field *field, const char *value)
{
    int year = 0;
    return field->type == FORM_DATE && field->year_enough && date_parse_year(value, &year);
}

void flow_field_enter(struct flow *flow)
{
    bool field = flow->session.at.kind == FLOW_STEP_FIELD;
    flow->session.wheel_day = 0;
    mc_wipe(&flow->session.whole_date, sizeof flow->session.whole_date);
    flow->view.year_only =
        field && has_only_year(current(flow), flow->view.values.value[flow->view.field]);
    flow->view.keys_page = false;
    flow->view.caps_lock = false;
    flow->view.shift = field && flow_field_is_name(current(flow)) &&
                       flow->view.values.value[flow->view.field][0] == '\0';
    flow_suggest_update(flow);
}

/* ---- Numbers ---- */

static size_t digits_max(const struct form_field *field)
{
    size_t count = field->max_length > 0 ? (size_t)field->max_length : COUNT_DIGITS;
    return field->type == FORM_TEXT    ? count
           : field->type == FORM_MONEY ? MONEY_DIGITS
           : field->type == FORM_PHONE ? PHONE_CHARS
           : field->type == FORM_DATE  ? YEAR_DIGITS
                                       : CITIZEN_ID_CHARS;
}

static bool number_append(const struct form_field *field, char *value, char typed)
{
    size_t max = digits_max(field);
    size_t len = strlen(value);
    bool plus = field->type == FORM_PHONE && typed == '+' && len == 0;
    if ((!isdigit((unsigned char)typed) && !plus) || len >= max) {
        return false;
    }
    if (field->type == FORM_MONEY && strcmp(value, "0") == 0) {
        len = 0;
    }
    value[len] = typed;
    value[len + 1] = '\0';
    return true;
}

static bool append_digits(const struct form_field *field, bool slashes, char *value,
                          const char *typed)
{
    bool changed = false;
    size_t len = strnlen(typed, TYPED_MAX);
    for (size_t i = 0; i < len; i++) {
        changed |=
            slashes ? flow_date_append(value, typed[i]) : number_append(field, value, typed[i]);
    }
    return changed;
}

/* ---- Dates ---- */

static bool is_whole_date(const struct flow *flow, const struct form_field *field)
{
    return field->type == FORM_DATE && !flow->view.year_only;
}

static bool date_intent(struct flow *flow, char *value, const struct flow_event *event)
{
    struct date today = flow->view.now.date;
    if (event->intent == FLOW_INTENT_YEAR_ONLY && current(flow)->year_enough) {
        flow_date_year_only(flow, value);
        return true;
    }
    if (event->intent != FLOW_INTENT_WHEEL) {
        return false;
    }
    return flow->view.year_only
               ? flow_date_turn_year(value, today, event->arg)
               : flow_date_turn(value, today, event->arg, &flow->session.wheel_day);
}

/* ---- All types ---- */

static bool choose(const struct form_field *field, char *value, int arg)
{
    if (field->type == FORM_YES_NO && (arg == 0 || arg == 1)) {
        mc_copy_text(value, FORM_VALUE_BYTES, arg == 1 ? "yes" : "no");
        return true;
    }
    if (field->type == FORM_CHOICE && arg >= 0 && (size_t)arg < field->choice_count) {
        mc_copy_text(value, FORM_VALUE_BYTES, field->choices[arg].id);
        return true;
    }
    return false;
}

static bool type_text(struct flow *flow, const struct form_field *field, char *value,
                      const char *typed)
{
    if (field->type == FORM_CHOICE || field->type == FORM_YES_NO) {
        return false;
    }
    if (!is_written(field)) {
        return append_digits(field, is_whole_date(flow, field), value, typed);
    }
    size_t max = field->max_length > 0 ? (size_t)field->max_length : FORM_VALUE_BYTES;
    bool changed = flow_text_append(flow, value, FORM_VALUE_BYTES, max, typed);
    size_t len = strlen(value);
    if (changed && flow_field_is_name(field) && len > 0 && value[len - 1] == ' ') {
        flow->view.shift = true;
    }
    return changed;
}

static bool edit(struct flow *flow, const struct form_field *field, char *value,
                 const struct flow_event *event)
{
    bool choice = field->type == FORM_CHOICE || field->type == FORM_YES_NO;
    switch (event->kind) {
    case FLOW_EV_TEXT: return event->text != NULL && type_text(flow, field, value, event->text);
    case FLOW_EV_BACKSPACE:
        return !choice &&
               (is_whole_date(flow, field) ? flow_date_backspace(value)
                                           : flow_text_backspace(flow, value, FORM_VALUE_BYTES));
    case FLOW_EV_TONE:
        return is_written(field) && flow_text_tone(flow, value, FORM_VALUE_BYTES, event->arg);
    case FLOW_EV_INTENT:
        if (event->intent == FLOW_INTENT_CLEAR && value[0] != '\0') {
            mc_wipe(value, FORM_VALUE_BYTES);
            return true;
        }
        if (field->type == FORM_DATE) {
            return date_intent(flow, value, event);
        }
        if (event->intent == FLOW_INTENT_CANDIDATE) {
            return flow_suggest_choose(flow, field, value, event->arg);
        }
        return event->intent == FLOW_INTENT_CHOOSE && choose(field, value, event->arg);
    case FLOW_EV_TICK:
    case FLOW_EV_TOUCH:
    case FLOW_EV_CODE:
    case FLOW_EV_HINT:
    case FLOW_EV_CHIP_CARD:
    case FLOW_EV_CHIP_PROGRESS:
    case FLOW_EV_CHIP_DONE:
    case FLOW_EV_SEARCH_DONE:
    case FLOW_EV_GROUPS_DONE:
    case FLOW_EV_GROUP_DONE:
    case FLOW_EV_PROCEDURE_DONE:
    case FLOW_EV_COMMIT_DONE:
    case FLOW_EV_SEND_DONE:
    case FLOW_EV_PRINT_DONE:
    case FLOW_EV_LOOKUP_DONE:
    case FLOW_EV_RATE_DONE:
    case FLOW_EV_DEVICES:
    case FLOW_EV_HEADPHONES:
    case FLOW_EV_VOICE:
    case FLOW_EV_PIN_DONE:
    case FLOW_EV_SERVICE:
    case FLOW_EV_PREVIEW:
    case FLOW_EV_CATALOGUE: break;
    }
    return false;
}

void flow_field_event(struct flow *flow, const struct flow_event *event)
{
    struct form_values *values = &flow->view.values;
    size_t field = flow->view.field;
    if (!flow_field_locked(flow, field) && edit(flow, current(flow), values->value[field], event)) {
        bool turned = event->kind == FLOW_EV_INTENT && event->intent == FLOW_INTENT_WHEEL;
        flow->session.wheel_day = turned ? flow->session.wheel_day : 0;
        values->origin[field] = FORM_FROM_CITIZEN;
        flow->view.problem =
            form_check_typing(&flow_case(flow)->form, values, field, flow->view.now.date);
        flow_suggest_update(flow);
    }
}
