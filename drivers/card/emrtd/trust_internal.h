/* What the files of the trust share, with signed_data.c, which asks OpenSSL with it. */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_TRUST_INTERNAL_H
#define MOTCUA_DRIVERS_CARD_EMRTD_TRUST_INTERNAL_H

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "drivers/card/emrtd/trust.h"

/* Borrowed. */
X509_STORE *trust_store(const struct trust *trust);
/* False: there are too many. The certificate stays the caller's. */
bool trust_keep(struct trust *trust, X509 *certificate);

#endif
