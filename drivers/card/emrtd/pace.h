/*
 * PACE with the generic mapping over elliptic curves, ICAO Doc 9303-11 section 4.4: both sides
 * prove that they know a password, here the card access number, and agree on keys. The terminal's
 * side, and the parts both sides compute.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_PACE_H
#define MOTCUA_DRIVERS_CARD_EMRTD_PACE_H

#include "drivers/card/emrtd/channel.h"
#include "drivers/card/emrtd/ecdh.h"
#include "drivers/card/emrtd/security_info.h"

#define PACE_CAN_CHARS   6
#define PACE_NONCE_BYTES 16
#define PACE_VERSION     2

#define PACE_PASSWORD_MRZ 1
#define PACE_PASSWORD_CAN 2

/* GENERAL AUTHENTICATE: its instruction, and the data objects in tag 7C. */
#define PACE_INS_SET                  0x22
#define PACE_INS_GENERAL_AUTHENTICATE 0x86
#define PACE_DO_DYNAMIC               0x7C
#define PACE_DO_NONCE                 0x80
#define PACE_DO_MAP_TERMINAL          0x81
#define PACE_DO_MAP_CHIP              0x82
#define PACE_DO_KEY_TERMINAL          0x83
#define PACE_DO_KEY_CHIP              0x84
#define PACE_DO_TOKEN_TERMINAL        0x85
#define PACE_DO_TOKEN_CHIP            0x86
#define PACE_DO_PUBLIC_KEY            0x7F49
#define PACE_DO_POINT                 0x86

/* The offer this side takes: known parameters, the strongest cipher. NULL: none. Borrowed. */
const struct security_info *pace_choose(const struct security_infos *offers);

/* The nonce as it stood before the chip enciphered it with the password's key. */
void pace_open_nonce(enum cipher cipher, const void *password, size_t password_len,
                     const uint8_t sealed[PACE_NONCE_BYTES], uint8_t out[PACE_NONCE_BYTES]);
/* The token over the other side's public point. */
void pace_token(const struct security_oid *oid, enum cipher cipher, const uint8_t *mac_key,
                const uint8_t *point, size_t len, uint8_t out[CIPHER_MAC_BYTES]);

/* Where the private keys come from: NULL for random ones; the worked example brings its own. */
struct pace_keys {
    const uint8_t *map;
    size_t map_len;
    const uint8_t *agree;
    size_t agree_len;
};

enum pace_outcome {
    PACE_ACCEPTED,
    PACE_REFUSED,    /* the password is another one */
    PACE_NOT_WORKING /* the chip does not go through with what it offers */
};
/*
 * One try. offer: one of pace_choose(); ambiguous: the chip offers more than one set of parameters.
 * On ACCEPTED secure messaging is on. Errors: channel_send()'s.
 */
enum mc_err pace_run(struct channel *channel, const struct security_info *offer, bool ambiguous,
                     const char *can, const struct pace_keys *keys, enum pace_outcome *out,
                     struct mc_error *err) MC_MUST_CHECK;

#endif
