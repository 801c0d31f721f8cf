/* What receipt.c and card_qr.c both need: each tells the other's codes apart from its own. */
#ifndef MOTCUA_DOMAIN_RECEIPT_INTERNAL_H
#define MOTCUA_DOMAIN_RECEIPT_INTERNAL_H

#include <stdbool.h>

#include "domain/receipt.h"

/* "http://", "https://" or "www." begins the text. */
bool receipt_is_web_address(const char *text);
/* "000201" begins the text: EMVCo QR code specification for payment systems, payload format. */
bool receipt_is_payment(const char *text);
/* OURS or CODE_ONLY with *out filled, WEB_ADDRESS, or UNKNOWN; knows nothing of ID cards. */
enum receipt_scan_verdict receipt_find_code(const char *text, struct receipt_scan *out);

#endif
