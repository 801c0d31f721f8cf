#include "drivers/card/virtual/document.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "drivers/card/emrtd/pace.h"
#include "drivers/card/emrtd/security_info.h"
#include "drivers/card/emrtd/tlv.h"

#define RSA_BITS   1024 /* its signature fits an answer of 256 bytes, as on the cards in use */
#define HASH_BYTES 32
#define ENDLESS    0x7FFFFFFF
#define SHORT_BY   100

static void init(struct mc_buffer *buffer)
{
    mc_buffer_init(buffer, DOCUMENT_FILE_MAX_BYTES);
}

/* Wraps what is in the buffer. */
static void wrap(struct mc_buffer *buffer, uint32_t tag)
{
    struct mc_buffer whole;
    init(&whole);
    tlv_put(&whole, tag, buffer->bytes, buffer->len);
    MC_CHECK(!whole.overflowed);
    mc_buffer_finish(buffer);
    *buffer = whole;
}

static void put_number(struct mc_buffer *out, int number)
{
    const uint8_t byte = (uint8_t)number;
    tlv_put(out, TLV_INTEGER, &byte, 1);
}

/* ---- Data groups 1 and 13 ---- */

/* "Nguyễn Văn An" → "NGUYEN<<VAN<AN". */
static void plain_name(const char *name, char *out, size_t size)
{
    char *folded = mc_text_fold(name);
    size_t used = 0;
    bool family = true;
    for (size_t i = 0; folded[i] != '\0' && used + 2 < size; i++) {
        if (folded[i] == ' ') {
            out[used++] = '<';
            if (family) {
                out[used++] = '<';
                family = false;
            }
        } else {
            bool small = folded[i] >= 'a' && folded[i] <= 'z';
            out[used++] = (char)(small ? folded[i] - 'a' + 'A' : '<');
        }
    }
    out[used] = '\0';
    mc_wipe(folded, strlen(folded));
    free(folded);
}

static void make_zone(struct document *document, const struct profile *profile)
{
    char name[CARD_FIELD_BYTES];
    char birth[7] = "";
    char expiry[7] = "";
    plain_name(profile->name, name, sizeof name);
    MC_CHECK(profile_short_date(profile->birth, birth));
    if (!profile_short_date(profile->expires, expiry)) {
        mc_copy_text(expiry, sizeof expiry, "991231");
    }
    mrz_write_vietnamese(profile->id_number, birth, strcmp(profile->sex, "Nam") == 0 ? 'M' : 'F',
                         expiry, name, document->mrz);
    struct mc_buffer *group = &document->groups[1];
    tlv_put(group, 0x5F1F, document->mrz, MRZ_TD1_CHARS);
    wrap(group, TAG_DG1);
    mc_wipe(name, sizeof name);
}

static void put_field(struct mc_buffer *out, enum dg13_field field, const char *text)
{
    struct mc_buffer inner;
    init(&inner);
    put_number(&inner, field);
    tlv_put(&inner, TLV_UTF8_STRING, text, strlen(text));
    tlv_put(out, TLV_SEQUENCE, inner.bytes, inner.len);
    mc_buffer_finish(&inner);
}

static void make_personal_data(struct document *document, const struct profile *profile)
{
    struct mc_buffer *group = &document->groups[13];
    put_field(group, DG13_ID_NUMBER, profile->id_number);
    put_field(group, DG13_NAME, profile->name);
    put_field(group, DG13_BIRTH, profile->birth);
    put_field(group, DG13_SEX, profile->sex);
    put_field(group, DG13_NATIONALITY, "Việt Nam");
    put_field(group, DG13_RESIDENCE, profile->residence);
    put_field(group, DG13_ISSUED, profile->issued);
    put_field(group, DG13_EXPIRES,
              profile->expires[0] != '\0' ? profile->expires : "Không thời hạn");
    put_field(group, DG13_OLD_ID_NUMBER, profile->old_id_number);
    wrap(group, TLV_SET);
    wrap(group, TLV_SEQUENCE);
    wrap(group, data_group_tag(13));
}

