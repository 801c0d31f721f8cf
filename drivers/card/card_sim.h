/*
 * The simulated card reader: its cards are virtual chips, read by the real protocol.
 * card_sim_…() from any thread; the reader's own calls as in card_reader.h.
 */
#ifndef MOTCUA_DRIVERS_CARD_CARD_SIM_H
#define MOTCUA_DRIVERS_CARD_CARD_SIM_H

#include <stddef.h>

#include "drivers/card/card_reader.h"
#include "drivers/card/emrtd/trust.h"

/* trust: whom to believe besides the simulated issuer; becomes the reader's, NULL is fine. */
struct card_reader *card_sim_create(struct trust *trust);
/*
 * Puts in a card: a profile (virtual/profile.h). "chip_verified" true: its issuer is believed. A
 * card that was in is taken out first. MC_EPARSE, MC_ETOOBIG; MC_EGONE while unplugged.
 */
enum mc_err card_sim_insert_json(struct card_reader *reader, const void *bytes, size_t len,
                                 struct mc_error *err) MC_MUST_CHECK;
/* A card whose chip does not answer, or upside down. MC_EGONE. */
enum mc_err card_sim_insert_unreadable(struct card_reader *reader,
                                       struct mc_error *err) MC_MUST_CHECK;
/* Nothing happens when none is in. */
void card_sim_remove(struct card_reader *reader);
/* The reader pulled out: MC_EGONE until it is plugged in again. The card is lost. */
void card_sim_unplug(struct card_reader *reader);
void card_sim_plug_in(struct card_reader *reader);

#endif
