#include <string.h>

#include "domain/citizen.h"
#include "tests/unit/cmocka_all.h"

static struct date on(int year, int month, int day)
{
    return (struct date){(int16_t)year, (uint8_t)month, (uint8_t)day};
}

static void an_id_is_twelve_digits(void **state)
{
    (void)state;
    assert_true(citizen_id_valid("079090000123"));
    assert_true(citizen_id_valid("999999999999"));
    assert_false(citizen_id_valid(""));
    assert_false(citizen_id_valid("07909000012"));
    assert_false(citizen_id_valid("0790900001234"));
    assert_false(citizen_id_valid("07909000012a"));
    assert_false(citizen_id_valid("079 9000012 "));
    assert_false(citizen_id_valid("０79090000123"));
}

static void the_number_agrees_with_sex_and_birth_or_not(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int year;
        enum citizen_sex sex;
        bool consistent;
    } rows[] = {
        {"079090000123", 1990, CITIZEN_MALE, true},
        {"079190000123", 1990, CITIZEN_FEMALE, true},
        {"079190000123", 1990, CITIZEN_MALE, false},
        {"079301000456", 2001, CITIZEN_FEMALE, true},
        {"079201000456", 2001, CITIZEN_MALE, true},
        {"079301000456", 1901, CITIZEN_FEMALE, false},
        {"079091000123", 1990, CITIZEN_MALE, false},
        {"079915000001", 2315, CITIZEN_FEMALE, true},
        {"079090000123", 1990, CITIZEN_SEX_UNKNOWN, true},
        {"07909000012", 1990, CITIZEN_MALE, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct citizen citizen = {.birth = on(rows[i].year, 1, 15), .sex = rows[i].sex};
        memcpy(citizen.id_number, rows[i].id, strlen(rows[i].id) + 1);
        assert_int_equal(citizen_id_consistent(&citizen), rows[i].consistent);
    }
    struct citizen empty = {0};
    assert_false(citizen_id_consistent(&empty));
}

static void a_card_expires_at_the_next_age_or_the_one_after(void **state)
{
    (void)state;
    struct date birth = on(1990, 1, 15);
    static const struct {
        struct date issued;
        int expires; /* the birthday's year; 0: never */
    } rows[] = {
        {{2000, 6, 1}, 2004},  {{2002, 1, 14}, 2004}, {{2002, 1, 15}, 2015}, {{2004, 1, 14}, 2015},
        {{2004, 1, 15}, 2015}, {{2013, 1, 14}, 2015}, {{2013, 1, 15}, 2030}, {{2015, 1, 15}, 2030},
        {{2021, 5, 10}, 2030}, {{2028, 1, 14}, 2030}, {{2028, 1, 15}, 2050}, {{2048, 1, 14}, 2050},
        {{2048, 1, 15}, 0},    {{2060, 1, 1}, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct date expiry = citizen_card_expiry(birth, rows[i].issued);
        assert_int_equal(expiry.year, rows[i].expires);
        if (rows[i].expires != 0) {
            assert_int_equal(expiry.month, 1);
            assert_int_equal(expiry.day, 15);
        }
    }
    struct date leap = citizen_card_expiry(on(2004, 2, 29), on(2021, 5, 10));
    assert_int_equal(date_compare(leap, on(2029, 2, 28)), 0);
    assert_false(date_is_set(citizen_card_expiry(birth, (struct date){0})));
}

static void the_day_of_expiry_is_the_last_valid_one(void **state)
{
    (void)state;
    struct citizen citizen = {.birth = on(1990, 1, 15), .issued = on(2014, 1, 1)};
    assert_false(citizen_card_expired(&citizen, on(2030, 1, 15)));
    assert_true(citizen_card_expired(&citizen, on(2030, 1, 16)));
    citizen.issued = on(2050, 1, 1);
    assert_false(citizen_card_expired(&citizen, on(2100, 1, 1)));
}

static void masks_and_initials_tell_little(void **state)
{
    (void)state;
    char out[CITIZEN_ID_CHARS + 1];
    citizen_mask_id("079090000123", out, sizeof out);
    assert_string_equal(out, "********0123");
    citizen_mask_id("0123", out, sizeof out);
    assert_string_equal(out, "****");
    citizen_mask_id("", out, sizeof out);
    assert_string_equal(out, "");
    citizen_initials("Nguyễn Văn An", out, sizeof out);
    assert_string_equal(out, "N.V.A.");
    citizen_initials("  Đỗ   Ái", out, sizeof out);
    assert_string_equal(out, "Đ.Á.");
    char small[5];
    citizen_initials("Đỗ Ái", small, sizeof small);
    assert_string_equal(small, "Đ.");
    citizen_initials("", small, sizeof small);
    assert_string_equal(small, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_twelve_digits),
        cmocka_unit_test(the_number_agrees_with_sex_and_birth_or_not),
        cmocka_unit_test(a_card_expires_at_the_next_age_or_the_one_after),
        cmocka_unit_test(the_day_of_expiry_is_the_last_valid_one),
        cmocka_unit_test(masks_and_initials_tell_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
