/*
 * A camera that gives frames. One back-end a file (camera_sim.h, camera_v4l2.h): each makes a
 * struct camera whose first member this is. All calls from the camera's own worker thread, except
 * cancel(), which any thread may call.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_CAMERA_H
#define MOTCUA_DRIVERS_CAMERA_CAMERA_H

#include "core/error.h"
#include "drivers/camera/camera_frame.h"

/* A camera that is started and gives nothing for so long has failed. */
#define CAMERA_SILENT_MS 4000

struct camera;

struct camera_ops {
    /* Again from the beginning, when it was started already. MC_ENOTFOUND (none is plugged in),
     * MC_EGONE (just pulled out), MC_EDENIED (naming the udev rule), MC_EIO (busy),
     * MC_EUNSUPPORTED (no camera). */
    enum mc_err (*start)(struct camera *camera, struct mc_error *err);
    /* Waits for the next frame: borrowed until the next call. MC_ETIMEOUT, MC_ECANCELLED, MC_EIO
     * (silent for CAMERA_SILENT_MS), MC_EGONE (unplugged: nothing comes until start() finds it
     * again), MC_EINVAL (not started). */
    enum mc_err (*next_frame)(struct camera *camera, int timeout_ms,
                              const struct camera_frame **out, struct mc_error *err);
    void (*stop)(struct camera *camera);
    /* Makes a waiting next_frame(), or else the next one, return MC_ECANCELLED, once; any thread.
     */
    void (*cancel)(struct camera *camera);
    const char *(*describe)(const struct camera *camera);
    void (*destroy)(struct camera *camera);
};

struct camera {
    const struct camera_ops *ops;
};

#endif
