#include "kiosk/screens/screens_internal.h"

/* As large as the screen lets it be. */
void screens_code_large(const struct screens_context *c)
{
    const struct receipt *receipt = &c->view->receipt;
    int side_mm =
        c->landscape ? ui_height_mm(c->ui) / 2 : ui_width_mm(c->ui) - (c->wide_text ? 110 : 60);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .gap_mm = SCREENS_PAD_MM,
                              .align = UI_CENTER,
                              .justify = UI_CENTER});
    screens_qr(c, "receipt.qr", receipt->url, side_mm);
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = SCREENS_GAP_MM});
    screens_label_centered(c, NULL, screens_text(c, "receipt.photograph"), UI_TEXT_HEADING,
                           UI_TONE_NORMAL);
    screens_label_centered(c, "receipt.code", receipt->code, UI_TEXT_TITLE, UI_TONE_NORMAL);
    ui_end(c->ui);
    ui_end(c->ui);
}

void screens_print_state(const struct screens_context *c)
{
    switch (c->view->print) {
    case FLOW_PRINT_NONE:
        screens_notice(c, "receipt.print_state", UI_NOTICE, NULL,
                       screens_text(c, "receipt.not_printed"));
        break;
    case FLOW_PRINT_RUNNING:
        screens_notice(c, "receipt.print_state", UI_NOTICE, NULL,
                       screens_text(c, "receipt.printing"));
        break;
    case FLOW_PRINT_DONE:
        screens_notice(c, "receipt.print_state", UI_NOTICE, NULL,
                       screens_text(c, "receipt.printed"));
        break;
    case FLOW_PRINT_FAILED: {
        if (c->view->devices.printer) {
            screens_notice(c, "receipt.print_state", UI_NOTICE, NULL,
                           screens_text(c, "receipt.print_ready"));
            break;
        }
        const char *state = c->view->devices.printer_state;
        screens_notice(c, "receipt.print_state", UI_WARNING,
                       screens_text_of(c, "printer", state != NULL ? state : "error", ""),
                       screens_text(c, "receipt.print_failed"));
        break;
    }
    }
}

static void show_facts(const struct screens_context *c)
{
    const struct receipt *receipt = &c->view->receipt;
    char text[128];
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 5});
    screens_label(c,
                  screens_text(c, receipt->provisional ? "receipt.provisional_code"
                                                       : "receipt.official_code"),
                  UI_TEXT_SMALL, UI_TONE_MUTED);
    /* A provisional code is longer, and is not to be broken. */
    ui_label(c->ui, "receipt.code", receipt->code,
             &(struct ui_label){.style = receipt->provisional ? UI_TEXT_HEADING : UI_TEXT_TITLE});
    screens_fact(c, "document", screens_text(c, "status.procedure"), receipt->procedure_name);
    if (date_is_set(receipt->appointed.date)) {
        screens_format_time(c, receipt->appointed, text, sizeof text);
        screens_fact(c, "calendar", screens_text(c, "receipt.appointed"), text);
    } else {
        screens_fact(c, "calendar", screens_text(c, "receipt.appointed"),
                     screens_text(c, "receipt.appointed_later"));
    }
    screens_fact(c, "office", screens_text(c, "receipt.collect_at"), receipt->collect_at);
    screens_fact(c, "phone", screens_text(c, "receipt.hotline"), receipt->hotline);
    ui_end(c->ui);
}

static void show_summary(const struct screens_context *c)
{
    const struct receipt *receipt = &c->view->receipt;
    screens_print_state(c);
    bool column = c->wide_text && !c->landscape;
    ui_begin(c->ui, "receipt.card",
             &(struct ui_box){.axis = column ? UI_COLUMN : UI_ROW,
                              .surface = UI_CARD,
                              .pad_mm = 8,
                              .gap_mm = 8,
                              .align = column ? UI_STRETCH : UI_CENTER});
    show_facts(c);
    ui_begin(c->ui, NULL, &(struct ui_box){.align = UI_CENTER, .gap_mm = 2});
    screens_qr(c, "receipt.qr", receipt->url, 70);
    ui_end(c->ui);
    ui_end(c->ui);
    screens_label(c, screens_text(c, "receipt.keep"), UI_TEXT_BODY, UI_TONE_NORMAL);
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
