/*
 * Shows every widget and saves pictures of it: ui-gallery DIR [ICON_DIR]. For looking at the
 * toolkit while working on it; needs no display (SDL_VIDEODRIVER=dummy).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "ui/input.h"
#include "ui/ui.h"

#define SWING_STEPS 10

enum { PRESS = 1, TURN };

static void label(struct ui *ui, const char *text, enum ui_text_style style, enum ui_tone tone)
{
    ui_label(ui, NULL, text, &(struct ui_label){.style = style, .tone = tone});
}

static void banner(struct ui *ui)
{
    ui_begin(
        ui, NULL,
        &(struct ui_box){
            .axis = UI_ROW, .pad_mm = 6, .gap_mm = 5, .align = UI_CENTER, .surface = UI_BANNER});
    ui_icon(ui, "star", 14, UI_TONE_BRAND);
    ui_begin(ui, NULL, &(struct ui_box){.grow = 1});
    label(ui, "Bộ phận Một cửa", UI_TEXT_TITLE, UI_TONE_NORMAL);
    label(ui, "Phường Ế Ỗ Ẩm Thực, Ủy ban nhân dân", UI_TEXT_BODY, UI_TONE_MUTED);
    ui_end(ui);
    ui_button(
        ui, "gallery.lang", "English",
        &(struct ui_button){.style = UI_BUTTON_QUIET, .icon = "language", .action = {PRESS, 1}});
    ui_end(ui);
}

static void choice(struct ui *ui, const char *id, const char *icon, const char *title,
                   const char *text, bool chosen)
{
    ui_begin(ui, id,
             &(struct ui_box){.axis = UI_COLUMN,
                              .pad_mm = 6,
                              .gap_mm = 2,
                              .grow = 1,
                              .surface = UI_CARD,
                              .chosen = chosen,
                              .action = {PRESS, 2}});
    ui_icon(ui, icon, 14, UI_TONE_BRAND);
    label(ui, title, UI_TEXT_HEADING, UI_TONE_NORMAL);
    label(ui, text, UI_TEXT_BODY, UI_TONE_MUTED);
    ui_end(ui);
}

static void left_column(struct ui *ui)
{
    label(ui, "Xin chào! Quý vị cần làm thủ tục gì?", UI_TEXT_TITLE, UI_TONE_NORMAL);
    bool wide = ui_is_landscape(ui);
    ui_begin(ui, NULL, &(struct ui_box){.axis = wide ? UI_ROW : UI_COLUMN, .gap_mm = 5});
    choice(ui, "gallery.lookup", "search", "Tra cứu thủ tục",
           "Hồ sơ cần những gì, lệ phí bao nhiêu", false);
    choice(ui, "gallery.submit", "document", "Nộp hồ sơ", "Đặt thẻ căn cước lên đầu đọc", true);
    choice(ui, "gallery.result", "qr", "Xem kết quả", "Quét mã trên giấy tiếp nhận", false);
    ui_end(ui);
    ui_field(
        ui, "gallery.search", "khai sinh",
        &(struct ui_field){.label = "Tìm", .icon = "search", .active = true, .action = {PRESS, 3}});
    ui_field(ui, "gallery.empty", "",
             &(struct ui_field){.label = "Số", .placeholder = "Số định danh", .invalid = true});
    ui_label(ui, NULL, "Đăng ký khai sinh kết hợp nhận cha, mẹ, con",
             &(struct ui_label){.style = UI_TEXT_BODY, .highlight = "khai sinh"});
    label(ui, "H29.154-261124-0042", UI_TEXT_CODE, UI_TONE_BRAND);
    ui_progress(ui, NULL, NULL, 2, 5);
    ui_progress(ui, NULL, NULL, 40, 100);
    ui_progress(ui, NULL, NULL, 0, 0);
}

static void notice(struct ui *ui, enum ui_surface surface, const char *icon, const char *text)
{
    ui_begin(ui, NULL,
             &(struct ui_box){
                 .axis = UI_ROW, .pad_mm = 5, .gap_mm = 4, .align = UI_CENTER, .surface = surface});
    ui_icon(ui, icon, 9, UI_TONE_NORMAL);
    ui_label(ui, NULL, text, &(struct ui_label){.style = UI_TEXT_BODY, .grow = 1});
    ui_end(ui);
}

static void right_column(struct ui *ui)
{
    notice(ui, UI_NOTICE, "info", "Quý vị có thể dừng bất cứ lúc nào.");
    notice(ui, UI_WARNING, "warning", "Máy in sắp hết giấy.");
    notice(ui, UI_DANGER, "warning", "Không đọc được thẻ. Vui lòng đặt lại thẻ.");
    notice(ui, UI_SUCCESS, "done", "Đã tiếp nhận hồ sơ.");
    ui_check(ui, "gallery.check", "Tôi cam đoan lời khai là đúng sự thật",
             &(struct ui_check){.checked = true, .action = {PRESS, 4}});
    ui_check(ui, "gallery.radio", "Nhận kết quả tại Bộ phận Một cửa",
             &(struct ui_check){.radio = true, .checked = true, .action = {PRESS, 5}});
    ui_check(ui, "gallery.radio2", "Nhận kết quả qua bưu chính",
             &(struct ui_check){.radio = true, .action = {PRESS, 6}});
    for (int row = 0; row < 2; row++) {
        ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = 2});
        static const char *const keys[2][10] = {{"q", "w", "e", "r", "t", "y", "u", "i", "o", "p"},
                                                {"ă", "â", "đ", "ê", "ô", "ơ", "ư", "´", "`", "˜"}};
        for (int i = 0; i < 10; i++) {
            ui_button(ui, row == 1 && i == 9 ? "gallery.last" : NULL, keys[row][i],
                      &(struct ui_button){.style = UI_BUTTON_KEY,
                                          .grow = 1,
                                          .height_mm = 15,
                                          .action = {PRESS, 100 + row * 10 + i}});
        }
        ui_end(ui);
    }
}

static void buttons(struct ui *ui)
{
    ui_begin(ui, NULL,
             &(struct ui_box){
                 .axis = UI_ROW, .wrap = true, .pad_mm = 5, .gap_mm = 5, .surface = UI_BAR});
    static const struct {
        const char *id;
        const char *text;
        const char *icon;
        enum ui_button_style style;
        bool disabled;
    } all[] = {
        {"gallery.back", "Quay lại", "back", UI_BUTTON_SECONDARY, false},
        {"gallery.stop", "Kết thúc", NULL, UI_BUTTON_DANGER, false},
        {"gallery.help", "Trợ giúp", "info", UI_BUTTON_QUIET, false},
        {"gallery.off", "Chưa dùng được", NULL, UI_BUTTON_PRIMARY, true},
        {"gallery.next", "Tiếp tục", "next", UI_BUTTON_PRIMARY, false},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ui_button(ui, all[i].id, all[i].text,
                  &(struct ui_button){.style = all[i].style,
                                      .icon = all[i].icon,
                                      .disabled = all[i].disabled,
                                      .grow = 1,
                                      .action = {PRESS, 10 + (int)i}});
    }
    ui_end(ui);
}

static void dialog(struct ui *ui)
{
    ui_begin(ui, "gallery.dialog",
             &(struct ui_box){.axis = UI_STACK,
                              .align = UI_CENTER,
                              .justify = UI_CENTER,
                              .modal = true,
                              .surface = UI_SCRIM});
    ui_begin(ui, NULL,
             &(struct ui_box){.width_mm = 170, .pad_mm = 8, .gap_mm = 5, .surface = UI_CARD});
    label(ui, "Quý vị còn ở đó không?", UI_TEXT_HEADING, UI_TONE_NORMAL);
    label(ui, "Phiên làm việc sẽ kết thúc sau 20 giây để giữ kín thông tin của quý vị.",
          UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_button(ui, "gallery.stay", "Tôi còn ở đây",
              &(struct ui_button){.style = UI_BUTTON_PRIMARY, .action = {PRESS, 20}});
    ui_end(ui);
    ui_end(ui);
}

static void describe(struct ui *ui, bool with_dialog)
{
    ui_screen_begin(ui, "gallery");
    ui_begin(ui, NULL, &(struct ui_box){0});
    banner(ui);
    ui_begin(ui, "gallery.content",
             &(struct ui_box){.pad_mm = 6, .gap_mm = 5, .grow = 1, .scroll = true});
    left_column(ui);
    right_column(ui);
    ui_end(ui);
    buttons(ui);
    ui_end(ui);
    if (with_dialog) {
        dialog(ui);
    }
    ui_screen_end(ui);
}

/* ---- The second page: every surface, tone and style of text, and what moves ---- */

