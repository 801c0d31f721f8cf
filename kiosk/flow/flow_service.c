/* For staff: five taps on the emblem at home, a PIN, then what works, and trying it. Whoever
 * guesses has to wait, longer each time, and leaving the screen does not shorten it. */
#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

#define TAPS           5
#define TAPS_WITHIN_MS 4000
#define WAIT_FIRST_S   2
#define WAIT_MOST_S    600
#define SECOND_MS      1000
#define PREVIEW_MS     3000 /* a picture older than that is not what the camera sees */

void flow_emblem_tapped(struct flow *flow)
{
    bool late = flow->now_ms > flow->emblem_ms + TAPS_WITHIN_MS;
    if (!flow->settings.service) {
        return;
    }
    if (flow->emblem_taps == 0 || late) {
        flow->emblem_ms = flow->now_ms;
        flow->emblem_taps = 0;
    }
    flow->emblem_taps++;
    if (flow->emblem_taps == TAPS) {
        flow->emblem_taps = 0;
        flow_go(flow, FLOW_SERVICE);
    }
}

/* ---- The PIN ---- */

static int wait_left_s(const struct flow *flow)
{
    int64_t left_ms = flow->pin_after_ms - flow->now_ms;
    return left_ms > 0 ? (int)((left_ms + SECOND_MS - 1) / SECOND_MS) : 0;
}

static void forget_pin(struct flow *flow)
{
    mc_wipe(flow->session.pin, sizeof flow->session.pin);
    flow->view.pin_chars = 0;
}

static void type_digit(struct flow *flow, const char *text)
{
    size_t len = strlen(flow->session.pin);
    if (text != NULL && strlen(text) == 1 && text[0] >= '0' && text[0] <= '9' &&
        len + 1 < sizeof flow->session.pin) {
        flow->session.pin[len] = text[0];
        flow->view.pin_chars = (int)len + 1;
        flow->view.pin_wrong = false;
    }
}

static void erase_digit(struct flow *flow)
{
    if (flow->view.pin_chars > 0) {
        flow->session.pin[--flow->view.pin_chars] = '\0';
    }
}

static void check_pin(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    view->pin_wait_s = wait_left_s(flow);
    if (view->pin_wait_s == 0 && view->pin_chars > 0) {
        view->pin_checking = true;
        flow_ask(flow, FLOW_REQUEST_PIN, FLOW_FX_CHECK_PIN)->text = flow->session.pin;
    }
}

static void wait_longer(struct flow *flow)
{
    int64_t wait_s = WAIT_FIRST_S;
    for (int i = 0; i < flow->pin_failures && wait_s < WAIT_MOST_S; i++) {
        wait_s *= 2;
    }
    wait_s = wait_s < WAIT_MOST_S ? wait_s : WAIT_MOST_S;
    flow->pin_failures++;
    flow->pin_after_ms = flow->now_ms + wait_s * SECOND_MS;
    flow->view.pin_wait_s = wait_left_s(flow);
}

static void pin_checked(struct flow *flow, bool right)
{
    flow->view.pin_checking = false;
    flow->view.pin_wrong = !right;
    forget_pin(flow);
    if (right) {
        flow->pin_failures = 0;
        flow->view.service_open = true;
        flow->view.hint = FLOW_HINT_NONE;
        flow_emit(flow, FLOW_FX_CODES_ON)->preview = true;
        flow_chip_follow(flow);
    } else {
        wait_longer(flow);
    }
}

static void pin_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_PIN_DONE) {
        pin_checked(flow, event->ok);
    } else if (flow->view.pin_checking) {
        return;
    } else if (event->kind == FLOW_EV_TEXT) {
        type_digit(flow, event->text);
    } else if (event->kind == FLOW_EV_BACKSPACE) {
        erase_digit(flow);
    } else if (event->kind == FLOW_EV_INTENT && event->intent == FLOW_INTENT_NEXT) {
        check_pin(flow);
    } else if (event->kind == FLOW_EV_INTENT && event->intent == FLOW_INTENT_CLEAR) {
        forget_pin(flow);
    }
}

