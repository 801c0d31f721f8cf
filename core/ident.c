#include "core/ident.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void mc_uuid_make(char out[MC_UUID_CHARS + 1])
{
    uint8_t b[16];
    randombytes_buf(b, sizeof b);
    b[6] = (uint8_t)((b[6] & 0x0F) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3F) | 0x80);
    (void)snprintf(out, MC_UUID_CHARS + 1,
                   "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
                   b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
                   b[14], b[15]);
}

bool mc_uuid_valid(const char *text)
{
    if (strnlen(text, MC_UUID_CHARS + 1) != MC_UUID_CHARS) {
        return false;
    }
    for (size_t i = 0; i < MC_UUID_CHARS; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool hex = strchr("0123456789abcdef", text[i]) != NULL;
        if (dash ? text[i] != '-' : !hex) {
            return false;
        }
    }
    return true;
}

void mc_token_make(char out[MC_TOKEN_CHARS + 1])
{
    uint8_t bytes[MC_TOKEN_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2base64(out, MC_TOKEN_CHARS + 1, bytes, sizeof bytes,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

bool mc_token_valid(const char *text)
{
    uint8_t bytes[MC_TOKEN_BYTES];
    size_t len = 0;
    const char *end = NULL;
    size_t chars = strnlen(text, MC_TOKEN_CHARS + 1);
    return chars == MC_TOKEN_CHARS &&
           sodium_base642bin(bytes, sizeof bytes, text, chars, NULL, &len, &end,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           len == MC_TOKEN_BYTES && end == text + chars;
}

void mc_sha256(const void *bytes, size_t len, uint8_t out[MC_SHA256_BYTES])
{
    (void)crypto_hash_sha256(out, bytes, len);
}

void mc_sha256_hex(const void *bytes, size_t len, char out[MC_SHA256_CHARS + 1])
{
    uint8_t hash[MC_SHA256_BYTES];
    mc_sha256(bytes, len, hash);
    (void)sodium_bin2hex(out, MC_SHA256_CHARS + 1, hash, sizeof hash);
}

uint32_t mc_random_u32(void)
{
    return randombytes_random();
}

bool mc_same_secret(const char *a, const char *b)
{
    size_t len = strlen(a);
    return len == strlen(b) && sodium_memcmp(a, b, len) == 0;
}
