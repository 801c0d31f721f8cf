#include <stdio.h>

#include "core/buffer.h"
#include "core/text.h"
#include "kiosk/screens/screens_internal.h"

/* A name is cut after so many lines, to leave the summary in sight, and one of more characters than
 * surely fit stands in full further down. */
#define NAME_LINES 4
#define NAME_CHARS 100

static void format_duration(const struct screens_context *c,
                            const struct procedure_channel *channel, char *out, size_t size)
{
    struct duration duration = channel->duration;
    static const char *const keys[] = {"procedure.working_days", "procedure.days",
                                       "procedure.hours"};
    if (channel->duration_unknown) {
        const char *note = screens_in(c, &channel->duration_note);
        (void)snprintf(out, size, "%s",
                       note[0] != '\0' ? note : screens_text(c, "procedure.not_known"));
        return;
    }
    if (duration.amount == 0) {
        (void)snprintf(out, size, "%s", screens_text(c, "procedure.same_day"));
        return;
    }
    char amount[16];
    (void)snprintf(amount, sizeof amount, "%d", duration.amount);
    (void)mc_message_format(c->screens->messages, c->view->language, out, size, keys[duration.unit],
                            "n", amount, NULL);
}

static void format_fees(const struct screens_context *c, const struct procedure_channel *channel,
                        char *out, size_t size)
{
    struct mc_buffer text;
    mc_buffer_init(&text, size - 1);
    for (size_t i = 0; i < channel->fee_count; i++) {
        const struct procedure_fee *fee = &channel->fees[i];
        char amount[48];
        fee_format(fee->amount_dong, amount, sizeof amount);
        const char *note = screens_in(c, &fee->note);
        mc_buffer_format(
            &text, "%s%s %s%s%s%s", i > 0 ? "; " : "",
            screens_text(c, fee->kind == FEE_DUTY ? "procedure.fee_duty" : "procedure.fee_charge"),
            amount, note[0] != '\0' ? " (" : "", note, note[0] != '\0' ? ")" : "");
    }
    const char *note = screens_in(c, &channel->fee_note);
    if (note[0] != '\0') {
        mc_buffer_format(&text, "%s%s", text.len > 0 ? "; " : "", note);
    } else if (channel->fee_count == 0) {
        mc_buffer_put_text(&text, screens_text(c, channel->fees_unknown ? "procedure.not_known"
                                                                        : "procedure.fee_free"));
    }
    (void)snprintf(out, size, "%s", mc_buffer_text(&text));
    mc_buffer_finish(&text);
}

static size_t required_papers(const struct procedure_case *one)
{
    size_t count = 0;
    for (size_t i = 0; i < one->paper_count; i++) {
        count += one->papers[i].required;
    }
    return count;
}

static void format_bring(const struct screens_context *c, const struct procedure_case *one,
                         char *out, size_t size)
{
    size_t required = required_papers(one);
    if (required == 0) {
        (void)snprintf(out, size, "%s", screens_text(c, "procedure.bring_nothing"));
        return;
    }
    char count[24];
    (void)snprintf(count, sizeof count, "%zu", required);
    (void)mc_message_format(c->screens->messages, c->view->language, out, size,
                            "procedure.bring_count", "n", count, NULL);
}

/* Nothing where the catalogue has nothing. */
static void show_fact(const struct screens_context *c, const char *icon, const char *key,
                      const struct mc_text *text)
{
    const char *shown = screens_in(c, text);
    if (shown[0] != '\0') {
        screens_fact(c, icon, screens_text(c, key), shown);
    }
}

