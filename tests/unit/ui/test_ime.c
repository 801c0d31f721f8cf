#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tests/unit/cmocka_all.h"
#include "ui/ime/ime.h"

#define FIELD_BYTES 256
#define WORDS       MOTCUA_SOURCE_DIR "/../shared/data/ime/roundtrip-tthc-words.tsv"

static void type_keys(struct ime *ime, char text[FIELD_BYTES], const char *keys)
{
    uint32_t key = 0;
    for (size_t n = 0; (n = mc_utf8_next(keys, &key)) > 0; keys += n) {
        if (key == '<') {
            (void)ime_backspace(ime, text, FIELD_BYTES);
        } else {
            (void)ime_type(ime, text, FIELD_BYTES, key);
        }
    }
}

static void assert_typed(enum ime_method method, enum ime_style style, const char *keys,
                         const char *expected)
{
    struct ime ime = {.method = method, .style = style};
    char text[FIELD_BYTES] = "";
    type_keys(&ime, text, keys);
    if (strcmp(text, expected) != 0) {
        print_error("%s gives %s, expected %s\n", keys, text, expected);
    }
    assert_string_equal(text, expected);
}

/* ---- One rule, one test, named by its keys ---- */

struct example {
    enum ime_method method;
    enum ime_style style;
    const char *keys;
    const char *expected;
};

