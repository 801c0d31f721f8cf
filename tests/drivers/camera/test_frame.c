#include <string.h>

#include "drivers/camera/camera_frame.h"
#include "drivers/camera/picture.h"
#include "tests/unit/cmocka_all.h"

static void assert_greys(const struct camera_frame *frame, const uint8_t *greys)
{
    struct mc_grey picture = {0};
    assert_int_equal(camera_frame_to_grey(frame, &picture, NULL), MC_OK);
    assert_int_equal(picture.width_px, 2);
    assert_int_equal(picture.height_px, 2);
    assert_memory_equal(picture.pixels, greys, 4);
    picture_forget(&picture);
}

static void brightness_comes_out_of_every_format(void **state)
{
    (void)state;
    const uint8_t greys[] = {1, 2, 3, 4};
    const uint8_t grey[] = {1, 2, 99, 3, 4, 99};
    assert_greys(&(struct camera_frame){CAMERA_GREY, 2, 2, 3, grey, sizeof grey}, greys);
    const uint8_t yuyv[] = {1, 128, 2, 128, 3, 128, 4, 128};
    assert_greys(&(struct camera_frame){CAMERA_YUYV, 2, 2, 4, yuyv, sizeof yuyv}, greys);
    const uint8_t nv12[] = {1, 2, 3, 4, 128, 128};
    assert_greys(&(struct camera_frame){CAMERA_NV12, 2, 2, 2, nv12, sizeof nv12}, greys);
}

static void what_does_not_fit_together_is_refused(void **state)
{
    (void)state;
    static const uint8_t bytes[64];
    const struct camera_frame frames[] = {
        {CAMERA_GREY, 0, 4, 4, bytes, 64},    {CAMERA_GREY, 4, -1, 4, bytes, 64},
        {CAMERA_GREY, 9, 2, 8, bytes, 64},    {CAMERA_GREY, 8, 9, 8, bytes, 64},
        {CAMERA_YUYV, 8, 8, 8, bytes, 64},    {CAMERA_YUYV, 4, 8, 8, bytes, 63},
        {CAMERA_NV12, 4, 4, 0, bytes, 64},    {CAMERA_GREY, 4, 4, -4, bytes, 64},
        {CAMERA_MJPEG, 4, 4, 0, bytes, 64},   {CAMERA_MJPEG, 4, 4, 0, bytes, 0},
        {CAMERA_FORMATS, 4, 4, 4, bytes, 64}, {CAMERA_GREY, 2147483647, 4, 2147483647, bytes, 64},
    };
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        struct mc_grey picture = {0};
        struct mc_error err = {0};
        assert_int_not_equal(camera_frame_to_grey(&frames[i], &picture, &err), MC_OK);
        assert_string_not_equal(err.text, "");
        assert_null(picture.pixels);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brightness_comes_out_of_every_format),
        cmocka_unit_test(what_does_not_fit_together_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
