#include <openssl/dh.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/chip_proof.h"
#include "drivers/card/emrtd/tlv.h"

#define INS_SET                  0x22
#define INS_GENERAL_AUTHENTICATE 0x86
#define P1_SET_FOR_COMPUTATION   0x41
#define P2_AUTHENTICATION        0xA4
#define P2_KEY_AGREEMENT         0xA6
#define DO_PROTOCOL              0x80
#define DO_KEY_ID                0x84
#define DO_PUBLIC_KEY            0x91
#define DO_DYNAMIC               0x7C
#define DO_EPHEMERAL             0x80
/* A prime of 4096 bits; a longer one would be no chip's. */
#define AGREEMENT_MAX_BYTES 512
#define PRIME_LEAST_BITS    1024
#define OBJECTS_MAX_BYTES   (AGREEMENT_MAX_BYTES + 32)

/* The strongest protocol that has its key. */
static const struct security_info *choose(const struct security_infos *infos,
                                          const struct security_info **out_key)
{
    const struct security_info *best = NULL;
    for (size_t i = 0; i < infos->count; i++) {
        const struct security_info *protocol = &infos->list[i];
        for (size_t k = 0; protocol->kind == SECURITY_INFO_CHIP && k < infos->count; k++) {
            const struct security_info *key = &infos->list[k];
            if (key->kind == SECURITY_INFO_CHIP_KEY && key->key_id == protocol->key_id &&
                key->agreement == protocol->agreement &&
                (best == NULL || protocol->cipher > best->cipher)) {
                best = protocol;
                *out_key = key;
            }
        }
    }
    return best;
}

/* A key pair over the curve, or modulo the prime, of the chip's key, and what both agree on. */
struct agreement {
    uint8_t public[AGREEMENT_MAX_BYTES];
    size_t public_len;
    uint8_t secret[AGREEMENT_MAX_BYTES];
    size_t secret_len;
};

static EVP_PKEY *make_key_like(EVP_PKEY *theirs)
{
    EVP_PKEY *ours = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, theirs, NULL);
    bool made = ctx != NULL && EVP_PKEY_keygen_init(ctx) == 1 && EVP_PKEY_keygen(ctx, &ours) == 1;
    EVP_PKEY_CTX_free(ctx);
    return made ? ours : NULL;
}

/* A point as it is; an integer without leading zeroes (Doc 9303-11 section 9.4.2). */
static bool encode_public(EVP_PKEY *ours, bool point, struct agreement *out)
{
    unsigned char *bytes = NULL;
    size_t len = EVP_PKEY_get1_encoded_public_key(ours, &bytes);
    size_t zeroes = 0;
    while (!point && zeroes < len && bytes[zeroes] == 0) {
        zeroes++;
    }
    bool good = len > zeroes && len - zeroes <= sizeof out->public;
    if (good) {
        out->public_len = len - zeroes;
        memcpy(out->public, bytes + zeroes, out->public_len);
    }
    OPENSSL_free(bytes);
    return good;
}

/* What is agreed on is as long as the field, or as the prime, whatever it begins with. OpenSSL
 * checks the other key. */
static bool derive(EVP_PKEY *ours, EVP_PKEY *theirs, bool point, struct agreement *out)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, ours, NULL);
    out->secret_len = sizeof out->secret;
    bool good = encode_public(ours, point, out) && ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 &&
                (point || EVP_PKEY_CTX_set_dh_pad(ctx, 1) == 1) &&
                EVP_PKEY_derive_set_peer(ctx, theirs) == 1 &&
                EVP_PKEY_derive(ctx, out->secret, &out->secret_len) == 1;
    EVP_PKEY_CTX_free(ctx);
    return good;
}

/* The key is what the protocol says it is. DHX is X9.42, with the order of the subgroup; DH is
 * PKCS #3, without. */
static bool is_usable(EVP_PKEY *key, enum security_agreement agreement)
{
    if (agreement == SECURITY_ECDH) {
        return EVP_PKEY_is_a(key, "EC");
    }
    return (EVP_PKEY_is_a(key, "DHX") || EVP_PKEY_is_a(key, "DH")) &&
           EVP_PKEY_get_bits(key) >= PRIME_LEAST_BITS &&
           EVP_PKEY_get_size(key) <= AGREEMENT_MAX_BYTES;
}

static bool agree(const struct security_info *key, struct agreement *out)
{
    const uint8_t *at = key->key;
    EVP_PKEY *theirs = d2i_PUBKEY(NULL, &at, (long)key->key_len);
    EVP_PKEY *ours =
        theirs != NULL && is_usable(theirs, key->agreement) ? make_key_like(theirs) : NULL;
    bool good = ours != NULL && derive(ours, theirs, key->agreement == SECURITY_ECDH, out);
    EVP_PKEY_free(theirs);
    EVP_PKEY_free(ours);
    ERR_clear_error();
    return good;
}

