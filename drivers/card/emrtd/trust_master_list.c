/* Master lists: CMS signed data whose content is CscaMasterList ::= SEQUENCE { version INTEGER,
 * certList SET OF Certificate }. */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "drivers/card/emrtd/signed_data.h"
#include "drivers/card/emrtd/tlv.h"
#include "drivers/card/emrtd/trust_internal.h"

/* icao-mrtd-security-cscaMasterList and -cscaMasterListSigningKey, 2.23.136.1.1.2 and .3. */
static const uint8_t list_type[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x02};
static const uint8_t signing_use[] = {0x67, 0x81, 0x08, 0x01, 0x01, 0x03};

static bool signs_lists(X509 *signer)
{
    EXTENDED_KEY_USAGE *uses = X509_get_ext_d2i(signer, NID_ext_key_usage, NULL, NULL);
    bool found = false;
    for (int i = 0; i < sk_ASN1_OBJECT_num(uses) && !found; i++) {
        const ASN1_OBJECT *use = sk_ASN1_OBJECT_value(uses, i);
        found = OBJ_length(use) == sizeof signing_use &&
                memcmp(OBJ_get0_data(use), signing_use, sizeof signing_use) == 0;
    }
    sk_ASN1_OBJECT_pop_free(uses, ASN1_OBJECT_free);
    return found;
}

/* A document signer of a country whose documents are believed does not speak for the country. */
static bool all_sign_lists(CMS_ContentInfo *cms)
{
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    bool all = sk_X509_num(signers) > 0;
    for (int i = 0; i < sk_X509_num(signers); i++) {
        all = all && signs_lists(sk_X509_value(signers, i));
    }
    sk_X509_free(signers);
    return all;
}

static bool find_certificates(const ASN1_OCTET_STRING *content, struct tlv *out)
{
    struct tlv list;
    struct tlv version;
    if (!tlv_first(ASN1_STRING_get0_data(content), (size_t)ASN1_STRING_length(content),
                   TLV_SEQUENCE, &list)) {
        return false;
    }
    struct mc_cursor in = mc_cursor_over(list.value, list.len);
    return tlv_next(&in, &version) && version.tag == TLV_INTEGER && tlv_next(&in, out) &&
           out->tag == TLV_SET;
}

/* Countries write certificates that OpenSSL does not read: those are left out. So are any that sign
 * no others: a master list has none. */
static enum mc_err keep_all(struct trust *trust, const struct tlv *certificates,
                            struct mc_error *err)
{
    struct mc_cursor in = mc_cursor_over(certificates->value, certificates->len);
    struct tlv element;
    bool room = true;
    while (room && tlv_next(&in, &element)) {
        const uint8_t *at = element.whole;
        X509 *certificate = d2i_X509(NULL, &at, (long)element.whole_len);
        if (certificate != NULL && X509_check_ca(certificate) > 0) {
            room = trust_keep(trust, certificate);
        }
        X509_free(certificate);
    }
    return room ? MC_OK : mc_fail(err, MC_ETOOBIG, "over %d certificates", TRUST_CERTIFICATES_MAX);
}

static enum mc_err add(struct trust *trust, CMS_ContentInfo *cms, int64_t unix_s,
                       struct mc_error *err)
{
    struct tlv certificates;
    const ASN1_OCTET_STRING *content = signed_data_content(cms, list_type, sizeof list_type);
    if (content == NULL || !find_certificates(content, &certificates)) {
        return mc_fail(err, MC_EPARSE, "not a master list");
    }
    enum signature_verdict verdict = signed_data_judge(cms, trust, unix_s);
    if (verdict != SIGNATURE_TRUSTED) {
        return mc_fail(err, MC_ECORRUPT, "the master list's signature: %s",
                       signature_verdict_name(verdict));
    }
    return all_sign_lists(cms)
               ? keep_all(trust, &certificates, err)
               : mc_fail(err, MC_ECORRUPT, "the master list's signer may not sign such lists");
}

enum mc_err trust_add_master_list(struct trust *trust, const void *bytes, size_t len,
                                  int64_t unix_s, struct mc_error *err)
{
    if (len == 0 || len > TRUST_FILE_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "a master list of %zu bytes", len);
    }
    const uint8_t *at = bytes;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)len);
    enum mc_err rc =
        cms != NULL ? add(trust, cms, unix_s, err) : mc_fail(err, MC_EPARSE, "not a master list");
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
    return rc;
}
