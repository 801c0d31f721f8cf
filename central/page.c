/* /r/{code}: the page a phone opens from the receipt's QR code. No script, no personal data but the
 * applicant's initials; whatever it shows is escaped. */
#include <stdio.h>
#include <string.h>

#include "central/service_internal.h"
#include "core/buffer.h"

#define PAGE_MAX_BYTES ((size_t)1024 * 1024)
#define KEY_BYTES      64

struct page {
    struct mc_buffer out;
    const struct service *service;
    enum mc_language language;
};

static void put(struct page *page, const char *html)
{
    mc_buffer_put_text(&page->out, html);
}

static void put_escaped(struct page *page, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&': put(page, "&amp;"); break;
        case '<': put(page, "&lt;"); break;
        case '>': put(page, "&gt;"); break;
        case '"': put(page, "&quot;"); break;
        case '\'': put(page, "&#39;"); break;
        default: mc_buffer_put_byte(&page->out, (uint8_t)*text);
        }
    }
}

static void put_message(struct page *page, const char *key)
{
    put_escaped(page, mc_message_text(page->service->messages, page->language, key));
}

/* <tag class="…">message</tag> */
static void put_element(struct page *page, const char *open, const char *key, const char *close)
{
    put(page, open);
    put_message(page, key);
    put(page, close);
}

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
    put(page, "<time datetime=\"");
    put(page, machine);
    put(page, "\">");
    put_escaped(page, text);
    put(page, "</time>");
}

static void put_head(struct page *page, const char *title)
{
    put(page, "<!DOCTYPE html>\n<html lang=\"");
    put(page, mc_language_tag(page->language));
    put(page, "\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta name=\"color-scheme\" content=\"light\">\n<title>");
    put_escaped(page, title);
    put(page, " · ");
    put_message(page, "page.title");
    put(page, "</title>\n<link rel=\"stylesheet\" href=\"../page.css\">\n</head>\n<body>\n");
}

/* The other language keeps the token; it is base64url and needs no escaping. */
static void put_banner(struct page *page, const char *agency, const char *token)
{
    bool vietnamese = page->language == MC_LANGUAGE_VI;
    put(page, "<header><p class=\"agency\" lang=\"vi\">");
    put_escaped(page, agency);
    put(page, "</p><a class=\"language\" href=\"?");
    if (token != NULL) {
        put(page, "t=");
        put(page, token);
        put(page, "&amp;");
    }
    put(page, vietnamese ? "lang=en\" lang=\"en\" hreflang=\"en\">English"
                         : "lang=vi\" lang=\"vi\" hreflang=\"vi\">Tiếng Việt");
    put(page, "</a></header>\n<main>\n");
}

static void put_status(struct page *page, const struct storage_dossier *dossier)
{
    const char *name = dossier_status_name(dossier->status);
    char key[KEY_BYTES];
    put_element(page, "<h1>", "page.heading", "</h1>\n");
    put(page, "<section class=\"status ");
    put(page, name);
    (void)snprintf(key, sizeof key, "status.%s", name);
    put_element(page, "\"><p class=\"name\">", key, "</p>");
    (void)snprintf(key, sizeof key, "page.meaning.%s", name);
    put_element(page, "<p>", key, "</p></section>\n");
    if (dossier->note[0] != '\0') {
        put_element(page, "<section class=\"note\"><h2>", "page.note", "</h2><p lang=\"vi\">");
        put_escaped(page, dossier->note);
        put(page, "</p></section>\n");
    }
}

static void put_fact(struct page *page, const char *key, const char *text, bool vietnamese)
{
    put_element(page, "<div><dt>", key, vietnamese ? "</dt><dd lang=\"vi\">" : "</dt><dd>");
    put_escaped(page, text);
    put(page, "</dd></div>\n");
}

static void put_fact_time(struct page *page, const char *key, int64_t unix_s, const char *class)
{
    put(page, "<div class=\"");
    put(page, class);
    put_element(page, "\"><dt>", key, "</dt><dd>");
    put_time(page, unix_s);
    put(page, "</dd></div>\n");
}

