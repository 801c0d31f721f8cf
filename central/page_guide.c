/* /p/{code}: a procedure as the published catalogue has it, for phones: who it is for, what to
 * bring, how long, how much, where, and whether it can be handed in at a kiosk; then the rest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/page_internal.h"
#include "core/buffer.h"

#define LINE_BYTES 256

static const char *in(const struct page *page, const struct mc_text *text)
{
    return mc_text_in(text, page->language);
}

static bool is_empty(const struct mc_text *text)
{
    return mc_text_in(text, MC_LANGUAGE_VI)[0] == '\0';
}

static void put_text(struct page *page, const char *open, const struct mc_text *text,
                     const char *close)
{
    page_put(page, open);
    page_put_escaped(page, in(page, text));
    page_put(page, close);
}

/* A message with {n}. */
static void put_number(struct page *page, const char *key, int number)
{
    char digits[16];
    char line[LINE_BYTES];
    (void)snprintf(digits, sizeof digits, "%d", number);
    page_put_escaped(page, mc_message_format(page->service->messages, page->language, line,
                                             sizeof line, key, "n", digits, NULL));
}

static void put_duration(struct page *page, struct duration duration)
{
    if (duration.amount == 0) {
        page_put_message(page, "guide.same_day");
    } else if (duration.unit == DURATION_WORKING_DAYS) {
        put_number(page, "guide.working_days", duration.amount);
    } else if (duration.unit == DURATION_DAYS) {
        put_number(page, "guide.days", duration.amount);
    } else {
        put_number(page, "guide.hours", duration.amount);
    }
}

static void put_how_long(struct page *page, const struct procedure_channel *channel)
{
    page_put_element(page, "<div><dt>", "guide.how_long", "</dt><dd>");
    if (channel->duration_unknown) {
        page_put_message(page, "guide.ask");
    } else {
        put_duration(page, channel->duration);
    }
    if (channel->has_duration_max) {
        page_put_element(page, " <span class=\"more\">", "guide.longest", " ");
        put_duration(page, channel->duration_max);
        page_put(page, "</span>");
    }
    if (!is_empty(&channel->duration_note)) {
        put_text(page, " <span class=\"more\">", &channel->duration_note, "</span>");
    }
    page_put(page, "</dd></div>\n");
}

static void put_fee(struct page *page, const struct procedure_fee *fee)
{
    char amount[48];
    fee_format(fee->amount_dong, amount, sizeof amount);
    page_put(page, "<span class=\"line\">");
    page_put_message(page, fee->kind == FEE_DUTY ? "guide.fee_duty" : "guide.fee_charge");
    page_put(page, " ");
    page_put_escaped(page, amount);
    const struct mc_text *const details[] = {&fee->note, &fee->place};
    for (size_t i = 0; i < 2; i++) {
        if (!is_empty(details[i])) {
            put_text(page, " <span class=\"more\">", details[i], "</span>");
        }
    }
    page_put(page, "</span>");
}

static void put_fees(struct page *page, const struct procedure_channel *channel)
{
    page_put_element(page, "<div><dt>",
                     channel->kind == CHANNEL_ONLINE ? "guide.fees_online" : "guide.fees_counter",
                     "</dt><dd>");
    for (size_t i = 0; i < channel->fee_count; i++) {
        put_fee(page, &channel->fees[i]);
    }
    if (channel->fee_count == 0 && is_empty(&channel->fee_note)) {
        page_put_message(page, channel->fees_unknown ? "guide.ask" : "guide.fee_free");
    }
    if (!is_empty(&channel->fee_note)) {
        put_text(page, "<span class=\"line\">", &channel->fee_note, "</span>");
    }
    page_put(page, "</dd></div>\n");
}

static void put_agencies(struct page *page, const struct procedure *procedure)
{
    page_put_fact(page, "guide.decided_by", in(page, &procedure->deciding_agency), false);
    if (!is_empty(&procedure->receiving_agency)) {
        page_put_fact(page, "guide.received_by", in(page, &procedure->receiving_agency), false);
    }
    if (procedure->boundary_free) {
        page_put_element(page, "<div><dt>", "guide.where", "</dt><dd>");
        page_put_message(page, "guide.anywhere");
        page_put(page, "</dd></div>\n");
    }
}

static void put_summary(struct page *page, const struct procedure *procedure)
{
    bool here = procedure_can_hand_in(procedure);
    page_put(page, here ? "<section class=\"status decided\"><p>" : "<section class=\"note\"><p>");
    page_put_message(page, procedure->status != PROCEDURE_IN_FORCE ? "guide.not_in_force"
                           : here                                  ? "guide.at_kiosk"
                                                                   : "guide.at_counter");
    page_put(page, "</p></section>\n<dl>\n");
    page_put_fact(page, "guide.who", in(page, &procedure->audience), false);
    const struct procedure_channel *channel = procedure_kiosk_channel(procedure);
    if (channel != NULL) {
        put_how_long(page, channel);
    }
    static const enum procedure_channel_kind kinds[] = {CHANNEL_ONLINE, CHANNEL_COUNTER};
    for (size_t i = 0; i < 2; i++) {
        channel = procedure_channel_of(procedure, kinds[i]);
        if (channel != NULL) {
            put_fees(page, channel);
        }
    }
    put_agencies(page, procedure);
    page_put_fact(page, "guide.result", in(page, &procedure->result), false);
    page_put(page, "</dl>\n");
}

