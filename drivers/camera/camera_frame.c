#include "drivers/camera/camera_frame.h"

#include <string.h>

#include "core/image_jpeg.h"

#define PIXELS_MAX ((int64_t)MC_IMAGE_SIDE_MAX_PX * MC_IMAGE_SIDE_MAX_PX)

size_t camera_frame_least_bytes(enum camera_format format, int height_px, int stride_bytes)
{
    return format == CAMERA_MJPEG ? 0 : (size_t)height_px * (size_t)stride_bytes;
}

static enum mc_err from_jpeg(const struct camera_frame *frame, struct mc_grey *out,
                             struct mc_error *err)
{
    struct mc_jpeg picture = {0};
    enum mc_err rc =
        mc_jpeg_decode(frame->bytes, frame->len, MC_JPEG_GREY, MC_IMAGE_SIDE_MAX_PX, &picture, err);
    if (rc == MC_OK) {
        *out = (struct mc_grey){picture.width_px, picture.height_px, picture.pixels};
    }
    return rc;
}

static enum mc_err check(const struct camera_frame *frame, struct mc_error *err)
{
    int pixel_bytes = frame->format == CAMERA_YUYV ? 2 : 1;
    if (frame->width_px <= 0 || frame->height_px <= 0) {
        return mc_fail(err, MC_EPARSE, "a frame of %dx%d pixels", frame->width_px,
                       frame->height_px);
    }
    if ((int64_t)frame->width_px * frame->height_px > PIXELS_MAX) {
        return mc_fail(err, MC_ETOOBIG, "a frame of %dx%d pixels", frame->width_px,
                       frame->height_px);
    }
    if (frame->stride_bytes / pixel_bytes < frame->width_px ||
        frame->len / (size_t)frame->stride_bytes < (size_t)frame->height_px) {
        return mc_fail(err, MC_EPARSE, "a frame of %dx%d pixels, %d bytes a row, in %zu bytes",
                       frame->width_px, frame->height_px, frame->stride_bytes, frame->len);
    }
    return MC_OK;
}

enum mc_err camera_frame_to_grey(const struct camera_frame *frame, struct mc_grey *out,
                                 struct mc_error *err)
{
    if ((unsigned)frame->format >= CAMERA_FORMATS) {
        return mc_fail(err, MC_EPARSE, "a frame of unknown format %d", (int)frame->format);
    }
    if (frame->format == CAMERA_MJPEG) {
        return from_jpeg(frame, out, err);
    }
    enum mc_err rc = check(frame, err);
    if (rc != MC_OK) {
        return rc;
    }
    mc_grey_init(out, frame->width_px, frame->height_px);
    for (int y = 0; y < frame->height_px; y++) {
        const uint8_t *from = frame->bytes + (size_t)y * (size_t)frame->stride_bytes;
        uint8_t *to = out->pixels + (size_t)y * (size_t)frame->width_px;
        if (frame->format == CAMERA_YUYV) {
            for (int x = 0; x < frame->width_px; x++) {
                to[x] = from[2 * x];
            }
        } else {
            memcpy(to, from, (size_t)frame->width_px);
        }
    }
    return MC_OK;
}