static const struct example examples[] = {
    /* the keys */
    {IME_TELEX, IME_OLD_STYLE, "mas", "má"},
    {IME_TELEX, IME_OLD_STYLE, "maf", "mà"},
    {IME_TELEX, IME_OLD_STYLE, "mar", "mả"},
    {IME_TELEX, IME_OLD_STYLE, "max", "mã"},
    {IME_TELEX, IME_OLD_STYLE, "maj", "mạ"},
    {IME_TELEX, IME_OLD_STYLE, "masz", "ma"},
    {IME_TELEX, IME_OLD_STYLE, "aa", "â"},
    {IME_TELEX, IME_OLD_STYLE, "ee", "ê"},
    {IME_TELEX, IME_OLD_STYLE, "oo", "ô"},
    {IME_TELEX, IME_OLD_STYLE, "ow", "ơ"},
    {IME_TELEX, IME_OLD_STYLE, "uw", "ư"},
    {IME_TELEX, IME_OLD_STYLE, "aw", "ă"},
    {IME_TELEX, IME_OLD_STYLE, "dd", "đ"},
    {IME_VNI, IME_OLD_STYLE, "ma1", "má"},
    {IME_VNI, IME_OLD_STYLE, "ma2", "mà"},
    {IME_VNI, IME_OLD_STYLE, "ma3", "mả"},
    {IME_VNI, IME_OLD_STYLE, "ma4", "mã"},
    {IME_VNI, IME_OLD_STYLE, "ma5", "mạ"},
    {IME_VNI, IME_OLD_STYLE, "ma10", "ma"},
    {IME_VNI, IME_OLD_STYLE, "a6", "â"},
    {IME_VNI, IME_OLD_STYLE, "e6", "ê"},
    {IME_VNI, IME_OLD_STYLE, "o6", "ô"},
    {IME_VNI, IME_OLD_STYLE, "o7", "ơ"},
    {IME_VNI, IME_OLD_STYLE, "u7", "ư"},
    {IME_VNI, IME_OLD_STYLE, "a8", "ă"},
    {IME_VNI, IME_OLD_STYLE, "d9", "đ"},
    /* w by itself, and the brackets */
    {IME_TELEX, IME_OLD_STYLE, "w", "ư"},
    {IME_TELEX, IME_OLD_STYLE, "W", "Ư"},
    {IME_TELEX, IME_OLD_STYLE, "tw", "tư"},
    {IME_TELEX, IME_OLD_STYLE, "giwx", "giữ"},
    {IME_TELEX, IME_OLD_STYLE, "[", "ơ"},
    {IME_TELEX, IME_OLD_STYLE, "]", "ư"},
    {IME_TELEX, IME_OLD_STYLE, "{", "Ơ"},
    {IME_TELEX, IME_OLD_STYLE, "}", "Ư"},
    {IME_TELEX, IME_OLD_STYLE, "tr][ngf", "trường"},
    /* uo and w */
    {IME_TELEX, IME_OLD_STYLE, "Thuow", "Thuơ"},
    {IME_TELEX, IME_OLD_STYLE, "tuow", "tuơ"},
    {IME_TELEX, IME_OLD_STYLE, "truowng", "trương"},
    {IME_TELEX, IME_OLD_STYLE, "nguoiw", "ngươi"},
    {IME_TELEX, IME_OLD_STYLE, "NGUOIW", "NGƯƠI"},
    {IME_TELEX, IME_OLD_STYLE, "dduwowcj", "được"},
    {IME_TELEX, IME_OLD_STYLE, "uwow", "ươ"},
    {IME_TELEX, IME_OLD_STYLE, "duwoi", "dươi"},
    {IME_TELEX, IME_OLD_STYLE, "tuowif", "tười"},
    {IME_TELEX, IME_OLD_STYLE, "wong", "ương"},
    {IME_TELEX, IME_OLD_STYLE, "wowfi", "ười"},
    {IME_TELEX, IME_OLD_STYLE, "thuowr", "thuở"},
    {IME_TELEX, IME_OLD_STYLE, "quow", "quơ"},
    {IME_VNI, IME_OLD_STYLE, "thuo7", "thuơ"},
    {IME_VNI, IME_OLD_STYLE, "thuo7ng", "thương"},
    {IME_TELEX, IME_OLD_STYLE, "toowi", "tơi"},
    {IME_TELEX, IME_OLD_STYLE, "towio", "tôi"},
    {IME_TELEX, IME_OLD_STYLE, "uwowngo", "uông"},
    {IME_TELEX, IME_OLD_STYLE, "xoanw", "xoăn"},
    {IME_TELEX, IME_OLD_STYLE, "muaw", "mưa"},
    {IME_TELEX, IME_OLD_STYLE, "luuw", "lưu"},
    /* marks anywhere in the syllable, the last tone wins */
    {IME_TELEX, IME_OLD_STYLE, "giamaf", "giầm"},
    {IME_VNI, IME_OLD_STYLE, "dung91", "đúng"},
    {IME_VNI, IME_OLD_STYLE, "du9ng1", "đúng"},
    {IME_VNI, IME_OLD_STYLE, "d9ung1", "đúng"},
    {IME_TELEX, IME_OLD_STYLE, "hoangfr", "hoảng"},
    {IME_TELEX, IME_OLD_STYLE, "chuaarn", "chuẩn"},
    {IME_TELEX, IME_OLD_STYLE, "ddafi", "đài"},
    /* once more takes it back */
    {IME_TELEX, IME_OLD_STYLE, "ass", "as"},
    {IME_TELEX, IME_OLD_STYLE, "aaa", "aa"},
    {IME_TELEX, IME_OLD_STYLE, "ddd", "dd"},
    {IME_TELEX, IME_OLD_STYLE, "ww", "w"},
    {IME_TELEX, IME_OLD_STYLE, "uww", "uw"},
    {IME_TELEX, IME_OLD_STYLE, "[[", "["},
    {IME_TELEX, IME_OLD_STYLE, "wiw", "uiw"},
    {IME_TELEX, IME_OLD_STYLE, "tuoww", "tuow"},
    {IME_TELEX, IME_OLD_STYLE, "tuowngw", "tuongw"},
    {IME_TELEX, IME_OLD_STYLE, "sawss", "săs"},
    {IME_TELEX, IME_OLD_STYLE, "tooss", "tôs"},
    {IME_TELEX, IME_OLD_STYLE, "tosos", "tôs"},
    {IME_TELEX, IME_OLD_STYLE, "noww", "now"},
    {IME_VNI, IME_OLD_STYLE, "a11", "a1"},
    {IME_VNI, IME_OLD_STYLE, "a66", "a6"},
    {IME_VNI, IME_OLD_STYLE, "d99", "d9"},
    {IME_TELEX, IME_OLD_STYLE, "reffresh", "refresh"},
    {IME_TELEX, IME_OLD_STYLE, "reff<f", "rè"},
    {IME_TELEX, IME_OLD_STYLE, "ww<uww", "uw"},
    /* taking a tone away */
    {IME_TELEX, IME_OLD_STYLE, "losz", "lo"},
    {IME_TELEX, IME_OLD_STYLE, "loz", "loz"},
    {IME_TELEX, IME_OLD_STYLE, "zzz", "zzz"},
    /* the tone moves */
    {IME_TELEX, IME_OLD_STYLE, "gisa", "giá"},
    {IME_TELEX, IME_OLD_STYLE, "hofan", "hoàn"},
    {IME_TELEX, IME_OLD_STYLE, "tuyseet", "tuyết"},
    /* stop finals */
    {IME_TELEX, IME_OLD_STYLE, "catr", "catr"},
    {IME_TELEX, IME_OLD_STYLE, "cacf", "cacf"},
    {IME_TELEX, IME_OLD_STYLE, "sachx", "sachx"},
    {IME_TELEX, IME_OLD_STYLE, "hopr", "hopr"},
    {IME_TELEX, IME_OLD_STYLE, "DDawkf", "Đăkf"},
    {IME_TELEX, IME_OLD_STYLE, "cats", "cát"},
    {IME_TELEX, IME_OLD_STYLE, "catj", "cạt"},
    {IME_TELEX, IME_OLD_STYLE, "cart", "cảt"},
    /* case */
    {IME_TELEX, IME_OLD_STYLE, "VIEETJ", "VIỆT"},
    {IME_TELEX, IME_OLD_STYLE, "Dd", "Đ"},
    {IME_TELEX, IME_OLD_STYLE, "dD", "đ"},
    {IME_TELEX, IME_OLD_STYLE, "aA", "â"},
    {IME_TELEX, IME_OLD_STYLE, "AS", "Á"},
    /* Backspace */
    {IME_TELEX, IME_OLD_STYLE, "loanj<", "lọa"},
    {IME_TELEX, IME_NEW_STYLE, "loanj<", "loạ"},
    {IME_TELEX, IME_OLD_STYLE, "loanj<<", "lọ"},
    {IME_TELEX, IME_NEW_STYLE, "loanj<<", "lo"},
    {IME_TELEX, IME_OLD_STYLE, "hanhj<", "hạn"},
    {IME_TELEX, IME_OLD_STYLE, "Thuow<", "Thu"},
    {IME_TELEX, IME_OLD_STYLE, "VIEETJ<", "VIỆ"},
    {IME_TELEX, IME_OLD_STYLE, "VIEETJ<<", "VI"},
    {IME_TELEX, IME_OLD_STYLE, "catr<s", "cát"},
    {IME_TELEX, IME_OLD_STYLE, "thuowng<<", "thươ"},
    {IME_TELEX, IME_OLD_STYLE, "hoa nam<<<<s", "hóa"},
    {IME_TELEX, IME_OLD_STYLE, "<a<<s", "s"},
    {IME_TELEX, IME_OLD_STYLE, "a b<<c", "ac"},
    /* where the tone is written */
    {IME_TELEX, IME_OLD_STYLE, "toans", "toán"},
    {IME_TELEX, IME_OLD_STYLE, "hoanf", "hoàn"},
    {IME_TELEX, IME_OLD_STYLE, "mais", "mái"},
    {IME_TELEX, IME_OLD_STYLE, "cuar", "của"},
    {IME_TELEX, IME_OLD_STYLE, "mias", "mía"},
    {IME_TELEX, IME_OLD_STYLE, "hoaf", "hòa"},
    {IME_TELEX, IME_OLD_STYLE, "hoef", "hòe"},
    {IME_TELEX, IME_OLD_STYLE, "thuyr", "thủy"},
    {IME_TELEX, IME_NEW_STYLE, "hoaf", "hoà"},
    {IME_TELEX, IME_NEW_STYLE, "hoef", "hoè"},
    {IME_TELEX, IME_NEW_STYLE, "thuyr", "thuỷ"},
    {IME_TELEX, IME_NEW_STYLE, "cuar", "của"},
    {IME_TELEX, IME_OLD_STYLE, "ngoaif", "ngoài"},
    {IME_TELEX, IME_OLD_STYLE, "xoays", "xoáy"},
    {IME_TELEX, IME_OLD_STYLE, "ngoeor", "ngoẻo"},
    {IME_TELEX, IME_OLD_STYLE, "cuoois", "cuối"},
    {IME_TELEX, IME_OLD_STYLE, "ruwowuj", "rượu"},
    {IME_TELEX, IME_OLD_STYLE, "hieeuf", "hiều"},
    {IME_TELEX, IME_OLD_STYLE, "khuyru", "khuỷu"},
    {IME_TELEX, IME_OLD_STYLE, "nguyeenx", "nguyễn"},
    {IME_TELEX, IME_OLD_STYLE, "yeeus", "yếu"},
    {IME_TELEX, IME_OLD_STYLE, "hueej", "huệ"},
    {IME_TELEX, IME_OLD_STYLE, "giaf", "già"},
    {IME_TELEX, IME_OLD_STYLE, "quaj", "quạ"},
    {IME_TELEX, IME_OLD_STYLE, "quys", "quý"},
    {IME_TELEX, IME_NEW_STYLE, "quys", "quý"},
    {IME_TELEX, IME_OLD_STYLE, "gif", "gì"},
    {IME_TELEX, IME_OLD_STYLE, "gieengs", "giếng"},
    {IME_TELEX, IME_OLD_STYLE, "quoocs", "quốc"},
    /* names and abbreviations */
    {IME_TELEX, IME_OLD_STYLE, "Nguyeenx Thij Hoaf", "Nguyễn Thị Hòa"},
    {IME_TELEX, IME_OLD_STYLE, "DDawks Lawks", "Đắk Lắk"},
    {IME_TELEX, IME_OLD_STYLE, "Kroong Buks", "Krông Búk"},
    {IME_TELEX, IME_OLD_STYLE, "xooong", "xoong"},
    {IME_TELEX, IME_OLD_STYLE, "gooongf", "goòng"},
    {IME_TELEX, IME_OLD_STYLE, "QDD", "QĐ"},
    {IME_TELEX, IME_OLD_STYLE, "HDDND", "HĐND"},
    {IME_VNI, IME_OLD_STYLE, "Quan 1", "Quan 1"},
    {IME_VNI, IME_OLD_STYLE, "12/3 To6 Ky1", "12/3 Tô Ký"},
    /* what is no Vietnamese stays as it is typed */
    {IME_TELEX, IME_OLD_STYLE, "address", "address"},
    {IME_TELEX, IME_OLD_STYLE, "karma", "karma"},
    {IME_TELEX, IME_OLD_STYLE, "wwindows", "windows"},
    {IME_TELEX, IME_OLD_STYLE, "B12s", "B12s"},
    {IME_LATIN, IME_OLD_STYLE, "tieengs vieetj", "tieengs vieetj"},
    /* letters that bear their marks already */
    {IME_TELEX, IME_OLD_STYLE, "đươngf", "đường"},
    {IME_TELEX, IME_OLD_STYLE, "hoàn", "hoàn"},
    {IME_TELEX, IME_OLD_STYLE, "hoà", "hòa"},
    {IME_TELEX, IME_OLD_STYLE, "áá", "áá"},
};
#define EXAMPLES (sizeof examples / sizeof examples[0])

