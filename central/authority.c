/* Making and reading the authority, and reading what it issued. */
#include "central/authority.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "central/authority_internal.h"
#include "core/file.h"
#include "core/memory.h"

#define FILE_MAX_BYTES ((size_t)64 * 1024)
#define DAY_S          ((int64_t)24 * 3600)

enum mc_err authority_fail(struct mc_error *err, const char *what)
{
    char reason[128] = "";
    unsigned long code = ERR_get_error();
    if (code != 0) {
        ERR_error_string_n(code, reason, sizeof reason);
    }
    ERR_clear_error();
    return mc_fail(err, MC_EINVAL, "%s%s%s", what, reason[0] != '\0' ? ": " : "", reason);
}

int authority_no_password(char *password, int size, int writing, void *context)
{
    (void)password;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

bool authority_extend(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_nconf_nid(NULL, &context, nid, value);
    bool added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

bool authority_set_serial(X509 *certificate)
{
    BIGNUM *number = BN_new();
    /* One bit less than 128, so that it is never negative nor longer. */
    bool set = number != NULL && BN_rand(number, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
               BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return set;
}

bool authority_set_validity(X509 *certificate, int64_t from_s, int64_t to_s)
{
    return ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)from_s) != NULL &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)to_s) != NULL;
}

char *authority_take_text(BIO *bio)
{
    char *bytes = NULL;
    long len = BIO_get_mem_data(bio, &bytes);
    char *text = len > 0 ? mc_strndup(bytes, (size_t)len) : NULL;
    BIO_free(bio);
    return text;
}

char *authority_print(X509 *certificate)
{
    BIO *bio = BIO_new(BIO_s_mem());
    MC_CHECK(bio != NULL && PEM_write_bio_X509(bio, certificate) == 1);
    return authority_take_text(bio);
}

/* ---- Making one ---- */

