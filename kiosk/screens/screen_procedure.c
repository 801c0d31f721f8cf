#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/text.h"
#include "kiosk/screens/procedure_parts.h"

/* At the top everything is cut after so many lines, so that all answers stay in sight; what was cut
 * stands in full in the sections. */
#define NAME_LINES   2
#define FACT_LINES   3
#define PAPERS_SHOWN 4 /* upright; one less on a wide screen, which is lower */
#define PAPER_LINES  2
#define SHORT_CHARS  16

const struct procedure_case *procedure_parts_case(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    return c->view->case_index < procedure->case_count ? &procedure->cases[c->view->case_index]
                                                       : NULL;
}

/* ---- Texts ---- */

static void format_amount_of_time(const struct screens_context *c, struct duration duration,
                                  char *out, size_t size)
{
    static const char *const keys[] = {"procedure.working_days", "procedure.days",
                                       "procedure.hours"};
    char amount[16];
    if (duration.amount == 0) {
        (void)snprintf(out, size, "%s", screens_text(c, "procedure.same_day"));
        return;
    }
    (void)snprintf(amount, sizeof amount, "%d", duration.amount);
    (void)mc_message_format(c->screens->messages, c->view->language, out, size, keys[duration.unit],
                            "n", amount, NULL);
}

void procedure_parts_duration(const struct screens_context *c,
                              const struct procedure_channel *channel, char *out, size_t size)
{
    char longest[64];
    char usual[64];
    if (channel->duration_unknown) {
        const char *note = screens_in(c, &channel->duration_note);
        (void)snprintf(out, size, "%s",
                       note[0] != '\0' ? note : screens_text(c, "procedure.not_known"));
        return;
    }
    if (!channel->has_duration_max) {
        format_amount_of_time(c, channel->duration, out, size);
        return;
    }
    format_amount_of_time(c, channel->duration, usual, sizeof usual);
    format_amount_of_time(c, channel->duration_max, longest, sizeof longest);
    (void)mc_message_format(c->screens->messages, c->view->language, out, size, "procedure.at_most",
                            "usual", usual, "longest", longest, NULL);
}

static void put_fee(const struct screens_context *c, struct mc_buffer *text,
                    const struct procedure_fee *fee)
{
    char amount[48];
    fee_format(fee->amount_dong, amount, sizeof amount);
    const char *note = screens_in(c, &fee->note);
    const char *place = screens_in(c, &fee->place);
    mc_buffer_format(
        text, "%s%s %s", text->len > 0 ? "; " : "",
        screens_text(c, fee->kind == FEE_DUTY ? "procedure.fee_duty" : "procedure.fee_charge"),
        amount);
    if (note[0] != '\0' || place[0] != '\0') {
        mc_buffer_format(text, " (%s%s%s)", note, note[0] != '\0' && place[0] != '\0' ? ", " : "",
                         place);
    }
}

void procedure_parts_fees(const struct screens_context *c, const struct procedure_channel *channel,
                          char *out, size_t size)
{
    struct mc_buffer text;
    mc_buffer_init(&text, size - 1);
    for (size_t i = 0; i < channel->fee_count; i++) {
        put_fee(c, &text, &channel->fees[i]);
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

void procedure_parts_copies(const struct screens_context *c, const struct procedure_paper *paper,
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

/* ---- The answers ---- */

static void fact_begin(const struct screens_context *c, const char *icon, const char *key)
{
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM, .grow = 1});
    screens_seal(c, icon);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1});
    screens_label(c, screens_text(c, key), UI_TEXT_SMALL, UI_TONE_MUTED);
}

/* A short answer is set large. */
static void fact_line(const struct screens_context *c, const char *text, int lines)
{
    bool large = !c->wide_text && mc_utf8_length(text) <= SHORT_CHARS;
    ui_label(
        c->ui, NULL, text,
        &(struct ui_label){.style = large ? UI_TEXT_HEADING : UI_TEXT_STRONG, .max_lines = lines});
}

static void fact_end(const struct screens_context *c)
{
    ui_end(c->ui);
    ui_end(c->ui);
}

static void show_fact(const struct screens_context *c, const char *icon, const char *key,
                      const char *text)
{
    fact_begin(c, icon, key);
    fact_line(c, text[0] != '\0' ? text : screens_text(c, "procedure.not_known"), FACT_LINES);
    fact_end(c);
}

