#include "kiosk/flow/flow_internal.h"

#define SECOND_MS 1000

static bool display_changed(const struct flow *flow)
{
    const struct flow_view *view = &flow->view;
    return view->language != MC_LANGUAGE_VI || view->text_size != 0 ||
           view->theme != FLOW_THEME_LIGHT || view->low_reach ||
           view->still != flow->settings.still || view->method != flow->settings.method ||
           flow_voice_changed(view);
}

/* While the dossier is on its way nothing may end the session. */
static bool idle_counts(const struct flow_view *view)
{
    return view->screen != FLOW_HOME && view->screen != FLOW_SENDING && view->screen != FLOW_END &&
           view->screen != FLOW_ATTRACT;
}

static int64_t warning_due_ms(const struct flow *flow)
{
    bool receipt = flow->view.screen == FLOW_RECEIPT;
    return flow->touched_ms +
           (receipt ? flow->settings.receipt_idle_ms : flow->settings.idle_warning_ms);
}

/* At home nothing personal is held: the next citizen only gets the usual display back, unasked. */
static int64_t display_reset_due_ms(const struct flow *flow)
{
    return flow->touched_ms + flow->settings.idle_warning_ms + flow->settings.idle_countdown_ms;
}

static int64_t end_due_ms(const struct flow *flow)
{
    return flow->warned_ms + flow->settings.idle_countdown_ms;
}

static int seconds_left(const struct flow *flow)
{
    int64_t left_ms = end_due_ms(flow) - flow->now_ms;
    return left_ms > 0 ? (int)((left_ms + SECOND_MS - 1) / SECOND_MS) : 0;
}

/* Where nobody's session is, the usual display comes back by itself. */
static bool resets_display(const struct flow *flow)
{
    bool rests = flow->view.screen == FLOW_HOME || flow->view.screen == FLOW_ATTRACT;
    return rests && display_changed(flow);
}

void flow_touch(struct flow *flow)
{
    flow->touched_ms = flow->now_ms;
    flow->view.idle_warning = false;
    flow->view.idle_left_s = 0;
}

static void idle_tick(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    if (!view->idle_warning && flow->now_ms >= warning_due_ms(flow)) {
        /* Counted from when it is shown: a late tick never takes away the time to extend. */
        view->idle_warning = true;
        flow->warned_ms = flow->now_ms;
    }
    if (view->idle_warning) {
        view->idle_left_s = seconds_left(flow);
        if (view->idle_left_s == 0) {
            flow_go_home(flow, true);
        }
    }
}

void flow_tick(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    flow_service_tick(flow);
    if (idle_counts(view)) {
        idle_tick(flow);
    } else if (view->screen == FLOW_SENDING) {
        static const struct flow_event tick = {.kind = FLOW_EV_TICK};
        flow_sending.event(flow, &tick);
    } else {
        if (resets_display(flow) && flow->now_ms >= display_reset_due_ms(flow)) {
            flow_reset_display(flow);
        }
        flow_rest_tick(flow);
    }
}

int64_t flow_next_tick_ms(const struct flow *flow)
{
    const struct flow_view *view = &flow->view;
    if (view->screen == FLOW_SENDING) {
        return flow->open[FLOW_REQUEST_SEND] != 0
                   ? flow->session.sent_ms + flow->settings.send_patience_ms
                   : -1;
    }
    if (!idle_counts(view)) {
        int64_t due_ms = flow_rest_due_ms(flow);
        int64_t reset_ms = resets_display(flow) ? display_reset_due_ms(flow) : -1;
        return due_ms < 0 || (reset_ms >= 0 && reset_ms < due_ms) ? reset_ms : due_ms;
    }
    if (view->idle_warning) {
        return end_due_ms(flow) - (int64_t)(view->idle_left_s - 1) * SECOND_MS;
    }
    int64_t service_ms = flow_service_due_ms(flow);
    int64_t warning_ms = warning_due_ms(flow);
    return service_ms >= 0 && service_ms < warning_ms ? service_ms : warning_ms;
}
