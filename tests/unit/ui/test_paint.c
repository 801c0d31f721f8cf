#include "tests/unit/ui/window_fixture.h"
#include "ui/damage.h"

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static const char *const words[] = {"Ế", "hồ sơ", "đăng ký khai sinh", "Ỗ", "", "một cửa điện tử"};

static void random_leaf(struct ui *ui, uint32_t *seed, int number)
{
    char id[32];
    const char *text = words[next(seed) % 6];
    (void)snprintf(id, sizeof id, "r.%d", number);
    switch (next(seed) % 7) {
    case 0:
        ui_label(ui, NULL, text,
                 &(struct ui_label){.style = (enum ui_text_style)(next(seed) % 7),
                                    .tone = (enum ui_tone)(next(seed) % 5),
                                    .highlight = next(seed) % 2 == 0 ? "so khai" : NULL});
        break;
    case 1:
        ui_button(ui, id, text,
                  &(struct ui_button){.style = (enum ui_button_style)(next(seed) % 5),
                                      .disabled = next(seed) % 4 == 0,
                                      .chosen = next(seed) % 4 == 0,
                                      .action = {1, number}});
        break;
    case 2:
        ui_check(ui, id, text,
                 &(struct ui_check){.radio = next(seed) % 2 == 0,
                                    .checked = next(seed) % 2 == 0,
                                    .action = {1, number}});
        break;
    case 3:
        ui_field(ui, id, text,
                 &(struct ui_field){.placeholder = "số", .active = next(seed) % 2 == 0});
        break;
    case 4: ui_progress(ui, NULL, NULL, (int)(next(seed) % 5), (int)(next(seed) % 5)); break;
    case 5: {
        struct mc_grey grey;
        mc_grey_init(&grey, 9, 7);
        grey.pixels[next(seed) % 63] = (uint8_t)next(seed);
        ui_picture(ui, NULL, &grey, 12, "ảnh");
        mc_grey_finish(&grey);
        break;
    }
    default: ui_line(ui); break;
    }
}

static void random_box(struct ui *ui, uint32_t *seed, int depth, int *number)
{
    struct ui_box box = {.axis = (enum ui_axis)(next(seed) % 3),
                         .gap_mm = (int)(next(seed) % 5),
                         .pad_mm = (int)(next(seed) % 6),
                         .align = (enum ui_align)(next(seed) % 4),
                         .justify = (enum ui_align)(next(seed) % 4),
                         .grow = (int)(next(seed) % 2),
                         .surface = (enum ui_surface)(next(seed) % THEME_SURFACES),
                         .scroll = next(seed) % 4 == 0,
                         .wrap = next(seed) % 2 == 0,
                         .action = {(int)(next(seed) % 2), *number},
                         .chosen = next(seed) % 5 == 0};
    char id[32];
    (void)snprintf(id, sizeof id, "b.%d", (*number)++);
    ui_begin(ui, id, &box);
    int children = (int)(next(seed) % 5);
    for (int i = 0; i < children; i++) {
        if (depth < 3 && next(seed) % 3 == 0) {
            random_box(ui, seed, depth + 1, number);
        } else {
            random_leaf(ui, seed, (*number)++);
        }
    }
    ui_end(ui);
}

/* A few changes at a time, as screens have them: boxes are random, but most keep their seed. */
static void describe(struct ui *ui, const uint32_t seeds[4])
{
    int number = 0;
    ui_screen_begin(ui, "r");
    ui_begin(ui, NULL, &(struct ui_box){.gap_mm = 2});
    for (int i = 0; i < 4; i++) {
        uint32_t seed = seeds[i];
        random_box(ui, &seed, 0, &number);
    }
    ui_end(ui);
    ui_screen_end(ui);
}

static void scroll_some(struct ui *ui, uint32_t *seed)
{
    for (int i = 0; i < ui->tree.count; i++) {
        if (ui->tree.nodes[i].scroll && next(seed) % 2 == 0) {
            (void)ui_scroll_by(ui, i, (int)(next(seed) % 61) - 30);
        }
    }
}

static void happen(struct ui *ui, uint32_t *seed)
{
    int x = (int)(next(seed) % WINDOW_W);
    int y = (int)(next(seed) % WINDOW_H);
    switch (next(seed) % 6) {
    case 0: (void)ui_inject_key(ui, "Tab"); break;
    case 1: window_finger(ui, SDL_FINGERDOWN, 1, x, y); break;
    case 2: window_finger(ui, SDL_FINGERMOTION, 1, x, y); break;
    case 3: window_finger(ui, SDL_FINGERUP, 1, x, y); break;
    default: scroll_some(ui, seed); break;
    }
    (void)window_actions(NULL);
}

