#include "kiosk/app/dock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/json.h"
#include "core/log.h"
#include "core/memory.h"

#define CARDS_MAX        8
#define LABEL_BYTES      128
#define CARDS_MAX_BYTES  65536
#define WINDOW_WIDTH_PX  560
#define WINDOW_HEIGHT_PX 1400   /* at most */
#define PX_PER_INCH      102.46 /* of a 21.5 inch panel of 1080 by 1920 */
#define PICTURE_MM       80

enum dock_action {
    DOCK_SHOW = 1, /* arg: card */
    DOCK_INSERT,
    DOCK_HIDE,
    DOCK_RECEIPT,
    DOCK_PRINTER /* arg: index into printer_acts */
};

struct dock_card {
    char label[LABEL_BYTES];
    char *qr;
    char *chip; /* JSON, NULL if the card has none */
};

struct dock {
    struct ui *ui;
    struct devices *devices;
    struct dock_card cards[CARDS_MAX];
    size_t card_count;
    unsigned prints_shown;
    bool changed;
};

static const struct {
    const char *state;
    const char *label;
} printer_acts[] = {{"ok", "Nạp giấy, đóng nắp"},
                    {"paper_out", "Rút giấy"},
                    {"cover_open", "Mở nắp"},
                    {"offline", "Tắt máy in"}};

