/*
 * Help, over any screen: how the kiosk is used, where to find people, and every setting of the
 * display at a glance, each to be chosen directly instead of stepped through.
 */
#include <stdio.h>

#include "kiosk/screens/screens_internal.h"

static void show_way(const struct screens_context *c, const char *icon, const char *text)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM, .align = UI_CENTER});
    screens_seal(c, icon);
    ui_label(c->ui, NULL, text, &(struct ui_label){.style = UI_TEXT_BODY, .grow = 1});
    ui_end(c->ui);
}

static void show_ways(const struct screens_context *c)
{
    char text[SCREENS_LINE_BYTES];
    (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text, "help.text",
                            "hotline", c->view->hotline != NULL ? c->view->hotline : "", NULL);
    show_way(c, "staff", text);
    show_way(c, "touch", screens_text(c, "help.touch"));
    show_way(c, "back", screens_text(c, "help.back"));
    show_way(c, "lock", screens_text(c, "help.wiped"));
}

/* A row of buttons of which one is chosen: help.<name>.0 and so on. */
static void show_choice(const struct screens_context *c, const char *name, const char *title,
                        const char *const keys[4], enum flow_intent intent, int chosen)
{
    screens_label(c, title, UI_TEXT_SMALL, UI_TONE_MUTED);
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_TIGHT_MM});
    for (int i = 0; i < 4; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "help.%s.%d", name, i);
        if (i == 2 && c->wide_text) {
            ui_end(c->ui);
            ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_TIGHT_MM});
        }
        ui_button(c->ui, id, screens_text(c, keys[i]),
                  &(struct ui_button){.style = UI_BUTTON_SECONDARY,
                                      .action = screens_intent(intent, i + 1),
                                      .chosen = i == chosen,
                                      .grow = 1});
    }
    ui_end(c->ui);
}

static void show_switch(const struct screens_context *c, const char *id, const char *text,
                        enum flow_intent intent, bool on)
{
    ui_check(c->ui, id, text,
             &(struct ui_check){.checked = on, .action = screens_intent(intent, 0)});
}

static void show_settings(const struct screens_context *c)
{
    static const char *const sizes[4] = {"help.size.normal", "help.size.large", "help.size.larger",
                                         "help.size.largest"};
    static const char *const themes[FLOW_THEME_COUNT] = {
        [FLOW_THEME_LIGHT] = "help.theme.light",
        [FLOW_THEME_CONTRAST_DARK] = "help.theme.contrast_dark",
        [FLOW_THEME_CONTRAST_LIGHT] = "help.theme.contrast_light",
        [FLOW_THEME_DARK] = "help.theme.dark"};
    show_choice(c, "size", screens_text(c, "bar.text_size"), sizes, FLOW_INTENT_TEXT_SIZE,
                c->view->text_size);
    show_choice(c, "theme", screens_text(c, "bar.contrast"), themes, FLOW_INTENT_CONTRAST,
                (int)c->view->theme);
    show_switch(c, "help.low_reach", screens_text(c, "help.low_reach"), FLOW_INTENT_LOW_REACH,
                c->view->low_reach);
    show_switch(c, "help.still", screens_text(c, "help.still"), FLOW_INTENT_STILL, c->view->still);
}

void screens_help_show(const struct screens_context *c)
{
    screens_columns_begin(c);
    show_ways(c);
    screens_columns_next(c);
    show_settings(c);
    screens_columns_end(c);
}
