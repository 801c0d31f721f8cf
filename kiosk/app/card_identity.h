/* From what a chip says to a citizen. Pure. */
#ifndef MOTCUA_KIOSK_APP_CARD_IDENTITY_H
#define MOTCUA_KIOSK_APP_CARD_IDENTITY_H

#include "core/error.h"
#include "domain/citizen.h"
#include "drivers/card/card_reader.h"

/* MC_EPARSE names the field, never its value. */
enum mc_err card_identity(const struct card_fields *fields, struct citizen *out,
                          struct mc_error *err) MC_MUST_CHECK;

#endif
