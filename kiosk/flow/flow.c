#include "kiosk/flow/flow.h"

#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

#define METHODS    3
#define TEXT_SIZES 4

static const struct flow_handlers *const screens[FLOW_SCREEN_COUNT] = {
    [FLOW_HOME] = &flow_home,         [FLOW_SEARCH] = &flow_search,
    [FLOW_BROWSE] = &flow_browse,     [FLOW_PROCEDURE] = &flow_procedure,
    [FLOW_IDENTIFY] = &flow_identify, [FLOW_FORM] = &flow_form,
    [FLOW_REVIEW] = &flow_review,     [FLOW_SENDING] = &flow_sending,
    [FLOW_RECEIPT] = &flow_receipt,   [FLOW_SCAN] = &flow_scan,
    [FLOW_BY_HAND] = &flow_by_hand,   [FLOW_STATUS] = &flow_status,
    [FLOW_FAULT] = &flow_fault,       [FLOW_END] = &flow_end,
    [FLOW_ATTRACT] = &flow_attract,   [FLOW_SERVICE] = &flow_service,
    [FLOW_RATING] = &flow_rating,
};

const char *flow_screen_name(enum flow_screen screen)
{
    switch (screen) {
    case FLOW_HOME: return "home";
    case FLOW_SEARCH: return "search";
    case FLOW_BROWSE: return "browse";
    case FLOW_PROCEDURE: return "procedure";
    case FLOW_IDENTIFY: return "identify";
    case FLOW_FORM: return "form";
    case FLOW_REVIEW: return "review";
    case FLOW_SENDING: return "sending";
    case FLOW_RECEIPT: return "receipt";
    case FLOW_SCAN: return "scan";
    case FLOW_BY_HAND: return "by_hand";
    case FLOW_STATUS: return "status";
    case FLOW_RATING: return "rating";
    case FLOW_FAULT: return "fault";
    case FLOW_END: return "end";
    case FLOW_ATTRACT: return "attract";
    case FLOW_SERVICE: return "service";
    case FLOW_SCREEN_COUNT: break;
    }
    return "unknown";
}

/* ---- Effects and requests ---- */

struct flow_effect *flow_emit(struct flow *flow, enum flow_effect_kind kind)
{
    MC_CHECK(flow->effects->count < FLOW_EFFECTS_MAX);
    struct flow_effect *effect = &flow->effects->list[flow->effects->count++];
    *effect = (struct flow_effect){.kind = kind};
    return effect;
}

struct flow_effect *flow_ask(struct flow *flow, enum flow_request request,
                             enum flow_effect_kind kind)
{
    flow_cancel(flow, request);
    struct flow_effect *effect = flow_emit(flow, kind);
    effect->request = ++flow->last_request;
    flow->open[request] = effect->request;
    return effect;
}

/* A dossier goes on its way and paper comes out whether somebody waits or not: such requests are
 * only forgotten. */
static bool can_cancel(enum flow_request request)
{
    return request != FLOW_REQUEST_COMMIT && request != FLOW_REQUEST_SEND &&
           request != FLOW_REQUEST_PRINT && request != FLOW_REQUEST_PRINT_LIST &&
           request != FLOW_REQUEST_PRINT_TEST;
}

void flow_cancel(struct flow *flow, enum flow_request request)
{
    if (flow->open[request] != 0 && can_cancel(request)) {
        flow_emit(flow, FLOW_FX_CANCEL)->request = flow->open[request];
    }
    flow->open[request] = 0;
}

/* ---- Screens and the session ---- */

void flow_go(struct flow *flow, enum flow_screen screen)
{
    if (screens[flow->view.screen]->exit != NULL) {
        screens[flow->view.screen]->exit(flow);
    }
    flow->view.screen = screen;
    flow->rest_ms = flow->now_ms;
    flow->view.leave_question = false;
    flow->view.help = false;
    flow->view.shift = false;
    flow->view.caps_lock = false;
    flow->view.keys_page = false;
    if (screens[screen]->enter != NULL) {
        screens[screen]->enter(flow);
    }
    flow_chip_follow(flow);
}

bool flow_has_entered(const struct flow *flow)
{
    const struct flow_view *view = &flow->view;
    bool entered = view->citizen.id_number[0] != '\0';
    for (size_t i = 0; i < FORM_FIELDS_MAX; i++) {
        entered = entered || view->values.origin[i] == FORM_FROM_CITIZEN;
    }
    for (size_t i = 0; i < DOSSIER_PAPERS_MAX; i++) {
        entered = entered || view->papers[i];
    }
    return entered;
}

