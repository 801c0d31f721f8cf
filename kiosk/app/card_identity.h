/* Between a chip's words and the domain's: whose card to expect, and whose it was. Pure. */
#ifndef MOTCUA_KIOSK_APP_CARD_IDENTITY_H
#define MOTCUA_KIOSK_APP_CARD_IDENTITY_H

#include "core/error.h"
#include "domain/citizen.h"
#include "drivers/card/card_content.h"
#include "kiosk/flow/flow.h"

/* MC_EPARSE names the field, never its value. Only number, name and birth must be there. */
enum mc_err card_identity(const struct card_content *content, struct citizen *out,
                          struct mc_error *err) MC_MUST_CHECK;
enum flow_chip_outcome card_identity_outcome(enum card_outcome outcome, enum card_verdict verdict);
/* The portrait in grey, as large as the flow has room for, into out->pixels, which has room for
 * FLOW_PICTURE_MAX_BYTES; its width is 0 if there is none. */
void card_portrait(const struct card_content *content, struct mc_grey *out);
/* The keys to the card of somebody whose number is known, and perhaps birth and issue. */
void card_access_of(const struct citizen *citizen, struct card_access *out);

#endif
