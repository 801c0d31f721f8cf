#include "kiosk/screens/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/screens/screens_internal.h"

struct screens *screens_create(const struct mc_messages *messages)
{
    struct screens *screens = MC_NEW(struct screens);
    screens->messages = messages;
    return screens;
}

void screens_destroy(struct screens *screens)
{
    if (screens != NULL) {
        mc_grey_finish(&screens->qr);
        mc_wipe(screens, sizeof *screens);
        free(screens);
    }
}

/* ---- Bars ---- */

static void bar_notice(const struct screens_context *c, const char *id)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW, .surface = UI_NOTICE, .pad_mm = 3, .gap_mm = 3});
    ui_label(c->ui, id, screens_text(c, id),
             &(struct ui_label){.style = UI_TEXT_SMALL, .align = UI_CENTER, .grow = 1});
    ui_end(c->ui);
}

static void show_top_bar(const struct screens_context *c)
{
    char now[32] = "";
    if (date_is_set(c->view->now.date)) {
        (void)snprintf(now, sizeof now, "%02d:%02d", c->view->now.hour, c->view->now.minute);
    }
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = UI_BANNER,
                              .pad_mm = 6,
                              .gap_mm = SCREENS_GAP_MM,
                              .align = UI_CENTER});
    screens_icon(c, "star", 12, UI_TONE_NORMAL);
    ui_label(c->ui, "bar.title", screens_text(c, "bar.title"),
             &(struct ui_label){.style = UI_TEXT_HEADING, .grow = 1, .max_lines = 2});
    ui_label(c->ui, "bar.time", now, &(struct ui_label){.style = UI_TEXT_CODE});
    ui_end(c->ui);
    if (!c->view->devices.network) {
        bar_notice(c, "bar.offline");
    }
    if (!c->view->devices.printer && c->view->screen == FLOW_HOME) {
        bar_notice(c, "bar.no_printer");
    }
}

static void bar_button(const struct screens_context *c, const char *id, const char *icon,
                       enum flow_intent intent)
{
    ui_button(c->ui, id, screens_text(c, id),
              &(struct ui_button){
                  .style = UI_BUTTON_QUIET, .icon = icon, .action = screens_intent(intent, 0)});
}

/* While a dossier is on its way there is nowhere to go; a receipt and a fault are left by their own
 * buttons, and the form has its way back beside its way on. */
static bool leads_home(const struct flow_view *view)
{
    return view->screen != FLOW_HOME && view->screen != FLOW_SENDING &&
           view->screen != FLOW_RECEIPT && view->screen != FLOW_FAULT;
}

static void show_bottom_bar(const struct screens_context *c)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = UI_BAR,
                              .pad_mm = 3,
                              .gap_mm = 3,
                              .align = UI_CENTER,
                              .justify = UI_CENTER,
                              .wrap = true});
    if (leads_home(c->view)) {
        bar_button(c, "bar.home", "home", FLOW_INTENT_HOME);
    }
    if (leads_home(c->view) && c->view->screen != FLOW_FORM) {
        bar_button(c, "bar.back", "back", FLOW_INTENT_BACK);
    }
    bar_button(c, "bar.language", "language", FLOW_INTENT_LANGUAGE);
    bar_button(c, "bar.text_size", "text-size", FLOW_INTENT_TEXT_SIZE);
    bar_button(c, "bar.contrast", "contrast", FLOW_INTENT_CONTRAST);
    ui_end(c->ui);
}

/* ---- Dialogs ---- */

static void dialog_begin(const struct screens_context *c, const char *name)
{
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_SCRIM,
                              .modal = true,
                              .grow = 1,
                              .pad_mm = 12,
                              .align = UI_CENTER,
                              .justify = UI_CENTER,
                              .name = name});
    int width_mm = ui_width_mm(c->ui) - 24;
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_CARD,
                              .width_mm = width_mm > 240 ? 240 : width_mm,
                              .pad_mm = 12,
                              .gap_mm = 8});
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
    const char *title = screens_text(c, "idle.title");
    char left[16];
    (void)snprintf(left, sizeof left, "%d", c->view->idle_left_s);
    char text[SCREENS_LINE_BYTES];
    (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text, "idle.text",
                            "seconds", left, NULL);
    dialog_begin(c, title);
    screens_label_centered(c, NULL, title, UI_TEXT_TITLE, UI_TONE_NORMAL);
    screens_label_centered(c, "idle.left", left, UI_TEXT_DISPLAY, UI_TONE_BRAND);
    screens_label_centered(c, NULL, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    dialog_button(c, "idle.stay", true, FLOW_INTENT_STAY);
    dialog_end(c);
}

static void show_leave_question(const struct screens_context *c)
{
    const char *title = screens_text(c, "leave.title");
    dialog_begin(c, title);
    screens_label_centered(c, NULL, title, UI_TEXT_TITLE, UI_TONE_NORMAL);
    screens_label_centered(c, NULL, screens_text(c, "leave.text"), UI_TEXT_BODY, UI_TONE_NORMAL);
    dialog_button(c, "leave.no", true, FLOW_INTENT_STAY);
    dialog_button(c, "leave.yes", false, FLOW_INTENT_LEAVE);
    dialog_end(c);
}

