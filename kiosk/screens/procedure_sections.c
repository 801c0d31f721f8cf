#include <stdio.h>

#include "core/text.h"
#include "kiosk/screens/procedure_parts.h"

static bool section_begin(const struct screens_context *c, enum flow_section section,
                          const char *key)
{
    bool open = (c->view->sections_open & 1U << section) != 0;
    char id[UI_ID_BYTES];
    (void)snprintf(id, sizeof id, "procedure.section.%d", (int)section);
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = 2});
    ui_begin(c->ui, id,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = open ? UI_CHOSEN : UI_CARD,
                              .pad_mm = 5,
                              .gap_mm = SCREENS_GAP_MM,
                              .align = UI_CENTER,
                              .min_height_mm = 20,
                              .expanded = open ? UI_EXPANDED : UI_COLLAPSED,
                              .action = screens_intent(FLOW_INTENT_SECTION, (int)section)});
    ui_label(c->ui, NULL, screens_text(c, key),
             &(struct ui_label){.style = UI_TEXT_STRONG, .grow = 1});
    screens_icon(c, open ? "up" : "down", 8, UI_TONE_BRAND);
    ui_end(c->ui);
    if (open) {
        ui_begin(c->ui, NULL, &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 4});
    }
    return open;
}

static void section_end(const struct screens_context *c, bool open)
{
    if (open) {
        ui_end(c->ui);
    }
    ui_end(c->ui);
}

/* A heading and a text below; nothing without the text. */
static void show_pair(const struct screens_context *c, const char *label, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return;
    }
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = 1});
    screens_label(c, label, UI_TEXT_SMALL, UI_TONE_MUTED);
    screens_label(c, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_end(c->ui);
}

static void show_papers(const struct screens_context *c, const struct procedure_case *one)
{
    for (size_t i = 0; i < one->paper_count; i++) {
        const struct procedure_paper *paper = &one->papers[i];
        char text[SCREENS_LINE_BYTES];
        procedure_parts_copies(c, paper, text, sizeof text);
        if (i > 0) {
            ui_line(c->ui);
        }
        ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = 1});
        screens_label(c, screens_in(c, &paper->name), UI_TEXT_BODY, UI_TONE_NORMAL);
        screens_label(c, text, UI_TEXT_SMALL, UI_TONE_MUTED);
        if (paper->replaced_by_data) {
            screens_label(c, screens_text(c, "procedure.looked_up"), UI_TEXT_SMALL,
                          UI_TONE_SUCCESS);
        }
        ui_end(c->ui);
    }
}

static void show_step(const struct screens_context *c, size_t number, const struct mc_text *step)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%zu.", number);
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = 3});
    ui_label(c->ui, NULL, text, &(struct ui_label){.style = UI_TEXT_STRONG, .tone = UI_TONE_BRAND});
    ui_label(c->ui, NULL, screens_in(c, step),
             &(struct ui_label){.style = UI_TEXT_BODY, .grow = 1});
    ui_end(c->ui);
}

static void show_steps(const struct screens_context *c, const struct procedure_case *one)
{
    const struct procedure *procedure = c->view->procedure;
    bool own = one != NULL && one->step_count > 0;
    size_t count = own ? one->step_count : procedure->step_count;
    const struct mc_text *steps = own ? one->steps : procedure->steps;
    if (count == 0) {
        return;
    }
    bool open = section_begin(c, FLOW_SECTION_STEPS, "procedure.steps");
    for (size_t i = 0; i < count && open; i++) {
        show_step(c, i + 1, &steps[i]);
    }
    section_end(c, open);
}

static void show_channel(const struct screens_context *c, const struct procedure_channel *channel)
{
    static const char *const keys[] = {[CHANNEL_COUNTER] = "procedure.channel.counter",
                                       [CHANNEL_ONLINE] = "procedure.channel.online",
                                       [CHANNEL_POST] = "procedure.channel.post"};
    char text[SCREENS_LINE_BYTES];
    screens_label(c, screens_text(c, keys[channel->kind]), UI_TEXT_STRONG, UI_TONE_BRAND);
    procedure_parts_duration(c, channel, text, sizeof text);
    show_pair(c, screens_text(c, "procedure.how_long"), text);
    if (!channel->duration_unknown) {
        screens_label(c, screens_in(c, &channel->duration_note), UI_TEXT_SMALL, UI_TONE_MUTED);
    }
    procedure_parts_fees(c, channel, text, sizeof text);
    show_pair(c, screens_text(c, "procedure.how_much"), text);
    screens_label(c, screens_in(c, &channel->note), UI_TEXT_SMALL, UI_TONE_MUTED);
}

static void show_channels(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    if (procedure->channel_count == 0) {
        return;
    }
    bool open = section_begin(c, FLOW_SECTION_CHANNELS, "procedure.channels");
    for (size_t i = 0; i < procedure->channel_count && open; i++) {
        if (i > 0) {
            ui_line(c->ui);
        }
        show_channel(c, &procedure->channels[i]);
    }
    section_end(c, open);
}

static void show_conditions(const struct screens_context *c)
{
    const char *text = screens_in(c, &c->view->procedure->conditions);
    if (text[0] == '\0') {
        return;
    }
    bool open = section_begin(c, FLOW_SECTION_CONDITIONS, "procedure.conditions");
    if (open) {
        screens_label(c, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    section_end(c, open);
}

static void show_results(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    if (procedure->result_count == 0 && screens_in(c, &procedure->result)[0] == '\0') {
        return;
    }
    bool open = section_begin(c, FLOW_SECTION_RESULTS, "procedure.result");
    if (open && procedure->result_count == 0) {
        screens_label(c, screens_in(c, &procedure->result), UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    for (size_t i = 0; i < procedure->result_count && open; i++) {
        screens_label(c, screens_in(c, &procedure->results[i]), UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    section_end(c, open);
}

static void show_legal(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    if (procedure->legal_count == 0) {
        return;
    }
    bool open = section_begin(c, FLOW_SECTION_LEGAL, "procedure.legal");
    for (size_t i = 0; i < procedure->legal_count && open; i++) {
        screens_label(c, procedure->legal[i], UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    section_end(c, open);
}

static void show_about(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    bool open = section_begin(c, FLOW_SECTION_ABOUT, "procedure.about");
    if (open) {
        show_pair(c, screens_text(c, "procedure.full_name"), screens_in(c, &procedure->name));
        show_pair(c, screens_text(c, "procedure.who"), screens_in(c, &procedure->audience));
        show_pair(c, screens_text(c, "procedure.field"), screens_in(c, &procedure->field));
        show_pair(c, screens_text(c, "procedure.received_by"),
                  screens_in(c, &procedure->receiving_agency));
        show_pair(c, screens_text(c, "procedure.decided_by"),
                  screens_in(c, &procedure->deciding_agency));
        for (size_t i = 0; i < procedure->cooperating_agency_count; i++) {
            show_pair(c, screens_text(c, "procedure.with"),
                      screens_in(c, &procedure->cooperating_agencies[i]));
        }
        show_pair(c, screens_text(c, "procedure.decision"), procedure->decision);
    }
    section_end(c, open);
}

void procedure_sections_show(const struct screens_context *c)
{
    const struct procedure_case *one = procedure_parts_case(c);
    if (one != NULL && one->paper_count > 0) {
        bool open = section_begin(c, FLOW_SECTION_PAPERS, "procedure.all_papers");
        if (open) {
            show_papers(c, one);
        }
        section_end(c, open);
    }
    show_steps(c, one);
    show_channels(c);
    show_conditions(c);
    show_results(c);
    show_legal(c);
    show_about(c);
}
