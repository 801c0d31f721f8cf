#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "kiosk/screens/screens_internal.h"

#define TITLE_CHARS   60 /* a longer question is set smaller */
#define RECAP_MAX     3
#define RECAP_CHOICES 4 /* with more to choose from there is no room */

static const struct form *form_of(const struct screens_context *c)
{
    return &c->view->procedure->cases[c->view->case_index].form;
}

/* ---- Which case, what the card says, which papers ---- */

static void show_case_step(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    for (size_t i = 0; i < procedure->case_count; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "form.case.%zu", i);
        screens_check(
            c, id, screens_in(c, &procedure->cases[i].title),
            &(struct ui_check){.radio = true,
                               .checked = i == c->view->case_index,
                               .action = screens_intent(FLOW_INTENT_CHOOSE_CASE, (int)i)});
    }
}

/* From the card; with a lock if it cannot be changed. */
static void show_filled_in(const struct screens_context *c, const struct form *form, size_t field)
{
    char value[FORM_VALUE_BYTES];
    screens_answer(c, form, field, value);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = UI_SUNKEN,
                              .pad_mm = SCREENS_GAP_MM,
                              .gap_mm = SCREENS_GAP_MM,
                              .align = UI_CENTER});
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1});
    screens_fact(c, "card", screens_in(c, &form->fields[field].label), value);
    ui_end(c->ui);
    if (form_field_locked(form, &c->view->values, field, c->view->now.date)) {
        screens_icon(c, "lock", 10, UI_TONE_MUTED);
    }
    ui_end(c->ui);
}

static void show_card_step(const struct screens_context *c)
{
    const struct form *form = form_of(c);
    ui_begin(c->ui, "form.card", &(struct ui_box){.gap_mm = SCREENS_GAP_MM});
    for (size_t i = 0; i < form->field_count; i++) {
        if (c->view->values.origin[i] == FORM_FROM_CARD &&
            form_field_shown(form, &c->view->values, i)) {
            show_filled_in(c, form, i);
        }
    }
    ui_end(c->ui);
}

static void show_papers_step(const struct screens_context *c)
{
    const struct procedure_case *one = &c->view->procedure->cases[c->view->case_index];
    for (size_t i = 0; i < one->paper_count && i < DOSSIER_PAPERS_MAX; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "form.paper.%zu", i);
        screens_check(
            c, id, screens_in(c, &one->papers[i].name),
            &(struct ui_check){.checked = c->view->papers[i],
                               .action = screens_intent(FLOW_INTENT_TOGGLE_PAPER, (int)i)});
    }
    if (one->paper_count == 0) {
        screens_notice(c, "form.no_papers", UI_NOTICE, NULL, screens_text(c, "form.no_papers"));
    }
}

/* ---- One question ---- */

static bool locked(const struct screens_context *c)
{
    return form_field_locked(form_of(c), &c->view->values, c->view->field, c->view->now.date);
}

static void show_choices(const struct screens_context *c, const struct form_field *field)
{
    const char *value = c->view->values.value[c->view->field];
    for (size_t i = 0; i < field->choice_count; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "form.choice.%zu", i);
        screens_check(c, id, screens_in(c, &field->choices[i].label),
                      &(struct ui_check){.radio = true,
                                         .checked = strcmp(value, field->choices[i].id) == 0,
                                         .disabled = locked(c),
                                         .action = screens_intent(FLOW_INTENT_CHOOSE, (int)i)});
    }
}

static void show_yes_no(const struct screens_context *c)
{
    const char *value = c->view->values.value[c->view->field];
    static const char *const ids[] = {"form.yes", "form.no"};
    static const char *const values[] = {"yes", "no"};
    for (int i = 0; i < 2; i++) {
        screens_check(c, ids[i], screens_text(c, ids[i]),
                      &(struct ui_check){.radio = true,
                                         .checked = strcmp(value, values[i]) == 0,
                                         .disabled = locked(c),
                                         .action = screens_intent(FLOW_INTENT_CHOOSE, 1 - i)});
    }
}

static const char *problem_text(const struct screens_context *c)
{
    return c->view->problem == FORM_NOT_A_DATE && c->view->year_only
               ? screens_text(c, "form.problem.not_a_year")
               : screens_text_of(c, "form.problem", form_problem_name(c->view->problem), "");
}

