/*
 * The chip of the citizen's card: read as soon as a card lies on the reader and its number is
 * known, beside whatever the citizen does, until the dossier is handed in.
 */
#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

const char *flow_chip_name(enum flow_chip chip)
{
    switch (chip) {
    case FLOW_CHIP_STATE_NONE: return "none";
    case FLOW_CHIP_STATE_WAITING: return "waiting";
    case FLOW_CHIP_STATE_READING: return "reading";
    case FLOW_CHIP_STATE_DONE: return "done";
    case FLOW_CHIP_STATE_UNREADABLE: return "unreadable";
    case FLOW_CHIP_STATE_OTHER: return "other";
    case FLOW_CHIP_STATE_NEEDS_CODE: return "needs_code";
    case FLOW_CHIP_STATE_TORN: return "torn";
    case FLOW_CHIP_STATE_DOUBTFUL: return "doubtful";
    }
    return "none";
}

/* Where a citizen is known or about to be, and nothing has been handed in. */
static bool reads_citizens(enum flow_screen screen)
{
    return screen == FLOW_IDENTIFY || screen == FLOW_FORM || screen == FLOW_REVIEW;
}

/* Where staff try the reader: nothing that a chip says is kept. */
static bool is_tried(const struct flow_view *view)
{
    return view->screen == FLOW_SERVICE && view->service_open;
}

static bool reads_here(const struct flow_view *view)
{
    return reads_citizens(view->screen) || is_tried(view);
}

static void start_if_ready(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    if (!reads_here(view) || !view->chip_card_lies || flow->session.chip_tried ||
        flow->open[FLOW_REQUEST_CHIP] != 0 || view->chip == FLOW_CHIP_STATE_DONE) {
        return;
    }
    if (flow->session.chip_key.id_number[0] == '\0') {
        view->chip = FLOW_CHIP_STATE_WAITING;
        return;
    }
    flow->session.chip_tried = true;
    view->chip = FLOW_CHIP_STATE_READING;
    view->chip_percent = 0;
    view->chip_try = (struct flow_service_chip){0};
    flow_ask(flow, FLOW_REQUEST_CHIP, FLOW_FX_READ_CHIP)->citizen = &flow->session.chip_key;
}

void flow_chip_key(struct flow *flow, const struct citizen *key)
{
    struct citizen *known = &flow->session.chip_key;
    bool same = strcmp(known->id_number, key->id_number) == 0;
    bool tells_more = date_is_set(key->issued) && !date_is_set(known->issued);
    if (same && !tells_more) {
        return;
    }
    flow_cancel(flow, FLOW_REQUEST_CHIP);
    *known = *key;
    flow->session.chip_tried = false;
    /* A card that was read with the number alone need not be read again. */
    if (!same || flow->view.chip != FLOW_CHIP_STATE_DONE) {
        flow->view.chip = FLOW_CHIP_STATE_NONE;
    }
    start_if_ready(flow);
}

void flow_chip_card(struct flow *flow, enum flow_chip_card card)
{
    struct flow_view *view = &flow->view;
    bool lies = card == FLOW_CHIP_CARD_LIES;
    bool reading = flow->open[FLOW_REQUEST_CHIP] != 0;
    if (reads_here(view)) {
        flow_touch(flow);
    }
    if (is_tried(view) && card != FLOW_CHIP_CARD_GONE) {
        view->chip = FLOW_CHIP_STATE_NONE; /* whichever card it is, it is tried */
        view->chip_try = (struct flow_service_chip){0};
    }
    view->chip_card_lies = lies;
    view->end_chip = view->screen == FLOW_END && lies;
    flow_cancel(flow, FLOW_REQUEST_CHIP);
    flow->session.chip_tried = false;
    if (card == FLOW_CHIP_CARD_SILENT) {
        view->chip = FLOW_CHIP_STATE_UNREADABLE;
    } else if (reading) {
        view->chip = FLOW_CHIP_STATE_TORN;
    } else if (view->chip != FLOW_CHIP_STATE_DONE && view->chip != FLOW_CHIP_STATE_TORN) {
        view->chip = FLOW_CHIP_STATE_NONE;
    }
    /* The card that was read already may be taken away and laid down again. */
    if (lies && view->chip != FLOW_CHIP_STATE_DONE) {
        start_if_ready(flow);
    }
}

