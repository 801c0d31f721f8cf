/* Issuing certificates for kiosks' requests. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "central/authority_internal.h"
#include "core/memory.h"

#define DAY_S          ((int64_t)24 * 3600)
#define RSA_BITS_LEAST 2048
#define GROUP_BYTES    32

static bool good_key(EVP_PKEY *key)
{
    if (key == NULL) {
        return false;
    }
    char group[GROUP_BYTES] = "";
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519: return true;
    case EVP_PKEY_RSA: return EVP_PKEY_get_bits(key) >= RSA_BITS_LEAST;
    case EVP_PKEY_EC:
        return EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
               (strcmp(group, "prime256v1") == 0 || strcmp(group, "secp384r1") == 0);
    default: return false;
    }
}

static enum mc_err read_request(const char *pem, X509_REQ **out, struct mc_error *err)
{
    if (strlen(pem) > AUTHORITY_REQUEST_MAX_BYTES) {
        return mc_fail(err, MC_EINVAL, "request: over %zu bytes", AUTHORITY_REQUEST_MAX_BYTES);
    }
    BIO *bio = BIO_new_mem_buf(pem, -1);
    MC_CHECK(bio != NULL);
    X509_REQ *request = PEM_read_bio_X509_REQ(bio, NULL, authority_no_password, NULL);
    BIO_free(bio);
    if (request == NULL) {
        ERR_clear_error();
        return mc_fail(err, MC_EINVAL, "request: not a PKCS #10 request in PEM");
    }
    enum mc_err rc = MC_OK;
    if (!good_key(X509_REQ_get0_pubkey(request))) {
        rc = mc_fail(err, MC_EINVAL, "request: a key of this kind is not taken");
    } else if (X509_REQ_verify(request, X509_REQ_get0_pubkey(request)) != 1) {
        rc = mc_fail(err, MC_EINVAL, "request: not signed with its own key");
    }
    ERR_clear_error();
    if (rc != MC_OK) {
        X509_REQ_free(request);
        return rc;
    }
    *out = request;
    return MC_OK;
}

/* What the request says of its subject does not matter: the enrolment says which kiosk it is. */
static X509 *make_certificate(const struct authority *authority, EVP_PKEY *key, const char *kiosk,
                              int64_t now_s, int days)
{
    X509 *issuer = authority->certificates[0];
    int64_t to_s = now_s + days * DAY_S;
    int64_t issuer_to_s = authority_unix_time(X509_get0_notAfter(issuer));
    X509 *certificate = X509_new();
    MC_CHECK(certificate != NULL);
    bool made = X509_set_version(certificate, X509_VERSION_3) == 1 &&
                authority_set_serial(certificate) &&
                authority_set_validity(certificate, now_s - AUTHORITY_SKEW_S,
                                       to_s < issuer_to_s ? to_s : issuer_to_s) &&
                X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                                           (const unsigned char *)kiosk, -1, -1, 0) == 1 &&
                X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
                X509_set_pubkey(certificate, key) == 1 &&
                authority_extend(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
                authority_extend(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
                authority_extend(certificate, issuer, NID_ext_key_usage, "clientAuth") &&
                authority_extend(certificate, issuer, NID_authority_key_identifier, "keyid") &&
                X509_sign(certificate, authority->key, EVP_sha256()) > 0;
    if (!made) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

static void hash_key(X509_REQ *request, char out[MC_SHA256_CHARS + 1])
{
    unsigned char *der = NULL;
    int len = i2d_X509_PUBKEY(X509_REQ_get_X509_PUBKEY(request), &der);
    MC_CHECK(len > 0);
    mc_sha256_hex(der, (size_t)len, out);
    OPENSSL_free(der);
}

enum mc_err authority_issue(const struct authority *authority, const char *request_pem,
                            const char *kiosk, int64_t now_s, int days,
                            struct authority_certificate *out, struct mc_error *err)
{
    X509_REQ *request = NULL;
    enum mc_err rc = read_request(request_pem, &request, err);
    if (rc != MC_OK) {
        return rc;
    }
    X509 *certificate =
        make_certificate(authority, X509_REQ_get0_pubkey(request), kiosk, now_s, days);
    if (certificate == NULL) {
        rc = authority_fail(err, "certificate");
    } else {
        authority_identify(certificate, &out->identity);
        hash_key(request, out->key_hash);
        out->pem = authority_print(certificate);
    }
    X509_free(certificate);
    X509_REQ_free(request);
    return rc;
}
