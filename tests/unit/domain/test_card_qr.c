#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/card_qr.h"
#include "tests/unit/cmocka_all.h"

#define AN                                                                                                       \
    "079090000123|025123456|Nguyễn Văn An|15011990|Nam|12 Lý Tự Trọng, Bến Nghé, Quận 1, TP. Hồ " \
    "Chí Minh|10052021"
#define HOA                                                                                        \
    "079301000456||Trần Thị Hòa|03022001|Nữ|Ấp 3, Bình Hưng, Bình Chánh, TP. Hồ Chí Minh|14082021"

/* From an exact-sized heap block, so that a read past the end shows. */
static enum card_qr_verdict parse(const void *bytes, size_t len, struct citizen *out, int *field)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    enum card_qr_verdict verdict = card_qr_parse(copy, len, out, field);
    free(copy);
    return verdict;
}

static enum card_qr_verdict parse_text(const char *text, struct citizen *out)
{
    return parse(text, strlen(text), out, NULL);
}

static void the_2021_card(void **state)
{
    (void)state;
    struct citizen c;
    assert_int_equal(parse_text(AN, &c), CARD_QR_CITIZEN);
    assert_string_equal(c.id_number, "079090000123");
    assert_string_equal(c.old_id_number, "025123456");
    assert_string_equal(c.name, "Nguyễn Văn An");
    assert_int_equal(date_compare(c.birth, (struct date){1990, 1, 15}), 0);
    assert_int_equal(c.sex, CITIZEN_MALE);
    assert_string_equal(c.residence, "12 Lý Tự Trọng, Bến Nghé, Quận 1, TP. Hồ Chí Minh");
    assert_int_equal(date_compare(c.issued, (struct date){2021, 5, 10}), 0);
    assert_int_equal(c.assurance, CITIZEN_DECLARED);
    assert_true(citizen_id_consistent(&c));
    assert_int_equal(parse_text(HOA, &c), CARD_QR_CITIZEN);
    assert_string_equal(c.old_id_number, "");
    assert_int_equal(c.sex, CITIZEN_FEMALE);
}

static void further_and_trailing_fields_are_fine(void **state)
{
    (void)state;
    static const char *const good[] = {
        AN "\r\n",
        AN "\t",
        AN "|",
        AN "||||\n",
        AN "|0123|Nguyễn Văn Ba|Lê Thị Tư|",
        AN "|||Nguyễn Văn Ba",
        "\xEF\xBB\xBF" AN,
        "  " AN,
        "079090000123|012345678901|Y|15011990|Nam||10052021",
        /* another province's digits and sex digit: not judged */
        "999790000123||Nguyễn Văn An|15011990|Nam|X|10052021",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct citizen c;
        assert_int_equal(parse_text(good[i], &c), CARD_QR_CITIZEN);
    }
}

static void decomposed_text_comes_out_composed(void **state)
{
    (void)state;
    struct citizen c;
    assert_int_equal(parse_text("079301000456||Tra\xCC\x82\xCC\x80n Thi\xCC\xA3 Ho\xCC\x80"
                                "a|03022001|Nu\xCC\x9B\xCC\x83|A\xCC\x82\xCC\x81p 3|14082021",
                                &c),
                     CARD_QR_CITIZEN);
    assert_string_equal(c.name, "Trần Thị Hòa");
    assert_string_equal(c.residence, "Ấp 3");
    assert_int_equal(c.sex, CITIZEN_FEMALE);
}

static void residence_loses_its_oddities(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        const char *out;
    } rows[] = {
        {"Tổ 5, , Bến Nghé, TP. Hồ Chí Minh", "Tổ 5, Bến Nghé, TP. Hồ Chí Minh"},
        {"Ấp 3, - Bình Hưng", "Ấp 3, Bình Hưng"},
        {"Ấp 3 -, Bình Hưng,", "Ấp 3, Bình Hưng"},
        {", , ,", ""},
        {"12/3-5 Lê Lợi,Quận 1", "12/3-5 Lê Lợi,Quận 1"},
        {"-", ""},
        {" - , Ấp 3", "Ấp 3"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "079090000123||Y|15011990|Nam|%s|10052021", rows[i].in);
        struct citizen c;
        assert_int_equal(parse_text(text, &c), CARD_QR_CITIZEN);
        assert_string_equal(c.residence, rows[i].out);
    }
}

