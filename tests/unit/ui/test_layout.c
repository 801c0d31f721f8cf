#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "tests/unit/cmocka_all.h"
#include "ui/layout.h"

/* A leaf is ten pixels a letter wide and twenty high, and wraps at any letter. A theme of one pixel
 * a millimetre makes sizes readable. */
static void measure(void *context, const struct ui_node *node, int max_width_px, int *out_w,
                    int *out_h)
{
    (void)context;
    int letters = (int)strlen(node->text);
    int fit = max_width_px / 10 < 1 ? 1 : max_width_px / 10;
    *out_w = (letters < fit ? letters : fit) * 10;
    *out_h = letters == 0 ? 0 : (letters + fit - 1) / fit * 20;
    *out_h = *out_h > node->min_height_px ? *out_h : node->min_height_px;
}

static const struct layout_env env = {
    .measure = measure, .scroll_button_px = 20, .scroll_gap_px = 10};
static const struct theme theme = {.px_per_mm = 1.0};

static int create(void **state)
{
    struct node_tree *tree = mc_calloc(1, sizeof *tree);
    node_tree_init(tree);
    *state = tree;
    return 0;
}

static int destroy(void **state)
{
    node_tree_finish(*state);
    free(*state);
    return 0;
}

static void begin(struct node_tree *tree, const char *id, struct ui_box box)
{
    node_begin(tree, &theme, id, &box);
}

static struct ui_node *leaf(struct node_tree *tree, const char *id, const char *text)
{
    struct ui_node *node = node_add(tree, NODE_LABEL, id);
    assert_non_null(node);
    node->text = node_keep(tree, text);
    return node;
}

static struct ui_node *find(struct node_tree *tree, const char *id)
{
    for (int i = 0; i < tree->count; i++) {
        if (strcmp(tree->nodes[i].id, id) == 0) {
            return &tree->nodes[i];
        }
    }
    fail_msg("no node %s", id);
    return NULL;
}

static void assert_rect(struct node_tree *tree, const char *id, int x, int y, int w, int h)
{
    struct ui_rect r = find(tree, id)->rect;
    if (r.x != x || r.y != y || r.w != w || r.h != h) {
        fail_msg("%s is at %d,%d %d×%d, not %d,%d %d×%d", id, r.x, r.y, r.w, r.h, x, y, w, h);
    }
}

static void a_column_stacks_and_shares_what_is_left(void **state)
{
    struct node_tree *tree = *state;
    begin(tree, "box", (struct ui_box){.pad_mm = 10, .gap_mm = 5});
    leaf(tree, "a", "aaa");
    begin(tree, "b", (struct ui_box){.grow = 1});
    node_end(tree);
    begin(tree, "c", (struct ui_box){.grow = 3});
    node_end(tree);
    leaf(tree, "d", "ddd");
    node_end(tree);
    layout_run(tree, &env, 200, 175);
    assert_rect(tree, "box", 0, 0, 200, 175);
    assert_rect(tree, "a", 10, 10, 180, 20);
    assert_rect(tree, "b", 10, 35, 180, 25);
    assert_rect(tree, "c", 10, 65, 180, 75);
    assert_rect(tree, "d", 10, 145, 180, 20);
}

