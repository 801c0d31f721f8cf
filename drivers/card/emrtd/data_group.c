#include "drivers/card/emrtd/data_group.h"

#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "drivers/card/emrtd/tlv.h"

#define TAG_LIST          0x5C
#define TAG_ZONE          0x5F1F
#define TAG_GROUP         0x7F61
#define TAG_TEMPLATE      0x7F60
#define TAG_IMAGE         0x5F2E
#define TAG_IMAGE_CRYPTED 0x7F2E

static const uint32_t tags[DATA_GROUPS + 1] = {0,    0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68,
                                               0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70};

uint32_t data_group_tag(int number)
{
    return number >= 1 && number <= DATA_GROUPS ? tags[number] : 0;
}

int data_group_of_tag(uint32_t tag)
{
    for (int i = 1; i <= DATA_GROUPS; i++) {
        if (tags[i] == tag) {
            return i;
        }
    }
    return 0;
}

enum mc_err com_parse(const uint8_t *file, size_t len, uint32_t *out_groups, struct mc_error *err)
{
    struct tlv com;
    struct tlv list;
    if (!tlv_first(file, len, TAG_COM, &com) || !tlv_find(com.value, com.len, TAG_LIST, &list)) {
        return mc_fail(err, MC_EPARSE, "EF.COM: no list of data groups");
    }
    uint32_t groups = 0;
    for (size_t i = 0; i < list.len; i++) {
        int number = data_group_of_tag(list.value[i]);
        groups |= number > 0 ? 1u << number : 0;
    }
    *out_groups = groups;
    return MC_OK;
}

enum mc_err dg1_parse(const uint8_t *file, size_t len, struct mrz *out, struct mc_error *err)
{
    struct tlv group;
    struct tlv zone;
    if (!tlv_first(file, len, TAG_DG1, &group) ||
        !tlv_find(group.value, group.len, TAG_ZONE, &zone)) {
        return mc_fail(err, MC_EPARSE, "data group 1: no machine-readable zone");
    }
    return mrz_parse_td1(zone.value, zone.len, out, err);
}

/* ---- Data group 2 ---- */

/* ISO/IEC 19794-5 section 5: record header, facial information, feature points, image information.
 */
#define FAC_HEADER_BYTES  14 /* "FAC", NUL, version, length, how many */
#define FAC_INFO_BYTES    20
#define FAC_INFO_POINTS   4 /* where their number stands */
#define FAC_POINT_BYTES   8
#define FAC_IMAGE_BYTES   12
#define FAC_IMAGE_FORMAT  1
#define FAC_FORMAT_JPEG   0
#define FAC_FORMAT_JP2000 1

/* Some issuers write the other format's number: what the picture begins with counts. */
static bool format_of(const uint8_t *image, size_t len, enum portrait_format *out)
{
    static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF};
    static const uint8_t jp2[] = {0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20};
    static const uint8_t codestream[] = {0xFF, 0x4F, 0xFF, 0x51};
    if (len > sizeof jpeg && memcmp(image, jpeg, sizeof jpeg) == 0) {
        *out = PORTRAIT_JPEG;
        return true;
    }
    *out = PORTRAIT_JPEG_2000;
    return (len > sizeof jp2 && memcmp(image, jp2, sizeof jp2) == 0) ||
           (len > sizeof codestream && memcmp(image, codestream, sizeof codestream) == 0);
}

static bool parse_facial_record(const uint8_t *bytes, size_t len, struct dg2 *out)
{
    static const uint8_t magic[] = {'F', 'A', 'C', 0};
    struct mc_cursor in = mc_cursor_over(bytes, len);
    const uint8_t *header = mc_cursor_take(&in, FAC_HEADER_BYTES);
    const uint8_t *info = mc_cursor_take(&in, FAC_INFO_BYTES);
    if (header == NULL || info == NULL || memcmp(header, magic, sizeof magic) != 0) {
        return false;
    }
    size_t points = (size_t)info[FAC_INFO_POINTS] << 8 | info[FAC_INFO_POINTS + 1];
    (void)mc_cursor_take(&in, points * FAC_POINT_BYTES);
    (void)mc_cursor_take(&in, FAC_IMAGE_BYTES);
    if (in.failed) {
        return false;
    }
    out->image_len = mc_cursor_left(&in);
    out->image = mc_cursor_take(&in, out->image_len);
    return format_of(out->image, out->image_len, &out->format);
}