static void surfaces(struct ui *ui)
{
    static const struct {
        enum ui_surface surface;
        const char *name;
    } all[] = {{UI_PLAIN, "Plain"},     {UI_CARD, "Card"},       {UI_SUNKEN, "Sunken"},
               {UI_BAR, "Bar"},         {UI_BANNER, "Banner"},   {UI_HERO, "Hero"},
               {UI_NOTICE, "Notice"},   {UI_WARNING, "Warning"}, {UI_DANGER, "Danger"},
               {UI_SUCCESS, "Success"}, {UI_CHOSEN, "Chosen"},   {UI_SCRIM, "Scrim"}};
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .wrap = true, .gap_mm = 4});
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ui_begin(ui, NULL,
                 &(struct ui_box){.pad_mm = 6, .min_height_mm = 26, .surface = all[i].surface});
        label(ui, all[i].name, UI_TEXT_BODY, UI_TONE_NORMAL);
        ui_end(ui);
    }
    ui_end(ui);
}

static void hero(struct ui *ui)
{
    ui_begin(ui, "gallery.hero",
             &(struct ui_box){.axis = UI_ROW,
                              .surface = UI_HERO,
                              .pad_mm = 9,
                              .gap_mm = 9,
                              .align = UI_CENTER,
                              .action = {PRESS, 30}});
    ui_icon(ui, "document", 28, UI_TONE_NORMAL);
    ui_begin(ui, NULL, &(struct ui_box){.grow = 1, .gap_mm = 2});
    label(ui, "Nộp hồ sơ", UI_TEXT_TITLE, UI_TONE_NORMAL);
    label(ui, "Tìm thủ tục, xem cần mang gì, nộp ngay tại đây", UI_TEXT_BODY, UI_TONE_NORMAL);
    ui_end(ui);
    ui_end(ui);
}

