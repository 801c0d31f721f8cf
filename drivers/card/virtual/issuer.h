/*
 * A country that issues virtual cards: a signing authority (CSCA), a document signer under it, and
 * one whose time is over. Keys are made at run time and thrown away with it.
 */
#ifndef MOTCUA_DRIVERS_CARD_VIRTUAL_ISSUER_H
#define MOTCUA_DRIVERS_CARD_VIRTUAL_ISSUER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buffer.h"

struct issuer;

/* unix_s: now. */
struct issuer *issuer_create(int64_t unix_s);
void issuer_destroy(struct issuer *issuer);
/* The authority's certificate, DER; appended. */
void issuer_certificate(const struct issuer *issuer, struct mc_buffer *out);
/* The same as PEM text. */
void issuer_certificate_pem(const struct issuer *issuer, struct mc_buffer *out);
/* CMS signed data over a list of hashes (LDSSecurityObject); appended. */
void issuer_sign(const struct issuer *issuer, bool by_expired, const void *object, size_t len,
                 struct mc_buffer *out);

#endif
