/* The chip's side of basic access control and of PACE. */
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/mrz.h"
#include "drivers/card/emrtd/tlv.h"
#include "drivers/card/virtual/chip_internal.h"

#define SW_WRONG_DATA    0x6A80
#define SW_NOT_NOW       0x6985
#define DO_PROTOCOL      0x80
#define DO_PASSWORD      0x83
#define OBJECT_MAX_BYTES 256

/* ---- Basic access control ---- */

uint16_t chip_get_challenge(struct chip *chip)
{
    if (!chip->profile.bac || !chip->application) {
        return APDU_SW_SECURITY;
    }
    cipher_random(chip->challenge, sizeof chip->challenge);
    chip->has_challenge = true;
    chip_put(chip, chip->challenge, sizeof chip->challenge);
    return APDU_SW_OK;
}

static void own_keys(const struct chip *chip, struct bac_keys *out)
{
    struct mrz mrz;
    char text[MRZ_KEY_MAX_CHARS + 1];
    MC_CHECK(mrz_parse_td1((const uint8_t *)chip->document->mrz, MRZ_TD1_CHARS, &mrz, NULL) ==
             MC_OK);
    mrz_key_text(mrz.document_number, mrz.birth, mrz.expiry, text);
    bac_derive_keys(text, out);
    mc_wipe(&mrz, sizeof mrz);
    mc_wipe(text, sizeof text);
}

uint16_t chip_external_authenticate(struct chip *chip, const struct apdu_command *command)
{
    struct bac_keys keys;
    uint8_t mac[CIPHER_MAC_BYTES];
    uint8_t text[BAC_TEXT_BYTES];
    uint8_t answer[BAC_MESSAGE_BYTES];
    if (!chip->has_challenge || command->data_len != BAC_MESSAGE_BYTES) {
        return SW_NOT_NOW;
    }
    chip->has_challenge = false;
    own_keys(chip, &keys);
    cipher_mac(CIPHER_3DES, keys.mac, command->data, BAC_TEXT_BYTES, mac);
    cipher_decrypt(CIPHER_3DES, keys.encryption, NULL, command->data, BAC_TEXT_BYTES, text);
    if (!cipher_equal(mac, command->data + BAC_TEXT_BYTES, sizeof mac) ||
        !cipher_equal(text + BAC_CHALLENGE_BYTES, chip->challenge, BAC_CHALLENGE_BYTES)) {
        return APDU_SW_AUTH_FAILED;
    }
    uint8_t seed[BAC_SEED_BYTES];
    cipher_random(seed, sizeof seed);
    memcpy(answer, chip->challenge, BAC_CHALLENGE_BYTES);
    memcpy(answer + BAC_CHALLENGE_BYTES, text, BAC_CHALLENGE_BYTES);
    memcpy(answer + 2 * BAC_CHALLENGE_BYTES, seed, sizeof seed);
    cipher_encrypt(CIPHER_3DES, keys.encryption, NULL, answer, BAC_TEXT_BYTES, answer);
    cipher_mac(CIPHER_3DES, keys.mac, answer, BAC_TEXT_BYTES, answer + BAC_TEXT_BYTES);
    chip_put(chip, answer, sizeof answer);
    bac_start_messaging(text + 2 * BAC_CHALLENGE_BYTES, seed, text, chip->challenge, &chip->next);
    return APDU_SW_OK;
}

/* ---- PACE ---- */

void chip_pace_reset(struct chip *chip)
{
    ecdh_destroy(chip->pace.ecdh);
    mc_wipe(&chip->pace, sizeof chip->pace);
}

/* What it claims to speak, in EF.CardAccess. */
static enum cipher offered_cipher(const struct chip *chip)
{
    return chip->profile.fault == PROFILE_WEAKER_OFFER ? CIPHER_3DES : chip->profile.cipher;
}

uint16_t chip_set_pace(struct chip *chip, const struct apdu_command *command)
{
    struct security_oid oid = security_oid_pace(offered_cipher(chip));
    struct tlv protocol;
    struct tlv password;
    chip_pace_reset(chip);
    if (!chip->profile.pace ||
        !tlv_find(command->data, command->data_len, DO_PROTOCOL, &protocol) ||
        !tlv_find(command->data, command->data_len, DO_PASSWORD, &password) ||
        protocol.len != oid.len || memcmp(protocol.value, oid.bytes, oid.len) != 0 ||
        password.len != 1 || password.value[0] != PACE_PASSWORD_CAN) {
        return SW_WRONG_DATA;
    }
    chip->pace.state = PACE_SET;
    chip->pace.ecdh = ecdh_create(chip->profile.curve);
    return APDU_SW_OK;
}

