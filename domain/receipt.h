/*
 * The receipt of a dossier (Giấy tiếp nhận hồ sơ và hẹn trả kết quả, Circular 01/2018/TT-VPCP): its
 * content, the URL in its QR code, and what a scanned code means. Pure; kiosk/paper draws it.
 */
#ifndef MOTCUA_DOMAIN_RECEIPT_H
#define MOTCUA_DOMAIN_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/dossier.h"

#define RECEIPT_URL_BYTES   256
#define RECEIPT_NAME_BYTES  1600 /* the longest real procedure name has 1,094 characters */
#define RECEIPT_PAPERS_MAX  DOSSIER_PAPERS_MAX
#define RECEIPT_PAPER_BYTES 320

struct receipt_paper {
    char name[RECEIPT_PAPER_BYTES];
    int originals;
    int copies;
};

/* Everything fixed-size, so that it can live in secret memory and be wiped in one go. */
struct receipt {
    char agency[2][160]; /* "UBND THÀNH PHỐ …", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG …" */
    char code[DOSSIER_CODE_BYTES]; /* official, or provisional */
    bool provisional;
    char applicant[CITIZEN_NAME_BYTES];
    char masked_id[CITIZEN_ID_CHARS + 1];
    char procedure_code[PROCEDURE_CODE_BYTES];
    char procedure_name[RECEIPT_NAME_BYTES];
    struct receipt_paper papers[RECEIPT_PAPERS_MAX];
    size_t paper_count;
    struct local_time received;
    struct local_time appointed; /* year 0: told when the dossier is registered */
    int64_t fee_dong;            /* -1: not known here */
    char collect_at[320];
    char hotline[32];
    char url[RECEIPT_URL_BYTES]; /* of the QR code */
    enum mc_language language;
    int copy; /* 0: the first print; 1 and up: BẢN IN LẠI */
};

/* "<base>/r/<code>?t=<token>"; MC_ETOOBIG if it does not fit. */
enum mc_err receipt_url(const char *public_base, const char *code, const char *token,
                        char out[RECEIPT_URL_BYTES], struct mc_error *err) MC_MUST_CHECK;

enum receipt_scan_verdict {
    RECEIPT_SCAN_OURS,      /* code and token */
    RECEIPT_SCAN_CODE_ONLY, /* a dossier code without a token: shows nothing by itself */
    RECEIPT_SCAN_ID_CARD,   /* the citizen showed the ID card instead */
    RECEIPT_SCAN_PAYMENT,
    RECEIPT_SCAN_WEB_ADDRESS,
    RECEIPT_SCAN_UNKNOWN
};
struct receipt_scan {
    char code[DOSSIER_CODE_BYTES];
    char token[MC_TOKEN_CHARS + 1]; /* "" if none */
};
/* Reads a scanned text. No URL is ever opened: code and token are taken out of it, whatever host it
 * names; a bare code and the older mahs=, maHoSo=, code= parameters count as CODE_ONLY. */
enum receipt_scan_verdict receipt_scan_parse(const uint8_t *bytes, size_t len,
                                             struct receipt_scan *out);
const char *receipt_scan_verdict_name(enum receipt_scan_verdict verdict);

#endif
