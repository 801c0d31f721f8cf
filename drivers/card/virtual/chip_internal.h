/* What the files of the virtual chip share. */
#ifndef MOTCUA_DRIVERS_CARD_VIRTUAL_CHIP_INTERNAL_H
#define MOTCUA_DRIVERS_CARD_VIRTUAL_CHIP_INTERNAL_H

#include "drivers/card/emrtd/apdu.h"
#include "drivers/card/emrtd/bac.h"
#include "drivers/card/emrtd/ecdh.h"
#include "drivers/card/emrtd/pace.h"
#include "drivers/card/emrtd/secure_messaging.h"
#include "drivers/card/virtual/chip.h"
#include "drivers/card/virtual/document.h"

/* Where a chip stands between the steps of PACE. */
enum pace_state { PACE_IDLE, PACE_SET, PACE_NONCE_SENT, PACE_MAPPED, PACE_AGREED };

struct chip_pace {
    enum pace_state state;
    struct ecdh *ecdh;
    uint8_t nonce[PACE_NONCE_BYTES];
    uint8_t ours[ECDH_POINT_MAX_BYTES];
    size_t ours_len;
    uint8_t theirs[ECDH_POINT_MAX_BYTES];
    size_t theirs_len;
    struct secure_messaging keys;
};

struct chip {
    struct profile profile;
    struct document *document;
    struct secure_messaging sm;
    struct secure_messaging next; /* on: takes over after this answer */
    struct chip_pace pace;
    bool has_challenge;
    uint8_t challenge[BAC_CHALLENGE_BYTES];
    bool application;
    bool chip_protocol_set;
    const struct mc_buffer *file; /* selected; NULL: none */
    unsigned commands;
    /* Of the answer being made: data without its status word. */
    uint8_t data[CHIP_ANSWER_MAX_BYTES];
    size_t data_len;
    /* What waits for GET RESPONSE, the status word behind it. */
    uint8_t waiting[CHIP_ANSWER_MAX_BYTES];
    size_t waiting_len;
    size_t waiting_at;
};

/* Each gives the status word; data in chip->data. chip_access.c: */
uint16_t chip_get_challenge(struct chip *chip);
uint16_t chip_external_authenticate(struct chip *chip, const struct apdu_command *command);
uint16_t chip_set_pace(struct chip *chip, const struct apdu_command *command);
uint16_t chip_general_authenticate(struct chip *chip, const struct apdu_command *command);
void chip_pace_reset(struct chip *chip);
/* chip_own_proof.c: */
uint16_t chip_set_agreement(struct chip *chip, const struct apdu_command *command);
uint16_t chip_agree(struct chip *chip, const struct apdu_command *command);
uint16_t chip_internal_authenticate(struct chip *chip, const struct apdu_command *command);
/* chip_protection.c: unwraps into command and room; wraps data and status into out. */
bool chip_unprotect(struct chip *chip, const struct apdu_command *outer, uint8_t *room,
                    struct apdu_command *out);
size_t chip_protect(struct chip *chip, bool odd, uint16_t sw, uint8_t *out);

/* The object inside tag 7C of a command's data, or an empty one. */
void chip_put(struct chip *chip, const void *bytes, size_t len);

#endif
