/*
 * Random identifiers and their spellings, and hashes of content. Randomness, SHA-256 and the
 * encodings are libsodium's. Any thread.
 */
#ifndef MOTCUA_CORE_IDENT_H
#define MOTCUA_CORE_IDENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MC_UUID_CHARS   36
#define MC_TOKEN_BYTES  16 /* 128 bits */
#define MC_TOKEN_CHARS  22 /* base64url without padding, RFC 4648 section 5 */
#define MC_SHA256_BYTES 32
#define MC_SHA256_CHARS 64 /* lower-case hex */

/* Version 4, RFC 9562 section 5.4. */
void mc_uuid_make(char out[MC_UUID_CHARS + 1]);
bool mc_uuid_valid(const char *text);
void mc_token_make(char out[MC_TOKEN_CHARS + 1]);
bool mc_token_valid(const char *text);
void mc_sha256(const void *bytes, size_t len, uint8_t out[MC_SHA256_BYTES]);
void mc_sha256_hex(const void *bytes, size_t len, char out[MC_SHA256_CHARS + 1]);
uint32_t mc_random_u32(void);
/* Compares two texts without telling by its time where they differ. */
bool mc_same_secret(const char *a, const char *b);

#endif
