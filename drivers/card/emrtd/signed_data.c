#include "drivers/card/emrtd/signed_data.h"

#include <openssl/cmserr.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "drivers/card/emrtd/trust_internal.h"

const char *signature_verdict_name(enum signature_verdict verdict)
{
    switch (verdict) {
    case SIGNATURE_TRUSTED: return "trusted";
    case SIGNATURE_UNKNOWN_SIGNER: return "unknown signer";
    case SIGNATURE_EXPIRED: return "expired";
    case SIGNATURE_REVOKED: return "revoked signer";
    case SIGNATURE_WEAK: return "weak";
    case SIGNATURE_FORGED: return "forged";
    }
    return "forged";
}

const ASN1_OCTET_STRING *signed_data_content(CMS_ContentInfo *cms, const void *type, size_t len)
{
    if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed) {
        return NULL;
    }
    const ASN1_OBJECT *found = CMS_get0_eContentType(cms);
    ASN1_OCTET_STRING **content = CMS_get0_content(cms);
    bool wanted =
        found != NULL && OBJ_length(found) == len && memcmp(OBJ_get0_data(found), type, len) == 0;
    return wanted && content != NULL ? *content : NULL;
}

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

static enum signature_verdict mistrust_of(int error)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID: return SIGNATURE_EXPIRED;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK: return SIGNATURE_WEAK;
    default: return SIGNATURE_UNKNOWN_SIGNER;
    }
}

bool signed_data_hash_holds(int nid)
{
    static const int strong[] = {NID_sha224,   NID_sha256,   NID_sha384,   NID_sha512,
                                 NID_sha3_224, NID_sha3_256, NID_sha3_384, NID_sha3_512};
    bool found = false;
    for (size_t i = 0; i < sizeof strong / sizeof strong[0]; i++) {
        found = found || strong[i] == nid;
    }
    return found;
}

/* What the signers hashed with; their certificates' own are OpenSSL's to judge. */
static bool hashes_hold(CMS_ContentInfo *cms)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    bool all = true;
    for (int i = 0; i < sk_CMS_SignerInfo_num(signers); i++) {
        X509_ALGOR *digest = NULL;
        const ASN1_OBJECT *name = NULL;
        CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(signers, i), NULL, NULL, &digest, NULL);
        X509_ALGOR_get0(&name, NULL, NULL, digest);
        all = all && signed_data_hash_holds(OBJ_obj2nid(name));
    }
    return all;
}

static bool is_revoked(X509_STORE_CTX *ctx, const struct trust *trust)
{
    const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);
    bool found = false;
    for (int i = 0; i < sk_X509_num(chain) && !found; i++) {
        found = trust_revokes(trust, sk_X509_value(chain, i));
    }
    return found;
}

/* The signer's chain up to the folder, at one moment. */
static enum signature_verdict check_chain(X509 *signer, STACK_OF(X509) * others,
                                          const struct trust *trust, int64_t unix_s)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    MC_CHECK(ctx != NULL && X509_STORE_CTX_init(ctx, trust_store(trust), signer, others) == 1);
    X509_STORE_CTX_set_time(ctx, 0, (time_t)unix_s);
    enum signature_verdict verdict = SIGNATURE_TRUSTED;
    if (X509_verify_cert(ctx) != 1) {
        verdict = mistrust_of(X509_STORE_CTX_get_error(ctx));
    } else if (is_revoked(ctx, trust)) {
        verdict = SIGNATURE_REVOKED;
    }
    X509_STORE_CTX_free(ctx);
    return verdict;
}

/* Every signer; most messages have one. */
static enum signature_verdict check_signers(CMS_ContentInfo *cms, const struct trust *trust,
                                            int64_t unix_s)
{
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    STACK_OF(X509) *others = CMS_get1_certs(cms);
    int64_t signed_s = signing_time(cms, unix_s);
    enum signature_verdict verdict = SIGNATURE_UNKNOWN_SIGNER;
    for (int i = 0; i < sk_X509_num(signers); i++) {
        X509 *signer = sk_X509_value(signers, i);
        verdict = check_chain(signer, others, trust, unix_s);
        if (verdict == SIGNATURE_TRUSTED && signed_s != unix_s) {
            verdict = check_chain(signer, others, trust, signed_s);
        }
        if (verdict != SIGNATURE_TRUSTED) {
            break;
        }
    }
    sk_X509_free(signers);
    sk_X509_pop_free(others, X509_free);
    return verdict;
}

enum signature_verdict signed_data_judge(CMS_ContentInfo *cms, const struct trust *trust,
                                         int64_t unix_s)
{
    /* The signature by itself; who the signer is comes after. */
    if (CMS_verify(cms, NULL, NULL, NULL, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1) {
        enum signature_verdict verdict = check_signers(cms, trust, unix_s);
        return verdict == SIGNATURE_TRUSTED && !hashes_hold(cms) ? SIGNATURE_WEAK : verdict;
    }
    bool nobody = ERR_GET_REASON(ERR_peek_error()) == CMS_R_SIGNER_CERTIFICATE_NOT_FOUND;
    return nobody ? SIGNATURE_UNKNOWN_SIGNER : SIGNATURE_FORGED;
}
