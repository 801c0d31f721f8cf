/* /r/{code}: the page a phone opens from the receipt's QR code. No script, no personal data but the
 * applicant's initials; whatever it shows is escaped. */
#include <stdio.h>
#include <string.h>

#include "central/page_internal.h"

#define KEY_BYTES 64

static void put_time(struct page *page, int64_t unix_s)
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
    put_time(page, unix_s);
    page_put(page, "</dd></div>\n");
}

/* Something is still to be waited for. */
static bool is_awaited(enum dossier_status status)
{
    return !dossier_status_final(status) && status != DOSSIER_DECIDED;
}

static void put_facts(struct page *page, const struct storage_dossier *dossier)
{
    page_put(page, "<dl>\n");
    if (is_awaited(dossier->status)) {
        put_fact_time(page, "page.appointed", dossier->appointed_s, "appointed");
    }
    if (!dossier_status_final(dossier->status) && page->service->collect_at[0] != '\0') {
        page_put_fact(page, "page.collect_at", page->service->collect_at, true);
    }
    page_put_fact(page, "page.code", dossier->code, false);
    if (dossier->provisional_code[0] != '\0') {
        page_put_fact(page, "page.provisional_code", dossier->provisional_code, false);
    }
    page_put_fact(page, "page.procedure", dossier->procedure_name, true);
    page_put_fact(page, "page.applicant", dossier->initials, false);
    put_fact_time(page, "page.received", dossier->received_s, "received");
    page_put(page, "</dl>\n");
}

static void put_timeline(struct page *page, const struct storage_dossier *dossier)
{
    page_put_element(page, "<section><h2>", "page.timeline", "</h2>\n<ol class=\"timeline\">\n");
    for (size_t i = dossier->history_count; i > 0; i--) {
        const struct storage_event *event = &dossier->history[i - 1];
        char key[KEY_BYTES];
        (void)snprintf(key, sizeof key, "status.%s", dossier_status_name(event->status));
        page_put(page, i == dossier->history_count ? "<li aria-current=\"step\">" : "<li>");
        page_put_element(page, "<strong>", key, "</strong> ");
        put_time(page, event->at_s);
        if (event->note[0] != '\0') {
            page_put(page, "<p lang=\"vi\">");
            page_put_escaped(page, event->note);
            page_put(page, "</p>");
        }
        page_put(page, "</li>\n");
    }
    page_put(page, "</ol></section>\n");
}

void service_get_page(const struct service *service, const struct http_request *request,
                      const char *code, struct http_answer *answer)
{
    struct page page;
    page_begin(&page, service, request);
    struct storage_dossier dossier = {0};
    struct mc_error err;
    enum mc_err rc = service_look_up(service, code, request->query_token, &dossier, &err);
    if (rc == MC_OK) {
        const struct service_agency *agency = service_find_agency(service, dossier.agency);
        page_put_head(&page, dossier.code);
        page_put_banner(&page,
                        agency != NULL
                            ? agency->name
                            : mc_message_text(service->messages, page.language, "page.title"),
                        request->query_token);
        put_status(&page, &dossier);
        put_facts(&page, &dossier);
        put_timeline(&page, &dossier);
        page_finish(&page, 200, "page.privacy", answer);
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
