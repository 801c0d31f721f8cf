/*
 * Growing byte buffer with a maximum fixed at its creation. Past the maximum nothing is written and
 * `overflowed` stays set, so that a writer checks once, at the end. The bytes are always followed
 * by a NUL that does not count. Any one thread at a time.
 */
#ifndef MOTCUA_CORE_BUFFER_H
#define MOTCUA_CORE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mc_buffer {
    uint8_t *bytes; /* NULL while empty; owned */
    size_t len;
    size_t capacity;
    size_t max;
    bool overflowed;
};

void mc_buffer_init(struct mc_buffer *buffer, size_t max_bytes);
/* Frees the bytes; NULL and zeroed are fine. */
void mc_buffer_finish(struct mc_buffer *buffer);
void mc_buffer_clear(struct mc_buffer *buffer);

void mc_buffer_put(struct mc_buffer *buffer, const void *bytes, size_t len);
void mc_buffer_put_byte(struct mc_buffer *buffer, uint8_t byte);
void mc_buffer_put_text(struct mc_buffer *buffer, const char *text);
void mc_buffer_format(struct mc_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The bytes as text: "" while empty. Borrowed until the next change. */
const char *mc_buffer_text(const struct mc_buffer *buffer);
/* Transfers the bytes (NUL-terminated, freed with free()) and empties the buffer. */
char *mc_buffer_take(struct mc_buffer *buffer);

#endif
