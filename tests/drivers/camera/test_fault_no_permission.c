/* The system does not let the kiosk's user have the camera: the message names the remedy. */
#include "tests/drivers/camera/camera_bench.h"

static void the_rule_is_named(void **state)
{
    camera_bench_assert_refused(*state, CAMERA_SIM_DENIED, MC_EDENIED, "config/60-motcua.rules");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_rule_is_named)};
    return camera_bench_run(tests, sizeof tests / sizeof tests[0]);
}
