/* Two cameras of the same model: each one's frames and each one's going are its own. */
#include "tests/drivers/camera/camera_bench.h"

static void start_both(struct camera_bench *bench)
{
    camera_bench_plug(bench, 1);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    assert_int_equal(camera_bench_start(bench, 1), MC_OK);
}

static void each_gives_its_own_frames(void **state)
{
    struct camera_bench *bench = *state;
    start_both(bench);
    camera_bench_show(bench, 0, 1);
    camera_bench_show(bench, 1, 2);
    (void)camera_bench_assert_next(bench, 1, 2);
    (void)camera_bench_assert_next(bench, 0, 1);
}

static void one_goes_and_the_other_stays(void **state)
{
    struct camera_bench *bench = *state;
    start_both(bench);
    camera_bench_unplug(bench, 1);
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
    assert_int_equal(camera_bench_next(bench, 1, LATER_MS), MC_EGONE);
    /* The other one is not taken in its place. */
    assert_int_equal(camera_bench_start(bench, 1), MC_ENOTFOUND);
}

static void calling_one_off_leaves_the_other(void **state)
{
    struct camera_bench *bench = *state;
    start_both(bench);
    camera_bench_cancel(bench, 1);
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
    assert_int_equal(camera_bench_next(bench, 1, LATER_MS), MC_ECANCELLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_gives_its_own_frames),
        cmocka_unit_test(one_goes_and_the_other_stays),
        cmocka_unit_test(calling_one_off_leaves_the_other),
    };
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
