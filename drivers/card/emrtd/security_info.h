/*
 * Security infos: what EF.CardAccess offers before, and data group 14 repeats under signature after
 * access is had (ICAO Doc 9303-11 section 9.2). SET OF SEQUENCE { OBJECT IDENTIFIER, required,
 * optional }. Pure.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_SECURITY_INFO_H
#define MOTCUA_DRIVERS_CARD_EMRTD_SECURITY_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "drivers/card/emrtd/cipher.h"

#define SECURITY_INFO_MAX       16
#define SECURITY_INFO_OID_BYTES 12
#define SECURITY_INFO_NO_KEY_ID (-1)

struct security_oid {
    uint8_t bytes[SECURITY_INFO_OID_BYTES];
    size_t len;
};

enum security_info_kind {
    SECURITY_INFO_OTHER,
    SECURITY_INFO_PACE,     /* generic mapping over elliptic curves */
    SECURITY_INFO_CHIP,     /* chip authentication: protocol */
    SECURITY_INFO_CHIP_KEY, /* and its public key */
    SECURITY_INFO_ACTIVE    /* active authentication by ECDSA: which hash */
};

/* Chip authentication over elliptic curves, or over the integers modulo a prime. */
enum security_agreement { SECURITY_ECDH, SECURITY_DH };

struct security_info {
    enum security_info_kind kind;
    struct security_oid oid;
    enum cipher cipher;                /* PACE, CHIP */
    enum security_agreement agreement; /* CHIP, CHIP_KEY */
    int version;                       /* PACE, CHIP, ACTIVE */
    int parameters;     /* PACE: standardized domain parameters, -1 if it names none */
    int key_id;         /* CHIP, CHIP_KEY: SECURITY_INFO_NO_KEY_ID if there is none */
    const uint8_t *key; /* CHIP_KEY: SubjectPublicKeyInfo, borrowed */
    size_t key_len;
    struct security_oid signature; /* ACTIVE */
    const uint8_t *whole;          /* as it stands in the file, borrowed */
    size_t whole_len;
};

struct security_infos {
    struct security_info list[SECURITY_INFO_MAX];
    size_t count;
};

/* The SET, as EF.CardAccess holds it. Infos of other kinds are kept as OTHER. MC_EPARSE, MC_ETOOBIG
 */
enum mc_err security_infos_parse(const uint8_t *bytes, size_t len, struct security_infos *out,
                                 struct mc_error *err) MC_MUST_CHECK;
/* Data group 14: the SET inside tag 6E. */
enum mc_err security_infos_parse_dg14(const uint8_t *file, size_t len, struct security_infos *out,
                                      struct mc_error *err) MC_MUST_CHECK;
/* The same bytes stand in the other list. */
bool security_infos_hold(const struct security_infos *infos, const struct security_info *info);
bool security_oid_equal(const struct security_oid *a, const struct security_oid *b);

/* id-PACE-ECDH-GM with that cipher, id-CA-ECDH or id-CA-DH, id-PK-ECDH or id-PK-DH: for both
 * sides. */
struct security_oid security_oid_pace(enum cipher cipher);
struct security_oid security_oid_chip(enum security_agreement agreement, enum cipher cipher);
struct security_oid security_oid_chip_key(enum security_agreement agreement);
extern const struct security_oid security_oid_active;

#endif
