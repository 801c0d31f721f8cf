#include <stdio.h>
#include <stdlib.h>

#include "core/text.h"
#include "kiosk/screens/screens_internal.h"

static void show_hit(const struct screens_context *c, const char *id, const struct flow_hit *hit,
                     const char *highlight, struct ui_action action)
{
    const char *small =
        hit->can_hand_in ? screens_in(c, &hit->field) : screens_text(c, "search.read_only");
    screens_entry(c, id, screens_in(c, &hit->name), small, highlight, action);
}

static void show_popular(const struct screens_context *c)
{
    if (c->view->popular_count == 0) {
        return;
    }
    screens_label(c, screens_text(c, "search.popular"), UI_TEXT_HEADING, UI_TONE_NORMAL);
    for (size_t i = 0; i < c->view->popular_count; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "search.popular.%zu", i);
        show_hit(c, id, &c->view->popular[i], NULL, screens_intent(FLOW_INTENT_POPULAR, (int)i));
    }
}

static void show_results(const struct screens_context *c)
{
    char *folded = mc_text_fold(c->view->query);
    for (size_t i = 0; i < c->view->result_count; i++) {
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "search.result.%zu", i);
        show_hit(c, id, &c->view->results[i], folded,
                 screens_intent(FLOW_INTENT_OPEN_RESULT, (int)i));
    }
    free(folded);
}

/* Never an empty page: what to do now, another way to look, and what most people need. */
static void show_none(const struct screens_context *c)
{
    const char *text = screens_text(c, "search.none.text");
    bool short_list = c->wide_text; /* the other ways come first */
    screens_notice(c, "search.none", UI_NOTICE,
                   short_list ? NULL : screens_text(c, "search.none.title"),
                   short_list ? screens_text(c, "search.none.title") : text);
    screens_entry(c, "search.browse", screens_text(c, "search.browse"), NULL, NULL,
                  screens_intent(FLOW_INTENT_BROWSE, 0));
    screens_entry(c, "search.help", screens_text(c, "search.help"), NULL, NULL,
                  screens_intent(FLOW_INTENT_HELP, 0));
    if (short_list) {
        screens_label(c, text, UI_TEXT_BODY, UI_TONE_NORMAL);
    }
}

static void show_list(const struct screens_context *c)
{
    ui_begin(c->ui, "search.list",
             &(struct ui_box){.grow = 1, .gap_mm = SCREENS_GAP_MM, .scroll = true});
    if (c->view->query[0] == '\0') {
        show_popular(c);
    } else if (c->view->result_count > 0) {
        if (c->view->results[0].suggested) {
            show_none(c);
            screens_label(c, screens_text(c, "search.popular"), UI_TEXT_HEADING, UI_TONE_NORMAL);
        }
        show_results(c);
    } else if (c->view->searching) {
        screens_label(c, screens_text(c, "search.running"), UI_TEXT_BODY, UI_TONE_MUTED);
    } else {
        show_none(c);
    }
    ui_end(c->ui);
}

void screen_search_head(const struct screens_context *c, struct screens_head *head)
{
    head->title = screens_text(c, "search.title");
}

void screen_search_show(const struct screens_context *c)
{
    int gap_mm = screens_is_tight(c) ? SCREENS_TIGHT_MM : SCREENS_GAP_MM;
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .grow = 1,
                              .pad_x_mm = SCREENS_PAD_MM,
                              .pad_y_mm = SCREENS_TIGHT_MM,
                              .gap_mm = gap_mm});
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = SCREENS_BESIDE_SHARE, .gap_mm = gap_mm});
    screens_lead(c);
    ui_field(c->ui, "search.query", c->view->query,
             &(struct ui_field){.label = screens_text(c, "search.title"),
                                .placeholder = screens_text(c, "search.placeholder"),
                                .active = true,
                                .icon = "search"});
    show_list(c);
    ui_end(c->ui);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = screens_keys_share(c), .justify = UI_END});
    keyboard_show(c);
    ui_end(c->ui);
    ui_end(c->ui);
    screens_actions(c, NULL, NULL, NULL);
}
