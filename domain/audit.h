/*
 * The audit trail: what officers did and looked at, and what happened to kiosks, one entry an act,
 * each carrying the hash of the one before it. Whoever changes, removes or inserts an entry breaks
 * the chain from there on; whoever cuts entries off its end is found out by an earlier head that
 * was written down elsewhere. Pure: storage keeps the entries and adds one in the transaction of
 * the act itself.
 *
 * An entry's hash is SHA-256, in hex, over its fields in the order of struct audit_entry, each as
 * "<bytes>:<field>," (netstrings), numbers in decimal, `previous` last. The first entry's previous
 * is 64 zeros.
 */
#ifndef MOTCUA_DOMAIN_AUDIT_H
#define MOTCUA_DOMAIN_AUDIT_H

#include <stdint.h>

#include "core/error.h"
#include "core/ident.h"
#include "domain/dossier.h"
#include "domain/office.h"

#define AUDIT_ACT_BYTES    24
#define AUDIT_DETAIL_BYTES 256

/* What else than an office action is written down. */
#define AUDIT_ACT_OPEN    "open" /* the sealed body was handed out */
#define AUDIT_ACT_SHOW    "show" /* the dossier's page, without the body */
#define AUDIT_ACT_OFFICER "officer"
#define AUDIT_ACT_REVOKE  "revoke"
/* Of kiosks: a code was given out; it was used; the certificate was renewed; all were revoked. */
#define AUDIT_ACT_KIOSK_CODE   "kiosk-code"
#define AUDIT_ACT_KIOSK_ENROL  "kiosk-enrol"
#define AUDIT_ACT_KIOSK_RENEW  "kiosk-renew"
#define AUDIT_ACT_KIOSK_REVOKE "kiosk-revoke"

struct audit_entry {
    int64_t number; /* 1, 2, 3, … without gaps */
    int64_t at_s;
    char officer[OFFICER_ID_BYTES]; /* or "operator": at the service's own machine; or a kiosk's */
    char act[AUDIT_ACT_BYTES];
    char subject[DOSSIER_CODE_BYTES]; /* the dossier's code, or the officer's or kiosk's id */
    char detail[AUDIT_DETAIL_BYTES];  /* "received -> processing"; nothing of the citizen's */
    char previous[MC_SHA256_CHARS + 1];
    char hash[MC_SHA256_CHARS + 1];
};

extern const char audit_first_previous[MC_SHA256_CHARS + 1];

/* Fills entry->hash from the rest. */
void audit_seal(struct audit_entry *entry);

/* Goes over a trail from its first entry on; zeroed at the start. */
struct audit_check {
    int64_t count;
    char head[MC_SHA256_CHARS + 1]; /* of the last entry; "" before the first */
};
/* MC_ECORRUPT, naming the entry, when it does not follow. Entries after that are refused, too. */
enum mc_err audit_check_next(struct audit_check *check, const struct audit_entry *entry,
                             struct mc_error *err) MC_MUST_CHECK;

#endif
