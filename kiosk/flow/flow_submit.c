/* Review, sending, receipt: where a draft becomes a dossier. */
#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

/* ---- Review ---- */

static void submit(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    if (view->citizen.id_number[0] == '\0') {
        flow_go(flow, FLOW_IDENTIFY);
        return;
    }
    const struct form *form = &flow_case(flow)->form;
    int bad = form_first_problem(form, &view->values, view->now.date);
    if (bad < 0) {
        flow_go(flow, FLOW_SENDING);
        return;
    }
    flow_form_edit(flow, (struct flow_form_step){FLOW_STEP_FIELD, (size_t)bad});
    view->problem = form_check_field(form, &view->values, (size_t)bad, view->now.date);
}

static void edit(struct flow *flow, int arg)
{
    const struct procedure_case *chosen = flow_case(flow);
    if (arg == -1 && chosen->paper_count > 0) {
        flow_form_edit(flow, (struct flow_form_step){.kind = FLOW_STEP_PAPERS});
    } else if (arg >= 0 && (size_t)arg < chosen->form.field_count &&
               form_field_shown(&chosen->form, &flow->view.values, (size_t)arg) &&
               !flow_field_locked(flow, (size_t)arg)) {
        flow_form_edit(flow, (struct flow_form_step){FLOW_STEP_FIELD, (size_t)arg});
    }
}

static void review_enter(struct flow *flow)
{
    flow->session.editing = false;
}

/* A form that asks nothing has no step to go back to. */
static void review_back(struct flow *flow)
{
    flow_form_resume(flow);
    if (flow->view.screen == FLOW_REVIEW) {
        flow_go(flow, FLOW_IDENTIFY);
    }
}

static void review_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind != FLOW_EV_INTENT) {
        return;
    }
    switch ((int)event->intent) {
    case FLOW_INTENT_SUBMIT:
    case FLOW_INTENT_NEXT: submit(flow); break;
    case FLOW_INTENT_EDIT: edit(flow, event->arg); break;
    case FLOW_INTENT_BACK: review_back(flow); break;
    case FLOW_INTENT_HOME: flow_leave(flow); break;
    default: break;
    }
}

const struct flow_handlers flow_review = {.enter = review_enter, .event = review_event};

/* ---- Sending: no way back, and no idle time-out, until the outcome is known ---- */

static void sending_enter(struct flow *flow)
{
    flow->session.draft = (struct dossier_draft){
        .kiosk = flow->settings.kiosk,
        .receiving_agency = flow->settings.receiving_agency,
        .procedure = flow->session.procedure,
        .case_index = flow->view.case_index,
        .applicant = &flow->view.citizen,
        .values = &flow->view.values,
        .papers = flow->view.papers,
        .language = flow->view.language,
    };
    flow_touch(flow);
    flow_ask(flow, FLOW_REQUEST_COMMIT, FLOW_FX_COMMIT)->draft = &flow->session.draft;
}

static void committed(struct flow *flow, const struct flow_event *event)
{
    if (!event->ok || event->ids == NULL) {
        flow_fail(flow, FLOW_FAULT_STORAGE);
        return;
    }
    flow->view.committed = true;
    flow->session.ids = *event->ids;
    flow_receipt_fill(flow);
    flow_wipe_citizen(flow); /* the receipt has what it needs of them */
    flow->session.sent_ms = flow->now_ms;
    flow_ask(flow, FLOW_REQUEST_SEND, FLOW_FX_SEND)->ids = &flow->session.ids;
}

static void sent(struct flow *flow, const struct flow_event *event)
{
    switch (event->send) {
    case FLOW_SEND_ACCEPTED:
        flow_receipt_register(flow, event);
        flow_go(flow, FLOW_RECEIPT);
        break;
    case FLOW_SEND_UNREACHABLE: flow_go(flow, FLOW_RECEIPT); break;
    case FLOW_SEND_REFUSED: flow_fail(flow, FLOW_FAULT_REFUSED); break;
    }
}

static void sending_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_COMMIT_DONE) {
        committed(flow, event);
    } else if (event->kind == FLOW_EV_SEND_DONE) {
        sent(flow, event);
    } else if (event->kind == FLOW_EV_TICK && flow->open[FLOW_REQUEST_SEND] != 0 &&
               flow->now_ms >= flow->session.sent_ms + flow->settings.send_patience_ms) {
        flow_go(flow, FLOW_RECEIPT);
    }
}

static void sending_exit(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_SEND);
    flow_touch(flow); /* the citizen waited and gets the whole time for what comes now */
}

const struct flow_handlers flow_sending = {
    .enter = sending_enter, .event = sending_event, .exit = sending_exit};

/* ---- Receipt ---- */

static void receipt_enter(struct flow *flow)
{
    flow_receipt_print(flow);
}

static void receipt_event(struct flow *flow, const struct flow_event *event)
{
    (void)flow_receipt_event(flow, event);
}

static void receipt_exit(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_PRINT);
}

const struct flow_handlers flow_receipt = {
    .enter = receipt_enter, .event = receipt_event, .exit = receipt_exit};
