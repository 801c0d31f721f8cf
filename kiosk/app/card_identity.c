#include "kiosk/app/card_identity.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"

#define PORTRAIT_MOST_PX 138 /* either side; even a square one fits */

static enum mc_err read_dates(const struct card_content *content, struct citizen *out,
                              struct mc_error *err)
{
    if (!date_parse_display(content->birth, &out->birth)) {
        return mc_fail(err, MC_EPARSE, "chip: the birth date is not a date");
    }
    if (content->issued[0] != '\0' && !date_parse_display(content->issued, &out->issued)) {
        return mc_fail(err, MC_EPARSE, "chip: the issue date is not a date");
    }
    /* "Không thời hạn" and the like: it does not expire. */
    if (!date_parse_display(content->expires, &out->expires)) {
        out->expires = (struct date){0};
    }
    return MC_OK;
}

static enum mc_err read_fields(const struct card_content *content, struct citizen *out,
                               struct mc_error *err)
{
    if (!citizen_id_valid(content->id_number)) {
        return mc_fail(err, MC_EPARSE, "chip: the number is not twelve digits");
    }
    mc_copy_text(out->id_number, sizeof out->id_number, content->id_number);
    mc_copy_text(out->old_id_number, sizeof out->old_id_number, content->old_id_number);
    out->sex = strcmp(content->sex, "Nam") == 0  ? CITIZEN_MALE
               : strcmp(content->sex, "Nữ") == 0 ? CITIZEN_FEMALE
                                                 : CITIZEN_SEX_UNKNOWN;
    out->assurance =
        content->verdict == CARD_VERIFIED ? CITIZEN_CHIP_VERIFIED : CITIZEN_CHIP_UNVERIFIED;
    enum mc_err rc = read_dates(content, out, err);
    if (rc == MC_OK) {
        rc = mc_text_nfc_into(out->name, sizeof out->name, content->name, strlen(content->name),
                              err);
    }
    if (rc == MC_OK && out->name[0] == '\0') {
        rc = mc_fail(err, MC_EPARSE, "chip: no name");
    }
    if (rc == MC_OK) {
        rc = mc_text_nfc_into(out->residence, sizeof out->residence, content->residence,
                              strlen(content->residence), err);
    }
    return rc;
}

enum mc_err card_identity(const struct card_content *content, struct citizen *out,
                          struct mc_error *err)
{
    struct citizen read = {0};
    enum mc_err rc = read_fields(content, &read, err);
    if (rc == MC_OK) {
        *out = read;
    }
    mc_wipe(&read, sizeof read);
    return rc;
}

enum flow_chip_outcome card_identity_outcome(enum card_outcome outcome, enum card_verdict verdict)
{
    switch (outcome) {
    case CARD_READ: return verdict == CARD_FORGED ? FLOW_CHIP_FORGED : FLOW_CHIP_READ;
    case CARD_REFUSED: return FLOW_CHIP_REFUSED;
    case CARD_NEEDS_BIRTH: return FLOW_CHIP_NEEDS_CODE;
    case CARD_TORN: return FLOW_CHIP_TORN;
    case CARD_FOREIGN:
    case CARD_GARBLED:
    case CARD_TOO_SLOW: break;
    }
    return FLOW_CHIP_UNREADABLE;
}

_Static_assert((size_t)PORTRAIT_MOST_PX *PORTRAIT_MOST_PX <= FLOW_PICTURE_MAX_BYTES,
               "any portrait fits");

/* The mean of a rectangle of red, green and blue, weighed as the eye does (ITU-R BT.601). */
static uint8_t grey_of(const struct card_content *content, int x0, int y0, int x1, int y1)
{
    unsigned long sum = 0;
    unsigned long count = (unsigned long)(x1 - x0) * (unsigned long)(y1 - y0);
    MC_CHECK(x1 > x0 && y1 > y0);
    for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
            const unsigned char *rgb =
                content->portrait +
                3 * ((size_t)y * (size_t)content->portrait_width_px + (size_t)x);
            sum += 299UL * rgb[0] + 587UL * rgb[1] + 114UL * rgb[2];
        }
    }
    return (uint8_t)(sum / (count * 1000UL));
}

void card_portrait(const struct card_content *content, struct mc_grey *out)
{
    int from_w = content->portrait_width_px;
    int from_h = content->portrait_height_px;
    out->width_px = 0;
    out->height_px = 0;
    if (content->portrait == NULL || from_w < 1 || from_h < 1) {
        return;
    }
    int most = from_w > from_h ? from_w : from_h;
    int scale = most > PORTRAIT_MOST_PX ? most : PORTRAIT_MOST_PX;
    int w = (int)((int64_t)from_w * PORTRAIT_MOST_PX / scale);
    int h = (int)((int64_t)from_h * PORTRAIT_MOST_PX / scale);
    if (w < 1 || h < 1) {
        return; /* nobody is so thin */
    }
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            out->pixels[(size_t)y * (size_t)w + (size_t)x] =
                grey_of(content, (int)((int64_t)x * from_w / w), (int)((int64_t)y * from_h / h),
                        (int)((int64_t)(x + 1) * from_w / w), (int)((int64_t)(y + 1) * from_h / h));
        }
    }
    out->width_px = w;
    out->height_px = h;
}

/* YYMMDD; "" for no date. */
static void short_date(struct date date, char out[7])
{
    if (date_is_set(date)) {
        (void)snprintf(out, 7, "%02u%02u%02u", (unsigned)date.year % 100u,
                       (unsigned)date.month % 100u, (unsigned)date.day % 100u);
    } else {
        out[0] = '\0';
    }
}

void card_access_of(const struct citizen *citizen, struct card_access *out)
{
    struct date guesses[CITIZEN_EXPIRY_GUESSES];
    _Static_assert(CITIZEN_EXPIRY_GUESSES <= CARD_EXPIRIES_MAX, "every guess has its place");
    *out = (struct card_access){0};
    mc_copy_text(out->id_number, sizeof out->id_number, citizen->id_number);
    short_date(citizen->birth, out->birth);
    out->expiry_count = citizen_expiry_guesses(citizen->birth, citizen->issued, guesses);
    for (size_t i = 0; i < out->expiry_count; i++) {
        short_date(guesses[i], out->expiry[i]);
    }
}
