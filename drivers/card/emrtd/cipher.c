#include "drivers/card/emrtd/cipher.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "core/error.h"
#include "core/memory.h"

#define DES_KEY_BYTES 8
#define PADDING_MARK  0x80

size_t cipher_key_bytes(enum cipher cipher)
{
    switch (cipher) {
    case CIPHER_3DES:
    case CIPHER_AES_128: return 16;
    case CIPHER_AES_192: return 24;
    case CIPHER_AES_256: return 32;
    }
    return 0;
}

size_t cipher_block_bytes(enum cipher cipher)
{
    return cipher == CIPHER_3DES ? 8 : 16;
}

static const EVP_CIPHER *cbc_of(enum cipher cipher)
{
    switch (cipher) {
    case CIPHER_3DES: return EVP_des_ede_cbc();
    case CIPHER_AES_128: return EVP_aes_128_cbc();
    case CIPHER_AES_192: return EVP_aes_192_cbc();
    case CIPHER_AES_256: return EVP_aes_256_cbc();
    }
    return NULL;
}

static void set_odd_parity(uint8_t *key, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        key[i] = (uint8_t)((key[i] & 0xFE) | !__builtin_parity(key[i] & 0xFEu));
    }
}

void cipher_derive_key(enum cipher cipher, const void *secret, size_t len, enum cipher_key_use use,
                       uint8_t out[CIPHER_KEY_MAX_BYTES])
{
    const uint8_t counter[4] = {0, 0, 0, (uint8_t)use};
    const EVP_MD *hash =
        cipher == CIPHER_AES_192 || cipher == CIPHER_AES_256 ? EVP_sha256() : EVP_sha1();
    uint8_t digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    MC_CHECK(ctx != NULL && EVP_DigestInit_ex(ctx, hash, NULL) == 1 &&
             EVP_DigestUpdate(ctx, secret, len) == 1 &&
             EVP_DigestUpdate(ctx, counter, sizeof counter) == 1 &&
             EVP_DigestFinal_ex(ctx, digest, NULL) == 1);
    EVP_MD_CTX_free(ctx);
    memcpy(out, digest, cipher_key_bytes(cipher));
    mc_wipe(digest, sizeof digest);
    if (cipher == CIPHER_3DES) {
        set_odd_parity(out, cipher_key_bytes(cipher));
    }
}

static void run(const EVP_CIPHER *how, bool encrypt, const uint8_t *key, const uint8_t *iv,
                const uint8_t *in, size_t len, uint8_t *out)
{
    static const uint8_t zeroes[CIPHER_BLOCK_MAX_BYTES];
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int done = 0;
    MC_CHECK(len <= INT32_MAX && ctx != NULL &&
             EVP_CipherInit_ex(ctx, how, NULL, key, iv != NULL ? iv : zeroes, encrypt) == 1 &&
             EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
             EVP_CipherUpdate(ctx, out, &done, in, (int)len) == 1 && (size_t)done == len);
    EVP_CIPHER_CTX_free(ctx);
}

void cipher_encrypt(enum cipher cipher, const uint8_t *key, const uint8_t *iv, const uint8_t *in,
                    size_t len, uint8_t *out)
{
    run(cbc_of(cipher), true, key, iv, in, len, out);
}

void cipher_decrypt(enum cipher cipher, const uint8_t *key, const uint8_t *iv, const uint8_t *in,
                    size_t len, uint8_t *out)
{
    run(cbc_of(cipher), false, key, iv, in, len, out);
}

void cipher_encrypt_block(enum cipher cipher, const uint8_t *key, const uint8_t *in, uint8_t *out)
{
    run(cbc_of(cipher), true, key, NULL, in, cipher_block_bytes(cipher), out);
}

size_t cipher_pad(enum cipher cipher, uint8_t *data, size_t len)
{
    size_t block = cipher_block_bytes(cipher);
    size_t padded = (len / block + 1) * block;
    memset(data + len, 0, padded - len);
    data[len] = PADDING_MARK;
    return padded;
}

bool cipher_unpad(const uint8_t *data, size_t len, size_t *out_len)
{
    while (len > 0 && data[len - 1] == 0) {
        len--;
    }
    if (len == 0 || data[len - 1] != PADDING_MARK) {
        return false;
    }
    *out_len = len - 1;
    return true;
}

/*
 * ISO/IEC 9797-1 algorithm 3: single DES in CBC over all blocks but the last, 3DES over that one.
 * Single DES is 3DES with its two keys alike: OpenSSL 3 keeps plain DES for its legacy provider.
 */
static void retail_mac(const uint8_t *key, const uint8_t *data, size_t len,
                       uint8_t out[CIPHER_MAC_BYTES])
{
    size_t block = cipher_block_bytes(CIPHER_3DES);
    size_t room = len + block;
    uint8_t *text = mc_secret_alloc(room);
    if (len > 0) {
        memcpy(text, data, len);
    }
    size_t padded = cipher_pad(CIPHER_3DES, text, len);
    uint8_t single[2 * DES_KEY_BYTES];
    memcpy(single, key, DES_KEY_BYTES);
    memcpy(single + DES_KEY_BYTES, key, DES_KEY_BYTES);
    const uint8_t *chain = NULL;
    if (padded > block) {
        cipher_encrypt(CIPHER_3DES, single, NULL, text, padded - block, text);
        chain = text + padded - 2 * block;
    }
    cipher_encrypt(CIPHER_3DES, key, chain, text + padded - block, block, out);
    mc_wipe(single, sizeof single);
    mc_secret_free(text);
}

static void aes_cmac(enum cipher cipher, const uint8_t *key, const uint8_t *data, size_t len,
                     uint8_t out[CIPHER_MAC_BYTES])
{
    char name[16];
    mc_copy_text(name, sizeof name, EVP_CIPHER_get0_name(cbc_of(cipher)));
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name, 0),
                           OSSL_PARAM_construct_end()};
    uint8_t whole[CIPHER_BLOCK_MAX_BYTES];
    size_t whole_len = 0;
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
    EVP_MAC_CTX *ctx = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
    MC_CHECK(ctx != NULL && EVP_MAC_init(ctx, key, cipher_key_bytes(cipher), params) == 1 &&
             EVP_MAC_update(ctx, data, len) == 1 &&
             EVP_MAC_final(ctx, whole, &whole_len, sizeof whole) == 1);
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_free(mac);
    memcpy(out, whole, CIPHER_MAC_BYTES);
    mc_wipe(whole, sizeof whole);
}

void cipher_mac(enum cipher cipher, const uint8_t *key, const uint8_t *data, size_t len,
                uint8_t out[CIPHER_MAC_BYTES])
{
    if (cipher == CIPHER_3DES) {
        retail_mac(key, data, len, out);
    } else {
        aes_cmac(cipher, key, data, len, out);
    }
}

bool cipher_equal(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

void cipher_random(void *out, size_t len)
{
    MC_CHECK(len <= INT32_MAX && RAND_bytes(out, (int)len) == 1);
}

void cipher_sha1(const void *data, size_t len, uint8_t out[CIPHER_SHA1_BYTES])
{
    MC_CHECK(EVP_Digest(data, len, out, NULL, EVP_sha1(), NULL) == 1);
}
