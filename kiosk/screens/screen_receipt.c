#include "kiosk/screens/screens_internal.h"

#define QR_MM 76

/* As large as the screen lets it be: no phone reads a part of it. */
static int large_mm(const struct screens_context *c)
{
    if (c->view->low_reach) {
        return c->landscape ? ui_height_mm(c->ui) * 2 / 5 : ui_width_mm(c->ui) / 2;
    }
    return c->landscape ? ui_height_mm(c->ui) / 2 : ui_width_mm(c->ui) - (c->wide_text ? 110 : 60);
}

void screens_code_large(const struct screens_context *c)
{
    const struct receipt *receipt = &c->view->receipt;
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .gap_mm = SCREENS_PAD_MM,
                              .align = UI_CENTER,
                              .justify = UI_CENTER});
    screens_qr(c, "receipt.qr", receipt->url, large_mm(c));
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = SCREENS_GAP_MM});
    screens_label_centered(c, NULL, screens_text(c, "receipt.photograph"), UI_TEXT_HEADING,
                           UI_TONE_NORMAL);
    ui_label(c->ui, "receipt.code", receipt->code,
             &(struct ui_label){.style = UI_TEXT_TITLE, .align = UI_CENTER, .whole = true});
    ui_end(c->ui);
    ui_end(c->ui);
}

/* Where the paper is, with a picture of it. */
static void paper_state(const struct screens_context *c, enum ui_surface surface,
                        const char *heading, const char *text)
{
    ui_begin(c->ui, "receipt.print_state",
             &(struct ui_box){.axis = UI_ROW,
                              .surface = surface,
                              .pad_mm = SCREENS_PART_MM,
                              .gap_mm = SCREENS_PART_MM,
                              .align = c->wide_text && heading != NULL ? UI_START : UI_CENTER});
    screens_icon(c, "receipt-take", c->landscape || c->wide_text ? 26 : 36, UI_TONE_BRAND);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 2});
    screens_label(c, heading, UI_TEXT_HEADING, UI_TONE_NORMAL);
    screens_label(c, text, heading == NULL ? UI_TEXT_HEADING : UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_end(c->ui);
    ui_end(c->ui);
}

void screens_print_state(const struct screens_context *c)
{
    switch (c->view->print) {
    case FLOW_PRINT_NONE:
        paper_state(c, UI_NOTICE, NULL, screens_text(c, "receipt.not_printed"));
        break;
    case FLOW_PRINT_RUNNING:
        paper_state(c, UI_NOTICE, NULL, screens_text(c, "receipt.printing"));
        break;
    case FLOW_PRINT_DONE:
        paper_state(c, UI_SUCCESS, NULL, screens_text(c, "receipt.printed"));
        break;
    case FLOW_PRINT_FAILED: {
        if (c->view->devices.printer) {
            paper_state(c, UI_NOTICE, NULL, screens_text(c, "receipt.print_ready"));
            break;
        }
        const char *state = c->view->devices.printer_state;
        paper_state(c, UI_WARNING,
                    screens_text_of(c, "printer", state != NULL ? state : "error", ""),
                    screens_text(c, "receipt.print_failed"));
        break;
    }
    }
}

/* The paper keeps the language it was handed in with; the screen does not. */
static const char *procedure_name(const struct screens_context *c)
{
    const struct procedure *procedure = c->view->procedure;
    return procedure != NULL ? screens_in(c, &procedure->name) : c->view->receipt.procedure_name;
}

static void show_facts(const struct screens_context *c)
{
    const struct receipt *receipt = &c->view->receipt;
    char text[128];
    screens_fact_name(c, "document", screens_text(c, "status.procedure"), procedure_name(c));
    if (date_is_set(receipt->appointed.date)) {
        screens_format_time(c, receipt->appointed, text, sizeof text);
        screens_fact(c, "calendar", screens_text(c, "receipt.appointed"), text);
    } else {
        screens_fact(c, "calendar", screens_text(c, "receipt.appointed"),
                     screens_text(c, "receipt.appointed_later"));
    }
    screens_fact(c, "office", screens_text(c, "receipt.collect_at"), receipt->collect_at);
    screens_fact(c, "phone", screens_text(c, "receipt.hotline"), receipt->hotline);
}