static void what_grows_is_never_smaller_than_its_content(void **state)
{
    struct node_tree *tree = *state;
    begin(tree, NULL, (struct ui_box){0});
    leaf(tree, "tall", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")->grow = 1; /* four lines */
    leaf(tree, "low", "b")->grow = 1;
    node_end(tree);
    layout_run(tree, &env, 100, 120);
    assert_rect(tree, "tall", 0, 0, 100, 80);
    assert_rect(tree, "low", 0, 80, 100, 40);
}

static void a_row_shares_and_shrinks_texts(void **state)
{
    struct node_tree *tree = *state;
    begin(tree, NULL, (struct ui_box){.justify = UI_START});
    begin(tree, "row", (struct ui_box){.axis = UI_ROW, .gap_mm = 10});
    leaf(tree, "a", "aaaaaaaaaaaaaaaaaaaa"); /* 200 wide by itself */
    begin(tree, "b", (struct ui_box){.width_mm = 40});
    node_end(tree);
    node_end(tree);
    begin(tree, "even", (struct ui_box){.axis = UI_ROW});
    leaf(tree, "c", "c")->grow = 1;
    leaf(tree, "d", "dddd")->grow = 1;
    node_end(tree);
    node_end(tree);
    layout_run(tree, &env, 150, 300);
    assert_rect(tree, "a", 0, 0, 100, 40); /* wraps to two lines */
    assert_rect(tree, "b", 110, 0, 40, 40);
    assert_rect(tree, "c", 0, 40, 75, 20);
    assert_rect(tree, "d", 75, 40, 75, 20);
}

static void alignment_and_justification(void **state)
{
    struct node_tree *tree = *state;
    begin(tree, NULL, (struct ui_box){.align = UI_CENTER, .justify = UI_END});
    leaf(tree, "a", "aa");
    node_end(tree);
    begin(tree, NULL, (struct ui_box){.axis = UI_ROW, .align = UI_END, .justify = UI_STRETCH});
    leaf(tree, "l", "l");
    leaf(tree, "m", "m");
    leaf(tree, "r", "r");
    node_end(tree);
    layout_run(tree, &env, 110, 100);
    assert_rect(tree, "a", 45, 80, 20, 20);
    assert_rect(tree, "l", 0, 80, 10, 20);
    assert_rect(tree, "m", 50, 80, 10, 20);
    assert_rect(tree, "r", 100, 80, 10, 20);
}

static void a_wrapping_row_goes_to_the_next_line(void **state)
{
    struct node_tree *tree = *state;
    begin(tree, NULL, (struct ui_box){0});
    begin(tree, "wrap", (struct ui_box){.axis = UI_ROW, .wrap = true, .gap_mm = 10});
    leaf(tree, "a", "aaaa");
    leaf(tree, "b", "bbbb");
    leaf(tree, "c", "ccccccccccccccccccccc")->grow = 1; /* wider than the box */
    node_end(tree);
    leaf(tree, "below", "x");
    node_end(tree);
    layout_run(tree, &env, 100, 200);
    assert_rect(tree, "a", 0, 0, 40, 20);
    assert_rect(tree, "b", 50, 0, 40, 20);
    assert_rect(tree, "c", 0, 30, 100, 60);
    assert_rect(tree, "below", 0, 90, 100, 20);
}

static void a_stack_puts_one_over_the_other(void **state)
{
    struct node_tree *tree = *state;
    begin(tree, "under", (struct ui_box){0});
    node_end(tree);
    begin(tree, "over",
          (struct ui_box){.axis = UI_STACK, .align = UI_CENTER, .justify = UI_CENTER});
    begin(tree, "card", (struct ui_box){.width_mm = 40, .pad_mm = 5});
    leaf(tree, "text", "aaa");
    node_end(tree);
    node_end(tree);
    layout_run(tree, &env, 100, 100);
    assert_rect(tree, "under", 0, 0, 100, 100);
    assert_rect(tree, "over", 0, 0, 100, 100);
    assert_rect(tree, "card", 30, 35, 40, 30);
    assert_rect(tree, "text", 35, 40, 30, 20);
}

static void describe_list(struct node_tree *tree, int rows)
{
    node_tree_reset(tree);
    begin(tree, NULL, (struct ui_box){0});
    leaf(tree, "head", "h");
    begin(tree, "list", (struct ui_box){.scroll = true, .grow = 1});
    for (int i = 0; i < rows; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "row%d", i);
        leaf(tree, id, "r");
    }
    node_end(tree);
    leaf(tree, "foot", "f");
    node_end(tree);
}

static void a_scroll_box_bounds_its_offset_and_shows_buttons_when_needed(void **state)
{
    struct node_tree *tree = *state;
    describe_list(tree, 3);
    layout_run(tree, &env, 100, 140);
    assert_rect(tree, "list", 0, 20, 100, 100);
    assert_rect(tree, "row0", 0, 20, 100, 20);
    assert_int_equal(find(tree, "list.up")->rect.w, 0);

    describe_list(tree, 20);
    find(tree, "list")->scroll_px = 100000;
    layout_run(tree, &env, 100, 140);
    assert_rect(tree, "list", 0, 20, 100, 100);
    assert_rect(tree, "foot", 0, 120, 100, 20);
    assert_int_equal(find(tree, "list")->scroll_px, 300);
    assert_rect(tree, "row19", 0, 100, 70, 20);
    assert_rect(tree, "list.up", 80, 20, 20, 20);
    assert_rect(tree, "list.down", 80, 100, 20, 20);
    assert_false(find(tree, "list.up")->disabled);
    assert_true(find(tree, "list.down")->disabled);
    assert_true(ui_rect_empty(node_visible(find(tree, "row0"))));
    find(tree, "list")->scroll_px = -5;
    layout_run(tree, &env, 100, 140);
    assert_rect(tree, "row0", 0, 20, 70, 20);
}

