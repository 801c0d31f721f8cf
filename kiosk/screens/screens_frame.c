/*
 * The frame around every screen: whose kiosk it is, the head, and the bar by which a citizen
 * changes language, type, colours, reach and sound. Upright the bar is at the bottom; on a wide
 * screen it is a column at the left, since height is what is missing there.
 */
#include <stdio.h>

#include "core/memory.h"
#include "kiosk/screens/screens_internal.h"

#define ITEMS_MAX       10
#define REACH_PERCENT   60 /* of the height, from below, in low reach */
#define EMBLEM_MM       20
#define BAR_GAP_MM      3
#define LOW_COLUMNS     2
#define LARGEST         3 /* text size */
#define HEAD_LINES      2
#define HEAD_LINES_FREE 4 /* where there is room */

struct item {
    const char *id;
    const char *icon;
    enum flow_intent intent;
    bool on;
};

/* While a dossier is on its way there is nowhere to go; a receipt and a fault are left by their own
 * buttons. */
static bool leads_home(const struct flow_view *view)
{
    return view->screen != FLOW_HOME && view->screen != FLOW_SENDING &&
           view->screen != FLOW_RECEIPT && view->screen != FLOW_FAULT && view->screen != FLOW_END &&
           view->screen != FLOW_ATTRACT;
}

bool screens_leads_back(const struct screens_context *c)
{
    /* The form has its way back beside its way on. */
    return leads_home(c->view) && c->view->screen != FLOW_FORM;
}

static size_t list_items(const struct screens_context *c, struct item items[ITEMS_MAX])
{
    const struct flow_view *view = c->view;
    size_t count = 0;
    if (leads_home(view)) {
        items[count++] = (struct item){"bar.home", "home", FLOW_INTENT_HOME, false};
    }
    if (c->landscape && screens_leads_back(c)) {
        items[count++] = (struct item){"bar.back", "back", FLOW_INTENT_BACK, false};
    }
    items[count++] = (struct item){"bar.help", "help", FLOW_INTENT_HELP, false};
    items[count++] = (struct item){"bar.language", "language", FLOW_INTENT_LANGUAGE, false};
    items[count++] =
        (struct item){"bar.text_size", "text-size", FLOW_INTENT_TEXT_SIZE, view->text_size > 0};
    items[count++] = (struct item){"bar.contrast", "contrast", FLOW_INTENT_CONTRAST,
                                   view->theme != FLOW_THEME_LIGHT};
    items[count++] =
        (struct item){"bar.low_reach", "low-reach", FLOW_INTENT_LOW_REACH, view->low_reach};
    items[count++] = (struct item){"bar.sound", view->sound ? "sound" : "sound-off",
                                   FLOW_INTENT_SOUND, view->sound};
    return count;
}

static void put_item(const struct screens_context *c, const struct item *item)
{
    ui_button(c->ui, item->id, screens_text(c, item->id),
              &(struct ui_button){.style = UI_BUTTON_BAR,
                                  .icon = item->icon,
                                  .action = screens_intent(item->intent, 0),
                                  .chosen = item->on,
                                  .grow = 1});
}

static void put_items(const struct screens_context *c, size_t columns)
{
    struct item items[ITEMS_MAX];
    size_t count = list_items(c, items);
    for (size_t i = 0; i < count; i += columns) {
        ui_begin(
            c->ui, NULL,
            &(struct ui_box){.axis = UI_ROW, .gap_mm = BAR_GAP_MM, .grow = c->landscape ? 1 : 0});
        for (size_t k = i; k < i + columns; k++) {
            if (k < count) {
                put_item(c, &items[k]);
            } else {
                ui_space(c->ui, 0, 1);
            }
        }
        ui_end(c->ui);
    }
}

static void show_bottom_bar(const struct screens_context *c)
{
    struct item items[ITEMS_MAX];
    size_t count = list_items(c, items);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_BAR, .pad_mm = BAR_GAP_MM, .gap_mm = BAR_GAP_MM});
    put_items(c, c->view->text_size == LARGEST ? (count + 1) / 2 : count);
    ui_end(c->ui);
}

static const char *clock_text(const struct screens_context *c, char out[16])
{
    out[0] = '\0';
    if (date_is_set(c->view->now.date)) {
        (void)snprintf(out, 16, "%02d:%02d", c->view->now.hour, c->view->now.minute);
    }
    return out;
}

