#include "domain/card_qr.h"

#include <string.h>

#include "core/cursor.h"
#include "core/memory.h"
#include "core/text.h"
#include "domain/receipt_internal.h"

#define SEPARATOR       '|'
#define DIGITS          "0123456789"
#define FIELD_ID        0
#define FIELD_OLD_ID    1
#define FIELD_NAME      2
#define FIELD_BIRTH     3
#define FIELD_SEX       4
#define FIELD_RESIDENCE 5
#define FIELD_ISSUED    6
#define FIELD_COUNT     7
#define SEX_BYTES       8 /* "Nữ", decomposed: 5 */

struct fields {
    struct mc_cursor at[FIELD_COUNT];
    size_t count; /* how many there are up to the last that is not empty, the further ones too */
};

static void split(const char *text, struct fields *out)
{
    struct mc_cursor rest = mc_cursor_over(text, strlen(text));
    *out = (struct fields){0};
    for (size_t i = 1; mc_cursor_left(&rest) > 0; i++) {
        struct mc_cursor field = mc_cursor_until(&rest, SEPARATOR);
        if (i <= FIELD_COUNT) {
            out->at[i - 1] = field;
        }
        if (field.len > 0) {
            out->count = i;
        }
    }
}

/* The field as text; false if it does not fit. */
static bool copy_field(const struct mc_cursor *field, char *out, size_t size)
{
    if (field->len >= size) {
        return false;
    }
    if (field->len > 0) {
        memcpy(out, field->bytes, field->len);
    }
    out[field->len] = '\0';
    return true;
}

/* Controls and the marks that turn the writing direction have no place on a card. */
static bool printable(const char *text)
{
    uint32_t c = 0;
    for (size_t n = 0; (n = mc_utf8_next(text, &c)) > 0; text += n) {
        if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200E && c <= 0x200F) ||
            (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF) {
            return false;
        }
    }
    return true;
}