/* ---- Data group 2 ---- */

static void make_portrait(struct document *document)
{
    static const uint8_t record[14 + 20 + 12] = {
        'F', 'A', 'C', 0, '0', '1', '0', 0, 0, 0, 0, 0, 0, 1, [14 + 20 + 1] = 1 /* JPEG 2000 */};
    struct mc_buffer *group = &document->groups[2];
    mc_buffer_put(group, record, sizeof record);
    document_draw_portrait(group);
    wrap(group, 0x5F2E);
    wrap(group, 0x7F60);
    wrap(group, 0x7F61);
    wrap(group, data_group_tag(2));
}

/* ---- Security infos ---- */

static void put_info(struct mc_buffer *out, const struct security_oid *oid, int second, int third)
{
    struct mc_buffer inner;
    init(&inner);
    tlv_put(&inner, TLV_OID, oid->bytes, oid->len);
    put_number(&inner, second);
    if (third >= 0) {
        put_number(&inner, third);
    }
    tlv_put(out, TLV_SEQUENCE, inner.bytes, inner.len);
    mc_buffer_finish(&inner);
}

static void put_offer(struct mc_buffer *out, enum cipher cipher, int curve)
{
    struct security_oid oid = security_oid_pace(cipher);
    put_info(out, &oid, PACE_VERSION, curve);
}

static void put_public_key(struct mc_buffer *out, EVP_PKEY *key)
{
    unsigned char *der = NULL;
    int len = i2d_PUBKEY(key, &der);
    MC_CHECK(len > 0);
    mc_buffer_put(out, der, (size_t)len);
    OPENSSL_free(der);
}

static void put_chip_key(struct mc_buffer *out, enum security_agreement agreement, EVP_PKEY *key)
{
    struct mc_buffer inner;
    struct security_oid oid = security_oid_chip_key(agreement);
    init(&inner);
    tlv_put(&inner, TLV_OID, oid.bytes, oid.len);
    put_public_key(&inner, key);
    put_number(&inner, 1);
    tlv_put(out, TLV_SEQUENCE, inner.bytes, inner.len);
    mc_buffer_finish(&inner);
}

/* ecdsa-plain-SHA256, BSI TR-03111. */
static void put_active_info(struct mc_buffer *out)
{
    static const uint8_t plain_sha256[] = {0x04, 0x00, 0x7F, 0x00, 0x07,
                                           0x01, 0x01, 0x04, 0x01, 0x03};
    struct mc_buffer inner;
    init(&inner);
    tlv_put(&inner, TLV_OID, security_oid_active.bytes, security_oid_active.len);
    put_number(&inner, 1);
    tlv_put(&inner, TLV_OID, plain_sha256, sizeof plain_sha256);
    tlv_put(out, TLV_SEQUENCE, inner.bytes, inner.len);
    mc_buffer_finish(&inner);
}

/* In a group of RFC 5114: X9.42, as chips write it. */
static EVP_PKEY *make_dh_key(const char *group)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DHX", NULL);
    char *name = mc_strdup(group);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0),
        OSSL_PARAM_construct_end()};
    MC_CHECK(ctx != NULL && EVP_PKEY_keygen_init(ctx) == 1 &&
             EVP_PKEY_CTX_set_params(ctx, parameters) == 1 && EVP_PKEY_keygen(ctx, &key) == 1);
    EVP_PKEY_CTX_free(ctx);
    free(name);
    return key;
}

static EVP_PKEY *make_key(enum profile_proof proof)
{
    EVP_PKEY *key = proof == PROFILE_PROOF_ACTIVE_RSA     ? EVP_RSA_gen(RSA_BITS)
                    : proof == PROFILE_PROOF_CHIP_DH      ? make_dh_key("dh_2048_256")
                    : proof == PROFILE_PROOF_CHIP_DH_3DES ? make_dh_key("dh_1024_160")
                                                          : EVP_EC_gen("P-256");
    MC_CHECK(key != NULL);
    return key;
}

