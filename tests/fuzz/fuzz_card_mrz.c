/* Machine-readable zones: what is taken has the shape it must have. */
#include <string.h>

#include "core/error.h"
#include "drivers/card/emrtd/mrz.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct mrz mrz;
    char text[MRZ_KEY_MAX_CHARS + 1];
    if (mrz_parse_td1(bytes, len, &mrz, NULL) == MC_OK) {
        MC_CHECK(len == MRZ_TD1_CHARS);
        MC_CHECK(strspn(mrz.birth, "0123456789") == strlen(mrz.birth));
        MC_CHECK(mrz_key_text(mrz.document_number, mrz.birth, mrz.expiry, text) <=
                 MRZ_KEY_MAX_CHARS);
    }
    return 0;
}
