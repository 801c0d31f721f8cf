/*
 * Bounds-checked reader over bytes from outside. A read past the end sets `failed`, returns zero
 * and moves nothing, so that a parser checks once, at the end. Borrows the bytes.
 */
#ifndef MOTCUA_CORE_CURSOR_H
#define MOTCUA_CORE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mc_cursor {
    const uint8_t *bytes;
    size_t len;
    size_t at;
    bool failed;
};

struct mc_cursor mc_cursor_over(const void *bytes, size_t len);
size_t mc_cursor_left(const struct mc_cursor *cursor);
uint8_t mc_cursor_u8(struct mc_cursor *cursor);
uint16_t mc_cursor_u16_le(struct mc_cursor *cursor);
uint16_t mc_cursor_u16_be(struct mc_cursor *cursor);
/* The next len bytes, borrowed; NULL and `failed` when there are fewer. */
const uint8_t *mc_cursor_take(struct mc_cursor *cursor, size_t len);
/* The bytes up to the next `end` (which is passed over) or up to the end of all. */
struct mc_cursor mc_cursor_until(struct mc_cursor *cursor, uint8_t end);

#endif
