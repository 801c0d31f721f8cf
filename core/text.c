#include "core/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/buffer.h"
#include "core/memory.h"

/* Decodes at most `left` bytes; 0 if what stands there is not UTF-8. */
static size_t decode(const uint8_t *b, size_t left, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (left == 0) {
        return 0;
    }
    if (b[0] < 0x80) {
        *out = b[0];
        return 1;
    }
    size_t n = (b[0] & 0xE0) == 0xC0   ? 2
               : (b[0] & 0xF0) == 0xE0 ? 3
               : (b[0] & 0xF8) == 0xF0 ? 4
                                       : 0;
    if (n == 0 || n > left) {
        return 0;
    }
    uint32_t cp = b[0] & (0xFFU >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((b[i] & 0xC0) != 0x80) {
            return 0;
        }
        cp = cp << 6 | (b[i] & 0x3FU);
    }
    if (cp < least[n] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        return 0;
    }
    *out = cp;
    return n;
}

bool mc_utf8_valid(const void *bytes, size_t len)
{
    const uint8_t *b = bytes;
    for (size_t at = 0; at < len;) {
        uint32_t cp = 0;
        size_t n = decode(b + at, len - at, &cp);
        if (n == 0) {
            return false;
        }
        at += n;
    }
    return true;
}

size_t mc_utf8_length(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

size_t mc_utf8_next(const char *text, uint32_t *out_codepoint)
{
    if (*text == '\0') {
        return 0;
    }
    size_t n = decode((const uint8_t *)text, strnlen(text, 4), out_codepoint);
    MC_CHECK(n > 0);
    return n;
}

size_t mc_utf8_encode(uint32_t codepoint, char out[4])
{
    utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)codepoint, (utf8proc_uint8_t *)out);
    return n > 0 ? (size_t)n : 0;
}

size_t mc_utf8_drop_last(const char *text, size_t len)
{
    if (len == 0) {
        return 0;
    }
    len--;
    while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80) {
        len--;
    }
    return len;
}

/* By hand what utf8proc_map() does, since that leaves the decomposed text, a citizen's name
 * perhaps, in freed memory. */
struct composed {
    utf8proc_int32_t *buffer; /* holds code points, then the UTF-8 in their place */
    size_t buffer_bytes;
    size_t len;
};

static void discard_composed(struct composed *composed)
{
    mc_wipe(composed->buffer, composed->buffer_bytes);
    free(composed->buffer);
}

static enum mc_err compose(const void *bytes, size_t len, struct composed *out,
                           struct mc_error *err)
{
    static const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    if (!mc_utf8_valid(bytes, len)) {
        return mc_fail(err, MC_EPARSE, "text of %zu bytes is not UTF-8", len);
    }
    utf8proc_ssize_t count = utf8proc_decompose(bytes, (utf8proc_ssize_t)len, NULL, 0, options);
    if (count < 0) {
        return mc_fail(err, MC_EPARSE, "text cannot be composed: %s", utf8proc_errmsg(count));
    }
    struct composed composed = {.buffer_bytes = ((size_t)count + 1) * sizeof(utf8proc_int32_t)};
    composed.buffer = mc_calloc((size_t)count + 1, sizeof(utf8proc_int32_t));
    count = utf8proc_decompose(bytes, (utf8proc_ssize_t)len, composed.buffer, count, options);
    if (count >= 0) {
        count = utf8proc_reencode(composed.buffer, count, options);
    }
    if (count < 0) {
        discard_composed(&composed);
        return mc_fail(err, MC_EPARSE, "text cannot be composed: %s", utf8proc_errmsg(count));
    }
    composed.len = strlen((const char *)composed.buffer);
    *out = composed;
    return MC_OK;
}

/* Composed already: of the large texts, those in base64, all are. */
static bool is_ascii(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

enum mc_err mc_text_nfc(const void *bytes, size_t len, char **out, struct mc_error *err)
{
    if (is_ascii(bytes, len)) {
        *out = mc_strndup(bytes, len);
        return MC_OK;
    }
    struct composed composed = {0};
    enum mc_err rc = compose(bytes, len, &composed, err);
    if (rc == MC_OK) {
        *out = mc_strdup((const char *)composed.buffer);
        discard_composed(&composed);
    }
    return rc;
}

enum mc_err mc_text_nfc_into(char *out, size_t size, const void *bytes, size_t len,
                             struct mc_error *err)
{
    struct composed composed = {0};
    enum mc_err rc = compose(bytes, len, &composed, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (composed.len >= size) {
        rc = mc_fail(err, MC_ETOOBIG, "text of %zu bytes does not fit %zu", composed.len, size - 1);
    } else {
        memcpy(out, composed.buffer, composed.len + 1);
    }
    discard_composed(&composed);
    return rc;
}

static bool is_word(utf8proc_int32_t cp)
{
    utf8proc_category_t category = utf8proc_category(cp);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL ||
           category == UTF8PROC_CATEGORY_LT || category == UTF8PROC_CATEGORY_LM ||
           category == UTF8PROC_CATEGORY_LO || category == UTF8PROC_CATEGORY_ND ||
           category == UTF8PROC_CATEGORY_NL || category == UTF8PROC_CATEGORY_NO;
}

/* Writes the marks kept back behind the word's letters. */
static void end_word(struct mc_buffer *folded, struct mc_buffer *marks)
{
    mc_buffer_put(folded, mc_buffer_text(marks), marks->len);
    mc_buffer_clear(marks);
}

/* Folds; the marks of each word go to `marks` and from there behind the word. */
static void fold_word_by_word(const char *mapped, struct mc_buffer *marks, struct mc_buffer *folded)
{
    bool gap = false;
    uint32_t cp = 0;
    for (const char *p = mapped; *p != '\0';) {
        size_t step = mc_utf8_next(p, &cp);
        if (utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_MN) {
            mc_buffer_put(marks, p, step);
        } else if (!is_word((utf8proc_int32_t)cp)) {
            gap = folded->len > 0;
        } else {
            if (gap) {
                end_word(folded, marks);
                mc_buffer_put_byte(folded, ' ');
                gap = false;
            }
            /* đ (U+0111) is a letter of its own, without a decomposition. */
            if (cp == 0x111) {
                mc_buffer_put_byte(folded, 'd');
                mc_buffer_put_text(marks, "-");
            } else {
                mc_buffer_put(folded, p, step);
            }
        }
        p += step;
    }
    end_word(folded, marks);
}

static char *fold(const char *text, bool keep_marks)
{
    utf8proc_uint8_t *mapped = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)text, 0, &mapped,
                     UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                         (keep_marks ? 0 : UTF8PROC_STRIPMARK));
    MC_CHECK(n >= 0);
    struct mc_buffer folded;
    struct mc_buffer marks; /* with room for nothing when they are not wanted */
    mc_buffer_init(&folded, (size_t)n + 1);
    mc_buffer_init(&marks, keep_marks ? (size_t)n + 1 : 0);
    fold_word_by_word((const char *)mapped, &marks, &folded);
    mc_buffer_finish(&marks);
    free(mapped);
    return mc_buffer_take(&folded);
}

char *mc_text_fold(const char *text)
{
    return fold(text, false);
}

char *mc_text_fold_marked(const char *text)
{
    return fold(text, true);
}

void mc_text_trim(char *text)
{
    size_t len = strlen(text);
    while (len > 0 && (unsigned char)text[len - 1] <= ' ') {
        len--;
    }
    size_t start = 0;
    while (start < len && (unsigned char)text[start] <= ' ') {
        start++;
    }
    memmove(text, text + start, len - start);
    text[len - start] = '\0';
}
