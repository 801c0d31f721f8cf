#include "drivers/card/emrtd/trust.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "core/memory.h"
#include "drivers/card/emrtd/trust_internal.h"

/* 112 bits (OpenSSL's security level): RSA of 2048 bits, elliptic curves of 224, no SHA-1. */
#define STRENGTH 2

struct trust {
    X509_STORE *store;
    STACK_OF(X509) * certificates; /* those in the store */
    STACK_OF(X509_CRL) * lists;    /* each signed by one of them */
};

struct trust *trust_create(void)
{
    struct trust *trust = MC_NEW(struct trust);
    trust->store = X509_STORE_new();
    trust->certificates = sk_X509_new_null();
    trust->lists = sk_X509_CRL_new_null();
    /* A link certificate of the folder is as good an end of the chain as a root; what documents
     * are signed with carries no purpose that OpenSSL knows. */
    MC_CHECK(trust->store != NULL && trust->certificates != NULL && trust->lists != NULL &&
             X509_STORE_set_flags(trust->store, X509_V_FLAG_PARTIAL_CHAIN) == 1 &&
             X509_STORE_set_purpose(trust->store, X509_PURPOSE_ANY) == 1);
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(trust->store), STRENGTH);
    return trust;
}

void trust_destroy(struct trust *trust)
{
    if (trust != NULL) {
        X509_STORE_free(trust->store);
        sk_X509_pop_free(trust->certificates, X509_free);
        sk_X509_CRL_pop_free(trust->lists, X509_CRL_free);
        free(trust);
    }
}

size_t trust_count(const struct trust *trust)
{
    return (size_t)sk_X509_num(trust->certificates);
}

X509_STORE *trust_store(const struct trust *trust)
{
    return trust->store;
}

bool trust_keep(struct trust *trust, X509 *certificate)
{
    if (trust_count(trust) == TRUST_CERTIFICATES_MAX) {
        return false;
    }
    for (int i = 0; i < sk_X509_num(trust->certificates); i++) {
        if (X509_cmp(sk_X509_value(trust->certificates, i), certificate) == 0) {
            return true;
        }
    }
    MC_CHECK(X509_STORE_add_cert(trust->store, certificate) == 1 && X509_up_ref(certificate) == 1 &&
             sk_X509_push(trust->certificates, certificate) > 0);
    return true;
}

/* The caller frees it. */
static BIO *text_of(const void *bytes, size_t len)
{
    BIO *text = BIO_new_mem_buf(bytes, (int)len);
    MC_CHECK(text != NULL);
    return text;
}

/* PEM may ask for one, and OpenSSL would ask whoever sits at the terminal, and wait. */
static int no_password(char *password, int size, int writing, void *context)
{
    (void)password;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

/* ---- Certificates ---- */

static bool keep_one(struct trust *trust, X509 *certificate, size_t *count)
{
    bool kept = trust_keep(trust, certificate);
    X509_free(certificate);
    *count += kept ? 1 : 0;
    return kept;
}

enum mc_err trust_add(struct trust *trust, const void *bytes, size_t len, struct mc_error *err)
{
    size_t count = 0;
    if (len == 0 || len > TRUST_FILE_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "a certificate of %zu bytes", len);
    }
    const uint8_t *at = bytes;
    bool room = true;
    X509 *certificate = d2i_X509(NULL, &at, (long)len);
    if (certificate != NULL) {
        room = keep_one(trust, certificate, &count);
    } else {
        BIO *text = text_of(bytes, len);
        while (room && (certificate = PEM_read_bio_X509(text, NULL, no_password, NULL)) != NULL) {
            room = keep_one(trust, certificate, &count);
        }
        BIO_free(text);
    }
    ERR_clear_error();
    if (!room) {
        return mc_fail(err, MC_ETOOBIG, "over %d certificates", TRUST_CERTIFICATES_MAX);
    }
    return count > 0 ? MC_OK : mc_fail(err, MC_EPARSE, "not a certificate");
}

/* ---- Revocation lists ---- */

static bool is_known_issuer(const struct trust *trust, X509_CRL *list)
{
    bool found = false;
    for (int i = 0; i < sk_X509_num(trust->certificates) && !found; i++) {
        X509 *certificate = sk_X509_value(trust->certificates, i);
        EVP_PKEY *key = X509_get0_pubkey(certificate);
        found = X509_NAME_cmp(X509_get_subject_name(certificate), X509_CRL_get_issuer(list)) == 0 &&
                key != NULL && X509_CRL_verify(list, key) == 1;
    }
    return found;
}

static X509_CRL *read_list(const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    X509_CRL *list = d2i_X509_CRL(NULL, &at, (long)len);
    if (list == NULL) {
        BIO *text = text_of(bytes, len);
        list = PEM_read_bio_X509_CRL(text, NULL, no_password, NULL);
        BIO_free(text);
    }
    return list;
}

static void keep_list(struct trust *trust, X509_CRL *list)
{
    for (int i = 0; i < sk_X509_CRL_num(trust->lists); i++) {
        if (X509_CRL_match(sk_X509_CRL_value(trust->lists, i), list) == 0) {
            return;
        }
    }
    MC_CHECK(X509_CRL_up_ref(list) == 1 && sk_X509_CRL_push(trust->lists, list) > 0);
}

bool trust_revokes(const struct trust *trust, X509 *certificate)
{
    bool found = false;
    for (int i = 0; i < sk_X509_CRL_num(trust->lists) && !found; i++) {
        X509_REVOKED *entry = NULL;
        found = X509_CRL_get0_by_cert(sk_X509_CRL_value(trust->lists, i), &entry, certificate) == 1;
    }
    return found;
}

static bool is_stale(const X509_CRL *list, int64_t unix_s)
{
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(list);
    time_t now = (time_t)unix_s;
    return next != NULL && X509_cmp_time(next, &now) < 0;
}

enum mc_err trust_add_revocations(struct trust *trust, const void *bytes, size_t len,
                                  int64_t unix_s, bool *out_stale, struct mc_error *err)
{
    if (len == 0 || len > TRUST_FILE_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "a revocation list of %zu bytes", len);
    }
    X509_CRL *list = read_list(bytes, len);
    enum mc_err rc = MC_OK;
    if (list == NULL) {
        rc = mc_fail(err, MC_EPARSE, "not a revocation list");
    } else if (!is_known_issuer(trust, list)) {
        rc = mc_fail(err, MC_ENOTFOUND, "the revocation list of a country not known here");
    } else {
        keep_list(trust, list);
        *out_stale = is_stale(list, unix_s);
    }
    X509_CRL_free(list);
    ERR_clear_error();
    return rc;
}
