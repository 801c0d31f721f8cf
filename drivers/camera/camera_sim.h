/*
 * The simulated camera: shows what it is told to, about 15 times a second, and misbehaves on
 * demand. camera_sim_…() from any thread; the camera's own calls as in camera.h. A cancel() that
 * comes while nobody waits counts for the next next_frame().
 */
#ifndef MOTCUA_DRIVERS_CAMERA_CAMERA_SIM_H
#define MOTCUA_DRIVERS_CAMERA_CAMERA_SIM_H

#include <stdbool.h>

#include "core/image.h"
#include "drivers/camera/camera.h"

#define CAMERA_SIM_FRAME_MS 66

struct camera *camera_sim_create(void);
/* The picture is copied; NULL: nothing before the camera, no frames. */
void camera_sim_show(struct camera *camera, const struct mc_grey *picture);
/* Pulled out: MC_EGONE until it is plugged in and started again. */
void camera_sim_unplug(struct camera *camera);
void camera_sim_plug_in(struct camera *camera);
/* Started, but without frames. */
void camera_sim_stall(struct camera *camera, bool stalled);

#endif
