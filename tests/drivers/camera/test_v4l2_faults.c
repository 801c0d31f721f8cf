/* The V4L2 back-end when the camera, its driver or its cable fails, as only it can. */
#include <string.h>

#include "core/memory.h"
#include "tests/drivers/camera/virtual_v4l2.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  20
#define LATER_MS 20000

static struct virtual_v4l2 kernel;
static struct virtual_camera *device;
static struct camera *camera;

static int set_up(void **state)
{
    (void)state;
    virtual_v4l2_init(&kernel);
    device = virtual_v4l2_plug(&kernel, 0, "/dev/video0");
    camera = camera_v4l2_create("", &kernel.system);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    camera->ops->destroy(camera);
    virtual_v4l2_finish(&kernel);
    return 0;
}

static enum mc_err next(int timeout_ms)
{
    const struct camera_frame *frame = NULL;
    enum mc_err rc = camera->ops->next_frame(camera, timeout_ms, &frame, NULL);
    assert_int_equal(rc == MC_OK, frame != NULL);
    return rc;
}

static void nothing_plugged_in(void **state)
{
    (void)state;
    virtual_camera_unplug(&kernel, device);
    struct mc_error err = {0};
    assert_int_equal(camera->ops->start(camera, &err), MC_ENOTFOUND);
    assert_int_equal(camera_v4l2_probe(camera, &err), MC_ENOTFOUND);
    assert_string_not_equal(err.text, "");
}

/* Pulled out at every single call of the driver, while starting and while frames come. */
static void unplugged_at_every_call(void **state)
{
    (void)state;
    bool reached_the_end = false;
    for (int calls = 0; !reached_the_end; calls++) {
        assert_true(calls < 200);
        device = virtual_v4l2_plug(&kernel, 0, "/dev/video0");
        device->calls_left = calls;
        enum mc_err rc = camera->ops->start(camera, NULL);
        virtual_camera_push(&kernel, device, 3);
        for (int i = 0; i < 3 && rc == MC_OK; i++) {
            rc = next(LATER_MS);
        }
        reached_the_end = rc == MC_OK;
        /* While formats are named the pulling out looks as if there were no more of them. */
        assert_true(rc == MC_OK || rc == MC_EGONE || rc == MC_EUNSUPPORTED);
        camera->ops->stop(camera);
        /* Plugged in again it works. */
        device = virtual_v4l2_plug(&kernel, 0, "/dev/video1");
        assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
        virtual_camera_push(&kernel, device, 1);
        assert_int_equal(next(LATER_MS), MC_OK);
        camera->ops->stop(camera);
    }
}

static void busy_it_says_so_and_another_one_is_taken(void **state)
{
    (void)state;
    struct mc_error err = {0};
    device->fault = VIRTUAL_BUSY;
    assert_int_equal(camera->ops->start(camera, &err), MC_EIO);
    assert_non_null(strstr(err.text, "another program"));
    (void)virtual_v4l2_plug(&kernel, 1, "/dev/video3");
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_non_null(strstr(camera->ops->describe(camera), "/dev/video3"));
}

static void of_any_denied_the_rule_is_named(void **state)
{
    (void)state;
    struct mc_error err = {0};
    device->fault = VIRTUAL_DENIED;
    assert_int_equal(camera->ops->start(camera, &err), MC_EDENIED);
    assert_non_null(strstr(err.text, "60-motcua.rules"));
    assert_int_equal(camera_v4l2_probe(camera, &err), MC_EDENIED);
}

/* The real kernel's answers. */
static void a_node_of_another_kind_is_no_camera(void **state)
{
    (void)state;
    struct mc_error err = {0};
    struct camera *null = camera_v4l2_create("/dev/null", NULL);
    assert_int_equal(null->ops->start(null, &err), MC_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "/dev/null"));
    null->ops->destroy(null);
    struct camera *nowhere = camera_v4l2_create("/nonexistent/video0", NULL);
    assert_int_equal(nowhere->ops->start(nowhere, &err), MC_ENOTFOUND);
    nowhere->ops->destroy(nowhere);
}

static void of_two_of_a_kind_always_the_same_one(void **state)
{
    (void)state;
    (void)virtual_v4l2_plug(&kernel, 1, "/dev/video1");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
        assert_non_null(strstr(camera->ops->describe(camera), "/dev/video0"));
        camera->ops->stop(camera);
    }
}

static void damaged_frames_are_left_out(void **state)
{
    (void)state;
    const enum virtual_fault faults[] = {VIRTUAL_USED_OVER, VIRTUAL_USED_NONE, VIRTUAL_MARKED,
                                         VIRTUAL_USED_SHORT};
    memset(device->modes, 0, sizeof device->modes);
    device->modes[0] = (struct virtual_mode){V4L2_PIX_FMT_YUYV, 640, 480, 30};
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        device->fault = faults[i];
        virtual_camera_push(&kernel, device, 2);
        assert_int_equal(next(SOON_MS), MC_ETIMEOUT);
        device->fault = VIRTUAL_WELL;
        virtual_camera_push(&kernel, device, 2);
        assert_int_equal(next(LATER_MS), MC_OK);
        assert_int_equal(next(LATER_MS), MC_OK);
    }
}

static void a_driver_that_makes_no_sense_is_an_error(void **state)
{
    (void)state;
    const enum virtual_fault faults[] = {VIRTUAL_HUGE_BUFFERS, VIRTUAL_NO_BUFFERS,
                                         VIRTUAL_STRANGE_FORMAT};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct mc_error err = {0};
        device->fault = faults[i];
        assert_int_not_equal(camera->ops->start(camera, &err), MC_OK);
        assert_non_null(strstr(err.text, "/dev/video0"));
    }
    device->fault = VIRTUAL_WELL;
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    device->fault = VIRTUAL_WRONG_BUFFER;
    virtual_camera_push(&kernel, device, 1);
    assert_int_equal(next(LATER_MS), MC_EIO);
}

#define FAULT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT(nothing_plugged_in),
        FAULT(unplugged_at_every_call),
        FAULT(busy_it_says_so_and_another_one_is_taken),
        FAULT(of_any_denied_the_rule_is_named),
        FAULT(a_node_of_another_kind_is_no_camera),
        FAULT(of_two_of_a_kind_always_the_same_one),
        FAULT(damaged_frames_are_left_out),
        FAULT(a_driver_that_makes_no_sense_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
