#include "kiosk/screens/screens.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/screens/screens_internal.h"

struct screens *screens_create(const struct mc_messages *messages)
{
    struct screens *screens = mc_secret_alloc(sizeof *screens);
    screens->messages = messages;
    return screens;
}

void screens_destroy(struct screens *screens)
{
    if (screens != NULL) {
        mc_grey_finish(&screens->qr);
        mc_secret_free(screens);
    }
}

void screens_forget(struct screens *screens)
{
    const struct mc_messages *messages = screens->messages;
    mc_grey_finish(&screens->qr);
    mc_wipe(screens, sizeof *screens);
    screens->messages = messages;
}

/* ---- All together ---- */

/* What stands at the top of each screen, and the rest of it. */
static const struct {
    void (*head)(const struct screens_context *c, struct screens_head *head);
    void (*body)(const struct screens_context *c);
} parts[FLOW_SCREEN_COUNT] = {
    [FLOW_HOME] = {screen_home_head, screen_home_show},
    [FLOW_SEARCH] = {screen_search_head, screen_search_show},
    [FLOW_BROWSE] = {screen_browse_head, screen_browse_show},
    [FLOW_PROCEDURE] = {screen_procedure_head, screen_procedure_show},
    [FLOW_IDENTIFY] = {screen_identify_head, screen_identify_show},
    [FLOW_FORM] = {screen_form_head, screen_form_show},
    [FLOW_REVIEW] = {screen_review_head, screen_review_show},
    [FLOW_SENDING] = {screen_sending_head, screen_sending_show},
    [FLOW_RECEIPT] = {screen_receipt_head, screen_receipt_show},
    [FLOW_SCAN] = {screen_scan_head, screen_scan_show},
    [FLOW_BY_HAND] = {screen_by_hand_head, screen_by_hand_show},
    [FLOW_STATUS] = {screen_status_head, screen_status_show},
    [FLOW_RATING] = {screen_rating_head, screen_rating_show},
    [FLOW_FAULT] = {screen_fault_head, screen_fault_show},
    [FLOW_END] = {screen_end_head, screen_end_show},
    [FLOW_ATTRACT] = {screen_attract_head, screen_attract_show},
    [FLOW_SERVICE] = {screen_service_head, screen_service_show},
};

/* What one screen has come to: another place has lists of its own. */
static int place_of(const struct flow_view *view)
{
    switch ((int)view->screen) {
    case FLOW_FORM: return view->step;
    case FLOW_BROWSE: return view->group_open;
    case FLOW_IDENTIFY: return 2 * view->typing_number + (view->citizen.id_number[0] != '\0');
    case FLOW_BY_HAND: return (int)view->hand_step;
    case FLOW_RATING: return view->rating.question;
    default: return 0;
    }
}

/* From one of a list to the list, and from an answer that was changed to all of them. */
static bool leads_back(enum flow_screen from, enum flow_screen to)
{
    return (from == FLOW_PROCEDURE && (to == FLOW_SEARCH || to == FLOW_BROWSE)) ||
           (from == FLOW_FORM && to == FLOW_REVIEW);
}

static void follow_place(struct screens *screens, struct ui *ui, const struct flow_view *view)
{
    int place = place_of(view);
    if (view->screen == screens->shown && place != screens->place) {
        ui_scroll_home(ui);
    } else if (leads_back(screens->shown, view->screen)) {
        ui_come_back(ui);
    }
    screens->shown = view->screen;
    screens->place = place;
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
    static const enum ui_scheme schemes[FLOW_THEME_COUNT] = {
        [FLOW_THEME_LIGHT] = UI_LIGHT,
        [FLOW_THEME_CONTRAST_DARK] = UI_CONTRAST_DARK,
        [FLOW_THEME_CONTRAST_LIGHT] = UI_CONTRAST_LIGHT,
        [FLOW_THEME_DARK] = UI_DARK};
    MC_CHECK(view->text_size >= 0 && view->text_size < 4 &&
             (unsigned)view->theme < FLOW_THEME_COUNT &&
             (unsigned)view->screen < FLOW_SCREEN_COUNT);
    ui_set_scheme(ui, schemes[view->theme]);
    ui_set_text_scale(ui, scales[view->text_size]);
    ui_set_motion(ui, !view->still);
    ui_set_reading(ui, view->sound);
    struct screens_head *head = &screens->head;
    const struct screens_context c = {.screens = screens,
                                      .ui = ui,
                                      .view = view,
                                      .head = head,
                                      .landscape = ui_is_landscape(ui),
                                      .wide_text = view->text_size >= 2};
    ui_set_scroll_names(ui, screens_text(&c, "bar.scroll_up"), screens_text(&c, "bar.scroll_down"));
    mc_wipe(head, sizeof *head);
    parts[view->screen].head(&c, head);
    follow_place(screens, ui, view);
    ui_screen_begin(ui, flow_screen_name(view->screen));
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_STACK, .grow = 1});
    screens_frame_begin(&c);
    parts[view->screen].body(&c);
    screens_frame_end(&c);
    screens_dialog_show(&c);
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
    if (action.code <= FLOW_INTENT_NONE || action.code >= FLOW_INTENT_COUNT) {
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
    case UI_EVENT_SPEAK:
        *out = (struct flow_event){.kind = FLOW_EV_INTENT, .intent = FLOW_INTENT_SOUND};
        return true;
    case UI_EVENT_TOUCHED: *out = (struct flow_event){.kind = FLOW_EV_TOUCH}; return true;
    case UI_EVENT_NONE:
    case UI_EVENT_WAKE:
    case UI_EVENT_CLOSED: break;
    }
    return false;
}