static void show_help(const struct screens_context *c)
{
    const char *title = screens_text(c, "help.title");
    char text[SCREENS_LINE_BYTES];
    (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text, "help.text",
                            "hotline", c->view->hotline != NULL ? c->view->hotline : "", NULL);
    dialog_begin(c, title);
    screens_label_centered(c, NULL, title, UI_TEXT_TITLE, UI_TONE_NORMAL);
    screens_label_centered(c, NULL, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    dialog_button(c, "help.close", true, FLOW_INTENT_STAY);
    dialog_end(c);
}

/* ---- All together ---- */

static void show_middle(const struct screens_context *c)
{
    static void (*const show[FLOW_SCREEN_COUNT])(const struct screens_context *) = {
        [FLOW_HOME] = screen_home_show,         [FLOW_SEARCH] = screen_search_show,
        [FLOW_BROWSE] = screen_browse_show,     [FLOW_PROCEDURE] = screen_procedure_show,
        [FLOW_IDENTIFY] = screen_identify_show, [FLOW_FORM] = screen_form_show,
        [FLOW_REVIEW] = screen_review_show,     [FLOW_SENDING] = screen_sending_show,
        [FLOW_RECEIPT] = screen_receipt_show,   [FLOW_SCAN] = screen_scan_show,
        [FLOW_STATUS] = screen_status_show,     [FLOW_FAULT] = screen_fault_show,
    };
    MC_CHECK((unsigned)c->view->screen < FLOW_SCREEN_COUNT);
    show[c->view->screen](c);
}

/* A long question may push its answer out of sight: typing brings it back. */
static void follow_typing(const struct screens_context *c)
{
    const struct flow_view *view = c->view;
    if (view->screen != FLOW_FORM || view->step_kind != FLOW_STEP_FIELD) {
        return;
    }
    size_t len = strlen(view->values.value[view->field]);
    if (view->step == c->screens->typed_step && len != c->screens->typed_len) {
        (void)ui_reveal(c->ui, "form.value");
    }
    c->screens->typed_step = view->step;
    c->screens->typed_len = len;
}

void screens_show(struct screens *screens, struct ui *ui, const struct flow_view *view)
{
    static const enum ui_text_scale scales[] = {UI_TEXT_100, UI_TEXT_125, UI_TEXT_150, UI_TEXT_200};
    MC_CHECK(view->text_size >= 0 && view->text_size < 4);
    ui_set_scheme(ui, view->high_contrast ? UI_CONTRAST_DARK : UI_LIGHT);
    ui_set_text_scale(ui, scales[view->text_size]);
    const struct screens_context c = {.screens = screens,
                                      .ui = ui,
                                      .view = view,
                                      .landscape = ui_is_landscape(ui),
                                      .wide_text = view->text_size >= 2};
    ui_set_scroll_names(ui, screens_text(&c, "bar.scroll_up"), screens_text(&c, "bar.scroll_down"));
    ui_screen_begin(ui, flow_screen_name(view->screen));
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_STACK, .grow = 1});
    ui_begin(ui, NULL, &(struct ui_box){.grow = 1});
    show_top_bar(&c);
    show_middle(&c);
    show_bottom_bar(&c);
    ui_end(ui);
    if (view->idle_warning) {
        show_idle_warning(&c);
    } else if (view->leave_question) {
        show_leave_question(&c);
    } else if (view->help) {
        show_help(&c);
    }
    ui_end(ui);
    ui_screen_end(ui);
    follow_typing(&c);
}

/* ---- Back from the toolkit ---- */

static bool action_event(struct ui_action action, struct flow_event *out,
                         char text[SCREENS_TEXT_BYTES])
{
    if (action.code == SCREENS_ACTION_TEXT) {
        size_t len = mc_utf8_encode((uint32_t)action.arg, text);
        text[len] = '\0';
        *out = (struct flow_event){.kind = FLOW_EV_TEXT, .text = text};
        return len > 0;
    }
    if (action.code == SCREENS_ACTION_BACKSPACE) {
        *out = (struct flow_event){.kind = FLOW_EV_BACKSPACE};
        return true;
    }
    if (action.code == SCREENS_ACTION_TONE) {
        *out = (struct flow_event){.kind = FLOW_EV_TONE, .arg = action.arg};
        return true;
    }
    if (action.code <= FLOW_INTENT_NONE || action.code > FLOW_INTENT_KEYS_PAGE) {
        return false;
    }
    *out = (struct flow_event){
        .kind = FLOW_EV_INTENT, .intent = (enum flow_intent)action.code, .arg = action.arg};
    return true;
}

bool screens_event(const struct ui_event *event, struct flow_event *out,
                   char text[SCREENS_TEXT_BYTES])
{
    switch (event->kind) {
    case UI_EVENT_ACTION: return action_event(event->action, out, text);
    case UI_EVENT_TEXT:
        *out = (struct flow_event){.kind = FLOW_EV_TEXT, .text = event->text};
        return event->text[0] != '\0';
    case UI_EVENT_BACKSPACE: *out = (struct flow_event){.kind = FLOW_EV_BACKSPACE}; return true;
    case UI_EVENT_CANCEL:
        *out = (struct flow_event){.kind = FLOW_EV_INTENT, .intent = FLOW_INTENT_BACK};
        return true;
    case UI_EVENT_TOUCHED: *out = (struct flow_event){.kind = FLOW_EV_TOUCH}; return true;
    case UI_EVENT_NONE:
    case UI_EVENT_WAKE:
    case UI_EVENT_CLOSED: break;
    }
    return false;
}
