/*
 * Basic access control, ICAO Doc 9303-11 section 4.3: mutual authentication with keys that follow
 * from the machine-readable zone, then secure messaging in 3DES. The terminal's side.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_BAC_H
#define MOTCUA_DRIVERS_CARD_EMRTD_BAC_H

#include "drivers/card/emrtd/channel.h"

#define BAC_CHALLENGE_BYTES 8
#define BAC_SEED_BYTES      16
#define BAC_TEXT_BYTES      (2 * BAC_CHALLENGE_BYTES + BAC_SEED_BYTES)
#define BAC_MESSAGE_BYTES   (BAC_TEXT_BYTES + CIPHER_MAC_BYTES)

struct bac_keys {
    uint8_t encryption[CIPHER_KEY_MAX_BYTES];
    uint8_t mac[CIPHER_KEY_MAX_BYTES];
};

/* key_text: mrz_key_text(). Secret. */
void bac_derive_keys(const char *key_text, struct bac_keys *out);

/* What the terminal adds of its own: random, but for the worked example. Secret. */
struct bac_terminal {
    uint8_t challenge[BAC_CHALLENGE_BYTES];
    uint8_t seed[BAC_SEED_BYTES];
};
/* E.IFD and its code, to be sent by EXTERNAL AUTHENTICATE. */
void bac_request(const struct bac_keys *keys, const struct bac_terminal *terminal,
                 const uint8_t chip_challenge[BAC_CHALLENGE_BYTES], uint8_t out[BAC_MESSAGE_BYTES]);
/* The chip's answer to it; starts secure messaging. False: it does not know the keys. */
bool bac_accept(const struct bac_keys *keys, const struct bac_terminal *terminal,
                const uint8_t chip_challenge[BAC_CHALLENGE_BYTES], const uint8_t *answer,
                size_t len, struct secure_messaging *out);

/* The session's keys from both seeds; the counter from both challenges. Both sides. */
void bac_start_messaging(const uint8_t seed_terminal[BAC_SEED_BYTES],
                         const uint8_t seed_chip[BAC_SEED_BYTES],
                         const uint8_t challenge_terminal[BAC_CHALLENGE_BYTES],
                         const uint8_t challenge_chip[BAC_CHALLENGE_BYTES],
                         struct secure_messaging *out);

/* *out_accepted false: the chip does not take these keys. One try. Errors: channel_send()'s. */
enum mc_err bac_run(struct channel *channel, const char *key_text, bool *out_accepted,
                    struct mc_error *err) MC_MUST_CHECK;

#endif
