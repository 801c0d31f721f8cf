#include "drivers/camera/decoder_serve.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/picture.h"
#include "drivers/camera/qr_reader.h"

struct decoder_serve {
    struct qr_reader *reader;
};

struct decoder_serve *decoder_serve_create(void)
{
    struct decoder_serve *serve = MC_NEW(struct decoder_serve);
    serve->reader = qr_reader_create();
    return serve;
}

void decoder_serve_destroy(struct decoder_serve *serve)
{
    if (serve != NULL) {
        qr_reader_destroy(serve->reader);
        free(serve);
    }
}

static bool frame_of(const struct decoder_request *request, const uint8_t *memory,
                     size_t memory_bytes, struct camera_frame *out)
{
    *out = (struct camera_frame){
        .format = (enum camera_format)request->format,
        .width_px = request->width_px,
        .height_px = request->height_px,
        .stride_bytes = request->stride_bytes,
        .bytes = memory,
        .len = (size_t)request->len,
    };
    return request->magic == DECODER_MAGIC && request->len <= memory_bytes &&
           request->budget_ms >= 0 && request->budget_ms <= DECODER_BUDGET_MOST_MS;
}

static void add_preview(const struct mc_grey *picture, struct decoder_reply *reply)
{
    int width_px = DECODER_PREVIEW_WIDTH_PX;
    int height_px = (int)((int64_t)picture->height_px * width_px / picture->width_px);
    if (height_px > DECODER_PREVIEW_HEIGHT_PX) {
        height_px = DECODER_PREVIEW_HEIGHT_PX;
        width_px = (int)((int64_t)picture->width_px * height_px / picture->height_px);
    }
    struct mc_grey small = {0};
    picture_resize(picture, width_px > 0 ? width_px : 1, height_px > 0 ? height_px : 1, &small);
    reply->preview_width_px = (uint32_t)small.width_px;
    reply->preview_height_px = (uint32_t)small.height_px;
    memcpy(reply->preview, small.pixels, (size_t)small.width_px * (size_t)small.height_px);
    picture_forget(&small);
}

static bool read_code(struct decoder_serve *serve, const struct decoder_request *request,
                      const struct mc_grey *picture, const struct qr_code **out)
{
    qr_reader_expect_barcodes(serve->reader, (request->flags & DECODER_BARCODES) != 0);
    return (request->flags & DECODER_LIVE) != 0
               ? qr_reader_read_steady(serve->reader, picture, request->budget_ms, out)
               : qr_reader_read(serve->reader, picture, request->budget_ms, out);
}

static void answer(struct decoder_serve *serve, const struct decoder_request *request,
                   const struct mc_grey *picture, struct decoder_reply *reply)
{
    const struct qr_code *code = NULL;
    if (read_code(serve, request, picture, &code)) {
        reply->status = DECODER_FOUND;
        reply->symbology = (uint32_t)code->symbology;
        reply->len = (uint32_t)code->len;
        memcpy(reply->bytes, code->bytes, code->len);
    } else if ((request->flags & DECODER_LIVE) != 0 && !qr_reader_sees(serve->reader)) {
        reply->hint = (uint32_t)camera_hint_of(picture);
    }
    if ((request->flags & DECODER_PREVIEW) != 0) {
        add_preview(picture, reply);
    }
}

bool decoder_serve_one(struct decoder_serve *serve, const void *bytes, size_t len,
                       const uint8_t *memory, size_t memory_bytes, struct decoder_reply *reply)
{
    struct decoder_request request;
    struct camera_frame frame;
    if (len != sizeof request) {
        return false;
    }
    memcpy(&request, bytes, sizeof request);
    if (!frame_of(&request, memory, memory_bytes, &frame)) {
        return false;
    }
    memset(reply, 0, sizeof *reply);
    reply->magic = DECODER_MAGIC;
    reply->sequence = request.sequence;
    reply->status = DECODER_NOTHING;
    struct mc_grey picture = {0};
    if (camera_frame_to_grey(&frame, &picture, NULL) == MC_OK) {
        answer(serve, &request, &picture, reply);
    } else {
        reply->status = DECODER_BAD_FRAME;
    }
    picture_forget(&picture);
    return true;
}
