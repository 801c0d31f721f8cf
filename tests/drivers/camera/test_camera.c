/* What every camera does, whatever it is. */
#include "tests/drivers/camera/camera_bench.h"

static void frames_come_whole_and_in_order(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    for (uint8_t grey = 1; grey <= 9; grey++) {
        camera_bench_show(bench, 0, grey);
        (void)camera_bench_assert_next(bench, 0, grey);
    }
    camera_bench_show_nothing(bench, 0);
    assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
}

/* Whatever is shown meanwhile. */
static void a_frame_stays_as_it_is_until_the_next_call(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 7);
    const struct camera_frame *frame = camera_bench_assert_next(bench, 0, 7);
    for (uint8_t grey = 1; grey <= 4; grey++) {
        camera_bench_show(bench, 0, grey);
    }
    for (size_t i = 0; i < frame->len; i++) {
        assert_int_equal(frame->bytes[i], 7);
    }
}

static void nothing_comes_before_it_is_started_and_after_it_is_stopped(void **state)
{
    struct camera_bench *bench = *state;
    struct camera *camera = bench->cameras[0];
    assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_EINVAL);
    camera->ops->stop(camera); /* which does no harm */
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
    camera->ops->stop(camera);
    assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_EINVAL);
    camera->ops->stop(camera);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 2);
    (void)camera_bench_assert_next(bench, 0, 2);
}

static void started_twice_it_begins_anew(void **state)
{
    struct camera_bench *bench = *state;
    for (uint8_t grey = 1; grey <= 3; grey++) {
        assert_int_equal(camera_bench_start(bench, 0), MC_OK);
        camera_bench_show(bench, 0, grey);
        (void)camera_bench_assert_next(bench, 0, grey);
    }
}

static void nothing_to_see_is_a_time_out(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    assert_int_equal(camera_bench_next(bench, 0, 0), MC_ETIMEOUT);
    assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
    /* It spoils nothing for the next frame. */
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
}

static void show_late(struct camera_bench *bench, int unit)
{
    camera_bench_show(bench, unit, 9);
}

static void another_thread_wakes_it(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    assert_int_equal(camera_bench_next_while(bench, 0, camera_bench_cancel), MC_ECANCELLED);
    assert_int_equal(camera_bench_next_while(bench, 0, show_late), MC_OK);
}

/* As often as it was said, and although there is a frame to be had. */
static void a_cancellation_before_the_wait_counts_once(void **state)
{
    struct camera_bench *bench = *state;
    camera_bench_cancel(bench, 0);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 1);
    camera_bench_cancel(bench, 0);
    camera_bench_cancel(bench, 0);
    assert_int_equal(camera_bench_next(bench, 0, LATER_MS), MC_ECANCELLED);
    (void)camera_bench_assert_next(bench, 0, 1);
}

static void it_says_what_it_is(void **state)
{
    struct camera_bench *bench = *state;
    const struct camera *camera = bench->cameras[0];
    assert_string_not_equal(camera->ops->describe(camera), "");
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    assert_string_not_equal(camera->ops->describe(camera), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_whole_and_in_order),
        cmocka_unit_test(a_frame_stays_as_it_is_until_the_next_call),
        cmocka_unit_test(nothing_comes_before_it_is_started_and_after_it_is_stopped),
        cmocka_unit_test(started_twice_it_begins_anew),
        cmocka_unit_test(nothing_to_see_is_a_time_out),
        cmocka_unit_test(another_thread_wakes_it),
        cmocka_unit_test(a_cancellation_before_the_wait_counts_once),
        cmocka_unit_test(it_says_what_it_is),
    };
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
