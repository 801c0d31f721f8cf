/* The authority's certificates and key, and helpers over OpenSSL. */
#ifndef MOTCUA_CENTRAL_AUTHORITY_INTERNAL_H
#define MOTCUA_CENTRAL_AUTHORITY_INTERNAL_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

#include "central/authority.h"

#define AUTHORITY_CERTIFICATES_MAX 4
#define AUTHORITY_SKEW_S           300 /* certificates begin a little earlier: clocks differ */

/* Certificates that were verified: what that costs is paid once for each, not at every request. */
struct authority_seen;

struct authority {
    struct authority_seen *seen;
    X509 *certificates[AUTHORITY_CERTIFICATES_MAX]; /* the first issues */
    size_t count;
    EVP_PKEY *key;
    char *pem;
};

/* OpenSSL's oldest error on this thread, as MC_EINVAL; clears its queue. */
enum mc_err authority_fail(struct mc_error *err, const char *what);
/* For OpenSSL's readers of PEM, which would ask at the terminal for whoever sends such. */
int authority_no_password(char *password, int size, int writing, void *context);
bool authority_extend(X509 *certificate, X509 *issuer, int nid, const char *value);
bool authority_set_serial(X509 *certificate);
bool authority_set_validity(X509 *certificate, int64_t from_s, int64_t to_s);
int64_t authority_unix_time(const ASN1_TIME *time);
/* Frees the BIO; the text is freed with free(). */
char *authority_take_text(BIO *bio);
/* PEM, freed with free(). */
char *authority_print(X509 *certificate);
void authority_identify(X509 *certificate, struct authority_identity *out);

struct authority_seen *authority_seen_create(void);
void authority_seen_destroy(struct authority_seen *seen);
/* What was verified of the certificate in these bytes, whenever it is valid. */
struct authority_verified {
    uint8_t hash[MC_SHA256_BYTES]; /* of the bytes */
    struct authority_identity identity;
    int64_t begins_s;
};
/* False when it has not been seen, or was forgotten for others. Any thread. */
bool authority_seen_find(struct authority_seen *seen, const uint8_t hash[MC_SHA256_BYTES],
                         struct authority_verified *out);
void authority_seen_put(struct authority_seen *seen, const struct authority_verified *verified);

#endif
