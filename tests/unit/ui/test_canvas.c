#include "core/memory.h"
#include "tests/unit/cmocka_all.h"
#include "ui/canvas.h"

static long ink_in(const struct mc_grey *page, int x0, int y0, int x1, int y1)
{
    long ink = 0;
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            ink += 255 - page->pixels[y * page->width_px + x];
        }
    }
    return ink;
}

static struct canvas *create(int width_px, int height_px)
{
    struct canvas *canvas = NULL;
    assert_int_equal(canvas_create(width_px, height_px, &canvas, NULL), MC_OK);
    return canvas;
}

static void text_wraps_and_aligns(void **state)
{
    (void)state;
    struct canvas *canvas = create(576, 600);
    struct canvas_text text = {.text = "GIẤY TIẾP NHẬN HỒ SƠ", .size_px = 36, .bold = true};
    int one = canvas_text_height(canvas, &(struct canvas_text){.text = "Ấ", .size_px = 36});
    assert_int_equal(canvas_text(canvas, &text, 0), one);
    text.width_px = 200;
    text.align = UI_END;
    text.x_px = 376;
    assert_int_equal(canvas_text(canvas, &text, 100), 3 * one);
    struct mc_grey page = {0};
    canvas_take(canvas, 400, &page);
    assert_int_equal(page.height_px, 400);
    assert_true(ink_in(&page, 0, 0, 576, one) > 0);
    assert_int_equal(ink_in(&page, 0, 100, 376, 400), 0);
    assert_true(ink_in(&page, 376, 100, 576, 100 + 3 * one) > 0);
    mc_grey_finish(&page);
    canvas_destroy(canvas);
}

static void stacked_marks_are_not_cut_off(void **state)
{
    (void)state;
    struct canvas *canvas = create(400, 300);
    (void)canvas_text(canvas, &(struct canvas_text){.text = "ẾỖẨỆ", .size_px = 60}, 100);
    struct mc_grey page = {0};
    canvas_take(canvas, 300, &page);
    int line = (int)(60 * 1.4);
    assert_int_equal(ink_in(&page, 0, 0, 400, 100), 0);
    assert_int_equal(ink_in(&page, 0, 100 + line, 400, 300), 0);
    assert_true(ink_in(&page, 0, 100, 400, 100 + line) > 0);
    mc_grey_finish(&page);
    canvas_destroy(canvas);
}

static void drawing_is_clipped_and_the_page_is_clean_after_it_was_taken(void **state)
{
    (void)state;
    struct canvas *canvas = create(50, 40);
    canvas_fill(canvas, -10, -10, 1000, 1000, 0);
    (void)canvas_text(canvas, &(struct canvas_text){.text = "xin chào", .size_px = 30}, 35);
    struct mc_grey page = {0};
    canvas_take(canvas, 40, &page);
    assert_int_equal(ink_in(&page, 0, 0, 50, 40), 50L * 40 * 255);
    mc_grey_finish(&page);
    (void)canvas_rule(canvas, 3, 2, 5);
    canvas_take(canvas, 40, &page);
    assert_int_equal(ink_in(&page, 0, 0, 50, 40), 25L * 2 * 255);
    mc_grey_finish(&page);
    canvas_destroy(canvas);
}

static void impossible_pages_are_refused(void **state)
{
    (void)state;
    struct canvas *canvas = NULL;
    assert_int_equal(canvas_create(0, 10, &canvas, NULL), MC_EINVAL);
    assert_int_equal(canvas_create(10, 100000, &canvas, NULL), MC_ETOOBIG);
    assert_null(canvas);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_wraps_and_aligns),
        cmocka_unit_test(stacked_marks_are_not_cut_off),
        cmocka_unit_test(drawing_is_clipped_and_the_page_is_clean_after_it_was_taken),
        cmocka_unit_test(impossible_pages_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
