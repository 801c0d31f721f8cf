#include "tests/unit/ui/window_fixture.h"

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
    case 4: ui_progress(ui, NULL, (int)(next(seed) % 5), (int)(next(seed) % 5)); break;
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

static void happen(struct ui *ui, uint32_t *seed)
{
    int x = (int)(next(seed) % WINDOW_W);
    int y = (int)(next(seed) % WINDOW_H);
    switch (next(seed) % 4) {
    case 0: (void)ui_inject_key(ui, "Tab"); break;
    case 1: window_finger(ui, SDL_FINGERDOWN, 1, x, y); break;
    case 2: window_finger(ui, SDL_FINGERMOTION, 1, x, y); break;
    default: window_finger(ui, SDL_FINGERUP, 1, x, y); break;
    }
    (void)window_actions(NULL);
}

static void painting_what_changed_equals_painting_all(void **state)
{
    struct ui *ui = *state;
    size_t bytes = (size_t)WINDOW_W * WINDOW_H * sizeof(uint32_t);
    uint32_t *changed = mc_calloc(bytes, 1);
    uint32_t seed = 20261124;
    uint32_t seeds[4] = {1, 2, 3, 4};
    for (int round = 0; round < 120; round++) {
        if (next(&seed) % 3 != 0) {
            seeds[next(&seed) % 4] = next(&seed);
            describe(ui, seeds);
        } else {
            happen(ui, &seed);
        }
        (void)ui_paint(ui);
        memcpy(changed, ui->pixels, bytes);
        memset(ui->pixels, 0x5a, bytes);
        ui->repaint = true;
        ui->stale = true;
        assert_true(ui_paint(ui));
        if (memcmp(changed, ui->pixels, bytes) != 0) {
            fail_msg("round %d: what was painted differs from the whole", round);
        }
    }
    free(changed);
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
        WINDOW_TEST(what_is_the_same_is_not_painted),
        WINDOW_TEST(forgetting_leaves_no_rendered_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
