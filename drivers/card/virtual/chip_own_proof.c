/* The chip's side of chip authentication and active authentication. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/chip_proof.h"
#include "drivers/card/emrtd/tlv.h"
#include "drivers/card/virtual/chip_internal.h"

#define SW_WRONG_DATA    0x6A80
#define SW_NOT_NOW       0x6985
#define P2_KEY_AGREEMENT 0xA6
#define DO_PUBLIC_KEY    0x91
#define DO_DYNAMIC       0x7C
#define DO_EPHEMERAL     0x80
#define RSA_MAX_BYTES    512
#define SECRET_MAX_BYTES 256 /* 2048 bits: the longest of a profile */
#define HALF_BYTES       32  /* of an ECDSA signature over P-256 */
#define TRAILER_SHA256   0x34

/* ---- Chip authentication: the key lies on P-256, or is one of Diffie and Hellman's ---- */

static bool agree_on_curve(EVP_PKEY *own, const struct tlv *point, uint8_t *secret,
                           size_t *secret_len)
{
    uint8_t key[ECDH_FIELD_MAX_BYTES];
    BIGNUM *number = NULL;
    MC_CHECK(EVP_PKEY_get_bn_param(own, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1);
    struct ecdh *ecdh = ecdh_create(ECDH_NIST_P256);
    ecdh_set_key(ecdh, key, (size_t)BN_bn2bin(number, key));
    BN_clear_free(number);
    bool agreed = ecdh_agree(ecdh, point->value, point->len, secret, secret_len);
    ecdh_destroy(ecdh);
    mc_wipe(key, sizeof key);
    return agreed;
}

/* theirs^own mod p, by hand: the other side is the one that asks OpenSSL for it. */
static bool agree_modulo_prime(EVP_PKEY *own, const struct tlv *theirs, uint8_t *secret,
                               size_t *secret_len)
{
    BIGNUM *prime = NULL;
    BIGNUM *key = NULL;
    BN_CTX *ctx = BN_CTX_secure_new();
    BIGNUM *base = BN_bin2bn(theirs->value, (int)theirs->len, NULL);
    BIGNUM *power = BN_secure_new();
    MC_CHECK(ctx != NULL && base != NULL && power != NULL &&
             EVP_PKEY_get_bn_param(own, OSSL_PKEY_PARAM_FFC_P, &prime) == 1 &&
             EVP_PKEY_get_bn_param(own, OSSL_PKEY_PARAM_PRIV_KEY, &key) == 1);
    BN_set_flags(key, BN_FLG_CONSTTIME);
    bool sound = !BN_is_zero(base) && !BN_is_one(base) && BN_cmp(base, prime) < 0;
    if (sound) {
        *secret_len = (size_t)BN_num_bytes(prime);
        MC_CHECK(BN_mod_exp(power, base, key, prime, ctx) == 1 &&
                 BN_bn2binpad(power, secret, (int)*secret_len) == (int)*secret_len);
    }
    BN_clear_free(power);
    BN_clear_free(key);
    BN_free(base);
    BN_free(prime);
    BN_CTX_free(ctx);
    return sound;
}

static bool agree_with(struct chip *chip, const struct tlv *theirs, enum cipher cipher)
{
    uint8_t secret[SECRET_MAX_BYTES];
    size_t secret_len = 0;
    EVP_PKEY *own = chip->document->chip_key;
    bool agreed = EVP_PKEY_is_a(own, "EC") ? agree_on_curve(own, theirs, secret, &secret_len)
                                           : agree_modulo_prime(own, theirs, secret, &secret_len);
    if (agreed) {
        sm_start_from_secret(&chip->next, cipher, secret, secret_len);
    }
    mc_wipe(secret, sizeof secret);
    return agreed;
}

uint16_t chip_set_agreement(struct chip *chip, const struct apdu_command *command)
{
    struct tlv point;
    if (chip->document->chip_key == NULL || !chip->sm.on) {
        return SW_NOT_NOW;
    }
    if (command->p2 != P2_KEY_AGREEMENT) {
        chip->chip_protocol_set = true;
        return APDU_SW_OK;
    }
    return tlv_find(command->data, command->data_len, DO_PUBLIC_KEY, &point) &&
                   agree_with(chip, &point, CIPHER_3DES)
               ? APDU_SW_OK
               : SW_WRONG_DATA;
}

uint16_t chip_agree(struct chip *chip, const struct apdu_command *command)
{
    static const uint8_t empty[] = {DO_DYNAMIC, 0};
    struct tlv dynamic;
    struct tlv point;
    if (!chip->chip_protocol_set) {
        return SW_NOT_NOW;
    }
    if (!tlv_first(command->data, command->data_len, DO_DYNAMIC, &dynamic) ||
        !tlv_find(dynamic.value, dynamic.len, DO_EPHEMERAL, &point) ||
        !agree_with(chip, &point, CIPHER_AES_128)) {
        return SW_WRONG_DATA;
    }
    chip_put(chip, empty, sizeof empty);
    return APDU_SW_OK;
}

/* ---- Active authentication ---- */

/* ISO/IEC 9796-2 scheme 1 with SHA-256: 6A, random M1, hash, 34 CC. */
static void sign_rsa(struct chip *chip, const uint8_t *challenge, size_t len)
{
    uint8_t text[RSA_MAX_BYTES];
    uint8_t signature[RSA_MAX_BYTES];
    size_t size = (size_t)EVP_PKEY_get_size(chip->document->active_key);
    size_t signature_len = sizeof signature;
    size_t own_len = size - 1 - HALF_BYTES - 2;
    text[0] = 0x6A;
    cipher_random(text + 1, own_len);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    MC_CHECK(hash != NULL && EVP_DigestInit_ex(hash, EVP_sha256(), NULL) == 1 &&
             EVP_DigestUpdate(hash, text + 1, own_len) == 1 &&
             EVP_DigestUpdate(hash, challenge, len) == 1 &&
             EVP_DigestFinal_ex(hash, text + 1 + own_len, NULL) == 1);
    EVP_MD_CTX_free(hash);
    text[size - 2] = TRAILER_SHA256;
    text[size - 1] = 0xCC;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, chip->document->active_key, NULL);
    MC_CHECK(ctx != NULL && EVP_PKEY_sign_init(ctx) == 1 &&
             EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) == 1 &&
             EVP_PKEY_sign(ctx, signature, &signature_len, text, size) == 1);
    EVP_PKEY_CTX_free(ctx);
    chip_put(chip, signature, signature_len);
}

