#include "kiosk/net/identity.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/memory.h"
#include "kiosk/net/certificate.h"

#define FILE_MAX_BYTES ((size_t)64 * 1024)
#define NAME_BYTES     64
#define DAY_S          ((int64_t)24 * 3600)

void identity_key_finish(struct identity_key *key)
{
    mc_secret_free(key->pem);
    free(key->request);
    *key = (struct identity_key){0};
}

/* Of what was printed into it; frees the BIO. */
static char *take_text(BIO *bio, bool secret)
{
    char *bytes = NULL;
    size_t len = (size_t)BIO_get_mem_data(bio, &bytes);
    char *text = NULL;
    if (secret) {
        text = mc_secret_alloc(len + 1);
        memcpy(text, bytes, len);
        mc_wipe(bytes, len);
    } else {
        text = mc_strndup(bytes, len);
    }
    BIO_free(bio);
    return text;
}

static X509_REQ *make_request(EVP_PKEY *key, const char *kiosk)
{
    X509_REQ *request = X509_REQ_new();
    MC_CHECK(request != NULL);
    bool made = X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request), "CN", MBSTRING_ASC,
                                           (const unsigned char *)kiosk, -1, -1, 0) == 1 &&
                X509_REQ_set_pubkey(request, key) == 1 &&
                X509_REQ_sign(request, key, EVP_sha256()) > 0;
    if (!made) {
        X509_REQ_free(request);
        return NULL;
    }
    return request;
}

/* Fills the request, and the key's text if it is not there yet. */
static enum mc_err print_key(EVP_PKEY *key, const char *kiosk, struct identity_key *out,
                             struct mc_error *err)
{
    X509_REQ *request = key != NULL ? make_request(key, kiosk) : NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    BIO *secret = BIO_new(BIO_s_secmem());
    MC_CHECK(bio != NULL && secret != NULL);
    bool printed = request != NULL && PEM_write_bio_X509_REQ(bio, request) == 1 &&
                   PEM_write_bio_PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL) == 1;
    X509_REQ_free(request);
    if (!printed) {
        ERR_clear_error();
        BIO_free(bio);
        BIO_free(secret);
        return mc_fail(err, MC_EIO, "kiosk's key: could not be made");
    }
    out->request = take_text(bio, false);
    out->pem = take_text(secret, true);
    return MC_OK;
}

enum mc_err identity_key_make(const char *kiosk, struct identity_key *out, struct mc_error *err)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    enum mc_err rc = print_key(key, kiosk, out, err);
    EVP_PKEY_free(key);
    return rc;
}

/* Files are for their owner alone (core/file.h). */
static enum mc_err write_private(const char *path, const char *first, const char *second,
                                 struct mc_error *err)
{
    size_t len = strlen(first) + strlen(second);
    char *both = mc_secret_alloc(len + 1);
    (void)snprintf(both, len + 1, "%s%s", first, second);
    enum mc_err rc = mc_file_write(path, both, len, err);
    mc_secret_free(both);
    return rc;
}

/* NULL if there is no such file; *rc otherwise when it cannot be read. */
static EVP_PKEY *read_key(const char *path, enum mc_err *rc, struct mc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    *rc = MC_OK;
    if (access(path, F_OK) != 0) {
        return NULL;
    }
    *rc = mc_file_read(path, FILE_MAX_BYTES, &text, &len, err);
    if (*rc != MC_OK) {
        return NULL;
    }
    BIO *bio = BIO_new_mem_buf(text, (int)len);
    MC_CHECK(bio != NULL);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, certificate_no_password, NULL);
    BIO_free(bio);
    ERR_clear_error();
    mc_wipe(text, len);
    free(text);
    if (key == NULL) {
        *rc = mc_fail(err, MC_EPARSE, "%s: no private key", path);
    }
    return key;
}

enum mc_err identity_key_keep(const char *path, const char *kiosk, struct identity_key *out,
                              struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    EVP_PKEY *key = read_key(path, &rc, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (key != NULL) {
        rc = print_key(key, kiosk, out, err);
        EVP_PKEY_free(key);
        return rc;
    }
    struct identity_key made = {0};
    rc = identity_key_make(kiosk, &made, err);
    if (rc == MC_OK) {
        rc = write_private(path, made.pem, "", err);
    }
    if (rc != MC_OK) {
        identity_key_finish(&made);
        return rc;
    }
    *out = made;
    return MC_OK;
}

static X509 *parse_certificate(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    MC_CHECK(bio != NULL);
    X509 *certificate = PEM_read_bio_X509(bio, NULL, certificate_no_password, NULL);
    BIO_free(bio);
    ERR_clear_error();
    return certificate;
}

static bool names_kiosk(X509 *certificate, const char *kiosk)
{
    char name[NAME_BYTES] = "";
    (void)X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                                    sizeof name);
    return strcmp(name, kiosk) == 0;
}

static bool is_of_key(X509 *certificate, const char *key_pem)
{
    BIO *bio = BIO_new_mem_buf(key_pem, -1);
    MC_CHECK(bio != NULL);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, certificate_no_password, NULL);
    BIO_free(bio);
    bool same = key != NULL && X509_check_private_key(certificate, key) == 1;
    EVP_PKEY_free(key);
    ERR_clear_error();
    return same;
}

enum mc_err identity_write(const char *path, const struct identity_key *key,
                           const char *certificate_pem, const char *kiosk, struct mc_error *err)
{
    X509 *certificate = parse_certificate(certificate_pem);
    enum mc_err rc = MC_OK;
    if (certificate == NULL || !is_of_key(certificate, key->pem)) {
        rc = mc_fail(err, MC_EINVAL, "the certificate is not for this kiosk's key");
    } else if (!names_kiosk(certificate, kiosk)) {
        rc = mc_fail(err, MC_EINVAL, "the certificate names another kiosk");
    } else {
        rc = write_private(path, key->pem, certificate_pem, err);
    }
    X509_free(certificate);
    return rc;
}

static int64_t unix_time(const ASN1_TIME *time)
{
    int days = 0;
    int seconds = 0;
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    MC_CHECK(epoch != NULL);
    if (ASN1_TIME_diff(&days, &seconds, epoch, time) != 1) {
        days = 0;
        seconds = 0;
    }
    ASN1_TIME_free(epoch);
    return days * DAY_S + seconds;
}

enum mc_err identity_read_dates(const char *path, const char *kiosk, struct identity_dates *out,
                                struct mc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    if (access(path, F_OK) != 0) {
        return mc_fail(err, MC_ENOTFOUND, "%s: not enrolled", path);
    }
    enum mc_err rc = mc_file_read(path, FILE_MAX_BYTES, &text, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    X509 *certificate = parse_certificate(text);
    if (certificate == NULL || !is_of_key(certificate, text)) {
        rc = mc_fail(err, MC_EPARSE, "%s: no key with its certificate", path);
    } else if (!names_kiosk(certificate, kiosk)) {
        rc = mc_fail(err, MC_EPARSE, "%s: the certificate of another kiosk", path);
    } else {
        out->from_s = unix_time(X509_get0_notBefore(certificate));
        out->to_s = unix_time(X509_get0_notAfter(certificate));
    }
    X509_free(certificate);
    mc_wipe(text, len);
    free(text);
    return rc;
}

bool identity_is_due(const struct identity_dates *dates, int64_t now_s)
{
    return now_s >= dates->to_s - (dates->to_s - dates->from_s) / 3;
}
