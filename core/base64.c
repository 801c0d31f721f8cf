#include "core/base64.h"

#include <sodium.h>

size_t mc_base64_chars(size_t len)
{
    return (len + 2) / 3 * 4;
}

void mc_base64_write(const void *bytes, size_t len, char *out)
{
    (void)sodium_bin2base64(out, mc_base64_chars(len) + 1, bytes, len,
                            sodium_base64_VARIANT_ORIGINAL);
}

bool mc_base64_read(const char *text, size_t chars, uint8_t *out, size_t size, size_t *out_len)
{
    const char *end = NULL;
    return sodium_base642bin(out, size, text, chars, NULL, out_len, &end,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           end == text + chars;
}
