/* The form: one thing asked at a time. */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/flow/flow_internal.h"

const struct procedure_case *flow_case(const struct flow *flow)
{
    MC_CHECK(flow->session.procedure != NULL);
    return &flow->session.procedure->cases[flow->view.case_index];
}

/* ---- Steps ---- */

static enum form_problem check(const struct flow *flow, size_t field)
{
    return form_check_field(&flow_case(flow)->form, &flow->view.values, field, flow->view.now.date);
}

bool flow_field_locked(const struct flow *flow, size_t field)
{
    return form_field_locked(&flow_case(flow)->form, &flow->view.values, field,
                             flow->view.now.date);
}

static bool shown(const struct flow *flow, size_t field)
{
    return form_field_shown(&flow_case(flow)->form, &flow->view.values, field);
}

/* What the card knows is shown, not asked; the review is where it can be changed. */
static bool asked(const struct flow *flow, size_t field)
{
    const struct flow_form_step *at = &flow->session.at;
    if (flow->session.editing && at->kind == FLOW_STEP_FIELD && at->field == field) {
        return true;
    }
    bool known =
        flow->view.values.origin[field] == FORM_FROM_CARD && check(flow, field) == FORM_FINE;
    return shown(flow, field) && !known;
}

static bool card_gave(const struct flow *flow)
{
    bool gave = false;
    for (size_t i = 0; i < flow_case(flow)->form.field_count; i++) {
        gave = gave || (shown(flow, i) && flow->view.values.origin[i] == FORM_FROM_CARD);
    }
    return gave;
}

static struct flow_form_steps list_steps(const struct flow *flow)
{
    const struct procedure_case *chosen = flow_case(flow);
    struct flow_form_steps steps = {0};
    if (flow->session.procedure->case_count > 1) {
        steps.list[steps.count++].kind = FLOW_STEP_CASE;
    }
    if (card_gave(flow)) {
        steps.list[steps.count++].kind = FLOW_STEP_CARD;
    }
    for (size_t i = 0; i < chosen->form.field_count && i < FORM_FIELDS_MAX; i++) {
        if (asked(flow, i)) {
            steps.list[steps.count++] = (struct flow_form_step){FLOW_STEP_FIELD, i};
        }
    }
    if (chosen->paper_count > 0) {
        steps.list[steps.count++].kind = FLOW_STEP_PAPERS;
    }
    return steps;
}

/* Where the step stands; if it is no longer asked for, the one that took its place. */
static size_t find_step(const struct flow_form_steps *steps, struct flow_form_step wanted)
{
    size_t i = 0;
    for (; i + 1 < steps->count; i++) {
        const struct flow_form_step *step = &steps->list[i];
        bool past = step->kind > wanted.kind;
        if (past || (step->kind == wanted.kind &&
                     (step->kind != FLOW_STEP_FIELD || step->field >= wanted.field))) {
            break;
        }
    }
    return i;
}

static void move_to(struct flow *flow, struct flow_form_step step)
{
    flow->session.at = step;
    flow->view.problem = FORM_FINE;
    flow->view.step_kind = step.kind;
    flow->view.field = step.kind == FLOW_STEP_FIELD ? step.field : 0;
    flow_field_enter(flow);
}

void flow_form_update(struct flow *flow)
{
    struct flow_form_steps steps = list_steps(flow);
    size_t i = find_step(&steps, flow->session.at);
    struct flow_form_step at = steps.list[i];
    if (at.kind != flow->session.at.kind || at.field != flow->session.at.field) {
        move_to(flow, at);
    }
    flow->view.step = (int)i;
    flow->view.step_count = (int)steps.count;
}

static void prefill(struct flow *flow)
{
    if (flow->view.citizen.id_number[0] != '\0') {
        form_prefill(&flow_case(flow)->form, &flow->view.citizen, &flow->view.values);
    }
}

void flow_form_refill(struct flow *flow)
{
    flow_forget_card_answers(&flow->view.values);
    prefill(flow);
}

/* A form without steps (every field comes from the card) goes to the review at once. */
static void show_step(struct flow *flow, bool last)
{
    struct flow_form_steps steps = list_steps(flow);
    if (steps.count == 0) {
        flow_go(flow, FLOW_REVIEW);
        return;
    }
    flow_go(flow, FLOW_FORM);
    move_to(flow, steps.list[last ? steps.count - 1 : 0]);
}

void flow_form_start(struct flow *flow)
{
    flow->session.editing = false;
    prefill(flow);
    show_step(flow, false);
}

void flow_form_resume(struct flow *flow)
{
    flow->session.editing = false;
    show_step(flow, true);
}

