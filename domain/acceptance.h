/*
 * The service's signed receipt: what it states about a dossier it has taken in, and what a kiosk
 * keeps as the proof. Pure.
 *
 * The statement is a text of nine lines, each ended by "\n", signed as it stands (Ed25519,
 * core/signature.h); "appointed" has nothing behind it where no day was appointed:
 *
 *   motcua-acceptance-1
 *   key 6f1c2d3e-4a5b-4c6d-8e7f-001122334455
 *   body <SHA-256 of the body as it was sent, 64 hex digits>
 *   code H29.12-261125-0001
 *   provisional TK01-261125-0001-1X
 *   agency H29.12
 *   received 2026-11-25T09:30:02+07:00
 *   appointed 2026-11-30T17:00:00+07:00
 *   end
 */
#ifndef MOTCUA_DOMAIN_ACCEPTANCE_H
#define MOTCUA_DOMAIN_ACCEPTANCE_H

#include "domain/dossier.h"

#define ACCEPTANCE_BYTES 512 /* of a statement, with the NUL */

struct acceptance {
    char key[MC_UUID_CHARS + 1]; /* idempotency key */
    char body_hash[MC_SHA256_CHARS + 1];
    char code[DOSSIER_CODE_BYTES];
    char provisional_code[DOSSIER_CODE_BYTES];
    char agency[DOSSIER_AGENCY_BYTES];
    struct local_time received;
    struct local_time appointed; /* year 0: none */
};

void acceptance_format(const struct acceptance *acceptance, char out[ACCEPTANCE_BYTES]);
/* Takes exactly what acceptance_format() writes. */
enum mc_err acceptance_parse(const char *text, struct acceptance *out,
                             struct mc_error *err) MC_MUST_CHECK;

#endif
