#include <string.h>

#include "core/memory.h"
#include "domain/citizen.h"
#include "tests/unit/cmocka_all.h"

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

static struct citizen by_code(void)
{
    return (struct citizen){.id_number = "079203012345",
                            .old_id_number = "025123456",
                            .name = "Nguyễn Thị Hòa",
                            .birth = {2003, 8, 15},
                            .sex = CITIZEN_FEMALE,
                            .residence = "12 Lê Lợi",
                            .issued = {2021, 5, 10},
                            .assurance = CITIZEN_DECLARED};
}

static struct citizen by_chip(enum citizen_assurance assurance)
{
    struct citizen chip = by_code();
    chip.assurance = assurance;
    chip.expires = (struct date){2028, 8, 15};
    return chip;
}

static void the_same_person_only_becomes_surer(void **state)
{
    (void)state;
    struct citizen known = by_code();
    struct citizen chip = by_chip(CITIZEN_CHIP_UNVERIFIED);
    mc_copy_text(chip.name, sizeof chip.name, "Nguyễn Thị Hoà"); /* the other tone style */
    assert_int_equal(citizen_take_chip(&known, &chip, false), CITIZEN_MATCHES);
    assert_int_equal(known.assurance, CITIZEN_CHIP_UNVERIFIED);
    assert_string_equal(known.name, "Nguyễn Thị Hoà");
    chip.assurance = CITIZEN_CHIP_VERIFIED;
    assert_int_equal(citizen_take_chip(&known, &chip, false), CITIZEN_MATCHES);
    assert_int_equal(known.assurance, CITIZEN_CHIP_VERIFIED);
    assert_int_equal(known.expires.year, 2028);
}

static void a_verified_chip_wins_over_the_code(void **state)
{
    (void)state;
    struct citizen known = by_code();
    struct citizen chip = by_chip(CITIZEN_CHIP_VERIFIED);
    mc_copy_text(chip.name, sizeof chip.name, "Trần Văn Khác");
    assert_int_equal(citizen_take_chip(&known, &chip, false), CITIZEN_DIFFERS);
    assert_string_equal(known.name, "Trần Văn Khác");
    assert_int_equal(known.assurance, CITIZEN_CHIP_VERIFIED);
}

static void an_unverified_one_does_not(void **state)
{
    (void)state;
    struct citizen chip = by_chip(CITIZEN_CHIP_UNVERIFIED);
    chip.birth.year = 1990;
    struct citizen known = by_code();
    assert_int_equal(citizen_take_chip(&known, &chip, false), CITIZEN_DIFFERS);
    assert_int_equal(known.birth.year, 2003);
    assert_int_equal(known.assurance, CITIZEN_DECLARED);
    chip = by_chip(CITIZEN_CHIP_UNVERIFIED);
    chip.sex = CITIZEN_MALE;
    assert_int_equal(citizen_take_chip(&known, &chip, false), CITIZEN_DIFFERS);
    assert_int_equal(known.sex, CITIZEN_FEMALE);
}

static void another_number_is_refused_however_sure(void **state)
{
    (void)state;
    struct citizen known = by_code();
    struct citizen chip = by_chip(CITIZEN_CHIP_VERIFIED);
    chip.id_number[11] = '6';
    assert_int_equal(citizen_take_chip(&known, &chip, false), CITIZEN_OTHER_NUMBER);
    assert_string_equal(known.id_number, "079203012345");
    assert_int_equal(known.assurance, CITIZEN_DECLARED);
}

static void a_bare_zone_leaves_what_only_the_code_knows(void **state)
{
    (void)state;
    struct citizen known = by_code();
    struct citizen chip = {.id_number = "079203012345",
                           .name = "NGUYEN THI HOA",
                           .birth = {2003, 8, 15},
                           .assurance = CITIZEN_CHIP_VERIFIED};
    assert_int_equal(citizen_take_chip(&known, &chip, true), CITIZEN_MATCHES);
    assert_string_equal(known.name, "Nguyễn Thị Hòa");
    assert_string_equal(known.residence, "12 Lê Lợi");
    assert_string_equal(known.old_id_number, "025123456");
    assert_int_equal(known.issued.year, 2021);
    assert_int_equal(known.sex, CITIZEN_FEMALE);
    assert_int_equal(known.assurance, CITIZEN_CHIP_VERIFIED);
    mc_copy_text(chip.name, sizeof chip.name, "NGUYEN THI HUE");
    assert_int_equal(citizen_take_chip(&known, &chip, true), CITIZEN_DIFFERS);
    assert_string_equal(known.name, "NGUYEN THI HUE");
}

static void a_typed_number_takes_all_from_the_chip(void **state)
{
    (void)state;
    struct citizen known = {.id_number = "079203012345"};
    struct citizen chip = by_chip(CITIZEN_CHIP_UNVERIFIED);
    assert_int_equal(citizen_take_chip(&known, &chip, false), CITIZEN_MATCHES);
    assert_string_equal(known.name, "Nguyễn Thị Hòa");
    assert_int_equal(known.assurance, CITIZEN_CHIP_UNVERIFIED);
}

static void expiries_to_try(void **state)
{
    (void)state;
    static const struct {
        struct date birth;
        struct date issued;
        size_t count;
        struct date first;
        struct date second;
    } cards[] = {
        /* In the middle between two ages: one guess. */
        {{1990, 1, 15}, {2021, 5, 10}, 1, {2030, 1, 15}, {0}},
        /* Shortly before 25: valid to 40, older cards to 25. */
        {{2001, 2, 3}, {2024, 8, 14}, 2, {2041, 2, 3}, {2026, 2, 3}},
        {{2012, 3, 1}, {2024, 9, 1}, 2, {2037, 3, 1}, {2026, 3, 1}},
        /* From 58 on for good, on older cards to 60. */
        {{1965, 6, 1}, {2024, 8, 1}, 2, {2099, 12, 31}, {2025, 6, 1}},
        {{1950, 6, 1}, {2024, 8, 1}, 2, {2099, 12, 31}, {0}},
        {{0}, {2024, 8, 1}, 0, {0}, {0}},
        {{1990, 1, 15}, {0}, 0, {0}, {0}},
    };
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        struct date guesses[CITIZEN_EXPIRY_GUESSES] = {0};
        assert_int_equal(citizen_expiry_guesses(cards[i].birth, cards[i].issued, guesses),
                         cards[i].count);
        if (cards[i].count > 0) {
            assert_int_equal(date_compare(guesses[0], cards[i].first), 0);
        }
        if (cards[i].count > 1) {
            assert_int_equal(date_compare(guesses[1], cards[i].second), 0);
        }
    }
}

static void the_chips_own_expiry_counts(void **state)
{
    (void)state;
    struct citizen citizen = by_chip(CITIZEN_CHIP_VERIFIED);
    assert_false(citizen_card_expired(&citizen, (struct date){2028, 8, 15}));
    assert_true(citizen_card_expired(&citizen, (struct date){2028, 8, 16}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_person_only_becomes_surer),
        cmocka_unit_test(a_verified_chip_wins_over_the_code),
        cmocka_unit_test(an_unverified_one_does_not),
        cmocka_unit_test(another_number_is_refused_however_sure),
        cmocka_unit_test(a_bare_zone_leaves_what_only_the_code_knows),
        cmocka_unit_test(a_typed_number_takes_all_from_the_chip),
        cmocka_unit_test(expiries_to_try),
        cmocka_unit_test(the_chips_own_expiry_counts),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
