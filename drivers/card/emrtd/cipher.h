/*
 * The ciphers, codes and key derivation of ICAO Doc 9303-11 (sections 9.7 and 9.8, appendix D), on
 * OpenSSL's EVP: two-key 3DES with the ISO/IEC 9797-1 algorithm 3 code, AES with CMAC. Any thread.
 * Keys and texts may lie in secret memory; nothing is kept.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_CIPHER_H
#define MOTCUA_DRIVERS_CARD_EMRTD_CIPHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CIPHER_KEY_MAX_BYTES   32
#define CIPHER_BLOCK_MAX_BYTES 16
#define CIPHER_MAC_BYTES       8 /* both codes are cut to so many */

/* In the order of the last number of the protocols' object identifiers. */
enum cipher { CIPHER_3DES = 1, CIPHER_AES_128, CIPHER_AES_192, CIPHER_AES_256 };

size_t cipher_key_bytes(enum cipher cipher);
size_t cipher_block_bytes(enum cipher cipher);

/* What a key is derived for: the counter of section 9.7.1. */
enum cipher_key_use { CIPHER_FOR_ENCRYPTION = 1, CIPHER_FOR_MAC = 2, CIPHER_FOR_NONCE = 3 };
/* cipher_key_bytes() bytes; those of 3DES have odd parity. */
void cipher_derive_key(enum cipher cipher, const void *secret, size_t len, enum cipher_key_use use,
                       uint8_t out[CIPHER_KEY_MAX_BYTES]);

/* CBC without padding over whole blocks; iv: one block, NULL for zeroes. in may be out. */
void cipher_encrypt(enum cipher cipher, const uint8_t *key, const uint8_t *iv, const uint8_t *in,
                    size_t len, uint8_t *out);
void cipher_decrypt(enum cipher cipher, const uint8_t *key, const uint8_t *iv, const uint8_t *in,
                    size_t len, uint8_t *out);
/* One block, ECB: the initialisation vector of secure messaging with AES. */
void cipher_encrypt_block(enum cipher cipher, const uint8_t *key, const uint8_t *in, uint8_t *out);
/* 3DES: padded (method 2), algorithm 3. AES: CMAC as it is. */
void cipher_mac(enum cipher cipher, const uint8_t *key, const uint8_t *data, size_t len,
                uint8_t out[CIPHER_MAC_BYTES]);

/* ISO/IEC 9797-1 padding method 2: 80 00 … up to a whole block; returns the new length. The data
 * must have room for one block more. */
size_t cipher_pad(enum cipher cipher, uint8_t *data, size_t len);
/* Length without the padding; false if there is none. */
bool cipher_unpad(const uint8_t *data, size_t len, size_t *out_len);

/* Compares without telling by its time where they differ. */
bool cipher_equal(const void *a, const void *b, size_t len);
void cipher_random(void *out, size_t len);
#define CIPHER_SHA1_BYTES 20
void cipher_sha1(const void *data, size_t len, uint8_t out[CIPHER_SHA1_BYTES]);

#endif
