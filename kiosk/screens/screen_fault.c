#include "kiosk/screens/screens_internal.h"

void screen_fault_show(const struct screens_context *c)
{
    MC_CHECK(c->view->fault != FLOW_FAULT_NONE);
    const char *name = flow_fault_name(c->view->fault);
    screens_content_begin(c);
    screens_notice(c, "fault.what", c->view->fault == FLOW_FAULT_REFUSED ? UI_WARNING : UI_DANGER,
                   screens_text_of(c, "fault", name, ".title"),
                   screens_text_of(c, "fault", name, ".what"));
    ui_begin(c->ui, "fault.next", &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 6});
    screens_fact(c, "done", screens_text(c, "fault.still"),
                 screens_text_of(c, "fault", name, ".still"));
    screens_fact(c, "next", screens_text(c, "fault.do"), screens_text_of(c, "fault", name, ".do"));
    ui_end(c->ui);
    screens_content_end(c);
    bool again = c->view->fault != FLOW_FAULT_REFUSED;
    const struct screens_button retry = {
        .id = "fault.retry", .text = screens_text(c, "fault.retry"), .intent = FLOW_INTENT_RETRY};
    const struct screens_button home = {
        .id = "fault.home", .text = screens_text(c, "fault.home"), .intent = FLOW_INTENT_HOME};
    screens_actions(c, again ? &retry : &home, again ? &home : NULL, NULL);
}
