#include "drivers/card/emrtd/pace.h"

#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/tlv.h"

#define P1_MUTUAL_AUTHENTICATION 0xC1
#define P2_AUTHENTICATION        0xA4
#define DO_PROTOCOL              0x80
#define DO_PASSWORD              0x83
#define DO_PARAMETERS            0x84
#define TRIES_MASK               0x0F
#define OBJECT_MAX_BYTES         256

const struct security_info *pace_choose(const struct security_infos *offers)
{
    const struct security_info *best = NULL;
    for (size_t i = 0; i < offers->count; i++) {
        const struct security_info *offer = &offers->list[i];
        if (offer->kind == SECURITY_INFO_PACE && offer->version == PACE_VERSION &&
            ecdh_known(offer->parameters) && (best == NULL || offer->cipher > best->cipher)) {
            best = offer;
        }
    }
    return best;
}

void pace_open_nonce(enum cipher cipher, const void *password, size_t password_len,
                     const uint8_t sealed[PACE_NONCE_BYTES], uint8_t out[PACE_NONCE_BYTES])
{
    uint8_t key[CIPHER_KEY_MAX_BYTES];
    cipher_derive_key(cipher, password, password_len, CIPHER_FOR_NONCE, key);
    cipher_decrypt(cipher, key, NULL, sealed, PACE_NONCE_BYTES, out);
    mc_wipe(key, sizeof key);
}

void pace_token(const struct security_oid *oid, enum cipher cipher, const uint8_t *mac_key,
                const uint8_t *point, size_t len, uint8_t out[CIPHER_MAC_BYTES])
{
    struct mc_buffer inner;
    struct mc_buffer whole;
    mc_buffer_init(&inner, OBJECT_MAX_BYTES);
    mc_buffer_init(&whole, OBJECT_MAX_BYTES);
    tlv_put(&inner, TLV_OID, oid->bytes, oid->len);
    tlv_put(&inner, PACE_DO_POINT, point, len);
    tlv_put(&whole, PACE_DO_PUBLIC_KEY, inner.bytes, inner.len);
    MC_CHECK(!inner.overflowed && !whole.overflowed);
    cipher_mac(cipher, mac_key, whole.bytes, whole.len, out);
    mc_buffer_finish(&inner);
    mc_buffer_finish(&whole);
}

/* What the steps share. */
struct run {
    struct channel *channel;
    const struct security_info *offer;
    struct ecdh *ecdh;
    enum pace_outcome outcome;
    struct mc_error *err;
    uint8_t point[ECDH_POINT_MAX_BYTES]; /* ours */
    size_t point_len;
    uint8_t theirs[ECDH_POINT_MAX_BYTES];
    size_t theirs_len;
};

static enum mc_err set_protocol(struct run *run, bool ambiguous, bool *out_ok)
{
    struct mc_buffer data;
    struct apdu_response answer;
    const uint8_t password = PACE_PASSWORD_CAN;
    const uint8_t parameters = (uint8_t)run->offer->parameters;
    mc_buffer_init(&data, OBJECT_MAX_BYTES);
    tlv_put(&data, DO_PROTOCOL, run->offer->oid.bytes, run->offer->oid.len);
    tlv_put(&data, DO_PASSWORD, &password, 1);
    if (ambiguous) {
        tlv_put(&data, DO_PARAMETERS, &parameters, 1);
    }
    const struct apdu_command command = {.ins = PACE_INS_SET,
                                         .p1 = P1_MUTUAL_AUTHENTICATION,
                                         .p2 = P2_AUTHENTICATION,
                                         .data = data.bytes,
                                         .data_len = data.len};
    enum mc_err rc = channel_send(run->channel, &command, &answer, run->err);
    mc_buffer_finish(&data);
    if (rc == MC_OK) {
        /* 63Cx says how many tries the password has left; the last one is the holder's. */
        bool some_left =
            (answer.sw & APDU_SW_TRIES_MASK) == APDU_SW_TRIES_LEFT && (answer.sw & TRIES_MASK) > 1;
        *out_ok = answer.sw == APDU_SW_OK || some_left;
    }
    return rc;
}

