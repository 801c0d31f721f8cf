#include "kiosk/screens/screens_internal.h"

static void show_wrong_code(const struct screens_context *c)
{
    if (c->view->scan_verdict != RECEIPT_SCAN_OURS) {
        const char *name = receipt_scan_verdict_name(c->view->scan_verdict);
        screens_notice(c, "scan.wrong_code", UI_WARNING, screens_text(c, "scan.not.title"),
                       screens_text_of(c, "scan.not", name, ""));
    }
}

void screen_scan_head(const struct screens_context *c, struct screens_head *head)
{
    head->title = screens_text(c, "scan.title");
}

void screen_scan_show(const struct screens_context *c)
{
    screens_content_begin(c);
    show_wrong_code(c);
    screens_camera_hint(c, "scan.hint");
    screens_how_begin(c, "receipt-scan");
    if (c->view->devices.camera || c->view->devices.scanner) {
        screens_label_centered(c, NULL, screens_text(c, "scan.hold"), UI_TEXT_HEADING,
                               UI_TONE_NORMAL);
        screens_label_centered(c, NULL, screens_text(c, "scan.hold_how"), UI_TEXT_BODY,
                               UI_TONE_NORMAL);
    } else {
        screens_notice(c, "scan.no_reader", UI_WARNING, NULL, screens_text(c, "scan.no_reader"));
    }
    screens_how_end(c);
    screens_label_centered(c, NULL, screens_text(c, "scan.lost"), UI_TEXT_SMALL, UI_TONE_MUTED);
    screens_content_end(c);
    const struct screens_button by_hand = {.id = "scan.by_hand",
                                           .text = screens_text(c, "scan.by_hand"),
                                           .intent = FLOW_INTENT_BY_HAND};
    screens_actions(c, NULL, &by_hand, NULL);
}
