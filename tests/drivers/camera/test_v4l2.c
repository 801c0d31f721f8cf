/* The V4L2 back-end when all is well: which mode it takes, and its frames. */
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/camera_v4l2_internal.h"
#include "tests/drivers/camera/virtual_v4l2.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  20
#define LATER_MS 20000

static struct virtual_v4l2 kernel;

static int set_up(void **state)
{
    (void)state;
    virtual_v4l2_init(&kernel);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    virtual_v4l2_finish(&kernel);
    return 0;
}

static void frames_come_whole(void **state)
{
    (void)state;
    struct virtual_camera *device = virtual_v4l2_plug(&kernel, 0, "/dev/video2");
    struct camera *camera = camera_v4l2_create("", &kernel.system);
    const struct camera_frame *frame = NULL;
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_EINVAL);
    assert_int_equal(camera_v4l2_probe(camera, NULL), MC_OK);
    assert_non_null(strstr(camera->ops->describe(camera), "/dev/video2"));
    assert_non_null(strstr(camera->ops->describe(camera), "Virtual"));
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_ETIMEOUT);
    virtual_camera_push(&kernel, device, 9);
    for (int i = 0; i < 9; i++) {
        assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
        assert_int_equal(frame->format, CAMERA_MJPEG);
        assert_int_equal(frame->width_px, 1280);
        assert_int_equal(frame->len, 1280 * 720);
        assert_int_equal(frame->bytes[frame->len - 1], 0);
    }
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_ETIMEOUT);
    camera->ops->stop(camera);
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_EINVAL);
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    virtual_camera_push(&kernel, device, 1);
    assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    camera->ops->destroy(camera);
}

static void assert_mode(const struct virtual_mode *modes, size_t count, uint32_t fourcc,
                        int width_px)
{
    struct virtual_camera *device = virtual_v4l2_plug(&kernel, 0, "/dev/video0");
    memset(device->modes, 0, sizeof device->modes);
    memcpy(device->modes, modes, count * sizeof *modes);
    struct camera *camera = camera_v4l2_create("", &kernel.system);
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_int_equal(device->mode.fourcc, fourcc);
    assert_int_equal(device->mode.width_px, width_px);
    camera->ops->destroy(camera);
}

static void the_mode_nearest_to_720p_is_taken(void **state)
{
    (void)state;
    const struct virtual_mode usb[] = {{V4L2_PIX_FMT_YUYV, 640, 480, 30},
                                       {V4L2_PIX_FMT_YUYV, 1280, 720, 10},
                                       {V4L2_PIX_FMT_MJPEG, 1920, 1080, 30},
                                       {V4L2_PIX_FMT_MJPEG, 1280, 720, 30}};
    assert_mode(usb, 4, V4L2_PIX_FMT_MJPEG, 1280);
    const struct virtual_mode quick[] = {{V4L2_PIX_FMT_MJPEG, 1280, 720, 30},
                                         {V4L2_PIX_FMT_YUYV, 1280, 720, 30},
                                         {V4L2_PIX_FMT_GREY, 1280, 720, 30}};
    assert_mode(quick, 3, V4L2_PIX_FMT_GREY, 1280);
    const struct virtual_mode odd[] = {{V4L2_PIX_FMT_H264, 1280, 720, 30},
                                       {V4L2_PIX_FMT_NV12, 320, 240, 60},
                                       {V4L2_PIX_FMT_NV12, 1600, 1200, 15}};
    assert_mode(odd, 3, V4L2_PIX_FMT_NV12, 1600);
    const struct virtual_mode silent_about_rates[] = {{V4L2_PIX_FMT_YUYV, 800, 600, 0},
                                                      {V4L2_PIX_FMT_YUYV, 1280, 720, 0}};
    assert_mode(silent_about_rates, 2, V4L2_PIX_FMT_YUYV, 1280);
}

static void the_first_that_captures_is_taken_or_the_one_named(void **state)
{
    (void)state;
    struct virtual_camera *metadata = virtual_v4l2_plug(&kernel, 0, "/dev/video0");
    metadata->fault = VIRTUAL_NO_CAPTURE;
    (void)virtual_v4l2_plug(&kernel, 1, "/dev/video1");
    (void)virtual_v4l2_plug(&kernel, 2, "/dev/video4");
    struct camera *camera = camera_v4l2_create("", &kernel.system);
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_non_null(strstr(camera->ops->describe(camera), "/dev/video1"));
    camera->ops->destroy(camera);
    camera = camera_v4l2_create("/dev/video4", &kernel.system);
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_non_null(strstr(camera->ops->describe(camera), "/dev/video4"));
    camera->ops->destroy(camera);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(frames_come_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_mode_nearest_to_720p_is_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_that_captures_is_taken_or_the_one_named, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
