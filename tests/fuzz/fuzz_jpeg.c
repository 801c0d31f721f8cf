/* A camera's frame or a card's portrait: header and picture, grey and colour, must agree. */
#include "core/image_jpeg.h"
#include "tests/fuzz/fuzz.h"

/* Small, so that the fuzzer spends its time on the parser and not on pixels. */
#define SIDE_MAX_PX 256

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    int width = 0;
    int height = 0;
    enum mc_err sized = mc_jpeg_size(bytes, len, SIDE_MAX_PX, &width, &height, NULL);
    const enum mc_jpeg_colour colours[] = {MC_JPEG_GREY, MC_JPEG_RGB};
    for (size_t i = 0; i < 2; i++) {
        struct mc_jpeg picture = {0};
        if (mc_jpeg_decode(bytes, len, colours[i], SIDE_MAX_PX, &picture, NULL) == MC_OK) {
            MC_CHECK(sized == MC_OK);
            MC_CHECK(picture.width_px == width && picture.height_px == height);
            MC_CHECK(picture.channels == (int)colours[i]);
            MC_CHECK(width <= SIDE_MAX_PX && height <= SIDE_MAX_PX);
            unsigned sum = 0;
            for (size_t at = 0; at < (size_t)width * (size_t)height * colours[i]; at++) {
                sum += picture.pixels[at];
            }
            MC_CHECK(sum <= 255U * SIDE_MAX_PX * SIDE_MAX_PX * 3U);
        }
        mc_jpeg_finish(&picture);
    }
    return 0;
}
