/*
 * Every screen in both languages, at 100 and 200 %, in the light and the high contrast dark theme,
 * upright and lying, against the pictures in tests/golden/pictures:
 *
 *   test-golden PICTURES OUT            compares; what differs is shown in OUT, side by side
 *   test-golden PICTURES OUT --renew    makes the pictures anew; what changed is shown in OUT
 *
 * Three eighths of the real panel's resolution, the same millimetres: a picture is small and means
 * the same. scripts/golden calls both.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/memory.h"
#include "kiosk/screens/screens.h"
#include "tests/golden/golden_picture.h"
#include "tests/tools/views.h"
#include "ui/ui_internal.h"

/* Painted at twice the size they are kept in: smaller, letters would be hinted to other widths than
 * on any panel, and lines would break elsewhere. */
#define SHORT_SIDE_PX 810
#define LONG_SIDE_PX  1440
#define FEW_PX        40 /* a hinted edge may fall otherwise with another FreeType */

/* One of each screen, and of each dialog. */
static const char *const pictured[] = {
    "home",
    "home_offline",
    "browse",
    "browse_list",
    "search_empty",
    "search_results",
    "search_none",
    "procedure_plain",
    "identify",
    "identify_known",
    "chip_verified",
    "identify_number",
    "form_case",
    "form_text",
    "form_phone",
    "form_date_wheels",
    "form_year",
    "form_candidates",
    "form_marks",
    "form_vni",
    "form_choice",
    "form_papers",
    "review",
    "sending",
    "receipt",
    "receipt_provisional",
    "scan",
    "by_hand_code",
    "by_hand_number",
    "status_processing",
    "status_needs_papers",
    "status_late",
    "rating_asks",
    "fault_storage",
    "end",
    "attract",
    "idle",
    "leave",
    "help",
    "service_pin",
    "service_open",
};

struct look {
    enum mc_language language;
    int text_size;
    enum flow_theme theme;
    bool landscape;
};

struct gallery {
    const char *pictures;
    const char *out;
    bool renew;
    struct ui *ui;
    struct screens *screens;
    size_t compared;
    size_t changed;
    size_t missing;
};

static void folder_of(const struct look *look, char out[64])
{
    (void)snprintf(out, 64, "%s-%s-%s-%s", look->landscape ? "landscape" : "portrait",
                   look->text_size == 0 ? "100" : "200",
                   look->theme == FLOW_THEME_LIGHT ? "light" : "contrast-dark",
                   look->language == MC_LANGUAGE_VI ? "vi" : "en");
}

static void make_folder(const char *parent, const char *name)
{
    char path[PATH_MAX];
    (void)mkdir(parent, 0777);
    (void)snprintf(path, sizeof path, "%s/%s", parent, name);
    (void)mkdir(path, 0777);
}

/* The mean of four 0xAARRGGBB pixels. */
static uint32_t mean_of_four(const uint32_t *above, const uint32_t *below)
{
    uint32_t mean = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        uint32_t sum = 2 + (above[0] >> shift & 0xff) + (above[1] >> shift & 0xff) +
                       (below[0] >> shift & 0xff) + (below[1] >> shift & 0xff);
        mean |= sum / 4 << shift;
    }
    return mean;
}

static void picture_of(const struct ui *ui, struct golden_picture *out)
{
    int width_px = ui->width_px / 2;
    int height_px = ui->height_px / 2;
    uint32_t *half = mc_calloc((size_t)width_px * (size_t)height_px, sizeof *half);
    for (int y = 0; y < height_px; y++) {
        const uint32_t *above = ui->pixels + (size_t)2 * (size_t)y * (size_t)ui->width_px;
        for (int x = 0; x < width_px; x++) {
            half[(size_t)y * (size_t)width_px + (size_t)x] = mean_of_four(
                above + (size_t)2 * (size_t)x, above + ui->width_px + (size_t)2 * (size_t)x);
        }
    }
    golden_picture_from(out, half, width_px, height_px);
    free(half);
}

static void draw(struct gallery *gallery, const struct look *look, size_t index,
                 struct golden_picture *out)
{
    struct flow_view *view = views_create(index, look->language);
    view->text_size = look->text_size;
    view->theme = look->theme;
    screens_show(gallery->screens, gallery->ui, view);
    (void)ui_paint(gallery->ui);
    picture_of(gallery->ui, out);
    views_destroy(view);
}

static enum mc_err show_difference(const struct gallery *gallery, const char *folder,
                                   const char *name, const struct golden_picture *before,
                                   const struct golden_picture *after, struct mc_error *err)
{
    char path[PATH_MAX];
    (void)mkdir(gallery->out, 0777);
    (void)snprintf(path, sizeof path, "%s/%s-%s.png", gallery->out, folder, name);
    return golden_picture_show(path, before, after, err);
}