void flow_form_edit(struct flow *flow, struct flow_form_step step)
{
    flow->session.editing = true;
    flow_go(flow, FLOW_FORM);
    move_to(flow, step);
}

/* ---- The case ---- */

static int find_field(const struct form *form, const struct form_field *like)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (form->fields[i].type == like->type && strcmp(form->fields[i].id, like->id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static void carry_answers(struct flow *flow, const struct form *from, const struct form *to)
{
    struct form_values *values = &flow->view.values;
    struct form_values *spare = &flow->session.spare;
    mc_wipe(spare, sizeof *spare);
    for (size_t i = 0; i < to->field_count; i++) {
        int old = find_field(from, &to->fields[i]);
        if (old >= 0) {
            memcpy(spare->value[i], values->value[old], sizeof spare->value[i]);
            spare->origin[i] = values->origin[old];
        }
    }
    *values = *spare;
    mc_wipe(spare, sizeof *spare);
}

void flow_choose_case(struct flow *flow, size_t index)
{
    struct procedure *procedure = flow->session.procedure;
    if (procedure == NULL || index >= procedure->case_count || index == flow->view.case_index) {
        return;
    }
    carry_answers(flow, &flow_case(flow)->form, &procedure->cases[index].form);
    mc_wipe(flow->view.papers, sizeof flow->view.papers); /* each case has its own papers */
    flow->view.case_index = index;
    prefill(flow);
}

/* ---- Events ---- */

/* A case without a form can be read, not handed in. */
static void choose_case(struct flow *flow, size_t index)
{
    const struct procedure *procedure = flow->session.procedure;
    if (index < procedure->case_count && procedure->cases[index].form.field_count > 0) {
        flow_choose_case(flow, index);
    }
}

static void leave_edit(struct flow *flow)
{
    int bad = form_first_problem(&flow_case(flow)->form, &flow->view.values, flow->view.now.date);
    if (bad < 0) {
        flow_go(flow, FLOW_REVIEW);
    } else {
        move_to(flow, (struct flow_form_step){FLOW_STEP_FIELD, (size_t)bad});
    }
}

static void next_step(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    struct flow_form_step at = flow->session.at;
    if (at.kind == FLOW_STEP_FIELD) {
        mc_text_trim(view->values.value[at.field]);
        view->problem = check(flow, at.field);
        if (view->problem != FORM_FINE) {
            return;
        }
    }
    if (flow->session.editing) {
        leave_edit(flow);
        return;
    }
    struct flow_form_steps steps = list_steps(flow);
    size_t i = find_step(&steps, at);
    if (i + 1 < steps.count) {
        move_to(flow, steps.list[i + 1]);
    } else {
        flow_go(flow, FLOW_REVIEW);
    }
}

static void previous_step(struct flow *flow)
{
    if (flow->session.editing) {
        flow_go(flow, FLOW_REVIEW);
        return;
    }
    struct flow_form_steps steps = list_steps(flow);
    size_t i = find_step(&steps, flow->session.at);
    if (i > 0) {
        move_to(flow, steps.list[i - 1]);
    } else {
        flow_go(flow, FLOW_IDENTIFY);
    }
}

static void toggle_paper(struct flow *flow, int arg)
{
    if (arg >= 0 && (size_t)arg < flow_case(flow)->paper_count && arg < DOSSIER_PAPERS_MAX) {
        flow->view.papers[arg] = !flow->view.papers[arg];
    }
}

static void form_event(struct flow *flow, const struct flow_event *event)
{
    enum flow_form_step_kind kind = flow->session.at.kind;
    enum flow_intent intent = event->kind == FLOW_EV_INTENT ? event->intent : FLOW_INTENT_NONE;
    if (intent == FLOW_INTENT_NEXT) {
        next_step(flow);
    } else if (intent == FLOW_INTENT_BACK) {
        previous_step(flow);
    } else if (intent == FLOW_INTENT_HOME) {
        flow_leave(flow);
    } else if (kind == FLOW_STEP_CASE && intent == FLOW_INTENT_CHOOSE_CASE && event->arg >= 0) {
        choose_case(flow, (size_t)event->arg);
    } else if (kind == FLOW_STEP_PAPERS && intent == FLOW_INTENT_TOGGLE_PAPER) {
        toggle_paper(flow, event->arg);
    } else if (kind == FLOW_STEP_FIELD) {
        flow_field_event(flow, event);
    }
}

static void form_exit(struct flow *flow)
{
    flow->view.problem = FORM_FINE;
}

const struct flow_handlers flow_form = {.event = form_event, .exit = form_exit};
