/*
 * Paints every fabricated view into a folder, for people to look at:
 *   screens-gallery FOLDER [portrait|landscape] [TEXT-SIZE 0..3] [light|dark] [vi|en] [NAME]
 * Needs no display when SDL_VIDEODRIVER=dummy.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/screens/screens.h"
#include "tests/tools/views.h"

struct gallery {
    const char *folder;
    bool landscape;
    int text_size;
    bool dark;
    enum mc_language language;
    const char *only; /* a view's name, or NULL */
};

static enum mc_err paint(const struct gallery *gallery, struct ui *ui, struct screens *screens,
                         size_t index, struct mc_error *err)
{
    struct flow_view *view = views_create(index, gallery->language);
    view->text_size = gallery->text_size;
    view->high_contrast = gallery->dark;
    screens_show(screens, ui, view);
    (void)ui_paint(ui);
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s.png", gallery->folder, views_name(index));
    enum mc_err rc = ui_screenshot(ui, path, err);
    views_destroy(view);
    return rc;
}

static enum mc_err paint_all(const struct gallery *gallery, const struct mc_messages *messages,
                             struct mc_error *err)
{
    const struct ui_options options = {.title = "gallery",
                                       .width_px = gallery->landscape ? 1920 : 1080,
                                       .height_px = gallery->landscape ? 1080 : 1920,
                                       .panel_diagonal_tenth_inch = 215,
                                       .icon_dir = MOTCUA_SOURCE_DIR "/assets/icons"};
    struct ui *ui = NULL;
    enum mc_err rc = ui_create(&options, &ui, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct screens *screens = screens_create(messages);
    for (size_t i = 0; i < views_count() && rc == MC_OK; i++) {
        if (gallery->only == NULL || strcmp(gallery->only, views_name(i)) == 0) {
            rc = paint(gallery, ui, screens, i, err);
        }
    }
    screens_destroy(screens);
    ui_destroy(ui);
    return rc;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        (void)fprintf(stderr,
                      "usage: %s FOLDER [portrait|landscape] [0..3] [light|dark] [vi|en] "
                      "[NAME]\n",
                      argv[0]);
        return 2;
    }
    struct gallery gallery = {
        .folder = argv[1],
        .landscape = argc > 2 && strcmp(argv[2], "landscape") == 0,
        .text_size = argc > 3 && argv[3][0] >= '0' && argv[3][0] <= '3' ? argv[3][0] - '0' : 0,
        .dark = argc > 4 && strcmp(argv[4], "dark") == 0,
        .language = argc > 5 && strcmp(argv[5], "en") == 0 ? MC_LANGUAGE_EN : MC_LANGUAGE_VI,
        .only = argc > 6 ? argv[6] : NULL};
    static const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/kiosk",
                                       MOTCUA_SOURCE_DIR "/assets/i18n/common"};
    mc_secure_init();
    struct mc_error err = {0};
    struct mc_messages *messages = NULL;
    enum mc_err rc = mc_messages_load(dirs, 2, &messages, &err);
    if (rc == MC_OK) {
        rc = ui_platform_start(&err);
    }
    if (rc == MC_OK) {
        rc = paint_all(&gallery, messages, &err);
        ui_platform_stop();
    }
    mc_messages_destroy(messages);
    if (rc != MC_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
    }
    return rc == MC_OK ? 0 : 1;
}
