#include <stdio.h>
#include <string.h>

#include "domain/dossier.h"
#include "tests/unit/cmocka_all.h"

static const struct date day = {2026, 11, 24};

static void official_codes_in_both_forms(void **state)
{
    (void)state;
    static const char *const good[] = {
        "000.00.06.H56-231027-0361", "H29.12-250701-0001",        "H29-250701-0001",
        "H29.12.3-250701-00012",     "H29.12.3.45-240229-123456", "H29.123456-250701-9999",
        "H01.1.2.3-991231-000001",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(dossier_code_kind(good[i]), DOSSIER_CODE_OFFICIAL);
    }
    static const char *const bad[] = {
        "",
        "-",
        "H29.12",
        "H29.12-250701",
        "H29.12-250701-",
        "H29.12-250701-001",
        "H29.12-250701-0000001",
        "H29.12-250230-0001", /* no such day */
        "H29.12-251301-0001",
        "H29.12-250701-0001 ",
        " H29.12-250701-0001",
        "h29.12-250701-0001",
        "H29.12-250701-000a",
        "H29.12-250701-0001\n",
        "H29.-250701-0001",
        "H29.1.2.3.4-250701-0001",
        "H2.12-250701-0001",
        "H291.12-250701-0001",
        "H29.1234567-250701-0001",
        "00.00.06.H56-231027-0361",
        "000.00.06.H5-231027-0361",
        "000.00.06.H567-231027-0361",
        "000.00.06.G56-231027-0361",
        "000.00.H56-231027-0361",
        "H29.12--50701-0001",
        "H29.12-250701-0001-1",
        "H29.12-250701-0001/../../etc",
        "H29.12-250701-٠٠٠١",
        "H29.12-250701-00000000000000000000000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(dossier_code_kind(bad[i]), DOSSIER_CODE_NONE);
    }
}

static void official_codes_are_formatted(void **state)
{
    (void)state;
    char out[DOSSIER_CODE_BYTES] = "kept";
    assert_int_equal(dossier_code_format("H29.12", day, 1, out, NULL), MC_OK);
    assert_string_equal(out, "H29.12-261124-0001");
    assert_int_equal(dossier_code_format("000.00.06.H56", day, 123456, out, NULL), MC_OK);
    assert_string_equal(out, "000.00.06.H56-261124-123456");
    assert_int_equal(dossier_code_kind(out), DOSSIER_CODE_OFFICIAL);
    assert_int_equal(dossier_code_format("29", day, 1, out, NULL), MC_EINVAL);
    assert_int_equal(dossier_code_format("H29", day, 0, out, NULL), MC_EINVAL);
    assert_int_equal(dossier_code_format("H29", day, 1000000, out, NULL), MC_EINVAL);
    struct date no_day = {2026, 2, 30};
    assert_int_equal(dossier_code_format("H29", no_day, 1, out, NULL), MC_EINVAL);
    struct date long_ago = {1999, 1, 1};
    assert_int_equal(dossier_code_format("H29", long_ago, 1, out, NULL), MC_EINVAL);
    assert_string_equal(out, "000.00.06.H56-261124-123456");
    /* The longest of both kinds fits. */
    assert_int_equal(dossier_code_format("H29.123456.123456", day, 999999, out, NULL), MC_OK);
    assert_int_equal(dossier_code_kind(out), DOSSIER_CODE_OFFICIAL);
}

static void kiosks_are_short_and_plain(void **state)
{
    (void)state;
    assert_true(dossier_kiosk_valid("K1"));
    assert_true(dossier_kiosk_valid("ABCD1234"));
    assert_false(dossier_kiosk_valid("K"));
    assert_false(dossier_kiosk_valid("ABCD12345"));
    assert_false(dossier_kiosk_valid("k1"));
    assert_false(dossier_kiosk_valid("K-1"));
    assert_false(dossier_kiosk_valid("Đ1"));
    char out[DOSSIER_CODE_BYTES] = "kept";
    assert_int_equal(dossier_code_format_provisional("k1", day, 1, out, NULL), MC_EINVAL);
    assert_int_equal(dossier_code_format_provisional("K1", day, 10000, out, NULL), MC_EINVAL);
    assert_string_equal(out, "kept");
}

/* ISO/IEC 7064 MOD 1271-36 of a text, the long way: the value of the whole as a number in base 36
 * leaves 1. */
static void provisional_codes_carry_the_standard_check(void **state)
{
    (void)state;
    char out[DOSSIER_CODE_BYTES];
    assert_int_equal(dossier_code_format_provisional("K01", day, 1, out, NULL), MC_OK);
    assert_memory_equal(out, "TK01-261124-0001-", 17);
    assert_int_equal(strlen(out), 19);
    int weight = 1;
    int sum = 0;
    for (int i = 18; i >= 0; i--) {
        char c = out[i];
        if (c != '-') {
            sum = (sum + weight * (c <= '9' ? c - '0' : c - 'A' + 10)) % 1271;
            weight = weight * 36 % 1271;
        }
    }
    assert_int_equal(sum, 1);
    assert_int_equal(dossier_code_kind(out), DOSSIER_CODE_PROVISIONAL);
}

static void every_wrong_character_and_swap_shows(void **state)
{
    (void)state;
    static const char *const kiosks[] = {"K1", "01", "Z9Z9", "ABCD1234", "TT", "10101010"};
    static const char others[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. a";
    for (size_t k = 0; k < sizeof kiosks / sizeof kiosks[0]; k++) {
        for (int sequence = 1; sequence <= 9999; sequence += 37) {
            char code[DOSSIER_CODE_BYTES];
            assert_int_equal(dossier_code_format_provisional(kiosks[k], day, sequence, code, NULL),
                             MC_OK);
            assert_int_equal(dossier_code_kind(code), DOSSIER_CODE_PROVISIONAL);
            for (size_t i = 0; code[i] != '\0'; i++) {
                char right = code[i];
                for (size_t c = 0; c + 1 < sizeof others; c++) {
                    code[i] = others[c];
                    assert_int_equal(dossier_code_kind(code), others[c] == right
                                                                  ? DOSSIER_CODE_PROVISIONAL
                                                                  : DOSSIER_CODE_NONE);
                }
                code[i] = right;
                char next = code[i + 1];
                if (next != '\0' && next != right) {
                    code[i] = next;
                    code[i + 1] = right;
                    assert_int_equal(dossier_code_kind(code), DOSSIER_CODE_NONE);
                    code[i] = right;
                    code[i + 1] = next;
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(official_codes_in_both_forms),
        cmocka_unit_test(official_codes_are_formatted),
        cmocka_unit_test(kiosks_are_short_and_plain),
        cmocka_unit_test(provisional_codes_carry_the_standard_check),
        cmocka_unit_test(every_wrong_character_and_swap_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
