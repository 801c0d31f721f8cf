#include <string.h>

#include "core/memory.h"
#include "kiosk/app/card_identity.h"
#include "tests/unit/cmocka_all.h"

static struct card_fields fields_of_somebody(void)
{
    return (struct card_fields){.id_number = "079301000456",
                                .name = "Tra\xCC\x82\xCC\x80n Thi\xCC\xA3 Ho\xCC\x80"
                                        "a", /* NFD */
                                .birth = "03/02/2001",
                                .sex = "Nữ",
                                .residence = "Ấp 3",
                                .issued = "14/08/2024"};
}

static void the_chip_s_fields_become_a_citizen(void **state)
{
    (void)state;
    struct card_fields fields = fields_of_somebody();
    struct citizen citizen;
    assert_int_equal(card_identity(&fields, &citizen, NULL), MC_OK);
    assert_string_equal(citizen.name, "Trần Thị Hòa");
    assert_int_equal(citizen.sex, CITIZEN_FEMALE);
    assert_int_equal(citizen.birth.year, 2001);
    assert_int_equal(citizen.issued.day, 14);
    assert_int_equal(citizen.assurance, CITIZEN_CHIP_UNVERIFIED);
    fields.chip_verified = 1;
    assert_int_equal(card_identity(&fields, &citizen, NULL), MC_OK);
    assert_int_equal(citizen.assurance, CITIZEN_CHIP_VERIFIED);
}

static void a_field_that_makes_no_sense_is_named_but_not_told(void **state)
{
    (void)state;
    struct citizen citizen = {.id_number = "kept"};
    struct mc_error err;
    struct card_fields fields = fields_of_somebody();
    mc_copy_text(fields.id_number, sizeof fields.id_number, "07930100045");
    assert_int_equal(card_identity(&fields, &citizen, &err), MC_EPARSE);
    assert_null(strstr(err.text, "0793"));
    fields = fields_of_somebody();
    mc_copy_text(fields.birth, sizeof fields.birth, "31/02/2001");
    assert_int_equal(card_identity(&fields, &citizen, &err), MC_EPARSE);
    assert_non_null(strstr(err.text, "birth"));
    fields = fields_of_somebody();
    mc_copy_text(fields.name, sizeof fields.name, "\xFF");
    assert_int_equal(card_identity(&fields, &citizen, &err), MC_EPARSE);
    assert_string_equal(citizen.id_number, "kept");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chip_s_fields_become_a_citizen),
        cmocka_unit_test(a_field_that_makes_no_sense_is_named_but_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
