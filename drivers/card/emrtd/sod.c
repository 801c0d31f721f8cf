#include "drivers/card/emrtd/sod.h"

#include <openssl/cms.h>
#include <openssl/cmserr.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/tlv.h"
#include "drivers/card/emrtd/trust_internal.h"

const char *sod_verdict_name(enum sod_verdict verdict)
{
    switch (verdict) {
    case SOD_TRUSTED: return "trusted";
    case SOD_UNKNOWN_SIGNER: return "unknown signer";
    case SOD_EXPIRED: return "expired";
    case SOD_FORGED: return "forged";
    }
    return "forged";
}

/* ---- LDSSecurityObject ::= SEQUENCE { version, hashAlgorithm, SEQUENCE OF { number, hash } } ----
 */

static bool read_hash_algorithm(const struct tlv *algorithm, struct sod *out)
{
    struct tlv oid;
    if (algorithm->tag != TLV_SEQUENCE ||
        !tlv_first(algorithm->value, algorithm->len, TLV_OID, &oid)) {
        return false;
    }
    const uint8_t *at = oid.whole;
    ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, (long)oid.whole_len);
    const EVP_MD *hash = object != NULL ? EVP_get_digestbyobj(object) : NULL;
    ASN1_OBJECT_free(object);
    if (hash == NULL || EVP_MD_get_size(hash) > SOD_HASH_MAX_BYTES) {
        return false;
    }
    mc_copy_text(out->hash_name, sizeof out->hash_name, EVP_MD_get0_name(hash));
    out->hash_len = (size_t)EVP_MD_get_size(hash);
    return true;
}

static bool read_hash(const struct tlv *entry, struct sod *out)
{
    struct mc_cursor in = mc_cursor_over(entry->value, entry->len);
    struct tlv number;
    struct tlv hash;
    int group = 0;
    if (entry->tag != TLV_SEQUENCE || !tlv_next(&in, &number) || !tlv_next(&in, &hash) ||
        !tlv_small_integer(&number, &group) || group < 1 || group > DATA_GROUPS ||
        hash.tag != TLV_OCTET_STRING || hash.len != out->hash_len || out->listed[group]) {
        return false;
    }
    memcpy(out->hashes[group], hash.value, hash.len);
    out->listed[group] = true;
    return true;
}

static bool read_object(const uint8_t *bytes, size_t len, struct sod *out)
{
    struct tlv object;
    struct tlv version;
    struct tlv algorithm;
    struct tlv hashes;
    if (!tlv_first(bytes, len, TLV_SEQUENCE, &object)) {
        return false;
    }
    struct mc_cursor in = mc_cursor_over(object.value, object.len);
    if (!tlv_next(&in, &version) || version.tag != TLV_INTEGER || !tlv_next(&in, &algorithm) ||
        !read_hash_algorithm(&algorithm, out) || !tlv_next(&in, &hashes) ||
        hashes.tag != TLV_SEQUENCE) {
        return false;
    }
    struct mc_cursor list = mc_cursor_over(hashes.value, hashes.len);
    struct tlv entry;
    while (tlv_next(&list, &entry)) {
        if (!read_hash(&entry, out)) {
            return false;
        }
    }
    return !list.failed;
}

/* ---- The signature ---- */

/* When it says it was made, unix time; `now` if it does not. */
static int64_t signing_time(CMS_ContentInfo *cms, int64_t now)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    if (sk_CMS_SignerInfo_num(signers) < 1) {
        return now;
    }
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);
    int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
    X509_ATTRIBUTE *attribute = at >= 0 ? CMS_signed_get_attr(signer, at) : NULL;
    const ASN1_TYPE *value = attribute != NULL ? X509_ATTRIBUTE_get0_type(attribute, 0) : NULL;
    if (value == NULL || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME)) {
        return now;
    }
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0;
    int seconds = 0;
    bool good =
        epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, value->value.asn1_string) == 1;
    ASN1_TIME_free(epoch);
    return good ? (int64_t)days * 86400 + seconds : now;
}

static bool is_expiry(int error)
{
    return error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
}

