#include "central/rating_permit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

#define STATEMENT_BYTES  256
#define END_DIGITS_MAX   12
#define STATEMENT_FORMAT "motcua-rating-permit-1\nkiosk %s\ncode %s\nuntil %" PRId64 "\nend\n"

/* Its first line is no other statement's of the same key. */
static size_t state(const struct rating_permit_terms *terms, int64_t end_s,
                    char out[STATEMENT_BYTES])
{
    int len = snprintf(out, STATEMENT_BYTES, STATEMENT_FORMAT, terms->kiosk, terms->code, end_s);
    MC_CHECK(len > 0 && len < STATEMENT_BYTES);
    return (size_t)len;
}

void rating_permit_make(const struct mc_signing_key *key, const struct rating_permit_terms *terms,
                        int64_t now_s, char out[RATING_PERMIT_BYTES])
{
    char statement[STATEMENT_BYTES];
    char signature[MC_SIGNATURE_CHARS + 1];
    int64_t end_s = now_s + RATING_PERMIT_LIFE_S;
    mc_sign(key, statement, state(terms, end_s, statement), signature);
    int len = snprintf(out, RATING_PERMIT_BYTES, "%" PRId64 ".%s", end_s, signature);
    MC_CHECK(len > 0 && len < RATING_PERMIT_BYTES);
}

bool rating_permit_holds(const struct mc_signing_key *key, const struct rating_permit_terms *terms,
                         int64_t now_s, const char *permit)
{
    char statement[STATEMENT_BYTES];
    size_t digits = strspn(permit, "0123456789");
    if (digits == 0 || digits > END_DIGITS_MAX || permit[digits] != '.') {
        return false;
    }
    int64_t end_s = strtoll(permit, NULL, 10);
    return now_s < end_s &&
           mc_signature_check(mc_signing_key_public(key), statement, state(terms, end_s, statement),
                              permit + digits + 1, NULL) == MC_OK;
}
