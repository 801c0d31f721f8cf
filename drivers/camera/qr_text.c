#include "drivers/camera/qr_text.h"

#include <iconv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

#define NONE ((iconv_t)(intptr_t)-1)
enum { SHIFT_JIS, LATIN_1, CHARSETS };

struct qr_text {
    iconv_t from[CHARSETS]; /* NONE: this system does not have it */
};

struct qr_text *qr_text_create(void)
{
    struct qr_text *text = MC_NEW(struct qr_text);
    text->from[SHIFT_JIS] = iconv_open("UTF-8", "CP932");
    text->from[LATIN_1] = iconv_open("UTF-8", "ISO-8859-1");
    return text;
}

void qr_text_destroy(struct qr_text *text)
{
    if (text != NULL) {
        for (int i = 0; i < CHARSETS; i++) {
            if (text->from[i] != NONE) {
                (void)iconv_close(text->from[i]);
            }
        }
        free(text);
    }
}

/* Control characters other than line ends and tabs: no text, in any of the character sets. */
static bool has_controls(const uint8_t *bytes, size_t len, bool upper_half)
{
    for (size_t i = 0; i < len; i++) {
        bool control = bytes[i] < 0x20 && bytes[i] != '\t' && bytes[i] != '\n' && bytes[i] != '\r';
        control = control || bytes[i] == 0x7F;
        if (control || (upper_half && bytes[i] >= 0x80 && bytes[i] < 0xA0)) {
            return true;
        }
    }
    return false;
}

static bool convert(iconv_t from, uint8_t *bytes, size_t *len, size_t size)
{
    if (from == NONE) {
        return false;
    }
    char *in = mc_strndup((const char *)bytes, *len);
    char *out = mc_calloc(size, 1);
    char *in_at = in;
    char *out_at = out;
    size_t in_left = *len;
    size_t out_left = size;
    (void)iconv(from, NULL, NULL, NULL, NULL);
    bool whole = iconv(from, &in_at, &in_left, &out_at, &out_left) == 0 && in_left == 0;
    if (whole) {
        *len = size - out_left;
        memcpy(bytes, out, *len);
    }
    mc_wipe(in, strlen(in));
    mc_wipe(out, size);
    free(in);
    free(out);
    return whole;
}

size_t qr_text_settle(struct qr_text *text, uint8_t *bytes, size_t len, size_t size)
{
    if (mc_utf8_valid(bytes, len) || has_controls(bytes, len, false)) {
        return len;
    }
    if (!convert(text->from[SHIFT_JIS], bytes, &len, size) && !has_controls(bytes, len, true)) {
        (void)convert(text->from[LATIN_1], bytes, &len, size);
    }
    return len;
}
