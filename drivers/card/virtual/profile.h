/*
 * What a virtual ID card holds, offers and does wrong: one JSON object.
 *
 *   {"id_number": "079203012345", "old_id_number": "", "name": "Nguyễn Thị Ánh Tuyết",
 *    "birth": "15/08/2003", "sex": "Nữ", "residence": "…", "issued": "10/05/2021",
 *    "expires": "15/08/2028",
 *    "pace": "aes-128" | "aes-192" | "aes-256" | "3des" | "none", "curve": "p-256" |
 * "brainpool-256" | "brainpool-320" | "p-384" | "brainpool-384" | "brainpool-512" | "p-521", "bac":
 * true, "proof": "none" | "chip" | "chip-3des" | "chip-dh" | "chip-dh-3des" | "active-rsa" |
 * "active-ecdsa", "personal_data": true, "portrait": true, "chip_verified": false,
 * "extended_length": false, "fault": "none" | "wrong-sod" | "no-sod" | "expired-signer" |
 * "revoked-signer" | "altered" | "torn" | "slow" | "endless" | "short" | "wrong-mac" | "copy" |
 * "weaker-offer" | "chained" | "exact-length", "fault_at": 0}
 *
 * Only the seven texts from id_number to issued are needed, old_id_number may be left out, too.
 * Without "expires" the card has no end. "personal_data": there is a data group 13.
 * "chip_verified": the kiosk knows who signed it. "fault_at" is the data group for altered, endless
 * and short, the command's number for torn and wrong-mac, milliseconds for slow.
 */
#ifndef MOTCUA_DRIVERS_CARD_VIRTUAL_PROFILE_H
#define MOTCUA_DRIVERS_CARD_VIRTUAL_PROFILE_H

#include <stdbool.h>

#include "core/error.h"
#include "drivers/card/card_content.h"
#include "drivers/card/emrtd/cipher.h"

#define PROFILE_MAX_BYTES    8192
#define PROFILE_FAULT_AT_MAX 100000

enum profile_proof {
    PROFILE_PROOF_NONE,
    PROFILE_PROOF_CHIP,
    PROFILE_PROOF_CHIP_3DES,
    PROFILE_PROOF_CHIP_DH,
    PROFILE_PROOF_CHIP_DH_3DES,
    PROFILE_PROOF_ACTIVE_RSA,
    PROFILE_PROOF_ACTIVE_ECDSA
};

enum profile_fault {
    PROFILE_FAULT_NONE,
    PROFILE_WRONG_SOD, /* its signature is broken */
    PROFILE_NO_SOD,
    PROFILE_EXPIRED_SIGNER,
    PROFILE_REVOKED_SIGNER, /* by the revocation list that goes with the authority */
    PROFILE_ALTERED,        /* one data group is not what was signed */
    PROFILE_TORN,           /* away from one command on */
    PROFILE_SLOW,
    PROFILE_ENDLESS, /* a file that says it has gigabytes */
    PROFILE_SHORT,   /* a file that says more than it has */
    PROFILE_WRONG_MAC,
    PROFILE_COPY,         /* data of a real chip, but not its keys */
    PROFILE_WEAKER_OFFER, /* EF.CardAccess is not what data group 14 says */
    PROFILE_CHAINED,      /* every longer answer has to be fetched: 61xx */
    PROFILE_EXACT_LENGTH  /* never gives less than asked for: 6Cxx */
};

/* Personal data, if of an invented person: lives in secret memory. */
struct profile {
    char id_number[CARD_ID_CHARS + 1];
    char old_id_number[CARD_ID_CHARS + 1];
    char name[CARD_FIELD_BYTES];
    char birth[CARD_DATE_BYTES];
    char sex[CARD_DATE_BYTES];
    char residence[CARD_FIELD_BYTES];
    char issued[CARD_DATE_BYTES];
    char expires[CARD_DATE_BYTES]; /* "": never */
    bool pace;
    enum cipher cipher;
    int curve;
    bool bac;
    enum profile_proof proof;
    bool personal_data;
    bool portrait;
    bool chip_verified;
    bool extended_length;
    enum profile_fault fault;
    int fault_at;
};

/* MC_EPARSE, MC_ETOOBIG name the key. */
enum mc_err profile_parse(const void *json, size_t len, struct profile *out,
                          struct mc_error *err) MC_MUST_CHECK;
/* DD/MM/YYYY → YYMMDD; false if it is no date. */
bool profile_short_date(const char *date, char out[7]);

#endif
