/*
 * What no picture can fake, from the layout tree of every view in every size of text, both
 * languages, both orientations and in low reach: no text is cut or runs out of its box, nothing
 * overlaps, no target is too small or off the screen, nothing that can be pressed is without a name
 * or an id, everything can be scrolled to and reached with the arrow keys.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "kiosk/screens/screens.h"
#include "tests/tools/views.h"
#include "tests/unit/cmocka_all.h"
#include "ui/input.h"
#include "ui/widget.h"

#define TOLD_MAX      40
#define REACH_PERCENT 60

struct fixture {
    struct mc_messages *messages;
    struct screens *screens;
    struct ui *ui;
    char where[96];
    int found;
};

static void tell(struct fixture *f, const struct ui_node *node, const char *what)
{
    if (f->found++ < TOLD_MAX) {
        print_error("%s: %s \"%.40s\" %s (%d,%d %d x %d)\n", f->where, node->id,
                    node->text[0] != '\0' ? node->text : node->name, what, node->rect.x,
                    node->rect.y, node->rect.w, node->rect.h);
    }
}

/* ---- Texts ---- */

/* A code on two lines may be read as two, or as one without the hyphen. */
static void check_whole(struct fixture *f, const struct ui_node *node)
{
    struct wrap_line lines[WRAP_LINES_MAX];
    struct text_font font = widget_font_within(f->ui, node, node->rect.w);
    if (font.size_px < f->ui->theme.font_px[UI_TEXT_BODY]) {
        tell(f, node, "is smaller than texts");
    }
    if (text_wrap(f->ui->text, font, node->text, node->rect.w, node->max_lines, lines) != 1) {
        tell(f, node, "is broken");
    }
}

static bool shows_text(const struct ui_node *node)
{
    return node->kind == NODE_LABEL || node->kind == NODE_BUTTON || node->kind == NODE_CHECK;
}

static void check_text(struct fixture *f, const struct ui_node *node)
{
    int w = 0;
    int h = 0;
    if (!shows_text(node) || node->text[0] == '\0') {
        return;
    }
    if (node->whole) {
        check_whole(f, node);
    }
    widget_measure(f->ui, node, node->rect.w, &w, &h);
    if (w > node->rect.w) {
        tell(f, node, "is wider than its place");
    }
    if (h > node->rect.h) {
        tell(f, node, "is higher than its place");
    }
}

/* A child of a box that neither scrolls nor stacks lies within it. */
static void check_inside(struct fixture *f, int index)
{
    const struct ui_node *node = &f->ui->tree.nodes[index];
    const struct ui_node *box = &f->ui->tree.nodes[node->parent];
    bool out =
        node->rect.x < box->rect.x || node->rect.x + node->rect.w > box->rect.x + box->rect.w;
    if (!box->scroll) {
        out = out || node->rect.y < box->rect.y ||
              node->rect.y + node->rect.h > box->rect.y + box->rect.h;
    }
    if (out && !ui_rect_empty(node->rect)) {
        tell(f, node, "sticks out of its box");
    }
}

/* ---- Targets ---- */

static void check_target(struct fixture *f, int index)
{
    const struct ui *ui = f->ui;
    const struct ui_node *node = &ui->tree.nodes[index];
    bool button = node->kind == NODE_SCROLL_UP || node->kind == NODE_SCROLL_DOWN;
    if ((node->action.code == 0 && !button) || ui_rect_empty(node->rect)) {
        return;
    }
    if (node->rect.w < ui->theme.target_min_px || node->rect.h < ui->theme.target_min_px) {
        tell(f, node, "is under 15 mm");
    }
    if (node->name[0] == '\0' && node->text[0] == '\0') {
        tell(f, node, "has no name");
    }
    if (node->id[0] == '\0') {
        tell(f, node, "has no id");
    }
}

static bool lies_over(struct ui_rect a, struct ui_rect b)
{
    return !ui_rect_empty(ui_rect_intersect(a, b));
}

static bool is_leaf(const struct ui_node *node)
{
    return node->kind != NODE_BOX && node->kind != NODE_SPACE && node->kind != NODE_LINE;
}

/* Leaves that are seen at the same time, of the screen alone or of the dialog alone. */
static void check_overlaps(struct fixture *f)
{
    static int seen[UI_NODES_MAX];
    const struct node_tree *tree = &f->ui->tree;
    int modal = node_modal(tree);
    int count = 0;
    for (int i = 0; i < tree->count; i++) {
        if (is_leaf(&tree->nodes[i]) && node_is_inside(tree, i, modal) &&
            !ui_rect_empty(node_visible(&tree->nodes[i]))) {
            seen[count++] = i;
        }
    }
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < i; k++) {
            const struct ui_node *a = &tree->nodes[seen[i]];
            const struct ui_node *b = &tree->nodes[seen[k]];
            bool inside = node_is_inside(tree, seen[i], seen[k]);
            if (!inside && lies_over(node_visible(a), node_visible(b))) {
                tell(f, a, "lies over another");
                tell(f, b, "lies under it");
            }
        }
    }
}

/* What the citizen is to take along, before anything is scrolled: the code, or where it was made
 * larger what a phone reads. */
static void check_at_once(struct fixture *f, const struct flow_view *view)
{
    int index = ui_find(f->ui, view->code_large ? "receipt.qr" : "receipt.code");
    if (index != NODE_NONE && view->screen == FLOW_RECEIPT) {
        const struct ui_node *node = &f->ui->tree.nodes[index];
        struct ui_rect seen = node_visible(node);
        if (seen.w != node->rect.w || seen.h != node->rect.h) {
            tell(f, node, "is not seen at once");
        }
    }
}

