/* Whatever a device says that it is. */
#include <string.h>

#include "core/error.h"
#include "drivers/printer/ieee1284.h"
#include "tests/fuzz/fuzz.h"

static void check(const char *text)
{
    size_t len = strnlen(text, IEEE1284_TEXT_BYTES);
    MC_CHECK(len < IEEE1284_TEXT_BYTES);
    for (size_t i = 0; i < len; i++) {
        MC_CHECK(text[i] >= 0x20 && text[i] < 0x7F);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct ieee1284_id id;
    ieee1284_parse(bytes, len, &id);
    check(id.manufacturer);
    check(id.model);
    check(id.commands);
    check(id.serial);
    (void)ieee1284_language(&id);
    return 0;
}
