#include <stdio.h>

#include "kiosk/screens/screens_internal.h"

#define TILE_MM           54
#define TILE_LANDSCAPE_MM 40
#define POPULAR_MAX       6
#define POPULAR_FEW       3 /* where the events stand above them */
#define EVENTS_MAX        5 /* and one tile for all of them */

static void show_tile(const struct screens_context *c, const char *id, const char *icon,
                      enum flow_intent intent, enum ui_surface surface, const char *title,
                      const char *text)
{
    enum ui_tone tone = surface == UI_BANNER ? UI_TONE_NORMAL : UI_TONE_BRAND;
    ui_begin(c->ui, id,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = surface,
                              .pad_mm = c->landscape ? 7 : 10,
                              .gap_mm = 10,
                              .align = UI_CENTER,
                              .grow = 1,
                              .min_height_mm = c->landscape ? TILE_LANDSCAPE_MM : TILE_MM,
                              .action = screens_intent(intent, 0)});
    ui_icon(c->ui, icon, 34, tone);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 3, .justify = UI_CENTER});
    screens_label(c, screens_text(c, title), UI_TEXT_TITLE, UI_TONE_NORMAL);
    screens_label(c, screens_text(c, text), UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_end(c->ui);
    ui_end(c->ui);
}

static void show_popular(const struct screens_context *c, size_t from, size_t step)
{
    size_t most = c->view->group_count > 0 ? POPULAR_FEW : POPULAR_MAX;
    size_t count = c->view->popular_count < most ? c->view->popular_count : most;
    for (size_t i = from; i < count; i += step) {
        const struct flow_hit *hit = &c->view->popular[i];
        char id[UI_ID_BYTES];
        (void)snprintf(id, sizeof id, "home.popular.%zu", i);
        screens_entry(c, id, screens_in(c, &hit->name), NULL, NULL,
                      screens_intent(FLOW_INTENT_POPULAR, (int)i));
    }
}

static void show_popular_columns(const struct screens_context *c)
{
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
    for (size_t i = 0; i < 2; i++) {
        ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = SCREENS_GAP_MM});
        show_popular(c, i, 2);
        ui_end(c->ui);
    }
    ui_end(c->ui);
}

/* The commonest things in life, each one touch away from its procedures. */
static void show_events(const struct screens_context *c)
{
    if (c->view->group_count == 0) {
        return;
    }
    const struct screens_button all = {.id = "home.browse",
                                       .text = screens_text(c, "home.browse"),
                                       .icon = "all",
                                       .intent = FLOW_INTENT_BROWSE};
    ui_space(c->ui, 1, 0);
    screens_label(c, screens_text(c, "home.events"), UI_TEXT_HEADING, UI_TONE_NORMAL);
    screens_tiles_show(c, &(struct screens_tiles){.prefix = "home.event",
                                                  .kind = FLOW_BY_LIFE_EVENT,
                                                  .max = EVENTS_MAX,
                                                  .columns = (c->landscape ? 3 : 2) - c->wide_text,
                                                  .more = &all});
}

void screen_home_show(const struct screens_context *c)
{
    screens_content_begin(c);
    screens_label(c, screens_text(c, "home.title"), UI_TEXT_TITLE, UI_TONE_BRAND);
    screens_label(c, screens_text(c, "home.text"), UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN,
                              .gap_mm = SCREENS_GAP_MM,
                              .grow = c->view->popular_count + c->view->group_count == 0});
    /* In high contrast the banner is as black as the background. */
    show_tile(c, "home.find", "document", FLOW_INTENT_FIND,
              c->view->high_contrast ? UI_CHOSEN : UI_BANNER, "home.find.title", "home.find.text");
    show_tile(c, "home.follow", "receipt", FLOW_INTENT_FOLLOW, UI_CARD, "home.follow.title",
              "home.follow.text");
    ui_end(c->ui);
    show_events(c);
    /* All of home is to be seen at once; the events list what is most used first. */
    if (c->view->popular_count > 0 && (c->view->group_count == 0 || !c->landscape)) {
        ui_space(c->ui, 1, 0);
        screens_label(c, screens_text(c, "home.popular"), UI_TEXT_HEADING, UI_TONE_NORMAL);
        if (c->landscape && !c->wide_text) {
            show_popular_columns(c);
        } else {
            show_popular(c, 0, 1);
        }
    }
    screens_content_end(c);
}
