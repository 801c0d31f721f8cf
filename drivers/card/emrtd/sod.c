#include "drivers/card/emrtd/sod.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/tlv.h"

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

/* A key that its country gave for something else only (RFC 5280 section 4.2.1.12), as for master
 * lists, signs no documents. Document signers name no such use; one that is not critical is let
 * pass. */
static bool may_sign_documents(X509 *signer)
{
    int at = X509_get_ext_by_NID(signer, NID_ext_key_usage, -1);
    return at < 0 || X509_EXTENSION_get_critical(X509_get_ext(signer, at)) == 0;
}

static bool all_may_sign_documents(CMS_ContentInfo *cms)
{
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    bool all = true;
    for (int i = 0; i < sk_X509_num(signers); i++) {
        all = all && may_sign_documents(sk_X509_value(signers, i));
    }
    sk_X509_free(signers);
    return all;
}

static enum signature_verdict judge(CMS_ContentInfo *cms, const struct trust *trust, int64_t unix_s,
                                    const struct sod *sod)
{
    enum signature_verdict verdict = signed_data_judge(cms, trust, unix_s);
    if (verdict != SIGNATURE_TRUSTED) {
        return verdict;
    }
    if (!all_may_sign_documents(cms)) {
        return SIGNATURE_UNKNOWN_SIGNER;
    }
    bool holds = signed_data_hash_holds(EVP_MD_get_type(EVP_get_digestbyname(sod->hash_name)));
    return holds ? SIGNATURE_TRUSTED : SIGNATURE_WEAK;
}

/* Its content is of the type icao-mrtd-security-ldsSecurityObject, 2.23.136.1.1.1. */
static enum mc_err open_content(CMS_ContentInfo *cms, const struct trust *trust, int64_t unix_s,
                                struct sod *out, enum signature_verdict *out_verdict,
                                struct mc_error *err)
{
    static const uint8_t type[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x01};
    const ASN1_OCTET_STRING *content = signed_data_content(cms, type, sizeof type);
    if (content == NULL ||
        !read_object(ASN1_STRING_get0_data(content), (size_t)ASN1_STRING_length(content), out)) {
        return mc_fail(err, MC_EPARSE, "EF.SOD: no list of hashes");
    }
    *out_verdict = judge(cms, trust, unix_s, out);
    return MC_OK;
}

enum mc_err sod_open(const uint8_t *file, size_t len, const struct trust *trust, int64_t unix_s,
                     struct sod *out, enum signature_verdict *out_verdict, struct mc_error *err)
{
    struct tlv content;
    struct sod sod = {0};
    if (!tlv_first(file, len, TAG_SOD, &content)) {
        return mc_fail(err, MC_EPARSE, "EF.SOD: not what it should be");
    }
    const uint8_t *at = content.value;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)content.len);
    enum signature_verdict verdict = SIGNATURE_FORGED;
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
