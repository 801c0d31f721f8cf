/*
 * What the kiosk and its decoding process say to each other: one request and one reply a frame, on
 * a socket that keeps messages apart; the frame's bytes lie in shared memory, which the decoder
 * cannot write. Both are one build of one program on one machine: native sizes and byte order.
 * Neither side believes the other: the decoder may have been taken over by a frame.
 */
#ifndef MOTCUA_DRIVERS_CAMERA_DECODER_PROTOCOL_H
#define MOTCUA_DRIVERS_CAMERA_DECODER_PROTOCOL_H

#include <stdint.h>

#include "drivers/camera/camera_frame.h"
#include "drivers/camera/camera_hint.h"
#include "drivers/camera/qr_scan.h"

#define DECODER_SOCKET_FD 3
#define DECODER_MEMORY_FD 4
#define DECODER_MAGIC     0x4D435152U
/* A small picture for the technician. */
#define DECODER_PREVIEW_WIDTH_PX  160
#define DECODER_PREVIEW_HEIGHT_PX 120
#define DECODER_BUDGET_MOST_MS    60000

enum decoder_flags {
    DECODER_LIVE = 1,     /* two equal readings before it counts, and then once */
    DECODER_BARCODES = 2, /* receipts' barcodes, too */
    DECODER_PREVIEW = 4
};

struct decoder_request {
    uint32_t magic;
    uint32_t sequence;
    uint32_t flags;
    int32_t budget_ms;
    int32_t format; /* enum camera_format, and the rest of struct camera_frame */
    int32_t width_px;
    int32_t height_px;
    int32_t stride_bytes;
    uint64_t len;
};

enum decoder_status { DECODER_READY, DECODER_NOTHING, DECODER_FOUND, DECODER_BAD_FRAME };

struct decoder_reply {
    uint32_t magic;
    uint32_t sequence; /* of the request; 0 for the first, DECODER_READY */
    uint32_t status;
    uint32_t symbology;
    uint32_t hint;
    uint32_t len; /* of bytes */
    uint32_t preview_width_px;
    uint32_t preview_height_px;
    uint8_t bytes[QR_SCAN_MAX_BYTES];
    uint8_t preview[DECODER_PREVIEW_WIDTH_PX * DECODER_PREVIEW_HEIGHT_PX];
};

#endif
