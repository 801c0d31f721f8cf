#include <string.h>

#include "domain/dossier.h"
#include "tests/unit/cmocka_all.h"

/* Row: from, column: to, both 1 to 10. */
static const char *const expected[] = {
    ".xx...x...", /* registered */
    "...xxxxxx.", /* received */
    "..........", /* refused */
    "....xxxxx.", /* processing */
    "...x..xx..", /* needs papers */
    "...x..xxx.", /* needs payment */
    "..........", /* withdrawn */
    "..........", /* stopped */
    ".........x", /* decided */
    "..........", /* handed over */
};

static void all_hundred_transitions(void **state)
{
    (void)state;
    for (int from = 1; from <= 10; from++) {
        for (int to = 1; to <= 10; to++) {
            bool allowed =
                dossier_transition_allowed((enum dossier_status)from, (enum dossier_status)to);
            assert_int_equal(allowed, expected[from - 1][to - 1] == 'x');
        }
        bool final = strchr(expected[from - 1], 'x') == NULL;
        assert_int_equal(dossier_status_final((enum dossier_status)from), final);
    }
}

static void every_status_can_be_reached_and_ends(void **state)
{
    (void)state;
    unsigned reached = 1U << DOSSIER_REGISTERED;
    for (int round = 0; round < 10; round++) {
        for (int from = 1; from <= 10; from++) {
            for (int to = 1; to <= 10 && (reached & (1U << from)) != 0; to++) {
                if (dossier_transition_allowed((enum dossier_status)from,
                                               (enum dossier_status)to)) {
                    reached |= 1U << to;
                }
            }
        }
    }
    assert_int_equal(reached, 0x7FE);
}

static void names_round_trip(void **state)
{
    (void)state;
    for (int i = 1; i <= 10; i++) {
        enum dossier_status back = DOSSIER_REGISTERED;
        assert_true(dossier_status_from_name(dossier_status_name((enum dossier_status)i), &back));
        assert_int_equal(back, i);
    }
    enum dossier_status kept = DOSSIER_STOPPED;
    assert_false(dossier_status_from_name("", &kept));
    assert_false(dossier_status_from_name("Received", &kept));
    assert_int_equal(kept, DOSSIER_STOPPED);
    assert_false(dossier_status_valid(0));
    assert_false(dossier_status_valid(11));
    assert_false(dossier_status_valid(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_hundred_transitions),
        cmocka_unit_test(every_status_can_be_reached_and_ends),
        cmocka_unit_test(names_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
