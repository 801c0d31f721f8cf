#include <stdio.h>
#include <string.h>

#include "domain/dossier.h"

#define KIOSK_CHARS_MIN   2
#define KIOSK_CHARS_MAX   8
#define DAY_CHARS         6 /* YYMMDD of 2000 to 2099 */
#define SEQUENCE_MAX      999999
#define PROVISIONAL_MAX   9999
#define CHECK_CHARS       2
#define CHECK_MODULUS     1271
#define CHECK_RADIX       36
#define AGENCY_PARTS_MAX  3
#define AGENCY_PART_CHARS 6

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* The alphabet's index of a character, -1 if it has none. */
static int value_of(char c)
{
    const char *found = c != '\0' ? strchr(alphabet, c) : NULL;
    return found != NULL ? (int)(found - alphabet) : -1;
}

/* "0361", "12": how many digits stand at text, at most `most` + 1. */
static size_t digits_at(const char *text, size_t most)
{
    size_t n = 0;
    while (n <= most && text[n] >= '0' && text[n] <= '9') {
        n++;
    }
    return n;
}

/* "H29" followed by up to three parts of digits: "H29.12.3". */
static bool agency_new_form(const char *text)
{
    if (text[0] != 'H' || digits_at(text + 1, 2) != 2) {
        return false;
    }
    text += 3;
    for (int parts = 0; *text == '.'; parts++) {
        size_t n = digits_at(text + 1, AGENCY_PART_CHARS);
        if (parts == AGENCY_PARTS_MAX || n == 0 || n > AGENCY_PART_CHARS) {
            return false;
        }
        text += 1 + n;
    }
    return *text == '\0';
}

/* "000.00.06.H56". */
static bool agency_old_form(const char *text)
{
    static const char form[] = "ddd.dd.dd.Hdd";
    size_t i = 0;
    for (; form[i] != '\0'; i++) {
        bool fits = form[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
        if (!fits) {
            return false;
        }
    }
    return text[i] == '\0';
}

bool dossier_agency_valid(const char *agency)
{
    return strnlen(agency, DOSSIER_AGENCY_BYTES) < DOSSIER_AGENCY_BYTES &&
           (agency_new_form(agency) || agency_old_form(agency));
}

bool dossier_kiosk_valid(const char *kiosk)
{
    size_t n = strnlen(kiosk, KIOSK_CHARS_MAX + 1);
    return n >= KIOSK_CHARS_MIN && n <= KIOSK_CHARS_MAX && strspn(kiosk, alphabet) == n;
}

/* "-YYMMDD-", a real day of this century. */
static bool day_part_valid(const char *text)
{
    struct date day = {0};
    char iso[DATE_TEXT_BYTES];
    if (text[0] != '-' || digits_at(text + 1, DAY_CHARS) != DAY_CHARS ||
        text[1 + DAY_CHARS] != '-') {
        return false;
    }
    (void)snprintf(iso, sizeof iso, "20%.2s-%.2s-%.2s", text + 1, text + 3, text + 5);
    return date_parse_iso(iso, &day);
}

/* The sum of ISO/IEC 7064 MOD 1271-36 over letters and digits; dashes do not count. */
static int check_sum(const char *text)
{
    int sum = 0;
    for (; *text != '\0'; text++) {
        int value = value_of(*text);
        if (value >= 0) {
            sum = (sum * CHECK_RADIX + value) % CHECK_MODULUS;
        }
    }
    return sum;
}

static bool official_valid(const char *code)
{
    const char *dash = strchr(code, '-');
    char agency[DOSSIER_AGENCY_BYTES] = {0};
    if (dash == NULL || (size_t)(dash - code) >= sizeof agency) {
        return false;
    }
    memcpy(agency, code, (size_t)(dash - code));
    if (!dossier_agency_valid(agency) || !day_part_valid(dash)) {
        return false;
    }
    const char *sequence = dash + DAY_CHARS + 2;
    size_t n = digits_at(sequence, 6);
    return n >= 4 && n <= 6 && sequence[n] == '\0';
}

static bool provisional_valid(const char *code)
{
    const char *dash = strchr(code, '-');
    char kiosk[KIOSK_CHARS_MAX + 1] = {0};
    if (code[0] != 'T' || dash == NULL || (size_t)(dash - code - 1) >= sizeof kiosk) {
        return false;
    }
    memcpy(kiosk, code + 1, (size_t)(dash - code - 1));
    if (!dossier_kiosk_valid(kiosk) || !day_part_valid(dash)) {
        return false;
    }
    const char *sequence = dash + DAY_CHARS + 2;
    if (digits_at(sequence, 4) != 4 || sequence[4] != '-') {
        return false;
    }
    const char *check = sequence + 5;
    return strnlen(check, CHECK_CHARS + 1) == CHECK_CHARS && value_of(check[0]) >= 0 &&
           value_of(check[1]) >= 0 && check_sum(code) == 1;
}

enum dossier_code_kind dossier_code_kind(const char *code)
{
    if (strnlen(code, DOSSIER_CODE_BYTES) == DOSSIER_CODE_BYTES) {
        return DOSSIER_CODE_NONE;
    }
    return official_valid(code)      ? DOSSIER_CODE_OFFICIAL
           : provisional_valid(code) ? DOSSIER_CODE_PROVISIONAL
                                     : DOSSIER_CODE_NONE;
}

static enum mc_err check_day(struct date day, int sequence, int most, struct mc_error *err)
{
    if (!date_valid(day) || day.year < 2000 || day.year > 2099) {
        return mc_fail(err, MC_EINVAL, "dossier code: no such day");
    }
    if (sequence < 1 || sequence > most) {
        return mc_fail(err, MC_EINVAL, "dossier code: number %d is not 1 to %d", sequence, most);
    }
    return MC_OK;
}

enum mc_err dossier_code_format(const char *agency, struct date day, int sequence,
                                char out[DOSSIER_CODE_BYTES], struct mc_error *err)
{
    if (!dossier_agency_valid(agency)) {
        return mc_fail(err, MC_EINVAL, "dossier code: \"%.32s\" is no agency", agency);
    }
    enum mc_err rc = check_day(day, sequence, SEQUENCE_MAX, err);
    if (rc == MC_OK) {
        (void)snprintf(out, DOSSIER_CODE_BYTES, "%s-%02d%02d%02d-%04d", agency, day.year % 100,
                       day.month, day.day, sequence);
    }
    return rc;
}

enum mc_err dossier_code_format_provisional(const char *kiosk, struct date day, int sequence,
                                            char out[DOSSIER_CODE_BYTES], struct mc_error *err)
{
    if (!dossier_kiosk_valid(kiosk)) {
        return mc_fail(err, MC_EINVAL, "dossier code: \"%.16s\" is no kiosk", kiosk);
    }
    enum mc_err rc = check_day(day, sequence, PROVISIONAL_MAX, err);
    if (rc != MC_OK) {
        return rc;
    }
    (void)snprintf(out, DOSSIER_CODE_BYTES, "T%s-%02d%02d%02d-%04d-", kiosk, day.year % 100,
                   day.month, day.day, sequence);
    int shifted = check_sum(out) * CHECK_RADIX * CHECK_RADIX % CHECK_MODULUS;
    int check = (CHECK_MODULUS + 1 - shifted) % CHECK_MODULUS;
    size_t len = strlen(out);
    out[len] = alphabet[check / CHECK_RADIX];
    out[len + 1] = alphabet[check % CHECK_RADIX];
    out[len + 2] = '\0';
    return MC_OK;
}
