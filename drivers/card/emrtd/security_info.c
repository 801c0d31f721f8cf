#include "drivers/card/emrtd/security_info.h"

#include <string.h>

#include "drivers/card/emrtd/tlv.h"

#define DG14_TAG 0x6E

/* bsi-de protocols smartcard: 0.4.0.127.0.7.2.2; the last number of all is the cipher. */
#define BSI_SMARTCARD 0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02
static const uint8_t pace_ecdh_gm[] = {BSI_SMARTCARD, 0x04, 0x02}; /* + cipher */
/* By enum security_agreement. */
static const uint8_t chip[][9] = {[SECURITY_ECDH] = {BSI_SMARTCARD, 0x03, 0x02}, /* + cipher */
                                  [SECURITY_DH] = {BSI_SMARTCARD, 0x03, 0x01}};
static const uint8_t chip_key[][9] = {
    [SECURITY_ECDH] = {BSI_SMARTCARD, 0x01, 0x02}, [SECURITY_DH] = {BSI_SMARTCARD, 0x01, 0x01}};
/* 2.23.136.1.1.5 */
const struct security_oid security_oid_active = {{0x67, 0x81, 0x08, 0x01, 0x01, 0x05}, 6};

bool security_oid_equal(const struct security_oid *a, const struct security_oid *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static struct security_oid with_cipher(const uint8_t *bytes, size_t len, enum cipher cipher)
{
    struct security_oid oid = {.len = len + 1};
    memcpy(oid.bytes, bytes, len);
    oid.bytes[len] = (uint8_t)cipher;
    return oid;
}

struct security_oid security_oid_pace(enum cipher cipher)
{
    return with_cipher(pace_ecdh_gm, sizeof pace_ecdh_gm, cipher);
}

struct security_oid security_oid_chip(enum security_agreement agreement, enum cipher cipher)
{
    return with_cipher(chip[agreement], sizeof chip[agreement], cipher);
}

struct security_oid security_oid_chip_key(enum security_agreement agreement)
{
    struct security_oid oid = {.len = sizeof chip_key[agreement]};
    memcpy(oid.bytes, chip_key[agreement], oid.len);
    return oid;
}

static bool cipher_behind(const struct security_oid *oid, const uint8_t *bytes, size_t len,
                          enum cipher *out)
{
    if (oid->len != len + 1 || memcmp(oid->bytes, bytes, len) != 0 ||
        oid->bytes[len] < CIPHER_3DES || oid->bytes[len] > CIPHER_AES_256) {
        return false;
    }
    *out = (enum cipher)oid->bytes[len];
    return true;
}

/* A protocol or a key of chip authentication. */
static enum security_info_kind chip_kind(struct security_info *info)
{
    for (int i = SECURITY_ECDH; i <= SECURITY_DH; i++) {
        struct security_oid key = security_oid_chip_key((enum security_agreement)i);
        info->agreement = (enum security_agreement)i;
        if (cipher_behind(&info->oid, chip[i], sizeof chip[i], &info->cipher)) {
            return SECURITY_INFO_CHIP;
        }
        if (security_oid_equal(&info->oid, &key)) {
            return SECURITY_INFO_CHIP_KEY;
        }
    }
    return SECURITY_INFO_OTHER;
}

static bool read_oid(const struct tlv *element, struct security_oid *out)
{
    if (element->tag != TLV_OID || element->len == 0 || element->len > SECURITY_INFO_OID_BYTES) {
        return false;
    }
    *out = (struct security_oid){.len = element->len};
    memcpy(out->bytes, element->value, element->len);
    return true;
}

/* The optional third element as a small number; `none` if it is not there. */
static bool read_optional(struct mc_cursor *in, int none, int *out)
{
    struct tlv element;
    *out = none;
    return !tlv_next(in, &element) || tlv_small_integer(&element, out);
}

static bool read_details(struct mc_cursor *in, struct security_info *info)
{
    struct tlv second;
    if (!tlv_next(in, &second)) {
        return false;
    }
    if (cipher_behind(&info->oid, pace_ecdh_gm, sizeof pace_ecdh_gm, &info->cipher)) {
        info->kind = SECURITY_INFO_PACE;
        return tlv_small_integer(&second, &info->version) &&
               read_optional(in, -1, &info->parameters);
    }
    info->kind = chip_kind(info);
    if (info->kind == SECURITY_INFO_CHIP) {
        return tlv_small_integer(&second, &info->version) &&
               read_optional(in, SECURITY_INFO_NO_KEY_ID, &info->key_id);
    }
    if (info->kind == SECURITY_INFO_CHIP_KEY) {
        info->key = second.whole;
        info->key_len = second.whole_len;
        return second.tag == TLV_SEQUENCE &&
               read_optional(in, SECURITY_INFO_NO_KEY_ID, &info->key_id);
    }
    if (security_oid_equal(&info->oid, &security_oid_active)) {
        struct tlv third;
        info->kind = SECURITY_INFO_ACTIVE;
        return tlv_small_integer(&second, &info->version) && tlv_next(in, &third) &&
               read_oid(&third, &info->signature);
    }
    return true;
}

static bool read_info(const struct tlv *element, struct security_info *out)
{
    struct mc_cursor in = mc_cursor_over(element->value, element->len);
    struct tlv first;
    *out = (struct security_info){.whole = element->whole, .whole_len = element->whole_len};
    if (element->tag != TLV_SEQUENCE || !tlv_next(&in, &first) || first.tag != TLV_OID) {
        return false;
    }
    /* One that is longer than any known here is of another kind. */
    return !read_oid(&first, &out->oid) || (read_details(&in, out) && !in.failed);
}

enum mc_err security_infos_parse(const uint8_t *bytes, size_t len, struct security_infos *out,
                                 struct mc_error *err)
{
    struct security_infos infos = {0};
    struct tlv set;
    if (!tlv_first(bytes, len, TLV_SET, &set)) {
        return mc_fail(err, MC_EPARSE, "security infos: no set");
    }
    struct mc_cursor in = mc_cursor_over(set.value, set.len);
    struct tlv element;
    while (tlv_next(&in, &element)) {
        if (infos.count == SECURITY_INFO_MAX) {
            return mc_fail(err, MC_ETOOBIG, "security infos: more than %d", SECURITY_INFO_MAX);
        }
        if (!read_info(&element, &infos.list[infos.count])) {
            return mc_fail(err, MC_EPARSE, "security infos: number %zu is malformed",
                           infos.count + 1);
        }
        infos.count++;
    }
    if (in.failed) {
        return mc_fail(err, MC_EPARSE, "security infos: lengths do not fit");
    }
    *out = infos;
    return MC_OK;
}

enum mc_err security_infos_parse_dg14(const uint8_t *file, size_t len, struct security_infos *out,
                                      struct mc_error *err)
{
    struct tlv group;
    if (!tlv_first(file, len, DG14_TAG, &group)) {
        return mc_fail(err, MC_EPARSE, "data group 14: not what it should be");
    }
    return security_infos_parse(group.value, group.len, out, err);
}

bool security_infos_hold(const struct security_infos *infos, const struct security_info *info)
{
    for (size_t i = 0; i < infos->count; i++) {
        if (infos->list[i].whole_len == info->whole_len &&
            memcmp(infos->list[i].whole, info->whole, info->whole_len) == 0) {
            return true;
        }
    }
    return false;
}
