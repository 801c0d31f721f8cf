#include "kiosk/screens/screens_internal.h"

static void show_steps(const struct screens_context *c)
{
    const struct flow_devices *devices = &c->view->devices;
    if (devices->camera || devices->scanner) {
        screens_label_centered(c, NULL, screens_text(c, "identify.hold"), UI_TEXT_HEADING,
                               UI_TONE_NORMAL);
        screens_label_centered(c, NULL, screens_text(c, "identify.hold_how"), UI_TEXT_BODY,
                               UI_TONE_NORMAL);
    }
    if (devices->card_reader) {
        screens_label_centered(c, NULL, screens_text(c, "identify.chip"), UI_TEXT_BODY,
                               UI_TONE_NORMAL);
    }
    if (!devices->camera && !devices->scanner && !devices->card_reader) {
        screens_notice(c, "identify.no_reader", UI_WARNING, NULL,
                       screens_text(c, "identify.no_reader"));
    }
}

static void show_waiting(const struct screens_context *c)
{
    if (c->view->card_verdict != CARD_QR_CITIZEN) {
        const char *name = card_qr_verdict_name(c->view->card_verdict);
        screens_notice(c, "identify.wrong_code", UI_WARNING, screens_text(c, "identify.not.title"),
                       screens_text_of(c, "identify.not", name, ""));
    }
    screens_camera_hint(c, "identify.hint");
    screens_how_begin(c, "card-scan");
    show_steps(c);
    screens_how_end(c);
    screens_label_centered(c, NULL, screens_text(c, "identify.privacy"), UI_TEXT_SMALL,
                           UI_TONE_MUTED);
}

static void show_citizen(const struct screens_context *c)
{
    static const char *const assurance[] = {"assurance.declared", "assurance.chip_unverified",
                                            "assurance.chip_verified"};
    const struct citizen *citizen = &c->view->citizen;
    if (c->view->card_expired) {
        screens_notice(c, "identify.expired", UI_DANGER, screens_text(c, "identify.expired.title"),
                       screens_text(c, "identify.expired.text"));
    }
    char masked[CITIZEN_ID_CHARS + 1];
    citizen_mask_id(citizen->id_number, masked, sizeof masked);
    char birth[DATE_TEXT_BYTES] = "";
    if (date_is_set(citizen->birth)) {
        date_format_display(citizen->birth, birth);
    }
    ui_begin(c->ui, "identify.citizen",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 6});
    screens_fact(c, "person", screens_text(c, "identify.name"), citizen->name);
    screens_fact(c, "card", screens_text(c, "identify.id_number"), masked);
    screens_fact(c, "calendar", screens_text(c, "identify.birth"), birth);
    screens_fact(c, "home", screens_text(c, "identify.residence"), citizen->residence);
    screens_fact(c, "info", screens_text(c, "identify.assurance"),
                 screens_text(c, assurance[citizen->assurance]));
    ui_end(c->ui);
}

void screen_identify_head(const struct screens_context *c, struct screens_head *head)
{
    const struct citizen *citizen = &c->view->citizen;
    head->title = screens_text(c, "identify.title");
    if (citizen->id_number[0] != '\0') {
        head->title = mc_message_format(c->screens->messages, c->view->language, head->line[0],
                                        sizeof head->line[0], "identify.greeting", "name",
                                        citizen->name, NULL);
        head->text = c->view->card_expired ? NULL : screens_text(c, "identify.check");
    }
}

void screen_identify_show(const struct screens_context *c)
{
    bool known = c->view->citizen.id_number[0] != '\0';
    bool expired = c->view->card_expired;
    screens_content_begin(c);
    if (known) {
        show_citizen(c);
    } else {
        if (expired) {
            screens_notice(c, "identify.expired", UI_DANGER,
                           screens_text(c, "identify.expired.title"),
                           screens_text(c, "identify.expired.text"));
        }
        show_waiting(c);
    }
    screens_content_end(c);
    const char *text = expired ? "identify.other_card" : known ? "identify.next" : "identify.wait";
    screens_actions(c,
                    &(struct screens_button){.id = "identify.next",
                                             .text = screens_text(c, text),
                                             .intent = FLOW_INTENT_NEXT,
                                             .disabled = !known || expired},
                    NULL, NULL);
}