static void damaged_cards_name_the_field(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int field;
    } rows[] = {
        {"07909000012|||15011990|Nam|X|10052021", 0},
        {"07909000012a||An|15011990|Nam|X|10052021", 0},
        {"0790900001234||An|15011990|Nam|X|10052021", 0},
        {"|025123456|An|15011990|Nam|X|10052021", 0},
        {"079090000123|02512345|An|15011990|Nam|X|10052021", 1},
        {"079090000123|02512345x|An|15011990|Nam|X|10052021", 1},
        {"079090000123|||15011990|Nam|X|10052021", 2},
        {"079090000123|| |15011990|Nam|X|10052021", 2},
        {"079090000123||123 .|15011990|Nam|X|10052021", 2},
        {"079090000123||An\x01|15011990|Nam|X|10052021", 2},
        {"079090000123||An\xE2\x80\xAE|15011990|Nam|X|10052021", 2}, /* right-to-left override */
        {"079090000123||An|31021990|Nam|X|10052021", 3},
        {"079090000123||An|15/01/1990|Nam|X|10052021", 3},
        {"079090000123||An|00001990|Nam|X|10052021", 3},
        {"079090000123||An|15011990|nam|X|10052021", 4},
        {"079090000123||An|15011990|N?|X|10052021", 4},
        {"079090000123||An|15011990||X|10052021", 4},
        {"079090000123||An|15011990|Nam|X\x1B[2J|10052021", 5},
        {"079090000123||An|15011990|Nam|X|1005202", 6},
        {"079090000123||An|15011990|Nam|X|15011990", 6}, /* issued on the day of birth */
        {"079090000123||An|15011990|Nam|X|14011990", 6},
        /* cut short by a bad scan */
        {"079090000123||An|15011990|Nam|X", 6},
        {"079090000123||An|15011990|Nam|X|", 6},
        {"079090000123||An", 3},
        /* without the old number, as in wrong tutorials */
        {"079090000123|Nguyễn Văn An|15011990|Nam|X|10052021|", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct citizen c;
        memset(&c, 0x55, sizeof c);
        struct citizen before = c;
        int field = -1;
        assert_int_equal(parse(rows[i].text, strlen(rows[i].text), &c, &field), CARD_QR_DAMAGED);
        assert_int_equal(field, rows[i].field);
        assert_memory_equal(&c, &before, sizeof c);
    }
}

static void look_alikes_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum card_qr_verdict verdict;
    } rows[] = {
        {"DN4790000000001|4E677579E1BB856E2056C4836E20416E|15/01/1990|1|3132204CC3BD|79 - "
         "024|01/01/2025|31/12/2025|",
         CARD_QR_HEALTH_INSURANCE},
        {"0790900001|4e677579e1bb856e|15/01/1990|1|3132|79-024", CARD_QR_HEALTH_INSURANCE},
        {"079090000123|4E677579E1BB856E|15/01/1990|1|3132|79-024|a|b", CARD_QR_HEALTH_INSURANCE},
        {"00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA5303704540480005"
         "802VN62270823LPHS H29.12-250701-000163041239",
         CARD_QR_PAYMENT},
        {"https://example.vn/a|b|c|d|e|f|g", CARD_QR_WEB_ADDRESS},
        {"HTTP://EXAMPLE.VN/", CARD_QR_WEB_ADDRESS},
        {"www.example.vn", CARD_QR_WEB_ADDRESS},
        {"https://example.vn/r/H29.12-250701-0001?t=AAAAAAAAAAAAAAAAAAAAAA\n", CARD_QR_RECEIPT},
        {"H29.12-250701-0001", CARD_QR_RECEIPT},
        {"", CARD_QR_UNKNOWN},
        {"\r\n", CARD_QR_UNKNOWN},
        {"hello", CARD_QR_UNKNOWN},
        {"|||||||", CARD_QR_UNKNOWN},
        {"079090000123", CARD_QR_UNKNOWN},
        {"a|b|c", CARD_QR_UNKNOWN},
        {"wwww", CARD_QR_UNKNOWN},
        {"0002", CARD_QR_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct citizen c;
        assert_int_equal(parse_text(rows[i].text, &c), rows[i].verdict);
    }
}

