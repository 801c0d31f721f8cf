#include "tests/drivers/camera/camera_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "tests/drivers/meanwhile.h"

#define TESTS_MAX  32
#define NAME_BYTES 96

/* ---- Plugging ---- */

static void name_node(int unit, char out[32])
{
    (void)snprintf(out, 32, "/dev/video%d", unit);
}

static void plug_v4l2(struct camera_bench *bench, int unit)
{
    char path[32];
    name_node(unit, path);
    struct virtual_camera *device = virtual_v4l2_plug(&bench->kernel, unit, path);
    memset(device->modes, 0, sizeof device->modes);
    device->modes[0] =
        (struct virtual_mode){V4L2_PIX_FMT_GREY, BENCH_WIDTH_PX, BENCH_HEIGHT_PX, 30};
    bench->devices[unit] = device;
    if (bench->cameras[unit] == NULL) {
        bench->cameras[unit] = camera_v4l2_create(path, &bench->kernel.system);
    }
}

static void plug_sim(struct camera_bench *bench, int unit)
{
    if (bench->cameras[unit] == NULL) {
        bench->cameras[unit] = camera_sim_create();
    }
    camera_sim_plug_in(bench->cameras[unit]);
}

void camera_bench_plug(struct camera_bench *bench, int unit)
{
    if (bench->line == LINE_SIM) {
        plug_sim(bench, unit);
    } else {
        plug_v4l2(bench, unit);
    }
}

void camera_bench_unplug(struct camera_bench *bench, int unit)
{
    if (bench->line == LINE_SIM) {
        camera_sim_unplug(bench->cameras[unit]);
    } else {
        virtual_camera_unplug(&bench->kernel, bench->devices[unit]);
    }
}

void camera_bench_misbehave(struct camera_bench *bench, int unit, enum camera_sim_fault fault)
{
    /* A silent driver is one that is never told of a frame. */
    static const enum virtual_fault faults[] = {
        [CAMERA_SIM_WELL] = VIRTUAL_WELL,     [CAMERA_SIM_BUSY] = VIRTUAL_BUSY,
        [CAMERA_SIM_DENIED] = VIRTUAL_DENIED, [CAMERA_SIM_NO_CAMERA] = VIRTUAL_NO_CAPTURE,
        [CAMERA_SIM_SILENT] = VIRTUAL_WELL,
    };
    if (bench->line == LINE_SIM) {
        camera_sim_misbehave(bench->cameras[unit], fault);
    } else {
        bench->devices[unit]->fault = faults[fault];
    }
}

/* ---- Frames ---- */

void camera_bench_show(struct camera_bench *bench, int unit, uint8_t grey)
{
    if (bench->line == LINE_V4L2) {
        bench->devices[unit]->grey = grey;
        virtual_camera_push(&bench->kernel, bench->devices[unit], 1);
        return;
    }
    struct mc_grey picture;
    mc_grey_init(&picture, BENCH_WIDTH_PX, BENCH_HEIGHT_PX);
    memset(picture.pixels, grey, (size_t)BENCH_WIDTH_PX * BENCH_HEIGHT_PX);
    camera_sim_show(bench->cameras[unit], &picture);
    mc_grey_finish(&picture); /* it was copied */
}

void camera_bench_show_nothing(struct camera_bench *bench, int unit)
{
    if (bench->line == LINE_SIM) {
        camera_sim_show(bench->cameras[unit], NULL);
    }
}

enum mc_err camera_bench_start(struct camera_bench *bench, int unit)
{
    struct mc_error err = {0};
    enum mc_err rc = bench->cameras[unit]->ops->start(bench->cameras[unit], &err);
    assert_int_equal(rc == MC_OK, err.text[0] == '\0');
    return rc;
}

enum mc_err camera_bench_next(struct camera_bench *bench, int unit, int timeout_ms)
{
    struct camera *camera = bench->cameras[unit];
    const struct camera_frame *frame = NULL;
    struct mc_error err = {0};
    enum mc_err rc = camera->ops->next_frame(camera, timeout_ms, &frame, &err);
    assert_int_equal(rc == MC_OK, frame != NULL);
    assert_int_equal(rc == MC_OK, err.text[0] == '\0');
    return rc;
}

