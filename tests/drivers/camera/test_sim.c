/* What only the simulated camera does. */
#include "core/clock.h"
#include "drivers/camera/camera_sim.h"
#include "tests/unit/cmocka_all.h"

#define LATER_MS 20000

static void frames_come_at_their_rate(void **state)
{
    (void)state;
    struct camera *camera = camera_sim_create();
    const struct camera_frame *frame = NULL;
    struct mc_grey picture;
    mc_grey_init(&picture, 4, 3);
    camera_sim_show(camera, &picture);
    mc_grey_finish(&picture);
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    int64_t began_ms = mc_clock_monotonic_ms();
    for (int i = 0; i < 4; i++) {
        assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    }
    assert_true(mc_clock_monotonic_ms() - began_ms >= 3 * (int64_t)CAMERA_SIM_FRAME_MS);
    /* A frame is not due yet. */
    assert_int_equal(camera->ops->next_frame(camera, 5, &frame, NULL), MC_ETIMEOUT);
    camera->ops->destroy(camera);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(frames_come_at_their_rate)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