static void example_holds(void **state)
{
    const struct example *e = *state;
    assert_typed(e->method, e->style, e->keys, e->expected);
}

/* ---- More ---- */

static void a_tone_key_is_put_and_taken(void **state)
{
    (void)state;
    struct ime ime = {.method = IME_LATIN};
    char text[FIELD_BYTES] = "Trân Quôc";
    assert_false(ime_put_tone(&ime, text, sizeof text, IME_GRAVE));
    assert_true(ime_put_tone(&ime, text, sizeof text, IME_ACUTE));
    assert_string_equal(text, "Trân Quốc");
    assert_true(ime_put_tone(&ime, text, sizeof text, IME_DOT));
    assert_string_equal(text, "Trân Quộc");
    assert_true(ime_put_tone(&ime, text, sizeof text, IME_DOT));
    assert_string_equal(text, "Trân Quôc");
}

static void a_tone_key_finds_its_syllable(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        enum ime_tone tone;
        const char *after;
    } rows[] = {
        {"Bui", IME_GRAVE, "Bùi"},     {"cua", IME_HOOK, "của"},      {"nghia", IME_TILDE, "nghĩa"},
        {"ngoai", IME_GRAVE, "ngoài"}, {"quy", IME_ACUTE, "quý"},     {"gi", IME_GRAVE, "gì"},
        {"đương", IME_GRAVE, "đường"}, {"HUÊ  ", IME_ACUTE, "HUẾ  "}, {"Lê Thi", IME_DOT, "Lê Thị"},
        {"khuyu", IME_HOOK, "khuỷu"},  {"lý", IME_GRAVE, "lỳ"},       {"ba 12", IME_DOT, "ba 12"},
        {"123 ", IME_ACUTE, "123 "},   {"Đ", IME_DOT, "Đ"},           {"", IME_DOT, ""},
        {"cat", IME_HOOK, "cat"},
    };
    struct ime ime = {.method = IME_VNI};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[FIELD_BYTES];
        (void)snprintf(text, sizeof text, "%s", rows[i].before);
        bool changed = ime_put_tone(&ime, text, sizeof text, rows[i].tone);
        assert_string_equal(text, rows[i].after);
        assert_int_equal(changed, strcmp(rows[i].before, rows[i].after) != 0);
    }
    char tight[4] = "ba";
    assert_true(ime_put_tone(&ime, tight, sizeof tight, IME_ACUTE));
    assert_string_equal(tight, "bá");
    char full[4] = "ban";
    assert_false(ime_put_tone(&ime, full, sizeof full, IME_ACUTE));
    assert_string_equal(full, "ban");
}

