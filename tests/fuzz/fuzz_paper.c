/* The virtual printer's own decoder: any bytes whatever are printed somehow. */
#include "core/error.h"
#include "core/image.h"
#include "drivers/printer/paper_decoder.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct paper_decoder decoder;
    paper_decoder_init(&decoder, 64);
    for (size_t i = 0; i < len; i++) {
        if (paper_decoder_put(&decoder, bytes[i]) == PAPER_CUT) {
            struct mc_grey sheet = {0};
            if (paper_decoder_take(&decoder, &sheet)) {
                MC_CHECK(sheet.height_px <= PAPER_DECODER_LINES_MAX);
                mc_grey_finish(&sheet);
            }
        }
        MC_CHECK(decoder.lines >= 0 && decoder.lines <= PAPER_DECODER_LINES_MAX);
    }
    paper_decoder_finish(&decoder);
    return 0;
}
