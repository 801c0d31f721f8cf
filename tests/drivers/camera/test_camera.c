#include <pthread.h>

#include "core/clock.h"
#include "drivers/camera/camera_sim.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  30
#define LATER_MS 20000

static struct mc_grey picture_of(uint8_t grey)
{
    struct mc_grey picture;
    mc_grey_init(&picture, 4, 3);
    picture.pixels[5] = grey;
    return picture;
}

static void show(struct camera *camera, uint8_t grey)
{
    struct mc_grey picture = picture_of(grey);
    camera_sim_show(camera, &picture);
    mc_grey_finish(&picture); /* it was copied */
}

static void frames_come_at_their_rate(void **state)
{
    (void)state;
    struct camera *camera = camera_sim_create();
    const struct camera_frame *frame = NULL;
    show(camera, 7);
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_EINVAL);
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    int64_t began_ms = mc_clock_monotonic_ms();
    for (int i = 0; i < 4; i++) {
        assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
        assert_int_equal(frame->width_px, 4);
        assert_int_equal(frame->bytes[5], 7);
    }
    int64_t took_ms = mc_clock_monotonic_ms() - began_ms;
    assert_true(took_ms >= 3 * (int64_t)CAMERA_SIM_FRAME_MS);
    /* A frame is not due yet. */
    assert_int_equal(camera->ops->next_frame(camera, 5, &frame, NULL), MC_ETIMEOUT);
    camera->ops->stop(camera);
    camera->ops->destroy(camera);
}

static void nothing_shown_is_a_time_out(void **state)
{
    (void)state;
    struct camera *camera = camera_sim_create();
    const struct camera_frame *frame = NULL;
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_ETIMEOUT);
    show(camera, 1);
    assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    camera_sim_show(camera, NULL);
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_ETIMEOUT);
    camera->ops->destroy(camera);
}

struct act {
    struct camera *camera;
    void (*run)(struct camera *camera);
};

static void *run_act(void *context)
{
    struct act *act = context;
    act->run(act->camera);
    return NULL;
}

static void do_cancel(struct camera *camera)
{
    camera->ops->cancel(camera);
}

static void do_show(struct camera *camera)
{
    show(camera, 9);
}

/* What next_frame() gives when another thread acts while, or just before, it waits. */
static enum mc_err wait_while(struct camera *camera, void (*run)(struct camera *camera))
{
    struct act act = {camera, run};
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, run_act, &act), 0);
    const struct camera_frame *frame = NULL;
    int64_t began_ms = mc_clock_monotonic_ms();
    enum mc_err rc = camera->ops->next_frame(camera, LATER_MS, &frame, NULL);
    assert_true(mc_clock_monotonic_ms() - began_ms < LATER_MS / 2);
    assert_int_equal(pthread_join(other, NULL), 0);
    return rc;
}

static void another_thread_wakes_it(void **state)
{
    (void)state;
    struct camera *camera = camera_sim_create();
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_int_equal(wait_while(camera, do_cancel), MC_ECANCELLED);
    assert_int_equal(wait_while(camera, do_show), MC_OK);
    camera->ops->destroy(camera);
}

static void unplugged_while_it_waits(void **state)
{
    (void)state;
    struct camera *camera = camera_sim_create();
    const struct camera_frame *frame = NULL;
    struct mc_error err = {0};
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_int_equal(wait_while(camera, camera_sim_unplug), MC_EGONE);
    assert_int_equal(camera->ops->start(camera, &err), MC_EGONE);
    assert_string_not_equal(err.text, "");
    camera_sim_plug_in(camera);
    show(camera, 3);
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_EINVAL);
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    camera->ops->destroy(camera);
}

static void stalled_it_gives_no_frames(void **state)
{
    (void)state;
    struct camera *camera = camera_sim_create();
    const struct camera_frame *frame = NULL;
    assert_int_equal(camera->ops->start(camera, NULL), MC_OK);
    show(camera, 3);
    camera_sim_stall(camera, true);
    assert_int_equal(camera->ops->next_frame(camera, SOON_MS, &frame, NULL), MC_ETIMEOUT);
    assert_int_equal(wait_while(camera, do_cancel), MC_ECANCELLED);
    camera_sim_stall(camera, false);
    assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    camera->ops->destroy(camera);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_at_their_rate),  cmocka_unit_test(nothing_shown_is_a_time_out),
        cmocka_unit_test(another_thread_wakes_it),    cmocka_unit_test(unplugged_while_it_waits),
        cmocka_unit_test(stalled_it_gives_no_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