static enum mc_err one(struct gallery *gallery, const struct look *look, size_t index,
                       struct mc_error *err)
{
    char folder[64];
    char path[PATH_MAX];
    struct golden_picture now;
    struct golden_picture before = {0};
    const char *name = views_name(index);
    folder_of(look, folder);
    (void)snprintf(path, sizeof path, "%s/%s/%s.png", gallery->pictures, folder, name);
    draw(gallery, look, index, &now);
    enum mc_err rc = golden_picture_read(path, &before, err);
    bool known = rc == MC_OK;
    size_t different = known ? golden_picture_difference(&before, &now) : 0;
    gallery->compared++;
    if (!known) {
        gallery->missing++;
        (void)printf("%s/%s: no picture yet\n", folder, name);
    } else if (different > FEW_PX) {
        gallery->changed++;
        (void)printf("%s/%s: %zu pixels differ\n", folder, name, different);
        rc = show_difference(gallery, folder, name, &before, &now, err);
    }
    if (gallery->renew && (!known || different > FEW_PX)) {
        make_folder(gallery->pictures, folder);
        rc = golden_picture_write(path, &now, err);
    } else if (!known) {
        rc = MC_OK; /* counted */
    }
    golden_picture_finish(&before);
    golden_picture_finish(&now);
    return rc;
}

static bool is_pictured(size_t index)
{
    for (size_t i = 0; i < sizeof pictured / sizeof pictured[0]; i++) {
        if (strcmp(pictured[i], views_name(index)) == 0) {
            return true;
        }
    }
    return false;
}

static enum mc_err all_looks(struct gallery *gallery, bool landscape, size_t index,
                             struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    for (int i = 0; i < 8 && rc == MC_OK; i++) {
        const struct look look = {.language = (i & 1) == 0 ? MC_LANGUAGE_VI : MC_LANGUAGE_EN,
                                  .text_size = (i & 2) == 0 ? 0 : 3,
                                  .theme =
                                      (i & 4) == 0 ? FLOW_THEME_LIGHT : FLOW_THEME_CONTRAST_DARK,
                                  .landscape = landscape};
        rc = one(gallery, &look, index, err);
    }
    return rc;
}

static enum mc_err all_views(struct gallery *gallery, bool landscape, struct mc_error *err)
{
    const struct ui_options options = {.title = "golden",
                                       .width_px = landscape ? LONG_SIDE_PX : SHORT_SIDE_PX,
                                       .height_px = landscape ? SHORT_SIDE_PX : LONG_SIDE_PX,
                                       .panel_diagonal_tenth_inch = 215,
                                       .icon_dir = MOTCUA_SOURCE_DIR "/assets/icons"};
    enum mc_err rc = ui_create(&options, &gallery->ui, err);
    size_t shown = 0;
    for (size_t i = 0; i < views_count() && rc == MC_OK; i++) {
        if (is_pictured(i)) {
            shown++;
            rc = all_looks(gallery, landscape, i, err);
        }
    }
    ui_destroy(gallery->ui);
    gallery->ui = NULL;
    if (rc == MC_OK && shown != sizeof pictured / sizeof pictured[0]) {
        rc = mc_fail(err, MC_ENOTFOUND, "a pictured view is no longer among the views");
    }
    return rc;
}

static enum mc_err run(struct gallery *gallery, struct mc_error *err)
{
    static const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/kiosk",
                                       MOTCUA_SOURCE_DIR "/assets/i18n/common"};
    struct mc_messages *messages = NULL;
    enum mc_err rc = mc_messages_load(dirs, 2, &messages, err);
    if (rc == MC_OK) {
        rc = ui_platform_start(err);
    }
    if (rc == MC_OK) {
        gallery->screens = screens_create(messages);
        for (int landscape = 0; landscape < 2 && rc == MC_OK; landscape++) {
            rc = all_views(gallery, landscape != 0, err);
        }
        screens_destroy(gallery->screens);
        ui_platform_stop();
    }
    mc_messages_destroy(messages);
    return rc;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fprintf(stderr, "usage: %s PICTURES OUT [--renew]\n", argv[0]);
        return 2;
    }
    struct gallery gallery = {
        .pictures = argv[1], .out = argv[2], .renew = argc > 3 && strcmp(argv[3], "--renew") == 0};
    struct mc_error err = {0};
    mc_secure_init();
    if (run(&gallery, &err) != MC_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    (void)printf("%zu pictures, %zu changed, %zu new%s%s\n", gallery.compared, gallery.changed,
                 gallery.missing, gallery.changed > 0 ? "; what changed: " : "",
                 gallery.changed > 0 ? gallery.out : "");
    return gallery.renew || gallery.changed + gallery.missing == 0 ? 0 : 1;
}
