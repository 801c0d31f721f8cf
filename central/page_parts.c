/* The parts of the pages for phones. */
#include "central/page_internal.h"

#define PAGE_MAX_BYTES ((size_t)4 * 1024 * 1024)

void page_begin(struct page *page, const struct service *service,
                const struct http_request *request)
{
    *page = (struct page){.service = service, .language = MC_LANGUAGE_VI};
    if (request->query_language != NULL) {
        (void)mc_language_from_tag(request->query_language, &page->language);
    }
    mc_buffer_init(&page->out, PAGE_MAX_BYTES);
}

const char *page_message(const struct page *page, const char *key)
{
    return mc_message_text(page->service->messages, page->language, key);
}

void page_put(struct page *page, const char *html)
{
    mc_buffer_put_text(&page->out, html);
}

void page_put_escaped(struct page *page, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&': page_put(page, "&amp;"); break;
        case '<': page_put(page, "&lt;"); break;
        case '>': page_put(page, "&gt;"); break;
        case '"': page_put(page, "&quot;"); break;
        case '\'': page_put(page, "&#39;"); break;
        default: mc_buffer_put_byte(&page->out, (uint8_t)*text);
        }
    }
}

void page_put_message(struct page *page, const char *key)
{
    page_put_escaped(page, mc_message_text(page->service->messages, page->language, key));
}

/* <tag class="…">message</tag> */
void page_put_element(struct page *page, const char *open, const char *key, const char *close)
{
    page_put(page, open);
    page_put_message(page, key);
    page_put(page, close);
}

void page_put_head(struct page *page, const char *title)
{
    page_put(page, "<!DOCTYPE html>\n<html lang=\"");
    page_put(page, mc_language_tag(page->language));
    page_put(page, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light\">\n<title>");
    page_put_escaped(page, title);
    page_put(page, " · ");
    page_put_message(page, "page.title");
    page_put(page, "</title>\n<link rel=\"stylesheet\" href=\"../page.css\">\n</head>\n<body>\n");
}

/* The other language keeps the token; it is base64url and needs no escaping. */
void page_put_banner(struct page *page, const char *agency, const char *token)
{
    bool vietnamese = page->language == MC_LANGUAGE_VI;
    page_put(page, "<header><p class=\"agency\" lang=\"vi\">");
    page_put_escaped(page, agency);
    page_put(page, "</p><a class=\"language\" href=\"?");
    if (token != NULL) {
        page_put(page, "t=");
        page_put(page, token);
        page_put(page, "&amp;");
    }
    page_put(page, vietnamese ? "lang=en\" lang=\"en\" hreflang=\"en\">English"
                              : "lang=vi\" lang=\"vi\" hreflang=\"vi\">Tiếng Việt");
    page_put(page, "</a></header>\n<main>\n");
}

void page_put_fact(struct page *page, const char *key, const char *text, bool vietnamese)
{
    page_put_element(page, "<div><dt>", key, vietnamese ? "</dt><dd lang=\"vi\">" : "</dt><dd>");
    page_put_escaped(page, text);
    page_put(page, "</dd></div>\n");
}

void page_finish(struct page *page, int status, const char *footer, struct http_answer *answer)
{
    page_put_element(page, "</main>\n<footer><p>", footer, "</p></footer>\n</body>\n</html>\n");
    MC_CHECK(!page->out.overflowed);
    http_set_body(answer, status, HTTP_TYPE_HTML, mc_buffer_take(&page->out));
    http_set_header(answer, "Content-Language", mc_language_tag(page->language));
    mc_buffer_finish(&page->out);
}

void page_put_plain(struct page *page, const char *heading, const char *text)
{
    page_put_head(page, mc_message_text(page->service->messages, page->language, heading));
    page_put_banner(page, mc_message_text(page->service->messages, page->language, "page.title"),
                    NULL);
    page_put_element(page, "<h1 class=\"large\">", heading, "</h1>\n");
    page_put_element(page, "<section class=\"plain\"><p>", text, "</p></section>\n");
}