/* For those who listen: what is wrong, else how to fill it in. */
static const char *spoken_hint(const struct screens_context *c, const struct form_field *field)
{
    return c->view->problem != FORM_FINE ? problem_text(c) : screens_in(c, &field->hint);
}

static void show_field(const struct screens_context *c, const struct form_field *field)
{
    static const char *const placeholders[] = {
        [FORM_DATE] = "form.date_example",           [FORM_PHONE] = "form.phone_example",
        [FORM_ID_NUMBER] = "form.id_number_example", [FORM_MONEY] = "form.money_example",
        [FORM_ADDRESS] = "form.address_example",     [FORM_YES_NO] = NULL,
        [FORM_PLACE] = "form.place_example"};
    const char *placeholder = c->view->year_only ? "form.year_example" : placeholders[field->type];
    bool lines = field->type == FORM_LONG_TEXT || field->type == FORM_ADDRESS;
    ui_field(
        c->ui, "form.value", c->view->values.value[c->view->field],
        &(struct ui_field){.label = screens_in(c, &field->label),
                           .placeholder = placeholder != NULL ? screens_text(c, placeholder) : NULL,
                           .active = !locked(c),
                           .invalid = c->view->problem != FORM_FINE,
                           .locked = locked(c),
                           .icon = locked(c) ? "lock" : NULL,
                           .hint = spoken_hint(c, field),
                           .secret = screens_answer_is_secret(field),
                           .lines = !lines || (c->landscape && screens_is_tight(c)) ? 1
                                    : c->wide_text                                  ? 2
                                                                                    : 3});
}

/* Of many a birth long ago nobody knows the day. */
static void show_year_switch(const struct screens_context *c)
{
    bool year_only = c->view->year_only;
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW});
    ui_button(c->ui, "form.year_only",
              screens_text(c, year_only ? "form.whole_date" : "form.year_only"),
              &(struct ui_button){.style = UI_BUTTON_SECONDARY,
                                  .icon = "calendar",
                                  .action = screens_intent(FLOW_INTENT_YEAR_ONLY, 0)});
    ui_end(c->ui);
}

static void show_answer(const struct screens_context *c, const struct form_field *field)
{
    if (field->type == FORM_CHOICE) {
        show_choices(c, field);
    } else if (field->type == FORM_YES_NO) {
        show_yes_no(c);
    } else {
        show_field(c, field);
        if (field->year_enough && !locked(c)) {
            show_year_switch(c);
        }
    }
}

/* A question that would fill the head stands in the content, where it can be scrolled. */
static bool is_long(const struct screens_context *c, const struct form_field *field)
{
    return mc_utf8_length(screens_in(c, &field->label)) >
           (c->wide_text ? TITLE_CHARS / 2 : TITLE_CHARS);
}

