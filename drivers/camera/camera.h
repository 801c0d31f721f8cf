/*
 * A camera that gives frames. One back-end a file (camera_sim.h, camera_v4l2.h): each makes a
 * struct camera whose first member this is. All calls from the camera's own worker thread, except
 * cancel(), which any thread may call.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_CAMERA_H
#define MOTCUA_DRIVERS_CAMERA_CAMERA_H

#include "core/error.h"
#include "drivers/camera/camera_frame.h"

struct camera;

struct camera_ops {
    enum mc_err (*start)(struct camera *camera, struct mc_error *err);
    /* Waits for the next frame: borrowed until the next call. MC_ETIMEOUT, MC_ECANCELLED,
     * MC_EGONE (unplugged; start() may be tried again later). */
    enum mc_err (*next_frame)(struct camera *camera, int timeout_ms,
                              const struct camera_frame **out, struct mc_error *err);
    void (*stop)(struct camera *camera);
    /* Makes a waiting next_frame() return MC_ECANCELLED soon; any thread. */
    void (*cancel)(struct camera *camera);
    const char *(*describe)(const struct camera *camera);
    void (*destroy)(struct camera *camera);
};

struct camera {
    const struct camera_ops *ops;
};

#endif