/* At home staff tap it; for anybody else it is a picture. */
static void emblem_begin(const struct screens_context *c)
{
    bool taps = c->view->service_possible && c->view->screen == FLOW_HOME;
    ui_begin(c->ui, taps ? "bar.emblem" : NULL,
             &(struct ui_box){.width_mm = taps ? EMBLEM_MM : 0,
                              .min_height_mm = taps ? EMBLEM_MM : 0,
                              .align = UI_CENTER,
                              .justify = UI_CENTER,
                              .action = screens_intent(taps ? FLOW_INTENT_EMBLEM : 0, 0),
                              .name = taps ? screens_text(c, "service.emblem") : NULL});
}

static void show_header(const struct screens_context *c)
{
    char now[16];
    const char *agency = c->view->agency;
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = c->view->low_reach ? UI_PLAIN : UI_BANNER,
                              .pad_mm = 6,
                              .gap_mm = SCREENS_GAP_MM,
                              .align = UI_CENTER});
    emblem_begin(c);
    screens_icon(c, "gate", 14, UI_TONE_BRAND);
    ui_end(c->ui);
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1});
    ui_label(c->ui, "bar.title", screens_text(c, "bar.title"),
             &(struct ui_label){.style = UI_TEXT_HEADING, .max_lines = 1});
    if (agency != NULL && agency[0] != '\0' && !c->wide_text) {
        ui_label(c->ui, "bar.agency", agency,
                 &(struct ui_label){.style = UI_TEXT_LABEL, .tone = UI_TONE_BRAND, .max_lines = 1});
    }
    ui_end(c->ui);
    ui_label(c->ui, "bar.time", clock_text(c, now), &(struct ui_label){.style = UI_TEXT_CODE});
    ui_end(c->ui);
}

static void show_emblem(const struct screens_context *c)
{
    char now[16];
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_BANNER, .pad_mm = 4, .gap_mm = 1, .align = UI_CENTER});
    emblem_begin(c);
    ui_icon(c->ui, "gate", 13, UI_TONE_BRAND);
    ui_end(c->ui);
    ui_label(c->ui, "bar.time", clock_text(c, now), &(struct ui_label){.style = UI_TEXT_LABEL});
    ui_end(c->ui);
}

static void show_side(const struct screens_context *c)
{
    static const int widths_mm[] = {44, 46, 50, 56};
    bool low = c->view->low_reach;
    int width_mm = widths_mm[c->view->text_size];
    ui_begin(c->ui, NULL,
             &(struct ui_box){.surface = UI_BAR,
                              .width_mm = low ? LOW_COLUMNS * width_mm - BAR_GAP_MM : width_mm});
    if (!low) {
        show_emblem(c);
    }
    ui_begin(
        c->ui, NULL,
        &(struct ui_box){.grow = 1, .pad_mm = BAR_GAP_MM, .gap_mm = BAR_GAP_MM, .justify = UI_END});
    put_items(c, low ? LOW_COLUMNS : 1);
    ui_end(c->ui);
    ui_end(c->ui);
}

/* In the upper part of a wide screen there is room beside, but hardly below. */
static bool notices_beside(const struct screens_context *c)
{
    return c->landscape && c->view->low_reach;
}

/* `brief`: the words where there is little room. */
static void show_notice(const struct screens_context *c, const char *id, const char *icon,
                        const char *brief)
{
    bool beside = notices_beside(c);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW,
                              .surface = UI_NOTICE,
                              .pad_mm = SCREENS_TIGHT_MM,
                              .gap_mm = SCREENS_TIGHT_MM,
                              .align = UI_CENTER,
                              .grow = beside ? 1 : 0});
    screens_icon(c, icon, 8, UI_TONE_NORMAL);
    ui_label(c->ui, id, screens_text(c, beside || c->wide_text ? brief : id),
             &(struct ui_label){.style = UI_TEXT_SMALL, .grow = 1});
    ui_end(c->ui);
}

/* What is not offered for now, where it is chosen. */
static bool chooses(const struct screens_context *c)
{
    return c->view->screen == FLOW_HOME || c->view->screen == FLOW_PROCEDURE;
}

static void show_reader_notice(const struct screens_context *c)
{
    const struct flow_devices *devices = &c->view->devices;
    if (!chooses(c) || devices->camera || devices->scanner) {
        return;
    }
    if (devices->card_reader) {
        show_notice(c, "bar.no_codes", "qr", "bar.no_codes_short");
    } else {
        show_notice(c, "bar.no_reader", "card", "bar.no_reader_short");
    }
}

