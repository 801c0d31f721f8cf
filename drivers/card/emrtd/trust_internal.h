/* For sod.c, which asks OpenSSL with it. */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_TRUST_INTERNAL_H
#define MOTCUA_DRIVERS_CARD_EMRTD_TRUST_INTERNAL_H

#include <openssl/x509_vfy.h>

#include "drivers/card/emrtd/trust.h"

/* Borrowed. */
X509_STORE *trust_store(const struct trust *trust);

#endif
