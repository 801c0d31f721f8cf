/* Following a dossier: scanning the receipt, showing where it stands. */
#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

/* ---- Scan ---- */

static void scan_enter(struct flow *flow)
{
    flow->view.scan_verdict = RECEIPT_SCAN_OURS;
    mc_wipe(&flow->session.query, sizeof flow->session.query);
    flow->view.hint = FLOW_HINT_NONE;
    flow_emit(flow, FLOW_FX_CODES_ON)->barcodes = true;
    if (!flow_can_scan(flow)) {
        flow_fail(flow, FLOW_FAULT_NO_READER);
    }
}

static void take_code(struct flow *flow, const struct flow_event *event)
{
    struct receipt_scan scan = {0};
    enum receipt_scan_verdict verdict = receipt_scan_parse(event->bytes, event->len, &scan);
    if (verdict != flow->view.scan_verdict || verdict == RECEIPT_SCAN_OURS) {
        flow_touch(flow);
    }
    flow->view.scan_verdict = verdict;
    if (verdict == RECEIPT_SCAN_CODE_ONLY) {
        /* It need not be typed, should the citizen go on by hand. */
        mc_copy_text(flow->view.hand_code, sizeof flow->view.hand_code, scan.code);
    }
    if (verdict == RECEIPT_SCAN_OURS) {
        mc_copy_text(flow->session.query.code, sizeof flow->session.query.code, scan.code);
        mc_copy_text(flow->session.query.token, sizeof flow->session.query.token, scan.token);
        flow_go(flow, FLOW_STATUS);
    }
    mc_wipe(&scan, sizeof scan);
}

static void scan_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_CODE && event->bytes != NULL) {
        take_code(flow, event);
    } else if (event->kind == FLOW_EV_DEVICES && !flow_can_scan(flow)) {
        flow_fail(flow, FLOW_FAULT_NO_READER);
    } else if (event->kind == FLOW_EV_INTENT && event->intent == FLOW_INTENT_BY_HAND) {
        flow_go(flow, FLOW_BY_HAND);
    } else if (event->kind == FLOW_EV_INTENT &&
               (event->intent == FLOW_INTENT_BACK || event->intent == FLOW_INTENT_HOME)) {
        flow_leave(flow);
    }
}

static void scan_exit(struct flow *flow)
{
    flow_emit(flow, FLOW_FX_CODES_OFF);
}

const struct flow_handlers flow_scan = {
    .enter = scan_enter, .event = scan_event, .exit = scan_exit};

/* ---- Status ---- */

static bool by_hand(const struct flow *flow)
{
    return flow->session.query.id_number[0] != '\0';
}

static void look_up(struct flow *flow)
{
    int wait_s = by_hand(flow) ? flow_tries_wait_s(flow) : 0;
    if (wait_s > 0) {
        flow->view.lookup = FLOW_LOOKUP_WAIT;
        flow->view.lookup_wait_s = wait_s;
        return;
    }
    flow->view.looking_up = true;
    flow_ask(flow, FLOW_REQUEST_LOOKUP, FLOW_FX_LOOKUP)->query = &flow->session.query;
}

static void status_enter(struct flow *flow)
{
    flow->view.lookup = FLOW_LOOKUP_FOUND;
    mc_wipe(&flow->view.status, sizeof flow->view.status);
    look_up(flow);
}

/* Found, but nothing said about it: as good as no answer. */
static void looked_up(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    struct flow_query *query = &flow->session.query;
    view->looking_up = false;
    view->lookup = event->lookup;
    view->lookup_wait_s = (int)(event->wait_s < INT32_MAX ? event->wait_s : INT32_MAX);
    mc_wipe(&view->status, sizeof view->status);
    mc_copy_text(query->rating_permit, sizeof query->rating_permit,
                 event->rating_permit != NULL ? event->rating_permit : "");
    if (event->lookup == FLOW_LOOKUP_UNKNOWN && by_hand(flow)) {
        flow_tries_wrong(flow);
    }
    if (event->status != NULL && event->lookup != FLOW_LOOKUP_UNKNOWN) {
        view->status = *event->status;
        /* By the receipt, or by what the service has given in its place. */
        view->status.rating_open = event->status->rating_open &&
                                   event->lookup == FLOW_LOOKUP_FOUND &&
                                   (query->token[0] != '\0' || query->rating_permit[0] != '\0');
    } else if (event->lookup == FLOW_LOOKUP_FOUND) {
        view->lookup = FLOW_LOOKUP_UNREACHABLE;
    }
}

static void status_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_LOOKUP_DONE) {
        looked_up(flow, event);
        return;
    }
    if (event->kind != FLOW_EV_INTENT) {
        return;
    }
    switch ((int)event->intent) {
    case FLOW_INTENT_RETRY:
        if (flow->view.looking_up) {
            break;
        }
        /* What was typed was wrong: the same again would be, too. */
        if (by_hand(flow) && flow->view.lookup != FLOW_LOOKUP_UNREACHABLE) {
            flow_go(flow, FLOW_BY_HAND);
        } else {
            look_up(flow);
        }
        break;
    case FLOW_INTENT_RATE:
        if (!flow->view.looking_up && flow->view.status.rating_open) {
            flow_go(flow, FLOW_RATING);
        }
        break;
    case FLOW_INTENT_BACK: flow_go(flow, by_hand(flow) ? FLOW_BY_HAND : FLOW_SCAN); break;
    case FLOW_INTENT_HOME: flow_go_home(flow, true); break;
    case FLOW_INTENT_NEXT:
    case FLOW_INTENT_FINISH: flow_part(flow); break;
    default: break;
    }
}

static void status_exit(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_LOOKUP);
    flow->view.looking_up = false;
    mc_wipe(&flow->view.status, sizeof flow->view.status);
}

const struct flow_handlers flow_status = {
    .enter = status_enter, .event = status_event, .exit = status_exit};
