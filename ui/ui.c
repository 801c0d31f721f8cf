/* A window: its life, its screen and what of it is painted. */
#include "ui/ui.h"

#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "ui/damage.h"
#include "ui/input.h"
#include "ui/sdl_platform.h"
#include "ui/widget.h"

#define SIDE_MIN_PX 64
#define ARRIVE_MM   12
#define BAND_PX     (96 * 1024) /* painted from bottom to top before the next: fits a near cache */

static void apply_theme(struct ui *ui)
{
    theme_init(&ui->theme, ui->width_px, ui->height_px, ui->diagonal_tenth_inch, ui->scheme,
               ui->scale);
    node_tree_remeasure(&ui->tree);
    ui->repaint = true;
    ui->stale = true;
}

enum mc_err ui_create(const struct ui_options *options, struct ui **out, struct mc_error *err)
{
    if (options->width_px < SIDE_MIN_PX || options->height_px < SIDE_MIN_PX ||
        options->width_px > MC_IMAGE_SIDE_MAX_PX || options->height_px > MC_IMAGE_SIDE_MAX_PX) {
        return mc_fail(err, MC_EINVAL, "window of %d × %d px", options->width_px,
                       options->height_px);
    }
    struct ui *ui = MC_NEW(struct ui);
    enum mc_err code = text_engine_create(&ui->text, err);
    if (code == MC_OK) {
        code = platform_window_create(options, ui, &ui->window, err);
    }
    if (code != MC_OK) {
        text_engine_destroy(ui->text);
        free(ui);
        return code;
    }
    platform_window_size(ui->window, &ui->width_px, &ui->height_px);
    ui->pixels = mc_calloc((size_t)ui->width_px * (size_t)ui->height_px, sizeof *ui->pixels);
    ui->icons = icon_cache_create(options->icon_dir);
    ui->diagonal_tenth_inch = options->panel_diagonal_tenth_inch;
    node_tree_init(&ui->tree);
    ui->guard_ms = (uint32_t)options->touch_guard_ms;
    ui->repeat_delay_ms = options->repeat_delay_ms;
    ui->repeat_ms = options->repeat_ms;
    ui->press.scroll = -1;
    apply_theme(ui);
    ui_arrange(ui);
    *out = ui;
    return MC_OK;
}

void ui_destroy(struct ui *ui)
{
    if (ui == NULL) {
        return;
    }
    node_tree_finish(&ui->tree);
    text_engine_destroy(ui->text);
    icon_cache_destroy(ui->icons);
    platform_window_destroy(ui->window);
    mc_wipe(ui->pixels, (size_t)ui->width_px * (size_t)ui->height_px * sizeof *ui->pixels);
    free(ui->pixels);
    free(ui);
}

void ui_forget(struct ui *ui)
{
    motion_stop(&ui->motion);
    text_engine_forget(ui->text);
    platform_forget_events();
    ui->scrolls_count = 0;
    ui->left = (struct ui_left){.scrolls_count = 0};
    ui->press = (struct ui_press){.scroll = -1};
}

void ui_set_scheme(struct ui *ui, enum ui_scheme scheme)
{
    if (scheme != ui->scheme) {
        ui->scheme = scheme;
        apply_theme(ui);
    }
}

void ui_set_text_scale(struct ui *ui, enum ui_text_scale scale)
{
    if (scale != ui->scale) {
        ui->scale = scale;
        apply_theme(ui);
    }
}

void ui_set_reading(struct ui *ui, bool reading)
{
    ui->stale = ui->stale || ui->reading != reading;
    ui->reading = reading;
}

/* What is on its way is where it belongs at once. */
static void rest(struct ui *ui)
{
    if (ui->motion.arriving) {
        ui->repaint = true;
        ui->stale = true;
    }
    ui->motion = (struct motion){0};
}

void ui_set_motion(struct ui *ui, bool on)
{
    ui->moves = on;
    if (!on) {
        rest(ui);
    }
}

void ui_set_scroll_names(struct ui *ui, const char *up, const char *down)
{
    ui->tree.scroll_names[0] = up;
    ui->tree.scroll_names[1] = down;
}

bool ui_is_landscape(const struct ui *ui)
{
    return ui->width_px > ui->height_px;
}

int ui_width_mm(const struct ui *ui)
{
    return (int)(ui->width_px / ui->theme.px_per_mm);
}

int ui_height_mm(const struct ui *ui)
{
    return (int)(ui->height_px / ui->theme.px_per_mm);
}

