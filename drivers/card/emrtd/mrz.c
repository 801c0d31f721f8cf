#include "drivers/card/emrtd/mrz.h"

#include <stdbool.h>
#include <string.h>

#include "core/memory.h"

#define FILLER '<'

/* Where the fields stand, from the first character of the first line. */
#define AT_ISSUER          2
#define AT_DOCUMENT        5
#define AT_DOCUMENT_CHECK  14
#define AT_OPTIONAL        15
#define AT_BIRTH           30
#define AT_BIRTH_CHECK     36
#define AT_SEX             37
#define AT_EXPIRY          38
#define AT_EXPIRY_CHECK    44
#define AT_NATIONALITY     45
#define AT_OPTIONAL_2      48
#define AT_COMPOSITE_CHECK 59
#define AT_NAME            60
#define OPTIONAL_2_CHARS   11
#define COUNTRY_CHARS      3

static int value_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
}

static int weigh(const char *text, size_t len, size_t position)
{
    static const int weights[] = {7, 3, 1};
    int sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += value_of(text[i]) * weights[(position + i) % 3];
    }
    return sum;
}

char mrz_check_digit(const char *text, size_t len)
{
    return (char)('0' + weigh(text, len, 0) % 10);
}

/* The field without what fills it up; fillers inside become spaces. */
static void copy_field(char *out, const char *text, size_t len)
{
    while (len > 0 && text[len - 1] == FILLER) {
        len--;
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = (char)(text[i] == FILLER ? ' ' : text[i]);
    }
    out[len] = '\0';
}

static bool checked(const char *text, size_t at, size_t len, size_t check)
{
    char digit = mrz_check_digit(text + at, len);
    return text[check] == digit || (digit == '0' && text[check] == FILLER);
}

/* Over the upper line from the number on, and birth, expiry and optional data of the second. */
static char composite_digit(const char *text)
{
    size_t upper = AT_BIRTH - AT_DOCUMENT;
    size_t birth = AT_BIRTH_CHECK + 1 - AT_BIRTH;
    size_t expiry = AT_EXPIRY_CHECK + 1 - AT_EXPIRY;
    int sum = weigh(text + AT_DOCUMENT, upper, 0) + weigh(text + AT_BIRTH, birth, upper) +
              weigh(text + AT_EXPIRY, expiry, upper + birth) +
              weigh(text + AT_OPTIONAL_2, OPTIONAL_2_CHARS, upper + birth + expiry);
    return (char)('0' + sum % 10);
}

/* A number of more than nine characters goes on in the optional data; its check digit is there. */
static bool parse_document(const char *text, struct mrz *out)
{
    const char *more = text + AT_OPTIONAL;
    if (text[AT_DOCUMENT_CHECK] != FILLER) {
        copy_field(out->document_number, text + AT_DOCUMENT, MRZ_DOCUMENT_CHARS);
        copy_field(out->optional, more, MRZ_OPTIONAL_CHARS);
        return checked(text, AT_DOCUMENT, MRZ_DOCUMENT_CHARS, AT_DOCUMENT_CHECK);
    }
    const char *end = memchr(more, FILLER, MRZ_OPTIONAL_CHARS);
    size_t len = end != NULL ? (size_t)(end - more) : MRZ_OPTIONAL_CHARS;
    if (len < 2) {
        return false;
    }
    memcpy(out->document_number, text + AT_DOCUMENT, MRZ_DOCUMENT_CHARS);
    memcpy(out->document_number + MRZ_DOCUMENT_CHARS, more, len - 1);
    out->document_number[MRZ_DOCUMENT_CHARS + len - 1] = '\0';
    copy_field(out->optional, more + len, MRZ_OPTIONAL_CHARS - len);
    return more[len - 1] == mrz_check_digit(out->document_number, MRZ_DOCUMENT_CHARS + len - 1);
}

static bool parse_date(const char *text, size_t at, char *out)
{
    copy_field(out, text + at, MRZ_DATE_CHARS);
    return strspn(out, "0123456789") == strlen(out);
}

/* Family and given names are parted by two fillers, words by one. */
static void parse_name(const char *text, char *out)
{
    copy_field(out, text + AT_NAME, MRZ_LINE_CHARS);
    size_t used = 0;
    for (size_t i = 0; out[i] != '\0'; i++) {
        if (out[i] != ' ' || (used > 0 && out[used - 1] != ' ')) {
            out[used++] = out[i];
        }
    }
    out[used] = '\0';
}