/* Something is still to be waited for. */
static bool is_awaited(enum dossier_status status)
{
    return !dossier_status_final(status) && status != DOSSIER_DECIDED;
}

static void put_facts(struct page *page, const struct storage_dossier *dossier)
{
    put(page, "<dl>\n");
    if (is_awaited(dossier->status)) {
        put_fact_time(page, "page.appointed", dossier->appointed_s, "appointed");
    }
    if (!dossier_status_final(dossier->status) && page->service->collect_at[0] != '\0') {
        put_fact(page, "page.collect_at", page->service->collect_at, true);
    }
    put_fact(page, "page.code", dossier->code, false);
    if (dossier->provisional_code[0] != '\0') {
        put_fact(page, "page.provisional_code", dossier->provisional_code, false);
    }
    put_fact(page, "page.procedure", dossier->procedure_name, true);
    put_fact(page, "page.applicant", dossier->initials, false);
    put_fact_time(page, "page.received", dossier->received_s, "received");
    put(page, "</dl>\n");
}

static void put_timeline(struct page *page, const struct storage_dossier *dossier)
{
    put_element(page, "<section><h2>", "page.timeline", "</h2>\n<ol class=\"timeline\">\n");
    for (size_t i = dossier->history_count; i > 0; i--) {
        const struct storage_event *event = &dossier->history[i - 1];
        char key[KEY_BYTES];
        (void)snprintf(key, sizeof key, "status.%s", dossier_status_name(event->status));
        put(page, i == dossier->history_count ? "<li aria-current=\"step\">" : "<li>");
        put_element(page, "<strong>", key, "</strong> ");
        put_time(page, event->at_s);
        if (event->note[0] != '\0') {
            put(page, "<p lang=\"vi\">");
            put_escaped(page, event->note);
            put(page, "</p>");
        }
        put(page, "</li>\n");
    }
    put(page, "</ol></section>\n");
}

static void finish(struct page *page, int status, struct http_answer *answer)
{
    put_element(page, "</main>\n<footer><p>", "page.privacy", "</p></footer>\n</body>\n</html>\n");
    MC_CHECK(!page->out.overflowed);
    http_set_body(answer, status, HTTP_TYPE_HTML, mc_buffer_take(&page->out));
    http_set_header(answer, "Content-Language", mc_language_tag(page->language));
    mc_buffer_finish(&page->out);
}

static void put_plain_page(struct page *page, const char *heading, const char *text)
{
    put_head(page, mc_message_text(page->service->messages, page->language, heading));
    put_banner(page, mc_message_text(page->service->messages, page->language, "page.title"), NULL);
    put_element(page, "<h1 class=\"large\">", heading, "</h1>\n");
    put_element(page, "<section class=\"plain\"><p>", text, "</p></section>\n");
}

void service_get_page(const struct service *service, const struct http_request *request,
                      const char *code, struct http_answer *answer)
{
    struct page page = {.service = service, .language = MC_LANGUAGE_VI};
    if (request->query_language != NULL) {
        (void)mc_language_from_tag(request->query_language, &page.language);
    }
    mc_buffer_init(&page.out, PAGE_MAX_BYTES);
    struct storage_dossier dossier = {0};
    struct mc_error err;
    enum mc_err rc = service_look_up(service, code, request->query_token, &dossier, &err);
    if (rc == MC_OK) {
        const struct service_agency *agency = service_find_agency(service, dossier.agency);
        put_head(&page, dossier.code);
        put_banner(&page,
                   agency != NULL ? agency->name
                                  : mc_message_text(service->messages, page.language, "page.title"),
                   request->query_token);
        put_status(&page, &dossier);
        put_facts(&page, &dossier);
        put_timeline(&page, &dossier);
        finish(&page, 200, answer);
    } else if (rc == MC_ENOTFOUND) {
        put_plain_page(&page, "page.unknown.heading", "page.unknown.text");
        finish(&page, http_unknown_dossier.status, answer);
    } else {
        service_fail(answer, &err);
        put_plain_page(&page, "page.unavailable.heading", "page.unavailable.text");
        finish(&page, http_unavailable.status, answer);
    }
    storage_dossier_finish(&dossier);
}
