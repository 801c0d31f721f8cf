/*
 * What the citizen sees: the flow's view model in, widgets out. Screens hold nothing of their own
 * and decide nothing; what a finger does comes back through screens_event(). UI thread.
 */
#ifndef MOTCUA_KIOSK_SCREENS_SCREENS_H
#define MOTCUA_KIOSK_SCREENS_SCREENS_H

#include <stdbool.h>

#include "core/messages.h"
#include "kiosk/flow/flow.h"
#include "ui/ui.h"

#define SCREENS_TEXT_BYTES 8 /* one character and its NUL */

/* The codes of struct ui_action. Those below SCREENS_ACTION_TEXT are enum flow_intent. */
enum screens_action {
    SCREENS_ACTION_TEXT = 1000, /* arg: a Unicode code point */
    SCREENS_ACTION_BACKSPACE,
    SCREENS_ACTION_TONE /* arg: enum ime_tone */
};

struct screens;

/* messages (assets/i18n/kiosk and assets/i18n/common) borrowed, to outlive the screens. */
struct screens *screens_create(const struct mc_messages *messages);
void screens_destroy(struct screens *screens);
/* The session has ended: wipes what was kept of what its screens showed. */
void screens_forget(struct screens *screens);

/* Describes the view's screen anew, with its bars and dialogs, in its language, text size and
 * contrast. */
void screens_show(struct screens *screens, struct ui *ui, const struct flow_view *view);

/* What an event of the toolkit means to the flow; false if it means nothing (time-outs, wake-ups,
 * the window's end). *out is complete but for the time; out->text points into `event` or into
 * `text`, which therefore live as long. */
bool screens_event(const struct ui_event *event, struct flow_event *out,
                   char text[SCREENS_TEXT_BYTES]);

#endif
