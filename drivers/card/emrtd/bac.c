#include "drivers/card/emrtd/bac.h"

#include <string.h>

#include "core/memory.h"

#define INS_GET_CHALLENGE         0x84
#define INS_EXTERNAL_AUTHENTICATE 0x82

void bac_derive_keys(const char *key_text, struct bac_keys *out)
{
    uint8_t digest[CIPHER_SHA1_BYTES];
    cipher_sha1(key_text, strlen(key_text), digest);
    cipher_derive_key(CIPHER_3DES, digest, BAC_SEED_BYTES, CIPHER_FOR_ENCRYPTION, out->encryption);
    cipher_derive_key(CIPHER_3DES, digest, BAC_SEED_BYTES, CIPHER_FOR_MAC, out->mac);
    mc_wipe(digest, sizeof digest);
}

void bac_request(const struct bac_keys *keys, const struct bac_terminal *terminal,
                 const uint8_t chip_challenge[BAC_CHALLENGE_BYTES], uint8_t out[BAC_MESSAGE_BYTES])
{
    memcpy(out, terminal->challenge, BAC_CHALLENGE_BYTES);
    memcpy(out + BAC_CHALLENGE_BYTES, chip_challenge, BAC_CHALLENGE_BYTES);
    memcpy(out + 2 * BAC_CHALLENGE_BYTES, terminal->seed, BAC_SEED_BYTES);
    cipher_encrypt(CIPHER_3DES, keys->encryption, NULL, out, BAC_TEXT_BYTES, out);
    cipher_mac(CIPHER_3DES, keys->mac, out, BAC_TEXT_BYTES, out + BAC_TEXT_BYTES);
}

void bac_start_messaging(const uint8_t seed_terminal[BAC_SEED_BYTES],
                         const uint8_t seed_chip[BAC_SEED_BYTES],
                         const uint8_t challenge_terminal[BAC_CHALLENGE_BYTES],
                         const uint8_t challenge_chip[BAC_CHALLENGE_BYTES],
                         struct secure_messaging *out)
{
    const size_t half = BAC_CHALLENGE_BYTES / 2;
    uint8_t seed[BAC_SEED_BYTES];
    uint8_t counter[BAC_CHALLENGE_BYTES];
    for (size_t i = 0; i < sizeof seed; i++) {
        seed[i] = seed_terminal[i] ^ seed_chip[i];
    }
    memcpy(counter, challenge_chip + half, half);
    memcpy(counter + half, challenge_terminal + half, half);
    sm_start_from_secret(out, CIPHER_3DES, seed, sizeof seed);
    memcpy(out->counter, counter, sizeof counter);
    mc_wipe(seed, sizeof seed);
}

bool bac_accept(const struct bac_keys *keys, const struct bac_terminal *terminal,
                const uint8_t chip_challenge[BAC_CHALLENGE_BYTES], const uint8_t *answer,
                size_t len, struct secure_messaging *out)
{
    uint8_t mac[CIPHER_MAC_BYTES];
    uint8_t text[BAC_TEXT_BYTES];
    if (len != BAC_MESSAGE_BYTES) {
        return false;
    }
    cipher_mac(CIPHER_3DES, keys->mac, answer, BAC_TEXT_BYTES, mac);
    bool good = cipher_equal(mac, answer + BAC_TEXT_BYTES, sizeof mac);
    if (good) {
        cipher_decrypt(CIPHER_3DES, keys->encryption, NULL, answer, sizeof text, text);
        good = cipher_equal(text, chip_challenge, BAC_CHALLENGE_BYTES) &&
               cipher_equal(text + BAC_CHALLENGE_BYTES, terminal->challenge, BAC_CHALLENGE_BYTES);
    }
    if (good) {
        bac_start_messaging(terminal->seed, text + 2 * BAC_CHALLENGE_BYTES, terminal->challenge,
                            chip_challenge, out);
    }
    mc_wipe(text, sizeof text);
    return good;
}

static enum mc_err authenticate(struct channel *channel, const struct bac_keys *keys,
                                const uint8_t chip_challenge[BAC_CHALLENGE_BYTES],
                                bool *out_accepted, struct mc_error *err)
{
    struct bac_terminal terminal;
    uint8_t message[BAC_MESSAGE_BYTES];
    struct apdu_response answer;
    cipher_random(&terminal, sizeof terminal);
    bac_request(keys, &terminal, chip_challenge, message);
    const struct apdu_command command = {.ins = INS_EXTERNAL_AUTHENTICATE,
                                         .data = message,
                                         .data_len = sizeof message,
                                         .le = BAC_MESSAGE_BYTES};
    enum mc_err rc = channel_send(channel, &command, &answer, err);
    if (rc == MC_OK) {
        *out_accepted =
            answer.sw == APDU_SW_OK &&
            bac_accept(keys, &terminal, chip_challenge, answer.data, answer.len, &channel->sm);
    }
    mc_wipe(&terminal, sizeof terminal);
    return rc;
}

enum mc_err bac_run(struct channel *channel, const char *key_text, bool *out_accepted,
                    struct mc_error *err)
{
    struct apdu_response answer;
    const struct apdu_command command = {.ins = INS_GET_CHALLENGE, .le = BAC_CHALLENGE_BYTES};
    enum mc_err rc = channel_send(channel, &command, &answer, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (answer.sw != APDU_SW_OK || answer.len != BAC_CHALLENGE_BYTES) {
        *out_accepted = false; /* a chip for PACE only */
        return MC_OK;
    }
    uint8_t challenge[BAC_CHALLENGE_BYTES];
    struct bac_keys keys;
    memcpy(challenge, answer.data, sizeof challenge);
    bac_derive_keys(key_text, &keys);
    rc = authenticate(channel, &keys, challenge, out_accepted, err);
    mc_wipe(&keys, sizeof keys);
    return rc;
}