static X509 *make_certificate(const char *name, EVP_PKEY *key, int64_t now_s)
{
    X509 *certificate = X509_new();
    MC_CHECK(certificate != NULL);
    X509_NAME *subject = X509_get_subject_name(certificate);
    bool made =
        X509_set_version(certificate, X509_VERSION_3) == 1 && authority_set_serial(certificate) &&
        authority_set_validity(certificate, now_s - AUTHORITY_SKEW_S,
                               now_s + AUTHORITY_DAYS * DAY_S) &&
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1,
                                   -1, 0) == 1 &&
        X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1 &&
        authority_extend(certificate, certificate, NID_basic_constraints,
                         "critical,CA:TRUE,pathlen:0") &&
        authority_extend(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
        authority_extend(certificate, certificate, NID_subject_key_identifier, "hash") &&
        X509_sign(certificate, key, EVP_sha256()) > 0;
    if (!made) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

/* Takes the text. */
static enum mc_err write_new(const char *path, char *text, mode_t mode, struct mc_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    enum mc_err rc = MC_OK;
    size_t len = strlen(text);
    if (fd < 0) {
        rc = mc_fail_sys(err, errno == EEXIST ? MC_ECONFLICT : MC_EIO, errno, "%s", path);
    } else {
        if (write(fd, text, len) != (ssize_t)len || fsync(fd) != 0) {
            rc = mc_fail_sys(err, MC_EIO, errno, "%s", path);
        }
        (void)close(fd);
    }
    mc_wipe(text, len);
    free(text);
    return rc;
}

enum mc_err authority_create(const char *name, const char *certificate_file, const char *key_file,
                             int64_t now_s, struct mc_error *err)
{
    if (access(certificate_file, F_OK) == 0) {
        return mc_fail(err, MC_ECONFLICT, "%s: is there already", certificate_file);
    }
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = key != NULL ? make_certificate(name, key, now_s) : NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    enum mc_err rc = MC_OK;
    if (certificate == NULL || bio == NULL ||
        PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1) {
        BIO_free(bio);
        rc = authority_fail(err, "authority");
    } else {
        rc = write_new(key_file, authority_take_text(bio), 0600, err);
    }
    if (rc == MC_OK) {
        rc = write_new(certificate_file, authority_print(certificate), 0644, err);
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    return rc;
}

/* ---- Reading one ---- */

static enum mc_err read_certificates(struct authority *authority, const char *path,
                                     struct mc_error *err)
{
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, FILE_MAX_BYTES, &authority->pem, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    BIO *bio = BIO_new_mem_buf(authority->pem, (int)len);
    MC_CHECK(bio != NULL);
    X509 *certificate = NULL;
    while (authority->count < AUTHORITY_CERTIFICATES_MAX &&
           (certificate = PEM_read_bio_X509(bio, NULL, authority_no_password, NULL)) != NULL) {
        authority->certificates[authority->count++] = certificate;
    }
    BIO_free(bio);
    ERR_clear_error();
    if (authority->count == 0 || X509_check_ca(authority->certificates[0]) != 1) {
        return mc_fail(err, MC_EPARSE, "%s: no certificate of an authority", path);
    }
    return MC_OK;
}

static enum mc_err read_key(struct authority *authority, const char *path, struct mc_error *err)
{
    char *pem = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, FILE_MAX_BYTES, &pem, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    BIO *bio = BIO_new_mem_buf(pem, (int)len);
    MC_CHECK(bio != NULL);
    authority->key = PEM_read_bio_PrivateKey(bio, NULL, authority_no_password, NULL);
    BIO_free(bio);
    mc_wipe(pem, len);
    free(pem);
    ERR_clear_error();
    if (authority->key == NULL ||
        X509_check_private_key(authority->certificates[0], authority->key) != 1) {
        ERR_clear_error();
        return mc_fail(err, MC_EPARSE, "%s: not the private key of the authority", path);
    }
    return MC_OK;
}

enum mc_err authority_read(const char *certificate_file, const char *key_file,
                           struct authority **out, struct mc_error *err)
{
    struct authority *authority = MC_NEW(struct authority);
    authority->seen = authority_seen_create();
    enum mc_err rc = read_certificates(authority, certificate_file, err);
    if (rc == MC_OK) {
        rc = read_key(authority, key_file, err);
    }
    if (rc != MC_OK) {
        authority_destroy(authority);
        return rc;
    }
    *out = authority;
    return MC_OK;
}

void authority_destroy(struct authority *authority)
{
    if (authority == NULL) {
        return;
    }
    for (size_t i = 0; i < authority->count; i++) {
        X509_free(authority->certificates[i]);
    }
    EVP_PKEY_free(authority->key);
    authority_seen_destroy(authority->seen);
    free(authority->pem);
    free(authority);
}

const char *authority_pem(const struct authority *authority)
{
    return authority->pem;
}

/* ---- What it issued ---- */

int64_t authority_unix_time(const ASN1_TIME *time)
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

void authority_identify(X509 *certificate, struct authority_identity *out)
{
    *out = (struct authority_identity){0};
    (void)X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, out->kiosk,
                                    sizeof out->kiosk);
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
    char *hex = number != NULL ? BN_bn2hex(number) : NULL;
    mc_copy_text(out->serial, sizeof out->serial, hex != NULL ? hex : "");
    OPENSSL_free(hex);
    BN_free(number);
    out->expires_s = authority_unix_time(X509_get0_notAfter(certificate));
}

static bool issued_by(const struct authority *authority, X509 *certificate)
{
    for (size_t i = 0; i < authority->count; i++) {
        X509 *issuer = authority->certificates[i];
        if (X509_check_issued(issuer, certificate) == X509_V_OK &&
            X509_verify(certificate, X509_get0_pubkey(issuer)) == 1) {
            return true;
        }
    }
    ERR_clear_error();
    return false;
}

/* For a kiosk by this authority, at whatever time. Takes the certificate. */
static enum mc_err verify(const struct authority *authority, X509 *certificate,
                          struct authority_verified *out, struct mc_error *err)
{
    if (certificate == NULL) {
        ERR_clear_error();
        return mc_fail(err, MC_EDENIED, "not a certificate");
    }
    bool ours = issued_by(authority, certificate);
    authority_identify(certificate, &out->identity);
    out->begins_s = authority_unix_time(X509_get0_notBefore(certificate));
    bool of_kiosk = (X509_get_extended_key_usage(certificate) & XKU_SSL_CLIENT) != 0 &&
                    X509_check_ca(certificate) == 0 && dossier_kiosk_valid(out->identity.kiosk);
    X509_free(certificate);
    if (!ours) {
        return mc_fail(err, MC_EDENIED, "not a certificate of this authority");
    }
    return of_kiosk ? MC_OK : mc_fail(err, MC_EDENIED, "not a certificate of a kiosk");
}

static X509 *read_der(const void *der, size_t len)
{
    const unsigned char *at = der;
    return d2i_X509(NULL, &at, (long)len);
}

static X509 *read_pem(const void *pem, size_t len)
{
    BIO *bio = BIO_new_mem_buf(pem, (int)len);
    MC_CHECK(bio != NULL);
    X509 *certificate = PEM_read_bio_X509(bio, NULL, authority_no_password, NULL);
    BIO_free(bio);
    return certificate;
}

static enum mc_err check(const struct authority *authority, const void *bytes, size_t len,
                         X509 *(*read)(const void *bytes, size_t len), int64_t now_s,
                         struct authority_identity *out, struct mc_error *err)
{
    uint8_t hash[MC_SHA256_BYTES];
    struct authority_verified verified = {0};
    mc_sha256(bytes, len, hash);
    if (!authority_seen_find(authority->seen, hash, &verified)) {
        enum mc_err rc = verify(authority, read(bytes, len), &verified, err);
        if (rc != MC_OK) {
            return rc;
        }
        memcpy(verified.hash, hash, sizeof hash);
        authority_seen_put(authority->seen, &verified);
    }
    if (now_s >= verified.identity.expires_s || now_s < verified.begins_s) {
        return mc_fail(err, MC_EDENIED, "kiosk %s: certificate out of date",
                       verified.identity.kiosk);
    }
    *out = verified.identity;
    return MC_OK;
}

enum mc_err authority_check(const struct authority *authority, const void *der, size_t len,
                            int64_t now_s, struct authority_identity *out, struct mc_error *err)
{
    return check(authority, der, len, read_der, now_s, out, err);
}

enum mc_err authority_check_pem(const struct authority *authority, const char *pem, int64_t now_s,
                                struct authority_identity *out, struct mc_error *err)
{
    return check(authority, pem, strlen(pem), read_pem, now_s, out, err);
}
