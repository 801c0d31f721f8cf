/*
 * Commands to a chip and its answers, ISO/IEC 7816-4 section 5: short and extended lengths. Pure.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_APDU_H
#define MOTCUA_DRIVERS_CARD_EMRTD_APDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define APDU_DATA_MAX_BYTES     1024
#define APDU_COMMAND_MAX_BYTES  (4 + 3 + APDU_DATA_MAX_BYTES + 3)
#define APDU_RESPONSE_MAX_BYTES 8192
#define APDU_SHORT_LE_MAX       256
#define APDU_EXTENDED_LE_MAX    65536

#define APDU_CLA_CHAINED 0x10
#define APDU_CLA_SECURE  0x0C /* secure messaging, header authenticated */

#define APDU_SW_OK           0x9000
#define APDU_SW_END_OF_FILE  0x6282
#define APDU_SW_WRONG_LENGTH 0x6700
#define APDU_SW_SECURITY     0x6982
#define APDU_SW_NO_SM        0x6987
#define APDU_SW_WRONG_SM     0x6988
#define APDU_SW_NOT_FOUND    0x6A82
#define APDU_SW_WRONG_OFFSET 0x6B00
#define APDU_SW_WRONG_INS    0x6D00
#define APDU_SW_MORE_MASK    0xFF00
#define APDU_SW_MORE         0x6100 /* its low byte: how much waits for GET RESPONSE */
#define APDU_SW_EXACT_LE     0x6C00 /* its low byte: the length that fits */
#define APDU_SW_AUTH_FAILED  0x6300
#define APDU_SW_TRIES_LEFT   0x63C0 /* its low four bits: how many */
#define APDU_SW_TRIES_MASK   0xFFF0

struct apdu_command {
    uint8_t cla;
    uint8_t ins;
    uint8_t p1;
    uint8_t p2;
    const uint8_t *data; /* borrowed */
    size_t data_len;
    size_t le; /* most bytes wanted back; 0: none */
};

struct apdu_response {
    const uint8_t *data; /* borrowed */
    size_t len;
    uint16_t sw;
};

/* Extended lengths only where short ones do not do. MC_ETOOBIG. */
enum mc_err apdu_encode(const struct apdu_command *command, uint8_t out[APDU_COMMAND_MAX_BYTES],
                        size_t *out_len, struct mc_error *err) MC_MUST_CHECK;
/* The reader's side. MC_EGONE when there is not even a status word: the card was torn out. */
enum mc_err apdu_parse_response(const uint8_t *bytes, size_t len, struct apdu_response *out,
                                struct mc_error *err) MC_MUST_CHECK;
/* The chip's side. MC_EPARSE. */
enum mc_err apdu_parse_command(const uint8_t *bytes, size_t len, struct apdu_command *out,
                               struct mc_error *err) MC_MUST_CHECK;

#endif
