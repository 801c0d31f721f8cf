/* Home, search and the procedure's page. */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

/* ---- Hits ---- */

struct mc_text flow_dup_text(const struct mc_text *text)
{
    struct mc_text copy = {0};
    for (size_t i = 0; i < MC_LANGUAGE_COUNT; i++) {
        copy.in[i] = mc_strdup(text->in[i]);
    }
    return copy;
}

void flow_free_hits(struct flow_hit *hits, size_t *count)
{
    for (size_t i = 0; i < *count; i++) {
        mc_text_finish(&hits[i].name);
        mc_text_finish(&hits[i].field);
        hits[i] = (struct flow_hit){0};
    }
    *count = 0;
}

void flow_take_hits(struct flow_hit *hits, size_t max, size_t *count,
                    const struct flow_event *event)
{
    flow_free_hits(hits, count);
    size_t offered = event->hits != NULL ? event->hit_count : 0;
    size_t taken = offered < max ? offered : max;
    for (size_t i = 0; i < taken; i++) {
        hits[i] = event->hits[i];
        hits[i].name = flow_dup_text(&event->hits[i].name);
        hits[i].field = flow_dup_text(&event->hits[i].field);
    }
    *count = taken;
}

void flow_open_procedure(struct flow *flow, const struct flow_hit *hits, size_t count, int arg)
{
    if (arg < 0 || (size_t)arg >= count) {
        return;
    }
    flow->session.opened_from = flow->view.screen;
    mc_copy_text(flow->session.procedure_code, sizeof flow->session.procedure_code, hits[arg].code);
    flow_go(flow, FLOW_PROCEDURE);
}

void flow_ask_popular(struct flow *flow)
{
    flow_ask(flow, FLOW_REQUEST_POPULAR, FLOW_FX_SEARCH)->text = "";
}

/* ---- Home ---- */

/* The list is asked for with the first event (flow_create() has nowhere to put effects), and again
 * if it did not come. */
static void home_enter(struct flow *flow)
{
    if (flow->view.popular_count == 0 && flow->open[FLOW_REQUEST_POPULAR] == 0) {
        flow_ask_popular(flow);
    }
    flow_ask_groups(flow); /* anew: the catalogue may have been replaced between sessions */
}

static void home_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind != FLOW_EV_INTENT) {
        return;
    }
    if (event->intent == FLOW_INTENT_FIND) {
        flow_go(flow, FLOW_SEARCH);
    } else if (event->intent == FLOW_INTENT_BROWSE) {
        flow_go(flow, FLOW_BROWSE);
    } else if (event->intent == FLOW_INTENT_OPEN_GROUP) {
        flow_open_group(flow, event->arg);
    } else if (event->intent == FLOW_INTENT_EMBLEM) {
        flow_emblem_tapped(flow);
    } else if (event->intent == FLOW_INTENT_FOLLOW) {
        flow_go(flow, FLOW_SCAN);
    } else if (event->intent == FLOW_INTENT_POPULAR) {
        flow_open_procedure(flow, flow->view.popular, flow->view.popular_count, event->arg);
    }
}

const struct flow_handlers flow_home = {.enter = home_enter, .event = home_event};

/* ---- Search ---- */

static void query_changed(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    if (view->query[0] != '\0') {
        flow_ask(flow, FLOW_REQUEST_SEARCH, FLOW_FX_SEARCH)->text = view->query;
        view->searching = true;
        return;
    }
    flow_cancel(flow, FLOW_REQUEST_SEARCH);
    flow_free_hits(view->results, &view->result_count);
    view->searching = false;
    flow_ask_popular(flow);
}

static void search_intent(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    bool empty = view->query[0] == '\0';
    switch ((int)event->intent) {
    case FLOW_INTENT_OPEN_RESULT:
        if (!empty) {
            flow_open_procedure(flow, view->results, view->result_count, event->arg);
            break;
        }
        flow_open_procedure(flow, view->popular, view->popular_count, event->arg);
        break;
    case FLOW_INTENT_POPULAR:
        flow_open_procedure(flow, view->popular, view->popular_count, event->arg);
        break;
    case FLOW_INTENT_CLEAR:
        if (!empty) {
            mc_wipe(view->query, sizeof view->query);
            query_changed(flow);
        }
        break;
    case FLOW_INTENT_BROWSE: flow_go(flow, FLOW_BROWSE); break;
    case FLOW_INTENT_BACK:
    case FLOW_INTENT_HOME: flow_leave(flow); break;
    default: break;
    }
}