void flow_take_picture(struct flow_picture *out, const struct mc_grey *picture)
{
    mc_wipe(out, sizeof *out);
    if (picture != NULL) {
        size_t len = (size_t)picture->width_px * (size_t)picture->height_px;
        MC_CHECK(len <= sizeof out->pixels);
        out->width_px = picture->width_px;
        out->height_px = picture->height_px;
        memcpy(out->pixels, picture->pixels, len);
    }
}

void flow_wipe_citizen(struct flow *flow)
{
    mc_wipe(&flow->view.citizen, sizeof flow->view.citizen);
    flow_take_picture(&flow->view.portrait, NULL);
    mc_wipe(&flow->view.values, sizeof flow->view.values);
    mc_wipe(flow->view.papers, sizeof flow->view.papers);
    mc_wipe(&flow->session.incoming, sizeof flow->session.incoming);
    mc_wipe(&flow->session.chip_key, sizeof flow->session.chip_key);
    mc_wipe(flow->view.typed_number, sizeof flow->view.typed_number);
    flow->view.number_taken = false;
    mc_wipe(&flow->session.spare, sizeof flow->session.spare);
    mc_wipe(&flow->session.draft, sizeof flow->session.draft);
    flow->session.wheel_day = 0;
    mc_wipe(&flow->session.whole_date, sizeof flow->session.whole_date);
    flow->view.year_only = false;
}

void flow_reset_display(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    view->language = MC_LANGUAGE_VI;
    view->text_size = 0;
    view->theme = FLOW_THEME_LIGHT;
    view->low_reach = false;
    view->still = flow->settings.still;
    view->method = flow->settings.method;
    flow_voice_reset(view);
}

void flow_wipe_session(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    flow_free_hits(view->results, &view->result_count);
    flow_free_hits(view->entries, &view->entry_count);
    procedure_destroy(flow->session.procedure);
    mc_wipe(&flow->session, sizeof flow->session);

    struct flow_view kept = {
        .screen = view->screen,
        .language = view->language,
        .text_size = view->text_size,
        .theme = view->theme,
        .low_reach = view->low_reach,
        .sound = view->sound,
        .voice = view->voice,
        .still = view->still,
        .method = view->method,
        .now = view->now,
        .service_possible = view->service_possible,
        .devices = view->devices,
        .chip_card_lies = view->chip_card_lies,
        .popular_count = view->popular_count,
        .group_count = view->group_count,
    };
    memcpy(kept.popular, view->popular, sizeof kept.popular);
    memcpy(kept.groups, view->groups, sizeof kept.groups);
    mc_wipe(view, sizeof *view);
    *view = kept;
    flow_emit(flow, FLOW_FX_SESSION_ENDED);
}

void flow_go_home(struct flow *flow, bool reset)
{
    flow_go(flow, FLOW_HOME);
    flow_wipe_session(flow);
    if (reset) {
        flow_reset_display(flow);
    }
}

void flow_leave(struct flow *flow)
{
    if (flow_has_entered(flow)) {
        flow->view.leave_question = true;
    } else {
        flow_go_home(flow, false);
    }
}

/* ---- Events every screen understands ---- */

/* The one asked for (wanted, plus one), or the one after `now`. */
static int choose(int now, int wanted, int count)
{
    return wanted > 0 && wanted <= count ? wanted - 1 : (now + 1) % count;
}

static bool display_intent(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    int arg = event->arg;
    switch ((int)event->intent) {
    case FLOW_INTENT_LANGUAGE:
        view->language = (enum mc_language)choose((int)view->language, arg, MC_LANGUAGE_COUNT);
        break;
    case FLOW_INTENT_TEXT_SIZE: view->text_size = choose(view->text_size, arg, TEXT_SIZES); break;
    case FLOW_INTENT_CONTRAST:
        view->theme = (enum flow_theme)choose((int)view->theme, arg, FLOW_THEME_COUNT);
        break;
    case FLOW_INTENT_LOW_REACH: view->low_reach = !view->low_reach; break;
    case FLOW_INTENT_STILL: view->still = !view->still; break;
    default: return flow_voice_intent(flow, event);
    }
    return true;
}

/* Once: one capital. Again: only capitals, until it is pressed a third time. */
static void press_shift(struct flow_view *view)
{
    bool nothing = !view->shift && !view->caps_lock;
    view->caps_lock = view->shift;
    view->shift = nothing;
}

static bool anywhere_intent(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    enum flow_intent intent = event->intent;
    if (intent == FLOW_INTENT_SHIFT) {
        press_shift(view);
    } else if (intent == FLOW_INTENT_METHOD) {
        view->method = (enum ime_method)((view->method + 1) % METHODS);
    } else if (intent == FLOW_INTENT_WHEELS) {
        view->date_wheels = !view->date_wheels;
    } else if (intent == FLOW_INTENT_MARKS) {
        view->marks = event->arg;
    } else if (intent == FLOW_INTENT_KEYS_PAGE) {
        view->keys_page = !view->keys_page;
    } else if (intent == FLOW_INTENT_HELP) {
        view->help = true;
    } else {
        return false;
    }
    return true;
}