static void what_does_not_fit_is_not_typed(void **state)
{
    (void)state;
    struct ime ime = {.method = IME_TELEX};
    char text[6] = "ho";
    assert_true(ime_type(&ime, text, sizeof text, 'a'));
    assert_true(ime_type(&ime, text, sizeof text, 'f'));
    assert_string_equal(text, "hòa");
    assert_true(ime_type(&ime, text, sizeof text, 'n'));
    assert_string_equal(text, "hoàn");
    assert_false(ime_type(&ime, text, sizeof text, 'g'));
    assert_string_equal(text, "hoàn");
}

static void typing_goes_on_where_it_was_left(void **state)
{
    (void)state;
    struct ime other = {.method = IME_VNI};
    char text[FIELD_BYTES] = "Nguyên Van";
    type_keys(&other, text, "8");
    assert_string_equal(text, "Nguyên Văn");
    type_keys(&other, text, "<<<<4");
    assert_string_equal(text, "Nguyễn");
}

static void words_of_real_procedures_come_out_right(void **state)
{
    (void)state;
    FILE *file = fopen(WORDS, "r");
    if (file == NULL) {
        print_message("skipped: no %s\n", WORDS);
        skip();
    }
    char line[512];
    int checked = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        char *save = NULL;
        const char *method = strtok_r(line, "\t\n", &save);
        const char *keys = strtok_r(NULL, "\t\n", &save);
        const char *expected = strtok_r(NULL, "\t\n", &save);
        const char *typing = strtok_r(NULL, "\t\n", &save);
        const char *style = strtok_r(NULL, "\t\n", &save);
        if (line[0] == '#' || typing == NULL || style == NULL) {
            continue;
        }
        enum ime_method how = strcmp(method, "vni") == 0 ? IME_VNI : IME_TELEX;
        if (strcmp(style, "new") != 0) {
            assert_typed(how, IME_OLD_STYLE, keys, expected);
        }
        if (strcmp(style, "old") != 0) {
            assert_typed(how, IME_NEW_STYLE, keys, expected);
        }
        checked++;
    }
    (void)fclose(file);
    assert_true(checked > 6000);
}

int test_ime_syllables(void);

int main(void)
{
    struct CMUnitTest one_each[EXAMPLES];
    for (size_t i = 0; i < EXAMPLES; i++) {
        union {
            const void *is;
            void *as;
        } state = {.is = &examples[i]};
        one_each[i] = (struct CMUnitTest){examples[i].keys, example_holds, NULL, NULL, state.as};
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tone_key_is_put_and_taken),
        cmocka_unit_test(a_tone_key_finds_its_syllable),
        cmocka_unit_test(what_does_not_fit_is_not_typed),
        cmocka_unit_test(typing_goes_on_where_it_was_left),
        cmocka_unit_test(words_of_real_procedures_come_out_right),
    };
    int failed = cmocka_run_group_tests_name("examples", one_each, NULL, NULL);
    failed += cmocka_run_group_tests_name("engine", tests, NULL, NULL);
    return failed + test_ime_syllables();
}