/* Whose data they are: a portrait with light on its upper half, and a symbol on its seal. */
static void person(struct ui *ui)
{
    struct mc_grey portrait;
    mc_grey_init(&portrait, 60, 80);
    for (int i = 0; i < 60 * 80; i++) {
        portrait.pixels[i] = (uint8_t)(240 - 2 * (i / 60));
    }
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .gap_mm = 5, .align = UI_CENTER});
    ui_picture(ui, "gallery.portrait", &portrait, 30, "Ảnh trên thẻ");
    ui_begin(ui, NULL,
             &(struct ui_box){.surface = UI_SEAL,
                              .width_mm = 16,
                              .height_mm = 16,
                              .align = UI_CENTER,
                              .justify = UI_CENTER});
    ui_icon(ui, "person", 10, UI_TONE_BRAND);
    ui_end(ui);
    ui_begin(ui, NULL, &(struct ui_box){.grow = 1});
    ui_field(ui, "gallery.locked", "NGUYỄN THỊ MƯỜI HAI",
             &(struct ui_field){.label = "Họ và tên", .locked = true, .icon = "lock"});
    ui_end(ui);
    ui_end(ui);
    mc_grey_finish(&portrait);
}

static void texts(struct ui *ui)
{
    static const char *const styles[] = {
        [UI_TEXT_DISPLAY] = "Display", [UI_TEXT_TITLE] = "Title",   [UI_TEXT_HEADING] = "Heading",
        [UI_TEXT_BODY] = "Body",       [UI_TEXT_STRONG] = "Strong", [UI_TEXT_SMALL] = "Small",
        [UI_TEXT_CODE] = "Code",       [UI_TEXT_ENTRY] = "Entry",   [UI_TEXT_LABEL] = "Label"};
    static const char *const tones[] = {[UI_TONE_NORMAL] = "Normal",
                                        [UI_TONE_MUTED] = "Muted",
                                        [UI_TONE_BRAND] = "Brand",
                                        [UI_TONE_DANGER] = "Danger",
                                        [UI_TONE_SUCCESS] = "Success"};
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .wrap = true, .gap_mm = 6});
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) {
        label(ui, styles[i], (enum ui_text_style)i, UI_TONE_NORMAL);
    }
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++) {
        label(ui, tones[i], UI_TEXT_STRONG, (enum ui_tone)i);
    }
    ui_end(ui);
    ui_line(ui);
}

