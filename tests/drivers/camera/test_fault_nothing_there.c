/* Nothing is plugged in: said at once, and found as soon as there is something. */
#include "tests/drivers/camera/camera_bench.h"

static void it_is_not_found_until_it_is_plugged_in(void **state)
{
    struct camera_bench *bench = *state;
    camera_bench_unplug(bench, 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(camera_bench_start(bench, 0), MC_ENOTFOUND);
        assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_EINVAL);
    }
    camera_bench_plug(bench, 0);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_is_not_found_until_it_is_plugged_in)};
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