/* Everything can be brought into sight; in low reach into the lower part of the screen. */
static void check_reach(struct fixture *f, bool low)
{
    struct ui *ui = f->ui;
    int modal = node_modal(&ui->tree);
    int top = low ? ui->height_px * (100 - REACH_PERCENT) / 100 : 0;
    for (int i = 0; i < ui->tree.count; i++) {
        const struct ui_node *node = &ui->tree.nodes[i];
        if (!focus_can(ui, i) || !node_is_inside(&ui->tree, i, modal)) {
            continue;
        }
        (void)ui_scroll_into_view(ui, i);
        struct ui_rect seen = node_visible(node);
        if (seen.w < node->rect.w || seen.h < ui->theme.target_min_px) {
            tell(f, node, "cannot be seen");
        } else if (modal == 0 && seen.y + seen.h / 2 < top) {
            tell(f, node, "is out of low reach");
        }
    }
}

/* ---- Keys ---- */

/* From whatever has the focus, the arrows lead to everything. */
static void check_arrows(struct fixture *f)
{
    static const enum input_key arrows[] = {INPUT_KEY_DOWN, INPUT_KEY_UP, INPUT_KEY_RIGHT,
                                            INPUT_KEY_LEFT};
    static bool reached[UI_NODES_MAX];
    static int waiting[UI_NODES_MAX];
    struct ui *ui = f->ui;
    int count = 0;
    int next = 0;
    memset(reached, 0, sizeof reached);
    ui->focus[0] = '\0';
    focus_move(ui, INPUT_KEY_DOWN);
    waiting[count++] = focus_node(ui);
    reached[waiting[0]] = true;
    while (next < count) {
        int from = waiting[next++];
        for (int i = 0; i < 4; i++) {
            focus_set(ui, from);
            focus_move(ui, arrows[i]);
            int to = focus_node(ui);
            if (to != NODE_NONE && !reached[to]) {
                reached[to] = true;
                waiting[count++] = to;
            }
        }
    }
    for (int i = 0; i < ui->tree.count; i++) {
        if (focus_can(ui, i) && !reached[i]) {
            tell(f, &ui->tree.nodes[i], "is not reached by arrows");
        }
    }
}

/* ---- All of it ---- */

static void check_view(struct fixture *f, size_t index, enum mc_language language, int text_size,
                       bool low)
{
    struct flow_view *view = views_create(index, language);
    view->text_size = text_size;
    view->low_reach = low;
    (void)snprintf(f->where, sizeof f->where, "%s %s %d%s%s", views_name(index),
                   language == MC_LANGUAGE_VI ? "vi" : "en", text_size,
                   ui_is_landscape(f->ui) ? " lying" : "", low ? " low" : "");
    screens_show(f->screens, f->ui, view);
    for (int i = 1; i < f->ui->tree.count; i++) {
        check_text(f, &f->ui->tree.nodes[i]);
        check_inside(f, i);
        check_target(f, i);
    }
    check_overlaps(f);
    check_at_once(f, view);
    check_reach(f, low);
    if (language == MC_LANGUAGE_VI && text_size == 0) {
        check_arrows(f);
    }
    views_destroy(view);
}

static int set_up(void **state)
{
    static const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/kiosk",
                                       MOTCUA_SOURCE_DIR "/assets/i18n/common"};
    struct mc_error err;
    mc_secure_init();
    struct fixture *f = MC_NEW(struct fixture);
    if (setenv("SDL_VIDEODRIVER", "dummy", 1) != 0 ||
        mc_messages_load(dirs, 2, &f->messages, &err) != MC_OK ||
        ui_platform_start(&err) != MC_OK) {
        print_error("%s\n", err.text);
        return -1;
    }
    f->screens = screens_create(f->messages);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    screens_destroy(f->screens);
    mc_messages_destroy(f->messages);
    ui_platform_stop();
    free(f);
    return 0;
}

static void check_all(struct fixture *f, int width_px, int height_px, bool low)
{
    const struct ui_options options = {.title = "test",
                                       .width_px = width_px,
                                       .height_px = height_px,
                                       .panel_diagonal_tenth_inch = 215,
                                       .icon_dir = MOTCUA_SOURCE_DIR "/assets/icons"};
    f->found = 0;
    assert_int_equal(ui_create(&options, &f->ui, NULL), MC_OK);
    for (size_t i = 0; i < views_count(); i++) {
        for (int size = 0; size < 4; size++) {
            check_view(f, i, MC_LANGUAGE_VI, size, low);
            check_view(f, i, MC_LANGUAGE_EN, size, low);
        }
    }
    ui_destroy(f->ui);
    assert_int_equal(f->found, 0);
}

static void every_view_is_whole_upright(void **state)
{
    check_all(*state, 1080, 1920, false);
}

static void every_view_is_whole_lying(void **state)
{
    check_all(*state, 1920, 1080, false);
}

static void every_view_is_in_low_reach_upright(void **state)
{
    check_all(*state, 1080, 1920, true);
}

static void every_view_is_in_low_reach_lying(void **state)
{
    check_all(*state, 1920, 1080, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_is_whole_upright),
        cmocka_unit_test(every_view_is_whole_lying),
        cmocka_unit_test(every_view_is_in_low_reach_upright),
        cmocka_unit_test(every_view_is_in_low_reach_lying),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
