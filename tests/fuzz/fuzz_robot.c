/* The robot's requests: whatever is not understood says why. */
#include "kiosk/robot/protocol.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct robot_request request;
    struct mc_error err = {0};
    if (robot_request_parse((const char *)bytes, len, &request, &err) != MC_OK) {
        MC_CHECK(err.text[0] != '\0');
    }
    return 0;
}
