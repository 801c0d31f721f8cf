/* Looking instead of typing: all groups, and the procedures of one. */
#include "core/memory.h"
#include "kiosk/flow/flow_internal.h"

/* ---- Groups, which are the kiosk's ---- */

void flow_ask_groups(struct flow *flow)
{
    (void)flow_ask(flow, FLOW_REQUEST_GROUPS, FLOW_FX_GROUPS);
}

void flow_free_groups(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    for (size_t i = 0; i < view->group_count; i++) {
        mc_text_finish(&view->groups[i].title);
        view->groups[i] = (struct flow_group){0};
    }
    view->group_count = 0;
}

/* While one of them is open they stay as they are. */
void flow_take_groups(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    if (!event->ok || event->groups == NULL || view->group_open) {
        return;
    }
    flow_free_groups(flow);
    size_t count = event->group_count < FLOW_GROUPS_MAX ? event->group_count : FLOW_GROUPS_MAX;
    for (size_t i = 0; i < count; i++) {
        view->groups[i] = event->groups[i];
        view->groups[i].title = flow_dup_text(&event->groups[i].title);
    }
    view->group_count = count;
}

/* ---- The screen ---- */

static void list_group(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    flow_ask(flow, FLOW_REQUEST_GROUP, FLOW_FX_GROUP)->group = &view->groups[view->group];
    view->listing = true;
}

static void close_group(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    flow_cancel(flow, FLOW_REQUEST_GROUP);
    flow_free_hits(view->entries, &view->entry_count);
    view->group_open = false;
    view->listing = false;
}

void flow_open_group(struct flow *flow, int arg)
{
    struct flow_view *view = &flow->view;
    if (arg < 0 || (size_t)arg >= view->group_count || view->group_open) {
        return;
    }
    view->group_open = true;
    view->group = (size_t)arg;
    flow->session.group_from_home = view->screen == FLOW_HOME;
    if (view->screen == FLOW_BROWSE) {
        list_group(flow);
    } else {
        flow_go(flow, FLOW_BROWSE);
    }
}

static void go_back(struct flow *flow)
{
    if (flow->view.group_open && !flow->session.group_from_home) {
        close_group(flow);
    } else {
        flow_leave(flow);
    }
}

static void browse_intent(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    switch ((int)event->intent) {
    case FLOW_INTENT_OPEN_GROUP: flow_open_group(flow, event->arg); break;
    case FLOW_INTENT_OPEN_ENTRY:
        flow_open_procedure(flow, view->entries, view->entry_count, event->arg);
        break;
    case FLOW_INTENT_BROWSE: /* from one group to all */
        flow->session.group_from_home = false;
        close_group(flow);
        break;
    case FLOW_INTENT_FIND: flow_go(flow, FLOW_SEARCH); break;
    case FLOW_INTENT_RETRY:
        if (view->group_open && !view->listing && view->entry_count == 0) {
            list_group(flow);
        }
        break;
    case FLOW_INTENT_BACK: go_back(flow); break;
    case FLOW_INTENT_HOME: flow_leave(flow); break;
    default: break;
    }
}

static void browse_event(struct flow *flow, const struct flow_event *event)
{
    struct flow_view *view = &flow->view;
    if (event->kind == FLOW_EV_INTENT) {
        browse_intent(flow, event);
    } else if (event->kind == FLOW_EV_GROUP_DONE) {
        view->listing = false;
        if (event->ok) {
            flow_take_hits(view->entries, FLOW_ENTRIES_MAX, &view->entry_count, event);
        }
    }
}

/* From home, or back from a procedure of the list. */
static void browse_enter(struct flow *flow)
{
    if (flow->view.group_open && flow->view.entry_count == 0) {
        list_group(flow);
    }
}

static void browse_exit(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_GROUP);
    flow->view.listing = false;
}

const struct flow_handlers flow_browse = {
    .enter = browse_enter, .event = browse_event, .exit = browse_exit};
