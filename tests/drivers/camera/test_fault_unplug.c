/* Pulled out before a call, while it waits, while a frame is lent, and while it is closed. */
#include "tests/drivers/camera/camera_bench.h"

static void before_it_is_started(void **state)
{
    struct camera_bench *bench = *state;
    camera_bench_unplug(bench, 0);
    assert_int_equal(camera_bench_start(bench, 0), MC_ENOTFOUND);
    assert_int_equal(camera_bench_start(bench, 0), MC_ENOTFOUND);
}

static void before_a_call(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_unplug(bench, 0);
    assert_int_equal(camera_bench_next(bench, 0, LATER_MS), MC_EGONE);
    assert_int_equal(camera_bench_next(bench, 0, LATER_MS), MC_EGONE);
}

static void while_it_waits(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    assert_int_equal(camera_bench_next_while(bench, 0, camera_bench_unplug), MC_EGONE);
}

/* The frame is the caller's until the next call, whatever becomes of the camera. */
static void while_a_frame_is_lent(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 5);
    const struct camera_frame *frame = camera_bench_assert_next(bench, 0, 5);
    camera_bench_unplug(bench, 0);
    for (size_t i = 0; i < frame->len; i++) {
        assert_int_equal(frame->bytes[i], 5);
    }
    assert_int_equal(camera_bench_next(bench, 0, LATER_MS), MC_EGONE);
}

static void while_it_is_stopped(void **state)
{
    struct camera_bench *bench = *state;
    struct camera *camera = bench->cameras[0];
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_unplug(bench, 0);
    camera_bench_cancel(bench, 0);
    camera->ops->stop(camera);
    assert_int_equal(camera_bench_start(bench, 0), MC_ENOTFOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_it_is_started), cmocka_unit_test(before_a_call),
        cmocka_unit_test(while_it_waits),       cmocka_unit_test(while_a_frame_is_lent),
        cmocka_unit_test(while_it_is_stopped),
    };
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