/* Paints what changed, then everything anew over rubbish: both must give the same. */
static void expect_same_as_whole(struct ui *ui, int round)
{
    size_t bytes = (size_t)WINDOW_W * WINDOW_H * sizeof(uint32_t);
    uint32_t *changed = mc_calloc(bytes, 1);
    (void)ui_paint(ui);
    memcpy(changed, ui->pixels, bytes);
    memset(ui->pixels, 0x5a, bytes);
    ui->repaint = true;
    ui->stale = true;
    assert_true(ui_paint(ui));
    if (memcmp(changed, ui->pixels, bytes) != 0) {
        fail_msg("round %d: what was painted differs from the whole", round);
    }
    free(changed);
}

static void painting_what_changed_equals_painting_all(void **state)
{
    struct ui *ui = *state;
    uint32_t seed = 20261124;
    uint32_t seeds[4] = {1, 2, 3, 4};
    for (int round = 0; round < 160; round++) {
        if (next(&seed) % 2 != 0) {
            seeds[next(&seed) % 4] = next(&seed);
            describe(ui, seeds);
        } else {
            happen(ui, &seed);
        }
        expect_same_as_whole(ui, round);
    }
}

/* A list as screens have it, on a panel, below something that stands in front of its upper edge;
 * its nodes depend on the seed. */
static void describe_list(struct ui *ui, uint32_t seed, bool covered)
{
    ui_screen_begin(ui, "list");
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_STACK});
    ui_begin(ui, NULL, &(struct ui_box){.pad_mm = 8, .surface = UI_SUNKEN});
    ui_begin(ui, "l.box", &(struct ui_box){.grow = 1, .scroll = true, .gap_mm = 3});
    int number = 0;
    for (int i = 0; i < 12; i++) {
        random_leaf(ui, &seed, number++);
        ui_begin(ui, NULL, &(struct ui_box){.surface = UI_CARD, .pad_mm = 5, .action = {1, i}});
        random_leaf(ui, &seed, number++);
        ui_end(ui);
    }
    ui_end(ui);
    ui_end(ui);
    if (covered) {
        ui_begin(ui, NULL, &(struct ui_box){.axis = UI_ROW, .align = UI_START});
        ui_begin(ui, NULL, &(struct ui_box){.width_mm = 60, .height_mm = 25, .surface = UI_NOTICE});
        ui_end(ui);
        ui_end(ui);
    }
    ui_end(ui);
    ui_screen_end(ui);
}

static void a_list_that_scrolls_equals_painting_all(void **state)
{
    struct ui *ui = *state;
    uint32_t seed = 7;
    for (int round = 0; round < 60; round++) {
        if (round % 10 == 0) {
            describe_list(ui, next(&seed), round % 20 != 0);
            (void)ui_paint(ui);
        }
        int box = ui_find(ui, "l.box");
        assert_true(ui->tree.nodes[box].content_h > ui->tree.nodes[box].view_h);
        if (next(&seed) % 4 == 0) {
            (void)ui_inject_key(ui, "Down"); /* a ring moves, too */
            (void)window_actions(NULL);
        }
        (void)ui_scroll_by(ui, box, (int)(next(&seed) % 301) - 120);
        expect_same_as_whole(ui, round);
    }
}

static void a_list_that_scrolls_is_moved(void **state)
{
    struct ui *ui = *state;
    describe_list(ui, 3, false);
    (void)ui_paint(ui);
    int box = ui_find(ui, "l.box");
    struct ui_painted before[UI_NODES_MAX];
    memcpy(before, ui->shown, sizeof before);
    assert_true(ui_scroll_by(ui, box, 40));
    (void)ui_paint(ui);
    /* As ui_paint() asked: from what was shown to what is shown now. */
    memcpy(ui->wanted, ui->shown, sizeof ui->wanted);
    memcpy(ui->shown, before, sizeof before);
    struct damage damage;
    damage_find(ui, &damage);
    assert_int_equal(damage.by_px, -40);
    long painted = 0;
    for (int i = 0; i < damage.count; i++) {
        painted += (long)damage.rects[i].w * damage.rects[i].h;
    }
    assert_true(painted > 0 && painted < (long)damage.moved.w * damage.moved.h / 3);
}

