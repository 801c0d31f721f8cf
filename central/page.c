/* /r/{code}: the page a phone opens from the receipt's QR code. No script, no personal data but the
 * applicant's initials; whatever it shows is escaped. */
#include <stdio.h>
#include <string.h>

#include "central/page_internal.h"
#include "domain/office.h"

#define KEY_BYTES 64

void page_put_time(struct page *page, int64_t unix_s)
{
    struct local_time time = local_time_from_unix(unix_s);
    char machine[LOCAL_TIME_TEXT_BYTES];
    char day[DATE_TEXT_BYTES];
    char hour[4];
    char minute[4];
    char text[64];
    local_time_format_rfc3339(time, machine);
    date_format_display(time.date, day);
    (void)snprintf(hour, sizeof hour, "%02u", (unsigned)time.hour);
    (void)snprintf(minute, sizeof minute, "%02u", (unsigned)time.minute);
    (void)mc_message_format(page->service->messages, page->language, text, sizeof text,
                            "common.time", "hour", hour, "minute", minute, "date", day, NULL);
    page_put(page, "<time datetime=\"");
    page_put(page, machine);
    page_put(page, "\">");
    page_put_escaped(page, text);
    page_put(page, "</time>");
}

static void put_status(struct page *page, const struct storage_dossier *dossier)
{
    const char *name = dossier_status_name(dossier->status);
    char key[KEY_BYTES];
    page_put_element(page, "<h1>", "page.heading", "</h1>\n");
    page_put(page, "<section class=\"status ");
    page_put(page, name);
    (void)snprintf(key, sizeof key, "status.%s", name);
    page_put_element(page, "\"><p class=\"name\">", key, "</p>");
    (void)snprintf(key, sizeof key, "page.meaning.%s", name);
    page_put_element(page, "<p>", key, "</p></section>\n");
    if (dossier->note[0] != '\0') {
        page_put_element(page, "<section class=\"note\"><h2>", "page.note", "</h2><p lang=\"vi\">");
        page_put_escaped(page, dossier->note);
        page_put(page, "</p></section>\n");
    }
}

static void put_fact_time(struct page *page, const char *key, int64_t unix_s, const char *class)
{
    page_put(page, "<div class=\"");
    page_put(page, class);
    page_put_element(page, "\"><dt>", key, "</dt><dd>");
    page_put_time(page, unix_s);
    page_put(page, "</dd></div>\n");
}

/* Something is still to be waited for. */
static bool is_awaited(enum dossier_status status)
{
    return !dossier_status_final(status) && status != DOSSIER_DECIDED;
}

/* The date that holds, and the one that was told before it. */
static void put_appointed(struct page *page, const struct storage_dossier *dossier)
{
    page_put_element(page, "<div class=\"appointed\"><dt>", "page.appointed", "</dt><dd>");
    page_put_time(page, dossier->appointed_s);
    if (dossier->appointment_count > 0) {
        page_put_element(page, "<span class=\"before\">", "page.appointed_before", " <s>");
        page_put_time(page, dossier->appointments[dossier->appointment_count - 1].previous_s);
        page_put(page, "</s></span>");
    }
    page_put(page, "</dd></div>\n");
}

static void put_facts(struct page *page, const struct storage_dossier *dossier)
{
    const struct service *service = page->service;
    page_put(page, "<dl>\n");
    if (is_awaited(dossier->status)) {
        put_appointed(page, dossier);
    }
    if (!dossier_status_final(dossier->status) && service->collect_at[0] != '\0') {
        page_put_fact(page, "page.collect_at", service->collect_at, true);
    }
    page_put_fact(page, "page.receiving_agency",
                  service_agency_name(service, dossier->agency, page->language), false);
    page_put_fact(page, "page.deciding_agency",
                  service_agency_name(service, dossier->deciding_agency, page->language), false);
    page_put_fact(page, "page.code", dossier->code, false);
    if (dossier->provisional_code[0] != '\0') {
        page_put_fact(page, "page.provisional_code", dossier->provisional_code, false);
    }
    page_put_fact(page, "page.procedure", dossier->procedure_name, true);
    page_put_fact(page, "page.applicant", dossier->initials, false);
    put_fact_time(page, "page.received", dossier->received_s, "received");
    page_put(page, "</dl>\n");
}

