/* Report descriptors as real scanners have them, and what their reports say. */
#include <string.h>

#include "drivers/scanner/hid_descriptor.h"
#include "tests/unit/cmocka_all.h"

static size_t from_hex(const char *hex, uint8_t *out)
{
    static const char digits[] = "0123456789abcdef";
    size_t len = strlen(hex) / 2;
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) << 4 |
                           (strchr(digits, hex[2 * i + 1]) - digits));
    }
    return len;
}

/* Report 2: three bytes of symbology, 56 of data, one vendor byte, and the bit for more to come. */
#define PLAIN                                                                                      \
    "058c0902a1018502150026ff007508950109fb810209fc810209fd8102953809fe8202017501950125"           \
    "0109ff810275078103c0"
/* The same behind a byte count, in a collection of its own. */
#define COUNTED                                                                                    \
    "058c0902a10185020912a102150026ff00750895010501093b81029503058c09fb09fc09fd8102953809fe82"     \
    "020125017501950109ff810275078103c0c0"
#define KEYBOARD                                                                                   \
    "05010906a101050719e029e71500250175019508810295017508810395067508150025650507190029658100c0"

static void parse(const char *hex, struct hid_scanner *out)
{
    uint8_t bytes[256];
    assert_true(strlen(hex) / 2 <= sizeof bytes);
    size_t len = from_hex(hex, bytes);
    assert_int_equal(hid_descriptor_parse(bytes, len, out, NULL), MC_OK);
}

static void offsets_come_from_the_descriptor(void **state)
{
    (void)state;
    struct hid_scanner scanner;
    parse(PLAIN, &scanner);
    assert_int_equal(scanner.count, 1);
    assert_int_equal(scanner.longest_bytes, 61);
    assert_int_equal(scanner.reports[0].id, 2);
    assert_int_equal(scanner.reports[0].symbology_bit[0], 8);
    assert_int_equal(scanner.reports[0].data_bit, 4 * 8);
    assert_int_equal(scanner.reports[0].data_bytes, 56);
    assert_int_equal(scanner.reports[0].continued_bit, 60 * 8);
    assert_int_equal(scanner.reports[0].count_bit, HID_NOWHERE);
    parse(COUNTED, &scanner);
    assert_int_equal(scanner.reports[0].count_bit, 8);
    assert_int_equal(scanner.reports[0].symbology_bit[2], 4 * 8);
    assert_int_equal(scanner.reports[0].data_bit, 5 * 8);
    assert_int_equal(scanner.reports[0].continued_bit, 61 * 8);
    assert_int_equal(scanner.reports[0].total_bits, 62 * 8);
}

static void a_code_in_one_report(void **state)
{
    (void)state;
    struct hid_scanner scanner;
    parse(PLAIN, &scanner);
    uint8_t report[61] = "\x02]E05901234123457";
    struct scanner_code code = {0};
    assert_true(hid_report_take(&scanner, report, sizeof report, &code));
    assert_int_equal(code.symbology, MC_SYMBOLOGY_EAN);
    assert_int_equal(code.len, 13);
    assert_memory_equal(code.bytes, "5901234123457", 13);
    /* Another report of the same device says nothing. */
    struct scanner_code other = {0};
    report[0] = 3;
    assert_false(hid_report_take(&scanner, report, sizeof report, &other));
    assert_int_equal(other.len, 0);
    assert_false(hid_report_take(&scanner, report, 0, &other));
}

static void a_long_code_goes_on_in_the_next_report(void **state)
{
    (void)state;
    struct hid_scanner scanner;
    parse(COUNTED, &scanner);
    uint8_t report[62] = {2, 4, ']', 'Q', '1', 'a', 0, 'b', 0};
    report[61] = 1;
    struct scanner_code code = {0};
    assert_false(hid_report_take(&scanner, report, sizeof report, &code));
    report[61] = 0;
    assert_true(hid_report_take(&scanner, report, sizeof report, &code));
    assert_int_equal(code.symbology, MC_SYMBOLOGY_QR);
    assert_int_equal(code.len, 8);
    assert_memory_equal(code.bytes, "a\0b\0a\0b\0", 8);
    /* It counts more bytes than there are: those that are there. */
    report[1] = 255;
    struct scanner_code lying = {0};
    assert_true(hid_report_take(&scanner, report, sizeof report, &lying));
    assert_int_equal(lying.len, 56);
    /* A report that ends too soon reads as zeros. */
    struct scanner_code cut = {0};
    assert_true(hid_report_take(&scanner, report, 7, &cut));
    assert_memory_equal(cut.bytes, "a\0\0\0", 4);
    /* Endless: the buffer's end is the end. */
    report[61] = 1;
    struct scanner_code endless = {0};
    for (int i = 0; i < 200; i++) {
        assert_false(hid_report_take(&scanner, report, sizeof report, &endless));
    }
    assert_int_equal(endless.len, SCANNER_MAX_BYTES);
}

static void what_is_no_scanner_is_told_apart(void **state)
{
    (void)state;
    struct hid_scanner scanner;
    uint8_t bytes[256];
    size_t len = from_hex(KEYBOARD, bytes);
    assert_int_equal(hid_descriptor_parse(bytes, len, &scanner, NULL), MC_EUNSUPPORTED);
    assert_int_equal(hid_descriptor_parse(bytes, 0, &scanner, NULL), MC_EUNSUPPORTED);
    /* Cut in an item; a pop without a push; report id 0; a report of gigabytes. */
    const char *const broken[] = {"058c09", "058cb4", "8500", "058c09fe7508970000ff7f8102"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        len = from_hex(broken[i], bytes);
        if (i == 0) {
            bytes[len - 1] = 0x0A; /* two bytes are to follow */
        }
        assert_int_equal(hid_descriptor_parse(bytes, len, &scanner, NULL), MC_EPARSE);
    }
}

static void what_one_types_with_is_told_apart_from_scanners(void **state)
{
    (void)state;
    struct hid_scanner scanner;
    parse(PLAIN, &scanner);
    assert_true(scanner.is_scanner);
    assert_false(scanner.is_desktop);
    /* The byte count of the generic desktop's page makes no keyboard of it. */
    parse(COUNTED, &scanner);
    assert_true(scanner.is_scanner);
    assert_false(scanner.is_desktop);
    parse(PLAIN KEYBOARD, &scanner);
    assert_true(scanner.is_scanner);
    assert_true(scanner.is_desktop);
    parse(KEYBOARD PLAIN, &scanner);
    assert_true(scanner.is_desktop);
    /* The scanner's usage inside of a maker's own collection says nothing. */
    parse("0600ff0901a101" PLAIN "c0", &scanner);
    assert_false(scanner.is_scanner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_come_from_the_descriptor),
        cmocka_unit_test(a_code_in_one_report),
        cmocka_unit_test(a_long_code_goes_on_in_the_next_report),
        cmocka_unit_test(what_is_no_scanner_is_told_apart),
        cmocka_unit_test(what_one_types_with_is_told_apart_from_scanners),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