/* How long or how much: one line where it is the same here and at the counter, else both. */
static void show_both(const struct screens_context *c, const char *icon, const char *key,
                      void (*format)(const struct screens_context *,
                                     const struct procedure_channel *, char *, size_t))
{
    const struct procedure *procedure = c->view->procedure;
    const struct procedure_channel *here = procedure_channel_of(procedure, CHANNEL_ONLINE);
    const struct procedure_channel *counter = procedure_channel_of(procedure, CHANNEL_COUNTER);
    char first[SCREENS_LINE_BYTES] = "";
    char second[SCREENS_LINE_BYTES] = "";
    char line[SCREENS_LINE_BYTES];
    if (here != NULL) {
        format(c, here, first, sizeof first);
    }
    if (counter != NULL) {
        format(c, counter, second, sizeof second);
    }
    fact_begin(c, icon, key);
    if (here == NULL || counter == NULL || strcmp(first, second) == 0) {
        const char *one = here != NULL ? first : second;
        fact_line(c, one[0] != '\0' ? one : screens_text(c, "procedure.not_known"), FACT_LINES);
    } else {
        (void)mc_message_format(c->screens->messages, c->view->language, line, sizeof line,
                                "procedure.here", "text", first, NULL);
        fact_line(c, line, FACT_LINES);
        (void)mc_message_format(c->screens->messages, c->view->language, line, sizeof line,
                                "procedure.at_counter", "text", second, NULL);
        fact_line(c, line, FACT_LINES);
    }
    fact_end(c);
}

static bool to_bring(const struct procedure_paper *paper)
{
    return paper->required && !paper->replaced_by_data;
}

static void show_paper_line(const struct screens_context *c, const struct procedure_paper *paper,
                            size_t number)
{
    char copies[96] = "";
    char place[24];
    struct mc_buffer text;
    mc_buffer_init(&text, sizeof copies - 1);
    put_count(c, &text, "procedure.originals", paper->originals);
    put_count(c, &text, "procedure.copies", paper->copies);
    (void)snprintf(copies, sizeof copies, "%s", mc_buffer_text(&text));
    mc_buffer_finish(&text);
    (void)snprintf(place, sizeof place, "%zu.", number);
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_TIGHT_MM});
    ui_label(c->ui, NULL, place,
             &(struct ui_label){.style = UI_TEXT_STRONG, .tone = UI_TONE_BRAND});
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1});
    ui_label(c->ui, NULL, screens_in(c, &paper->name),
             &(struct ui_label){.style = UI_TEXT_STRONG, .max_lines = PAPER_LINES});
    screens_label(c, copies, UI_TEXT_SMALL, UI_TONE_MUTED);
    ui_end(c->ui);
    ui_end(c->ui);
}

/* The papers everybody has to bring by name; how many more there are, and the rest if there is
 * any. */
static void show_bring(const struct screens_context *c)
{
    const struct procedure_case *one = procedure_parts_case(c);
    size_t needed = 0;
    size_t shown = c->landscape ? PAPERS_SHOWN - 1 : PAPERS_SHOWN;
    fact_begin(c, "document", "procedure.bring");
    for (size_t i = 0; one != NULL && i < one->paper_count; i++) {
        if (to_bring(&one->papers[i]) && needed++ < shown) {
            show_paper_line(c, &one->papers[i], needed);
        }
    }
    size_t more = one != NULL ? one->paper_count : 0;
    more -= needed < shown ? needed : shown;
    if (needed == 0) {
        fact_line(c, screens_text(c, "procedure.bring_nothing"), FACT_LINES);
    }
    if (more > 0) {
        char number[24];
        char text[160];
        (void)snprintf(number, sizeof number, "%zu", more);
        screens_label(
            c,
            mc_message_format(c->screens->messages, c->view->language, text, sizeof text,
                              needed > shown ? "procedure.bring_more" : "procedure.bring_some", "n",
                              number, NULL),
            UI_TEXT_SMALL, UI_TONE_BRAND);
    }
    fact_end(c);
}

static void row_begin(const struct screens_context *c)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->wide_text || c->landscape ? UI_COLUMN : UI_ROW,
                              .gap_mm = SCREENS_PART_MM});
}

