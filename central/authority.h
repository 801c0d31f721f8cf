/*
 * The certificate authority that says which machine is which kiosk: X.509 (RFC 5280) by OpenSSL,
 * ECDSA on P-256. A kiosk makes its key itself and asks with a PKCS #10 request (RFC 2986); what it
 * gets names the kiosk as subject (CN) and may be used as a TLS client's only. Whoever has the
 * authority's key file can be any kiosk. Any thread.
 */
#ifndef MOTCUA_CENTRAL_AUTHORITY_H
#define MOTCUA_CENTRAL_AUTHORITY_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/ident.h"
#include "domain/dossier.h"

#define AUTHORITY_REQUEST_MAX_BYTES ((size_t)8 * 1024)
#define AUTHORITY_SERIAL_CHARS      32 /* 128 random bits, hex */
#define AUTHORITY_KIOSK_BYTES       16
#define AUTHORITY_DAYS              7305 /* of its own certificate: 20 years */

struct authority;

/* Makes an authority's certificate and key files, the key for its owner alone. MC_ECONFLICT when
 * one of the files is there. `name` is what its certificate says. */
enum mc_err authority_create(const char *name, const char *certificate_file, const char *key_file,
                             int64_t now_s, struct mc_error *err) MC_MUST_CHECK;
/* The certificate file may hold further, older authorities behind the first: what they issued is
 * taken, too. *out freed with authority_destroy(). */
enum mc_err authority_read(const char *certificate_file, const char *key_file,
                           struct authority **out, struct mc_error *err) MC_MUST_CHECK;
void authority_destroy(struct authority *authority);
/* All of its certificates, PEM: what a TLS server tells clients and verifies by. Borrowed. */
const char *authority_pem(const struct authority *authority);

/* What a certificate says. */
struct authority_identity {
    char kiosk[AUTHORITY_KIOSK_BYTES];
    char serial[AUTHORITY_SERIAL_CHARS + 1];
    int64_t expires_s;
};
/* A new one. */
struct authority_certificate {
    struct authority_identity identity;
    char key_hash[MC_SHA256_CHARS + 1]; /* of the public key it is for (SubjectPublicKeyInfo) */
    char *pem;                          /* owned, freed with free() */
};

/* MC_EINVAL when the request is none, is not signed with its own key, or has a key of another kind
 * than EC P-256 or P-384, Ed25519, or RSA of 2048 bits and more. */
enum mc_err authority_issue(const struct authority *authority, const char *request_pem,
                            const char *kiosk, int64_t now_s, int days,
                            struct authority_certificate *out, struct mc_error *err) MC_MUST_CHECK;

/* MC_EDENIED when it is none of the authority's for kiosks, or not valid now. That the peer has its
 * key is for TLS to see, that it is not revoked for the database. What was verified of a
 * certificate once is remembered by its bytes, so that asking again costs little. */
enum mc_err authority_check(const struct authority *authority, const void *der, size_t len,
                            int64_t now_s, struct authority_identity *out,
                            struct mc_error *err) MC_MUST_CHECK;
/* The same of PEM, as a proxy passes it on. */
enum mc_err authority_check_pem(const struct authority *authority, const char *pem, int64_t now_s,
                                struct authority_identity *out, struct mc_error *err) MC_MUST_CHECK;

#endif
