/* Small codecs of a chip: zones, data group 13, lengths, commands, the answer to reset. */
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/json.h"
#include "core/memory.h"
#include "drivers/card/emrtd/apdu.h"
#include "drivers/card/emrtd/atr.h"
#include "drivers/card/emrtd/data_group.h"
#include "drivers/card/emrtd/tlv.h"
#include "tests/unit/card/script.h"
#include "tests/unit/cmocka_all.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

/* ---- Zones: the examples of ICAO Doc 9303-5, and a Vietnamese one ---- */

static enum mc_err parse_zone(const char *text, struct mrz *out)
{
    return mrz_parse_td1((const uint8_t *)text, strlen(text), out, NULL);
}

static void zones_of_the_standard(void **state)
{
    (void)state;
    struct mrz mrz;
    assert_int_equal(parse_zone("I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6"
                                "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
                                &mrz),
                     MC_OK);
    assert_string_equal(mrz.document_number, "D23145890");
    assert_string_equal(mrz.birth, "740812");
    assert_string_equal(mrz.expiry, "120415");
    assert_string_equal(mrz.name, "ERIKSSON ANNA MARIA");
    assert_int_equal(mrz.sex, 'F');
    /* A number of more than nine characters. */
    assert_int_equal(parse_zone("I<UTOD23145890<7349<<<<<<<<<<<3407127M9507122UTO<<<<<<<<<<<2"
                                "STEVENSON<<PETER<JOHN<<<<<<<<<",
                                &mrz),
                     MC_OK);
    assert_string_equal(mrz.document_number, "D23145890734");
}

static void a_vietnamese_zone_there_and_back(void **state)
{
    (void)state;
    static const char zone[] = "IDVNM0900001233079090000123<<3"
                               "9001158M3001156VNM<<<<<<<<<<<2"
                               "NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
    struct mrz mrz;
    char written[MRZ_TD1_CHARS + 1];
    assert_int_equal(parse_zone(zone, &mrz), MC_OK);
    assert_string_equal(mrz.issuer, "VNM");
    assert_string_equal(mrz.document_number, "090000123");
    assert_memory_equal(mrz.optional, "079090000123", 12);
    assert_string_equal(mrz.name, "NGUYEN VAN AN");
    mrz_write_vietnamese("079090000123", "900115", 'M', "300115", "NGUYEN<<VAN<AN", written);
    assert_string_equal(written, zone);
}

static void any_wrong_character_of_the_numbers_shows(void **state)
{
    (void)state;
    static const char zone[] = "IDVNM0900001233079090000123<<39001158M3001156VNM<<<<<<<<<<<2"
                               "NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<";
    for (size_t i = 5; i < 45; i++) {
        char wrong[sizeof zone];
        struct mrz mrz = {.name = "kept"};
        memcpy(wrong, zone, sizeof zone);
        if (i == 37) {
            continue; /* the sex has no digit of its own */
        }
        wrong[i] = wrong[i] == '9' ? '8' : '9';
        assert_int_equal(parse_zone(wrong, &mrz), MC_EPARSE);
        assert_string_equal(mrz.name, "kept");
    }
    struct mrz mrz;
    assert_int_equal(parse_zone("", &mrz), MC_EPARSE);
    assert_int_equal(parse_zone("idvnm0900001233079090000123<<39001158M3001156VNM<<<<<<<<<<<2"
                                "NGUYEN<<VAN<AN<<<<<<<<<<<<<<<<",
                                &mrz),
                     MC_EPARSE);
}

/* ---- Data group 13 ---- */

static struct dg13 *read_dg13(const char *hex)
{
    uint8_t file[SCRIPT_BYTES_MAX];
    struct dg13 *dg13 = mc_secret_alloc(sizeof *dg13);
    size_t len = hex_bytes(hex, file, sizeof file);
    assert_int_equal(dg13_parse(file, len, dg13, NULL), MC_OK);
    return dg13;
}

static void the_published_data_group_13(void **state)
{
    (void)state;
    struct dg13 *dg13 =
        read_dg13("6d1f301d311b30110201020c0c4e475559454e2056414e204130060201040c014d");
    assert_string_equal(dg13->text[DG13_NAME], "NGUYEN VAN A");
    assert_string_equal(dg13->text[DG13_SEX], "M");
    assert_string_equal(dg13->text[DG13_ID_NUMBER], "");
    mc_secret_free(dg13);
}

static void fields_go_by_number_nested_or_empty(void **state)
{
    (void)state;
    /* 14 empty, 13 nested, 2 after them; 15 with three digits only; 99 unknown. */
    struct dg13 *dg13 = read_dg13("6d2f302b3129"
                                  "300502010e3000"
                                  "300e02010d300430020c00300313013f"
                                  "30060201020c0141"
                                  "300802010f1303313233"
                                  "0500");
    assert_string_equal(dg13->text[DG13_SPOUSE], "");
    assert_string_equal(dg13->text[DG13_PARENTS], "?");
    assert_string_equal(dg13->text[DG13_NAME], "A");
    assert_string_equal(dg13->text[DG13_OLD_ID_NUMBER], "");
    mc_secret_free(dg13);
}

