#include "domain/phone.h"

#include <stddef.h>
#include <string.h>

#define MOBILE_DIGITS   10
#define LANDLINE_DIGITS 11
#define COUNTRY         "+84"
#define SCRATCH_DIGITS  16

/* "03" and what may be the next digit: Viettel 032-039, 086, 096-098; VinaPhone 081-085, 088, 091,
 * 094; MobiFone 070, 076-079, 089, 090, 093; Vietnamobile 052, 056, 058, 092; Gmobile 059, 099;
 * Wintel 055; iTel 087. */
static const struct {
    char network; /* second digit */
    const char *next;
} mobiles[] = {
    {'3', "23456789"}, {'5', "25689"}, {'7', "06789"}, {'8', "123456789"}, {'9', "012346789"},
};

/* "02" and the two digits behind it; of Hà Nội and Hồ Chí Minh City one digit. */
static const char areas[] = "4 8 03 04 05 06 07 08 09 10 11 12 13 14 15 16 18 19 20 21 22 25 26 27 "
                            "28 29 32 33 34 35 36 37 38 39 51 52 54 55 56 57 58 59 60 61 62 63 69 "
                            "70 71 72 73 74 75 76 77 90 91 92 93 94 96 97 99 ";

/* The digits with the leading 0; false if there is anything else, or too many. "+", "+8" and
 * "+84" count as the beginning of that 0: then there are none. */
static bool read_digits(const char *text, char digits[SCRATCH_DIGITS + 1])
{
    size_t count = 0;
    size_t country = strlen(COUNTRY);
    if (text[0] == '+') {
        size_t len = strlen(text);
        if (strncmp(text, COUNTRY, len < country ? len : country) != 0) {
            return false;
        }
        text += len < country ? len : country;
        if (*text != '\0') {
            digits[count++] = '0';
        }
    }
    for (; *text != '\0'; text++) {
        bool digit = *text >= '0' && *text <= '9';
        if (digit && count < SCRATCH_DIGITS) {
            digits[count++] = *text;
        } else if (digit || strchr(" .-", *text) == NULL) {
            return false;
        }
    }
    digits[count] = '\0';
    return true;
}

/* The digits a number has that begins so; 0: none begins so. */
static size_t digits_expected(const char *digits)
{
    if (digits[0] == '\0' || (digits[0] == '0' && digits[1] == '\0')) {
        return LANDLINE_DIGITS;
    }
    if (digits[0] != '0') {
        return 0;
    }
    for (size_t i = 0; i < sizeof mobiles / sizeof mobiles[0]; i++) {
        if (mobiles[i].network == digits[1]) {
            bool fits = digits[2] == '\0' || strchr(mobiles[i].next, digits[2]) != NULL;
            return fits ? MOBILE_DIGITS : 0;
        }
    }
    for (const char *area = areas; digits[1] == '2' && *area != '\0'; area += strcspn(area, " ")) {
        area += *area == ' ' ? 1 : 0;
        size_t code = strcspn(area, " ");
        size_t typed = strlen(digits + 2);
        if (code > 0 && strncmp(area, digits + 2, typed < code ? typed : code) == 0) {
            return LANDLINE_DIGITS;
        }
    }
    return 0;
}

bool phone_begins(const char *text)
{
    char digits[SCRATCH_DIGITS + 1];
    return read_digits(text, digits) && strlen(digits) <= digits_expected(digits);
}

bool phone_valid(const char *text)
{
    char digits[SCRATCH_DIGITS + 1];
    return read_digits(text, digits) && digits[0] != '\0' &&
           strlen(digits) == digits_expected(digits);
}
