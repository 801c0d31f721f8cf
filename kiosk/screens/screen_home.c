#include <stdio.h>

#include "kiosk/screens/screens_internal.h"

#define TILE_MM           54
#define TILE_LANDSCAPE_MM 60
#define TILE_ROOMY_MM     86
#define EVENT_ROOMY_MM    48
#define POPULAR_MAX       6
#define POPULAR_FEW       3 /* where the events stand above them */
#define EVENTS_MAX        5 /* and one tile for all of them */

/* All of a wide screen, in usual type. */
static bool is_roomy(const struct screens_context *c)
{
    return c->landscape && !c->wide_text && !c->view->low_reach;
}

static void show_tile(const struct screens_context *c, const char *id, const char *icon,
                      enum flow_intent intent, enum ui_surface surface, const char *title,
                      const char *text)
{
    enum ui_tone tone = surface == UI_HERO ? UI_TONE_NORMAL : UI_TONE_BRAND;
    ui_begin(c->ui, id,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = surface,
                              .pad_mm = 9,
                              .gap_mm = 9,
                              .align = UI_CENTER,
                              .grow = 1,
                              .min_height_mm = !c->landscape ? TILE_MM
                                               : is_roomy(c) ? TILE_ROOMY_MM
                                                             : TILE_LANDSCAPE_MM,
                              .action = screens_intent(intent, 0)});
    ui_icon(c->ui, icon, c->landscape ? 28 : 34, tone);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 2, .justify = UI_CENTER});
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
    screens_label(c, screens_text(c, "home.events"), UI_TEXT_HEADING, UI_TONE_NORMAL);
    screens_tiles_show(c, &(struct screens_tiles){.prefix = "home.event",
                                                  .kind = FLOW_BY_LIFE_EVENT,
                                                  .max = EVENTS_MAX,
                                                  .columns = c->wide_text ? 1 : 2,
                                                  .height_mm = is_roomy(c) ? EVENT_ROOMY_MM : 0,
                                                  .more = &all});
}

static void show_tasks(const struct screens_context *c, bool apart)
{
    show_tile(c, "home.find", "document", FLOW_INTENT_FIND, UI_HERO, "home.find.title",
              "home.find.text");
    if (apart) {
        screens_columns_next(c);
    }
    show_tile(c, "home.follow", "receipt", FLOW_INTENT_FOLLOW, UI_CARD, "home.follow.title",
              "home.follow.text");
}

void screen_home_head(const struct screens_context *c, struct screens_head *head)
{
    head->title = screens_text(c, "home.title");
    head->text = screens_text(c, "home.text");
}

/* All of home is to be seen at once: on a wide screen the tasks at the left, what happens in life
 * at the right; where there is nothing else, the tasks beside each other. */
void screen_home_show(const struct screens_context *c)
{
    bool popular = c->view->popular_count > 0 && (c->view->group_count == 0 || !c->landscape);
    bool bare = !popular && c->view->group_count == 0;
    screens_content_begin(c);
    screens_columns_begin(c);
    show_tasks(c, bare);
    if (!bare) {
        screens_columns_next(c);
    }
    show_events(c);
    if (popular) {
        screens_label(c, screens_text(c, "home.popular"), UI_TEXT_HEADING, UI_TONE_NORMAL);
        show_popular(c, 0, 1);
    }
    screens_columns_end(c);
    screens_content_end(c);
}