enum mc_err dg2_parse(const uint8_t *file, size_t len, struct dg2 *out, struct mc_error *err)
{
    struct tlv group;
    struct tlv templates;
    struct tlv one;
    struct tlv record;
    struct dg2 found = {0};
    if (!tlv_first(file, len, data_group_tag(2), &group) ||
        !tlv_find(group.value, group.len, TAG_GROUP, &templates) ||
        !tlv_find(templates.value, templates.len, TAG_TEMPLATE, &one) ||
        (!tlv_find(one.value, one.len, TAG_IMAGE, &record) &&
         !tlv_find(one.value, one.len, TAG_IMAGE_CRYPTED, &record))) {
        return mc_fail(err, MC_EPARSE, "data group 2: no portrait");
    }
    if (!parse_facial_record(record.value, record.len, &found)) {
        return mc_fail(err, MC_EPARSE, "data group 2: the portrait's record is malformed");
    }
    *out = found;
    return MC_OK;
}

/* ---- Data group 13 ---- */

#define DG13_DEPTH_MAX 6

static bool is_container(uint32_t tag)
{
    return tag == TLV_SEQUENCE || tag == TLV_SET;
}

static bool is_text(uint32_t tag)
{
    return tag == TLV_UTF8_STRING || tag == TLV_PRINTABLE_STRING || tag == TLV_IA5_STRING;
}

static void take_text(char *to, const struct tlv *element)
{
    if (to[0] == '\0' && element->len < DG13_TEXT_BYTES &&
        memchr(element->value, '\0', element->len) == NULL &&
        mc_text_nfc_into(to, DG13_TEXT_BYTES, element->value, element->len, NULL) == MC_OK) {
        mc_text_trim(to);
    }
}

/* The strings of a value, however deep: the first one and the second. */
static void take_values(struct mc_cursor in, int depth, char *first, char *second)
{
    struct tlv element;
    while (tlv_next(&in, &element)) {
        if (is_text(element.tag)) {
            take_text(first[0] == '\0' || second == NULL ? first : second, &element);
        } else if (is_container(element.tag) && depth < DG13_DEPTH_MAX) {
            take_values(mc_cursor_over(element.value, element.len), depth + 1, first, second);
        }
    }
}

/* A sequence that begins with a number is a field; anything else holds fields. */
static bool take_fields(struct mc_cursor in, int depth, struct dg13 *out)
{
    struct tlv element;
    while (tlv_next(&in, &element)) {
        if (!is_container(element.tag) || depth >= DG13_DEPTH_MAX) {
            continue;
        }
        struct mc_cursor inner = mc_cursor_over(element.value, element.len);
        struct mc_cursor rest = inner;
        struct tlv head;
        int number = 0;
        if (tlv_next(&rest, &head) && tlv_small_integer(&head, &number)) {
            if (number > 0 && number < DG13_FIELDS) {
                take_values(rest, depth + 1, out->text[number],
                            number == DG13_PARENTS ? out->mother : NULL);
            }
        } else if (!take_fields(inner, depth + 1, out)) {
            return false;
        }
    }
    return !in.failed;
}

enum mc_err dg13_parse(const uint8_t *file, size_t len, struct dg13 *out, struct mc_error *err)
{
    struct tlv group;
    if (!tlv_first(file, len, data_group_tag(13), &group)) {
        return mc_fail(err, MC_EPARSE, "data group 13: not what it should be");
    }
    struct dg13 *read = mc_secret_alloc(sizeof *read);
    enum mc_err rc = MC_OK;
    if (!take_fields(mc_cursor_over(group.value, group.len), 0, read)) {
        rc = mc_fail(err, MC_EPARSE, "data group 13: lengths do not fit");
    } else {
        char *old = read->text[DG13_OLD_ID_NUMBER];
        size_t digits = strspn(old, "0123456789");
        if (old[digits] != '\0' || (digits != 9 && digits != 12)) {
            mc_wipe(old, DG13_TEXT_BYTES);
        }
        *out = *read;
    }
    mc_secret_free(read);
    return rc;
}
