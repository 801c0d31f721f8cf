/*
 * A virtual chip of an ID card: the card's side of ICAO Doc 9303-11, command by command. It knows
 * nothing of wires: chip_transport.h and vpcd.h bring it to a reader.
 */
#ifndef MOTCUA_DRIVERS_CARD_VIRTUAL_CHIP_H
#define MOTCUA_DRIVERS_CARD_VIRTUAL_CHIP_H

#include <stddef.h>
#include <stdint.h>

#include "drivers/card/virtual/issuer.h"
#include "drivers/card/virtual/profile.h"

#define CHIP_ANSWER_MAX_BYTES 8192

struct chip;

/* profile is copied. */
struct chip *chip_create(const struct profile *profile, const struct issuer *issuer);
void chip_destroy(struct chip *chip);

/* As after a reset: no session, no application; the count of commands goes on. */
void chip_reset(struct chip *chip);
/* The answer with its status word; 0: the card has been taken away (and stays so). */
size_t chip_answer(struct chip *chip, const uint8_t *command, size_t len,
                   uint8_t out[CHIP_ANSWER_MAX_BYTES]);
/* How long a slow chip thinks before each answer. */
int chip_delay_ms(const struct chip *chip);
unsigned chip_commands(const struct chip *chip);

/* ISO/IEC 7816-3 answer to reset of a contactless card (PC/SC part 3, section 3.1.3.2.3.1). */
const uint8_t *chip_atr(const struct chip *chip, size_t *out_len);

#endif
