/* What the files of the trust share, with signed_data.c, which asks OpenSSL with it. */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_TRUST_INTERNAL_H
#define MOTCUA_DRIVERS_CARD_EMRTD_TRUST_INTERNAL_H

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "drivers/card/emrtd/trust.h"

/* Borrowed. */
X509_STORE *trust_store(const struct trust *trust);
/*
 * It is on a list of its country: by name and serial number, whatever key of the country signed the
 * list. A country that has a new key signs with that one alone, also what it says of those it named
 * with the old one (Doc 9303-12); OpenSSL's own look-up takes only lists of the key that
 * signed the certificate. A country without a list has revoked nobody, and what an old list revokes
 * stays revoked: a kiosk may be away from any network for long.
 */
bool trust_revokes(const struct trust *trust, X509 *certificate);
/* False: there are too many. The certificate stays the caller's. */
bool trust_keep(struct trust *trust, X509 *certificate);

#endif
