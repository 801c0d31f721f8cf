/* What lies over a screen and asks for an answer. */
#include <stdio.h>

#include "kiosk/screens/screens_internal.h"

#define WIDE_MM   400 /* of a dialog with two columns */
#define NARROW_MM 240
#define MARGIN_MM 10

/* In low reach a dialog stands where the fingers are. The texts scroll if need be, the buttons
 * below stay. */
static void dialog_begin(const struct screens_context *c, const char *name, int most_mm)
{
    int width_mm = ui_width_mm(c->ui) - 2 * MARGIN_MM;
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_SCRIM,
                              .modal = true,
                              .grow = 1,
                              .pad_mm = MARGIN_MM,
                              .align = UI_CENTER,
                              .justify = c->view->low_reach ? UI_END : UI_CENTER,
                              .name = name});
    if (c->view->low_reach) {
        ui_space(c->ui, screens_unreached_mm(c) - MARGIN_MM, 0);
    }
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_CARD,
                              .width_mm = width_mm > most_mm ? most_mm : width_mm,
                              .pad_mm = c->wide_text ? SCREENS_GAP_MM : SCREENS_PAD_MM,
                              .gap_mm = SCREENS_PART_MM});
    ui_begin(
        c->ui, "dialog.content",
        &(struct ui_box){.gap_mm = SCREENS_PART_MM, .pad_mm = SCREENS_TIGHT_MM, .scroll = true});
    screens_label_centered(c, "dialog.title", name, UI_TEXT_TITLE, UI_TONE_BRAND);
}

static void dialog_buttons(const struct screens_context *c)
{
    ui_end(c->ui);
}

static void dialog_end(const struct screens_context *c)
{
    ui_end(c->ui);
    ui_end(c->ui);
}

static void dialog_button(const struct screens_context *c, const char *id, bool primary,
                          enum flow_intent intent)
{
    ui_button(c->ui, id, screens_text(c, id),
              &(struct ui_button){.style = primary ? UI_BUTTON_PRIMARY : UI_BUTTON_SECONDARY,
                                  .action = screens_intent(intent, 0),
                                  .height_mm = SCREENS_PRIMARY_MM});
}

static void show_idle_warning(const struct screens_context *c)
{
    char left[16];
    (void)snprintf(left, sizeof left, "%d", c->view->idle_left_s);
    char text[SCREENS_LINE_BYTES];
    (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text, "idle.text",
                            "seconds", left, NULL);
    dialog_begin(c, screens_text(c, "idle.title"), NARROW_MM);
    screens_label_centered(c, "idle.left", left, UI_TEXT_DISPLAY, UI_TONE_BRAND);
    screens_label_centered(c, NULL, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    dialog_buttons(c);
    dialog_button(c, "idle.stay", true, FLOW_INTENT_STAY);
    dialog_end(c);
}

static void show_leave_question(const struct screens_context *c)
{
    dialog_begin(c, screens_text(c, "leave.title"), NARROW_MM);
    screens_label_centered(c, NULL, screens_text(c, "leave.text"), UI_TEXT_BODY, UI_TONE_NORMAL);
    dialog_buttons(c);
    dialog_button(c, "leave.no", true, FLOW_INTENT_STAY);
    dialog_button(c, "leave.yes", false, FLOW_INTENT_LEAVE);
    dialog_end(c);
}

static void show_help(const struct screens_context *c)
{
    dialog_begin(c, screens_text(c, "help.title"), WIDE_MM);
    screens_help_show(c);
    dialog_buttons(c);
    dialog_button(c, "help.close", true, FLOW_INTENT_STAY);
    dialog_end(c);
}

/* Two buttons beside what they change. */
static void show_level(const struct screens_context *c, const char *label, enum flow_intent intent,
                       const char *less, const char *more)
{
    screens_label_centered(c, NULL, label, UI_TEXT_HEADING, UI_TONE_NORMAL);
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
    const char *const ids[] = {less, more};
    for (int i = 0; i < 2; i++) {
        ui_button(c->ui, ids[i], screens_text(c, ids[i]),
                  &(struct ui_button){.style = UI_BUTTON_SECONDARY,
                                      .action = screens_intent(intent, i == 0 ? -1 : 1),
                                      .height_mm = SCREENS_PRIMARY_MM,
                                      .grow = 1});
    }
    ui_end(c->ui);
}

static void show_sound_panel(const struct screens_context *c)
{
    const struct flow_voice *voice = &c->view->voice;
    dialog_begin(c, screens_text(c, "sound.title"), NARROW_MM);
    screens_label_centered(c, NULL,
                           screens_text(c, voice->missing ? "sound.missing" : "sound.text"),
                           UI_TEXT_BODY, UI_TONE_NORMAL);
    if (!voice->missing) {
        show_level(c, screens_text(c, "sound.volume"), FLOW_INTENT_VOICE_VOLUME, "sound.softer",
                   "sound.louder");
        show_level(c, screens_text(c, "sound.rate"), FLOW_INTENT_VOICE_RATE, "sound.slower",
                   "sound.faster");
        screens_check(c, "sound.numbers", screens_text(c, "sound.numbers"),
                      &(struct ui_check){.checked = voice->numbers,
                                         .action = screens_intent(FLOW_INTENT_VOICE_NUMBERS, 0)});
    }
    dialog_buttons(c);
    dialog_button(c, "sound.close", true, FLOW_INTENT_STAY);
    dialog_button(c, "sound.off", false, FLOW_INTENT_SOUND_OFF);
    dialog_end(c);
}

void screens_dialog_show(const struct screens_context *c)
{
    if (c->view->idle_warning) {
        show_idle_warning(c);
    } else if (c->view->leave_question) {
        show_leave_question(c);
    } else if (c->view->help) {
        show_help(c);
    } else if (c->view->sound_panel) {
        show_sound_panel(c);
    }
}
