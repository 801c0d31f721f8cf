#include <stdio.h>
#include <string.h>

#include "kiosk/screens/screens_internal.h"

#define TILE_MIN_MM 34
#define KEY_BYTES   160

/* ---- Tiles ---- */

/* Life events in the order in which they are shown, then the fields; both with their icons. */
static const struct {
    const char *id;
    const char *icon;
} known[] = {
    {"having_a_child", "event-child"},
    {"moving_house", "event-move"},
    {"certifying_papers", "event-stamp"},
    {"marrying", "event-marry"},
    {"opening_a_shop", "event-shop"},
    {"losing_papers", "event-lost"},
    {"building_a_house", "event-build"},
    {"land", "event-land"},
    {"retirement", "event-retire"},
    {"death_in_the_family", "event-death"},
    {"supporting_the_poor", "event-help"},
    {"disability", "event-disability"},
    {"studying", "event-study"},
    {"working", "event-work"},
    {"civil_status", "person"},
    {"residence", "home"},
    {"certification", "event-stamp"},
    {"business", "event-shop"},
    {"social_protection", "event-help"},
    {"construction", "event-build"},
    {"people_of_merit", "star"},
    {"health", "field-health"},
    {"education", "event-study"},
    {"culture", "field-culture"},
    {"justice", "field-law"},
    {"environment", "field-nature"},
    {"agriculture", "field-nature"},
    {"transport", "field-transport"},
    {"police", "field-police"},
};
#define KNOWN_COUNT (sizeof known / sizeof known[0])

/* KNOWN_COUNT for one that came with a later catalogue. */
static size_t rank_of(const struct flow_group *group)
{
    size_t i = 0;
    while (i < KNOWN_COUNT && strcmp(known[i].id, group->id) != 0) {
        i++;
    }
    return i;
}

static const char *icon_of(const struct flow_group *group)
{
    size_t rank = rank_of(group);
    return rank < KNOWN_COUNT ? known[rank].icon : "document";
}

/* Ours by their ids; a field that is none of ours as its procedures spell it. */
static const char *title_of(const struct screens_context *c, const struct flow_group *group)
{
    char key[KEY_BYTES];
    (void)snprintf(key, sizeof key, "%s.%s", group->kind == FLOW_BY_LIFE_EVENT ? "event" : "field",
                   group->id);
    if (mc_message_known(c->screens->messages, key)) {
        return screens_text(c, key);
    }
    const char *title = screens_in(c, &group->title);
    return title[0] != '\0' ? title : screens_text(c, "field.other");
}

static void show_tile(const struct screens_context *c, const struct screens_tiles *tiles,
                      const char *id, const char *icon, const char *title, const char *small,
                      struct ui_action action)
{
    ui_begin(
        c->ui, id,
        &(struct ui_box){.axis = UI_ROW,
                         .surface = UI_CARD,
                         .pad_mm = 6,
                         .gap_mm = SCREENS_GAP_MM,
                         .align = UI_CENTER,
                         .grow = 1,
                         .min_height_mm = tiles->height_mm > 0 ? tiles->height_mm : TILE_MIN_MM,
                         .action = action});
    screens_seal(c, icon);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 1, .justify = UI_CENTER});
    screens_label(c, title, UI_TEXT_STRONG, UI_TONE_NORMAL);
    screens_label(c, small, UI_TEXT_SMALL, UI_TONE_MUTED);
    ui_end(c->ui);
    ui_end(c->ui);
}

static void show_group(const struct screens_context *c, const struct screens_tiles *tiles,
                       size_t index)
{
    const struct flow_group *group = &c->view->groups[index];
    char id[UI_ID_BYTES];
    char small[64] = "";
    (void)snprintf(id, sizeof id, "%s.%zu", tiles->prefix, index);
    if (tiles->counts) {
        char number[24];
        (void)snprintf(number, sizeof number, "%zu", group->count);
        (void)mc_message_format(c->screens->messages, c->view->language, small, sizeof small,
                                "browse.count", "n", number, NULL);
    }
    show_tile(c, tiles, id, icon_of(group), title_of(c, group), small,
              screens_intent(FLOW_INTENT_OPEN_GROUP, (int)index));
}

/* Opens a row of tiles where one is due. */
static void begin_in_row(const struct screens_context *c, const struct screens_tiles *tiles,
                         int *in_row)
{
    if (*in_row == tiles->columns) {
        ui_end(c->ui);
        *in_row = 0;
    }
    if ((*in_row)++ == 0) {
        ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
    }
}