static void bytes_that_are_no_text(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "079090000123||Nguy\xE1\xBB n|15011990|Nam|X|10052021", /* cut */
        "079090000123||Nguy\xC0\xAFn|15011990|Nam|X|10052021",  /* overlong */
        "079090000123||\xED\xA0\x80|15011990|Nam|X|10052021",   /* surrogate */
        "079090000123||Nguy\xEAn|15011990|Nam|X|10052021",      /* a legacy code page */
        "\xFF\xFE",
    };
    struct citizen c;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(parse_text(bad[i], &c), CARD_QR_NOT_TEXT);
    }
    assert_int_equal(parse("079090000123||A\0n|15011990|Nam|X|10052021", 41, &c, NULL),
                     CARD_QR_NOT_TEXT);
}

static void lengths_are_bounded(void **state)
{
    (void)state;
    struct citizen c;
    int field = -1;
    char text[CARD_QR_MAX_BYTES + 2];
    memset(text, 'a', sizeof text);
    assert_int_equal(parse(text, sizeof text - 1, &c, NULL), CARD_QR_UNKNOWN);
    assert_int_equal(parse(text, CARD_QR_MAX_BYTES, &c, NULL), CARD_QR_UNKNOWN);
    static const char head[] = "079090000123||";
    static const char tail[] = "|15011990|Nam|X|10052021";
    memcpy(text, head, sizeof head - 1);
    size_t name_end = sizeof head - 1 + CITIZEN_NAME_BYTES;
    memcpy(text + name_end, tail, sizeof tail);
    assert_int_equal(parse(text, strlen(text), &c, &field), CARD_QR_DAMAGED);
    assert_int_equal(field, 2);
    memcpy(text + name_end - 1, tail, sizeof tail);
    assert_int_equal(parse(text, strlen(text), &c, &field), CARD_QR_CITIZEN);
    assert_int_equal(strlen(c.name), CITIZEN_NAME_BYTES - 1);
    /* A field beyond the seventh may be as long as it likes. */
    memset(text, 'z', sizeof text);
    memcpy(text, AN "|", sizeof AN);
    assert_int_equal(parse(text, CARD_QR_MAX_BYTES, &c, NULL), CARD_QR_CITIZEN);
}

/* No byte changed or cut away may crash, and nothing is half filled. */
static void every_cut_and_flip_gets_a_verdict(void **state)
{
    (void)state;
    struct citizen c;
    char text[] = HOA;
    size_t len = sizeof text - 1;
    for (size_t cut = 0; cut < len; cut++) {
        assert_int_not_equal(parse(text, cut, &c, NULL), CARD_QR_CITIZEN);
    }
    for (size_t i = 0; i < len; i++) {
        char kept = text[i];
        for (int flip = 1; flip < 256; flip++) {
            text[i] = (char)(kept ^ flip);
            c.id_number[0] = '\0';
            enum card_qr_verdict verdict = parse(text, len, &c, NULL);
            assert_non_null(card_qr_verdict_name(verdict));
            assert_int_equal(verdict == CARD_QR_CITIZEN, c.id_number[0] != '\0');
        }
        text[i] = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_2021_card),
        cmocka_unit_test(further_and_trailing_fields_are_fine),
        cmocka_unit_test(decomposed_text_comes_out_composed),
        cmocka_unit_test(residence_loses_its_oddities),
        cmocka_unit_test(damaged_cards_name_the_field),
        cmocka_unit_test(look_alikes_are_told_apart),
        cmocka_unit_test(bytes_that_are_no_text),
        cmocka_unit_test(lengths_are_bounded),
        cmocka_unit_test(every_cut_and_flip_gets_a_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
