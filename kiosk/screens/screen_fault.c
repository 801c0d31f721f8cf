#include "kiosk/screens/screens_internal.h"

/* The dossier is in the kiosk all the same: its code is what staff find it by. */
static void show_code(const struct screens_context *c)
{
    ui_begin(c->ui, "fault.code",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = SCREENS_GAP_MM});
    screens_fact_code(c, "receipt", screens_text(c, "receipt.provisional_code"),
                      c->view->receipt.code);
    ui_end(c->ui);
}

static void show_what_to_do(const struct screens_context *c, const char *name)
{
    screens_notice(c, "fault.do", c->view->fault == FLOW_FAULT_REFUSED ? UI_WARNING : UI_DANGER,
                   screens_text(c, "fault.do"), screens_text_of(c, "fault", name, ".do"));
}

void screen_fault_head(const struct screens_context *c, struct screens_head *head)
{
    const char *name = flow_fault_name(c->view->fault);
    head->icon = "warning";
    head->title = screens_text_of(c, "fault", name, ".title");
    head->text = screens_text_of(c, "fault", name, ".what");
}

void screen_fault_show(const struct screens_context *c)
{
    MC_CHECK(c->view->fault != FLOW_FAULT_NONE);
    bool refused = c->view->fault == FLOW_FAULT_REFUSED;
    if (refused && c->view->code_large) {
        screens_content_begin(c);
        screens_code_large(c);
        screens_content_end(c);
        screens_receipt_actions(c);
        return;
    }
    const char *name = flow_fault_name(c->view->fault);
    /* Half a screen is too narrow for a large code. */
    bool above = refused && c->landscape && c->wide_text;
    screens_content_begin(c);
    if (above) {
        show_what_to_do(c, name);
        show_code(c);
    }
    screens_columns_begin(c);
    if (!above) {
        show_what_to_do(c, name);
    }
    screens_notice(c, "fault.still", UI_SUCCESS, screens_text(c, "fault.still"),
                   screens_text_of(c, "fault", name, ".still"));
    screens_columns_next(c);
    if (refused && !above) {
        show_code(c);
    }
    if (refused) {
        screens_print_state(c);
    }
    ui_begin(c->ui, "fault.staff",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = SCREENS_PART_MM, .gap_mm = 6});
    screens_fact(c, "staff", screens_text(c, "fault.staff"), screens_text(c, "fault.staff_where"));
    screens_fact(c, "phone", screens_text(c, "receipt.hotline"), c->view->hotline);
    ui_end(c->ui);
    screens_columns_end(c);
    screens_content_end(c);
    if (refused) {
        screens_receipt_actions(c);
        return;
    }
    const struct screens_button retry = {
        .id = "fault.retry", .text = screens_text(c, "fault.retry"), .intent = FLOW_INTENT_RETRY};
    const struct screens_button home = {
        .id = "fault.home", .text = screens_text(c, "fault.home"), .intent = FLOW_INTENT_HOME};
    screens_actions(c, &retry, &home, NULL);
}