static void question_intent(struct flow *flow, enum flow_intent intent)
{
    if (intent == FLOW_INTENT_LEAVE && flow->view.leave_question) {
        flow_go_home(flow, true);
    } else if (intent == FLOW_INTENT_STAY || intent == FLOW_INTENT_BACK) {
        flow->view.leave_question = false;
        flow->view.help = false;
        flow->view.sound_panel = false;
    }
}

/* What the citizen does. While a dialog is up it goes to the dialog. */
static void input_event(struct flow *flow, const struct flow_event *event)
{
    bool is_intent = event->kind == FLOW_EV_INTENT;
    bool warned = flow->view.idle_warning;
    flow_touch(flow);
    if (is_intent && display_intent(flow, event)) {
        return;
    }
    if (warned) {
        if (is_intent && event->intent == FLOW_INTENT_LEAVE) {
            flow_go_home(flow, true);
        }
        return;
    }
    if (flow->view.leave_question || flow->view.help || flow->view.sound_panel) {
        if (is_intent) {
            question_intent(flow, event->intent);
        }
        return;
    }
    if (!is_intent || !anywhere_intent(flow, event)) {
        screens[flow->view.screen]->event(flow, event);
    }
}

/* Which request the event answers; FLOW_REQUEST_COUNT if none that is open. */
static enum flow_request answered(const struct flow *flow, const struct flow_event *event)
{
    enum flow_request request = FLOW_REQUEST_COUNT;
    switch (event->kind) {
    case FLOW_EV_SEARCH_DONE:
        request = event->request == flow->open[FLOW_REQUEST_POPULAR] ? FLOW_REQUEST_POPULAR
                                                                     : FLOW_REQUEST_SEARCH;
        break;
    case FLOW_EV_GROUPS_DONE: request = FLOW_REQUEST_GROUPS; break;
    case FLOW_EV_GROUP_DONE: request = FLOW_REQUEST_GROUP; break;
    case FLOW_EV_PROCEDURE_DONE: request = FLOW_REQUEST_PROCEDURE; break;
    case FLOW_EV_COMMIT_DONE: request = FLOW_REQUEST_COMMIT; break;
    case FLOW_EV_SEND_DONE: request = FLOW_REQUEST_SEND; break;
    case FLOW_EV_PRINT_DONE:
        request = event->request == flow->open[FLOW_REQUEST_PRINT_LIST]   ? FLOW_REQUEST_PRINT_LIST
                  : event->request == flow->open[FLOW_REQUEST_PRINT_TEST] ? FLOW_REQUEST_PRINT_TEST
                                                                          : FLOW_REQUEST_PRINT;
        break;
    case FLOW_EV_PIN_DONE: request = FLOW_REQUEST_PIN; break;
    case FLOW_EV_LOOKUP_DONE: request = FLOW_REQUEST_LOOKUP; break;
    case FLOW_EV_CHIP_DONE: request = FLOW_REQUEST_CHIP; break;
    case FLOW_EV_RATE_DONE: request = FLOW_REQUEST_RATE; break;
    case FLOW_EV_TICK:
    case FLOW_EV_TOUCH:
    case FLOW_EV_INTENT:
    case FLOW_EV_TEXT:
    case FLOW_EV_BACKSPACE:
    case FLOW_EV_TONE:
    case FLOW_EV_CODE:
    case FLOW_EV_HINT:
    case FLOW_EV_CHIP_CARD:
    case FLOW_EV_CHIP_PROGRESS:
    case FLOW_EV_DEVICES:
    case FLOW_EV_HEADPHONES:
    case FLOW_EV_VOICE:
    case FLOW_EV_SERVICE:
    case FLOW_EV_PREVIEW:
    case FLOW_EV_CATALOGUE: return FLOW_REQUEST_COUNT;
    }
    bool open = event->request != 0 && event->request == flow->open[request];
    return open ? request : FLOW_REQUEST_COUNT;
}

static void answer_event(struct flow *flow, const struct flow_event *event)
{
    enum flow_request request = answered(flow, event);
    if (request == FLOW_REQUEST_COUNT) {
        if (event->kind == FLOW_EV_PROCEDURE_DONE) {
            procedure_destroy(event->procedure);
        }
        return;
    }
    flow->open[request] = 0;
    if (request == FLOW_REQUEST_POPULAR) {
        if (event->ok) {
            flow_take_hits(flow->view.popular, FLOW_RESULTS_MAX, &flow->view.popular_count, event);
        }
        return;
    }
    if (request == FLOW_REQUEST_GROUPS) {
        flow_take_groups(flow, event);
        return;
    }
    if (request == FLOW_REQUEST_CHIP) {
        flow_chip_done(flow, event);
        return;
    }
    /* A request is open only as long as its screen shows. */
    screens[flow->view.screen]->event(flow, event);
}

