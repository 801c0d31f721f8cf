#include "drivers/card/virtual/issuer.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/memory.h"
#include "drivers/card/emrtd/tlv.h"

#define DAY_S               ((int64_t)86400)
#define AUTHORITY_YEARS_S   (15 * 365 * DAY_S)
#define SIGNER_YEARS_S      (11 * 365 * DAY_S)
#define BEFORE_S            (30 * DAY_S)
#define SECURITY_OBJECT_OID "2.23.136.1.1.1"
#define MASTER_LIST_OID     "2.23.136.1.1.2"
#define MASTER_LIST_USE     "2.23.136.1.1.3"
#define LIST_MAX_BYTES      16384

struct identity {
    EVP_PKEY *key;
    X509 *certificate;
};

struct issuer {
    int64_t made_s;
    struct identity authority;
    struct identity signers[ISSUER_SIGNERS];
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

/* parent: whose key identifies it, for those that name one. */
static void add_extension(X509 *certificate, X509 *parent, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, parent, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    MC_CHECK(extension != NULL && X509_add_ext(certificate, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

/* by NULL: signed by itself, an authority; use NULL: no extended one. */
static struct identity make_identity(const char *name, long serial, const struct identity *by,
                                     const char *use, const EVP_MD *hash, int64_t from_s,
                                     int64_t to_s)
{
    struct identity made = {EVP_EC_gen("P-256"), X509_new()};
    X509 *certificate = made.certificate;
    MC_CHECK(made.key != NULL && certificate != NULL && X509_set_version(certificate, 2) == 1 &&
             ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial) == 1 &&
             X509_set_pubkey(certificate, made.key) == 1);
    set_times(certificate, from_s, to_s);
    set_name(X509_get_subject_name(certificate), name);
    X509 *parent = by != NULL ? by->certificate : certificate;
    MC_CHECK(X509_set_issuer_name(certificate, X509_get_subject_name(parent)) == 1);
    /* Authorities of one name are told apart by these. */
    add_extension(certificate, parent, NID_subject_key_identifier, "hash");
    add_extension(certificate, parent, NID_authority_key_identifier, "keyid:always");
    add_extension(certificate, parent, NID_key_usage,
                  by == NULL ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
    if (by == NULL) {
        add_extension(certificate, parent, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    }
    if (use != NULL) {
        add_extension(certificate, parent, NID_ext_key_usage, use);
    }
    MC_CHECK(X509_sign(certificate, by != NULL ? by->key : made.key, hash) > 0);
    return made;
}

static struct identity make_signer(const struct issuer *issuer, enum issuer_signer which)
{
    static const char *const names[] = {[ISSUER_SIGNER] = "Virtual signer",
                                        [ISSUER_SIGNER_EXPIRED] = "Virtual signer of old",
                                        [ISSUER_SIGNER_REVOKED] = "Virtual signer taken back",
                                        [ISSUER_SIGNER_OF_LISTS] = "Virtual signer of lists",
                                        [ISSUER_SIGNER_NAMED_WEAKLY] = "Virtual weak name",
                                        [ISSUER_SIGNER_SIGNING_WEAKLY] = "Virtual weak hand"};
    const EVP_MD *hash = which == ISSUER_SIGNER_NAMED_WEAKLY ? EVP_sha1() : EVP_sha256();
    int64_t to_s = which == ISSUER_SIGNER_EXPIRED ? -DAY_S : SIGNER_YEARS_S;
    return make_identity(names[which], 2 + (long)which, &issuer->authority,
                         which == ISSUER_SIGNER_OF_LISTS ? "critical," MASTER_LIST_USE : NULL, hash,
                         issuer->made_s - BEFORE_S, issuer->made_s + to_s);
}

struct issuer *issuer_create(int64_t unix_s)
{
    struct issuer *issuer = MC_NEW(struct issuer);
    issuer->made_s = unix_s;
    issuer->authority = make_identity("Virtual CSCA", 1, NULL, NULL, EVP_sha256(),
                                      unix_s - BEFORE_S - DAY_S, unix_s + AUTHORITY_YEARS_S);
    for (int i = 0; i < ISSUER_SIGNERS; i++) {
        issuer->signers[i] = make_signer(issuer, (enum issuer_signer)i);
    }
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
        for (int i = 0; i < ISSUER_SIGNERS; i++) {
            finish_identity(&issuer->signers[i]);
        }
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

/* ---- Revocation ---- */

static void identify_signer(X509_CRL *list, X509 *authority)
{
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, authority, NULL, NULL, list, 0);
    X509_EXTENSION *extension =
        X509V3_EXT_conf_nid(NULL, &ctx, NID_authority_key_identifier, "keyid:always");
    MC_CHECK(extension != NULL && X509_CRL_add_ext(list, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

static X509_CRL *make_revocations(const struct issuer *issuer, int64_t next_unix_s)
{
    X509_CRL *list = X509_CRL_new();
    X509_REVOKED *entry = X509_REVOKED_new();
    ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)(issuer->made_s - BEFORE_S));
    ASN1_TIME *next = ASN1_TIME_set(NULL, (time_t)next_unix_s);
    X509 *revoked = issuer->signers[ISSUER_SIGNER_REVOKED].certificate;
    MC_CHECK(
        list != NULL && entry != NULL && time != NULL && next != NULL &&
        X509_CRL_set_version(list, 1) == 1 &&
        X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer->authority.certificate)) == 1 &&
        X509_CRL_set1_lastUpdate(list, time) == 1 && X509_CRL_set1_nextUpdate(list, next) == 1 &&
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked)) == 1 &&
        X509_REVOKED_set_revocationDate(entry, time) == 1 &&
        X509_CRL_add0_revoked(list, entry) == 1 && X509_CRL_sort(list) == 1);
    identify_signer(list, issuer->authority.certificate);
    MC_CHECK(X509_CRL_sign(list, issuer->authority.key, EVP_sha256()) > 0);
    ASN1_TIME_free(time);
    ASN1_TIME_free(next);
    return list;
}

void issuer_revocations(const struct issuer *issuer, int64_t next_unix_s, bool pem,
                        struct mc_buffer *out)
{
    char *bytes = NULL;
    X509_CRL *list = make_revocations(issuer, next_unix_s);
    BIO *bio = BIO_new(BIO_s_mem());
    MC_CHECK(bio != NULL &&
             (pem ? PEM_write_bio_X509_CRL(bio, list) : i2d_X509_CRL_bio(bio, list)) == 1);
    long len = BIO_get_mem_data(bio, &bytes);
    mc_buffer_put(out, bytes, (size_t)len);
    BIO_free(bio);
    X509_CRL_free(list);
}

bool issuer_sign_revocations(const struct issuer *issuer, const void *list, size_t len,
                             struct mc_buffer *out)
{
    unsigned char *der = NULL;
    const unsigned char *at = list;
    X509_CRL *read = d2i_X509_CRL(NULL, &at, (long)len);
    const X509_NAME *name = X509_get_subject_name(issuer->authority.certificate);
    int der_len = read != NULL && X509_CRL_set_issuer_name(read, name) == 1 &&
                          X509_CRL_sign(read, issuer->authority.key, EVP_sha256()) > 0
                      ? i2d_X509_CRL(read, &der)
                      : 0;
    X509_CRL_free(read);
    ERR_clear_error();
    if (der_len <= 0) {
        return false;
    }
    mc_buffer_put(out, der, (size_t)der_len);
    OPENSSL_free(der);
    return true;
}

/* ---- Signing ---- */

static void sign_as(const struct issuer *issuer, enum issuer_signer by, const char *type_name,
                    const void *object, size_t len, struct mc_buffer *out)
{
    const struct identity *signer = &issuer->signers[by];
    const EVP_MD *hash = by == ISSUER_SIGNER_SIGNING_WEAKLY ? EVP_sha1() : EVP_sha256();
    const unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP;
    BIO *content = BIO_new_mem_buf(object, (int)len);
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
    ASN1_OBJECT *type = OBJ_txt2obj(type_name, 1);
    MC_CHECK(content != NULL && cms != NULL && type != NULL &&
             CMS_set1_eContentType(cms, type) == 1 &&
             CMS_add1_signer(cms, signer->certificate, signer->key, hash, flags) != NULL &&
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

void issuer_sign(const struct issuer *issuer, enum issuer_signer by, const void *object, size_t len,
                 struct mc_buffer *out)
{
    sign_as(issuer, by, SECURITY_OBJECT_OID, object, len, out);
}

void issuer_sign_master_list(const struct issuer *issuer, enum issuer_signer by, const void *list,
                             size_t len, struct mc_buffer *out)
{
    sign_as(issuer, by, MASTER_LIST_OID, list, len, out);
}

void issuer_master_list(const struct issuer *issuer, enum issuer_signer by,
                        const struct issuer *other, struct mc_buffer *out)
{
    static const uint8_t version[] = {TLV_INTEGER, 1, 0};
    struct mc_buffer certificates;
    struct mc_buffer inner;
    struct mc_buffer list;
    mc_buffer_init(&certificates, LIST_MAX_BYTES);
    mc_buffer_init(&inner, LIST_MAX_BYTES);
    mc_buffer_init(&list, LIST_MAX_BYTES);
    issuer_certificate(issuer, &certificates);
    issuer_certificate(other, &certificates);
    mc_buffer_put(&inner, version, sizeof version);
    tlv_put(&inner, TLV_SET, certificates.bytes, certificates.len);
    tlv_put(&list, TLV_SEQUENCE, inner.bytes, inner.len);
    MC_CHECK(!list.overflowed);
    issuer_sign_master_list(issuer, by, list.bytes, list.len, out);
    mc_buffer_finish(&certificates);
    mc_buffer_finish(&inner);
    mc_buffer_finish(&list);
}