static void show_field_step(const struct screens_context *c)
{
    const struct form *form = form_of(c);
    const struct form_field *field = &form->fields[c->view->field];
    if (is_long(c, field)) {
        ui_label(c->ui, "form.question", screens_in(c, &field->label),
                 &(struct ui_label){.style = UI_TEXT_HEADING, .tone = UI_TONE_BRAND});
        screens_label(c, screens_in(c, &field->hint), UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    if (c->view->problem != FORM_FINE) {
        screens_notice(c, "form.problem", UI_WARNING, NULL, problem_text(c));
    }
    show_answer(c, field);
    if (keyboard_candidates_apart(c)) {
        keyboard_candidates_show(c);
    }
    if (field->type == FORM_MONEY && c->view->values.value[c->view->field][0] != '\0') {
        char value[FORM_VALUE_BYTES];
        form_value_display(form, &c->view->values, c->view->field, c->view->language, "", "", value,
                           sizeof value);
        screens_label(c, value, UI_TEXT_STRONG, UI_TONE_MUTED);
    }
    if (c->view->values.origin[c->view->field] == FORM_FROM_CARD) {
        screens_notice(c, "form.from_card", UI_NOTICE, NULL,
                       screens_text(c, locked(c) ? "form.from_card_locked" : "form.from_card"));
    } else if (!field->required) {
        screens_label(c, screens_text(c, "form.optional"), UI_TEXT_SMALL, UI_TONE_MUTED);
    }
}

enum keys { NO_KEYS, LETTER_KEYS, DIGIT_KEYS, DATE_KEYS };

static enum keys keys_of(const struct screens_context *c)
{
    if (c->view->step_kind != FLOW_STEP_FIELD || locked(c)) {
        return NO_KEYS;
    }
    const struct form_field *field = &form_of(c)->fields[c->view->field];
    switch (field->type) {
    case FORM_TEXT: return field->digits ? DIGIT_KEYS : LETTER_KEYS;
    case FORM_LONG_TEXT:
    case FORM_ADDRESS:
    case FORM_PLACE: return LETTER_KEYS;
    case FORM_DATE: return DATE_KEYS;
    case FORM_PHONE:
    case FORM_ID_NUMBER:
    case FORM_MONEY: return DIGIT_KEYS;
    case FORM_CHOICE:
    case FORM_YES_NO: break;
    }
    return NO_KEYS;
}

static void show_keys(const struct screens_context *c, enum keys keys)
{
    if (keys == NO_KEYS) {
        return;
    }
    ui_begin(c->ui, NULL,
             &(struct ui_box){.grow = screens_keys_share(c),
                              .pad_x_mm = SCREENS_TIGHT_MM,
                              .pad_y_mm = SCREENS_TIGHT_MM,
                              .justify = UI_END});
    if (keys == LETTER_KEYS) {
        keyboard_show(c);
    } else {
        keyboard_show_pad(c, keys == DATE_KEYS ? KEYBOARD_DATE : KEYBOARD_DIGITS);
    }
    ui_end(c->ui);
}

static void show_step(const struct screens_context *c)
{
    switch (c->view->step_kind) {
    case FLOW_STEP_CASE: show_case_step(c); break;
    case FLOW_STEP_CARD: show_card_step(c); break;
    case FLOW_STEP_FIELD: show_field_step(c); break;
    case FLOW_STEP_PAPERS: show_papers_step(c); break;
    }
}

/* ---- What has been answered ---- */

static void show_answered(const struct screens_context *c, size_t field)
{
    const struct form *form = form_of(c);
    bool from_card = c->view->values.origin[field] == FORM_FROM_CARD;
    char value[FORM_VALUE_BYTES];
    screens_answer(c, form, field, value);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM, .align = UI_CENTER});
    screens_icon(c, from_card ? "card" : "done", 8, from_card ? UI_TONE_BRAND : UI_TONE_SUCCESS);
    ui_label(c->ui, NULL, screens_in(c, &form->fields[field].label),
             &(struct ui_label){
                 .style = UI_TEXT_SMALL, .tone = UI_TONE_MUTED, .grow = 1, .max_lines = 1});
    ui_label(c->ui, NULL, value,
             &(struct ui_label){.style = UI_TEXT_STRONG,
                                .grow = 1,
                                .max_lines = 1,
                                .secret = screens_answer_is_secret(&form->fields[field])});
    ui_end(c->ui);
}

/* The answers before this one, the last few: where one is, and that nothing is lost. */
static void show_recap(const struct screens_context *c)
{
    const struct form *form = form_of(c);
    size_t last[RECAP_MAX];
    size_t count = 0;
    for (size_t i = 0; i < c->view->field; i++) {
        if (form_field_shown(form, &c->view->values, i) && c->view->values.value[i][0] != '\0') {
            last[count++ % RECAP_MAX] = i;
        }
    }
    size_t shown = count < RECAP_MAX ? count : RECAP_MAX;
    for (size_t i = 0; i < shown; i++) {
        show_answered(c, last[(count - shown + i) % RECAP_MAX]);
    }
    if (shown > 0) {
        ui_line(c->ui);
    }
}

/* ---- The sheet ---- */

static bool has_recap(const struct screens_context *c)
{
    const struct flow_view *view = c->view;
    return view->step_kind == FLOW_STEP_FIELD && !c->landscape && !c->wide_text &&
           !view->low_reach && !keyboard_types_place(c) &&
           form_of(c)->fields[view->field].choice_count <= RECAP_CHOICES;
}

/* A question on a sheet of paper: in its middle while it is short, so that a short one does not
 * hang at the top of an empty page. */
