/* Rating how a dossier was handled: the short form, one question after the other, each answered by
 * one press; sent when the last one is. */
#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

static void rating_enter(struct flow *flow)
{
    struct flow_rating *rating = &flow->view.rating;
    *rating = (struct flow_rating){.step = FLOW_RATING_ASKS};
    rating_clear(&rating->answers);
}

static void send(struct flow *flow)
{
    flow->view.rating.step = FLOW_RATING_SENDS;
    struct flow_effect *effect = flow_ask(flow, FLOW_REQUEST_RATE, FLOW_FX_RATE);
    effect->query = &flow->session.query;
    effect->rating = &flow->view.rating.answers;
}

static void answer(struct flow *flow, int points)
{
    struct flow_rating *rating = &flow->view.rating;
    if (rating->step != FLOW_RATING_ASKS || points < 0 || points > RATING_MOST) {
        return;
    }
    rating->answers.points[rating_short_form[rating->question]] = points;
    if (rating->question + 1 < RATING_SHORT_COUNT) {
        rating->question++;
    } else {
        send(flow);
    }
}

static void go_back(struct flow *flow)
{
    struct flow_rating *rating = &flow->view.rating;
    if (rating->step == FLOW_RATING_ASKS && rating->question > 0) {
        rating->question--;
    } else {
        flow_go(flow, FLOW_STATUS);
    }
}

static void rated(struct flow *flow, enum flow_rate_outcome outcome)
{
    static const enum flow_rating_step steps[] = {[FLOW_RATE_TAKEN] = FLOW_RATING_TAKEN,
                                                  [FLOW_RATE_TAKEN_BEFORE] = FLOW_RATING_BEFORE,
                                                  [FLOW_RATE_UNREACHABLE] = FLOW_RATING_FAILED};
    flow->view.rating.step = steps[outcome];
}

static void rating_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_RATE_DONE) {
        rated(flow, event->rate);
        return;
    }
    if (event->kind != FLOW_EV_INTENT) {
        return;
    }
    switch ((int)event->intent) {
    case FLOW_INTENT_POINTS: answer(flow, event->arg); break;
    case FLOW_INTENT_RETRY:
        if (flow->view.rating.step == FLOW_RATING_FAILED) {
            send(flow);
        }
        break;
    case FLOW_INTENT_BACK: go_back(flow); break;
    case FLOW_INTENT_HOME:
    case FLOW_INTENT_FINISH: flow_part(flow); break;
    default: break;
    }
}

static void rating_exit(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_RATE);
    mc_wipe(&flow->view.rating, sizeof flow->view.rating);
}

const struct flow_handlers flow_rating = {
    .enter = rating_enter, .event = rating_event, .exit = rating_exit};
