#include <stdio.h>
#include <string.h>

#include "kiosk/screens/screens_internal.h"

/* Where a dossier stands on its way: 0 handed in, 1 received, 2 in work, 3 decided, 4 handed over;
 * -1 when the way has ended early. */
static int stage_of(enum dossier_status status)
{
    switch (status) {
    case DOSSIER_REGISTERED: return 0;
    case DOSSIER_RECEIVED: return 1;
    case DOSSIER_PROCESSING:
    case DOSSIER_NEEDS_PAPERS:
    case DOSSIER_NEEDS_PAYMENT: return 2;
    case DOSSIER_DECIDED: return 3;
    case DOSSIER_HANDED_OVER: return 4;
    case DOSSIER_REFUSED:
    case DOSSIER_WITHDRAWN:
    case DOSSIER_STOPPED: break;
    }
    return -1;
}

static enum ui_surface surface_of(enum dossier_status status)
{
    switch (status) {
    case DOSSIER_DECIDED:
    case DOSSIER_HANDED_OVER: return UI_SUCCESS;
    case DOSSIER_NEEDS_PAPERS:
    case DOSSIER_NEEDS_PAYMENT: return UI_WARNING;
    case DOSSIER_REFUSED:
    case DOSSIER_STOPPED: return UI_DANGER;
    case DOSSIER_REGISTERED:
    case DOSSIER_RECEIVED:
    case DOSSIER_PROCESSING:
    case DOSSIER_WITHDRAWN: break;
    }
    return UI_NOTICE;
}

static void show_timeline(const struct screens_context *c, int stage)
{
    static const char *const stages[] = {"status.stage.handed_in", "status.stage.received",
                                         "status.stage.in_work", "status.stage.decided",
                                         "status.stage.handed_over"};
    ui_begin(c->ui, "status.timeline",
             &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 4});
    for (int i = 0; i < 5; i++) {
        const char *icon = i < stage ? "done" : i == stage ? "current" : "ahead";
        ui_begin(c->ui, NULL,
                 &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM, .align = UI_CENTER});
        screens_icon(c, icon, 10, i <= stage ? UI_TONE_BRAND : UI_TONE_MUTED);
        ui_label(c->ui, NULL, screens_text(c, stages[i]),
                 &(struct ui_label){.style = i == stage ? UI_TEXT_STRONG : UI_TEXT_BODY,
                                    .tone = i <= stage ? UI_TONE_NORMAL : UI_TONE_MUTED,
                                    .grow = 1});
        ui_end(c->ui);
    }
    ui_end(c->ui);
}

/* The date can still be waited for. */
static bool is_awaited(const struct flow_dossier_status *status)
{
    return date_is_set(status->appointed.date) && !dossier_status_final(status->status) &&
           status->status != DOSSIER_DECIDED;
}

static const char *move_title(const struct screens_context *c,
                              const struct flow_dossier_status *status)
{
    if (date_compare(status->appointed.date, status->moved.previous.date) < 0) {
        return screens_text(c, "status.moved.sooner");
    }
    switch (status->moved.cause) {
    case OFFICE_CAUSE_PAPERS: return screens_text(c, "status.moved.papers");
    case OFFICE_CAUSE_PAYMENT: return screens_text(c, "status.moved.payment");
    case OFFICE_CAUSE_LATE: return screens_text(c, "status.moved.late");
    case OFFICE_CAUSE_NONE:
    case OFFICE_CAUSE_COUNT: break;
    }
    return "";
}