/* The signer's chain up to the folder, at one moment. */
static enum sod_verdict check_chain(X509 *signer, STACK_OF(X509) * others,
                                    const struct trust *trust, int64_t unix_s)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    MC_CHECK(ctx != NULL && X509_STORE_CTX_init(ctx, trust_store(trust), signer, others) == 1);
    X509_STORE_CTX_set_time(ctx, 0, (time_t)unix_s);
    enum sod_verdict verdict = X509_verify_cert(ctx) == 1                 ? SOD_TRUSTED
                               : is_expiry(X509_STORE_CTX_get_error(ctx)) ? SOD_EXPIRED
                                                                          : SOD_UNKNOWN_SIGNER;
    X509_STORE_CTX_free(ctx);
    return verdict;
}

/* Every signer; a security object has one. */
static enum sod_verdict check_signers(CMS_ContentInfo *cms, const struct trust *trust,
                                      int64_t unix_s)
{
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    STACK_OF(X509) *others = CMS_get1_certs(cms);
    int64_t signed_s = signing_time(cms, unix_s);
    enum sod_verdict verdict = SOD_UNKNOWN_SIGNER;
    for (int i = 0; i < sk_X509_num(signers); i++) {
        X509 *signer = sk_X509_value(signers, i);
        verdict = check_chain(signer, others, trust, unix_s);
        if (verdict == SOD_TRUSTED && signed_s != unix_s) {
            verdict = check_chain(signer, others, trust, signed_s);
        }
        if (verdict != SOD_TRUSTED) {
            break;
        }
    }
    sk_X509_free(signers);
    sk_X509_pop_free(others, X509_free);
    return verdict;
}

/* Signed data whose content is of the type icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1. */
static bool is_security_object(CMS_ContentInfo *cms)
{
    static const uint8_t wanted[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x01};
    if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) {
        return false;
    }
    const ASN1_OBJECT *type = CMS_get0_eContentType(cms);
    return type != NULL && OBJ_length(type) == sizeof wanted &&
           memcmp(OBJ_get0_data(type), wanted, sizeof wanted) == 0;
}

static enum mc_err open_content(CMS_ContentInfo *cms, const struct trust *trust, int64_t unix_s,
                                struct sod *out, enum sod_verdict *out_verdict,
                                struct mc_error *err)
{
    ASN1_OCTET_STRING **content = is_security_object(cms) ? CMS_get0_content(cms) : NULL;
    if (content == NULL || *content == NULL ||
        !read_object(ASN1_STRING_get0_data(*content), (size_t)ASN1_STRING_length(*content), out)) {
        return mc_fail(err, MC_EPARSE, "EF.SOD: no list of hashes");
    }
    /* The signature by itself; who the signer is comes after. */
    if (CMS_verify(cms, NULL, NULL, NULL, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1) {
        *out_verdict = check_signers(cms, trust, unix_s);
    } else {
        bool nobody = ERR_GET_REASON(ERR_peek_error()) == CMS_R_SIGNER_CERTIFICATE_NOT_FOUND;
        *out_verdict = nobody ? SOD_UNKNOWN_SIGNER : SOD_FORGED;
    }
    return MC_OK;
}

enum mc_err sod_open(const uint8_t *file, size_t len, const struct trust *trust, int64_t unix_s,
                     struct sod *out, enum sod_verdict *out_verdict, struct mc_error *err)
{
    struct tlv content;
    struct sod sod = {0};
    if (!tlv_first(file, len, TAG_SOD, &content)) {
        return mc_fail(err, MC_EPARSE, "EF.SOD: not what it should be");
    }
    const uint8_t *at = content.value;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)content.len);
    enum sod_verdict verdict = SOD_FORGED;
    enum mc_err rc = cms != NULL ? open_content(cms, trust, unix_s, &sod, &verdict, err)
                                 : mc_fail(err, MC_EPARSE, "EF.SOD: no CMS message");
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
    if (rc == MC_OK) {
        *out = sod;
        *out_verdict = verdict;
    }
    return rc;
}

bool sod_vouches(const struct sod *sod, int group, const uint8_t *file, size_t len)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    size_t digest_len = 0;
    MC_CHECK(group >= 1 && group <= DATA_GROUPS);
    return sod->listed[group] &&
           EVP_Q_digest(NULL, sod->hash_name, NULL, file, len, digest, &digest_len) == 1 &&
           digest_len == sod->hash_len && memcmp(digest, sod->hashes[group], digest_len) == 0;
}
