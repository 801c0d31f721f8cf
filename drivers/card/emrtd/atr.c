#include "drivers/card/emrtd/atr.h"

#include "core/cursor.h"

#define CATEGORY_COMPACT        0x80 /* compact TLV to the end */
#define CATEGORY_COMPACT_STATUS 0x00 /* the same, then three bytes of status */
#define STATUS_BYTES            3
#define TAG_CAPABILITIES        0x7
#define CAPABILITIES_BYTES      3
#define EXTENDED_LENGTHS        0x40 /* in the third byte */

/* TS, T0, then groups of TA to TD, each TD telling what follows. */
static const uint8_t *historical_bytes(struct mc_cursor *in, size_t *out_len)
{
    (void)mc_cursor_u8(in);
    uint8_t format = mc_cursor_u8(in);
    *out_len = format & 0x0F;
    unsigned present = format >> 4;
    while (present != 0 && !in->failed) {
        for (unsigned bit = 1; bit < 8; bit <<= 1) {
            if ((present & bit) != 0) {
                (void)mc_cursor_u8(in);
            }
        }
        present = (present & 8) != 0 ? mc_cursor_u8(in) >> 4 : 0;
    }
    return mc_cursor_take(in, *out_len);
}

bool atr_extended_length(const uint8_t *atr, size_t len)
{
    struct mc_cursor in = mc_cursor_over(atr, len);
    size_t count = 0;
    const uint8_t *bytes = historical_bytes(&in, &count);
    if (bytes == NULL || count < 1) {
        return false;
    }
    if (bytes[0] == CATEGORY_COMPACT_STATUS && count > STATUS_BYTES) {
        count -= STATUS_BYTES;
    } else if (bytes[0] != CATEGORY_COMPACT) {
        return false;
    }
    struct mc_cursor objects = mc_cursor_over(bytes + 1, count - 1);
    while (mc_cursor_left(&objects) > 0) {
        uint8_t head = mc_cursor_u8(&objects);
        const uint8_t *value = mc_cursor_take(&objects, head & 0x0F);
        if (value == NULL) {
            return false;
        }
        if (head >> 4 == TAG_CAPABILITIES && (head & 0x0F) == CAPABILITIES_BYTES) {
            return (value[2] & EXTENDED_LENGTHS) != 0;
        }
    }
    return false;
}
