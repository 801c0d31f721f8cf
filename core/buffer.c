#include "core/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/memory.h"

void mc_buffer_init(struct mc_buffer *buffer, size_t max_bytes)
{
    *buffer = (struct mc_buffer){.max = max_bytes};
}

void mc_buffer_finish(struct mc_buffer *buffer)
{
    if (buffer != NULL) {
        free(buffer->bytes);
        *buffer = (struct mc_buffer){0};
    }
}

void mc_buffer_clear(struct mc_buffer *buffer)
{
    buffer->len = 0;
    buffer->overflowed = false;
    if (buffer->bytes != NULL) {
        buffer->bytes[0] = 0;
    }
}

/* Makes room for `more` bytes and the NUL behind them; false past the maximum. */
static bool reserve(struct mc_buffer *buffer, size_t more)
{
    if (buffer->overflowed || more > buffer->max - buffer->len) {
        buffer->overflowed = true;
        return false;
    }
    size_t needed = buffer->len + more + 1;
    if (needed > buffer->capacity) {
        size_t grown = buffer->capacity < 64 ? 64 : buffer->capacity * 2;
        buffer->capacity = grown > needed ? grown : needed;
        buffer->bytes = mc_realloc(buffer->bytes, buffer->capacity);
    }
    return true;
}

void mc_buffer_put(struct mc_buffer *buffer, const void *bytes, size_t len)
{
    if (len == 0 || !reserve(buffer, len)) {
        return;
    }
    memcpy(buffer->bytes + buffer->len, bytes, len);
    buffer->len += len;
    buffer->bytes[buffer->len] = 0;
}

void mc_buffer_put_byte(struct mc_buffer *buffer, uint8_t byte)
{
    mc_buffer_put(buffer, &byte, 1);
}

void mc_buffer_put_text(struct mc_buffer *buffer, const char *text)
{
    mc_buffer_put(buffer, text, strlen(text));
}

void mc_buffer_format(struct mc_buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int needed = vsnprintf(NULL, 0, format, args);
    va_end(args);
    MC_CHECK(needed >= 0);
    if (reserve(buffer, (size_t)needed)) {
        (void)vsnprintf((char *)buffer->bytes + buffer->len, (size_t)needed + 1, format, again);
        buffer->len += (size_t)needed;
    }
    va_end(again);
}

const char *mc_buffer_text(const struct mc_buffer *buffer)
{
    return buffer->bytes != NULL ? (const char *)buffer->bytes : "";
}

char *mc_buffer_take(struct mc_buffer *buffer)
{
    char *taken = buffer->bytes != NULL ? (char *)buffer->bytes : mc_calloc(1, 1);
    buffer->bytes = NULL;
    buffer->len = 0;
    buffer->capacity = 0;
    return taken;
}