/* ---- Trying things ---- */

static void print_test(struct flow *flow)
{
    if (flow->view.devices.printer && flow->view.test_print != FLOW_PRINT_RUNNING) {
        flow->view.test_print = FLOW_PRINT_RUNNING;
        flow_ask(flow, FLOW_REQUEST_PRINT_TEST, FLOW_FX_PRINT_TEST);
    }
}

/* Of what was read only its kind is shown; a card's number opens its chip, as long as the screen
 * shows. */
static void note_code(struct flow *flow, const struct flow_event *event)
{
    struct citizen *incoming = &flow->session.incoming;
    struct flow_service_try *tried =
        event->by_scanner ? &flow->view.scanner_try : &flow->view.camera_try;
    enum card_qr_verdict verdict = card_qr_parse(event->bytes, event->len, incoming, NULL);
    if (verdict == CARD_QR_CITIZEN) {
        flow_chip_key(flow, incoming);
    }
    mc_wipe(incoming, sizeof *incoming);
    tried->read = verdict == CARD_QR_CITIZEN   ? FLOW_READ_ID_CARD
                  : verdict == CARD_QR_RECEIPT ? FLOW_READ_RECEIPT
                                               : FLOW_READ_OTHER;
    tried->symbology = event->symbology;
    tried->count++;
    flow_touch(flow);
}

static void open_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_PRINT_DONE) {
        flow->view.test_print = event->ok ? FLOW_PRINT_DONE : FLOW_PRINT_FAILED;
    } else if (event->kind == FLOW_EV_CODE && event->bytes != NULL) {
        note_code(flow, event);
    } else if (event->kind == FLOW_EV_INTENT && event->intent == FLOW_INTENT_TEST_PRINT) {
        print_test(flow);
    }
}

static void service_event(struct flow *flow, const struct flow_event *event)
{
    bool leaves = event->intent == FLOW_INTENT_HOME || event->intent == FLOW_INTENT_BACK ||
                  event->intent == FLOW_INTENT_FINISH;
    if (event->kind == FLOW_EV_INTENT && leaves) {
        flow_go_home(flow, true);
    } else if (flow->view.service_open) {
        open_event(flow, event);
    } else {
        pin_event(flow, event);
    }
}

static void service_enter(struct flow *flow)
{
    flow->view.pin_wait_s = wait_left_s(flow);
}

/* A PIN on its way was tried, whoever waits for the answer. */
static void service_exit(struct flow *flow)
{
    if (flow->view.pin_checking) {
        wait_longer(flow);
    }
    if (flow->view.service_open) {
        flow_emit(flow, FLOW_FX_CODES_OFF);
    }
    forget_pin(flow);
    flow_cancel(flow, FLOW_REQUEST_PIN);
    flow_cancel(flow, FLOW_REQUEST_PRINT_TEST);
}

const struct flow_handlers flow_service = {
    .enter = service_enter, .event = service_event, .exit = service_exit};

/* ---- What the kiosk tells while it shows ---- */

void flow_service_told(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    if (view->screen != FLOW_SERVICE || !view->service_open) {
        return;
    }
    if (event->picture != NULL) {
        flow_take_picture(&view->preview, event->picture);
        flow->preview_ms = flow->now_ms;
    } else if (event->service != NULL) {
        view->service = *event->service;
        if (flow->now_ms > flow->preview_ms + PREVIEW_MS) {
            mc_wipe(&view->preview, sizeof view->preview);
        }
    }
}

/* ---- Time ---- */

void flow_service_tick(struct flow *flow)
{
    if (flow->view.screen == FLOW_SERVICE) {
        flow->view.pin_wait_s = wait_left_s(flow);
    }
}

int64_t flow_service_due_ms(const struct flow *flow)
{
    bool counts = flow->view.screen == FLOW_SERVICE && flow->view.pin_wait_s > 0;
    return counts ? flow->pin_after_ms - (int64_t)(flow->view.pin_wait_s - 1) * SECOND_MS : -1;
}
