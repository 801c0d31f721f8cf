/*
 * What lets a kiosk rate a dossier that it has just found by code and ID number, when no receipt's
 * token is at hand (X-Rating-Permit of central/openapi.yaml): the second it ends, a dot, and a
 * signature of the receipt key over that, the kiosk and the dossier. Nothing is stored, and every
 * instance that has the key takes it. That a dossier is rated once is the database's to hold.
 */
#ifndef MOTCUA_CENTRAL_RATING_PERMIT_H
#define MOTCUA_CENTRAL_RATING_PERMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/signature.h"
#include "domain/rating.h"

#define RATING_PERMIT_LIFE_S INT64_C(1800) /* longer than anybody stands before a kiosk */

/* Who may rate what; borrowed. */
struct rating_permit_terms {
    const char *kiosk;
    const char *code; /* the official one: no other dossier has it */
};

void rating_permit_make(const struct mc_signing_key *key, const struct rating_permit_terms *terms,
                        int64_t now_s, char out[RATING_PERMIT_BYTES]);
/* It was made by this key on these terms, and its time is not over. */
bool rating_permit_holds(const struct mc_signing_key *key, const struct rating_permit_terms *terms,
                         int64_t now_s, const char *permit);

#endif
