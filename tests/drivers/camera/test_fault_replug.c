/* Pulled out and plugged in again: once it is started it sees what is before it now. */
#include "tests/drivers/camera/camera_bench.h"

static void it_sees_on(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    for (uint8_t grey = 1; grey <= 3; grey++) {
        camera_bench_show(bench, 0, grey);
        (void)camera_bench_assert_next(bench, 0, grey);
        camera_bench_unplug(bench, 0);
        assert_int_equal(camera_bench_next(bench, 0, LATER_MS), MC_EGONE);
        camera_bench_plug(bench, 0);
        assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    }
    camera_bench_show(bench, 0, 9);
    (void)camera_bench_assert_next(bench, 0, 9);
}

static void nothing_comes_of_it_until_it_is_started(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_unplug(bench, 0);
    camera_bench_plug(bench, 0);
    camera_bench_show(bench, 0, 1);
    assert_int_equal(camera_bench_next(bench, 0, LATER_MS), MC_EGONE);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 2);
    (void)camera_bench_assert_next(bench, 0, 2);
}

static void stopped_meanwhile_it_is_found_again(void **state)
{
    struct camera_bench *bench = *state;
    struct camera *camera = bench->cameras[0];
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera->ops->stop(camera);
    camera_bench_unplug(bench, 0);
    camera_bench_plug(bench, 0);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_sees_on),
        cmocka_unit_test(nothing_comes_of_it_until_it_is_started),
        cmocka_unit_test(stopped_meanwhile_it_is_found_again),
    };
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
