/* Between two citizens: the parting, and the picture that invites the next one. Neither holds
 * anything of anybody's. */
#include "kiosk/flow/flow_internal.h"

/* ---- The parting ---- */

void flow_part(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    bool paper = view->print == FLOW_PRINT_DONE || view->screen == FLOW_STATUS ||
                 view->screen == FLOW_RATING;
    if (flow->settings.end_ms <= 0) {
        flow_go_home(flow, true);
        return;
    }
    flow_go(flow, FLOW_END);
    flow_wipe_session(flow);
    view->end_chip = view->chip_card_lies;
    view->end_paper = paper;
}

static void end_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_INTENT) {
        flow_go_home(flow, true);
    }
}

const struct flow_handlers flow_end = {.event = end_event};

/* ---- The invitation ---- */

/* Any press begins; with a language in arg, in that language. */
static void attract_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind != FLOW_EV_INTENT) {
        return;
    }
    if (event->intent == FLOW_INTENT_NEXT && event->arg > 0 && event->arg <= MC_LANGUAGE_COUNT) {
        flow->view.language = (enum mc_language)(event->arg - 1);
    }
    flow_go(flow, FLOW_HOME);
}

const struct flow_handlers flow_attract = {.event = attract_event};

/* ---- Time ---- */

static int64_t attract_due_ms(const struct flow *flow)
{
    int64_t since_ms = flow->touched_ms > flow->rest_ms ? flow->touched_ms : flow->rest_ms;
    return flow->settings.attract_ms > 0 ? since_ms + flow->settings.attract_ms : -1;
}

int64_t flow_rest_due_ms(const struct flow *flow)
{
    switch ((int)flow->view.screen) {
    case FLOW_HOME: return attract_due_ms(flow);
    case FLOW_END: return flow->rest_ms + flow->settings.end_ms;
    case FLOW_ATTRACT:
        return flow->settings.attract_step_ms > 0 && !flow->view.still
                   ? flow->rest_ms + flow->settings.attract_step_ms
                   : -1;
    default: return -1;
    }
}

void flow_rest_tick(struct flow *flow)
{
    int64_t due_ms = flow_rest_due_ms(flow);
    if (due_ms < 0 || flow->now_ms < due_ms) {
        return;
    }
    switch ((int)flow->view.screen) {
    case FLOW_END: flow_go_home(flow, true); break;
    case FLOW_HOME:
        flow_go_home(flow, true);
        flow_go(flow, FLOW_ATTRACT);
        break;
    default: flow->view.attract_step++; break;
    }
    flow->rest_ms = flow->now_ms;
}
