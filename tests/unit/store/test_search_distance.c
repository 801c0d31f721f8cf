#include <string.h>

#include "kiosk/store/search_distance.h"
#include "tests/unit/cmocka_all.h"

static void same_words_are_no_distance_apart(void **state)
{
    (void)state;
    assert_int_equal(search_distance("khai", "khai", 20), 0);
    assert_int_equal(search_distance("", "", 20), 0);
}

/* Each row's slip is easier to make than the one of the next. */
static void easy_slips_cost_less(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        const char *meant;
    } slips[] = {
        {"ki", "ky"},      /* sounds alike */
        {"khaai", "khai"}, /* a letter twice */
        {"kai", "khai"},   /* the second letter of a sound left out */
        {"sonh", "sinh"},  /* the key beside */
        {"isnh", "sinh"},  /* two letters swapped */
        {"khi", "khai"},   /* a letter left out */
        {"khaq", "khai"},  /* another letter */
        {"bhai", "khai"},  /* another first letter */
        {"xhaq", "khai"},  /* two */
    };
    int before = 0;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        int cost = search_distance(slips[i].typed, slips[i].meant, 99);
        if (cost <= before) {
            fail_msg("%s for %s costs %d, not more than %d", slips[i].typed, slips[i].meant, cost,
                     before);
        }
        before = cost;
    }
}

static void over_the_limit_is_all_the_same(void **state)
{
    (void)state;
    assert_int_equal(search_distance("khai", "thuong", 20), 21);
    assert_int_equal(search_distance("", "abc", 5), 6);
    char long_word[80] = {0};
    memset(long_word, 'a', sizeof long_word - 1);
    assert_int_equal(search_distance(long_word, long_word, 20), 21);
    assert_int_equal(search_distance("a", long_word, 20), 21);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_words_are_no_distance_apart),
        cmocka_unit_test(easy_slips_cost_less),
        cmocka_unit_test(over_the_limit_is_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