/* Data of an invented person in the layouts that readers of real cards parse. */
static void synthetic_data_group_13(void **state)
{
    (void)state;
    static const char path[] = MOTCUA_SOURCE_DIR "/../shared/data/emrtd/dg13-synthetic.json";
    static const char *const layouts[] = {"full", "missing_10_14", "flat_without_set"};
    char *text = NULL;
    size_t len = 0;
    cJSON *json = NULL;
    if (mc_file_read(path, 65536, &text, &len, NULL) != MC_OK) {
        print_message("skipped: no %s\n", path);
        skip();
    }
    assert_int_equal(mc_json_parse(text, len, 65536, &json, NULL), MC_OK);
    for (size_t i = 0; i < COUNT(layouts); i++) {
        const char *hex = NULL;
        assert_int_equal(mc_json_text(json, "", layouts[i], &hex, NULL), MC_OK);
        struct dg13 *dg13 = read_dg13(hex);
        assert_string_equal(dg13->text[DG13_ID_NUMBER], "001099000001");
        assert_string_equal(dg13->text[DG13_NAME], "Nguyễn Văn Thử");
        assert_string_equal(dg13->text[DG13_BIRTH], "02/09/1999");
        assert_string_equal(dg13->text[DG13_ISSUED], "10/05/2021");
        assert_string_equal(dg13->text[DG13_PARENTS], "Nguyễn Văn Cha");
        assert_string_equal(dg13->mother, "Trần Thị Mẹ");
        assert_string_equal(dg13->text[DG13_OLD_ID_NUMBER], "012345678");
        assert_int_equal(dg13->text[DG13_MARKS][0] != '\0', i != 1);
        mc_secret_free(dg13);
    }
    cJSON_Delete(json);
    free(text);
}

/* ---- Lengths, commands, the answer to reset ---- */

static void lengths_are_bounded(void **state)
{
    (void)state;
    static const char *const bad[] = {"30",
                                      "3005aa",
                                      "3080000000",
                                      "308500000000010a",
                                      "1f",
                                      "7fff"
                                      "ffff00"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        uint8_t bytes[16];
        struct tlv element;
        struct mc_cursor in = mc_cursor_over(bytes, hex_bytes(bad[i], bytes, sizeof bytes));
        assert_false(tlv_next(&in, &element));
        assert_true(in.failed);
    }
    for (size_t len = 0; len < 70000; len = len * 3 + 1) {
        struct mc_buffer out;
        size_t header = 0;
        size_t value = 0;
        mc_buffer_init(&out, 16);
        tlv_put_header(&out, 0x7F61, len);
        assert_true(tlv_measure(out.bytes, out.len, &header, &value));
        assert_int_equal(header, out.len);
        assert_int_equal(value, len);
        mc_buffer_finish(&out);
    }
}

static void commands_there_and_back(void **state)
{
    (void)state;
    static const uint8_t data[APDU_DATA_MAX_BYTES] = {7};
    static const size_t lengths[] = {0, 1, 255, 256, 1000};
    static const size_t wanted[] = {0, 1, 256, 257, 65536};
    for (size_t i = 0; i < COUNT(lengths); i++) {
        for (size_t k = 0; k < COUNT(wanted); k++) {
            const struct apdu_command command = {
                .ins = 0xB0, .data = data, .data_len = lengths[i], .le = wanted[k]};
            struct apdu_command back;
            uint8_t bytes[APDU_COMMAND_MAX_BYTES];
            size_t len = 0;
            assert_int_equal(apdu_encode(&command, bytes, &len, NULL), MC_OK);
            assert_int_equal(apdu_parse_command(bytes, len, &back, NULL), MC_OK);
            assert_int_equal(back.data_len, lengths[i]);
            assert_int_equal(back.le, wanted[k]);
        }
    }
    struct apdu_response answer;
    assert_int_equal(apdu_parse_response(data, 0, &answer, NULL), MC_EGONE);
    assert_int_equal(apdu_parse_response(data, 1, &answer, NULL), MC_EGONE);
}

static void what_the_answer_to_reset_says(void **state)
{
    (void)state;
    static const struct {
        const char *atr;
        bool extended;
    } atrs[] = {
        {"3B8580018073C0014076", true},
        {"3B88800100 73C840000090 0062", false},
        {"3B888001007300004000900062", true},
        {"", false},
        {"3B", false},
        {"3BFF", false},
        {"3B8F80018073C001407600", false},
    };
    for (size_t i = 0; i < COUNT(atrs); i++) {
        uint8_t bytes[ATR_MAX_BYTES];
        char hex[80];
        size_t n = 0;
        for (const char *c = atrs[i].atr; *c != '\0'; c++) {
            if (*c != ' ') {
                hex[n++] = *c;
            }
        }
        hex[n] = '\0';
        assert_int_equal(atr_extended_length(bytes, hex_bytes(hex, bytes, sizeof bytes)),
                         atrs[i].extended);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones_of_the_standard),
        cmocka_unit_test(a_vietnamese_zone_there_and_back),
        cmocka_unit_test(any_wrong_character_of_the_numbers_shows),
        cmocka_unit_test(the_published_data_group_13),
        cmocka_unit_test(fields_go_by_number_nested_or_empty),
        cmocka_unit_test(synthetic_data_group_13),
        cmocka_unit_test(lengths_are_bounded),
        cmocka_unit_test(commands_there_and_back),
        cmocka_unit_test(what_the_answer_to_reset_says),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
