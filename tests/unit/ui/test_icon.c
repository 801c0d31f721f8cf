#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "tests/unit/cmocka_all.h"
#include "ui/icon.h"

static int create(void **state)
{
    *state = icon_cache_create(MOTCUA_SOURCE_DIR "/assets/icons");
    return 0;
}

static int destroy(void **state)
{
    icon_cache_destroy(*state);
    return 0;
}

static struct draw_mask copy_of(const struct draw_mask *mask)
{
    assert_non_null(mask);
    size_t bytes = (size_t)mask->width_px * (size_t)mask->height_px;
    struct draw_mask copy = {mask->width_px, mask->height_px, mc_calloc(bytes, 1)};
    memcpy(copy.coverage, mask->coverage, bytes);
    return copy;
}

/* The mean of what is covered, in a square of that many pixels. */
static int mean(const struct draw_mask *mask, int x, int y, int side)
{
    int sum = 0;
    for (int py = y; py < y + side; py++) {
        for (int px = x; px < x + side; px++) {
            sum += mask->coverage[py * mask->width_px + px];
        }
    }
    return sum / (side * side);
}

static void one_scaled_looks_like_one_drawn(void **state)
{
    struct icon_cache *icons = *state;
    static const int sizes[] = {150, 257, 294, 512, 996};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        int size = sizes[i];
        struct draw_mask drawn = copy_of(icon_get(icons, "drum", size));
        const struct draw_mask *scaled = icon_get_scaled(icons, "drum", size);
        assert_non_null(scaled);
        assert_int_equal(scaled->width_px, size);
        assert_int_equal(scaled->height_px, size);
        int side = size / 32;
        long most = 0;
        for (int y = 0; y + side <= size; y += side) {
            for (int x = 0; x + side <= size; x += side) {
                int cover = mean(&drawn, x, y, side);
                most += cover;
                assert_in_range(mean(scaled, x, y, side) + 32, cover, cover + 64);
            }
        }
        assert_true(most > 32 * 32 * 10); /* there is something to compare */
        free(drawn.coverage);
    }
}

static void one_of_its_own_size_is_the_same(void **state)
{
    struct icon_cache *icons = *state;
    struct draw_mask drawn = copy_of(icon_get(icons, "drum", 512));
    const struct draw_mask *scaled = icon_get_scaled(icons, "drum", 512);
    assert_memory_equal(drawn.coverage, scaled->coverage, (size_t)512 * 512);
    free(drawn.coverage);
}

static void both_are_kept_beside_each_other(void **state)
{
    struct icon_cache *icons = *state;
    const struct draw_mask *drawn = icon_get(icons, "drum", 300);
    const struct draw_mask *scaled = icon_get_scaled(icons, "drum", 300);
    assert_ptr_not_equal(drawn, scaled);
    assert_ptr_equal(icon_get(icons, "drum", 300), drawn);
    assert_ptr_equal(icon_get_scaled(icons, "drum", 300), scaled);
}

static void what_is_no_icon_is_none(void **state)
{
    struct icon_cache *icons = *state;
    assert_null(icon_get(icons, "nothing", 40));
    assert_null(icon_get_scaled(icons, "nothing", 40));
    assert_null(icon_get(icons, "../icons/drum", 40));
    assert_null(icon_get_scaled(icons, "../icons/drum", 40));
    assert_null(icon_get_scaled(icons, "drum", 0));
    assert_null(icon_get_scaled(icons, "drum", 100000));
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_scaled_looks_like_one_drawn, create, destroy),
        cmocka_unit_test_setup_teardown(one_of_its_own_size_is_the_same, create, destroy),
        cmocka_unit_test_setup_teardown(both_are_kept_beside_each_other, create, destroy),
        cmocka_unit_test_setup_teardown(what_is_no_icon_is_none, create, destroy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
