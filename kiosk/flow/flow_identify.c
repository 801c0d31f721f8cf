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
    flow->view.number_taken = false;
    flow_emit(flow, FLOW_FX_CODES_ON);
    if (!flow_can_identify(flow) && !known(flow)) {
        flow_fail(flow, FLOW_FAULT_NO_READER);
    }
}

void flow_forget_card_answers(struct form_values *values)
{
    for (size_t i = 0; i < FORM_FIELDS_MAX; i++) {
        if (values->origin[i] == FORM_FROM_CARD) {
            mc_wipe(values->value[i], sizeof values->value[i]);
            values->origin[i] = FORM_EMPTY;
        }
    }
}

/* session.incoming: a card's code was read. */
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
    view->number_taken = false;
    if (!same && !weaker) {
        flow_forget_card_answers(&view->values);
        mc_wipe(&view->citizen, sizeof view->citizen);
        flow_take_picture(&view->portrait, NULL);
        if (!expired) {
            view->citizen = *incoming;
        }
    }
    if (!expired) {
        flow_chip_key(flow, incoming);
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

/* ---- The number by hand, when the code cannot be read: enough for the chip of most cards ---- */

static void pad_open(struct flow *flow, bool open)
{
    flow->view.typing_number = open;
    flow->view.number_taken = false;
    mc_wipe(flow->view.typed_number, sizeof flow->view.typed_number);
}

/* Only the chip makes a citizen of it. */
static void take_number(struct flow *flow)
{
    struct citizen key = {0};
    memcpy(key.id_number, flow->view.typed_number, sizeof key.id_number);
    flow_chip_key(flow, &key);
    mc_wipe(&key, sizeof key);
}

static void pad_event(struct flow *flow, const struct flow_event *event)
{
    char *number = flow->view.typed_number;
    size_t len = strlen(number);
    if (event->kind == FLOW_EV_TEXT && event->text != NULL &&
        strspn(event->text, "0123456789") == strlen(event->text)) {
        for (const char *digit = event->text; *digit != '\0' && len < CITIZEN_ID_CHARS; digit++) {
            number[len++] = *digit;
        }
    } else if (event->kind == FLOW_EV_BACKSPACE && len > 0) {
        number[len - 1] = '\0';
    } else if (event->kind == FLOW_EV_INTENT && event->intent == FLOW_INTENT_CLEAR) {
        pad_open(flow, true);
    }
}

static void pad_next(struct flow *flow)
{
    if (citizen_id_valid(flow->view.typed_number)) {
        take_number(flow);
        pad_open(flow, false);
        flow->view.number_taken = true;
    }
}

static void identify_intent(struct flow *flow, enum flow_intent intent)
{
    bool typing = flow->view.typing_number;
    if (intent == FLOW_INTENT_NEXT && typing) {
        pad_next(flow);
    } else if (intent == FLOW_INTENT_NEXT && known(flow)) {
        flow_form_start(flow);
    } else if (intent == FLOW_INTENT_TYPE_NUMBER || (intent == FLOW_INTENT_BACK && typing)) {
        pad_open(flow, !typing && !known(flow) && flow->view.devices.card_reader);
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
    } else if (event->kind == FLOW_EV_DEVICES && !flow_can_identify(flow) && !known(flow)) {
        flow_fail(flow, FLOW_FAULT_NO_READER);
    } else if (event->kind == FLOW_EV_INTENT && event->intent != FLOW_INTENT_CLEAR) {
        identify_intent(flow, event->intent);
    } else if (flow->view.typing_number) {
        pad_event(flow, event);
    }
}

static void identify_exit(struct flow *flow)
{
    pad_open(flow, false);
    flow_emit(flow, FLOW_FX_CODES_OFF);
}

const struct flow_handlers flow_identify = {
    .enter = identify_enter, .event = identify_event, .exit = identify_exit};
