#include "domain/phone.h"
#include "tests/unit/cmocka_all.h"

static void real_prefixes_are_told_from_others(void **state)
{
    (void)state;
    static const char *const good[] = {
        "0321234567",   "0391234567",    "0521234567",    "0551234567",  "0871234567",
        "0701234567",   "0791234567",    "0811234567",    "0891234567",  "0901234567",
        "0991234567",   "02838123456",   "02438123456",   "02513812345", "02543812345",
        "+84912345678", "+842838123456", "091 234 56 78", "(",           "0912.345-678",
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(phone_valid(good[i]), good[i][0] != '(');
    }
    static const char *const bad[] = {
        "",           "0",           "0301234567",   "0311234567",  "0511234567",   "0711234567",
        "0801234567", "0951234567",  "0612345678",   "0012345678",  "091234567",    "09123456789",
        "0283812345", "02173812345", "028381234567", "+8491234567", "+85912345678", "x912345678",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (phone_valid(bad[i])) {
            fail_msg("%s passes", bad[i]);
        }
    }
}

static void every_beginning_of_a_number_may_become_one(void **state)
{
    (void)state;
    static const char *const numbers[] = {"0912345678", "02838123456", "02543812345",
                                          "+84912345678", "+842513812345"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char begun[24] = "";
        for (size_t n = 0; numbers[i][n] != '\0'; n++) {
            begun[n] = numbers[i][n];
            if (!phone_begins(begun)) {
                fail_msg("%s may become %s", begun, numbers[i]);
            }
        }
        assert_true(phone_valid(begun));
        begun[0] = 'x';
        assert_false(phone_begins(begun));
    }
    assert_false(phone_begins("06"));
    assert_false(phone_begins("095"));
    assert_false(phone_begins("0217"));
    assert_false(phone_begins("1"));
    assert_false(phone_begins("09123456789"));
    assert_true(phone_begins(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_prefixes_are_told_from_others),
        cmocka_unit_test(every_beginning_of_a_number_may_become_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
