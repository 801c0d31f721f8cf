/*
 * The QR code printed on a Vietnamese ID card: UTF-8, fields separated by '|':
 * number, old number, name, birth date DDMMYYYY, sex, residence, issue date DDMMYYYY.
 * Seven fields on the 2021 card (căn cước công dân, code on the front); the 2024 card (căn cước,
 * Circular 16/2024/TT-BCA art. 6, code on the back) appends more, whose order is not published:
 * they are accepted and not looked at. Pure.
 */
#ifndef MOTCUA_DOMAIN_CARD_QR_H
#define MOTCUA_DOMAIN_CARD_QR_H

#include <stddef.h>
#include <stdint.h>

#include "domain/citizen.h"

#define CARD_QR_MAX_BYTES 2048

/* What a code turned out to be; everything but CITIZEN has a message of its own. */
enum card_qr_verdict {
    CARD_QR_CITIZEN,
    CARD_QR_HEALTH_INSURANCE, /* BHYT card: also '|', names in hex */
    CARD_QR_PAYMENT,          /* EMVCo / VietQR, "000201…" */
    CARD_QR_RECEIPT,          /* a receipt of ours: the citizen meant another screen */
    CARD_QR_WEB_ADDRESS,
    CARD_QR_DAMAGED,  /* the shape of an ID card, but a field is not what it must be */
    CARD_QR_NOT_TEXT, /* not UTF-8 */
    CARD_QR_UNKNOWN
};

/* Trailing CR, LF, TAB and empty fields are fine. *out (assurance: declared) is filled only on
 * CARD_QR_CITIZEN; *out_field, which may be NULL, is the index of the bad field on DAMAGED. */
enum card_qr_verdict card_qr_parse(const uint8_t *bytes, size_t len, struct citizen *out,
                                   int *out_field);
/* "citizen", "health_insurance", …: for messages (identify.not.<name>) and logs. */
const char *card_qr_verdict_name(enum card_qr_verdict verdict);

#endif