static void change_screen(struct ui *ui, const char *screen)
{
    struct ui_left before = ui->left;
    bool back = ui->comes_back && strcmp(before.screen, screen) == 0;
    mc_copy_text(ui->left.screen, sizeof ui->left.screen, ui->screen);
    mc_copy_text(ui->left.focus, sizeof ui->left.focus, ui->focus);
    memcpy(ui->left.scrolls, ui->scrolls, sizeof ui->left.scrolls);
    ui->left.scrolls_count = ui->scrolls_count;
    mc_copy_text(ui->screen, sizeof ui->screen, screen);
    ui_scroll_home(ui);
    ui->focus[0] = '\0';
    if (back) {
        memcpy(ui->scrolls, before.scrolls, sizeof ui->scrolls);
        ui->scrolls_count = before.scrolls_count;
        mc_copy_text(ui->focus, sizeof ui->focus, ui->focus_shown ? before.focus : "");
    }
}

void ui_screen_begin(struct ui *ui, const char *screen)
{
    bool other = strcmp(ui->screen, screen) != 0;
    if (other) {
        change_screen(ui, screen);
        if (ui->moves && ui->frames > 0) {
            motion_arrive(&ui->motion);
        }
        ui->entered = true;
    }
    ui->comes_back = false;
    node_tree_reset(&ui->tree);
}

void ui_come_back(struct ui *ui)
{
    ui->comes_back = true;
}

void ui_scroll_home(struct ui *ui)
{
    motion_stop(&ui->motion);
    ui->scrolls_count = 0;
    ui->scrolled_home = true;
    ui->press.scroll = -1;
    ui->press.wheel[0] = '\0';
    ui->press.dragging = false;
}

/* A box that comes again begins at its top: dialogs share theirs. */
static void forget_gone_scrolls(struct ui *ui)
{
    for (int i = 0; i < ui->scrolls_count; i++) {
        if (ui_find(ui, ui->scrolls[i].key) == NODE_NONE) {
            ui->scrolls[i].px = 0;
        }
    }
}

void ui_screen_end(struct ui *ui)
{
    MC_CHECK(ui->tree.depth == 0); /* fewer ends than begins */
    node_name_boxes(&ui->tree);
    ui_arrange(ui);
    forget_gone_scrolls(ui);
    input_settle(ui, ui->entered);
    int focus = ui->scrolled_home && ui->focus_shown ? focus_node(ui) : NODE_NONE;
    if (focus != NODE_NONE) {
        (void)ui_scroll_into_view(ui, focus); /* it may stay where it was, further down */
    }
    ui->scrolled_home = false;
    ui->entered = false;
}

static void want(struct ui *ui)
{
    for (int i = 0; i < ui->tree.count; i++) {
        const struct ui_node *node = &ui->tree.nodes[i];
        struct widget_state state;
        input_state_of(ui, i, &state);
        struct ui_rect extent = widget_extent(ui, node, state);
        ui->wanted[i] = (struct ui_painted){extent, node->rect, node->clip, node->scroll_px,
                                            ui_rect_empty(extent) ? 0 : widget_look(ui, i, state)};
    }
}

/* What hides all that lies below it. */
struct lid {
    int node;
    struct ui_rect rect;
};

/* The largest panel that stands on a dialog's scrim. */
static struct lid find_lid(const struct ui *ui)
{
    struct lid lid = {0};
    int modal = node_modal(&ui->tree);
    for (int i = modal + 1; modal > 0 && i < ui->tree.count; i++) {
        struct ui_rect flat = ui_rect_intersect(widget_flat(ui, i), ui->tree.nodes[i].clip);
        if (ui->tree.nodes[i].parent == modal &&
            (long)flat.w * flat.h > (long)lid.rect.w * lid.rect.h) {
            lid = (struct lid){i, flat};
        }
    }
    return lid;
}

static void paint_band(struct ui *ui, struct ui_rect part, int first)
{
    struct draw_target target = {ui->pixels, ui->width_px, ui->height_px, part};
    if (first == 0) {
        draw_fill(&target, part, ui->theme.colours->background);
    }
    for (int i = first; i < ui->tree.count; i++) {
        target.clip = ui_rect_intersect(part, ui->wanted[i].extent);
        if (!ui_rect_empty(target.clip)) {
            struct widget_state state;
            input_state_of(ui, i, &state);
            widget_paint(ui, i, state, &target);
        }
    }
}

static void paint_bands(struct ui *ui, struct ui_rect part, int first)
{
    if (ui_rect_empty(part)) {
        return;
    }
    int rows = part.w < BAND_PX ? BAND_PX / part.w : 1;
    for (int y = 0; y < part.h; y += rows) {
        int h = part.h - y < rows ? part.h - y : rows;
        paint_band(ui, (struct ui_rect){part.x, part.y + y, part.w, h}, first);
    }
}

