/* The way on is blocked: what happened, and what to do now. */
#include "kiosk/flow/flow_internal.h"

const char *flow_fault_name(enum flow_fault fault)
{
    switch (fault) {
    case FLOW_FAULT_NONE: return "none";
    case FLOW_FAULT_CATALOGUE: return "catalogue";
    case FLOW_FAULT_STORAGE: return "storage";
    case FLOW_FAULT_REFUSED: return "refused";
    case FLOW_FAULT_NO_READER: return "no_reader";
    case FLOW_FAULT_DISK_LOW: return "disk_low";
    }
    return "none";
}

void flow_fail(struct flow *flow, enum flow_fault fault)
{
    flow->session.fault_from = flow->view.screen;
    flow->view.fault = fault;
    flow_go(flow, FLOW_FAULT);
}

static bool reader_back(const struct flow *flow)
{
    return flow->session.fault_from == FLOW_SCAN ? flow_can_scan(flow) : flow_can_identify(flow);
}

static void retry(struct flow *flow)
{
    switch (flow->view.fault) {
    case FLOW_FAULT_CATALOGUE: flow_go(flow, FLOW_PROCEDURE); break;
    case FLOW_FAULT_STORAGE: flow_go(flow, FLOW_REVIEW); break;
    case FLOW_FAULT_NO_READER:
        if (reader_back(flow)) {
            flow_go(flow, flow->session.fault_from);
        }
        break;
    case FLOW_FAULT_DISK_LOW:
        if (!flow->view.devices.disk_low) {
            flow_go(flow, FLOW_PROCEDURE);
        }
        break;
    case FLOW_FAULT_REFUSED:
    case FLOW_FAULT_NONE: break;
    }
}

static void back(struct flow *flow)
{
    enum flow_fault fault = flow->view.fault;
    if (fault == FLOW_FAULT_STORAGE) {
        flow_go(flow, FLOW_REVIEW);
    } else if ((fault == FLOW_FAULT_NO_READER && flow->session.fault_from == FLOW_IDENTIFY) ||
               fault == FLOW_FAULT_DISK_LOW) {
        flow_go(flow, FLOW_PROCEDURE);
    } else if (fault == FLOW_FAULT_CATALOGUE && (flow->session.opened_from == FLOW_SEARCH ||
                                                 flow->session.opened_from == FLOW_BROWSE)) {
        flow_go(flow, flow->session.opened_from);
    } else {
        flow_leave(flow);
    }
}

static void fault_event(struct flow *flow, const struct flow_event *event)
{
    if (flow->view.fault == FLOW_FAULT_REFUSED) {
        (void)flow_receipt_event(flow, event);
        return;
    }
    if (event->kind == FLOW_EV_DEVICES && flow->view.fault == FLOW_FAULT_NO_READER &&
        !flow->view.leave_question) {
        retry(flow);
    }
    if (event->kind != FLOW_EV_INTENT) {
        return;
    }
    if (event->intent == FLOW_INTENT_RETRY || event->intent == FLOW_INTENT_NEXT) {
        retry(flow);
    } else if (event->intent == FLOW_INTENT_BACK) {
        back(flow);
    } else if (event->intent == FLOW_INTENT_HOME || event->intent == FLOW_INTENT_FINISH) {
        flow_leave(flow);
    }
}

static void fault_exit(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_PRINT);
    flow->view.fault = FLOW_FAULT_NONE;
}

const struct flow_handlers flow_fault = {.event = fault_event, .exit = fault_exit};