static void put_paper(struct page *page, const struct procedure_paper *paper)
{
    put_text(page, "<li>", &paper->name, " <span class=\"more\">");
    if (paper->replaced_by_data) {
        page_put_message(page, "guide.not_needed");
    } else {
        if (paper->originals > 0) {
            put_number(page, "guide.originals", paper->originals);
        }
        page_put(page, paper->originals > 0 && paper->copies > 0 ? ", " : "");
        if (paper->copies > 0) {
            put_number(page, "guide.copies", paper->copies);
        }
        if (!paper->required) {
            page_put_element(page, " (", "guide.if_any", ")");
        }
    }
    page_put(page, "</span>");
    if (!is_empty(&paper->note)) {
        put_text(page, "<p class=\"more\">", &paper->note, "</p>");
    }
    page_put(page, "</li>\n");
}

static void put_papers(struct page *page, const struct procedure *procedure)
{
    page_put_element(page, "<section><h2>", "guide.bring", "</h2>\n");
    for (size_t i = 0; i < procedure->case_count; i++) {
        const struct procedure_case *one = &procedure->cases[i];
        if (procedure->case_count > 1) {
            put_text(page, "<h3>", &one->title, "</h3>\n");
        }
        if (one->paper_count == 0) {
            page_put_element(page, "<p>", "guide.bring_nothing", "</p>\n");
            continue;
        }
        page_put(page, "<ul class=\"papers\">\n");
        for (size_t p = 0; p < one->paper_count; p++) {
            put_paper(page, &one->papers[p]);
        }
        page_put(page, "</ul>\n");
    }
    page_put(page, "</section>\n");
}

static void put_steps(struct page *page, const struct mc_text *steps, size_t count)
{
    page_put(page, "<ol>\n");
    for (size_t i = 0; i < count; i++) {
        put_text(page, "<li>", &steps[i], "</li>\n");
    }
    page_put(page, "</ol>\n");
}

/* The procedure's, and those of the cases that go another way. */
static void put_all_steps(struct page *page, const struct procedure *procedure)
{
    page_put_element(page, "<section><h2>", "guide.steps", "</h2>\n");
    put_steps(page, procedure->steps, procedure->step_count);
    for (size_t i = 0; i < procedure->case_count; i++) {
        const struct procedure_case *one = &procedure->cases[i];
        if (one->step_count > 0) {
            put_text(page, "<h3>", &one->title, "</h3>\n");
            put_steps(page, one->steps, one->step_count);
        }
    }
    page_put(page, "</section>\n");
}

static void put_rest(struct page *page, const struct procedure *procedure)
{
    if (!is_empty(&procedure->conditions)) {
        page_put_element(page, "<section><h2>", "guide.conditions", "</h2>");
        put_text(page, "<p>", &procedure->conditions, "</p></section>\n");
    }
    if (procedure->step_count > 0) {
        put_all_steps(page, procedure);
    }
    page_put_element(page, "<section><h2>", "guide.official_name", "</h2>");
    put_text(page, "<p>", &procedure->name, "</p><p class=\"more\">");
    page_put_escaped(page, procedure->code);
    page_put(page, "</p>\n");
    if (procedure->legal_count > 0) {
        page_put_element(page, "<h3>", "guide.legal", "</h3>\n<ul lang=\"vi\">\n");
        for (size_t i = 0; i < procedure->legal_count; i++) {
            page_put(page, "<li>");
            page_put_escaped(page, procedure->legal[i]);
            page_put(page, "</li>\n");
        }
        page_put(page, "</ul>\n");
    }
    page_put(page, "</section>\n");
}

static void put_procedure(struct page *page, const struct procedure *procedure)
{
    const struct mc_text *name =
        is_empty(&procedure->plain_name) ? &procedure->name : &procedure->plain_name;
    page_put_head(page, in(page, name));
    page_put_banner(page, page_message(page, "page.title"), NULL);
    put_text(page, "<h1 class=\"large\">", name, "</h1>\n");
    put_summary(page, procedure);
    put_papers(page, procedure);
    put_rest(page, procedure);
}

static enum mc_err load(const struct service *service, const char *code, struct procedure **out,
                        struct mc_error *err)
{
    if (!procedure_code_valid(code)) {
        return mc_fail(err, MC_ENOTFOUND, "no procedure's code");
    }
    char *json = NULL;
    size_t len = 0;
    enum mc_err rc = storage_catalogue_procedure(service->storage, code, &json, &len, err);
    if (rc == MC_OK) {
        rc = procedure_parse(json, len, out, err);
    }
    free(json);
    return rc;
}

void service_get_guide(const struct service *service, const struct http_request *request,
                       const char *code, struct http_answer *answer)
{
    struct page page;
    page_begin(&page, service, request);
    struct procedure *procedure = NULL;
    struct mc_error err;
    enum mc_err rc = load(service, code, &procedure, &err);
    if (rc == MC_OK) {
        put_procedure(&page, procedure);
        page_finish(&page, 200, "guide.footer", answer);
        http_set_header(answer, "Cache-Control", "public, max-age=300");
    } else if (rc == MC_ENOTFOUND) {
        page_put_plain(&page, "guide.unknown.heading", "guide.unknown.text");
        page_finish(&page, http_not_found.status, "guide.footer", answer);
    } else {
        service_fail(answer, &err);
        page_put_plain(&page, "guide.unavailable.heading", "guide.unavailable.text");
        page_finish(&page, http_unavailable.status, "guide.footer", answer);
    }
    procedure_destroy(procedure);
}
