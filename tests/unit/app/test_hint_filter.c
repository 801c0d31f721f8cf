#include "kiosk/app/hint_filter.h"
#include "tests/unit/cmocka_all.h"

static void a_hint_is_told_when_it_holds(void **state)
{
    (void)state;
    struct hint_filter filter = {0};
    assert_false(hint_filter_frame(&filter, CAMERA_HINT_DARK, false, 1000));
    assert_false(hint_filter_frame(&filter, CAMERA_HINT_DARK, false, 3400));
    assert_true(hint_filter_frame(&filter, CAMERA_HINT_DARK, false, 3500));
    assert_int_equal(filter.told, CAMERA_HINT_DARK);
    assert_false(hint_filter_frame(&filter, CAMERA_HINT_DARK, false, 9000));
    /* A frame or two of something else change nothing. */
    assert_false(hint_filter_frame(&filter, CAMERA_HINT_NONE, false, 9100));
    assert_false(hint_filter_frame(&filter, CAMERA_HINT_DARK, false, 9200));
    assert_false(hint_filter_frame(&filter, CAMERA_HINT_NONE, false, 9300));
    assert_false(hint_filter_frame(&filter, CAMERA_HINT_NONE, false, 13200));
    assert_true(hint_filter_frame(&filter, CAMERA_HINT_NONE, false, 13300));
    assert_int_equal(filter.told, CAMERA_HINT_NONE);
}

static void a_code_takes_it_back_at_once(void **state)
{
    (void)state;
    struct hint_filter filter = {0};
    assert_false(hint_filter_frame(&filter, CAMERA_HINT_FAR, false, 1));
    assert_true(hint_filter_frame(&filter, CAMERA_HINT_FAR, false, 1 + HINT_FILTER_TELL_MS));
    assert_true(hint_filter_frame(&filter, CAMERA_HINT_NONE, true, 2 + HINT_FILTER_TELL_MS));
    assert_int_equal(filter.told, CAMERA_HINT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hint_is_told_when_it_holds),
        cmocka_unit_test(a_code_takes_it_back_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
