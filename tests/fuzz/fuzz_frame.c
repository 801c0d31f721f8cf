/* What the kiosk hands over to its decoding process, as that process sees it: a request, then the
 * shared memory. The input's first bytes are the request; all lies about sizes must be seen. */
#include <string.h>

#include "core/memory.h"
#include "drivers/camera/decoder_serve.h"
#include "tests/fuzz/fuzz.h"

/* Larger pictures are slow to look at, and no other code sees them. */
#define SIDE_MAX_PX 200

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct decoder_reply reply;
    struct decoder_request request = {0};
    size_t head = len < sizeof request ? len : sizeof request;
    memcpy(&request, bytes, head);
    if (request.width_px > SIDE_MAX_PX || request.height_px > SIDE_MAX_PX) {
        return 0;
    }
    /* Time is not what is tried here. */
    request.budget_ms = request.budget_ms > 0 ? 0 : request.budget_ms;
    mc_secure_init();
    struct decoder_serve *serve = decoder_serve_create();
    bool going = decoder_serve_one(serve, head < sizeof request ? bytes : (const void *)&request,
                                   head, bytes + head, len - head, &reply);
    if (going) {
        MC_CHECK(reply.magic == DECODER_MAGIC && reply.sequence == request.sequence);
        MC_CHECK(reply.len <= sizeof reply.bytes && reply.hint < CAMERA_HINTS);
        MC_CHECK((size_t)reply.preview_width_px * reply.preview_height_px <= sizeof reply.preview);
        MC_CHECK((reply.status == DECODER_FOUND) == (reply.len > 0));
    }
    decoder_serve_destroy(serve);
    return 0;
}