static void show_summary(const struct screens_context *c, const struct procedure_case *one)
{
    const struct procedure *procedure = c->view->procedure;
    char text[SCREENS_LINE_BYTES];
    ui_begin(c->ui, "procedure.summary",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 6});
    show_fact(c, "person", "procedure.who", &procedure->audience);
    if (one != NULL) {
        format_bring(c, one, text, sizeof text);
        screens_fact(c, "document", screens_text(c, "procedure.bring"), text);
    }
    const struct procedure_channel *channel = procedure_kiosk_channel(procedure);
    if (channel != NULL) {
        format_duration(c, channel, text, sizeof text);
        screens_fact(c, "clock", screens_text(c, "procedure.how_long"), text);
        format_fees(c, channel, text, sizeof text);
        screens_fact(c, "money", screens_text(c, "procedure.how_much"), text);
    }
    show_fact(c, "office", "procedure.decided_by", &procedure->deciding_agency);
    show_fact(c, "receipt", "procedure.result", &procedure->result);
    ui_end(c->ui);
}

static void show_cases(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    if (procedure->case_count < 2) {
        return;
    }
    screens_label(c, screens_text(c, "procedure.cases"), UI_TEXT_HEADING, UI_TONE_NORMAL);
    for (size_t i = 0; i < procedure->case_count; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "procedure.case.%zu", i);
        screens_check(
            c, id, screens_in(c, &procedure->cases[i].title),
            &(struct ui_check){.radio = true,
                               .checked = i == c->view->case_index,
                               .action = screens_intent(FLOW_INTENT_CHOOSE_CASE, (int)i)});
    }
}

static void put_count(const struct screens_context *c, struct mc_buffer *text, const char *key,
                      int count)
{
    if (count > 0) {
        char number[16];
        char part[96];
        (void)snprintf(number, sizeof number, "%d", count);
        mc_buffer_format(text, "%s%s", text->len > 0 ? ", " : "",
                         mc_message_format(c->screens->messages, c->view->language, part,
                                           sizeof part, key, "n", number, NULL));
    }
}

/* "1 bản chính, 2 bản sao · nếu có · note". */
static void format_copies(const struct screens_context *c, const struct procedure_paper *paper,
                          char *out, size_t size)
{
    struct mc_buffer text;
    mc_buffer_init(&text, size - 1);
    put_count(c, &text, "procedure.originals", paper->originals);
    put_count(c, &text, "procedure.copies", paper->copies);
    if (!paper->required) {
        mc_buffer_format(&text, "%s%s", text.len > 0 ? " · " : "",
                         screens_text(c, "procedure.if_any"));
    }
    const char *note = screens_in(c, &paper->note);
    if (note[0] != '\0') {
        mc_buffer_format(&text, "%s%s", text.len > 0 ? " · " : "", note);
    }
    (void)snprintf(out, size, "%s", mc_buffer_text(&text));
    mc_buffer_finish(&text);
}

static void show_papers(const struct screens_context *c, const struct procedure_case *one)
{
    if (one == NULL || one->paper_count == 0) {
        return;
    }
    screens_label(c, screens_text(c, "procedure.bring"), UI_TEXT_HEADING, UI_TONE_NORMAL);
    ui_begin(c->ui, "procedure.papers",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 4});
    for (size_t i = 0; i < one->paper_count; i++) {
        char text[SCREENS_LINE_BYTES];
        format_copies(c, &one->papers[i], text, sizeof text);
        if (i > 0) {
            ui_line(c->ui);
        }
        ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = 1});
        screens_label(c, screens_in(c, &one->papers[i].name), UI_TEXT_BODY, UI_TONE_NORMAL);
        screens_label(c, text, UI_TEXT_SMALL, UI_TONE_MUTED);
        ui_end(c->ui);
    }
    ui_end(c->ui);
}