/* Three values of a wheel that a swing turns, one of a button that repeats. */
static void wheel(struct ui *ui, int value)
{
    ui_begin(ui, "gallery.wheel",
             &(struct ui_box){
                 .width_mm = 60, .gap_mm = 3, .turn = {TURN, 0}, .turn_mm = 23, .name = "Ngày"});
    for (int by = -1; by <= 1; by++) {
        char text[16];
        (void)snprintf(text, sizeof text, "%02d", value + by);
        ui_button(ui, NULL, text,
                  &(struct ui_button){.style = UI_BUTTON_KEY,
                                      .action = {TURN, by},
                                      .repeats = by != 0,
                                      .chosen = by == 0,
                                      .height_mm = 20});
    }
    ui_end(ui);
}

/* Rows that open, in a list of its own that goes on when the finger leaves it. */
static void list(struct ui *ui)
{
    ui_begin(ui, "gallery.list",
             &(struct ui_box){.grow = 1, .height_mm = 70, .gap_mm = 3, .scroll = true});
    for (int i = 0; i < 20; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "Phường số %d", i + 1);
        ui_button(ui, NULL, text,
                  &(struct ui_button){.style = UI_BUTTON_SECONDARY,
                                      .icon = i == 0 ? "up" : "down",
                                      .expanded = i == 0 ? UI_EXPANDED : UI_COLLAPSED,
                                      .action = {PRESS, 40 + i}});
    }
    ui_end(ui);
}

static void bar(struct ui *ui)
{
    static const char *const icons[] = {"home", "help", "language", "text-size", "contrast"};
    static const char *const names[] = {"Về đầu", "Trợ giúp", "English", "Cỡ chữ", "Màu sắc"};
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .pad_mm = 2, .surface = UI_BAR});
    for (size_t i = 0; i < sizeof icons / sizeof icons[0]; i++) {
        ui_button(ui, NULL, names[i],
                  &(struct ui_button){.style = UI_BUTTON_BAR,
                                      .icon = icons[i],
                                      .chosen = i == 3,
                                      .grow = 1,
                                      .action = {PRESS, 70 + (int)i}});
    }
    ui_end(ui);
}

static void describe_more(struct ui *ui, int value)
{
    ui_screen_begin(ui, "gallery-more");
    ui_begin(ui, NULL, &(struct ui_box){0});
    ui_begin(
        ui, "gallery.content",
        &(struct ui_box){.pad_mm = 6, .gap_mm = 5, .grow = 1, .scroll = true, .arrives = true});
    ui_begin(ui, "gallery.moving", &(struct ui_box){.axis = UI_ROW, .gap_mm = 5});
    wheel(ui, value);
    list(ui);
    ui_end(ui);
    hero(ui);
    person(ui);
    surfaces(ui);
    texts(ui);
    ui_field(ui, "gallery.lines", "12/3 Hẻm Hoa Giấy, khu phố 4, phường Cây Đa",
             &(struct ui_field){.label = "Nơi cư trú", .lines = 3, .active = true});
    ui_check(ui, NULL, "Không chọn được", &(struct ui_check){.disabled = true});
    ui_end(ui);
    bar(ui);
    ui_end(ui);
    ui_screen_end(ui);
}

