/*
 * Secure messaging, ICAO Doc 9303-11 section 9.8 (ISO/IEC 7816-4 section 10): every command is
 * enciphered and carries a code over itself and a counter; so does every answer. The reader's side.
 * Keys and counter are secrets: the struct lives in secret memory.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_SECURE_MESSAGING_H
#define MOTCUA_DRIVERS_CARD_EMRTD_SECURE_MESSAGING_H

#include "drivers/card/emrtd/apdu.h"
#include "drivers/card/emrtd/cipher.h"

#define SM_DO_CIPHERTEXT_ODD 0x85 /* with an odd instruction, no padding indicator */
#define SM_DO_CIPHERTEXT     0x87
#define SM_DO_MAC            0x8E
#define SM_DO_LE             0x97
#define SM_DO_STATUS         0x99
#define SM_PADDED            0x01

/* A protected command carries at most this much. */
#define SM_DATA_MAX_BYTES (APDU_DATA_MAX_BYTES - 64)
/* What an answer of 256 bytes can carry: both codes, status word and padding take the rest. */
#define SM_SHORT_READ_BYTES 223

struct secure_messaging {
    enum cipher cipher;
    uint8_t encryption_key[CIPHER_KEY_MAX_BYTES];
    uint8_t mac_key[CIPHER_KEY_MAX_BYTES];
    uint8_t counter[CIPHER_BLOCK_MAX_BYTES]; /* as long as a block of the cipher */
    bool on;
};

/* counter: one block; NULL for zero, as after PACE and chip authentication. */
void sm_start(struct secure_messaging *sm, enum cipher cipher, const uint8_t *encryption_key,
              const uint8_t *mac_key, const uint8_t *counter);
/* The same from the secret that both sides have agreed on. */
void sm_start_from_secret(struct secure_messaging *sm, enum cipher cipher, const void *secret,
                          size_t len);
void sm_stop(struct secure_messaging *sm);

/* The command as it goes to the chip. MC_ETOOBIG. */
enum mc_err sm_protect(struct secure_messaging *sm, const struct apdu_command *command,
                       uint8_t out[APDU_COMMAND_MAX_BYTES], size_t *out_len,
                       struct mc_error *err) MC_MUST_CHECK;
/*
 * What is in an answer to it. *out points into `room`, which has as many bytes as the answer.
 * MC_ECORRUPT: the code is wrong or there is none; nothing the chip says from then on counts.
 */
enum mc_err sm_open(struct secure_messaging *sm, const struct apdu_response *response,
                    uint8_t *room, struct apdu_response *out, struct mc_error *err) MC_MUST_CHECK;

/* Used by both sides: counter + 1, and the code over the counter and a text that is padded here. */
void sm_count(struct secure_messaging *sm);
void sm_mac(const struct secure_messaging *sm, const uint8_t *text, size_t len,
            uint8_t out[CIPHER_MAC_BYTES]);
/* The first block to chain with: zeroes, or the enciphered counter (AES). */
void sm_vector(const struct secure_messaging *sm, uint8_t out[CIPHER_BLOCK_MAX_BYTES]);

#endif
