#include "drivers/camera/camera_sim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "core/waiter.h"

struct camera_sim {
    struct camera base;
    struct mc_grey picture;    /* lent out by next_frame(); the camera's own thread only */
    struct camera_frame frame; /* the same */
    int64_t due_ms;            /* of the next frame; the same */
    struct mc_waiter waiter;   /* guards all below */
    struct mc_grey shown;      /* no pixels: nothing */
    int64_t waits_since_ms;    /* for a frame */
    bool started;
    bool unplugged;
    bool gone; /* pulled out since it was started */
    enum camera_sim_fault fault;
};

static struct camera_sim *self_of(struct camera *camera)
{
    return (struct camera_sim *)camera;
}

static void forget(struct mc_grey *picture)
{
    if (picture->pixels != NULL) {
        mc_wipe(picture->pixels, (size_t)picture->width_px * (size_t)picture->height_px);
    }
    mc_grey_finish(picture);
}

static void copy_picture(struct mc_grey *to, const struct mc_grey *from)
{
    if (to->width_px != from->width_px || to->height_px != from->height_px) {
        forget(to);
        mc_grey_init(to, from->width_px, from->height_px);
    }
    memcpy(to->pixels, from->pixels, (size_t)from->width_px * (size_t)from->height_px);
}

/* Why it cannot be started; the lock is held. */
static enum mc_err refusal(const struct camera_sim *self, struct mc_error *err)
{
    if (self->unplugged) {
        return mc_fail(err, MC_ENOTFOUND, "simulated camera: unplugged");
    }
    switch (self->fault) {
    case CAMERA_SIM_BUSY:
        return mc_fail_sys(err, MC_EIO, EBUSY, "simulated camera: used by another program");
    case CAMERA_SIM_DENIED:
        return mc_fail(err, MC_EDENIED,
                       "simulated camera: as if config/60-motcua.rules were not "
                       "installed");
    case CAMERA_SIM_NO_CAMERA:
        return mc_fail(err, MC_EUNSUPPORTED, "simulated camera: it captures no pictures");
    case CAMERA_SIM_WELL:
    case CAMERA_SIM_SILENT: break;
    }
    return MC_OK;
}

static enum mc_err start(struct camera *camera, struct mc_error *err)
{
    struct camera_sim *self = self_of(camera);
    mc_waiter_lock(&self->waiter);
    enum mc_err rc = refusal(self, err);
    self->started = rc == MC_OK;
    self->gone = false;
    self->due_ms = 0;
    self->waits_since_ms = mc_clock_monotonic_ms();
    mc_waiter_unlock(&self->waiter);
    return rc;
}

/* When the wait is to be looked at again at the latest; the lock is held. */
static int64_t look_again_ms(const struct camera_sim *self, bool frames, int64_t deadline_ms)
{
    int64_t silent_ms = self->waits_since_ms + CAMERA_SILENT_MS;
    int64_t next_ms = frames                             ? self->due_ms
                      : self->fault == CAMERA_SIM_SILENT ? silent_ms
                                                         : deadline_ms;
    return next_ms < deadline_ms ? next_ms : deadline_ms;
}

/* Until there is a picture and it is time for it; the lock is held. */
static enum mc_err wait_for_frame(struct camera_sim *self, int64_t deadline_ms)
{
    enum mc_err rc = MC_OK;
    while (rc == MC_OK) {
        if (self->gone || !self->started) {
            return self->gone ? MC_EGONE : MC_EINVAL;
        }
        int64_t now_ms = mc_clock_monotonic_ms();
        bool silent = self->fault == CAMERA_SIM_SILENT;
        bool frames = self->shown.pixels != NULL && !silent;
        if (frames && now_ms >= self->due_ms && !self->waiter.cancelled) {
            return MC_OK;
        }
        if (silent && now_ms >= self->waits_since_ms + CAMERA_SILENT_MS) {
            return MC_EIO;
        }
        int64_t until_ms = look_again_ms(self, frames, deadline_ms);
        rc = mc_waiter_wait(&self->waiter, until_ms);
        rc = rc == MC_ETIMEOUT && until_ms < deadline_ms ? MC_OK : rc;
    }
    return rc;
}

static enum mc_err next_frame(struct camera *camera, int timeout_ms,
                              const struct camera_frame **out, struct mc_error *err)
{
    struct camera_sim *self = self_of(camera);
    int64_t deadline_ms = mc_deadline(timeout_ms);
    mc_waiter_lock(&self->waiter);
    enum mc_err rc = wait_for_frame(self, deadline_ms);
    if (rc == MC_OK) {
        copy_picture(&self->picture, &self->shown);
        self->frame = (struct camera_frame){
            .format = CAMERA_GREY,
            .width_px = self->picture.width_px,
            .height_px = self->picture.height_px,
            .stride_bytes = self->picture.width_px,
            .bytes = self->picture.pixels,
            .len = (size_t)self->picture.width_px * (size_t)self->picture.height_px,
        };
        self->waits_since_ms = mc_clock_monotonic_ms();
        self->due_ms = self->waits_since_ms + CAMERA_SIM_FRAME_MS;
        *out = &self->frame;
    }
    mc_waiter_unlock(&self->waiter);
    return rc == MC_OK ? MC_OK : mc_fail(err, rc, "simulated camera: %s", mc_err_name(rc));
}

static void stop(struct camera *camera)
{
    struct camera_sim *self = self_of(camera);
    mc_waiter_lock(&self->waiter);
    self->started = false;
    self->gone = false;
    mc_waiter_unlock(&self->waiter);
    forget(&self->picture);
}

static void cancel(struct camera *camera)
{
    mc_waiter_cancel(&self_of(camera)->waiter);
}

static const char *describe(const struct camera *camera)
{
    (void)camera;
    return "simulated camera";
}

static void destroy(struct camera *camera)
{
    if (camera == NULL) {
        return;
    }
    struct camera_sim *self = self_of(camera);
    forget(&self->picture);
    forget(&self->shown);
    mc_waiter_finish(&self->waiter);
    free(self);
}

struct camera *camera_sim_create(void)
{
    static const struct camera_ops ops = {
        .start = start,
        .next_frame = next_frame,
        .stop = stop,
        .cancel = cancel,
        .describe = describe,
        .destroy = destroy,
    };
    struct camera_sim *self = MC_NEW(struct camera_sim);
    self->base.ops = &ops;
    mc_waiter_init(&self->waiter);
    return &self->base;
}

void camera_sim_show(struct camera *camera, const struct mc_grey *picture)
{
    struct camera_sim *self = self_of(camera);
    mc_waiter_lock(&self->waiter);
    if (picture != NULL) {
        copy_picture(&self->shown, picture);
    } else {
        forget(&self->shown);
    }
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

static void set_unplugged(struct camera *camera, bool unplugged)
{
    struct camera_sim *self = self_of(camera);
    mc_waiter_lock(&self->waiter);
    self->unplugged = unplugged;
    self->gone = self->gone || (unplugged && self->started);
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}

void camera_sim_unplug(struct camera *camera)
{
    set_unplugged(camera, true);
}

void camera_sim_plug_in(struct camera *camera)
{
    set_unplugged(camera, false);
}

void camera_sim_misbehave(struct camera *camera, enum camera_sim_fault fault)
{
    struct camera_sim *self = self_of(camera);
    mc_waiter_lock(&self->waiter);
    self->fault = fault;
    mc_waiter_wake(&self->waiter);
    mc_waiter_unlock(&self->waiter);
}