void flow_chip_progress(struct flow *flow, const struct flow_event *event)
{
    if (event->request != 0 && event->request == flow->open[FLOW_REQUEST_CHIP]) {
        flow->view.chip_percent = event->arg;
    }
}

/* The form is filled in anew; a card that has expired leads back to where another one is shown. */
static void show_change(struct flow *flow)
{
    if (flow->view.screen == FLOW_IDENTIFY) {
        return;
    }
    if (flow->view.card_expired) {
        flow_go(flow, FLOW_IDENTIFY);
        flow->view.card_expired = true;
    } else {
        flow_form_refill(flow);
    }
}

/* What the chip says is laid over what the code said. */
static void take_chip(struct flow *flow, const struct flow_event *event)
{
    const struct citizen *chip = event->citizen;
    struct flow_view *view = &flow->view;
    struct citizen *merged = &flow->session.incoming;
    *merged = view->citizen.id_number[0] != '\0' ? view->citizen : flow->session.chip_key;
    enum citizen_match match = citizen_take_chip(merged, chip, event->plain_name);
    bool believed = match == CITIZEN_MATCHES || merged->assurance == CITIZEN_CHIP_VERIFIED;
    if (match == CITIZEN_OTHER_NUMBER) {
        view->chip = FLOW_CHIP_STATE_OTHER;
    } else if (!believed) {
        view->chip = FLOW_CHIP_STATE_DOUBTFUL;
    } else {
        view->chip = FLOW_CHIP_STATE_DONE;
        view->card_expired = citizen_card_expired(merged, view->now.date);
        mc_wipe(&view->citizen, sizeof view->citizen);
        flow_take_picture(&view->portrait, view->card_expired ? NULL : event->picture);
        if (!view->card_expired) {
            view->citizen = *merged;
        }
        view->card_verdict = CARD_QR_CITIZEN;
        view->typing_number = false;
        mc_wipe(view->typed_number, sizeof view->typed_number);
        show_change(flow);
    }
    mc_wipe(merged, sizeof *merged);
}

static void note_try(struct flow *flow, const struct flow_event *event)
{
    flow->view.chip = FLOW_CHIP_STATE_DONE;
    flow->view.chip_try.verified = event->citizen->assurance == CITIZEN_CHIP_VERIFIED;
}

void flow_chip_done(struct flow *flow, const struct flow_event *event)
{
    static const enum flow_chip states[] = {
        [FLOW_CHIP_UNREADABLE] = FLOW_CHIP_STATE_UNREADABLE,
        [FLOW_CHIP_READ] = FLOW_CHIP_STATE_DONE,
        [FLOW_CHIP_REFUSED] = FLOW_CHIP_STATE_OTHER,
        [FLOW_CHIP_NEEDS_CODE] = FLOW_CHIP_STATE_NEEDS_CODE,
        [FLOW_CHIP_TORN] = FLOW_CHIP_STATE_TORN,
        [FLOW_CHIP_FORGED] = FLOW_CHIP_STATE_DOUBTFUL,
    };
    bool read = event->chip == FLOW_CHIP_READ && event->citizen != NULL &&
                citizen_id_valid(event->citizen->id_number);
    if (is_tried(&flow->view)) {
        flow->view.chip_try.access = event->chip_access;
    }
    if (read && is_tried(&flow->view)) {
        note_try(flow, event);
    } else if (read) {
        take_chip(flow, event);
    } else {
        flow->view.chip =
            event->chip == FLOW_CHIP_READ ? FLOW_CHIP_STATE_UNREADABLE : states[event->chip];
    }
}

void flow_chip_follow(struct flow *flow)
{
    if (reads_here(&flow->view)) {
        start_if_ready(flow);
    } else {
        flow_cancel(flow, FLOW_REQUEST_CHIP);
    }
}
