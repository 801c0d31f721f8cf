#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/chip_proof.h"
#include "drivers/card/emrtd/data_group.h"
#include "drivers/card/emrtd/tlv.h"

#define INS_INTERNAL_AUTHENTICATE 0x88
#define RSA_MAX_BYTES             512
#define ECDSA_MAX_BYTES           (2 * 66)

static EVP_PKEY *read_key(const uint8_t *dg15, size_t len)
{
    struct tlv group;
    if (!tlv_first(dg15, len, data_group_tag(15), &group)) {
        return NULL;
    }
    const uint8_t *at = group.value;
    return d2i_PUBKEY(NULL, &at, (long)group.len);
}

/* ---- RSA: ISO/IEC 9796-2 scheme 1, the signature holds part of the message ---- */

/* The trailer: BC alone is SHA-1, else a number of ISO/IEC 10118-3 before CC. */
static const char *hash_of_trailer(const uint8_t *text, size_t len, size_t *out_trailer)
{
    *out_trailer = 1;
    if (text[len - 1] == 0xBC) {
        return "SHA1";
    }
    *out_trailer = 2;
    if (text[len - 1] != 0xCC) {
        return NULL;
    }
    switch (text[len - 2]) {
    case 0x33: return "SHA1";
    case 0x34: return "SHA256";
    case 0x35: return "SHA512";
    case 0x36: return "SHA384";
    case 0x38: return "SHA224";
    default: return NULL;
    }
}

/* text = 6A, M1, H(M1 | challenge), trailer; the chip chose M1, the kiosk the rest. */
static bool check_recovered(const uint8_t *text, size_t len,
                            const uint8_t challenge[ACTIVE_CHALLENGE_BYTES])
{
    size_t trailer = 0;
    const char *name = len > 2 && text[0] == 0x6A ? hash_of_trailer(text, len, &trailer) : NULL;
    const EVP_MD *hash = name != NULL ? EVP_get_digestbyname(name) : NULL;
    if (hash == NULL) {
        return false;
    }
    size_t hash_len = (size_t)EVP_MD_get_size(hash);
    if (len <= 1 + hash_len + trailer) {
        return false;
    }
    size_t own_len = len - 1 - hash_len - trailer;
    uint8_t digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    MC_CHECK(ctx != NULL && EVP_DigestInit_ex(ctx, hash, NULL) == 1 &&
             EVP_DigestUpdate(ctx, text + 1, own_len) == 1 &&
             EVP_DigestUpdate(ctx, challenge, ACTIVE_CHALLENGE_BYTES) == 1 &&
             EVP_DigestFinal_ex(ctx, digest, NULL) == 1);
    EVP_MD_CTX_free(ctx);
    return cipher_equal(digest, text + 1 + own_len, hash_len);
}

static bool check_rsa(EVP_PKEY *key, const uint8_t challenge[ACTIVE_CHALLENGE_BYTES],
                      const uint8_t *signature, size_t len)
{
    uint8_t text[RSA_MAX_BYTES];
    size_t text_len = sizeof text;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    bool good = EVP_PKEY_get_size(key) <= RSA_MAX_BYTES && ctx != NULL &&
                EVP_PKEY_verify_recover_init(ctx) == 1 &&
                EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) == 1 &&
                EVP_PKEY_verify_recover(ctx, text, &text_len, signature, len) == 1 &&
                check_recovered(text, text_len, challenge);
    EVP_PKEY_CTX_free(ctx);
    return good;
}

/* ---- ECDSA: plain r and s (BSI TR-03111 section 5.2.1) ---- */

/* ecdsa-plain-SHA…: 0.4.0.127.0.7.1.1.4.1.n. Without a word in data group 14: by the curve's size.
 */
static const char *hash_of_infos(const struct security_infos *infos, size_t half)
{
    static const uint8_t plain[] = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04, 0x01};
    static const char *const names[] = {NULL, "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"};
    for (size_t i = 0; i < infos->count; i++) {
        const struct security_oid *oid = &infos->list[i].signature;
        if (infos->list[i].kind == SECURITY_INFO_ACTIVE && oid->len == sizeof plain + 1 &&
            memcmp(oid->bytes, plain, sizeof plain) == 0 && oid->bytes[sizeof plain] >= 1 &&
            oid->bytes[sizeof plain] <= 5) {
            return names[oid->bytes[sizeof plain]];
        }
    }
    return half <= 28 ? "SHA224" : half <= 32 ? "SHA256" : half <= 48 ? "SHA384" : "SHA512";
}

static bool verify_der(EVP_PKEY *key, const char *hash, const ECDSA_SIG *pair,
                       const uint8_t challenge[ACTIVE_CHALLENGE_BYTES])
{
    unsigned char *der = NULL;
    int der_len = i2d_ECDSA_SIG(pair, &der);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = der_len > 0 && ctx != NULL &&
                EVP_DigestVerifyInit_ex(ctx, NULL, hash, NULL, NULL, key, NULL) == 1 &&
                EVP_DigestVerify(ctx, der, (size_t)der_len, challenge, ACTIVE_CHALLENGE_BYTES) == 1;
    EVP_MD_CTX_free(ctx);
    OPENSSL_free(der);
    return good;
}

static bool check_ecdsa(EVP_PKEY *key, const struct security_infos *infos,
                        const uint8_t challenge[ACTIVE_CHALLENGE_BYTES], const uint8_t *signature,
                        size_t len)
{
    size_t half = len / 2;
    if (half == 0 || len % 2 != 0 || len > ECDSA_MAX_BYTES) {
        return false;
    }
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(signature, (int)half, NULL);
    BIGNUM *s = BN_bin2bn(signature + half, (int)half, NULL);
    MC_CHECK(pair != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(pair, r, s) == 1);
    bool good = verify_der(key, hash_of_infos(infos, half), pair, challenge);
    ECDSA_SIG_free(pair);
    return good;
}

enum chip_proof active_check(const uint8_t *dg15, size_t len, const struct security_infos *infos,
                             const uint8_t challenge[ACTIVE_CHALLENGE_BYTES],
                             const uint8_t *signature, size_t signature_len)
{
    EVP_PKEY *key = read_key(dg15, len);
    bool good = false;
    if (key != NULL && EVP_PKEY_is_a(key, "RSA")) {
        good = check_rsa(key, challenge, signature, signature_len);
    } else if (key != NULL && EVP_PKEY_is_a(key, "EC")) {
        good = check_ecdsa(key, infos, challenge, signature, signature_len);
    }
    EVP_PKEY_free(key);
    ERR_clear_error();
    return good ? CHIP_PROOF_GIVEN : CHIP_PROOF_FAILED;
}

enum mc_err active_authenticate(struct channel *channel, const uint8_t *dg15, size_t len,
                                const struct security_infos *infos, enum chip_proof *out,
                                struct mc_error *err)
{
    uint8_t challenge[ACTIVE_CHALLENGE_BYTES];
    struct apdu_response answer;
    cipher_random(challenge, sizeof challenge);
    const struct apdu_command command = {.ins = INS_INTERNAL_AUTHENTICATE,
                                         .data = challenge,
                                         .data_len = sizeof challenge,
                                         .le = APDU_SHORT_LE_MAX};
    enum mc_err rc = channel_send(channel, &command, &answer, err);
    if (rc == MC_OK) {
        *out = answer.sw == APDU_SW_OK
                   ? active_check(dg15, len, infos, challenge, answer.data, answer.len)
                   : CHIP_PROOF_FAILED;
    }
    return rc;
}
