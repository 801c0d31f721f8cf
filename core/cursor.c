#include "core/cursor.h"

#include <string.h>

struct mc_cursor mc_cursor_over(const void *bytes, size_t len)
{
    return (struct mc_cursor){.bytes = bytes, .len = len};
}

size_t mc_cursor_left(const struct mc_cursor *cursor)
{
    return cursor->len - cursor->at;
}

const uint8_t *mc_cursor_take(struct mc_cursor *cursor, size_t len)
{
    if (cursor->failed || len > mc_cursor_left(cursor)) {
        cursor->failed = true;
        return NULL;
    }
    const uint8_t *taken = cursor->bytes + cursor->at;
    cursor->at += len;
    return taken;
}

uint8_t mc_cursor_u8(struct mc_cursor *cursor)
{
    const uint8_t *b = mc_cursor_take(cursor, 1);
    return b != NULL ? b[0] : 0;
}

uint16_t mc_cursor_u16_le(struct mc_cursor *cursor)
{
    const uint8_t *b = mc_cursor_take(cursor, 2);
    return b != NULL ? (uint16_t)(b[0] | b[1] << 8) : 0;
}

uint16_t mc_cursor_u16_be(struct mc_cursor *cursor)
{
    const uint8_t *b = mc_cursor_take(cursor, 2);
    return b != NULL ? (uint16_t)(b[0] << 8 | b[1]) : 0;
}

struct mc_cursor mc_cursor_until(struct mc_cursor *cursor, uint8_t end)
{
    size_t left = mc_cursor_left(cursor);
    const uint8_t *start = cursor->bytes + cursor->at;
    const uint8_t *found = left > 0 ? memchr(start, end, left) : NULL;
    size_t len = found != NULL ? (size_t)(found - start) : left;
    cursor->at += found != NULL ? len + 1 : len;
    return mc_cursor_over(start, len);
}
