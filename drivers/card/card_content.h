/*
 * What is needed to read an ID card's chip, and what comes out. Personal data all of it: lives in
 * secret memory.
 */
#ifndef MOTCUA_DRIVERS_CARD_CARD_CONTENT_H
#define MOTCUA_DRIVERS_CARD_CARD_CONTENT_H

#include <stddef.h>

#include "core/error.h"

#define CARD_ID_CHARS     12
#define CARD_FIELD_BYTES  512
#define CARD_DATE_BYTES   32 /* room for "Không thời hạn", too */
#define CARD_EXPIRIES_MAX 2
#define CARD_REASON_BYTES MC_ERROR_TEXT_BYTES

/*
 * What the access keys are made of. The number gives PACE its password (the last six digits) and
 * basic access control its document number (the last nine); the latter needs birth and expiry, too.
 * Never more than two keys are tried.
 */
struct card_access {
    char id_number[CARD_ID_CHARS + 1];
    char birth[7];                     /* YYMMDD; "" if not known */
    char expiry[CARD_EXPIRIES_MAX][7]; /* likely ones first; "" for a card without a date */
    size_t expiry_count;
};

/* How a reading ended. Only READ brings a content. */
enum card_outcome {
    CARD_READ,
    CARD_FOREIGN,     /* not an ID card */
    CARD_REFUSED,     /* the keys are another card's */
    CARD_NEEDS_BIRTH, /* the card takes only keys that need birth and expiry */
    CARD_TORN,        /* taken away too early */
    CARD_GARBLED,     /* answers that make no sense */
    CARD_TOO_SLOW
};
const char *card_outcome_name(enum card_outcome outcome);

/* How the chip was opened. */
enum card_protocol { CARD_PROTOCOL_NONE, CARD_PROTOCOL_BAC, CARD_PROTOCOL_PACE };

/* What the signature says of the content, and the chip of itself. */
enum card_verdict {
    CARD_UNVERIFIED, /* nothing speaks against it, but it cannot be checked here */
    CARD_VERIFIED,   /* passive authentication passed, and what proof the chip offers, too */
    CARD_FORGED      /* altered, wrongly signed, or a copy */
};
const char *card_verdict_name(enum card_verdict verdict);

/* Texts as the chip gives them, UTF-8, dates DD/MM/YYYY; "" where it has none. */
struct card_content {
    char id_number[CARD_ID_CHARS + 1];
    char old_id_number[CARD_ID_CHARS + 1];
    char name[CARD_FIELD_BYTES];
    char birth[CARD_DATE_BYTES];
    char sex[CARD_DATE_BYTES]; /* "Nam", "Nữ" */
    char residence[CARD_FIELD_BYTES];
    char issued[CARD_DATE_BYTES];
    char expires[CARD_DATE_BYTES];
    enum card_protocol protocol; /* set as soon as it is open, however the reading ends */
    int name_is_plain;           /* from the machine-readable zone: capitals without marks */
    enum card_verdict verdict;
    char reason[CARD_REASON_BYTES]; /* why so, for the log: no personal data */
    int portrait_width_px;          /* 0: none */
    int portrait_height_px;
    unsigned char *portrait; /* red, green, blue, row by row; owned */
};

/* Zeroed, in secret memory; destroyed with its portrait and wiped. NULL is fine. */
struct card_content *card_content_create(void);
void card_content_destroy(struct card_content *content);

#endif
