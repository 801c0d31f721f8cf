/*
 * Paints every fabricated view into a folder, for people to look at:
 *   screens-gallery FOLDER [orient=portrait,landscape] [size=0,1,2,3]
 *                   [theme=light,contrast-dark,contrast-light,dark] [lang=vi,en] [reach=full,low]
 *                   [only=NAME,NAME…]
 * Each takes one value or several; without them: portrait, 0, light, vi, full, every view. A
 * picture is FOLDER/ORIENT-SIZE-THEME-LANG-REACH/NAME.png. Needs no display when
 * SDL_VIDEODRIVER=dummy.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/memory.h"
#include "kiosk/screens/screens.h"
#include "tests/tools/views.h"

enum axis { ORIENT, SIZE, THEME, LANG, REACH, AXES };
#define VALUES_MAX 4

static const struct {
    const char *name;
    const char *values[VALUES_MAX + 1];
} axes[AXES] = {
    [ORIENT] = {"orient", {"portrait", "landscape"}},
    [SIZE] = {"size", {"0", "1", "2", "3"}},
    [THEME] = {"theme", {"light", "contrast-dark", "contrast-light", "dark"}},
    [LANG] = {"lang", {"vi", "en"}},
    [REACH] = {"reach", {"full", "low"}},
};

struct gallery {
    const char *folder;
    const char *only;      /* names, NULL: all */
    unsigned wanted[AXES]; /* bits of the values */
    int at[AXES];
    struct ui *ui;
    struct screens *screens;
};

/* Whether a list "a,b" has the word. */
static bool lists(const char *list, const char *word)
{
    size_t len = strlen(word);
    while (list != NULL && *list != '\0') {
        size_t n = strcspn(list, ",");
        if (n == len && strncmp(list, word, n) == 0) {
            return true;
        }
        list += n + (list[n] == ',');
    }
    return false;
}

static bool take_argument(struct gallery *gallery, const char *argument)
{
    const char *value = strchr(argument, '=');
    if (value == NULL) {
        return false;
    }
    size_t len = (size_t)(value++ - argument);
    if (len == 4 && strncmp(argument, "only", len) == 0) {
        gallery->only = value;
        return true;
    }
    for (int axis = 0; axis < AXES; axis++) {
        if (strlen(axes[axis].name) == len && strncmp(axes[axis].name, argument, len) == 0) {
            gallery->wanted[axis] = 0;
            for (unsigned i = 0; axes[axis].values[i] != NULL; i++) {
                gallery->wanted[axis] |= lists(value, axes[axis].values[i]) ? 1U << i : 0;
            }
            return gallery->wanted[axis] != 0;
        }
    }
    return false;
}

static enum mc_err paint_view(const struct gallery *gallery, size_t index, const char *folder,
                              struct mc_error *err)
{
    char path[PATH_MAX];
    struct flow_view *view = views_create(index, (enum mc_language)gallery->at[LANG]);
    view->text_size = gallery->at[SIZE];
    view->theme = (enum flow_theme)gallery->at[THEME];
    view->low_reach = gallery->at[REACH] == 1;
    screens_show(gallery->screens, gallery->ui, view);
    (void)ui_paint(gallery->ui);
    int n = snprintf(path, sizeof path, "%s/%s.png", folder, views_name(index));
    enum mc_err rc = n > 0 && (size_t)n < sizeof path ? ui_screenshot(gallery->ui, path, err)
                                                      : mc_fail(err, MC_ETOOBIG, "%s", folder);
    views_destroy(view);
    return rc;
}

static enum mc_err paint_views(const struct gallery *gallery, struct mc_error *err)
{
    char folder[PATH_MAX];
    int n = snprintf(folder, sizeof folder, "%s", gallery->folder);
    for (int axis = 0; axis < AXES && n > 0 && (size_t)n < sizeof folder; axis++) {
        n += snprintf(folder + n, sizeof folder - (size_t)n, "%c%s", axis == 0 ? '/' : '-',
                      axes[axis].values[gallery->at[axis]]);
    }
    (void)mkdir(gallery->folder, 0777);
    (void)mkdir(folder, 0777);
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < views_count() && rc == MC_OK; i++) {
        if (gallery->only == NULL || lists(gallery->only, views_name(i))) {
            rc = paint_view(gallery, i, folder, err);
        }
    }
    return rc;
}

/* Every combination of the wanted values of the axes from `axis` on. */
static enum mc_err paint_from(struct gallery *gallery, int axis, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    if (axis == AXES) {
        return paint_views(gallery, err);
    }
    for (int i = 0; i < VALUES_MAX && rc == MC_OK; i++) {
        if ((gallery->wanted[axis] & 1U << i) != 0) {
            gallery->at[axis] = i;
            rc = paint_from(gallery, axis + 1, err);
        }
    }
    return rc;
}

static enum mc_err paint_all(struct gallery *gallery, const struct mc_messages *messages,
                             struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    gallery->screens = screens_create(messages);
    for (int orient = 0; orient < 2 && rc == MC_OK; orient++) {
        const struct ui_options options = {.title = "gallery",
                                           .width_px = orient == 0 ? 1080 : 1920,
                                           .height_px = orient == 0 ? 1920 : 1080,
                                           .panel_diagonal_tenth_inch = 215,
                                           .icon_dir = MOTCUA_SOURCE_DIR "/assets/icons"};
        if ((gallery->wanted[ORIENT] & 1U << orient) == 0) {
            continue;
        }
        rc = ui_create(&options, &gallery->ui, err);
        if (rc == MC_OK) {
            gallery->at[ORIENT] = orient;
            rc = paint_from(gallery, ORIENT + 1, err);
            ui_destroy(gallery->ui);
        }
    }
    screens_destroy(gallery->screens);
    return rc;
}

int main(int argc, char **argv)
{
    struct gallery gallery = {.folder = argc > 1 ? argv[1] : "", .wanted = {1, 1, 1, 1, 1}};
    bool understood = argc > 1 && argv[1][0] != '-';
    for (int i = 2; i < argc && understood; i++) {
        understood = take_argument(&gallery, argv[i]);
    }
    if (!understood) {
        (void)fprintf(stderr,
                      "usage: %s FOLDER [orient=…] [size=…] [theme=…] [lang=…] [reach=…] "
                      "[only=…]; each takes values with commas between them\n",
                      argv[0]);
        return 2;
    }
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
