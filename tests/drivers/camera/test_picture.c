#include "core/memory.h"
#include "drivers/camera/picture.h"
#include "tests/unit/cmocka_all.h"

static struct mc_grey picture_of(int width, int height, const uint8_t *greys)
{
    struct mc_grey picture;
    mc_grey_init(&picture, width, height);
    for (int i = 0; i < width * height; i++) {
        picture.pixels[i] = greys[i];
    }
    return picture;
}

static void sizes_change_without_changing_what_is_shown(void **state)
{
    (void)state;
    const uint8_t greys[] = {0, 100, 200, 200, 100, 200, 200, 200};
    struct mc_grey from = picture_of(4, 2, greys);
    struct mc_grey out = {0};
    picture_resize(&from, 2, 1, &out);
    assert_int_equal(out.width_px, 2);
    assert_int_equal(out.height_px, 1);
    assert_int_equal(out.pixels[0], 100);
    assert_int_equal(out.pixels[1], 200);
    picture_resize(&from, 8, 4, &out);
    assert_int_equal(out.pixels[0], 0);
    assert_int_equal(out.pixels[7], 200);
    assert_int_equal(out.pixels[2], 75);
    picture_resize(&from, 1, 1, &out);
    assert_int_equal(out.pixels[0], 150);
    picture_forget(&out);
    picture_forget(&from);
}

static void a_border_is_white(void **state)
{
    (void)state;
    const uint8_t greys[] = {7};
    struct mc_grey from = picture_of(1, 1, greys);
    struct mc_grey out = {0};
    picture_frame(&from, 2, &out);
    assert_int_equal(out.width_px, 5);
    for (int i = 0; i < 25; i++) {
        assert_int_equal(out.pixels[i], i == 12 ? 7 : 255);
    }
    picture_forget(&out);
    picture_forget(&from);
}

static void contrast_is_stretched_and_a_level_found(void **state)
{
    (void)state;
    const uint8_t greys[] = {100, 110, 120, 100, 110, 120};
    struct mc_grey from = picture_of(3, 2, greys);
    struct mc_grey out = {0};
    picture_stretch(&from, &out);
    assert_int_equal(out.pixels[0], 0);
    assert_int_equal(out.pixels[1], 127);
    assert_int_equal(out.pixels[2], 255);
    picture_negate(&from, &out);
    assert_int_equal(out.pixels[2], 135);
    /* One grey only: nothing to stretch. */
    const uint8_t flat[] = {90, 90};
    struct mc_grey one = picture_of(2, 1, flat);
    picture_stretch(&one, &out);
    assert_int_equal(out.pixels[0], 90);
    picture_forget(&one);
    picture_forget(&out);
    picture_forget(&from);
}

/* Dark and light beside each other, in light that falls off by 150 steps over the picture. */
static void uneven_light_goes_away(void **state)
{
    (void)state;
    struct mc_grey from;
    mc_grey_init(&from, 64, 8);
    for (int i = 0; i < 64 * 8; i++) {
        int x = i % 64;
        from.pixels[i] = (uint8_t)(200 - x * 150 / 64 - (x / 2 % 2 == 0 ? 40 : 0));
    }
    struct mc_grey black_white = {0};
    struct mc_grey flat = {0};
    picture_threshold(&from, 4, 2, &black_white);
    picture_flatten(&from, 4, &flat);
    for (int i = 0; i < 64 * 8; i++) {
        int x = i % 64;
        if (x >= 4 && x < 60) {
            assert_int_equal(black_white.pixels[i], x / 2 % 2 == 0 ? 0 : 255);
            assert_int_equal(flat.pixels[i] < 128, x / 2 % 2 == 0);
        }
    }
    picture_forget(&flat);
    picture_forget(&black_white);
    picture_forget(&from);
}

static void blur_and_its_opposite(void **state)
{
    (void)state;
    struct mc_grey from;
    mc_grey_init(&from, 9, 9);
    for (int i = 0; i < 81; i++) {
        from.pixels[i] = i % 9 < 4 ? 60 : 180;
    }
    struct mc_grey out = {0};
    picture_blur(&from, 1, &out);
    assert_int_equal(out.pixels[36], 60);
    assert_int_equal(out.pixels[44], 180);
    assert_in_range(out.pixels[39], 61, 119);
    assert_in_range(out.pixels[40], 121, 179);
    picture_sharpen(&from, 1, &out);
    assert_int_equal(out.pixels[36], 60);
    assert_in_range(out.pixels[39], 0, 59);
    assert_in_range(out.pixels[40], 181, 255);
    picture_forget(&out);
    picture_forget(&from);
}

static void a_turn_keeps_the_middle_and_the_corners(void **state)
{
    (void)state;
    struct mc_grey from;
    mc_grey_init(&from, 20, 10);
    for (int i = 0; i < 200; i++) {
        from.pixels[i] = i % 20 < 10 ? 0 : 100;
    }
    struct mc_grey out = {0};
    picture_turn(&from, 90, &out);
    assert_in_range(out.width_px, 10, 11);
    assert_in_range(out.height_px, 20, 21);
    /* Clockwise: what was on the left is above. */
    assert_int_equal(picture_at(&out, 5, 3), 0);
    assert_int_equal(picture_at(&out, 5, 17), 100);
    picture_turn(&from, 45, &out);
    assert_int_equal(out.pixels[0], 255);
    picture_forget(&out);
    picture_forget(&from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_change_without_changing_what_is_shown),
        cmocka_unit_test(a_border_is_white),
        cmocka_unit_test(contrast_is_stretched_and_a_level_found),
        cmocka_unit_test(uneven_light_goes_away),
        cmocka_unit_test(blur_and_its_opposite),
        cmocka_unit_test(a_turn_keeps_the_middle_and_the_corners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
