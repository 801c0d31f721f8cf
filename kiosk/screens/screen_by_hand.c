#include "kiosk/screens/screens_internal.h"

void screen_by_hand_head(const struct screens_context *c, struct screens_head *head)
{
    head->title = screens_text(c, "by_hand.title");
}

static void show_question(const struct screens_context *c)
{
    bool code = c->view->hand_step == FLOW_HAND_CODE;
    const char *question = screens_text(c, code ? "by_hand.code" : "by_hand.number");
    screens_label(c, question, UI_TEXT_HEADING, UI_TONE_NORMAL);
    ui_field(c->ui, code ? "by_hand.code" : "by_hand.number",
             code ? c->view->hand_code : c->view->hand_number,
             &(struct ui_field){
                 .label = question,
                 .placeholder = code ? "H29.12-261124-0001" : "",
                 .active = true,
                 .invalid = c->view->hand_wrong,
                 .hint = screens_text(c, code ? "by_hand.code_hint" : "by_hand.number_hint"),
                 .secret = !code});
    if (c->view->hand_wrong) {
        screens_notice(c, "by_hand.wrong", UI_WARNING, NULL,
                       screens_text(c, code ? "by_hand.code_wrong" : "by_hand.number_wrong"));
    }
}

void screen_by_hand_show(const struct screens_context *c)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .grow = 1,
                              .pad_x_mm = SCREENS_PAD_MM,
                              .pad_y_mm = SCREENS_TIGHT_MM,
                              .gap_mm = SCREENS_GAP_MM});
    /* On a sheet, like the questions of a form. */
    ui_begin(c->ui, "by_hand.sheet",
             &(struct ui_box){.surface = UI_CARD,
                              .grow = SCREENS_BESIDE_SHARE,
                              .pad_mm = c->wide_text ? 1 : SCREENS_TIGHT_MM});
    ui_space(c->ui, 0, 1);
    ui_begin(c->ui, "by_hand.question",
             &(struct ui_box){.pad_x_mm = c->wide_text ? SCREENS_TIGHT_MM : SCREENS_PAD_MM,
                              .pad_y_mm = SCREENS_TIGHT_MM,
                              .gap_mm = SCREENS_GAP_MM,
                              .scroll = true});
    screens_lead(c);
    show_question(c);
    ui_end(c->ui);
    ui_space(c->ui, 0, 2);
    ui_end(c->ui);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = screens_keys_share(c), .justify = UI_END});
    if (c->view->hand_step == FLOW_HAND_CODE) {
        keyboard_show(c);
    } else {
        keyboard_show_pad(c, KEYBOARD_DIGITS);
    }
    ui_end(c->ui);
    ui_end(c->ui);
    const struct screens_button next = {
        .id = "by_hand.next", .text = screens_text(c, "by_hand.next"), .intent = FLOW_INTENT_NEXT};
    screens_actions(c, &next, NULL, NULL);
}
