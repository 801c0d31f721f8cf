/* What the pages for phones share: a page under way, and its parts. Whatever is shown is escaped;
 * no script, one style sheet. */
#ifndef MOTCUA_CENTRAL_PAGE_INTERNAL_H
#define MOTCUA_CENTRAL_PAGE_INTERNAL_H

#include "central/service_internal.h"
#include "core/buffer.h"

struct page {
    struct mc_buffer out;
    const struct service *service;
    enum mc_language language;
};

#define HTTP_UNPROCESSABLE 422
/* As every answer's (central/service.c), and that a form may be sent back here. */
#define PAGE_POLICY_WITH_FORM                                                                      \
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "                  \
    "frame-ancestors 'none'"

/* Who looks at a dossier's page; borrowed. */
struct page_visit {
    const char *code;
    const char *token; /* may be NULL */
    enum mc_language language;
    bool incomplete; /* a rating was sent with answers missing */
};
/* The dossier's page, or the one that says why there is none. */
void page_show_status(const struct service *service, const struct http_request *request,
                      const struct page_visit *visit, struct http_answer *answer);
/* The form to rate with, thanks for having done so, or nothing while it is too early. */
void page_put_rating(struct page *page, const struct storage_dossier *dossier,
                     const struct page_visit *visit);
void page_put_time(struct page *page, int64_t unix_s);

/* In the language the request asks for, else in Vietnamese. */
void page_begin(struct page *page, const struct service *service,
                const struct http_request *request);
/* Closes the page with a message as its footer and makes it the answer. */
void page_finish(struct page *page, int status, const char *footer, struct http_answer *answer);

const char *page_message(const struct page *page, const char *key);
void page_put(struct page *page, const char *html);
void page_put_escaped(struct page *page, const char *text);
void page_put_message(struct page *page, const char *key);
/* open, message, close: "<h2>", key, "</h2>". */
void page_put_element(struct page *page, const char *open, const char *key, const char *close);
void page_put_head(struct page *page, const char *title);
/* Agency, and a link to the other language that keeps the token (may be NULL). */
void page_put_banner(struct page *page, const char *agency, const char *token);
/* A line of a list of facts; `vietnamese` when the text is that in any language. */
void page_put_fact(struct page *page, const char *key, const char *text, bool vietnamese);
/* A whole page of a heading and a text. */
void page_put_plain(struct page *page, const char *heading, const char *text);

#endif
