#include <stdio.h>

#include "kiosk/screens/screens_internal.h"

#define EDIT_PAPERS (-1)

static void begin_part(const struct screens_context *c, const char *id, const char *title)
{
    screens_label(c, title, UI_TEXT_HEADING, UI_TONE_NORMAL);
    ui_begin(c->ui, id, &(struct ui_box){.surface = UI_CARD, .pad_mm = 6, .gap_mm = 4});
}

static void edit_button(const struct screens_context *c, const char *id, const char *of, int arg)
{
    char name[SCREENS_LINE_BYTES];
    (void)snprintf(name, sizeof name, "%s: %s", screens_text(c, "review.edit"), of);
    ui_button(c->ui, id, screens_text(c, "review.edit"),
              &(struct ui_button){.style = UI_BUTTON_SECONDARY,
                                  .icon = "edit",
                                  .action = screens_intent(FLOW_INTENT_EDIT, arg),
                                  .name = name});
}

static void show_answer(const struct screens_context *c, const struct form *form, size_t index)
{
    const struct form_field *field = &form->fields[index];
    bool from_card = c->view->values.origin[index] == FORM_FROM_CARD;
    const char *label = screens_in(c, &field->label);
    char value[FORM_VALUE_BYTES];
    screens_answer(c, form, index, value);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM, .align = UI_CENTER});
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 1});
    screens_label(c, label, UI_TEXT_SMALL, UI_TONE_MUTED);
    ui_label(c->ui, NULL, value[0] != '\0' ? value : screens_text(c, "review.empty"),
             &(struct ui_label){.style = UI_TEXT_STRONG,
                                .secret = value[0] != '\0' && screens_answer_is_secret(field)});
    if (from_card) {
        screens_label(c, screens_text(c, "review.from_card"), UI_TEXT_SMALL, UI_TONE_SUCCESS);
    }
    ui_end(c->ui);
    if (!form_field_locked(form, &c->view->values, index, c->view->now.date)) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "review.edit.%zu", index);
        edit_button(c, id, label, (int)index);
    }
    ui_end(c->ui);
}

static void show_answers(const struct screens_context *c, const struct form *form)
{
    begin_part(c, "review.answers", screens_text(c, "review.answers"));
    bool first = true;
    for (size_t i = 0; i < form->field_count; i++) {
        if (!form_field_shown(form, &c->view->values, i)) {
            continue;
        }
        if (!first) {
            ui_line(c->ui);
        }
        first = false;
        show_answer(c, form, i);
    }
    ui_end(c->ui);
}

static void show_papers(const struct screens_context *c, const struct procedure_case *one)
{
    begin_part(c, "review.papers", screens_text(c, "review.papers"));
    size_t count = 0;
    for (size_t i = 0; i < one->paper_count && i < DOSSIER_PAPERS_MAX; i++) {
        if (!c->view->papers[i]) {
            continue;
        }
        count++;
        ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
        screens_icon(c, "done", 8, UI_TONE_SUCCESS);
        ui_label(c->ui, NULL, screens_in(c, &one->papers[i].name),
                 &(struct ui_label){.style = UI_TEXT_BODY, .grow = 1});
        ui_end(c->ui);
    }
    if (count == 0) {
        screens_label(c, screens_text(c, "review.no_papers"), UI_TEXT_BODY, UI_TONE_MUTED);
    }
    edit_button(c, "review.edit.papers", screens_text(c, "review.papers"), EDIT_PAPERS);
    ui_end(c->ui);
}

static void show_applicant(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    const char *plain = screens_in(c, &procedure->plain_name);
    char masked[CITIZEN_ID_CHARS + 1];
    citizen_mask_id(c->view->citizen.id_number, masked, sizeof masked);
    ui_begin(c->ui, "review.applicant",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = 6, .gap_mm = 4});
    screens_fact_name(c, "document", screens_text(c, "review.procedure"),
                      plain[0] != '\0' ? plain : screens_in(c, &procedure->name));
    screens_fact(c, "person", screens_text(c, "review.applicant"), c->view->citizen.name);
    screens_fact(c, "card", screens_text(c, "identify.id_number"), masked);
    screens_fact(c, "info", screens_text(c, "identify.assurance"), screens_assurance(c));
    ui_end(c->ui);
}

void screen_review_head(const struct screens_context *c, struct screens_head *head)
{
    head->title = screens_text(c, "review.title");
    head->text = screens_text(c, "review.text");
}

void screen_review_show(const struct screens_context *c)
{
    MC_CHECK(c->view->procedure != NULL && c->view->case_index < c->view->procedure->case_count);
    const struct procedure_case *one = &c->view->procedure->cases[c->view->case_index];
    screens_content_begin(c);
    screens_columns_begin(c);
    if (!c->landscape) {
        show_applicant(c);
    }
    show_answers(c, &one->form);
    screens_columns_next(c);
    if (c->landscape) {
        show_applicant(c);
    }
    show_papers(c, one);
    screens_label(c, screens_text(c, "review.promise"), UI_TEXT_BODY, UI_TONE_NORMAL);
    screens_columns_end(c);
    screens_content_end(c);
    screens_actions(c,
                    &(struct screens_button){.id = "review.submit",
                                             .text = screens_text(c, "review.submit"),
                                             .intent = FLOW_INTENT_SUBMIT},
                    NULL, NULL);
}