/* False: the chip is to prove itself otherwise, or not at all. */
static bool chip_protocol(enum profile_proof proof, enum security_agreement *out_agreement,
                          struct security_oid *out)
{
    bool dh = proof == PROFILE_PROOF_CHIP_DH || proof == PROFILE_PROOF_CHIP_DH_3DES;
    bool aes = proof == PROFILE_PROOF_CHIP || proof == PROFILE_PROOF_CHIP_DH;
    *out_agreement = dh ? SECURITY_DH : SECURITY_ECDH;
    *out = security_oid_chip(*out_agreement, aes ? CIPHER_AES_128 : CIPHER_3DES);
    return dh || aes || proof == PROFILE_PROOF_CHIP_3DES;
}

static void make_offers(struct document *document, const struct profile *profile)
{
    struct mc_buffer *infos = &document->groups[14];
    enum security_agreement agreement = SECURITY_ECDH;
    struct security_oid oid;
    if (profile->pace) {
        bool weaker = profile->fault == PROFILE_WEAKER_OFFER;
        put_offer(&document->access, weaker ? CIPHER_3DES : profile->cipher, profile->curve);
        wrap(&document->access, TLV_SET);
        put_offer(infos, profile->cipher, profile->curve);
    }
    if (chip_protocol(profile->proof, &agreement, &oid)) {
        document->chip_key = make_key(profile->proof);
        put_info(infos, &oid, 1, 1);
        put_chip_key(infos, agreement, document->chip_key);
    } else if (profile->proof != PROFILE_PROOF_NONE) {
        document->active_key = make_key(profile->proof);
        put_public_key(&document->groups[15], document->active_key);
        wrap(&document->groups[15], data_group_tag(15));
    }
    if (profile->proof == PROFILE_PROOF_ACTIVE_ECDSA) {
        put_active_info(infos);
    }
    if (infos->len > 0) {
        wrap(infos, TLV_SET);
        wrap(infos, data_group_tag(14));
    }
}

/* ---- EF.COM and EF.SOD ---- */

static void make_list(struct document *document)
{
    uint8_t groups[DATA_GROUPS];
    size_t count = 0;
    for (int i = 1; i <= DATA_GROUPS; i++) {
        if (document->groups[i].len > 0) {
            groups[count++] = (uint8_t)data_group_tag(i);
        }
    }
    tlv_put(&document->com, 0x5F01, "0107", 4);
    tlv_put(&document->com, 0x5F36, "040000", 6);
    tlv_put(&document->com, 0x5C, groups, count);
    wrap(&document->com, TAG_COM);
}

static void put_hash(struct mc_buffer *out, int group, const struct mc_buffer *file)
{
    struct mc_buffer inner;
    uint8_t digest[HASH_BYTES];
    init(&inner);
    MC_CHECK(EVP_Digest(file->bytes, file->len, digest, NULL, EVP_sha256(), NULL) == 1);
    put_number(&inner, group);
    tlv_put(&inner, TLV_OCTET_STRING, digest, sizeof digest);
    tlv_put(out, TLV_SEQUENCE, inner.bytes, inner.len);
    mc_buffer_finish(&inner);
}

