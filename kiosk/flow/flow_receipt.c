/* What the receipt says, and getting it onto paper. */
#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

#define REPRINTS_MAX 3

/* ---- Content ---- */

static void copy_setting(char *out, size_t size, const char *text)
{
    mc_copy_text(out, size, text != NULL ? text : "");
}

/* -1 where it is not known, or a note ("a page", "a person") makes it more than a sum. */
static int64_t fee_of(const struct procedure *procedure)
{
    const struct procedure_channel *channel = procedure_kiosk_channel(procedure);
    if (channel == NULL || channel->fees_unknown || channel->fee_note.in[MC_LANGUAGE_VI] != NULL) {
        return -1;
    }
    int64_t sum = 0;
    for (size_t i = 0; i < channel->fee_count; i++) {
        const struct procedure_fee *fee = &channel->fees[i];
        const char *note = fee->note.in[MC_LANGUAGE_VI];
        if ((note != NULL && note[0] != '\0') || fee->amount_dong < 0 ||
            fee->amount_dong > INT64_MAX - sum) {
            return -1;
        }
        sum += fee->amount_dong;
    }
    return sum;
}

static void list_papers(const struct flow *flow, struct receipt *receipt)
{
    const struct procedure_case *chosen = flow_case(flow);
    for (size_t i = 0; i < chosen->paper_count && i < DOSSIER_PAPERS_MAX; i++) {
        if (flow->view.papers[i]) {
            struct receipt_paper *paper = &receipt->papers[receipt->paper_count++];
            mc_copy_text(paper->name, sizeof paper->name,
                         mc_text_in(&chosen->papers[i].name, receipt->language));
            paper->originals = chosen->papers[i].originals;
            paper->copies = chosen->papers[i].copies;
        }
    }
}

/* A receipt without a QR code is still a receipt: the code stands on it in letters. */
static void set_code(struct flow *flow, const char *code)
{
    struct receipt *receipt = &flow->view.receipt;
    mc_copy_text(receipt->code, sizeof receipt->code, code);
    receipt->url[0] = '\0';
    if (flow->settings.public_base != NULL &&
        receipt_url(flow->settings.public_base, code, flow->session.ids.token, receipt->url,
                    NULL) != MC_OK) {
        receipt->url[0] = '\0';
    }
}

/* Provisional: valid as it stands, whatever becomes of the sending. */
void flow_receipt_fill(struct flow *flow)
{
    const struct flow_settings *settings = &flow->settings;
    const struct flow_view *view = &flow->view;
    const struct procedure *procedure = flow->session.procedure;
    struct receipt *receipt = &flow->view.receipt;
    mc_wipe(receipt, sizeof *receipt);
    receipt->language = view->language;
    receipt->provisional = true;
    receipt->received = view->now;
    receipt->fee_dong = fee_of(procedure);
    for (size_t i = 0; i < 2; i++) {
        copy_setting(receipt->agency[i], sizeof receipt->agency[i], settings->agency_lines[i]);
    }
    mc_copy_text(receipt->applicant, sizeof receipt->applicant, view->citizen.name);
    citizen_mask_id(view->citizen.id_number, receipt->masked_id, sizeof receipt->masked_id);
    copy_setting(receipt->procedure_code, sizeof receipt->procedure_code, procedure->code);
    mc_copy_text(receipt->procedure_name, sizeof receipt->procedure_name,
                 mc_text_in(&procedure->name, receipt->language));
    list_papers(flow, receipt);
    copy_setting(receipt->collect_at, sizeof receipt->collect_at, settings->collect_at);
    copy_setting(receipt->hotline, sizeof receipt->hotline, settings->hotline);
    set_code(flow, flow->session.ids.provisional_code);
}

/* An answer without a code that can be one makes no sense: the receipt stays provisional. */
void flow_receipt_register(struct flow *flow, const struct flow_event *event)
{
    struct receipt *receipt = &flow->view.receipt;
    if (event->code == NULL || dossier_code_kind(event->code) != DOSSIER_CODE_OFFICIAL) {
        return;
    }
    set_code(flow, event->code);
    receipt->provisional = false;
    receipt->appointed = event->appointed;
    if (date_is_set(event->received.date)) {
        receipt->received = event->received;
    }
}

/* ---- Paper ---- */

void flow_receipt_print(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    if (!view->devices.printer) {
        view->print = FLOW_PRINT_FAILED;
        flow->session.printer_was_out = true;
        return;
    }
    if (flow->session.may_be_out) {
        view->receipt.copy++;
        flow->session.may_be_out = false;
    }
    view->print = FLOW_PRINT_RUNNING;
    flow_ask(flow, FLOW_REQUEST_PRINT, FLOW_FX_PRINT)->receipt = &view->receipt;
}

/* As long as there is no receipt in the citizen's hand, leaving by mistake would lose the code. */
static void leave(struct flow *flow)
{
    if (flow->view.print == FLOW_PRINT_DONE) {
        flow_go_home(flow, true);
    } else {
        flow->view.leave_question = true;
    }
}

static void receipt_intent(struct flow *flow, enum flow_intent intent)
{
    struct flow_view *view = &flow->view;
    switch ((int)intent) {
    case FLOW_INTENT_PRINT:
        if (view->print != FLOW_PRINT_RUNNING && view->devices.printer) {
            flow_receipt_print(flow);
        }
        break;
    case FLOW_INTENT_SHOW_CODE: view->code_large = !view->code_large; break;
    case FLOW_INTENT_BACK: view->code_large = false; break;
    case FLOW_INTENT_HOME: leave(flow); break;
    case FLOW_INTENT_NEXT:
    case FLOW_INTENT_FINISH: flow_part(flow); break;
    default: break;
    }
}

static void printed(struct flow *flow, const struct flow_event *event)
{
    flow->view.print = event->ok ? FLOW_PRINT_DONE : FLOW_PRINT_FAILED;
    flow->session.may_be_out = flow->session.may_be_out || event->ok || event->may_be_out;
    flow_touch(flow); /* the paper just came: time to take it */
}

/* Once there is paper again the receipt is printed from the start, without anybody's asking; but
 * not for ever, should the printer never get to its end. */
static void printer_changed(struct flow *flow)
{
    struct flow_session *session = &flow->session;
    if (!flow->view.devices.printer) {
        session->printer_was_out = true;
    } else if (session->printer_was_out && flow->view.print == FLOW_PRINT_FAILED &&
               session->reprints < REPRINTS_MAX) {
        session->printer_was_out = false;
        session->reprints++;
        flow_receipt_print(flow);
    }
}

bool flow_receipt_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_PRINT_DONE) {
        printed(flow, event);
        return true;
    }
    if (event->kind == FLOW_EV_DEVICES) {
        printer_changed(flow);
        return true;
    }
    if (event->kind == FLOW_EV_INTENT) {
        receipt_intent(flow, event->intent);
        return true;
    }
    return false;
}
