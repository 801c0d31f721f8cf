/* Following a dossier without its receipt: the code, then the ID number, typed. Five wrong ones at
 * this kiosk, then waits that grow; they outlive the session, so that beginning anew gains nothing.
 */
#include <ctype.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

#define TRIES_FREE  5
#define WAIT_MS     INT64_C(60000) /* after the last free one; doubles with each more */
#define WAIT_MAX_MS INT64_C(3600000)
#define FORGET_MS   INT64_C(3600000) /* without a wrong one for so long all is forgotten */
#define TYPED_MAX   64

/* ---- Tries ---- */

int flow_tries_wait_s(const struct flow *flow)
{
    int64_t left_ms = flow->tries.blocked_until_ms - flow->now_ms;
    return left_ms > 0 ? (int)((left_ms + 999) / 1000) : 0;
}

void flow_tries_wrong(struct flow *flow)
{
    struct flow_tries *tries = &flow->tries;
    if (flow->now_ms - tries->last_ms > FORGET_MS) {
        tries->wrong = 0;
    }
    tries->wrong++;
    tries->last_ms = flow->now_ms;
    if (tries->wrong < TRIES_FREE) {
        return;
    }
    int64_t wait_ms = WAIT_MS;
    for (int i = TRIES_FREE; i < tries->wrong && wait_ms < WAIT_MAX_MS; i++) {
        wait_ms *= 2;
    }
    tries->blocked_until_ms = flow->now_ms + (wait_ms < WAIT_MAX_MS ? wait_ms : WAIT_MAX_MS);
}

/* ---- Typing ---- */

static bool code_character(char c)
{
    return isupper((unsigned char)c) || isdigit((unsigned char)c) || c == '-' || c == '.';
}

/* Capitals, digits, dash and dot are all a code is made of; the rest is not taken. */
static bool append(struct flow_view *view, const char *typed)
{
    char *value = view->hand_step == FLOW_HAND_CODE ? view->hand_code : view->hand_number;
    size_t size =
        view->hand_step == FLOW_HAND_CODE ? sizeof view->hand_code : sizeof view->hand_number;
    size_t len = strlen(value);
    bool changed = false;
    for (size_t i = 0; typed[i] != '\0' && i < TYPED_MAX && len + 1 < size; i++) {
        char c = (char)toupper((unsigned char)typed[i]);
        bool fits =
            view->hand_step == FLOW_HAND_CODE ? code_character(c) : isdigit((unsigned char)c) != 0;
        if (fits) {
            value[len++] = c;
            value[len] = '\0';
            changed = true;
        }
    }
    return changed;
}

static void edit(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    char *value = view->hand_step == FLOW_HAND_CODE ? view->hand_code : view->hand_number;
    size_t len = strlen(value);
    if (event->kind == FLOW_EV_TEXT && event->text != NULL) {
        view->hand_wrong = append(view, event->text) ? false : view->hand_wrong;
    } else if (event->kind == FLOW_EV_BACKSPACE && len > 0) {
        value[len - 1] = '\0';
        view->hand_wrong = false;
    }
}

/* ---- The screen ---- */

static void by_hand_enter(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    mc_wipe(&flow->session.query, sizeof flow->session.query);
    mc_wipe(view->hand_number, sizeof view->hand_number);
    view->hand_step = FLOW_HAND_CODE;
    view->hand_wrong = false;
    view->keys_page = true; /* digits and signs: most of a code */
}

static void next(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    struct flow_query *query = &flow->session.query;
    if (view->hand_step == FLOW_HAND_CODE) {
        view->hand_wrong = dossier_code_kind(view->hand_code) == DOSSIER_CODE_NONE;
        view->hand_step = view->hand_wrong ? FLOW_HAND_CODE : FLOW_HAND_NUMBER;
        return;
    }
    view->hand_wrong = !citizen_id_valid(view->hand_number);
    if (!view->hand_wrong) {
        mc_copy_text(query->code, sizeof query->code, view->hand_code);
        mc_copy_text(query->id_number, sizeof query->id_number, view->hand_number);
        mc_wipe(view->hand_number, sizeof view->hand_number);
        flow_go(flow, FLOW_STATUS);
    }
}

static void back(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    if (view->hand_step == FLOW_HAND_NUMBER) {
        view->hand_step = FLOW_HAND_CODE;
        view->hand_wrong = false;
        mc_wipe(view->hand_number, sizeof view->hand_number);
    } else if (flow_can_scan(flow)) {
        flow_go(flow, FLOW_SCAN);
    } else {
        flow_leave(flow);
    }
}

static void by_hand_event(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    if (event->kind != FLOW_EV_INTENT) {
        edit(flow, event);
        return;
    }
    switch ((int)event->intent) {
    case FLOW_INTENT_NEXT: next(flow); break;
    case FLOW_INTENT_CLEAR:
        if (view->hand_step == FLOW_HAND_CODE) {
            mc_wipe(view->hand_code, sizeof view->hand_code);
        } else {
            mc_wipe(view->hand_number, sizeof view->hand_number);
        }
        view->hand_wrong = false;
        break;
    case FLOW_INTENT_BACK: back(flow); break;
    case FLOW_INTENT_HOME: flow_leave(flow); break;
    default: break;
    }
}

const struct flow_handlers flow_by_hand = {.enter = by_hand_enter, .event = by_hand_event};
