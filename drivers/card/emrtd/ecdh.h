/*
 * Agreement over elliptic curves as PACE needs it (ICAO Doc 9303-11 sections 4.4 and 9.5): a key
 * pair over a generator that may itself be the outcome of the generic mapping. On OpenSSL's
 * EC_GROUP and EC_POINT. Points from outside are checked to lie on the curve. Any thread, one each.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_ECDH_H
#define MOTCUA_DRIVERS_CARD_EMRTD_ECDH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Standardized domain parameters of Doc 9303-11 section 9.5.1. */
#define ECDH_NIST_P256       12
#define ECDH_BRAINPOOL_P256  13
#define ECDH_BRAINPOOL_P320  14
#define ECDH_NIST_P384       15
#define ECDH_BRAINPOOL_P384  16
#define ECDH_BRAINPOOL_P512  17
#define ECDH_NIST_P521       18
#define ECDH_FIELD_MAX_BYTES 66
/* Uncompressed: 04, x, y. */
#define ECDH_POINT_MAX_BYTES (1 + 2 * ECDH_FIELD_MAX_BYTES)

struct ecdh;

bool ecdh_known(int parameters);
/* NULL if the parameters are not known. */
struct ecdh *ecdh_create(int parameters);
/* Wipes; NULL is fine. */
void ecdh_destroy(struct ecdh *ecdh);

/* A new private key, from OpenSSL's generator or given (worked examples). */
void ecdh_make_key(struct ecdh *ecdh);
void ecdh_set_key(struct ecdh *ecdh, const uint8_t *key, size_t len);
void ecdh_public_point(const struct ecdh *ecdh, uint8_t out[ECDH_POINT_MAX_BYTES], size_t *out_len);
/* The x coordinate of what both sides agree on, as long as the field. False: no point to use. */
bool ecdh_agree(const struct ecdh *ecdh, const uint8_t *point, size_t len,
                uint8_t out[ECDH_FIELD_MAX_BYTES], size_t *out_len);
/* Generic mapping: the generator becomes nonce · G + (what both sides agree on); the key is spent.
 * False: no point to use. */
bool ecdh_map(struct ecdh *ecdh, const uint8_t *nonce, size_t nonce_len, const uint8_t *point,
              size_t len);

#endif