static void search_event(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    bool changed = false;
    if (event->kind == FLOW_EV_INTENT) {
        search_intent(flow, event);
    } else if (event->kind == FLOW_EV_TEXT && event->text != NULL) {
        changed = flow_text_append(flow, view->query, sizeof view->query, sizeof view->query,
                                   event->text);
    } else if (event->kind == FLOW_EV_BACKSPACE) {
        changed = flow_text_backspace(flow, view->query, sizeof view->query);
    } else if (event->kind == FLOW_EV_TONE) {
        changed = flow_text_tone(flow, view->query, sizeof view->query, event->arg);
    } else if (event->kind == FLOW_EV_SEARCH_DONE) {
        view->searching = false;
        if (event->ok) {
            flow_take_hits(view->results, FLOW_RESULTS_MAX, &view->result_count, event);
        }
    }
    if (changed) {
        query_changed(flow);
    }
}

/* Back from a procedure opened while the list was still on its way. */
static void search_enter(struct flow *flow)
{
    if (flow->view.searching) {
        query_changed(flow);
    }
}

static void search_exit(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_SEARCH);
}

const struct flow_handlers flow_search = {
    .enter = search_enter, .event = search_event, .exit = search_exit};

/* ---- Procedure ---- */

static void forget_procedure(struct flow *flow)
{
    procedure_destroy(flow->session.procedure);
    flow->session.procedure = NULL;
    flow->view.procedure = NULL;
    flow->view.case_index = 0;
    flow->view.sections_open = 0;
}

static void procedure_enter(struct flow *flow)
{
    if (flow->session.procedure == NULL) {
        flow_ask(flow, FLOW_REQUEST_PROCEDURE, FLOW_FX_LOAD_PROCEDURE)->text =
            flow->session.procedure_code;
    }
}

/* The first one that can be handed in. */
static size_t first_case(const struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->case_count; i++) {
        if (procedure->cases[i].form.field_count > 0) {
            return i;
        }
    }
    return 0;
}

static void take_procedure(struct flow *flow, const struct flow_event *event)
{
    if (!event->ok || event->procedure == NULL) {
        procedure_destroy(event->procedure);
        flow_fail(flow, FLOW_FAULT_CATALOGUE);
        return;
    }
    flow->session.procedure = event->procedure;
    flow->view.procedure = event->procedure;
    flow_choose_case(flow, first_case(event->procedure));
}

/* The case read last, if it can be handed in; the form's first step asks anyway. */
static void hand_in(struct flow *flow)
{
    if (flow->view.procedure == NULL || !procedure_can_hand_in(flow->view.procedure)) {
        return;
    }
    if (flow_case(flow)->form.field_count == 0) {
        flow_choose_case(flow, first_case(flow->view.procedure));
    }
    if (flow->view.devices.disk_low) {
        flow_fail(flow, FLOW_FAULT_DISK_LOW);
        return;
    }
    flow_go(flow, FLOW_IDENTIFY);
}

static void procedure_back(struct flow *flow)
{
    enum flow_screen from = flow->session.opened_from;
    if ((from != FLOW_SEARCH && from != FLOW_BROWSE) || flow_has_entered(flow)) {
        flow_leave(flow);
        return;
    }
    forget_procedure(flow);
    flow_go(flow, from);
}

static void toggle_section(struct flow *flow, int arg)
{
    if (arg >= 0 && arg < FLOW_SECTION_COUNT) {
        flow->view.sections_open ^= 1U << arg;
    }
}

static void procedure_event(struct flow *flow, const struct flow_event *event)
{
    if (event->kind == FLOW_EV_PROCEDURE_DONE) {
        take_procedure(flow, event);
        return;
    }
    if (event->kind == FLOW_EV_PRINT_DONE) {
        flow_list_printed(flow, event->ok);
        return;
    }
    if (event->kind != FLOW_EV_INTENT) {
        return;
    }
    switch ((int)event->intent) {
    case FLOW_INTENT_SECTION: toggle_section(flow, event->arg); break;
    case FLOW_INTENT_PRINT_LIST: flow_print_list(flow); break;
    case FLOW_INTENT_HAND_IN:
    case FLOW_INTENT_NEXT: hand_in(flow); break;
    case FLOW_INTENT_CHOOSE_CASE:
        if (event->arg >= 0) {
            flow_choose_case(flow, (size_t)event->arg);
        }
        break;
    case FLOW_INTENT_BACK: procedure_back(flow); break;
    case FLOW_INTENT_HOME: flow_leave(flow); break;
    default: break;
    }
}

static void procedure_exit(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_PROCEDURE);
    flow_list_forget(flow);
}

const struct flow_handlers flow_procedure = {
    .enter = procedure_enter, .event = procedure_event, .exit = procedure_exit};
