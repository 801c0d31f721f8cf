/* BER-TLV of any depth: every element lies inside the bytes, and is found again. */
#include "core/error.h"
#include "drivers/card/emrtd/tlv.h"
#include "tests/fuzz/fuzz.h"

#define DEPTH_MAX 8

static void walk(const uint8_t *bytes, size_t len, int depth)
{
    struct mc_cursor in = mc_cursor_over(bytes, len);
    struct tlv element;
    while (tlv_next(&in, &element)) {
        struct tlv again;
        int number = -1;
        MC_CHECK(element.whole >= bytes && element.whole + element.whole_len <= bytes + len);
        MC_CHECK(element.value + element.len == element.whole + element.whole_len);
        MC_CHECK(tlv_find(bytes, len, element.tag, &again) && again.whole <= element.whole);
        MC_CHECK(!tlv_small_integer(&element, &number) || number >= 0);
        if (depth < DEPTH_MAX) {
            walk(element.value, element.len, depth + 1);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    size_t header = 0;
    size_t value = 0;
    walk(bytes, len, 0);
    if (tlv_measure(bytes, len, &header, &value)) {
        MC_CHECK(header >= 2 && header <= TLV_HEADER_MAX_BYTES && header <= len);
    }
    return 0;
}
