/* One question of the rating, three large answers; then what became of it. */
#include <stdio.h>

#include "kiosk/screens/screens_internal.h"

static bool asks(const struct screens_context *c)
{
    return c->view->rating.step == FLOW_RATING_ASKS;
}

void screen_rating_head(const struct screens_context *c, struct screens_head *head)
{
    int number = c->view->rating.question + 1;
    if (!asks(c)) {
        head->title = screens_text(c, "rate.title");
        return;
    }
    char text[2][12];
    (void)snprintf(text[0], sizeof text[0], "%d", number);
    (void)snprintf(text[1], sizeof text[1], "%d", RATING_SHORT_COUNT);
    head->eyebrow = screens_text(c, "rate.title");
    head->title = screens_text_of(
        c, "rating", rating_indicator_name(rating_short_form[c->view->rating.question]), "");
    head->progress = mc_message_format(c->screens->messages, c->view->language, head->line[0],
                                       sizeof head->line[0], "rate.progress", "n", text[0], "count",
                                       text[1], NULL);
    head->done = number;
    head->total = RATING_SHORT_COUNT;
}

static void show_answers(const struct screens_context *c)
{
    static const struct {
        const char *id;
        const char *text;
        int points;
    } answers[] = {{"rating.good", "rating.answer.good", 2},
                   {"rating.fair", "rating.answer.fair", 1},
                   {"rating.poor", "rating.answer.poor", 0}};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        screens_entry(c, answers[i].id, screens_text(c, answers[i].text), NULL, NULL,
                      screens_intent(FLOW_INTENT_POINTS, answers[i].points));
    }
}

static void show_outcome(const struct screens_context *c)
{
    switch (c->view->rating.step) {
    case FLOW_RATING_TAKEN:
        screens_notice(c, "rating.outcome", UI_SUCCESS, screens_text(c, "rate.taken.title"),
                       screens_text(c, "rate.taken.text"));
        return;
    case FLOW_RATING_BEFORE:
        screens_notice(c, "rating.outcome", UI_NOTICE, screens_text(c, "rate.before.title"),
                       screens_text(c, "rate.before.text"));
        return;
    case FLOW_RATING_FAILED:
        screens_notice(c, "rating.outcome", UI_WARNING, screens_text(c, "rate.failed.title"),
                       screens_text(c, "rate.failed.text"));
        return;
    case FLOW_RATING_ASKS:
    case FLOW_RATING_SENDS: break;
    }
    screens_waiting(c, "rating.sending", screens_text(c, "rate.sending"), NULL);
}

void screen_rating_show(const struct screens_context *c)
{
    const struct screens_button finish = {.id = "rating.finish",
                                          .text = screens_text(c, "rate.finish"),
                                          .intent = FLOW_INTENT_FINISH};
    const struct screens_button retry = {
        .id = "rating.retry", .text = screens_text(c, "rate.retry"), .intent = FLOW_INTENT_RETRY};
    screens_content_begin(c);
    if (asks(c)) {
        show_answers(c);
    } else {
        show_outcome(c);
    }
    screens_content_end(c);
    bool failed = c->view->rating.step == FLOW_RATING_FAILED;
    bool open = failed || asks(c) || c->view->rating.step == FLOW_RATING_SENDS;
    screens_actions(c,
                    failed ? &retry
                    : open ? NULL
                           : &finish,
                    open && !asks(c) ? &finish : NULL, NULL);
}
