#include "domain/citizen.h"

#include <string.h>

#include "core/memory.h"
#include "core/text.h"

bool citizen_id_valid(const char *id_number)
{
    return strnlen(id_number, CITIZEN_ID_CHARS + 1) == CITIZEN_ID_CHARS &&
           strspn(id_number, "0123456789") == CITIZEN_ID_CHARS;
}

bool citizen_id_consistent(const struct citizen *citizen)
{
    if (!citizen_id_valid(citizen->id_number) || !date_valid(citizen->birth)) {
        return false;
    }
    int century_and_sex = citizen->id_number[3] - '0';
    int year = (citizen->id_number[4] - '0') * 10 + (citizen->id_number[5] - '0');
    if (citizen->birth.year != 1900 + century_and_sex / 2 * 100 + year) {
        return false;
    }
    return citizen->sex == CITIZEN_SEX_UNKNOWN ||
           citizen->sex == (century_and_sex % 2 == 0 ? CITIZEN_MALE : CITIZEN_FEMALE);
}

struct date citizen_card_expiry(struct date birth, struct date issued)
{
    static const int ages[] = {14, 25, 40, 60};
    if (date_valid(birth) && date_valid(issued)) {
        for (size_t i = 0; i < sizeof ages / sizeof ages[0]; i++) {
            if (date_compare(issued, date_add_years(birth, ages[i] - 2)) < 0) {
                return date_add_years(birth, ages[i]);
            }
        }
    }
    return (struct date){0};
}

bool citizen_card_expired(const struct citizen *citizen, struct date today)
{
    struct date expiry = date_is_set(citizen->expires)
                             ? citizen->expires
                             : citizen_card_expiry(citizen->birth, citizen->issued);
    return date_is_set(expiry) && date_compare(today, expiry) > 0;
}

void citizen_mask_id(const char *id_number, char *out, size_t size)
{
    MC_CHECK(size > 0);
    size_t len = strnlen(id_number, size - 1);
    size_t hidden = len > 4 ? len - 4 : len;
    memset(out, '*', hidden);
    memcpy(out + hidden, id_number + hidden, len - hidden);
    out[len] = '\0';
}

void citizen_initials(const char *name, char *out, size_t size)
{
    MC_CHECK(size > 0);
    size_t used = 0;
    bool starts = true;
    uint32_t codepoint = 0;
    for (size_t n = 0; (n = mc_utf8_next(name, &codepoint)) > 0; name += n) {
        if (codepoint == ' ') {
            starts = true;
        } else if (starts) {
            if (used + n + 1 >= size) {
                break;
            }
            memcpy(out + used, name, n);
            used += n;
            out[used++] = '.';
            starts = false;
        }
    }
    out[used] = '\0';
}

static bool names_ward(const char *part)
{
    static const char *const words[] = {"Phường ", "Xã ", "Thị trấn ", "Đặc khu ", "P. ", "TT. "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strncmp(part, words[i], strlen(words[i])) == 0) {
            return true;
        }
    }
    return false;
}

void citizen_residence_area(const char *residence, char *out, size_t size)
{
    const char *ward = NULL;
    const char *last[2] = {NULL, NULL}; /* the last two parts but for the first one */
    for (const char *comma = strchr(residence, ','); comma != NULL; comma = strchr(comma, ',')) {
        comma++;
        comma += strspn(comma, " ");
        last[0] = last[1];
        last[1] = comma;
        if (ward == NULL && names_ward(comma)) {
            ward = comma;
        }
    }
    const char *area = ward != NULL ? ward : names_ward(residence) ? residence : last[0];
    mc_copy_text(out, size, area != NULL ? area : "");
}