static void show_sheet(const struct screens_context *c, bool middle)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.grow = SCREENS_BESIDE_SHARE,
                              .pad_mm = c->wide_text ? SCREENS_TIGHT_MM : SCREENS_GAP_MM});
    ui_begin(c->ui, "form.sheet",
             &(struct ui_box){.surface = UI_CARD,
                              .grow = 1,
                              .pad_x_mm = c->wide_text ? 1 : SCREENS_TIGHT_MM,
                              .pad_y_mm = c->wide_text ? SCREENS_TIGHT_MM : SCREENS_PART_MM,
                              .gap_mm = SCREENS_TIGHT_MM});
    ui_begin(c->ui, NULL, &(struct ui_box){.pad_x_mm = SCREENS_PAD_MM, .gap_mm = SCREENS_GAP_MM});
    if (!c->view->low_reach) {
        screens_progress_show(c);
    }
    if (has_recap(c)) {
        show_recap(c);
    }
    ui_end(c->ui);
    if (middle) {
        ui_space(c->ui, 0, 1);
    }
    if (!c->view->low_reach) {
        ui_begin(c->ui, NULL,
                 &(struct ui_box){.pad_x_mm = SCREENS_PAD_MM, .gap_mm = SCREENS_GAP_MM});
        screens_head_show(c);
        ui_end(c->ui);
    }
    ui_begin(c->ui, "form.content",
             &(struct ui_box){.grow = middle ? 0 : 1,
                              .pad_x_mm = SCREENS_PAD_MM,
                              .pad_y_mm = SCREENS_TIGHT_MM,
                              .gap_mm = SCREENS_GAP_MM,
                              .scroll = true});
    screens_lead(c);
    show_step(c);
    ui_end(c->ui);
    if (middle) {
        ui_space(c->ui, 0, 2);
    }
    ui_end(c->ui);
    ui_end(c->ui);
}

static void head_of_field(const struct screens_context *c, struct screens_head *head)
{
    const struct form_field *field = &form_of(c)->fields[c->view->field];
    const char *section = screens_in(c, &field->section);
    if (is_long(c, field)) {
        head->title = section[0] != '\0' ? section : NULL;
    } else {
        head->eyebrow = section;
        head->title = screens_in(c, &field->label);
        head->text = c->view->problem == FORM_FINE || !screens_head_is_short(c)
                         ? screens_in(c, &field->hint)
                         : NULL;
    }
}

void screen_form_head(const struct screens_context *c, struct screens_head *head)
{
    char step[16];
    char count[16];
    (void)snprintf(step, sizeof step, "%d", c->view->step + 1);
    (void)snprintf(count, sizeof count, "%d", c->view->step_count);
    head->own = true;
    head->done = c->view->step + 1;
    head->total = c->view->step_count;
    head->progress = mc_message_format(c->screens->messages, c->view->language, head->line[0],
                                       sizeof head->line[0], "form.progress", "step", step, "count",
                                       count, NULL);
    switch (c->view->step_kind) {
    case FLOW_STEP_CASE: head->title = screens_text(c, "form.which_case"); break;
    case FLOW_STEP_CARD:
        head->title = screens_text(c, "form.card.title");
        head->text = screens_text(c, "form.card.text");
        break;
    case FLOW_STEP_PAPERS:
        head->title = screens_text(c, "form.papers.title");
        head->text = screens_text(c, "form.papers.text");
        break;
    case FLOW_STEP_FIELD: head_of_field(c, head); break;
    }
}

void screen_form_show(const struct screens_context *c)
{
    MC_CHECK(c->view->procedure != NULL && c->view->case_index < c->view->procedure->case_count);
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN, .grow = 1});
    /* Below a place there is a list, which takes what room there is. */
    show_sheet(c, c->view->step_kind == FLOW_STEP_FIELD && !keyboard_types_place(c));
    show_keys(c, keys_of(c));
    ui_end(c->ui);
    screens_actions(c,
                    &(struct screens_button){.id = "form.next",
                                             .text = screens_text(c, "form.next"),
                                             .intent = FLOW_INTENT_NEXT},
                    &(struct screens_button){.id = "form.back",
                                             .text = screens_text(c, "form.back"),
                                             .icon = "back",
                                             .intent = FLOW_INTENT_BACK},
                    NULL);
}
