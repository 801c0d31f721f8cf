/* Between two citizens: what to take along, and the invitation to the next one. */
#include "kiosk/screens/screens_internal.h"

#define EMBLEM_MM 64
#define HAND_MM   34
#define TAKE_MM   40

/* ---- The parting ---- */

void screen_end_head(const struct screens_context *c, struct screens_head *head)
{
    head->icon = "done";
    head->title = screens_text(c, "end.title");
    head->text = screens_text(c, "end.text");
}

static void show_take(const struct screens_context *c, const char *id, const char *icon,
                      const char *heading, const char *text)
{
    ui_begin(c->ui, id,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = UI_WARNING,
                              .pad_mm = SCREENS_PAD_MM,
                              .gap_mm = SCREENS_PAD_MM,
                              .align = UI_CENTER,
                              .grow = 1});
    ui_icon(c->ui, icon, TAKE_MM, UI_TONE_BRAND);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = SCREENS_TIGHT_MM});
    screens_label(c, heading, UI_TEXT_TITLE, UI_TONE_NORMAL);
    screens_label(c, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_end(c->ui);
    ui_end(c->ui);
}

void screen_end_show(const struct screens_context *c)
{
    bool chip = c->view->end_chip;
    screens_content_begin(c);
    show_take(c, "end.card", "card-take", screens_text(c, "end.card"),
              screens_text(c, chip ? "end.card_in_reader" : "end.card_text"));
    if (c->view->end_paper) {
        show_take(c, "end.receipt", "receipt-take", screens_text(c, "end.receipt"),
                  screens_text(c, "end.receipt_text"));
    }
    screens_label_centered(c, "end.wiped", screens_text(c, "end.wiped"), UI_TEXT_BODY,
                           UI_TONE_NORMAL);
    screens_content_end(c);
    screens_actions(c,
                    &(struct screens_button){.id = "end.home",
                                             .text = screens_text(c, "end.home"),
                                             .intent = FLOW_INTENT_HOME},
                    NULL, NULL);
}

/* ---- The invitation ---- */

/* In low reach the greeting stands where nothing can be pressed. */
void screen_attract_head(const struct screens_context *c, struct screens_head *head)
{
    if (c->view->low_reach) {
        head->icon = "gate";
        head->title = screens_text(c, "home.title");
        head->text = c->view->agency;
    }
}

static void show_languages(const struct screens_context *c)
{
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
    ui_button(c->ui, "attract.vi", screens_text(c, "language.vi"),
              &(struct ui_button){.style = UI_BUTTON_PRIMARY,
                                  .grow = 1,
                                  .height_mm = SCREENS_PRIMARY_MM,
                                  .action = screens_intent(FLOW_INTENT_NEXT, MC_LANGUAGE_VI + 1)});
    ui_button(c->ui, "attract.en", screens_text(c, "language.en"),
              &(struct ui_button){.style = UI_BUTTON_PRIMARY,
                                  .grow = 1,
                                  .height_mm = SCREENS_PRIMARY_MM,
                                  .action = screens_intent(FLOW_INTENT_NEXT, MC_LANGUAGE_EN + 1)});
    ui_end(c->ui);
}

static void show_greeting(const struct screens_context *c)
{
    bool tight = c->landscape && c->wide_text; /* large type on a low screen */
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = SCREENS_PART_MM, .align = UI_CENTER});
    ui_icon(c->ui, "gate", tight ? HAND_MM : EMBLEM_MM, UI_TONE_BRAND);
    screens_label_centered(c, "attract.title", screens_text(c, "home.title"), UI_TEXT_DISPLAY,
                           UI_TONE_NORMAL);
    if (!tight) {
        screens_label_centered(c, "attract.agency", c->view->agency, UI_TEXT_HEADING,
                               UI_TONE_BRAND);
    }
    ui_end(c->ui);
}

static void show_touch(const struct screens_context *c)
{
    static const char *const lines[] = {"attract.hand_in", "attract.follow", "attract.access",
                                        "attract.touch_other"};
    size_t line = (size_t)c->view->attract_step % (sizeof lines / sizeof lines[0]);
    ui_begin(c->ui, NULL, &(struct ui_box){.gap_mm = SCREENS_PART_MM, .align = UI_CENTER});
    ui_icon(c->ui, "touch", HAND_MM, UI_TONE_NORMAL);
    screens_label_centered(c, NULL, screens_text(c, "attract.touch"), UI_TEXT_TITLE,
                           UI_TONE_NORMAL);
    if (!c->landscape || !c->wide_text) {
        screens_label_centered(c, "attract.line", screens_text(c, lines[line]), UI_TEXT_HEADING,
                               UI_TONE_BRAND);
    }
    ui_end(c->ui);
}

void screen_attract_show(const struct screens_context *c)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.grow = 1, .pad_mm = SCREENS_PAD_MM, .gap_mm = SCREENS_GAP_MM});
    ui_begin(c->ui, "attract.start",
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .surface = UI_HERO,
                              .grow = 1,
                              .pad_mm = SCREENS_PAD_MM,
                              .gap_mm = 2 * SCREENS_PAD_MM,
                              .align = UI_CENTER,
                              .justify = UI_CENTER,
                              .action = screens_intent(FLOW_INTENT_NEXT, 0),
                              .name = screens_text(c, "attract.touch")});
    if (!c->view->low_reach) {
        show_greeting(c);
    }
    show_touch(c);
    ui_end(c->ui);
    show_languages(c);
    ui_end(c->ui);
}