static int save(struct ui *ui, const char *dir, const char *name)
{
    char path[512];
    struct mc_error err = {0};
    (void)snprintf(path, sizeof path, "%s/%s.png", dir, name);
    if (ui_screenshot(ui, path, &err) != MC_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    return 0;
}

/* The middle of a node; false if it is not to be seen. */
static bool find(const struct ui *ui, const char *id, int *x, int *y)
{
    struct ui_node_info node;
    for (size_t i = 0; ui_node_at(ui, i, &node); i++) {
        if (strcmp(node.id, id) == 0 && node.w > 0) {
            *x = node.x + node.w / 2;
            *y = node.y + node.h / 2;
            return true;
        }
    }
    return false;
}

/* A finger that moves quickly upwards by so much and leaves; returns by how much that, and what it
 * set going, turned a wheel. */
static int swing(struct ui *ui, const char *id, int by_px, int for_ms)
{
    int x = 0;
    int y = 0;
    int turned = 0;
    struct ui_event event = {0};
    if (!find(ui, id, &x, &y)) {
        return 0;
    }
    for (uint32_t i = 0; i <= SWING_STEPS + 1; i++) {
        int at = (int)(i < SWING_STEPS ? i : SWING_STEPS);
        const struct input in = {.kind = i == 0            ? INPUT_DOWN
                                         : i > SWING_STEPS ? INPUT_UP
                                                           : INPUT_MOVE,
                                 .finger = 1,
                                 .at_ms = 1000 + 8 * i,
                                 .x = x,
                                 .y = y + by_px / 2 - by_px * at / SWING_STEPS};
        if (input_handle(ui, &in, &event) && event.action.code == TURN) {
            turned += event.action.arg;
        }
    }
    int64_t until_ms = mc_clock_monotonic_ms() + for_ms;
    while (mc_clock_monotonic_ms() < until_ms) {
        ui_wait((int)(until_ms - mc_clock_monotonic_ms()), &event);
        turned += event.kind == UI_EVENT_ACTION && event.action.code == TURN ? event.action.arg : 0;
        (void)ui_paint(ui);
    }
    return turned;
}

/* The second page at rest, while its list moves, and when its wheel was turned. */
static int show_moves(struct ui *ui, const char *dir, bool wide)
{
    int value = 12;
    describe_more(ui, value);
    (void)ui_paint(ui);
    int failed = save(ui, dir, wide ? "landscape-more" : "portrait-more");
    ui_set_motion(ui, true);
    (void)swing(ui, "gallery.list", 100, 60);
    failed |= save(ui, dir, wide ? "landscape-list-moving" : "portrait-list-moving");
    value += swing(ui, "gallery.wheel", 100, 1500);
    describe_more(ui, value);
    failed |= save(ui, dir, wide ? "landscape-wheel" : "portrait-wheel");
    ui_set_motion(ui, false);
    (void)ui_reveal(ui, "gallery.lines");
    return failed | save(ui, dir, wide ? "landscape-more-end" : "portrait-more-end");
}

static int show(const char *dir, const char *icons, int width_px, int height_px)
{
    static const char *const schemes[] = {"light", "dark", "contrast-light", "contrast-dark"};
    struct ui_options options = {"gallery", width_px, height_px, 215, false, 0, 0, icons};
    struct mc_error err = {0};
    struct ui *ui = NULL;
    if (ui_create(&options, &ui, &err) != MC_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    int failed = 0;
    for (int run = 0; run < 8; run++) {
        char name[64];
        int scheme = run / 2;
        ui_set_scheme(ui, (enum ui_scheme)scheme);
        ui_set_text_scale(ui, run % 2 == 0 ? UI_TEXT_100 : UI_TEXT_200);
        describe(ui, false);
        (void)snprintf(name, sizeof name, "%dx%d-%s-%s", width_px, height_px, schemes[scheme],
                       run % 2 == 0 ? "100" : "200");
        failed |= save(ui, dir, name);
        describe_more(ui, 12);
        (void)snprintf(name, sizeof name, "%dx%d-%s-%s-more", width_px, height_px, schemes[scheme],
                       run % 2 == 0 ? "100" : "200");
        failed |= save(ui, dir, name);
    }
    ui_set_scheme(ui, UI_LIGHT);
    ui_set_text_scale(ui, UI_TEXT_100);
    describe(ui, false);
    (void)ui_reveal(ui, "gallery.last");
    struct ui_event event;
    (void)ui_inject_key(ui, "Tab");
    ui_wait(100, &event);
    (void)ui_reveal(ui, "gallery.last");
    failed |= save(ui, dir, width_px > height_px ? "landscape-end" : "portrait-end");
    failed |= show_moves(ui, dir, width_px > height_px);
    describe(ui, true);
    failed |= save(ui, dir, width_px > height_px ? "landscape-dialog" : "portrait-dialog");
    struct ui_stats stats;
    ui_stats(ui, &stats);
    printf("%dx%d: paint p50 %d us, p99 %d us\n", width_px, height_px, stats.paint_p50_us,
           stats.paint_p99_us);
    ui_destroy(ui);
    return failed;
}

int main(int argc, char **argv)
{
    struct mc_error err = {0};
    if (argc < 2) {
        (void)fprintf(stderr, "usage: ui-gallery DIR [ICON_DIR]\n");
        return 2;
    }
    mc_secure_init();
    if (ui_platform_start(&err) != MC_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    const char *icons = argc > 2 ? argv[2] : NULL;
    int failed = show(argv[1], icons, 1920, 1080) | show(argv[1], icons, 1080, 1920);
    ui_platform_stop();
    return failed;
}