static bool has_letter(const char *text)
{
    uint32_t c = 0;
    for (size_t n = 0; (n = mc_utf8_next(text, &c)) > 0; text += n) {
        bool latin = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (latin || (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || c >= 0x2E80) {
            return true;
        }
    }
    return false;
}

static bool parse_id(const struct mc_cursor *field, struct citizen *out)
{
    return copy_field(field, out->id_number, sizeof out->id_number) &&
           citizen_id_valid(out->id_number);
}

static bool parse_old_id(const struct mc_cursor *field, struct citizen *out)
{
    return (field->len == 0 || field->len == 9 || field->len == 12) &&
           copy_field(field, out->old_id_number, sizeof out->old_id_number) &&
           strspn(out->old_id_number, DIGITS) == field->len;
}

static bool parse_name(const struct mc_cursor *field, struct citizen *out)
{
    if (field->len == 0 ||
        mc_text_nfc_into(out->name, sizeof out->name, field->bytes, field->len, NULL) != MC_OK) {
        return false;
    }
    if (!printable(out->name)) {
        return false;
    }
    mc_text_trim(out->name);
    return has_letter(out->name);
}

static bool parse_date(const struct mc_cursor *field, struct date *out)
{
    char text[DATE_TEXT_BYTES];
    return copy_field(field, text, sizeof text) && date_parse_compact(text, out);
}

static bool parse_sex(const struct mc_cursor *field, struct citizen *out)
{
    char sex[SEX_BYTES];
    if (field->len == 0 || field->len >= sizeof sex ||
        mc_text_nfc_into(sex, sizeof sex, field->bytes, field->len, NULL) != MC_OK) {
        return false;
    }
    out->sex = strcmp(sex, "Nam") == 0  ? CITIZEN_MALE
               : strcmp(sex, "Nữ") == 0 ? CITIZEN_FEMALE
                                        : CITIZEN_SEX_UNKNOWN;
    return out->sex != CITIZEN_SEX_UNKNOWN;
}

/* Real cards have parts left empty (", ,") and stray dashes (", -"): written again without them. */
static void clean_residence(char *text)
{
    char clean[CITIZEN_RESIDENCE_BYTES];
    size_t used = 0;
    const char *part = text;
    while (*part != '\0') {
        size_t len = strcspn(part, ",");
        const char *next = part[len] == ',' ? part + len + 1 : part + len;
        bool spaced = used > 0 && *part == ' ';
        while (len > 0 && (*part == ' ' || *part == '-')) {
            part++;
            len--;
        }
        while (len > 0 && (part[len - 1] == ' ' || part[len - 1] == '-')) {
            len--;
        }
        if (len > 0) {
            if (used > 0) {
                clean[used++] = ',';
            }
            if (spaced) {
                clean[used++] = ' ';
            }
            memcpy(clean + used, part, len);
            used += len;
        }
        part = next;
    }
    memcpy(text, clean, used);
    text[used] = '\0';
    mc_wipe(clean, sizeof clean);
}

static bool parse_residence(const struct mc_cursor *field, struct citizen *out)
{
    if (field->len == 0) {
        return true;
    }
    if (mc_text_nfc_into(out->residence, sizeof out->residence, field->bytes, field->len, NULL) !=
            MC_OK ||
        !printable(out->residence)) {
        return false;
    }
    clean_residence(out->residence);
    return true;
}

/* FIELD_COUNT, or the index of the first field that is not what it must be. */
static int first_bad(const struct fields *fields, struct citizen *out)
{
    const struct mc_cursor *at = fields->at;
    const bool good[FIELD_COUNT] = {
        [FIELD_ID] = parse_id(&at[FIELD_ID], out),
        [FIELD_OLD_ID] = parse_old_id(&at[FIELD_OLD_ID], out),
        [FIELD_NAME] = parse_name(&at[FIELD_NAME], out),
        [FIELD_BIRTH] = parse_date(&at[FIELD_BIRTH], &out->birth),
        [FIELD_SEX] = parse_sex(&at[FIELD_SEX], out),
        [FIELD_RESIDENCE] = parse_residence(&at[FIELD_RESIDENCE], out),
        [FIELD_ISSUED] = parse_date(&at[FIELD_ISSUED], &out->issued) &&
                         date_compare(out->birth, out->issued) < 0,
    };
    int i = 0;
    while (i < FIELD_COUNT && good[i]) {
        i++;
    }
    return i;
}

static int hex_digit(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* A name written as the hex digits of its UTF-8 bytes, as only health-insurance cards have it. */
static bool is_hex_name(const struct mc_cursor *field)
{
    char name[CITIZEN_NAME_BYTES];
    size_t len = field->len / 2;
    if (len < 2 || field->len % 2 != 0 || len >= sizeof name) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        int high = hex_digit(field->bytes[2 * i]);
        int low = hex_digit(field->bytes[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        name[i] = (char)(high << 4 | low);
    }
    name[len] = '\0';
    bool is_name = strlen(name) == len && mc_utf8_valid(name, len) && printable(name) &&
                   has_letter(name) && strpbrk(name, DIGITS) == NULL;
    mc_wipe(name, sizeof name);
    return is_name;
}

static enum card_qr_verdict parse_fields(const char *text, struct citizen *out, int *out_field)
{
    struct fields fields;
    split(text, &fields);
    struct citizen citizen = {.assurance = CITIZEN_DECLARED};
    if (fields.count >= 4 && is_hex_name(&fields.at[FIELD_OLD_ID])) {
        return CARD_QR_HEALTH_INSURANCE;
    }
    if (fields.count < FIELD_COUNT && (fields.count < 2 || !parse_id(&fields.at[0], &citizen))) {
        return CARD_QR_UNKNOWN;
    }
    int bad = first_bad(&fields, &citizen);
    enum card_qr_verdict verdict = CARD_QR_CITIZEN;
    if (bad < FIELD_COUNT) {
        verdict = CARD_QR_DAMAGED;
        if (out_field != NULL) {
            *out_field = bad;
        }
    } else {
        *out = citizen;
    }
    mc_wipe(&citizen, sizeof citizen);
    return verdict;
}

static enum card_qr_verdict judge(const char *text, struct citizen *out, int *out_field)
{
    struct receipt_scan scan;
    if (receipt_is_payment(text)) {
        return CARD_QR_PAYMENT;
    }
    enum receipt_scan_verdict address = receipt_find_code(text, &scan);
    mc_wipe(&scan, sizeof scan);
    switch (address) {
    case RECEIPT_SCAN_OURS:
    case RECEIPT_SCAN_CODE_ONLY: return CARD_QR_RECEIPT;
    case RECEIPT_SCAN_WEB_ADDRESS: return CARD_QR_WEB_ADDRESS;
    case RECEIPT_SCAN_ID_CARD:
    case RECEIPT_SCAN_PAYMENT:
    case RECEIPT_SCAN_UNKNOWN: break;
    }
    return parse_fields(text, out, out_field);
}

enum card_qr_verdict card_qr_parse(const uint8_t *bytes, size_t len, struct citizen *out,
                                   int *out_field)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    char text[CARD_QR_MAX_BYTES + 1];
    if (len == 0 || len > CARD_QR_MAX_BYTES) {
        return CARD_QR_UNKNOWN;
    }
    if (!mc_utf8_valid(bytes, len) || memchr(bytes, 0, len) != NULL) {
        return CARD_QR_NOT_TEXT;
    }
    size_t skip = len >= 3 && memcmp(bytes, byte_order_mark, 3) == 0 ? 3 : 0;
    memcpy(text, bytes + skip, len - skip);
    text[len - skip] = '\0';
    mc_text_trim(text);
    enum card_qr_verdict verdict = judge(text, out, out_field);
    mc_wipe(text, sizeof text);
    return verdict;
}

const char *card_qr_verdict_name(enum card_qr_verdict verdict)
{
    switch (verdict) {
    case CARD_QR_CITIZEN: return "citizen";
    case CARD_QR_HEALTH_INSURANCE: return "health_insurance";
    case CARD_QR_PAYMENT: return "payment";
    case CARD_QR_RECEIPT: return "receipt";
    case CARD_QR_WEB_ADDRESS: return "web_address";
    case CARD_QR_DAMAGED: return "damaged";
    case CARD_QR_NOT_TEXT: return "not_text";
    case CARD_QR_UNKNOWN: return "unknown";
    }
    return "unknown";
}
