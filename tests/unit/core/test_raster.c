#include "core/raster.h"
#include "tests/unit/cmocka_all.h"

static void the_leftmost_pixel_is_the_highest_bit(void **state)
{
    (void)state;
    struct mc_raster raster;
    mc_raster_init(&raster, 9, 2);
    assert_int_equal(raster.stride_bytes, 2);
    mc_raster_set(&raster, 0, 0, true);
    mc_raster_set(&raster, 7, 0, true);
    mc_raster_set(&raster, 8, 1, true);
    const uint8_t expected[] = {0x81, 0x00, 0x00, 0x80};
    assert_memory_equal(raster.bits, expected, 4);
    assert_true(mc_raster_get(&raster, 8, 1));
    mc_raster_set(&raster, 0, 0, false);
    assert_false(mc_raster_get(&raster, 0, 0));
    assert_true(mc_raster_get(&raster, 7, 0));
    mc_raster_finish(&raster);
    assert_null(raster.bits);
}

static void outside_is_white_and_stays_so(void **state)
{
    (void)state;
    struct mc_raster raster;
    mc_raster_init(&raster, 9, 2);
    mc_raster_set(&raster, 9, 0, true); /* would be a padding bit */
    mc_raster_set(&raster, -1, 0, true);
    mc_raster_set(&raster, 0, 2, true);
    const uint8_t white[4] = {0};
    assert_memory_equal(raster.bits, white, 4);
    assert_false(mc_raster_get(&raster, 0, 2));
    assert_false(mc_raster_get(&raster, -1, -1));
    mc_raster_finish(&raster);
}

static void grey_has_the_same_pixels(void **state)
{
    (void)state;
    struct mc_raster raster;
    mc_raster_init(&raster, 10, 1);
    mc_raster_set(&raster, 9, 0, true);
    struct mc_grey grey;
    mc_raster_to_grey(&raster, &grey);
    assert_int_equal(grey.width_px, 10);
    assert_int_equal(grey.pixels[8], 0xFF);
    assert_int_equal(grey.pixels[9], 0x00);
    mc_grey_finish(&grey);
    mc_raster_finish(&raster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_leftmost_pixel_is_the_highest_bit),
        cmocka_unit_test(outside_is_white_and_stays_so),
        cmocka_unit_test(grey_has_the_same_pixels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