static void put_object(struct chip *chip, uint32_t tag, const void *value, size_t len)
{
    struct mc_buffer inner;
    struct mc_buffer outer;
    mc_buffer_init(&inner, OBJECT_MAX_BYTES);
    mc_buffer_init(&outer, OBJECT_MAX_BYTES);
    tlv_put(&inner, tag, value, len);
    tlv_put(&outer, PACE_DO_DYNAMIC, inner.bytes, inner.len);
    chip_put(chip, outer.bytes, outer.len);
    mc_buffer_finish(&inner);
    mc_buffer_finish(&outer);
}

static uint16_t send_nonce(struct chip *chip)
{
    struct chip_pace *pace = &chip->pace;
    const char *can = chip->profile.id_number + CARD_ID_CHARS - PACE_CAN_CHARS;
    uint8_t key[CIPHER_KEY_MAX_BYTES];
    uint8_t sealed[PACE_NONCE_BYTES];
    cipher_random(pace->nonce, sizeof pace->nonce);
    cipher_derive_key(offered_cipher(chip), can, PACE_CAN_CHARS, CIPHER_FOR_NONCE, key);
    cipher_encrypt(offered_cipher(chip), key, NULL, pace->nonce, sizeof pace->nonce, sealed);
    put_object(chip, PACE_DO_NONCE, sealed, sizeof sealed);
    pace->state = PACE_NONCE_SENT;
    return APDU_SW_OK;
}

static uint16_t map(struct chip *chip, const struct tlv *point)
{
    struct chip_pace *pace = &chip->pace;
    ecdh_make_key(pace->ecdh);
    ecdh_public_point(pace->ecdh, pace->ours, &pace->ours_len);
    if (!ecdh_map(pace->ecdh, pace->nonce, sizeof pace->nonce, point->value, point->len)) {
        return APDU_SW_AUTH_FAILED;
    }
    put_object(chip, PACE_DO_MAP_CHIP, pace->ours, pace->ours_len);
    pace->state = PACE_MAPPED;
    return APDU_SW_OK;
}

static uint16_t agree(struct chip *chip, const struct tlv *point)
{
    struct chip_pace *pace = &chip->pace;
    uint8_t secret[ECDH_FIELD_MAX_BYTES];
    size_t secret_len = 0;
    ecdh_make_key(pace->ecdh);
    ecdh_public_point(pace->ecdh, pace->ours, &pace->ours_len);
    if (point->len > sizeof pace->theirs ||
        !ecdh_agree(pace->ecdh, point->value, point->len, secret, &secret_len)) {
        return APDU_SW_AUTH_FAILED;
    }
    memcpy(pace->theirs, point->value, point->len);
    pace->theirs_len = point->len;
    sm_start_from_secret(&pace->keys, offered_cipher(chip), secret, secret_len);
    mc_wipe(secret, sizeof secret);
    put_object(chip, PACE_DO_KEY_CHIP, pace->ours, pace->ours_len);
    pace->state = PACE_AGREED;
    return APDU_SW_OK;
}

static uint16_t compare_tokens(struct chip *chip, const struct tlv *token)
{
    struct chip_pace *pace = &chip->pace;
    struct security_oid oid = security_oid_pace(offered_cipher(chip));
    uint8_t mac[CIPHER_MAC_BYTES];
    pace_token(&oid, offered_cipher(chip), pace->keys.mac_key, pace->ours, pace->ours_len, mac);
    if (token->len != sizeof mac || !cipher_equal(mac, token->value, sizeof mac)) {
        chip_pace_reset(chip);
        return APDU_SW_AUTH_FAILED;
    }
    pace_token(&oid, offered_cipher(chip), pace->keys.mac_key, pace->theirs, pace->theirs_len, mac);
    put_object(chip, PACE_DO_TOKEN_CHIP, mac, sizeof mac);
    chip->next = pace->keys;
    chip_pace_reset(chip);
    return APDU_SW_OK;
}

uint16_t chip_general_authenticate(struct chip *chip, const struct apdu_command *command)
{
    struct tlv dynamic;
    struct tlv object;
    if (!tlv_first(command->data, command->data_len, PACE_DO_DYNAMIC, &dynamic)) {
        return SW_WRONG_DATA;
    }
    enum pace_state state = chip->pace.state;
    uint32_t wanted = state == PACE_NONCE_SENT ? PACE_DO_MAP_TERMINAL
                      : state == PACE_MAPPED   ? PACE_DO_KEY_TERMINAL
                                               : PACE_DO_TOKEN_TERMINAL;
    if (state != PACE_IDLE && state != PACE_SET &&
        !tlv_find(dynamic.value, dynamic.len, wanted, &object)) {
        return SW_WRONG_DATA;
    }
    switch (state) {
    case PACE_IDLE: return SW_NOT_NOW;
    case PACE_SET: return send_nonce(chip);
    case PACE_NONCE_SENT: return map(chip, &object);
    case PACE_MAPPED: return agree(chip, &object);
    case PACE_AGREED: return compare_tokens(chip, &object);
    }
    return SW_NOT_NOW;
}