static const char *first_wrong(const char *text, struct mrz *out)
{
    if (!parse_document(text, out)) {
        return "document number";
    }
    if (!parse_date(text, AT_BIRTH, out->birth) ||
        !checked(text, AT_BIRTH, MRZ_DATE_CHARS, AT_BIRTH_CHECK)) {
        return "birth date";
    }
    if (!parse_date(text, AT_EXPIRY, out->expiry) ||
        !checked(text, AT_EXPIRY, MRZ_DATE_CHARS, AT_EXPIRY_CHECK)) {
        return "expiry date";
    }
    if (text[AT_COMPOSITE_CHECK] != composite_digit(text)) {
        return "composite check digit";
    }
    copy_field(out->issuer, text + AT_ISSUER, COUNTRY_CHARS);
    copy_field(out->nationality, text + AT_NATIONALITY, COUNTRY_CHARS);
    parse_name(text, out->name);
    out->sex = text[AT_SEX];
    return NULL;
}

enum mc_err mrz_parse_td1(const uint8_t *text, size_t len, struct mrz *out, struct mc_error *err)
{
    if (len != MRZ_TD1_CHARS) {
        return mc_fail(err, MC_EPARSE, "mrz: %zu characters", len);
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] != FILLER && !(text[i] >= '0' && text[i] <= '9') &&
            !(text[i] >= 'A' && text[i] <= 'Z')) {
            return mc_fail(err, MC_EPARSE, "mrz: a character that has no place there");
        }
    }
    struct mrz mrz = {0};
    const char *wrong = first_wrong((const char *)text, &mrz);
    enum mc_err rc = wrong == NULL ? MC_OK : mc_fail(err, MC_EPARSE, "mrz: %s", wrong);
    if (rc == MC_OK) {
        *out = mrz;
    }
    mc_wipe(&mrz, sizeof mrz);
    return rc;
}

static void fill(char *out, size_t len, const char *text)
{
    size_t n = strnlen(text, len);
    memset(out, FILLER, len);
    memcpy(out, text, n);
}

void mrz_write_vietnamese(const char *number, const char *birth, char sex, const char *expiry,
                          const char *name, char out[MRZ_TD1_CHARS + 1])
{
    size_t digits = strlen(number);
    const char *last = digits > MRZ_DOCUMENT_CHARS ? number + digits - MRZ_DOCUMENT_CHARS : number;
    memset(out, FILLER, MRZ_TD1_CHARS);
    out[MRZ_TD1_CHARS] = '\0';
    memcpy(out, "IDVNM", AT_DOCUMENT);
    fill(out + AT_DOCUMENT, MRZ_DOCUMENT_CHARS, last);
    out[AT_DOCUMENT_CHECK] = mrz_check_digit(out + AT_DOCUMENT, MRZ_DOCUMENT_CHARS);
    fill(out + AT_OPTIONAL, MRZ_OPTIONAL_CHARS - 1, number);
    out[AT_BIRTH - 1] = mrz_check_digit(number, digits);
    fill(out + AT_BIRTH, MRZ_DATE_CHARS, birth);
    out[AT_BIRTH_CHECK] = mrz_check_digit(out + AT_BIRTH, MRZ_DATE_CHARS);
    out[AT_SEX] = sex;
    fill(out + AT_EXPIRY, MRZ_DATE_CHARS, expiry);
    out[AT_EXPIRY_CHECK] = mrz_check_digit(out + AT_EXPIRY, MRZ_DATE_CHARS);
    memcpy(out + AT_NATIONALITY, "VNM", COUNTRY_CHARS);
    fill(out + AT_NAME, MRZ_LINE_CHARS, name);
    out[AT_COMPOSITE_CHECK] = composite_digit(out);
}

static size_t put_checked(char *out, const char *text, size_t least)
{
    size_t len = strlen(text);
    size_t width = len > least ? len : least;
    fill(out, width, text);
    out[width] = mrz_check_digit(out, width);
    return width + 1;
}

size_t mrz_key_text(const char *document_number, const char *birth, const char *expiry,
                    char out[MRZ_KEY_MAX_CHARS + 1])
{
    MC_CHECK(strlen(document_number) <= MRZ_DOCUMENT_CHARS + MRZ_OPTIONAL_CHARS &&
             strlen(birth) <= MRZ_DATE_CHARS && strlen(expiry) <= MRZ_DATE_CHARS);
    size_t used = put_checked(out, document_number, MRZ_DOCUMENT_CHARS);
    used += put_checked(out + used, birth, MRZ_DATE_CHARS);
    used += put_checked(out + used, expiry, MRZ_DATE_CHARS);
    out[used] = '\0';
    return used;
}
