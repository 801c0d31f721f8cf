#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "tests/drivers/camera/camera_bench.h"
#include "tests/drivers/camera/virtual_v4l2.h"

struct camera_desk {
    struct virtual_v4l2 kernel;
    struct virtual_camera *devices[CAMERA_UNITS];
};

struct camera_desk *camera_desk_create(void)
{
    struct camera_desk *desk = MC_NEW(struct camera_desk);
    virtual_v4l2_init(&desk->kernel);
    return desk;
}

void camera_desk_destroy(struct camera_desk *desk)
{
    if (desk != NULL) {
        virtual_v4l2_finish(&desk->kernel);
        free(desk);
    }
}

bool camera_desk_is_only_line(void)
{
    return false;
}

static void name_node(int unit, char out[32])
{
    (void)snprintf(out, 32, "/dev/video%d", unit);
}

void camera_desk_plug(struct camera_desk *desk, int unit)
{
    char path[32];
    name_node(unit, path);
    struct virtual_camera *device = virtual_v4l2_plug(&desk->kernel, unit, path);
    memset(device->modes, 0, sizeof device->modes);
    device->modes[0] =
        (struct virtual_mode){V4L2_PIX_FMT_GREY, BENCH_WIDTH_PX, BENCH_HEIGHT_PX, 30};
    desk->devices[unit] = device;
}

void camera_desk_unplug(struct camera_desk *desk, int unit)
{
    virtual_camera_unplug(&desk->kernel, desk->devices[unit]);
}

struct camera *camera_desk_open(struct camera_desk *desk, int unit)
{
    char path[32];
    name_node(unit, path);
    return camera_v4l2_create(path, &desk->kernel.system);
}

void camera_desk_misbehave(struct camera_desk *desk, int unit, enum camera_sim_fault fault)
{
    /* A silent driver is one that is never told of a frame. */
    static const enum virtual_fault faults[] = {
        [CAMERA_SIM_WELL] = VIRTUAL_WELL,     [CAMERA_SIM_BUSY] = VIRTUAL_BUSY,
        [CAMERA_SIM_DENIED] = VIRTUAL_DENIED, [CAMERA_SIM_NO_CAMERA] = VIRTUAL_NO_CAPTURE,
        [CAMERA_SIM_SILENT] = VIRTUAL_WELL,
    };
    desk->devices[unit]->fault = faults[fault];
}

void camera_desk_show(struct camera_desk *desk, int unit, uint8_t grey)
{
    desk->devices[unit]->grey = grey;
    virtual_camera_push(&desk->kernel, desk->devices[unit], 1);
}
