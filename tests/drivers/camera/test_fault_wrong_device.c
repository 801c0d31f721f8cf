/* Something else is plugged in where the camera is looked for. */
#include "tests/drivers/camera/camera_bench.h"

static void it_is_no_camera(void **state)
{
    camera_bench_assert_refused(*state, CAMERA_SIM_NO_CAMERA, MC_EUNSUPPORTED,
                                "captures no pictures");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_is_no_camera)};
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
