/*
 * The simulated camera: shows what it is told to, about 15 times a second, and misbehaves on
 * demand. camera_sim_…() from any thread; the camera's own calls as in camera.h. That nothing is
 * shown is no failure of the camera's, however long it lasts.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_CAMERA_SIM_H
#define MOTCUA_DRIVERS_CAMERA_CAMERA_SIM_H

#include "core/image.h"
#include "drivers/camera/camera.h"

#define CAMERA_SIM_FRAME_MS 66

enum camera_sim_fault {
    CAMERA_SIM_WELL,
    CAMERA_SIM_BUSY,      /* another program has it */
    CAMERA_SIM_DENIED,    /* the kiosk's user may not have it */
    CAMERA_SIM_NO_CAMERA, /* something else is plugged in there */
    CAMERA_SIM_SILENT     /* started, but without frames */
};

struct camera *camera_sim_create(void);
/* The picture is copied; NULL: nothing before the camera, no frames. */
void camera_sim_show(struct camera *camera, const struct mc_grey *picture);
/* Pulled out, until it is plugged in and started again. */
void camera_sim_unplug(struct camera *camera);
void camera_sim_plug_in(struct camera *camera);
void camera_sim_misbehave(struct camera *camera, enum camera_sim_fault fault);

#endif
