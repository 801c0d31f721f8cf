/* Base64 with padding (RFC 4648 section 4), by libsodium. Any thread. */
#ifndef MOTCUA_CORE_BASE64_H
#define MOTCUA_CORE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many characters `len` bytes become, without the NUL. */
size_t mc_base64_chars(size_t len);
/* out: mc_base64_chars(len) + 1. */
void mc_base64_write(const void *bytes, size_t len, char *out);
/* Into at most `size` bytes; false if the text is not strict base64 or does not fit. */
bool mc_base64_read(const char *text, size_t chars, uint8_t *out, size_t size, size_t *out_len);

#endif
