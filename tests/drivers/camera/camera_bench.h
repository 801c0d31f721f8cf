/*
 * Cameras of every back-end, and the hand that holds something before them: what the conformance
 * suite and the faults are played on. The V4L2 one has cameras of virtual_v4l2.h at its other end
 * (camera_desk_virtual.c), or the kernel's own driver of USB cameras
 * (tests/guest/camera_desk_usb.c). Test's thread.
 */
#ifndef MOTCUA_TESTS_DRIVERS_CAMERA_CAMERA_BENCH_H
#define MOTCUA_TESTS_DRIVERS_CAMERA_CAMERA_BENCH_H

#include <stdbool.h>

#include "drivers/camera/camera_sim.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  30
#define LATER_MS 20000

#define BENCH_WIDTH_PX  64
#define BENCH_HEIGHT_PX 48

enum camera_line { LINE_SIM, LINE_V4L2, CAMERA_LINES };

#define CAMERA_UNITS 2

struct camera_desk;

struct camera_bench {
    enum camera_line line;
    struct camera *cameras[CAMERA_UNITS]; /* NULL: not made yet */
    struct camera_desk *desk;             /* what the V4L2 ones hang on */
};

/* Runs every test over every back-end; *state is the bench, with unit 0 plugged in, its camera made
 * and not started. */
int camera_bench_run(const struct CMUnitTest *tests, size_t count);

/* Unit 0 and 1 are of the same model; each camera is made for its own one. */
void camera_bench_plug(struct camera_bench *bench, int unit);
void camera_bench_unplug(struct camera_bench *bench, int unit);
void camera_bench_misbehave(struct camera_bench *bench, int unit, enum camera_sim_fault fault);
/* From now on its picture is of this grey, and a frame of it is ready; the camera is started. */
void camera_bench_show(struct camera_bench *bench, int unit, uint8_t grey);
/* No frames any more, and nothing wrong with it. */
void camera_bench_show_nothing(struct camera_bench *bench, int unit);

enum mc_err camera_bench_start(struct camera_bench *bench, int unit);
enum mc_err camera_bench_next(struct camera_bench *bench, int unit, int timeout_ms);
/* A whole frame of this grey comes; borrowed as in camera.h. */
const struct camera_frame *camera_bench_assert_next(struct camera_bench *bench, int unit,
                                                    uint8_t grey);
/* What next_frame() gives when another thread acts while, or just before, it waits. */
enum mc_err camera_bench_next_while(struct camera_bench *bench, int unit,
                                    void (*act)(struct camera_bench *bench, int unit));
void camera_bench_cancel(struct camera_bench *bench, int unit);
/* Unit 0 cannot be started, with this said, and can as soon as the reason is gone. */
void camera_bench_assert_refused(struct camera_bench *bench, enum camera_sim_fault fault,
                                 enum mc_err rc, const char *said);

/* ---- Where V4L2 cameras hang ---- */

struct camera_desk *camera_desk_create(void);
void camera_desk_destroy(struct camera_desk *desk);
/* The simulated ones are no business of a kernel's. */
bool camera_desk_is_only_line(void);
void camera_desk_plug(struct camera_desk *desk, int unit);
void camera_desk_unplug(struct camera_desk *desk, int unit);
/* For the unit that is plugged in, now and later. */
struct camera *camera_desk_open(struct camera_desk *desk, int unit);
void camera_desk_misbehave(struct camera_desk *desk, int unit, enum camera_sim_fault fault);
void camera_desk_show(struct camera_desk *desk, int unit, uint8_t grey);

#endif
