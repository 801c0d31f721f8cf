/* A citizen's chip beside the citizen's QR code. */
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "domain/citizen.h"

#define LAST_YEAR 2099

/* The next of the ages at which a card is renewed, without looking at when it was issued. */
static struct date next_age(struct date birth, struct date issued)
{
    static const int ages[] = {14, 25, 40, 60};
    for (size_t i = 0; i < sizeof ages / sizeof ages[0]; i++) {
        struct date due = date_add_years(birth, ages[i]);
        if (date_compare(issued, due) < 0) {
            return due;
        }
    }
    return (struct date){0};
}

size_t citizen_expiry_guesses(struct date birth, struct date issued,
                              struct date out[CITIZEN_EXPIRY_GUESSES])
{
    if (!date_valid(birth) || !date_valid(issued)) {
        return 0;
    }
    struct date by_law = citizen_card_expiry(birth, issued);
    struct date simple = next_age(birth, issued);
    if (!date_is_set(by_law)) {
        out[0] = (struct date){.year = LAST_YEAR, .month = 12, .day = 31};
        out[1] = simple;
        return 2;
    }
    out[0] = by_law;
    out[1] = simple;
    return date_compare(by_law, simple) == 0 ? 1 : 2;
}

static bool same_folded(const char *a, const char *b)
{
    char *folded_a = mc_text_fold(a);
    char *folded_b = mc_text_fold(b);
    bool same = strcmp(folded_a, folded_b) == 0;
    mc_wipe(folded_a, strlen(folded_a));
    mc_wipe(folded_b, strlen(folded_b));
    free(folded_a);
    free(folded_b);
    return same;
}

/* The zone cuts a long name off. */
static bool same_name(const struct citizen *known, const struct citizen *chip, bool plain_name)
{
    if (!plain_name) {
        return same_folded(known->name, chip->name);
    }
    char *whole = mc_text_fold(known->name);
    char *cut = mc_text_fold(chip->name);
    bool same = cut[0] != '\0' && strncmp(whole, cut, strlen(cut)) == 0;
    mc_wipe(whole, strlen(whole));
    mc_wipe(cut, strlen(cut));
    free(whole);
    free(cut);
    return same;
}

static bool same_person(const struct citizen *known, const struct citizen *chip, bool plain_name)
{
    bool sexes_differ = known->sex != CITIZEN_SEX_UNKNOWN && chip->sex != CITIZEN_SEX_UNKNOWN &&
                        known->sex != chip->sex;
    return same_name(known, chip, plain_name) && date_compare(known->birth, chip->birth) == 0 &&
           !sexes_differ;
}

/* What the chip holds, and beside it what only the code knew. */
static void lay_over(struct citizen *known, const struct citizen *chip, bool keep_name)
{
    struct citizen merged = *chip;
    if (keep_name) {
        mc_copy_text(merged.name, sizeof merged.name, known->name);
    }
    if (merged.residence[0] == '\0') {
        mc_copy_text(merged.residence, sizeof merged.residence, known->residence);
    }
    if (merged.old_id_number[0] == '\0') {
        mc_copy_text(merged.old_id_number, sizeof merged.old_id_number, known->old_id_number);
    }
    if (!date_is_set(merged.issued)) {
        merged.issued = known->issued;
    }
    if (merged.sex == CITIZEN_SEX_UNKNOWN) {
        merged.sex = known->sex;
    }
    *known = merged;
    mc_wipe(&merged, sizeof merged);
}

enum citizen_match citizen_take_chip(struct citizen *known, const struct citizen *chip,
                                     bool plain_name)
{
    if (strcmp(known->id_number, chip->id_number) != 0) {
        return CITIZEN_OTHER_NUMBER;
    }
    bool number_only = known->name[0] == '\0';
    bool same = number_only || same_person(known, chip, plain_name);
    if (same || chip->assurance == CITIZEN_CHIP_VERIFIED) {
        lay_over(known, chip, plain_name && same && !number_only);
    }
    return same ? CITIZEN_MATCHES : CITIZEN_DIFFERS;
}
