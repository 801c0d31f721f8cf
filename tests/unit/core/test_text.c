#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "tests/unit/cmocka_all.h"

static void assert_fold(const char *text, const char *expected)
{
    char *folded = mc_text_fold(text);
    assert_string_equal(folded, expected);
    free(folded);
}

static void utf8_is_strict(void **state)
{
    (void)state;
    assert_true(mc_utf8_valid("Nguyễn", strlen("Nguyễn")));
    assert_false(mc_utf8_valid("\xC0\x80", 2));         /* overlong */
    assert_false(mc_utf8_valid("\xED\xA0\x80", 3));     /* surrogate */
    assert_false(mc_utf8_valid("\xF4\x90\x80\x80", 4)); /* over U+10FFFF */
    assert_false(mc_utf8_valid("\xE1\xBB", 2));         /* cut */
    assert_false(mc_utf8_valid("\x80", 1));
    assert_int_equal(mc_utf8_length("đất"), 3);
    assert_int_equal(mc_utf8_drop_last("đất", 6), 5);
}

static void nfc_composes(void **state)
{
    (void)state;
    char *out = NULL;
    assert_int_equal(mc_text_nfc("e\xCC\x82\xCC\x81", 5, &out, NULL), MC_OK);
    assert_string_equal(out, "ế");
    free(out);
    struct mc_error err;
    out = NULL;
    assert_int_equal(mc_text_nfc("\xFF", 1, &out, &err), MC_EPARSE);
    assert_null(out);
    char small[4];
    assert_int_equal(mc_text_nfc_into(small, sizeof small, "đất", 6, &err), MC_ETOOBIG);
}

static void fold_drops_marks_case_and_punctuation(void **state)
{
    (void)state;
    assert_fold("Hòa,  ĐẤT!", "hoa dat");
    assert_fold("hoà đất", "hoa dat");
    assert_fold("Đăng ký khai sinh", "dang ky khai sinh");
    assert_fold("\t ", "");
    assert_fold("Ơ Ư", "o u");
}

static void trim_keeps_the_inside(void **state)
{
    (void)state;
    char text[] = " \ta b\r\n";
    mc_text_trim(text);
    assert_string_equal(text, "a b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_strict),
        cmocka_unit_test(nfc_composes),
        cmocka_unit_test(fold_drops_marks_case_and_punctuation),
        cmocka_unit_test(trim_keeps_the_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