static void too_much_is_dropped_not_crashed_on(void **state)
{
    struct node_tree *tree = *state;
    for (int i = 0; i < UI_NODES_MAX + 50; i++) {
        begin(tree, NULL, (struct ui_box){0});
        (void)node_add(tree, NODE_LABEL, NULL);
        node_end(tree);
    }
    assert_int_equal(tree->depth, 0);
    assert_true(tree->count <= UI_NODES_MAX);
    node_tree_reset(tree);
    for (int i = 0; i < 2 * NODE_DEPTH_MAX; i++) {
        begin(tree, NULL, (struct ui_box){.axis = i % 2 == 0 ? UI_ROW : UI_COLUMN});
    }
    for (int i = 0; i < 2 * NODE_DEPTH_MAX; i++) {
        node_end(tree);
    }
    assert_int_equal(tree->depth, 0);
    layout_run(tree, &env, 100, 100);
}

static void long_texts_are_cut_at_a_character_and_the_arena_is_bounded(void **state)
{
    struct node_tree *tree = *state;
    static char text[3 * UI_TEXT_BYTES];
    for (size_t i = 0; i + 3 < sizeof text; i += 3) {
        text[i] = (char)0xe1;
        text[i + 1] = (char)0xba;
        text[i + 2] = (char)0xbf;
    }
    const char *kept = node_keep(tree, text);
    size_t len = strlen(kept);
    assert_true(len < UI_TEXT_BYTES);
    assert_int_equal(len % 3, 0);
    assert_string_equal(kept + len - 3, "\xe2\x80\xa6");
    for (int i = 0; i < 200; i++) {
        kept = node_keep(tree, text);
    }
    assert_string_equal(kept, "");
    assert_true(tree->arena_used <= NODE_ARENA_BYTES);
}

static void texts_do_not_outlive_their_description(void **state)
{
    struct node_tree *tree = *state;
    leaf(tree, NULL, "NGUYỄN THỊ MẪU");
    node_tree_reset(tree);
    for (size_t i = 0; i < NODE_ARENA_BYTES; i++) {
        assert_int_equal(tree->arena[i], 0);
    }
}

static void a_pressable_box_is_named_by_its_texts(void **state)
{
    struct node_tree *tree = *state;
    begin(tree, "card", (struct ui_box){.action = {.code = 1}});
    leaf(tree, NULL, "Nộp hồ sơ");
    leaf(tree, NULL, "Đặt thẻ");
    node_end(tree);
    leaf(tree, NULL, "ngoài");
    node_name_boxes(tree);
    assert_string_equal(find(tree, "card")->name, "Nộp hồ sơ, Đặt thẻ");
}

#define LAYOUT_TEST(f) cmocka_unit_test_setup_teardown(f, create, destroy)

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        LAYOUT_TEST(a_column_stacks_and_shares_what_is_left),
        LAYOUT_TEST(what_grows_is_never_smaller_than_its_content),
        LAYOUT_TEST(a_row_shares_and_shrinks_texts),
        LAYOUT_TEST(alignment_and_justification),
        LAYOUT_TEST(a_wrapping_row_goes_to_the_next_line),
        LAYOUT_TEST(a_stack_puts_one_over_the_other),
        LAYOUT_TEST(a_scroll_box_bounds_its_offset_and_shows_buttons_when_needed),
        LAYOUT_TEST(too_much_is_dropped_not_crashed_on),
        LAYOUT_TEST(long_texts_are_cut_at_a_character_and_the_arena_is_bounded),
        LAYOUT_TEST(texts_do_not_outlive_their_description),
        LAYOUT_TEST(a_pressable_box_is_named_by_its_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