static void put_key_id(struct mc_buffer *out, const struct security_info *protocol)
{
    const uint8_t id = (uint8_t)protocol->key_id;
    if (protocol->key_id != SECURITY_INFO_NO_KEY_ID) {
        tlv_put(out, DO_KEY_ID, &id, 1);
    }
}

/* Chips of the first generation: everything in one command. */
static enum mc_err send_in_one(struct channel *channel, const struct security_info *protocol,
                               const struct agreement *ours, bool *out_ok, struct mc_error *err)
{
    struct mc_buffer data;
    struct apdu_response answer;
    mc_buffer_init(&data, OBJECTS_MAX_BYTES);
    tlv_put(&data, DO_PUBLIC_KEY, ours->public, ours->public_len);
    put_key_id(&data, protocol);
    const struct apdu_command command = {.ins = INS_SET,
                                         .p1 = P1_SET_FOR_COMPUTATION,
                                         .p2 = P2_KEY_AGREEMENT,
                                         .data = data.bytes,
                                         .data_len = data.len};
    enum mc_err rc = channel_send(channel, &command, &answer, err);
    mc_buffer_finish(&data);
    if (rc == MC_OK) {
        *out_ok = answer.sw == APDU_SW_OK;
    }
    return rc;
}

static enum mc_err send_in_two(struct channel *channel, const struct security_info *protocol,
                               const struct agreement *ours, bool *out_ok, struct mc_error *err)
{
    struct mc_buffer data;
    struct mc_buffer inner;
    struct apdu_response answer;
    mc_buffer_init(&data, OBJECTS_MAX_BYTES);
    mc_buffer_init(&inner, OBJECTS_MAX_BYTES);
    tlv_put(&data, DO_PROTOCOL, protocol->oid.bytes, protocol->oid.len);
    put_key_id(&data, protocol);
    struct apdu_command command = {.ins = INS_SET,
                                   .p1 = P1_SET_FOR_COMPUTATION,
                                   .p2 = P2_AUTHENTICATION,
                                   .data = data.bytes,
                                   .data_len = data.len};
    enum mc_err rc = channel_send(channel, &command, &answer, err);
    if (rc == MC_OK && answer.sw == APDU_SW_OK) {
        mc_buffer_clear(&data);
        tlv_put(&inner, DO_EPHEMERAL, ours->public, ours->public_len);
        tlv_put(&data, DO_DYNAMIC, inner.bytes, inner.len);
        command = (struct apdu_command){.ins = INS_GENERAL_AUTHENTICATE,
                                        .data = data.bytes,
                                        .data_len = data.len,
                                        .le = APDU_SHORT_LE_MAX};
        rc = channel_send(channel, &command, &answer, err);
    }
    mc_buffer_finish(&data);
    mc_buffer_finish(&inner);
    if (rc == MC_OK) {
        *out_ok = answer.sw == APDU_SW_OK;
    }
    return rc;
}

static enum mc_err prove(struct channel *channel, const struct security_info *protocol,
                         const struct agreement *ours, const struct apdu_command *probe,
                         enum chip_proof *out, struct mc_error *err)
{
    bool ok = false;
    struct apdu_response answer;
    enum mc_err rc = protocol->cipher == CIPHER_3DES
                         ? send_in_one(channel, protocol, ours, &ok, err)
                         : send_in_two(channel, protocol, ours, &ok, err);
    if (rc != MC_OK || !ok) {
        *out = CHIP_PROOF_FAILED;
        return rc;
    }
    sm_start_from_secret(&channel->sm, protocol->cipher, ours->secret, ours->secret_len);
    rc = channel_send(channel, probe, &answer, err);
    *out = rc == MC_OK ? CHIP_PROOF_GIVEN : CHIP_PROOF_FAILED;
    return rc == MC_ECORRUPT ? MC_OK : rc;
}

enum mc_err chip_authenticate(struct channel *channel, const struct security_infos *infos,
                              const struct apdu_command *probe, enum chip_proof *out,
                              struct mc_error *err)
{
    const struct security_info *key = NULL;
    const struct security_info *protocol = choose(infos, &key);
    if (protocol == NULL) {
        *out = CHIP_PROOF_NONE;
        return MC_OK;
    }
    struct agreement *ours = mc_secret_alloc(sizeof *ours);
    enum chip_proof proof = CHIP_PROOF_NONE;
    enum mc_err rc = MC_OK;
    if (agree(key, ours)) {
        rc = prove(channel, protocol, ours, probe, &proof, err);
    }
    mc_secret_free(ours);
    if (rc == MC_OK) {
        *out = proof;
    }
    return rc;
}
