#include <stdio.h>
#include <string.h>

#include "core/memory.h"
#include "domain/audit.h"
#include "tests/unit/cmocka_all.h"

#define ENTRIES 5

static void make_trail(struct audit_entry trail[ENTRIES])
{
    const char *previous = audit_first_previous;
    memset(trail, 0, ENTRIES * sizeof *trail);
    for (int i = 0; i < ENTRIES; i++) {
        trail[i].number = i + 1;
        trail[i].at_s = 1796180400 + i;
        mc_copy_text(trail[i].officer, sizeof trail[i].officer, "an.nguyen");
        mc_copy_text(trail[i].act, sizeof trail[i].act, i % 2 == 0 ? "open" : "receive");
        mc_copy_text(trail[i].subject, sizeof trail[i].subject, "H29.12-261202-0001");
        mc_copy_text(trail[i].detail, sizeof trail[i].detail, "registered -> received");
        mc_copy_text(trail[i].previous, sizeof trail[i].previous, previous);
        audit_seal(&trail[i]);
        previous = trail[i].hash;
    }
}

/* How many entries of the trail pass. */
static int passed(const struct audit_entry trail[ENTRIES])
{
    struct audit_check check = {0};
    int i = 0;
    while (i < ENTRIES && audit_check_next(&check, &trail[i], NULL) == MC_OK) {
        i++;
    }
    return i;
}

static void a_whole_trail_passes(void **state)
{
    (void)state;
    struct audit_entry trail[ENTRIES];
    make_trail(trail);
    assert_int_equal(passed(trail), ENTRIES);
    /* computed apart, by sha256sum over the netstrings the header describes */
    assert_string_equal(trail[0].hash,
                        "a8489ac222fa7f4e0941ce454f827ea57e210607dee822376f5b085a0c75cf07");
}

static void any_change_breaks_it(void **state)
{
    (void)state;
    struct audit_entry trail[ENTRIES];
    for (int what = 0; what < 8; what++) {
        make_trail(trail);
        struct audit_entry *entry = &trail[2];
        switch (what) {
        case 0: entry->at_s++; break;
        case 1: entry->officer[0] = 'b'; break;
        case 2: entry->act[0] = 'O'; break;
        case 3: entry->subject[5] = '3'; break;
        case 4: entry->detail[0] = '\0'; break;
        case 5: entry->number = 4; break;
        case 6: entry->previous[0] ^= 1; break;
        default: entry->hash[63] ^= 1; break;
        }
        assert_int_equal(passed(trail), 2);
    }
}

/* Whoever seals the changed entry again breaks the one after it. */
static void resealing_moves_the_break_on(void **state)
{
    (void)state;
    struct audit_entry trail[ENTRIES];
    make_trail(trail);
    trail[2].at_s++;
    audit_seal(&trail[2]);
    assert_int_equal(passed(trail), 3);
}

static void a_missing_entry_shows(void **state)
{
    (void)state;
    struct audit_entry trail[ENTRIES];
    make_trail(trail);
    memmove(&trail[1], &trail[2], 3 * sizeof *trail);
    assert_int_equal(passed(trail), 1);
    /* numbered again, it still does not follow */
    trail[1].number = 2;
    audit_seal(&trail[1]);
    assert_int_equal(passed(trail), 1);
    make_trail(trail);
    trail[0].number = 2;
    assert_int_equal(passed(trail), 0);
}

/* What moves from one field to the next is another entry. */
static void fields_do_not_run_together(void **state)
{
    (void)state;
    struct audit_entry trail[ENTRIES];
    make_trail(trail);
    char before[MC_SHA256_CHARS + 1];
    mc_copy_text(before, sizeof before, trail[0].hash);
    mc_copy_text(trail[0].officer, sizeof trail[0].officer, "an.nguye");
    mc_copy_text(trail[0].act, sizeof trail[0].act, "nopen");
    audit_seal(&trail[0]);
    assert_string_not_equal(before, trail[0].hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_trail_passes),         cmocka_unit_test(any_change_breaks_it),
        cmocka_unit_test(resealing_moves_the_break_on), cmocka_unit_test(a_missing_entry_shows),
        cmocka_unit_test(fields_do_not_run_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