/* Nothing is taken in: the others, which say what still works, would promise what does not. */
static void show_notices(const struct screens_context *c)
{
    const struct flow_devices *devices = &c->view->devices;
    bool closed = devices->disk_low && chooses(c);
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = notices_beside(c) ? UI_ROW : UI_COLUMN});
    if (closed) {
        show_notice(c, "bar.disk_low", "warning", "bar.disk_low_short");
    }
    if (!devices->network && !closed) {
        show_notice(c, "bar.offline", "offline", "bar.offline_short");
    }
    if (!closed) {
        show_reader_notice(c);
    }
    if (!devices->printer && c->view->screen == FLOW_HOME && !closed) {
        show_notice(c, "bar.no_printer", "print", "bar.no_printer_short");
    }
    ui_end(c->ui);
}

bool screens_is_tight(const struct screens_context *c)
{
    return c->wide_text && c->view->low_reach;
}

bool screens_head_is_short(const struct screens_context *c)
{
    bool low_and_wide = c->landscape && c->view->low_reach && c->view->text_size > 0;
    return (c->landscape && c->wide_text) || screens_is_tight(c) || low_and_wide;
}

void screens_progress_show(const struct screens_context *c)
{
    const struct screens_head *head = c->head;
    if (head->total == 0) {
        return;
    }
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM, .align = UI_CENTER});
    ui_label(c->ui, NULL, head->progress, &(struct ui_label){.style = UI_TEXT_STRONG});
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1});
    ui_progress(c->ui, "form.progress", head->progress, head->done, head->total);
    ui_end(c->ui);
    ui_end(c->ui);
}

void screens_head_show(const struct screens_context *c)
{
    const struct screens_head *head = c->head;
    if (head->title == NULL) {
        return;
    }
    char id[UI_ID_BYTES];
    (void)snprintf(id, sizeof id, "%s.title", flow_screen_name(c->view->screen));
    ui_begin(c->ui, NULL,
             &(struct ui_box){.axis = UI_ROW, .gap_mm = SCREENS_GAP_MM, .align = UI_CENTER});
    if (head->icon != NULL) {
        screens_icon(c, head->icon, 14, UI_TONE_BRAND);
    }
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 1});
    if (!screens_head_is_short(c)) {
        screens_label(c, head->eyebrow, UI_TEXT_SMALL, UI_TONE_MUTED);
    }
    if (head->title != NULL) {
        ui_label(c->ui, id, head->title,
                 &(struct ui_label){.style = UI_TEXT_TITLE,
                                    .tone = UI_TONE_BRAND,
                                    .max_lines = c->landscape ? HEAD_LINES : HEAD_LINES_FREE});
    }
    if (!screens_head_is_short(c)) {
        screens_label(c, head->text, UI_TEXT_BODY, UI_TONE_NORMAL);
    }
    ui_end(c->ui);
    ui_end(c->ui);
}

int screens_unreached_mm(const struct screens_context *c)
{
    return (ui_height_mm(c->ui) * (100 - REACH_PERCENT) + 99) / 100;
}

/* What is out of reach; or, where everything is in reach, what stands on top. */
static void show_upper(const struct screens_context *c)
{
    bool low = c->view->low_reach;
    bool empty = (c->head->title == NULL && c->head->total == 0) || (c->head->own && !low);
    ui_begin(c->ui, NULL,
             &(struct ui_box){.height_mm = low ? screens_unreached_mm(c) : 0,
                              .surface = low ? UI_BANNER : UI_PLAIN});
    if (!c->landscape || (low && !c->wide_text)) {
        show_header(c);
    }
    show_notices(c);
    if (!empty) {
        ui_begin(c->ui, NULL,
                 &(struct ui_box){.grow = low,
                                  .pad_mm = SCREENS_PAD_MM,
                                  .gap_mm = SCREENS_GAP_MM,
                                  .justify = low ? UI_CENTER : UI_START});
        screens_progress_show(c);
        screens_head_show(c);
        ui_end(c->ui);
    }
    ui_end(c->ui);
}

void screens_frame_begin(const struct screens_context *c)
{
    bool low = c->view->low_reach;
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1});
    if (low || !c->landscape) {
        show_upper(c);
    }
    ui_begin(c->ui, NULL, &(struct ui_box){.axis = c->landscape ? UI_ROW : UI_COLUMN, .grow = 1});
    if (c->landscape) {
        show_side(c);
    }
    ui_begin(c->ui, NULL, &(struct ui_box){.grow = 1, .arrives = true});
    if (c->landscape && !low) {
        show_upper(c);
    }
}

void screens_frame_end(const struct screens_context *c)
{
    ui_end(c->ui);
    if (!c->landscape) {
        show_bottom_bar(c);
    }
    ui_end(c->ui);
    ui_end(c->ui);
}