void screens_tiles_show(const struct screens_context *c, const struct screens_tiles *tiles)
{
    int in_row = 0;
    size_t shown = 0;
    for (size_t rank = 0; rank <= KNOWN_COUNT; rank++) {
        for (size_t i = 0; i < c->view->group_count && shown < tiles->max; i++) {
            const struct flow_group *group = &c->view->groups[i];
            if (group->kind == tiles->kind && rank_of(group) == rank) {
                begin_in_row(c, tiles, &in_row);
                show_group(c, tiles, i);
                shown++;
            }
        }
    }
    if (tiles->more != NULL) {
        begin_in_row(c, tiles, &in_row);
        show_tile(c, tiles, tiles->more->id, tiles->more->icon, tiles->more->text, NULL,
                  screens_intent(tiles->more->intent, tiles->more->arg));
    }
    for (int i = in_row; in_row > 0 && i < tiles->columns; i++) {
        ui_space(c->ui, 0, 1); /* the last row's tiles are as wide as the others' */
    }
    if (in_row > 0) {
        ui_end(c->ui);
    }
}

/* ---- All groups ---- */

static size_t count_of(const struct screens_context *c, enum flow_group_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < c->view->group_count; i++) {
        count += c->view->groups[i].kind == kind;
    }
    return count;
}

static void show_kind(const struct screens_context *c, enum flow_group_kind kind, const char *key)
{
    if (count_of(c, kind) == 0) {
        return;
    }
    int columns = c->landscape ? 4 : 2;
    screens_label(c, screens_text(c, key), UI_TEXT_HEADING, UI_TONE_NORMAL);
    screens_tiles_show(c, &(struct screens_tiles){.prefix = "browse.group",
                                                  .kind = kind,
                                                  .max = FLOW_GROUPS_MAX,
                                                  .columns = c->wide_text ? columns / 2 : columns,
                                                  .counts = true});
    ui_space(c->ui, 2, 0);
}

static void show_groups(const struct screens_context *c)
{
    if (c->view->group_count == 0) {
        screens_notice(c, "browse.none", UI_NOTICE, screens_text(c, "browse.none.title"),
                       screens_text(c, "browse.none.text"));
        return;
    }
    show_kind(c, FLOW_BY_LIFE_EVENT, "browse.events");
    show_kind(c, FLOW_BY_FIELD, "browse.fields");
}

/* ---- One group ---- */

static void show_entry(const struct screens_context *c, size_t index)
{
    const struct flow_hit *hit = &c->view->entries[index];
    char id[UI_ID_BYTES];
    (void)snprintf(id, sizeof id, "browse.entry.%zu", index);
    screens_entry(c, id, screens_in(c, &hit->name),
                  screens_text(c, hit->can_hand_in ? "browse.can" : "browse.read_only"), NULL,
                  screens_intent(FLOW_INTENT_OPEN_ENTRY, (int)index));
}

/* Down one column after the other where there is room for two, for who reads line by line. */
static void show_columns(const struct screens_context *c)
{
    size_t count = c->view->entry_count;
    size_t columns = c->landscape && !c->wide_text && count > 1 ? 2 : 1;
    size_t high = (count + columns - 1) / columns;
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
    for (size_t column = 0; column < columns; column++) {
        ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = SCREENS_GAP_MM});
        for (size_t i = column * high; i < count && i < (column + 1) * high; i++) {
            show_entry(c, i);
        }
        ui_end(c->ui);
    }
    ui_end(c->ui);
}

static void show_list(const struct screens_context *c)
{
    if (c->view->entry_count > 0) {
        show_columns(c);
    } else if (c->view->listing) {
        screens_waiting(c, "browse.running", screens_text(c, "browse.running"), NULL);
    } else {
        screens_notice(c, "browse.none", UI_NOTICE, screens_text(c, "browse.none.title"),
                       screens_text(c, "browse.none.text"));
    }
}

static void show_ways(const struct screens_context *c)
{
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM});
    if (c->view->group_open) {
        ui_button(c->ui, "browse.all", screens_text(c, "browse.all"),
                  &(struct ui_button){.style = UI_BUTTON_SECONDARY,
                                      .icon = "all",
                                      .action = screens_intent(FLOW_INTENT_BROWSE, 0)});
    }
    ui_button(c->ui, "browse.find", screens_text(c, "browse.find"),
              &(struct ui_button){.style = UI_BUTTON_SECONDARY,
                                  .icon = "search",
                                  .action = screens_intent(FLOW_INTENT_FIND, 0)});
    ui_end(c->ui);
}

void screen_browse_head(const struct screens_context *c, struct screens_head *head)
{
    bool open = c->view->group_open;
    head->icon = open ? icon_of(&c->view->groups[c->view->group]) : NULL;
    head->title =
        open ? title_of(c, &c->view->groups[c->view->group]) : screens_text(c, "browse.title");
}

void screen_browse_show(const struct screens_context *c)
{
    screens_content_begin(c);
    show_ways(c);
    if (c->view->group_open) {
        show_list(c);
    } else {
        show_groups(c);
    }
    screens_content_end(c);
    screens_actions(c, NULL, NULL, NULL);
}
