/*
 * The simulated card reader. card_sim_…() from any thread; the reader's own calls as in
 * card_reader.h. A cancel() that comes while nobody waits counts for the next next_event().
 */
#ifndef MOTCUA_DRIVERS_CARD_CARD_SIM_H
#define MOTCUA_DRIVERS_CARD_CARD_SIM_H

#include <stddef.h>

#include "drivers/card/card_reader.h"

#define CARD_SIM_JSON_MAX_BYTES 8192
/* Events that wait to be fetched. */
#define CARD_SIM_PENDING_MAX 8

struct card_reader *card_sim_create(void);
/*
 * Puts in a card: a JSON object with the members of struct card_fields; old_id_number (default "")
 * and chip_verified (boolean, default false) may be left out. A card that was in is taken out
 * first. MC_EPARSE, MC_ETOOBIG; MC_ECONFLICT when too many events are pending; MC_EGONE.
 */
enum mc_err card_sim_insert_json(struct card_reader *reader, const void *bytes, size_t len,
                                 struct mc_error *err) MC_MUST_CHECK;
/* A card whose chip does not answer, or upside down. The same errors. */
enum mc_err card_sim_insert_unreadable(struct card_reader *reader,
                                       struct mc_error *err) MC_MUST_CHECK;
/* Nothing happens when none is in. */
void card_sim_remove(struct card_reader *reader);
/* The reader pulled out: MC_EGONE until it is plugged in again. Card and pending events are lost.
 */
void card_sim_unplug(struct card_reader *reader);
void card_sim_plug_in(struct card_reader *reader);

#endif
