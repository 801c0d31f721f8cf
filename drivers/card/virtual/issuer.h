/*
 * A country that issues virtual cards: a signing authority (CSCA), a document signer under it, one
 * whose time is over, one it has revoked, one for master lists, and two of old with SHA-1. Keys are
 * made at run time and thrown away with it.
 */
#ifndef MOTCUA_DRIVERS_CARD_VIRTUAL_ISSUER_H
#define MOTCUA_DRIVERS_CARD_VIRTUAL_ISSUER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buffer.h"

struct issuer;

enum issuer_signer {
    ISSUER_SIGNER,
    ISSUER_SIGNER_EXPIRED,
    ISSUER_SIGNER_REVOKED,
    ISSUER_SIGNER_OF_LISTS,
    ISSUER_SIGNER_NAMED_WEAKLY,   /* its certificate was signed over SHA-1 */
    ISSUER_SIGNER_SIGNING_WEAKLY, /* it signs over SHA-1 itself */
    ISSUER_SIGNERS
};

/* unix_s: now. */
struct issuer *issuer_create(int64_t unix_s);
void issuer_destroy(struct issuer *issuer);
/* The authority's certificate, DER; appended. */
void issuer_certificate(const struct issuer *issuer, struct mc_buffer *out);
/* The same as PEM text. */
void issuer_certificate_pem(const struct issuer *issuer, struct mc_buffer *out);
/* Its revocation list, to be renewed at next_unix_s; DER or PEM; appended. */
void issuer_revocations(const struct issuer *issuer, int64_t next_unix_s, bool pem,
                        struct mc_buffer *out);
/* CMS signed data over a list of hashes (LDSSecurityObject); appended. */
void issuer_sign(const struct issuer *issuer, enum issuer_signer by, const void *object, size_t len,
                 struct mc_buffer *out);
/* Its master list (Doc 9303-12 section 9) with itself and another country; DER; appended. */
void issuer_master_list(const struct issuer *issuer, enum issuer_signer by,
                        const struct issuer *other, struct mc_buffer *out);
/* The same with whatever content (CscaMasterList), good or not. */
void issuer_sign_master_list(const struct issuer *issuer, enum issuer_signer by, const void *list,
                             size_t len, struct mc_buffer *out);
/* Whatever revocation list, DER, as if it were its own: its name and its signature. False: it is
 * none that can be signed. */
bool issuer_sign_revocations(const struct issuer *issuer, const void *list, size_t len,
                             struct mc_buffer *out);

#endif