static void dispatch(struct flow *flow, const struct flow_event *event)
{
    switch (event->kind) {
    case FLOW_EV_TICK: flow_tick(flow); break;
    case FLOW_EV_TOUCH: flow_touch(flow); break;
    case FLOW_EV_INTENT:
    case FLOW_EV_TEXT:
    case FLOW_EV_BACKSPACE:
    case FLOW_EV_TONE: input_event(flow, event); break;
    case FLOW_EV_CHIP_CARD: flow_chip_card(flow, event->chip_card); break;
    case FLOW_EV_CHIP_PROGRESS: flow_chip_progress(flow, event); break;
    case FLOW_EV_CODE:
        /* A card left lying before the camera is nobody's presence: the screens say whether it
         * was something new. */
        if (!flow->view.leave_question && !flow->view.help && !flow->view.sound_panel) {
            screens[flow->view.screen]->event(flow, event);
        }
        break;
    case FLOW_EV_DEVICES:
        if (event->devices != NULL) {
            flow->view.devices = *event->devices;
            flow->devices_known = true;
            screens[flow->view.screen]->event(flow, event);
        }
        break;
    case FLOW_EV_HINT: flow->view.hint = (enum flow_hint)event->arg; break;
    case FLOW_EV_HEADPHONES: flow_headphones(flow, event->ok); break;
    case FLOW_EV_VOICE: flow->view.voice.missing = !event->ok; break;
    case FLOW_EV_SERVICE:
    case FLOW_EV_PREVIEW: flow_service_told(flow, event); break;
    case FLOW_EV_CATALOGUE: flow_ask_popular(flow); break;
    case FLOW_EV_SEARCH_DONE:
    case FLOW_EV_GROUPS_DONE:
    case FLOW_EV_GROUP_DONE:
    case FLOW_EV_PROCEDURE_DONE:
    case FLOW_EV_COMMIT_DONE:
    case FLOW_EV_SEND_DONE:
    case FLOW_EV_PRINT_DONE:
    case FLOW_EV_CHIP_DONE:
    case FLOW_EV_PIN_DONE:
    case FLOW_EV_LOOKUP_DONE:
    case FLOW_EV_RATE_DONE: answer_event(flow, event); break;
    }
}

/* ---- The machine ---- */

struct flow *flow_create(const struct flow_settings *settings, int64_t now_ms, int64_t unix_s)
{
    struct flow *flow = mc_secret_alloc(sizeof *flow);
    flow->settings = *settings;
    flow->view.method = settings->method;
    flow->now_ms = now_ms;
    flow->touched_ms = now_ms;
    flow->view.now = local_time_from_unix(unix_s);
    flow_reset_display(flow);
    return flow;
}

void flow_destroy(struct flow *flow)
{
    if (flow == NULL) {
        return;
    }
    flow_free_hits(flow->view.results, &flow->view.result_count);
    flow_free_hits(flow->view.popular, &flow->view.popular_count);
    flow_free_hits(flow->view.entries, &flow->view.entry_count);
    flow_free_groups(flow);
    procedure_destroy(flow->session.procedure);
    mc_secret_free(flow);
}

/* Offered until the next key, whatever it is. */
static void forget_marks(struct flow_view *view, enum flow_event_kind kind)
{
    if (kind == FLOW_EV_TEXT || kind == FLOW_EV_BACKSPACE || kind == FLOW_EV_TONE ||
        kind == FLOW_EV_INTENT) {
        view->marks = 0;
    }
}

void flow_step(struct flow *flow, const struct flow_event *event, struct flow_effects *effects)
{
    struct flow_view *view = &flow->view;
    *effects = (struct flow_effects){0};
    flow->effects = effects;
    forget_marks(view, event->kind);
    flow->now_ms = event->now_ms > flow->now_ms ? event->now_ms : flow->now_ms;
    view->now = local_time_from_unix(event->unix_s);
    view->hotline = flow->settings.hotline;
    view->service_possible = flow->settings.service;
    view->agency = flow->settings.agency_lines[0];
    if (!flow->started) {
        flow->started = true;
        flow_ask_popular(flow);
        flow_ask_groups(flow);
    }
    dispatch(flow, event);
    if (view->screen == FLOW_FORM) {
        flow_form_update(flow);
    }
    view->session_open = view->query[0] != '\0' || view->committed || flow_has_entered(flow) ||
                         flow->session.query.code[0] != '\0' || view->hand_code[0] != '\0';
    flow->effects = NULL;
}

const struct flow_view *flow_view(const struct flow *flow)
{
    return &flow->view;
}
