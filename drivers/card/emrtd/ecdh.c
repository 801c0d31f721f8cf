#include "drivers/card/emrtd/ecdh.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/memory.h"

struct ecdh {
    EC_GROUP *group; /* its generator is the mapped one after ecdh_map() */
    BIGNUM *key;     /* NULL: none yet */
    BN_CTX *ctx;
    size_t field_bytes;
};

static int curve_of(int parameters)
{
    switch (parameters) {
    case ECDH_NIST_P256: return NID_X9_62_prime256v1;
    case ECDH_BRAINPOOL_P256: return NID_brainpoolP256r1;
    case ECDH_BRAINPOOL_P320: return NID_brainpoolP320r1;
    case ECDH_NIST_P384: return NID_secp384r1;
    case ECDH_BRAINPOOL_P384: return NID_brainpoolP384r1;
    case ECDH_BRAINPOOL_P512: return NID_brainpoolP512r1;
    case ECDH_NIST_P521: return NID_secp521r1;
    default: return NID_undef;
    }
}

bool ecdh_known(int parameters)
{
    return curve_of(parameters) != NID_undef;
}

struct ecdh *ecdh_create(int parameters)
{
    if (!ecdh_known(parameters)) {
        return NULL;
    }
    struct ecdh *ecdh = MC_NEW(struct ecdh);
    ecdh->group = EC_GROUP_new_by_curve_name(curve_of(parameters));
    ecdh->ctx = BN_CTX_secure_new();
    MC_CHECK(ecdh->group != NULL && ecdh->ctx != NULL);
    ecdh->field_bytes = ((size_t)EC_GROUP_get_degree(ecdh->group) + 7) / 8;
    return ecdh;
}

void ecdh_destroy(struct ecdh *ecdh)
{
    if (ecdh != NULL) {
        BN_clear_free(ecdh->key);
        BN_CTX_free(ecdh->ctx);
        EC_GROUP_free(ecdh->group);
        mc_wipe(ecdh, sizeof *ecdh);
        free(ecdh);
    }
}

static void take_key(struct ecdh *ecdh, BIGNUM *key)
{
    BN_clear_free(ecdh->key);
    BN_set_flags(key, BN_FLG_CONSTTIME);
    ecdh->key = key;
}

void ecdh_make_key(struct ecdh *ecdh)
{
    BIGNUM *key = BN_secure_new();
    do {
        MC_CHECK(key != NULL && BN_priv_rand_range(key, EC_GROUP_get0_order(ecdh->group)) == 1);
    } while (BN_is_zero(key));
    take_key(ecdh, key);
}

void ecdh_set_key(struct ecdh *ecdh, const uint8_t *key, size_t len)
{
    BIGNUM *number = BN_secure_new();
    MC_CHECK(len <= ECDH_FIELD_MAX_BYTES && number != NULL &&
             BN_bin2bn(key, (int)len, number) != NULL);
    take_key(ecdh, number);
}

void ecdh_public_point(const struct ecdh *ecdh, uint8_t out[ECDH_POINT_MAX_BYTES], size_t *out_len)
{
    EC_POINT *point = EC_POINT_new(ecdh->group);
    MC_CHECK(point != NULL && ecdh->key != NULL &&
             EC_POINT_mul(ecdh->group, point, ecdh->key, NULL, NULL, ecdh->ctx) == 1);
    *out_len = EC_POINT_point2oct(ecdh->group, point, POINT_CONVERSION_UNCOMPRESSED, out,
                                  ECDH_POINT_MAX_BYTES, ecdh->ctx);
    MC_CHECK(*out_len > 0);
    EC_POINT_free(point);
}

/* key · the other side's point; NULL if that one is not on the curve or nothing comes of it. */
static EC_POINT *multiply(const struct ecdh *ecdh, const uint8_t *bytes, size_t len)
{
    EC_POINT *theirs = EC_POINT_new(ecdh->group);
    EC_POINT *shared = EC_POINT_new(ecdh->group);
    MC_CHECK(theirs != NULL && shared != NULL && ecdh->key != NULL);
    bool good = len == 1 + 2 * ecdh->field_bytes && bytes[0] == POINT_CONVERSION_UNCOMPRESSED &&
                EC_POINT_oct2point(ecdh->group, theirs, bytes, len, ecdh->ctx) == 1 &&
                EC_POINT_is_on_curve(ecdh->group, theirs, ecdh->ctx) == 1 &&
                EC_POINT_mul(ecdh->group, shared, NULL, theirs, ecdh->key, ecdh->ctx) == 1 &&
                !EC_POINT_is_at_infinity(ecdh->group, shared);
    EC_POINT_free(theirs);
    if (!good) {
        EC_POINT_clear_free(shared);
        return NULL;
    }
    return shared;
}

bool ecdh_agree(const struct ecdh *ecdh, const uint8_t *point, size_t len,
                uint8_t out[ECDH_FIELD_MAX_BYTES], size_t *out_len)
{
    EC_POINT *shared = multiply(ecdh, point, len);
    if (shared == NULL) {
        return false;
    }
    BIGNUM *x = BN_secure_new();
    MC_CHECK(x != NULL &&
             EC_POINT_get_affine_coordinates(ecdh->group, shared, x, NULL, ecdh->ctx) == 1 &&
             BN_bn2binpad(x, out, (int)ecdh->field_bytes) == (int)ecdh->field_bytes);
    *out_len = ecdh->field_bytes;
    BN_clear_free(x);
    EC_POINT_clear_free(shared);
    return true;
}

bool ecdh_map(struct ecdh *ecdh, const uint8_t *nonce, size_t nonce_len, const uint8_t *point,
              size_t len)
{
    EC_POINT *shared = multiply(ecdh, point, len);
    if (shared == NULL) {
        return false;
    }
    EC_POINT *mapped = EC_POINT_new(ecdh->group);
    BIGNUM *s = BN_secure_new();
    MC_CHECK(mapped != NULL && s != NULL && BN_bin2bn(nonce, (int)nonce_len, s) != NULL &&
             EC_POINT_mul(ecdh->group, mapped, s, NULL, NULL, ecdh->ctx) == 1 &&
             EC_POINT_add(ecdh->group, mapped, mapped, shared, ecdh->ctx) == 1);
    bool usable = !EC_POINT_is_at_infinity(ecdh->group, mapped);
    if (usable) {
        MC_CHECK(EC_GROUP_set_generator(ecdh->group, mapped, EC_GROUP_get0_order(ecdh->group),
                                        EC_GROUP_get0_cofactor(ecdh->group)) == 1);
    }
    BN_clear_free(s);
    EC_POINT_clear_free(shared);
    EC_POINT_clear_free(mapped);
    BN_clear_free(ecdh->key);
    ecdh->key = NULL;
    return usable;
}
