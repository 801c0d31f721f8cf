/*
 * The machine-readable zone of an ID card: TD1, three lines of thirty characters (ICAO Doc 9303-5
 * section 4.2, check digits 9303-3 section 4.9). A Vietnamese card: document number = the last nine
 * digits of the number, all twelve in the optional data behind it. Pure.
 */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_MRZ_H
#define MOTCUA_DRIVERS_CARD_EMRTD_MRZ_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define MRZ_TD1_CHARS      90
#define MRZ_LINE_CHARS     30
#define MRZ_DOCUMENT_CHARS 9
#define MRZ_DATE_CHARS     6 /* YYMMDD */
#define MRZ_OPTIONAL_CHARS 15
/* Number, birth and expiry, each with its check digit: what the access keys are made from. */
#define MRZ_KEY_MAX_CHARS (MRZ_DOCUMENT_CHARS + MRZ_OPTIONAL_CHARS + 1 + 2 * (MRZ_DATE_CHARS + 1))

struct mrz {
    char issuer[4]; /* texts without the filling '<' */
    char document_number[MRZ_DOCUMENT_CHARS + MRZ_OPTIONAL_CHARS + 1];
    char optional[MRZ_OPTIONAL_CHARS + 1];
    char birth[MRZ_DATE_CHARS + 1];
    char expiry[MRZ_DATE_CHARS + 1]; /* "" if it holds no date */
    char sex;                        /* 'M', 'F', '<' */
    char nationality[4];
    char name[MRZ_LINE_CHARS + 1]; /* as on the card: family name first, words parted by spaces */
};

/* MC_EPARSE names the field, never its value. */
enum mc_err mrz_parse_td1(const uint8_t *text, size_t len, struct mrz *out,
                          struct mc_error *err) MC_MUST_CHECK;
/* Three lines without line ends; texts are cut and filled up. number: all twelve digits. */
void mrz_write_vietnamese(const char *number, const char *birth, char sex, const char *expiry,
                          const char *name, char out[MRZ_TD1_CHARS + 1]);
/* 7, 3, 1 over digits, A = 10 …, '<' = 0. The digit as a character. */
char mrz_check_digit(const char *text, size_t len);
/* "MRZ information" of ICAO Doc 9303-11 section 9.7.2. expiry "" stands for an empty one. */
size_t mrz_key_text(const char *document_number, const char *birth, const char *expiry,
                    char out[MRZ_KEY_MAX_CHARS + 1]);

#endif