static enum mc_err read_card(const cJSON *item, struct dock_card *card, struct mc_error *err)
{
    static const char *const keys[] = {"label", "qr", "chip", NULL};
    const char *qr = NULL;
    enum mc_err rc = mc_json_only_keys(item, "card", keys, err);
    if (rc == MC_OK) {
        rc = mc_json_text_into(item, "card", "label", card->label, sizeof card->label, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text(item, "card", "qr", &qr, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    card->qr = mc_strdup(qr);
    const cJSON *chip = mc_json_find(item, "chip");
    card->chip = chip != NULL ? mc_json_print(chip) : NULL;
    return MC_OK;
}

static enum mc_err read_cards(struct dock *dock, const char *assets_dir, struct mc_error *err)
{
    char path[OPTIONS_PATH_BYTES + 32];
    (void)snprintf(path, sizeof path, "%s/demo/cards.json", assets_dir);
    char *text = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, CARDS_MAX_BYTES, &text, &len, err);
    cJSON *cards = NULL;
    if (rc == MC_OK) {
        rc = mc_json_parse(text, len, CARDS_MAX_BYTES, &cards, err);
    }
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, cards)
    {
        if (rc == MC_OK && dock->card_count < CARDS_MAX) {
            rc = read_card(item, &dock->cards[dock->card_count], err);
            dock->card_count += rc == MC_OK;
        }
    }
    cJSON_Delete(cards);
    free(text);
    return rc;
}

enum mc_err dock_create(const char *assets_dir, struct devices *devices, int left_px, int height_px,
                        struct dock **out, struct mc_error *err)
{
    struct dock *dock = MC_NEW(struct dock);
    dock->devices = devices;
    dock->changed = true;
    char icons[OPTIONS_PATH_BYTES + 32];
    (void)snprintf(icons, sizeof icons, "%s/icons", assets_dir);
    int height = height_px < WINDOW_HEIGHT_PX ? height_px : WINDOW_HEIGHT_PX;
    double diagonal = 10.0 * hypot(WINDOW_WIDTH_PX, height) / PX_PER_INCH;
    const struct ui_options window = {.title = "Bàn thiết bị mô phỏng",
                                      .width_px = WINDOW_WIDTH_PX,
                                      .height_px = height,
                                      .panel_diagonal_tenth_inch = (int)diagonal,
                                      .left_px = left_px,
                                      .icon_dir = icons};
    enum mc_err rc = read_cards(dock, assets_dir, err);
    if (rc == MC_OK) {
        rc = ui_create(&window, &dock->ui, err);
    }
    if (rc != MC_OK) {
        dock_destroy(dock);
        return rc;
    }
    *out = dock;
    return MC_OK;
}

void dock_destroy(struct dock *dock)
{
    if (dock == NULL) {
        return;
    }
    ui_destroy(dock->ui);
    for (size_t i = 0; i < dock->card_count; i++) {
        free(dock->cards[i].qr);
        free(dock->cards[i].chip);
    }
    free(dock);
}

const struct ui *dock_window(const struct dock *dock)
{
    return dock->ui;
}

static void act(struct dock *dock, struct ui_action action)
{
    size_t arg = (size_t)action.arg;
    struct mc_error err;
    enum mc_err rc = MC_OK;
    switch ((enum dock_action)action.code) {
    case DOCK_SHOW: rc = devices_show_code(dock->devices, dock->cards[arg].qr, &err); break;
    case DOCK_INSERT:
        rc = devices_insert_card(dock->devices, dock->cards[arg].chip,
                                 strlen(dock->cards[arg].chip), &err);
        break;
    case DOCK_HIDE:
        rc = devices_show_picture(dock->devices, NULL, &err);
        if (rc == MC_OK) {
            rc = devices_remove_card(dock->devices, &err);
        }
        break;
    case DOCK_RECEIPT:
        rc = devices_show_picture(dock->devices, devices_last_print(dock->devices), &err);
        break;
    case DOCK_PRINTER:
        rc = devices_set_printer(dock->devices, printer_acts[arg].state, &err);
        break;
    }
    if (rc != MC_OK) {
        mc_log_error("dock", "a simulated device refused", &err);
    }
}

void dock_event(struct dock *dock, const struct ui_event *event)
{
    if (event->kind == UI_EVENT_ACTION) {
        act(dock, event->action);
    }
}

static void heading(struct ui *ui, const char *text)
{
    ui_space(ui, 1, 0);
    ui_label(ui, NULL, text, &(struct ui_label){.style = UI_TEXT_STRONG, .tone = UI_TONE_BRAND});
}

static void small_button(struct ui *ui, const char *id, const char *text, struct ui_action action)
{
    ui_button(ui, id, text,
              &(struct ui_button){
                  .style = UI_BUTTON_SECONDARY, .action = action, .height_mm = 12, .grow = 1});
}

static void describe_cards(struct dock *dock)
{
    struct ui *ui = dock->ui;
    char id[UI_ID_BYTES];
    heading(ui, "Đưa trước camera");
    for (size_t i = 0; i < dock->card_count; i++) {
        (void)snprintf(id, sizeof id, "dock.show.%zu", i);
        small_button(ui, id, dock->cards[i].label, (struct ui_action){DOCK_SHOW, (int)i});
    }
    heading(ui, "Đặt lên đầu đọc chip");
    for (size_t i = 0; i < dock->card_count; i++) {
        if (dock->cards[i].chip != NULL) {
            (void)snprintf(id, sizeof id, "dock.insert.%zu", i);
            small_button(ui, id, dock->cards[i].label, (struct ui_action){DOCK_INSERT, (int)i});
        }
    }
    small_button(ui, "dock.hide", "Cất thẻ và giấy đi", (struct ui_action){DOCK_HIDE, 0});
}

static void describe(struct dock *dock)
{
    struct ui *ui = dock->ui;
    char id[UI_ID_BYTES];
    ui_screen_begin(ui, "dock");
    ui_begin(ui, "dock.list",
             &(struct ui_box){.gap_mm = 2, .pad_mm = 3, .grow = 1, .scroll = true});
    describe_cards(dock);
    heading(ui, "Máy in");
    for (size_t i = 0; i < sizeof printer_acts / sizeof printer_acts[0]; i++) {
        (void)snprintf(id, sizeof id, "dock.printer.%s", printer_acts[i].state);
        small_button(ui, id, printer_acts[i].label, (struct ui_action){DOCK_PRINTER, (int)i});
    }
    if (dock->prints_shown > 0) {
        heading(ui, "Biên nhận vừa in");
        small_button(ui, "dock.receipt", "Đưa biên nhận trước camera",
                     (struct ui_action){DOCK_RECEIPT, 0});
        ui_picture(ui, "dock.paper", devices_last_print(dock->devices), PICTURE_MM,
                   "Biên nhận vừa in");
    }
    ui_end(ui);
    ui_screen_end(ui);
}

void dock_turn(struct dock *dock)
{
    unsigned prints = devices_print_count(dock->devices);
    if (prints != dock->prints_shown) {
        dock->prints_shown = prints;
        dock->changed = true;
    }
    if (dock->changed) {
        describe(dock);
        dock->changed = false;
    }
    (void)ui_paint(dock->ui);
}