static void sign_ecdsa(struct chip *chip, const uint8_t *challenge, size_t len)
{
    uint8_t der[RSA_MAX_BYTES];
    uint8_t plain[2 * HALF_BYTES];
    size_t der_len = sizeof der;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    MC_CHECK(ctx != NULL &&
             EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, chip->document->active_key) == 1 &&
             EVP_DigestSign(ctx, der, &der_len, challenge, len) == 1);
    EVP_MD_CTX_free(ctx);
    const uint8_t *at = der;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)der_len);
    MC_CHECK(pair != NULL &&
             BN_bn2binpad(ECDSA_SIG_get0_r(pair), plain, HALF_BYTES) == HALF_BYTES &&
             BN_bn2binpad(ECDSA_SIG_get0_s(pair), plain + HALF_BYTES, HALF_BYTES) == HALF_BYTES);
    ECDSA_SIG_free(pair);
    chip_put(chip, plain, sizeof plain);
}

uint16_t chip_internal_authenticate(struct chip *chip, const struct apdu_command *command)
{
    if (chip->document->active_key == NULL || !chip->sm.on) {
        return SW_NOT_NOW;
    }
    if (command->data_len != ACTIVE_CHALLENGE_BYTES) {
        return SW_WRONG_DATA;
    }
    if (EVP_PKEY_is_a(chip->document->active_key, "RSA")) {
        sign_rsa(chip, command->data, command->data_len);
    } else {
        sign_ecdsa(chip, command->data, command->data_len);
    }
    return APDU_SW_OK;
}
