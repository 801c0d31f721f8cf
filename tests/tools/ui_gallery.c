/*
 * Shows every widget and saves pictures of it: ui-gallery DIR [ICON_DIR]. For looking at the
 * toolkit while working on it; needs no display (SDL_VIDEODRIVER=dummy).
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/memory.h"
#include "ui/ui.h"

enum { PRESS = 1 };

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
    ui_progress(ui, NULL, 2, 5);
    ui_progress(ui, NULL, 40, 100);
    ui_progress(ui, NULL, 0, 0);
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
