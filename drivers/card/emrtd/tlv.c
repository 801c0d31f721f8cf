#include "drivers/card/emrtd/tlv.h"

#include <limits.h>

#define MORE_TAG_BYTES    0x1F
#define TAG_CONTINUES     0x80
#define TAG_MAX_BYTES     3
#define LONG_FORM         0x80
#define LENGTH_MAX_BYTES  4
#define INTEGER_MAX_BYTES 4

static uint32_t read_tag(struct mc_cursor *in)
{
    uint32_t tag = mc_cursor_u8(in);
    if ((tag & MORE_TAG_BYTES) != MORE_TAG_BYTES) {
        return tag;
    }
    for (int i = 1; i < TAG_MAX_BYTES; i++) {
        uint8_t byte = mc_cursor_u8(in);
        tag = tag << 8 | byte;
        if ((byte & TAG_CONTINUES) == 0) {
            return tag;
        }
    }
    in->failed = true;
    return 0;
}

static size_t read_length(struct mc_cursor *in)
{
    uint8_t first = mc_cursor_u8(in);
    if (first < LONG_FORM) {
        return first;
    }
    int count = first & (LONG_FORM - 1);
    if (count == 0 || count > LENGTH_MAX_BYTES) {
        in->failed = true; /* indefinite, or longer than any file */
        return 0;
    }
    size_t len = 0;
    for (int i = 0; i < count; i++) {
        len = len << 8 | mc_cursor_u8(in);
    }
    return len;
}

bool tlv_next(struct mc_cursor *in, struct tlv *out)
{
    if (in->failed || mc_cursor_left(in) == 0) {
        return false;
    }
    size_t start = in->at;
    uint32_t tag = read_tag(in);
    size_t len = read_length(in);
    const uint8_t *value = in->failed ? NULL : mc_cursor_take(in, len);
    if (in->failed) {
        return false;
    }
    *out = (struct tlv){.tag = tag,
                        .value = value,
                        .len = len,
                        .whole = in->bytes + start,
                        .whole_len = in->at - start};
    return true;
}

bool tlv_find(const uint8_t *bytes, size_t len, uint32_t tag, struct tlv *out)
{
    struct mc_cursor in = mc_cursor_over(bytes, len);
    struct tlv element;
    while (tlv_next(&in, &element)) {
        if (element.tag == tag) {
            *out = element;
            return true;
        }
    }
    return false;
}

bool tlv_first(const uint8_t *bytes, size_t len, uint32_t tag, struct tlv *out)
{
    struct mc_cursor in = mc_cursor_over(bytes, len);
    struct tlv element;
    if (!tlv_next(&in, &element) || element.tag != tag) {
        return false;
    }
    *out = element;
    return true;
}

bool tlv_small_integer(const struct tlv *element, int *out)
{
    if (element->tag != TLV_INTEGER || element->len == 0 || element->len > INTEGER_MAX_BYTES ||
        (element->value[0] & 0x80) != 0) {
        return false;
    }
    int value = 0;
    for (size_t i = 0; i < element->len; i++) {
        value = value << 8 | element->value[i];
    }
    *out = value;
    return true;
}

bool tlv_measure(const uint8_t *bytes, size_t len, size_t *out_header, size_t *out_value)
{
    struct mc_cursor in = mc_cursor_over(bytes, len);
    (void)read_tag(&in);
    size_t value = read_length(&in);
    if (in.failed) {
        return false;
    }
    *out_header = in.at;
    *out_value = value;
    return true;
}

void tlv_put_header(struct mc_buffer *out, uint32_t tag, size_t len)
{
    for (int shift = 16; shift >= 0; shift -= 8) {
        if (shift == 0 || tag >> shift != 0) {
            mc_buffer_put_byte(out, (uint8_t)(tag >> shift));
        }
    }
    if (len < LONG_FORM) {
        mc_buffer_put_byte(out, (uint8_t)len);
        return;
    }
    int count = 1;
    while (count < LENGTH_MAX_BYTES && len >> (8 * count) != 0) {
        count++;
    }
    mc_buffer_put_byte(out, (uint8_t)(LONG_FORM | count));
    for (int i = count - 1; i >= 0; i--) {
        mc_buffer_put_byte(out, (uint8_t)(len >> (8 * i)));
    }
}

void tlv_put(struct mc_buffer *out, uint32_t tag, const void *value, size_t len)
{
    tlv_put_header(out, tag, len);
    mc_buffer_put(out, value, len);
}
