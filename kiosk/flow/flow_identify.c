/* Who hands in: the ID card's QR code or chip. */
#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

bool flow_can_identify(const struct flow *flow)
{
    return flow_can_scan(flow) || flow->view.devices.card_reader;
}

bool flow_can_scan(const struct flow *flow)
{
    const struct flow_devices *devices = &flow->view.devices;
    return !flow->devices_known || devices->camera || devices->scanner;
}

static bool known(const struct flow *flow)
{
    return flow->view.citizen.id_number[0] != '\0';
}

static void identify_enter(struct flow *flow)
{
    flow->view.card_verdict = CARD_QR_CITIZEN;
    flow->view.card_expired = false;
    flow->view.hint = FLOW_HINT_NONE;
    flow_emit(flow, FLOW_FX_CODES_ON);
    if (!flow_can_identify(flow) && !known(flow)) {
        flow_fail(flow, FLOW_FAULT_NO_READER);
    }
}

/* Another holder's answers do not stay; what was typed does. */
static void forget_card_answers(struct form_values *values)
{
    for (size_t i = 0; i < FORM_FIELDS_MAX; i++) {
        if (values->origin[i] == FORM_FROM_CARD) {
            mc_wipe(values->value[i], sizeof values->value[i]);
            values->origin[i] = FORM_EMPTY;
        }
    }
}

/* session.incoming: a card was read. */
static void take_citizen(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    struct citizen *incoming = &flow->session.incoming;
    bool same = strcmp(view->citizen.id_number, incoming->id_number) == 0 &&
                view->citizen.assurance == incoming->assurance;
    bool expired = citizen_card_expired(incoming, view->now.date);
    if (!same || view->card_expired != expired || view->card_verdict != CARD_QR_CITIZEN) {
        flow_touch(flow);
    }
    /* The QR code says less surely what the chip of the same card has said already. */
    bool weaker = strcmp(view->citizen.id_number, incoming->id_number) == 0 &&
                  incoming->assurance < view->citizen.assurance;
    view->card_verdict = CARD_QR_CITIZEN;
    view->card_expired = expired;
    if (!same && !weaker) {
        forget_card_answers(&view->values);
        mc_wipe(&view->citizen, sizeof view->citizen);
        if (!expired) {
            view->citizen = *incoming;
        }
    }
    mc_wipe(incoming, sizeof *incoming);
}

static void take_code(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    enum card_qr_verdict verdict =
        card_qr_parse(event->bytes, event->len, &flow->session.incoming, NULL);
    if (verdict == CARD_QR_CITIZEN) {
        take_citizen(flow);
    } else if (!known(flow) && verdict != view->card_verdict) {
        flow_touch(flow);
        view->card_verdict = verdict;
        view->card_expired = false;
    }
}

static void identify_intent(struct flow *flow, enum flow_intent intent)
{
    if (intent == FLOW_INTENT_NEXT && known(flow)) {
        flow_form_start(flow);
    } else if (intent == FLOW_INTENT_BACK) {
        flow_go(flow, FLOW_PROCEDURE);
    } else if (intent == FLOW_INTENT_HOME) {
        flow_leave(flow);
    }
}

static void identify_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_CODE && event->bytes != NULL) {
        take_code(flow, event);
    } else if (event->kind == FLOW_EV_CARD && event->citizen != NULL &&
               citizen_id_valid(event->citizen->id_number)) {
        flow->session.incoming = *event->citizen;
        take_citizen(flow);
    } else if (event->kind == FLOW_EV_DEVICES && !flow_can_identify(flow) && !known(flow)) {
        flow_fail(flow, FLOW_FAULT_NO_READER);
    } else if (event->kind == FLOW_EV_INTENT) {
        identify_intent(flow, event->intent);
    }
}

static void identify_exit(struct flow *flow)
{
    flow_emit(flow, FLOW_FX_CODES_OFF);
}

const struct flow_handlers flow_identify = {
    .enter = identify_enter, .event = identify_event, .exit = identify_exit};