static void sign(struct document *document, const struct profile *profile,
                 const struct issuer *issuer)
{
    /* SEQUENCE { id-sha256 } */
    static const uint8_t algorithm[] = {0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48,
                                        0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
    struct mc_buffer object;
    struct mc_buffer hashes;
    init(&object);
    init(&hashes);
    put_number(&object, 0);
    mc_buffer_put(&object, algorithm, sizeof algorithm);
    for (int i = 1; i <= DATA_GROUPS; i++) {
        if (document->groups[i].len > 0) {
            put_hash(&hashes, i, &document->groups[i]);
        }
    }
    tlv_put(&object, TLV_SEQUENCE, hashes.bytes, hashes.len);
    wrap(&object, TLV_SEQUENCE);
    enum issuer_signer by = profile->fault == PROFILE_EXPIRED_SIGNER   ? ISSUER_SIGNER_EXPIRED
                            : profile->fault == PROFILE_REVOKED_SIGNER ? ISSUER_SIGNER_REVOKED
                                                                       : ISSUER_SIGNER;
    issuer_sign(issuer, by, object.bytes, object.len, &document->sod);
    if (profile->fault == PROFILE_WRONG_SOD) {
        document->sod.bytes[document->sod.len - 1] ^= 1; /* the end of the signature */
    }
    wrap(&document->sod, TAG_SOD);
    mc_buffer_finish(&object);
    mc_buffer_finish(&hashes);
}

/* After signing: what a forger would do, or a broken chip. */
static void spoil(struct document *document, const struct profile *profile)
{
    int group = profile->fault_at >= 1 && profile->fault_at <= DATA_GROUPS ? profile->fault_at : 13;
    struct mc_buffer *file = &document->groups[group];
    if (file->len == 0) {
        return;
    }
    if (profile->fault == PROFILE_ALTERED) {
        file->bytes[file->len - 1] ^= 1;
    } else if (profile->fault == PROFILE_SHORT) {
        file->len -= file->len > SHORT_BY ? SHORT_BY : file->len / 2;
    } else if (profile->fault == PROFILE_ENDLESS) {
        struct mc_buffer endless;
        init(&endless);
        tlv_put_header(&endless, data_group_tag(group), ENDLESS);
        mc_buffer_put(&endless, file->bytes, file->len);
        mc_buffer_finish(file);
        *file = endless;
    } else if (profile->fault == PROFILE_COPY) {
        EVP_PKEY **key = document->chip_key != NULL ? &document->chip_key : &document->active_key;
        EVP_PKEY_free(*key);
        *key = make_key(profile->proof);
    }
}

struct document *document_create(const struct profile *profile, const struct issuer *issuer)
{
    struct document *document = mc_secret_alloc(sizeof *document);
    init(&document->access);
    init(&document->com);
    init(&document->sod);
    for (int i = 0; i <= DATA_GROUPS; i++) {
        init(&document->groups[i]);
    }
    make_zone(document, profile);
    if (profile->portrait) {
        make_portrait(document);
    }
    if (profile->personal_data) {
        make_personal_data(document, profile);
    }
    make_offers(document, profile);
    make_list(document);
    if (profile->fault != PROFILE_NO_SOD) {
        sign(document, profile, issuer);
    }
    spoil(document, profile);
    return document;
}

static void finish(struct mc_buffer *buffer)
{
    if (buffer->bytes != NULL) {
        mc_wipe(buffer->bytes, buffer->capacity);
    }
    mc_buffer_finish(buffer);
}

void document_destroy(struct document *document)
{
    if (document == NULL) {
        return;
    }
    finish(&document->access);
    finish(&document->com);
    finish(&document->sod);
    for (int i = 0; i <= DATA_GROUPS; i++) {
        finish(&document->groups[i]);
    }
    EVP_PKEY_free(document->chip_key);
    EVP_PKEY_free(document->active_key);
    mc_secret_free(document);
}

const struct mc_buffer *document_file(const struct document *document, uint16_t id)
{
    const struct mc_buffer *file = id == FILE_ID_ACCESS ? &document->access
                                   : id == FILE_ID_COM  ? &document->com
                                   : id == FILE_ID_SOD  ? &document->sod
                                   : id > FILE_ID_DG && id <= FILE_ID_DG + DATA_GROUPS
                                       ? &document->groups[id - FILE_ID_DG]
                                       : NULL;
    return file != NULL && file->len > 0 ? file : NULL;
}