static void show_short_facts(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    bool can = procedure_can_hand_in(procedure);
    row_begin(c);
    show_fact(c, "person", "procedure.who", screens_in(c, &procedure->audience));
    show_fact(c, can ? "done" : "info", "procedure.where",
              screens_text(c, can ? "procedure.where.here" : "procedure.where.counter"));
    ui_end(c->ui);
    row_begin(c);
    show_both(c, "clock", "procedure.how_long", procedure_parts_duration);
    show_fact(c, "office", "procedure.decided_by", screens_in(c, &procedure->deciding_agency));
    ui_end(c->ui);
    show_both(c, "money", "procedure.how_much", procedure_parts_fees);
}

static void card_begin(const struct screens_context *c, const char *id)
{
    ui_begin(c->ui, id,
             &(struct ui_box){.surface = UI_CARD, .pad_mm = 7, .gap_mm = SCREENS_PART_MM});
}

static void show_summary(const struct screens_context *c)
{
    card_begin(c, "procedure.summary");
    show_short_facts(c);
    ui_end(c->ui);
}

static void show_to_bring(const struct screens_context *c)
{
    card_begin(c, "procedure.papers");
    show_bring(c);
    ui_end(c->ui);
}

/* ---- The rest ---- */

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

static void show_names(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    const char *plain = screens_in(c, &procedure->plain_name);
    char code[PROCEDURE_CODE_BYTES + 256];
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = 1});
    if (plain[0] != '\0') {
        ui_label(c->ui, "procedure.name", screens_in(c, &procedure->name),
                 &(struct ui_label){.style = UI_TEXT_BODY, .max_lines = NAME_LINES});
    }
    (void)mc_message_format(c->screens->messages, c->view->language, code, sizeof code,
                            procedure->boundary_free ? "procedure.code_anywhere" : "procedure.code",
                            "code", procedure->code, NULL);
    screens_label(c, code, UI_TEXT_SMALL, UI_TONE_MUTED);
    ui_end(c->ui);
}

static void show_print_state(const struct screens_context *c)
{
    if (c->view->list_print == FLOW_PRINT_DONE) {
        screens_notice(c, "procedure.printed", UI_SUCCESS, NULL,
                       screens_text(c, "procedure.printed"));
    } else if (c->view->list_print == FLOW_PRINT_FAILED) {
        screens_notice(c, "procedure.not_printed", UI_NOTICE, NULL,
                       screens_text(c, "procedure.not_printed"));
    }
}

void screen_procedure_head(const struct screens_context *c, struct screens_head *head)
{
    const struct procedure *procedure = c->view->procedure;
    if (procedure != NULL) {
        const char *plain = screens_in(c, &procedure->plain_name);
        head->title = plain[0] != '\0' ? plain : screens_in(c, &procedure->name);
        head->eyebrow = screens_in(c, &procedure->field);
    }
}

void screen_procedure_show(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    bool can = procedure != NULL && procedure_can_hand_in(procedure);
    bool printing = c->view->list_print == FLOW_PRINT_RUNNING;
    screens_content_begin(c);
    if (procedure == NULL) {
        screens_waiting(c, "procedure.loading", screens_text(c, "procedure.loading"), NULL);
    } else {
        show_print_state(c);
        show_names(c);
        screens_columns_begin(c);
        show_summary(c);
        if (c->landscape) {
            show_cases(c);
        }
        screens_columns_next(c);
        show_to_bring(c);
        if (!c->landscape) {
            show_cases(c);
        }
        procedure_sections_show(c);
        screens_columns_end(c);
    }
    screens_content_end(c);
    const struct screens_button print = {
        .id = "procedure.print",
        .text = screens_text(c, printing ? "procedure.printing" : "procedure.print"),
        .icon = "print",
        .intent = FLOW_INTENT_PRINT_LIST,
        .disabled = procedure == NULL || printing || !c->view->devices.printer};
    screens_actions(c,
                    &(struct screens_button){.id = "procedure.hand_in",
                                             .text = screens_text(c, "procedure.hand_in"),
                                             .intent = FLOW_INTENT_HAND_IN,
                                             .disabled = !can},
                    &print, NULL);
}
