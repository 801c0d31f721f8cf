/* The rating on a dossier's page: nine questions of three answers, sent by a plain form. */
#include <stdio.h>
#include <string.h>

#include "central/page_internal.h"
#include "central/service_office_internal.h"
#include "core/log.h"
#include "core/memory.h"
#include "domain/rating.h"

#define KEY_BYTES    64
#define ID_BYTES     48
#define FORM_BYTES   2048
#define LANGUAGE_MAX 8

static bool is_of_satisfaction(enum rating_indicator indicator)
{
    return indicator == RATING_EASE || indicator == RATING_OVERALL;
}

/* The words for 2, 1, 0: the last two indicators ask for satisfaction, the others for quality. */
static const char *answer_key(enum rating_indicator indicator, int points)
{
    static const char *const quality[] = {"rating.answer.poor", "rating.answer.fair",
                                          "rating.answer.good"};
    static const char *const satisfaction[] = {
        "rating.answer.dissatisfied", "rating.answer.satisfied", "rating.answer.very_satisfied"};
    return is_of_satisfaction(indicator) ? satisfaction[points] : quality[points];
}

static void put_choice(struct page *page, enum rating_indicator indicator, int points)
{
    const char *name = rating_indicator_name(indicator);
    char input[3 * ID_BYTES];
    (void)snprintf(input, sizeof input,
                   "<label><input type=\"radio\" name=\"%s\" value=\"%d\" required> ", name,
                   points);
    page_put(page, input);
    page_put_message(page, answer_key(indicator, points));
    page_put(page, "</label>\n");
}

static void put_question(struct page *page, enum rating_indicator indicator)
{
    char key[KEY_BYTES];
    (void)snprintf(key, sizeof key, "rating.%s", rating_indicator_name(indicator));
    page_put_element(page, "<fieldset><legend>", key, "</legend>\n<div class=\"choices\">\n");
    for (int points = RATING_MOST; points >= 0; points--) {
        put_choice(page, indicator, points);
    }
    page_put(page, "</div></fieldset>\n");
}

static void put_form(struct page *page, const struct page_visit *visit)
{
    /* Code and token have passed their checks: none of their characters needs escaping. */
    page_put(page, "<form method=\"post\" action=\"");
    page_put(page, visit->code);
    page_put(page, "/rating\">\n<input type=\"hidden\" name=\"t\" value=\"");
    page_put(page, visit->token);
    page_put(page, "\"><input type=\"hidden\" name=\"lang\" value=\"");
    page_put(page, mc_language_tag(page->language));
    page_put(page, "\">\n");
    for (int i = 0; i < RATING_INDICATORS; i++) {
        put_question(page, (enum rating_indicator)i);
    }
    page_put_element(page, "<button type=\"submit\">", "page.rating.send", "</button>\n</form>\n");
}

void page_put_rating(struct page *page, const struct storage_dossier *dossier,
                     const struct page_visit *visit)
{
    if (dossier->rated) {
        page_put_element(page, "<section class=\"thanks\"><p role=\"status\">",
                         "page.rating.thanks", "</p></section>\n");
        return;
    }
    if (!rating_open(dossier->status)) {
        return;
    }
    page_put_element(page, "<section class=\"rating\" id=\"rating\"><h2>", "page.rating.heading",
                     "</h2>\n");
    if (visit->incomplete) {
        page_put_element(page, "<p class=\"problem\" role=\"alert\">", "page.rating.incomplete",
                         "</p>\n");
    }
    page_put_element(page, "<p>", "page.rating.intro", "</p>\n");
    put_form(page, visit);
    page_put(page, "</section>\n");
}

/* The value of a name in a form whose values need no decoding; "" if it is not there or too long.
 */
static void read_value(const char *form, const char *name, char *out, size_t size)
{
    size_t name_len = strlen(name);
    out[0] = '\0';
    while (*form != '\0') {
        size_t len = strcspn(form, "&");
        if (len > name_len && strncmp(form, name, name_len) == 0 && form[name_len] == '=' &&
            len - name_len - 1 < size) {
            memcpy(out, form + name_len + 1, len - name_len - 1);
            out[len - name_len - 1] = '\0';
            return;
        }
        form += len + (form[len] == '&');
    }
}

/* Back to the page, which then says thanks: loading it again sends nothing twice. */
static void answer_rated(const struct page_visit *visit, struct http_answer *answer)
{
    char location[HTTP_VALUE_BYTES];
    (void)snprintf(location, sizeof location, "../%s?t=%s&lang=%s", visit->code, visit->token,
                   mc_language_tag(visit->language));
    http_set_body(answer, 303, HTTP_TYPE_HTML, mc_strdup(""));
    http_set_header(answer, "Location", location);
}

static void rate(const struct service *service, const struct http_request *request,
                 struct page_visit *visit, const char *form, struct http_answer *answer)
{
    struct rating rating;
    struct mc_error err;
    enum storage_rate_outcome outcome = STORAGE_RATED;
    if (rating_parse_form(form, &rating, &err) != MC_OK) {
        visit->incomplete = true;
        page_show_status(service, request, visit, answer);
        return;
    }
    enum mc_err rc =
        service_rate(service, visit->code, visit->token, &rating, request->now_s, &outcome, &err);
    if (rc == MC_OK) {
        answer_rated(visit, answer);
        return;
    }
    if (rc != MC_ENOTFOUND) {
        mc_log_error("service", "rating", &err);
    }
    page_show_status(service, request, visit, answer);
}

void service_post_page_rating(const struct service *service, const struct http_request *request,
                              const char *code, struct http_answer *answer)
{
    char form[FORM_BYTES];
    char token[MC_TOKEN_CHARS + 1];
    char language[LANGUAGE_MAX];
    if (!service_type_is(request->content_type, HTTP_TYPE_FORM)) {
        http_set_problem(answer, &http_media_type, "Expected " HTTP_TYPE_FORM ".", NULL);
        return;
    }
    if (request->body_len >= sizeof form) {
        http_set_problem(answer, &http_too_large, NULL, NULL);
        return;
    }
    memcpy(form, request->body != NULL ? request->body : "", request->body_len);
    form[request->body_len] = '\0';
    read_value(form, "t", token, sizeof token);
    read_value(form, "lang", language, sizeof language);
    struct page_visit visit = {.code = code, .token = token};
    (void)mc_language_from_tag(language, &visit.language);
    rate(service, request, &visit, form, answer);
}