/*
 * One GENERAL AUTHENTICATE: the object `tag` with `len` bytes goes out (0: an empty 7C), the object
 * `wanted` comes back, borrowed. *out_ok false: it did not; *out_sw says what the chip said.
 */
static enum mc_err step(struct run *run, bool last, uint32_t tag, const uint8_t *value, size_t len,
                        uint32_t wanted, struct tlv *out, uint16_t *out_sw, bool *out_ok)
{
    struct mc_buffer object;
    struct mc_buffer data;
    struct apdu_response answer;
    mc_buffer_init(&object, OBJECT_MAX_BYTES);
    mc_buffer_init(&data, OBJECT_MAX_BYTES);
    if (len > 0) {
        tlv_put(&object, tag, value, len);
    }
    tlv_put(&data, PACE_DO_DYNAMIC, object.bytes, object.len);
    const struct apdu_command command = {.cla = last ? 0 : APDU_CLA_CHAINED,
                                         .ins = PACE_INS_GENERAL_AUTHENTICATE,
                                         .data = data.bytes,
                                         .data_len = data.len,
                                         .le = APDU_SHORT_LE_MAX};
    enum mc_err rc = channel_send(run->channel, &command, &answer, run->err);
    mc_buffer_finish(&object);
    mc_buffer_finish(&data);
    if (rc == MC_OK) {
        struct tlv dynamic;
        *out_sw = answer.sw;
        *out_ok = answer.sw == APDU_SW_OK &&
                  tlv_first(answer.data, answer.len, PACE_DO_DYNAMIC, &dynamic) &&
                  tlv_find(dynamic.value, dynamic.len, wanted, out);
    }
    return rc;
}

static enum mc_err fetch_nonce(struct run *run, const char *can, uint8_t out[PACE_NONCE_BYTES],
                               bool *out_ok)
{
    struct tlv sealed;
    uint16_t sw = 0;
    enum mc_err rc = step(run, false, 0, NULL, 0, PACE_DO_NONCE, &sealed, &sw, out_ok);
    if (rc == MC_OK && *out_ok) {
        *out_ok = sealed.len == PACE_NONCE_BYTES;
        if (*out_ok) {
            pace_open_nonce(run->offer->cipher, can, strlen(can), sealed.value, out);
        }
    }
    return rc;
}

/* Sends our point of the key pair just made, keeps theirs. */
static enum mc_err swap_points(struct run *run, uint32_t ours, uint32_t theirs, bool *out_ok)
{
    struct tlv point;
    uint16_t sw = 0;
    ecdh_public_point(run->ecdh, run->point, &run->point_len);
    enum mc_err rc =
        step(run, false, ours, run->point, run->point_len, theirs, &point, &sw, out_ok);
    if (rc == MC_OK && *out_ok) {
        *out_ok = point.len <= sizeof run->theirs;
        if (*out_ok) {
            memcpy(run->theirs, point.value, point.len);
            run->theirs_len = point.len;
        }
    }
    return rc;
}

static void make_key(struct ecdh *ecdh, const uint8_t *key, size_t len)
{
    if (key != NULL) {
        ecdh_set_key(ecdh, key, len);
    } else {
        ecdh_make_key(ecdh);
    }
}

/* A chip that sends our own point back agrees with nobody (section 4.4.1 step 3). */
static bool own_point(const struct run *run)
{
    return run->theirs_len == run->point_len &&
           memcmp(run->theirs, run->point, run->point_len) == 0;
}

