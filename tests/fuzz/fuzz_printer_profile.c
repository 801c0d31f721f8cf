/* A profile that somebody wrote by hand. */
#include "core/error.h"
#include "drivers/printer/printer_profile.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct printer_profile profile;
    struct mc_error err;
    if (printer_profile_parse("fuzz", bytes, len, &profile, &err) == MC_OK) {
        MC_CHECK(profile.escpos.width_dots > 0 && profile.escpos.width_dots % 8 == 0);
        MC_CHECK(profile.escpos.width_dots <= ESCPOS_WIDTH_MAX_DOTS);
        MC_CHECK(profile.usb_count <= PRINTER_PROFILE_MATCH_MAX);
        MC_CHECK(profile.model_count <= PRINTER_PROFILE_MATCH_MAX);
    }
    return 0;
}
