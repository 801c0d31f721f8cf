/* Another program uses it. */
#include "tests/drivers/camera/camera_bench.h"

static void it_says_so_and_is_had_when_that_one_is_done(void **state)
{
    camera_bench_assert_refused(*state, CAMERA_SIM_BUSY, MC_EIO, "used by another program");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_so_and_is_had_when_that_one_is_done)};
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
