#include "kiosk/screens/screens_internal.h"

#define PERCENT_ALL       100
#define PORTRAIT_WIDTH_MM 30

/* The number was typed: what is still wanted is the chip, unless the card asks for its code. */
static bool waits_for_chip(const struct screens_context *c)
{
    return c->view->number_taken && c->view->citizen.id_number[0] == '\0' &&
           c->view->chip != FLOW_CHIP_STATE_NEEDS_CODE;
}

static void show_steps(const struct screens_context *c)
{
    const struct flow_devices *devices = &c->view->devices;
    if (waits_for_chip(c)) {
        screens_label_centered(c, NULL, screens_text(c, "identify.number_then"), UI_TEXT_HEADING,
                               UI_TONE_NORMAL);
        return;
    }
    if (devices->camera || devices->scanner) {
        screens_label_centered(c, NULL, screens_text(c, "identify.hold"), UI_TEXT_HEADING,
                               UI_TONE_NORMAL);
        screens_label_centered(c, NULL, screens_text(c, "identify.hold_how"), UI_TEXT_BODY,
                               UI_TONE_NORMAL);
    }
    if (devices->card_reader && c->view->chip == FLOW_CHIP_STATE_NONE) {
        screens_label_centered(c, NULL, screens_text(c, "identify.chip"), UI_TEXT_BODY,
                               UI_TONE_NORMAL);
    }
    if (!devices->camera && !devices->scanner && !devices->card_reader) {
        screens_notice(c, "identify.no_reader", UI_WARNING, NULL,
                       screens_text(c, "identify.no_reader"));
    }
}

/* What becomes of the card on the chip reader. */
static void show_chip(const struct screens_context *c)
{
    enum flow_chip chip = c->view->chip;
    bool fine = chip == FLOW_CHIP_STATE_WAITING || chip == FLOW_CHIP_STATE_READING ||
                chip == FLOW_CHIP_STATE_DONE;
    bool known = c->view->citizen.id_number[0] != '\0';
    if (chip == FLOW_CHIP_STATE_NONE) {
        return;
    }
    bool mistyped = chip == FLOW_CHIP_STATE_OTHER && waits_for_chip(c);
    screens_notice(c, "identify.chip", fine ? UI_NOTICE : UI_WARNING,
                   mistyped ? screens_text(c, "identify.number_wrong")
                            : screens_text_of(c, "chip", flow_chip_name(chip), ""),
                   !fine && known ? screens_text(c, "identify.chip_go_on") : NULL);
    if (chip == FLOW_CHIP_STATE_READING) {
        ui_progress(c->ui, "identify.chip_progress",
                    screens_text_of(c, "chip", flow_chip_name(chip), ""), c->view->chip_percent,
                    PERCENT_ALL);
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
    show_chip(c);
    screens_how_begin(c, waits_for_chip(c) ? "card" : "card-scan");
    show_steps(c);
    screens_how_end(c);
    screens_label_centered(c, NULL, screens_text(c, "identify.privacy"), UI_TEXT_SMALL,
                           UI_TONE_MUTED);
}

static void show_citizen(const struct screens_context *c)
{
    const struct citizen *citizen = &c->view->citizen;
    if (c->view->card_expired) {
        screens_notice(c, "identify.expired", UI_DANGER, screens_text(c, "identify.expired.title"),
                       screens_text(c, "identify.expired.text"));
    }
    show_chip(c);
    char masked[CITIZEN_ID_CHARS + 1];
    citizen_mask_id(citizen->id_number, masked, sizeof masked);
    char birth[DATE_TEXT_BYTES] = "";
    if (date_is_set(citizen->birth)) {
        date_format_display(citizen->birth, birth);
    }
    ui_begin(c->ui, "identify.citizen",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 6});
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_PART_MM});
    screens_picture(c, "identify.portrait", &c->view->portrait, PORTRAIT_WIDTH_MM,
                    screens_text(c, "identify.portrait"));
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .justify = UI_CENTER});
    screens_fact(c, "person", screens_text(c, "identify.name"), citizen->name);
    ui_end(c->ui);
    ui_end(c->ui);
    screens_fact(c, "card", screens_text(c, "identify.id_number"), masked);
    screens_fact(c, "calendar", screens_text(c, "identify.birth"), birth);
    screens_fact(c, "home", screens_text(c, "identify.residence"), citizen->residence);
    screens_fact(c, "info", screens_text(c, "identify.assurance"), screens_assurance(c));
    ui_end(c->ui);
}

void screen_identify_head(const struct screens_context *c, struct screens_head *head)
{
    const struct citizen *citizen = &c->view->citizen;
    head->title = screens_text(c, "identify.title");
    if (c->view->typing_number) {
        head->title = screens_text(c, "identify.number_title");
        head->text = screens_text(c, "identify.number_text");
    } else if (waits_for_chip(c)) {
        bool wrong = c->view->chip == FLOW_CHIP_STATE_OTHER;
        head->title = screens_text(c, wrong ? "identify.number_title" : "identify.number_card");
        head->text = wrong ? NULL : screens_text(c, "identify.number_known");
    } else if (citizen->id_number[0] != '\0') {
        head->title = mc_message_format(c->screens->messages, c->view->language, head->line[0],
                                        sizeof head->line[0], "identify.greeting", "name",
                                        citizen->name, NULL);
        head->text = c->view->card_expired ? NULL : screens_text(c, "identify.check");
    }
}

/* ---- The number by hand ---- */

static void show_pad(const struct screens_context *c)
{
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN, .grow = 1});
    screens_content_begin(c);
    ui_field(c->ui, "identify.number", c->view->typed_number,
             &(struct ui_field){.label = screens_text(c, "identify.id_number"),
                                .placeholder = screens_text(c, "form.id_number_example"),
                                .active = true,
                                .hint = screens_text(c, "identify.number_text"),
                                .secret = true});
    screens_content_end(c);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.grow = c->landscape ? 1 : 0,
                              .pad_x_mm = SCREENS_PAD_MM,
                              .pad_y_mm = SCREENS_TIGHT_MM,
                              .justify = UI_END});
    keyboard_show_pad(c, KEYBOARD_DIGITS);
    ui_end(c->ui);
    ui_end(c->ui);
    screens_actions(c,
                    &(struct screens_button){.id = "identify.next",
                                             .text = screens_text(c, "identify.number_done"),
                                             .intent = FLOW_INTENT_NEXT,
                                             .disabled = !citizen_id_valid(c->view->typed_number)},
                    NULL, NULL);
}

void screen_identify_show(const struct screens_context *c)
{
    bool known = c->view->citizen.id_number[0] != '\0';
    bool expired = c->view->card_expired;
    bool can_type = !known && c->view->devices.card_reader;
    if (c->view->typing_number) {
        show_pad(c);
        return;
    }
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
    const char *type_text = waits_for_chip(c) ? "identify.type_again" : "identify.type_number";
    const struct screens_button type_number = {.id = "identify.type_number",
                                               .text = screens_text(c, type_text),
                                               .intent = FLOW_INTENT_TYPE_NUMBER};
    const char *text = expired ? "identify.other_card" : known ? "identify.next" : "identify.wait";
    screens_actions(c,
                    &(struct screens_button){.id = "identify.next",
                                             .text = screens_text(c, text),
                                             .intent = FLOW_INTENT_NEXT,
                                             .disabled = !known || expired},
                    can_type ? &type_number : NULL, NULL);
}
