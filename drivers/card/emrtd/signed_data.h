/*
 * Who signed a CMS message (RFC 5652), and whether the kiosk believes it: the security object of a
 * document and the master list of a country are such messages. On OpenSSL's CMS.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_SIGNED_DATA_H
#define MOTCUA_DRIVERS_CARD_EMRTD_SIGNED_DATA_H

#include <openssl/cms.h>
#include <stdbool.h>

#include "drivers/card/emrtd/trust.h"

/* What became of the signature. */
enum signature_verdict {
    SIGNATURE_TRUSTED,
    SIGNATURE_UNKNOWN_SIGNER, /* signed, but by nobody the kiosk believes */
    SIGNATURE_EXPIRED,        /* … or by one whose time was over, now or when it signed */
    SIGNATURE_REVOKED,        /* … or by one whose country has taken it back */
    SIGNATURE_WEAK,           /* … or it rests on a hash or a key that others can get around */
    SIGNATURE_FORGED          /* the signature does not fit what it signs */
};
const char *signature_verdict_name(enum signature_verdict verdict);

/* Signed data with a content of that type (the octets of its object identifier). NULL: it is not;
 * borrowed. */
const ASN1_OCTET_STRING *signed_data_content(CMS_ContentInfo *cms, const void *type, size_t len);
/* SHA-2 and SHA-3. MD5 and SHA-1, with which old documents were signed, fit two contents that
 * somebody has made for each other. nid: OpenSSL's number. */
bool signed_data_hash_holds(int nid);
/* At unix_s; the time it says it was made at counts, too. */
enum signature_verdict signed_data_judge(CMS_ContentInfo *cms, const struct trust *trust,
                                         int64_t unix_s);

#endif
