/* Started, and no frames: a time-out at first, a failure when it lasts. */
#include "tests/drivers/camera/camera_bench.h"

static void silent_for_long_it_has_failed(void **state)
{
    struct camera_bench *bench = *state;
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_misbehave(bench, 0, CAMERA_SIM_SILENT);
    assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
    assert_int_equal(camera_bench_next_while(bench, 0, camera_bench_cancel), MC_ECANCELLED);
    assert_int_equal(camera_bench_next(bench, 0, LATER_MS), MC_EIO);
    /* Started again it may come back. */
    camera_bench_misbehave(bench, 0, CAMERA_SIM_WELL);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_ETIMEOUT);
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(silent_for_long_it_has_failed)};
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