static void show_code(const struct screens_context *c)
{
    const struct receipt *receipt = &c->view->receipt;
    bool small = receipt->provisional && !c->wide_text; /* the facts below need the room */
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1});
    screens_label(c,
                  screens_text(c, receipt->provisional ? "receipt.provisional_code"
                                                       : "receipt.official_code"),
                  UI_TEXT_SMALL, UI_TONE_MUTED);
    ui_label(c->ui, "receipt.code", receipt->code,
             &(struct ui_label){.style = small ? UI_TEXT_HEADING : UI_TEXT_TITLE,
                                .tone = UI_TONE_BRAND,
                                .whole = true});
    ui_end(c->ui);
}

/* In large type before all else and over the whole width: to be seen at once, and in one piece. */
static void show_code_above(const struct screens_context *c)
{
    ui_begin(c->ui, "receipt.code_card",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = SCREENS_PART_MM});
    show_code(c);
    ui_end(c->ui);
}

static void show_card(const struct screens_context *c)
{
    bool beside = !c->landscape && !c->wide_text;
    ui_begin(c->ui, "receipt.card",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = SCREENS_PART_MM, .gap_mm = 6});
    if (!c->wide_text) {
        show_code(c);
        ui_line(c->ui);
    }
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = beside ? UI_ROW : UI_COLUMN,
                              .gap_mm = SCREENS_PART_MM,
                              .align = beside ? UI_CENTER : UI_STRETCH});
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = beside, .gap_mm = 6});
    show_facts(c);
    ui_end(c->ui);
    if (!c->landscape) {
        ui_begin(c->ui, NULL, &(struct ui_box){.align = UI_CENTER});
        screens_qr(c, "receipt.qr", c->view->receipt.url, QR_MM);
        ui_end(c->ui);
    }
    ui_end(c->ui);
    ui_end(c->ui);
}

static void show_summary(const struct screens_context *c)
{
    if (c->wide_text) {
        show_code_above(c);
    }
    screens_columns_begin(c);
    if (!c->landscape) {
        screens_print_state(c);
    }
    show_card(c);
    screens_columns_next(c);
    if (c->landscape) {
        screens_print_state(c);
        ui_begin(c->ui, NULL, &(struct ui_box){.align = UI_CENTER});
        screens_qr(c, "receipt.qr", c->view->receipt.url, QR_MM);
        ui_end(c->ui);
    }
    screens_label(c, screens_text(c, "receipt.keep"), UI_TEXT_BODY, UI_TONE_NORMAL);
    screens_columns_end(c);
}

void screens_receipt_actions(const struct screens_context *c)
{
    bool printed = c->view->print == FLOW_PRINT_DONE;
    const struct screens_button print = {
        .id = "receipt.print",
        .text = screens_text(c, printed ? "receipt.print_again" : "receipt.print"),
        .icon = "print",
        .intent = FLOW_INTENT_PRINT,
        .disabled = c->view->print == FLOW_PRINT_RUNNING || !c->view->devices.printer};
    const struct screens_button code = {
        .id = "receipt.show_code",
        .text = screens_text(c, c->view->code_large ? "receipt.hide_code" : "receipt.show_code"),
        .icon = "qr",
        .intent = FLOW_INTENT_SHOW_CODE};
    const struct screens_button finish = {.id = "receipt.finish",
                                          .text = screens_text(c, "receipt.finish"),
                                          .intent = FLOW_INTENT_FINISH};
    screens_actions(c, &finish, &code, &print);
}

void screen_receipt_head(const struct screens_context *c, struct screens_head *head)
{
    const struct receipt *receipt = &c->view->receipt;
    const char *kind = receipt->provisional ? "provisional" : "official";
    bool paperless = c->view->print == FLOW_PRINT_FAILED && !receipt->provisional;
    head->icon = "done";
    head->title = screens_text_of(c, "receipt", kind, ".title");
    if (c->view->code_large && screens_head_is_short(c)) {
        return; /* it would stand in the room of what is to be photographed */
    }
    head->text = paperless ? screens_text(c, "receipt.no_paper")
                           : screens_text_of(c, "receipt", kind, ".text");
}

void screen_receipt_show(const struct screens_context *c)
{
    screens_content_begin(c);
    if (c->view->code_large) {
        screens_code_large(c);
    } else {
        show_summary(c);
    }
    screens_content_end(c);
    screens_receipt_actions(c);
}