const struct camera_frame *camera_bench_assert_next(struct camera_bench *bench, int unit,
                                                    uint8_t grey)
{
    struct camera *camera = bench->cameras[unit];
    const struct camera_frame *frame = NULL;
    assert_int_equal(camera->ops->next_frame(camera, LATER_MS, &frame, NULL), MC_OK);
    assert_int_equal(frame->format, CAMERA_GREY);
    assert_int_equal(frame->width_px, BENCH_WIDTH_PX);
    assert_int_equal(frame->height_px, BENCH_HEIGHT_PX);
    assert_true(frame->stride_bytes >= BENCH_WIDTH_PX);
    assert_true(frame->len >= (size_t)frame->stride_bytes * BENCH_HEIGHT_PX);
    assert_int_equal(frame->bytes[0], grey);
    assert_int_equal(frame->bytes[frame->len - 1], grey);
    return frame;
}

struct act {
    struct camera_bench *bench;
    int unit;
    void (*run)(struct camera_bench *bench, int unit);
};

static void run_act(void *context)
{
    const struct act *act = context;
    act->run(act->bench, act->unit);
}

enum mc_err camera_bench_next_while(struct camera_bench *bench, int unit,
                                    void (*run)(struct camera_bench *bench, int unit))
{
    struct act act = {bench, unit, run};
    struct meanwhile meanwhile = {.run = run_act, .context = &act};
    meanwhile_start(&meanwhile);
    enum mc_err rc = camera_bench_next(bench, unit, LATER_MS);
    meanwhile_end(&meanwhile);
    return rc;
}

void camera_bench_cancel(struct camera_bench *bench, int unit)
{
    bench->cameras[unit]->ops->cancel(bench->cameras[unit]);
}

void camera_bench_assert_refused(struct camera_bench *bench, enum camera_sim_fault fault,
                                 enum mc_err rc, const char *said)
{
    struct camera *camera = bench->cameras[0];
    struct mc_error err = {0};
    camera_bench_misbehave(bench, 0, fault);
    assert_int_equal(camera->ops->start(camera, &err), rc);
    assert_non_null(strstr(err.text, said));
    assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_EINVAL);
    camera_bench_misbehave(bench, 0, CAMERA_SIM_WELL);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
}

/* ---- Running ---- */

static int set_up(void **state)
{
    const enum camera_line *line = *state;
    struct camera_bench *bench = MC_NEW(struct camera_bench);
    bench->line = *line;
    virtual_v4l2_init(&bench->kernel);
    camera_bench_plug(bench, 0);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct camera_bench *bench = *state;
    for (int i = 0; i < CAMERA_UNITS; i++) {
        if (bench->cameras[i] != NULL) {
            bench->cameras[i]->ops->destroy(bench->cameras[i]);
        }
    }
    virtual_v4l2_finish(&bench->kernel);
    free(bench);
    return 0;
}

int camera_bench_run(const struct CMUnitTest *tests, size_t count)
{
    static const char *const line_names[CAMERA_LINES] = {"sim", "v4l2"};
    static enum camera_line lines[CAMERA_LINES] = {LINE_SIM, LINE_V4L2};
    static char names[TESTS_MAX][NAME_BYTES];
    struct CMUnitTest all[TESTS_MAX];
    size_t total = 0;
    for (int l = 0; l < CAMERA_LINES; l++) {
        for (size_t i = 0; i < count; i++) {
            MC_CHECK(total < TESTS_MAX);
            (void)snprintf(names[total], NAME_BYTES, "%s: %s", line_names[l], tests[i].name);
            all[total] = (struct CMUnitTest){.name = names[total],
                                             .test_func = tests[i].test_func,
                                             .setup_func = set_up,
                                             .teardown_func = tear_down,
                                             .initial_state = &lines[l]};
            total++;
        }
    }
    return _cmocka_run_group_tests("camera", all, total, NULL, NULL);
}