/* Every move of the appointed date: when, from which to which, why. */
static void put_moves(struct page *page, const struct storage_dossier *dossier)
{
    if (dossier->appointment_count == 0) {
        return;
    }
    page_put_element(page, "<section><h2>", "page.moved.heading", "</h2>\n<ol class=\"moves\">\n");
    for (size_t i = dossier->appointment_count; i > 0; i--) {
        const struct storage_appointment *moved = &dossier->appointments[i - 1];
        char key[KEY_BYTES];
        (void)snprintf(key, sizeof key, "page.moved.%s", moved->cause);
        page_put_element(page, "<li><strong>",
                         moved->appointed_s < moved->previous_s ? "page.moved.sooner" : key,
                         "</strong>");
        page_put_element(page, "<span class=\"line\">", "page.moved.from", " ");
        page_put_time(page, moved->previous_s);
        page_put_element(page, "</span><span class=\"line\">", "page.moved.to", " ");
        page_put_time(page, moved->appointed_s);
        page_put(page, "</span>");
        if (moved->reason[0] != '\0') {
            page_put(page, "<p lang=\"vi\">");
            page_put_escaped(page, moved->reason);
            page_put(page, "</p>");
        }
        page_put(page, "</li>\n");
    }
    page_put(page, "</ol></section>\n");
}

/* The status it led to, or what else was done. */
static void put_event_name(struct page *page, const struct storage_event *event)
{
    char key[KEY_BYTES];
    if (strcmp(event->action, office_action_name(OFFICE_APOLOGISE)) == 0) {
        page_put_message(page, "page.action.apologise");
    } else if (strcmp(event->action, office_action_name(OFFICE_FORWARD)) == 0) {
        page_put_message(page, "page.action.forward");
    } else {
        (void)snprintf(key, sizeof key, "status.%s", dossier_status_name(event->status));
        page_put_message(page, key);
    }
}

static void put_timeline(struct page *page, const struct storage_dossier *dossier)
{
    page_put_element(page, "<section><h2>", "page.timeline", "</h2>\n<ol class=\"timeline\">\n");
    for (size_t i = dossier->history_count; i > 0; i--) {
        const struct storage_event *event = &dossier->history[i - 1];
        page_put(page, i == dossier->history_count ? "<li aria-current=\"step\"><strong>"
                                                   : "<li><strong>");
        put_event_name(page, event);
        page_put(page, "</strong> ");
        page_put_time(page, event->at_s);
        if (event->note[0] != '\0') {
            page_put(page, "<p lang=\"vi\">");
            page_put_escaped(page, event->note);
            page_put(page, "</p>");
        }
        page_put(page, "</li>\n");
    }
    page_put(page, "</ol></section>\n");
}

void page_show_status(const struct service *service, const struct http_request *request,
                      const struct page_visit *visit, struct http_answer *answer)
{
    struct page page;
    page_begin(&page, service, request);
    page.language = visit->language;
    struct storage_dossier dossier = {0};
    struct mc_error err;
    enum mc_err rc = service_look_up(service, visit->code, visit->token, &dossier, &err);
    if (rc == MC_OK) {
        page_put_head(&page, dossier.code);
        page_put_banner(&page, page_message(&page, "page.title"), visit->token);
        put_status(&page, &dossier);
        put_facts(&page, &dossier);
        page_put_rating(&page, &dossier, visit);
        put_moves(&page, &dossier);
        put_timeline(&page, &dossier);
        page_finish(&page, visit->incomplete ? HTTP_UNPROCESSABLE : 200, "page.privacy", answer);
        http_set_header(answer, "Content-Security-Policy", PAGE_POLICY_WITH_FORM);
    } else if (rc == MC_ENOTFOUND) {
        page_put_plain(&page, "page.unknown.heading", "page.unknown.text");
        page_finish(&page, http_unknown_dossier.status, "page.privacy", answer);
    } else {
        service_fail(answer, &err);
        page_put_plain(&page, "page.unavailable.heading", "page.unavailable.text");
        page_finish(&page, http_unavailable.status, "page.privacy", answer);
    }
    storage_dossier_finish(&dossier);
}

void service_get_page(const struct service *service, const struct http_request *request,
                      const char *code, struct http_answer *answer)
{
    struct page_visit visit = {.code = code, .token = request->query_token};
    if (request->query_language != NULL) {
        (void)mc_language_from_tag(request->query_language, &visit.language);
    }
    page_show_status(service, request, &visit, answer);
}