static enum mc_err prove(struct run *run, const struct secure_messaging *keys, bool *out_ok)
{
    const struct security_info *offer = run->offer;
    uint8_t token[CIPHER_MAC_BYTES];
    uint8_t expected[CIPHER_MAC_BYTES];
    struct tlv theirs;
    uint16_t sw = 0;
    pace_token(&offer->oid, offer->cipher, keys->mac_key, run->theirs, run->theirs_len, token);
    enum mc_err rc = step(run, true, PACE_DO_TOKEN_TERMINAL, token, sizeof token,
                          PACE_DO_TOKEN_CHIP, &theirs, &sw, out_ok);
    if (rc != MC_OK) {
        return rc;
    }
    if (*out_ok) {
        pace_token(&offer->oid, offer->cipher, keys->mac_key, run->point, run->point_len, expected);
        *out_ok =
            theirs.len == sizeof expected && cipher_equal(theirs.value, expected, sizeof expected);
    } else if (sw == APDU_SW_AUTH_FAILED || (sw & APDU_SW_TRIES_MASK) == APDU_SW_TRIES_LEFT) {
        run->outcome = PACE_REFUSED;
    }
    return rc;
}

static enum mc_err agree(struct run *run, const struct pace_keys *keys, bool *out_ok)
{
    uint8_t secret[ECDH_FIELD_MAX_BYTES];
    size_t secret_len = 0;
    make_key(run->ecdh, keys->agree, keys->agree_len);
    enum mc_err rc = swap_points(run, PACE_DO_KEY_TERMINAL, PACE_DO_KEY_CHIP, out_ok);
    if (rc != MC_OK || !*out_ok) {
        return rc;
    }
    *out_ok =
        !own_point(run) && ecdh_agree(run->ecdh, run->theirs, run->theirs_len, secret, &secret_len);
    if (!*out_ok) {
        return MC_OK;
    }
    struct secure_messaging *sm = mc_secret_alloc(sizeof *sm);
    sm_start_from_secret(sm, run->offer->cipher, secret, secret_len);
    mc_wipe(secret, sizeof secret);
    rc = prove(run, sm, out_ok);
    if (rc == MC_OK && *out_ok) {
        run->channel->sm = *sm;
    }
    mc_secret_free(sm);
    return rc;
}

static enum mc_err map_and_agree(struct run *run, const char *can, const struct pace_keys *keys,
                                 bool *out_ok)
{
    uint8_t nonce[PACE_NONCE_BYTES];
    enum mc_err rc = fetch_nonce(run, can, nonce, out_ok);
    if (rc == MC_OK && *out_ok) {
        make_key(run->ecdh, keys->map, keys->map_len);
        rc = swap_points(run, PACE_DO_MAP_TERMINAL, PACE_DO_MAP_CHIP, out_ok);
    }
    if (rc == MC_OK && *out_ok) {
        *out_ok = ecdh_map(run->ecdh, nonce, sizeof nonce, run->theirs, run->theirs_len);
    }
    mc_wipe(nonce, sizeof nonce);
    return rc == MC_OK && *out_ok ? agree(run, keys, out_ok) : rc;
}

enum mc_err pace_run(struct channel *channel, const struct security_info *offer, bool ambiguous,
                     const char *can, const struct pace_keys *keys, enum pace_outcome *out,
                     struct mc_error *err)
{
    static const struct pace_keys random_keys;
    bool ok = false;
    struct run run = {.channel = channel,
                      .offer = offer,
                      .ecdh = ecdh_create(offer->parameters),
                      .outcome = PACE_NOT_WORKING,
                      .err = err};
    MC_CHECK(run.ecdh != NULL);
    enum mc_err rc = set_protocol(&run, ambiguous, &ok);
    if (rc == MC_OK && ok) {
        rc = map_and_agree(&run, can, keys != NULL ? keys : &random_keys, &ok);
    }
    ecdh_destroy(run.ecdh);
    if (rc == MC_OK) {
        *out = ok ? PACE_ACCEPTED : run.outcome;
    }
    return rc;
}
