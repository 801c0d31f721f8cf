#include "drivers/card/virtual/issuer.h"

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/memory.h"

#define DAY_S               ((int64_t)86400)
#define AUTHORITY_YEARS_S   (15 * 365 * DAY_S)
#define SIGNER_YEARS_S      (11 * 365 * DAY_S)
#define BEFORE_S            (30 * DAY_S)
#define SECURITY_OBJECT_OID "2.23.136.1.1.1"

struct identity {
    EVP_PKEY *key;
    X509 *certificate;
};

struct issuer {
    struct identity authority;
    struct identity signer;
    struct identity expired;
};

static void set_times(X509 *certificate, int64_t from_s, int64_t to_s)
{
    MC_CHECK(ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)from_s) != NULL &&
             ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)to_s) != NULL);
}

static void set_name(X509_NAME *name, const char *common_name)
{
    MC_CHECK(X509_NAME_add_entry_by_txt(name, "C", MBSTRING_ASC, (const unsigned char *)"VN", -1,
                                        -1, 0) == 1 &&
             X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                        (const unsigned char *)common_name, -1, -1, 0) == 1);
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    MC_CHECK(extension != NULL && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

/* by NULL: signed by itself, an authority. */
static struct identity make_identity(const char *name, long serial, const struct identity *by,
                                     int64_t from_s, int64_t to_s)
{
    struct identity made = {EVP_EC_gen("P-256"), X509_new()};
    X509 *certificate = made.certificate;
    MC_CHECK(made.key != NULL && certificate != NULL && X509_set_version(certificate, 2) == 1 &&
             ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) == 1 &&
             X509_set_pubkey(certificate, made.key) == 1);
    set_times(certificate, from_s, to_s);
    set_name(X509_get_subject_name(certificate), name);
    const X509 *parent = by != NULL ? by->certificate : certificate;
    MC_CHECK(X509_set_issuer_name(certificate, X509_get_subject_name(parent)) == 1);
    add_extension(certificate, NID_key_usage,
                  by == NULL ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
    if (by == NULL) {
        add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    }
    MC_CHECK(X509_sign(certificate, by != NULL ? by->key : made.key, EVP_sha256()) > 0);
    return made;
}

struct issuer *issuer_create(int64_t unix_s)
{
    struct issuer *issuer = MC_NEW(struct issuer);
    issuer->authority = make_identity("Virtual CSCA", 1, NULL, unix_s - BEFORE_S - DAY_S,
                                      unix_s + AUTHORITY_YEARS_S);
    issuer->signer = make_identity("Virtual signer", 2, &issuer->authority, unix_s - BEFORE_S,
                                   unix_s + SIGNER_YEARS_S);
    issuer->expired = make_identity("Virtual signer of old", 3, &issuer->authority,
                                    unix_s - BEFORE_S, unix_s - DAY_S);
    return issuer;
}

static void finish_identity(struct identity *identity)
{
    EVP_PKEY_free(identity->key);
    X509_free(identity->certificate);
}

void issuer_destroy(struct issuer *issuer)
{
    if (issuer != NULL) {
        finish_identity(&issuer->authority);
        finish_identity(&issuer->signer);
        finish_identity(&issuer->expired);
        free(issuer);
    }
}

void issuer_certificate(const struct issuer *issuer, struct mc_buffer *out)
{
    unsigned char *der = NULL;
    int len = i2d_X509(issuer->authority.certificate, &der);
    MC_CHECK(len > 0);
    mc_buffer_put(out, der, (size_t)len);
    OPENSSL_free(der);
}

void issuer_certificate_pem(const struct issuer *issuer, struct mc_buffer *out)
{
    char *text = NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    MC_CHECK(bio != NULL && PEM_write_bio_X509(bio, issuer->authority.certificate) == 1);
    long len = BIO_get_mem_data(bio, &text);
    mc_buffer_put(out, text, (size_t)len);
    BIO_free(bio);
}

void issuer_sign(const struct issuer *issuer, bool by_expired, const void *object, size_t len,
                 struct mc_buffer *out)
{
    const struct identity *signer = by_expired ? &issuer->expired : &issuer->signer;
    const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
    BIO *content = BIO_new_mem_buf(object, (int)len);
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
    ASN1_OBJECT *type = OBJ_txt2obj(SECURITY_OBJECT_OID, 1);
    MC_CHECK(content != NULL && cms != NULL && type != NULL &&
             CMS_set1_eContentType(cms, type) == 1 &&
             CMS_add1_signer(cms, signer->certificate, signer->key, EVP_sha256(), flags) != NULL &&
             CMS_final(cms, content, NULL, flags) == 1);
    unsigned char *der = NULL;
    int der_len = i2d_CMS_ContentInfo(cms, &der);
    MC_CHECK(der_len > 0);
    mc_buffer_put(out, der, (size_t)der_len);
    OPENSSL_free(der);
    ASN1_OBJECT_free(type);
    CMS_ContentInfo_free(cms);
    BIO_free(content);
}