/* The new date, the one before, and why; an apology when the office is late. */
static void show_move(const struct screens_context *c, const struct flow_dossier_status *status)
{
    const struct office_move *moved = &status->moved;
    char time[64];
    char text[SCREENS_LINE_BYTES];
    char reason[OFFICE_REASON_BYTES + 64];
    if (moved->cause == OFFICE_CAUSE_NONE || !is_awaited(status)) {
        return;
    }
    ui_begin(c->ui, "status.moved",
             &(struct ui_box){.surface = moved->cause == OFFICE_CAUSE_LATE ? UI_WARNING : UI_NOTICE,
                              .pad_mm = 8,
                              .gap_mm = 3});
    screens_label(c, move_title(c, status), UI_TEXT_STRONG, UI_TONE_NORMAL);
    screens_format_time(c, status->appointed, time, sizeof time);
    (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text,
                            "status.moved.to", "time", time, NULL);
    screens_label(c, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    /* What the officer wrote stands above already where it is the newest word. */
    if (moved->reason[0] != '\0' && strcmp(moved->reason, status->note) != 0) {
        (void)mc_message_format(c->screens->messages, c->view->language, reason, sizeof reason,
                                "status.moved.reason", "reason", moved->reason, NULL);
        screens_label(c, reason, UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    ui_end(c->ui);
}

static void show_facts(const struct screens_context *c, const struct flow_dossier_status *status)
{
    char text[128];
    ui_begin(c->ui, "status.facts", &(struct ui_box){.surface = UI_CARD, .pad_mm = 8, .gap_mm = 6});
    screens_fact_name(c, "document", screens_text(c, "status.procedure"), status->procedure_name);
    screens_fact_code(c, "receipt", screens_text(c, "status.code"),
                      status->code[0] != '\0' ? status->code : status->provisional_code);
    if (date_is_set(status->received.date)) {
        screens_format_time(c, status->received, text, sizeof text);
        screens_fact(c, "clock", screens_text(c, "status.received_at"), text);
    }
    if (date_is_set(status->appointed.date) && !dossier_status_final(status->status)) {
        screens_format_time(c, status->appointed, text, sizeof text);
        screens_fact(c, "calendar", screens_text(c, "status.appointed_at"), text);
    }
    if (status->moved.cause != OFFICE_CAUSE_NONE && is_awaited(status)) {
        screens_format_time(c, status->moved.previous, text, sizeof text);
        screens_fact(c, "calendar", screens_text(c, "status.appointed_before"), text);
    }
    screens_fact(c, "office", screens_text(c, "status.collect_at"), status->collect_at);
    screens_fact_name(c, "office", screens_text(c, "status.receiving_agency"),
                      status->receiving_agency);
    screens_fact_name(c, "office", screens_text(c, "status.deciding_agency"),
                      status->deciding_agency);
    ui_end(c->ui);
}

/* The service cannot be reached: how old what stands here is, before anything else. */
static void show_age(const struct screens_context *c, const struct flow_dossier_status *status)
{
    char time[64];
    char title[SCREENS_LINE_BYTES];
    screens_format_time(c, status->known, time, sizeof time);
    (void)mc_message_format(c->screens->messages, c->view->language, title, sizeof title,
                            "lookup.known.title", "time", time, NULL);
    screens_notice(c, "status.known", UI_WARNING, title, screens_text(c, "lookup.known.text"));
}

static void show_found(const struct screens_context *c)
{
    const struct flow_dossier_status *status = &c->view->status;
    const char *name = dossier_status_name(status->status);
    if (c->view->lookup == FLOW_LOOKUP_KNOWN) {
        show_age(c, status);
    }
    screens_notice(c, "status.now", surface_of(status->status),
                   screens_text_of(c, "status", name, ""),
                   screens_text_of(c, "status.do", name, ""));
    if (status->note[0] != '\0') {
        ui_begin(c->ui, "status.note",
                 &(struct ui_box){.surface = UI_SUNKEN, .pad_mm = 8, .gap_mm = 3});
        screens_label(c, screens_text(c, "status.note"), UI_TEXT_SMALL, UI_TONE_MUTED);
        screens_label(c, status->note, UI_TEXT_STRONG, UI_TONE_NORMAL);
        ui_end(c->ui);
    }
    show_move(c, status);
    int stage = stage_of(status->status);
    bool beside = c->landscape && !c->wide_text; /* half a screen is too narrow for a large code */
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = beside ? UI_ROW : UI_COLUMN, .gap_mm = SCREENS_GAP_MM});
    if (stage >= 0) {
        ui_begin(c->ui, NULL, &(struct ui_box){.grow = beside ? 1 : 0});
        show_timeline(c, stage);
        ui_end(c->ui);
    }
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = beside ? 1 : 0});
    show_facts(c, status);
    ui_end(c->ui);
    ui_end(c->ui);
}

static void show_wait(const struct screens_context *c)
{
    char minutes[16];
    char text[SCREENS_LINE_BYTES];
    (void)snprintf(minutes, sizeof minutes, "%d", (c->view->lookup_wait_s + 59) / 60);
    (void)mc_message_format(c->screens->messages, c->view->language, text, sizeof text,
                            "lookup.wait.text", "minutes", minutes, NULL);
    screens_notice(c, "status.outcome", UI_WARNING, screens_text(c, "lookup.wait.title"), text);
}

static void show_not_found(const struct screens_context *c)
{
    if (c->view->lookup == FLOW_LOOKUP_WAIT) {
        show_wait(c);
        return;
    }
    const char *name = c->view->lookup == FLOW_LOOKUP_UNKNOWN       ? "unknown"
                       : c->view->lookup == FLOW_LOOKUP_UNREACHABLE ? "unreachable"
                                                                    : "queued";
    screens_notice(
        c, "status.outcome", c->view->lookup == FLOW_LOOKUP_QUEUED ? UI_NOTICE : UI_WARNING,
        screens_text_of(c, "lookup", name, ".title"), screens_text_of(c, "lookup", name, ".text"));
}

void screen_status_head(const struct screens_context *c, struct screens_head *head)
{
    head->title = screens_text(c, "status.title");
}

void screen_status_show(const struct screens_context *c)
{
    bool found = c->view->lookup == FLOW_LOOKUP_FOUND || c->view->lookup == FLOW_LOOKUP_KNOWN;
    screens_content_begin(c);
    if (c->view->looking_up) {
        screens_waiting(c, "status.progress", screens_text(c, "scan.looking_up"), NULL);
    } else if (found) {
        show_found(c);
    } else {
        show_not_found(c);
    }
    screens_content_end(c);
    const struct screens_button finish = {.id = "status.finish",
                                          .text = screens_text(c, "status.finish"),
                                          .intent = FLOW_INTENT_FINISH};
    const struct screens_button retry = {.id = "status.retry",
                                         .text = screens_text(c, "status.retry"),
                                         .intent = FLOW_INTENT_RETRY,
                                         .disabled = c->view->looking_up};
    const struct screens_button rate = {.id = "status.rate",
                                        .text = screens_text(c, "status.rate"),
                                        .icon = "star",
                                        .intent = FLOW_INTENT_RATE};
    bool rates = found && !c->view->looking_up && c->view->status.rating_open;
    screens_actions(c, found ? &finish : &retry, found ? (rates ? &rate : NULL) : &finish, NULL);
}