static void show_details(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    const char *name = screens_in(c, &procedure->name);
    if (mc_utf8_length(name) > NAME_CHARS) {
        screens_label(c, screens_text(c, "procedure.full_name"), UI_TEXT_HEADING, UI_TONE_NORMAL);
        screens_label(c, name, UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    if (procedure->step_count > 0) {
        screens_label(c, screens_text(c, "procedure.steps"), UI_TEXT_HEADING, UI_TONE_NORMAL);
    }
    for (size_t i = 0; i < procedure->step_count; i++) {
        char number[24];
        (void)snprintf(number, sizeof number, "%zu.", i + 1);
        ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = 3});
        ui_label(c->ui, NULL, number,
                 &(struct ui_label){.style = UI_TEXT_STRONG, .tone = UI_TONE_BRAND});
        ui_label(c->ui, NULL, screens_in(c, &procedure->steps[i]),
                 &(struct ui_label){.style = UI_TEXT_BODY, .grow = 1});
        ui_end(c->ui);
    }
    const char *conditions = screens_in(c, &procedure->conditions);
    if (conditions[0] != '\0') {
        screens_label(c, screens_text(c, "procedure.conditions"), UI_TEXT_HEADING, UI_TONE_NORMAL);
        screens_label(c, conditions, UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    if (procedure->legal_count > 0) {
        screens_label(c, screens_text(c, "procedure.legal"), UI_TEXT_HEADING, UI_TONE_NORMAL);
    }
    for (size_t i = 0; i < procedure->legal_count; i++) {
        screens_label(c, procedure->legal[i], UI_TEXT_SMALL, UI_TONE_MUTED);
    }
}

static void show_names(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    const char *plain = screens_in(c, &procedure->plain_name);
    const char *name = screens_in(c, &procedure->name);
    if (plain[0] != '\0') {
        screens_label(c, plain, UI_TEXT_TITLE, UI_TONE_BRAND);
    }
    ui_label(c->ui, "procedure.name", name,
             &(struct ui_label){.style = plain[0] != '\0' ? UI_TEXT_BODY : UI_TEXT_HEADING,
                                .tone = plain[0] != '\0' ? UI_TONE_NORMAL : UI_TONE_BRAND,
                                .max_lines = NAME_LINES});
    char code[PROCEDURE_CODE_BYTES + 64];
    (void)mc_message_format(c->screens->messages, c->view->language, code, sizeof code,
                            "procedure.code", "code", procedure->code, NULL);
    screens_label(c, code, UI_TEXT_SMALL, UI_TONE_MUTED);
    if (procedure->boundary_free) {
        screens_label(c, screens_text(c, "procedure.anywhere"), UI_TEXT_SMALL, UI_TONE_SUCCESS);
    }
}

static void show_procedure(const struct screens_context *c, bool can)
{
    const struct procedure *procedure = c->view->procedure;
    const struct procedure_case *one =
        c->view->case_index < procedure->case_count ? &procedure->cases[c->view->case_index] : NULL;
    /* Side by side where there is room: what it is on the left, the particulars right. */
    bool columns = c->landscape && !c->wide_text;
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = columns ? UI_ROW : UI_COLUMN,
                              .gap_mm = columns ? SCREENS_PAD_MM : SCREENS_GAP_MM});
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = columns, .gap_mm = SCREENS_GAP_MM});
    show_names(c);
    if (!can) {
        screens_notice(c, "procedure.read_only", UI_NOTICE,
                       screens_text(c, "procedure.read_only.title"),
                       screens_text(c, "procedure.read_only.text"));
    }
    show_summary(c, one);
    ui_end(c->ui);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = columns, .gap_mm = SCREENS_GAP_MM});
    show_cases(c);
    show_papers(c, one);
    show_details(c);
    ui_end(c->ui);
    ui_end(c->ui);
}

void screen_procedure_show(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    bool can = procedure != NULL && procedure_can_hand_in(procedure);
    screens_content_begin(c);
    if (procedure == NULL) {
        screens_waiting(c, "procedure.loading", screens_text(c, "procedure.loading"), NULL);
    } else {
        show_procedure(c, can);
    }
    screens_content_end(c);
    screens_actions(c,
                    &(struct screens_button){.id = "procedure.hand_in",
                                             .text = screens_text(c, "procedure.hand_in"),
                                             .intent = FLOW_INTENT_HAND_IN,
                                             .disabled = !can},
                    NULL, NULL);
}