/* A screen, and over it a dialog that takes all touches or only looks like one. */
static void describe_dialog(struct ui *ui, uint32_t seed, bool modal)
{
    int number = 0;
    ui_screen_begin(ui, "d");
    ui_begin(ui, NULL, &(struct ui_box){.axis = UI_STACK});
    random_box(ui, &seed, 0, &number);
    ui_begin(ui, NULL,
             &(struct ui_box){.surface = UI_SCRIM,
                              .modal = modal,
                              .pad_mm = 10 + (int)(next(&seed) % 20),
                              .align = (enum ui_align)(next(&seed) % 3),
                              .justify = UI_CENTER});
    random_leaf(ui, &seed, number++);
    ui_begin(ui, NULL,
             &(struct ui_box){.surface = (enum ui_surface)(next(&seed) % THEME_SURFACES),
                              .width_mm = 80 + (int)(next(&seed) % 80),
                              .pad_mm = 4,
                              .chosen = next(&seed) % 5 == 0});
    for (int i = 0; i < 4; i++) {
        random_leaf(ui, &seed, number++);
    }
    ui_end(ui);
    random_leaf(ui, &seed, number++);
    ui_end(ui);
    ui_end(ui);
    ui_screen_end(ui);
}

/* What a dialog hides is not painted: it looks as if all below it had been. */
static void a_dialog_looks_like_boxes_over_a_screen(void **state)
{
    struct ui *ui = *state;
    size_t bytes = (size_t)WINDOW_W * WINDOW_H * sizeof(uint32_t);
    uint32_t *boxes = mc_calloc(bytes, 1);
    for (int round = 0; round < 60; round++) {
        ui_set_scheme(ui, (enum ui_scheme)(round % 4));
        describe_dialog(ui, (uint32_t)round + 1, false);
        ui->repaint = true;
        (void)ui_paint(ui);
        memcpy(boxes, ui->pixels, bytes);
        memset(ui->pixels, 0x5a, bytes);
        describe_dialog(ui, (uint32_t)round + 1, true);
        ui->repaint = true;
        ui->stale = true;
        assert_true(ui_paint(ui));
        if (memcmp(boxes, ui->pixels, bytes) != 0) {
            fail_msg("round %d: the dialog differs from the same boxes", round);
        }
    }
    free(boxes);
}

static void a_dialog_that_opens_and_closes_equals_painting_all(void **state)
{
    struct ui *ui = *state;
    uint32_t seed = 26;
    uint32_t seeds[4] = {1, 2, 3, 4};
    for (int round = 0; round < 60; round++) {
        if (next(&seed) % 2 != 0) {
            describe_dialog(ui, next(&seed) % 4, true);
        } else if (next(&seed) % 2 != 0) {
            describe(ui, seeds);
        } else {
            happen(ui, &seed);
        }
        expect_same_as_whole(ui, round);
    }
}

static void what_is_the_same_is_not_painted(void **state)
{
    struct ui *ui = *state;
    const uint32_t seeds[4] = {5, 6, 7, 8};
    describe(ui, seeds);
    assert_true(ui_paint(ui));
    assert_false(ui_paint(ui));
    describe(ui, seeds);
    assert_false(ui_paint(ui));
    struct ui_stats stats;
    ui_stats(ui, &stats);
    assert_int_equal(stats.frames, 1);
    ui_set_scheme(ui, UI_CONTRAST_DARK);
    assert_true(ui_paint(ui));
}

static void forgetting_leaves_no_rendered_text(void **state)
{
    struct ui *ui = *state;
    struct text_font font = {30, TEXT_REGULAR};
    struct text_rendered line = text_render(ui->text, font, "Nguyễn", 8, false);
    assert_non_null(line.mask);
    ui_forget(ui);
    ui_screen_begin(ui, "empty");
    ui_screen_end(ui);
    assert_true(ui_paint(ui));
    for (size_t i = 1; i < (size_t)WINDOW_W * WINDOW_H; i++) {
        assert_int_equal(ui->pixels[i], ui->pixels[0]);
    }
}

#define WINDOW_TEST(f) cmocka_unit_test_setup_teardown(f, window_create, window_destroy)

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        WINDOW_TEST(painting_what_changed_equals_painting_all),
        WINDOW_TEST(a_list_that_scrolls_equals_painting_all),
        WINDOW_TEST(a_list_that_scrolls_is_moved),
        WINDOW_TEST(a_dialog_looks_like_boxes_over_a_screen),
        WINDOW_TEST(a_dialog_that_opens_and_closes_equals_painting_all),
        WINDOW_TEST(what_is_the_same_is_not_painted),
        WINDOW_TEST(forgetting_leaves_no_rendered_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
