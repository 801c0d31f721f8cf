#include "tests/drivers/camera/camera_bench.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "tests/drivers/lines.h"
#include "tests/drivers/meanwhile.h"

/* ---- Plugging ---- */

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
        return;
    }
    camera_desk_plug(bench->desk, unit);
    if (bench->cameras[unit] == NULL) {
        bench->cameras[unit] = camera_desk_open(bench->desk, unit);
    }
}

void camera_bench_unplug(struct camera_bench *bench, int unit)
{
    if (bench->line == LINE_SIM) {
        camera_sim_unplug(bench->cameras[unit]);
    } else {
        camera_desk_unplug(bench->desk, unit);
    }
}

void camera_bench_misbehave(struct camera_bench *bench, int unit, enum camera_sim_fault fault)
{
    if (bench->line == LINE_SIM) {
        camera_sim_misbehave(bench->cameras[unit], fault);
    } else {
        camera_desk_misbehave(bench->desk, unit, fault);
    }
}

/* ---- Frames ---- */

void camera_bench_show(struct camera_bench *bench, int unit, uint8_t grey)
{
    if (bench->line == LINE_V4L2) {
        camera_desk_show(bench->desk, unit, grey);
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
    assert_true(fault != CAMERA_SIM_BUSY || err.sys == EBUSY); /* by which staff are told */
    assert_int_equal(camera_bench_next(bench, 0, SOON_MS), MC_EINVAL);
    camera_bench_misbehave(bench, 0, CAMERA_SIM_WELL);
    assert_int_equal(camera_bench_start(bench, 0), MC_OK);
    camera_bench_show(bench, 0, 1);
    (void)camera_bench_assert_next(bench, 0, 1);
}

/* ---- Running ---- */

static int set_up(void **state)
{
    const int *line = *state;
    struct camera_bench *bench = MC_NEW(struct camera_bench);
    bench->line = (enum camera_line) * line;
    bench->desk = bench->line == LINE_V4L2 ? camera_desk_create() : NULL;
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
    camera_desk_destroy(bench->desk);
    free(bench);
    return 0;
}

static const char *missing(int line)
{
    return line == LINE_SIM && camera_desk_is_only_line() ? "" : NULL;
}

int camera_bench_run(const struct CMUnitTest *tests, size_t count)
{
    static const char *const names[CAMERA_LINES] = {"sim", "v4l2"};
    const struct lines lines = {"camera", names, CAMERA_LINES, missing, set_up, tear_down};
    return lines_run(&lines, tests, count);
}