/* Under the panel of a dialog nothing need be painted. */
static void paint_part(struct ui *ui, struct ui_rect part, const struct lid *lid)
{
    struct ui_rect in = ui_rect_intersect(part, lid->rect);
    if (ui_rect_empty(in)) {
        paint_bands(ui, part, 0);
        return;
    }
    int right = in.x + in.w;
    int bottom = in.y + in.h;
    paint_bands(ui, in, lid->node);
    paint_bands(ui, (struct ui_rect){part.x, part.y, part.w, in.y - part.y}, 0);
    paint_bands(ui, (struct ui_rect){part.x, in.y, in.x - part.x, in.h}, 0);
    paint_bands(ui, (struct ui_rect){right, in.y, part.x + part.w - right, in.h}, 0);
    paint_bands(ui, (struct ui_rect){part.x, bottom, part.w, part.y + part.h - bottom}, 0);
}

/* What arrives, as far as it can be seen; empty if nothing does. */
static struct ui_rect arriving_rect(const struct ui *ui)
{
    int modal = node_modal(&ui->tree);
    for (int i = 0; i < ui->tree.count && modal == 0; i++) {
        if (ui->tree.nodes[i].arrives) {
            return node_visible(&ui->tree.nodes[i]);
        }
    }
    return (struct ui_rect){0};
}

static void show(struct ui *ui, const struct ui_rect *rects, int count, int64_t now_ms)
{
    struct platform_shift shift = {0};
    if (ui->motion.arriving) {
        shift.rect = arriving_rect(ui);
        shift.by_px = motion_arrival_px(&ui->motion, now_ms, theme_px(&ui->theme, ARRIVE_MM));
        shift.below = ui->theme.colours->background;
    }
    platform_window_show(ui->window, ui->pixels, ui->width_px, ui->height_px, rects, count, &shift);
}

int64_t ui_motion_due_ms(const struct ui *ui, int64_t now_ms)
{
    return motion_due_ms(&ui->motion, now_ms);
}

bool ui_motion_step(struct ui *ui, int64_t now_ms, struct ui_event *out)
{
    bool turned = false;
    if (ui->motion.moving) {
        int index = ui_find(ui, ui->moved);
        int by_px = motion_step(&ui->motion, now_ms);
        if (index != NODE_NONE && ui->tree.nodes[index].turn.code != 0) {
            turned = input_turn(ui, index, by_px, out);
        } else if (index == NODE_NONE || (by_px != 0 && !ui_scroll_by(ui, index, by_px))) {
            motion_stop(&ui->motion); /* gone, or at its end */
        }
        (void)ui_paint(ui);
    } else if (ui->motion.arriving) {
        show(ui, NULL, 0, now_ms);
    }
    return turned;
}

bool ui_paint(struct ui *ui)
{
    struct damage damage;
    struct ui_rect seen[UI_DIRTY_MAX];
    if (!ui->stale) {
        return false;
    }
    int64_t start = mc_clock_monotonic_us();
    want(ui);
    damage_find(ui, &damage);
    if (!ui_rect_empty(damage.moved)) {
        struct draw_target target = {ui->pixels, ui->width_px, ui->height_px, damage.moved};
        draw_move(&target, damage.by_px);
    }
    const struct lid lid = find_lid(ui);
    for (int i = 0; i < damage.count; i++) {
        paint_part(ui, damage.rects[i], &lid);
    }
    memcpy(ui->shown, ui->wanted, (size_t)ui->tree.count * sizeof ui->shown[0]);
    ui->shown_count = ui->tree.count;
    ui->stale = false;
    ui->repaint = false;
    if (damage.count == 0) {
        return false;
    }
    show(ui, seen, damage_seen(&damage, seen), start / 1000);
    ui->samples_us[ui->frames++ % UI_SAMPLES_MAX] = (int)(mc_clock_monotonic_us() - start);
    return true;
}

enum mc_err ui_screenshot(struct ui *ui, const char *path, struct mc_error *err)
{
    (void)ui_paint(ui);
    return mc_png_write_rgb(path, ui->pixels, ui->width_px, ui->height_px, ui->width_px, err);
}

static int compare_int(const void *a, const void *b)
{
    int x = *(const int *)a;
    int y = *(const int *)b;
    return (x > y) - (x < y);
}

void ui_stats(const struct ui *ui, struct ui_stats *out)
{
    int sorted[UI_SAMPLES_MAX];
    size_t count = ui->frames < UI_SAMPLES_MAX ? (size_t)ui->frames : UI_SAMPLES_MAX;
    *out = (struct ui_stats){.frames = ui->frames};
    if (count > 0) {
        memcpy(sorted, ui->samples_us, count * sizeof sorted[0]);
        qsort(sorted, count, sizeof sorted[0], compare_int);
        out->paint_p50_us = sorted[count / 2];
        out->paint_p99_us = sorted[count * 99 / 100];
    }
}
