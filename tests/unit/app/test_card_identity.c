#include <string.h>

#include "core/memory.h"
#include "kiosk/app/card_identity.h"
#include "tests/unit/cmocka_all.h"

static struct card_content content_of_somebody(void)
{
    return (struct card_content){.id_number = "079301000456",
                                 .name = "Tra\xCC\x82\xCC\x80n Thi\xCC\xA3 Ho\xCC\x80"
                                         "a", /* NFD */
                                 .birth = "03/02/2001",
                                 .sex = "Nữ",
                                 .residence = "Ấp 3",
                                 .issued = "14/08/2024",
                                 .expires = "03/02/2026"};
}

static void the_chip_s_fields_become_a_citizen(void **state)
{
    (void)state;
    struct card_content content = content_of_somebody();
    struct citizen citizen;
    assert_int_equal(card_identity(&content, &citizen, NULL), MC_OK);
    assert_string_equal(citizen.name, "Trần Thị Hòa");
    assert_int_equal(citizen.sex, CITIZEN_FEMALE);
    assert_int_equal(citizen.birth.year, 2001);
    assert_int_equal(citizen.issued.day, 14);
    assert_int_equal(citizen.expires.year, 2026);
    assert_int_equal(citizen.assurance, CITIZEN_CHIP_UNVERIFIED);
    content.verdict = CARD_VERIFIED;
    assert_int_equal(card_identity(&content, &citizen, NULL), MC_OK);
    assert_int_equal(citizen.assurance, CITIZEN_CHIP_VERIFIED);
    /* A chip that holds no more than the machine-readable zone. */
    content.issued[0] = '\0';
    content.residence[0] = '\0';
    mc_copy_text(content.expires, sizeof content.expires, "Không thời hạn");
    assert_int_equal(card_identity(&content, &citizen, NULL), MC_OK);
    assert_false(date_is_set(citizen.issued));
    assert_false(date_is_set(citizen.expires));
}

static void a_field_that_makes_no_sense_is_named_but_not_told(void **state)
{
    (void)state;
    struct citizen citizen = {.id_number = "kept"};
    struct mc_error err;
    struct card_content content = content_of_somebody();
    mc_copy_text(content.id_number, sizeof content.id_number, "07930100045");
    assert_int_equal(card_identity(&content, &citizen, &err), MC_EPARSE);
    assert_null(strstr(err.text, "0793"));
    content = content_of_somebody();
    mc_copy_text(content.birth, sizeof content.birth, "31/02/2001");
    assert_int_equal(card_identity(&content, &citizen, &err), MC_EPARSE);
    assert_non_null(strstr(err.text, "birth"));
    content = content_of_somebody();
    mc_copy_text(content.issued, sizeof content.issued, "14-08-2024");
    assert_int_equal(card_identity(&content, &citizen, &err), MC_EPARSE);
    content = content_of_somebody();
    mc_copy_text(content.name, sizeof content.name, "\xFF");
    assert_int_equal(card_identity(&content, &citizen, &err), MC_EPARSE);
    content = content_of_somebody();
    content.name[0] = '\0';
    assert_int_equal(card_identity(&content, &citizen, &err), MC_EPARSE);
    assert_string_equal(citizen.id_number, "kept");
}

static void the_keys_to_somebodys_card(void **state)
{
    (void)state;
    struct card_access access;
    struct citizen citizen = {
        .id_number = "079301000456", .birth = {2001, 2, 3}, .issued = {2024, 8, 14}};
    card_access_of(&citizen, &access);
    assert_string_equal(access.id_number, "079301000456");
    assert_string_equal(access.birth, "010203");
    assert_int_equal(access.expiry_count, 2);
    assert_string_equal(access.expiry[0], "410203"); /* renewed shortly before 25: valid to 40 */
    assert_string_equal(access.expiry[1], "260203");
    citizen.birth = (struct date){1950, 1, 1};
    card_access_of(&citizen, &access);
    assert_string_equal(access.expiry[0], "991231");
    assert_string_equal(access.expiry[1], "");
    citizen.birth = (struct date){0};
    citizen.issued = (struct date){0};
    card_access_of(&citizen, &access);
    assert_string_equal(access.birth, "");
    assert_int_equal(access.expiry_count, 0);
}

static void only_a_good_reading_counts(void **state)
{
    (void)state;
    assert_int_equal(card_identity_outcome(CARD_READ, CARD_VERIFIED), FLOW_CHIP_READ);
    assert_int_equal(card_identity_outcome(CARD_READ, CARD_UNVERIFIED), FLOW_CHIP_READ);
    assert_int_equal(card_identity_outcome(CARD_READ, CARD_FORGED), FLOW_CHIP_FORGED);
    assert_int_equal(card_identity_outcome(CARD_REFUSED, CARD_UNVERIFIED), FLOW_CHIP_REFUSED);
    assert_int_equal(card_identity_outcome(CARD_NEEDS_BIRTH, CARD_UNVERIFIED),
                     FLOW_CHIP_NEEDS_CODE);
    assert_int_equal(card_identity_outcome(CARD_TORN, CARD_UNVERIFIED), FLOW_CHIP_TORN);
    assert_int_equal(card_identity_outcome(CARD_FOREIGN, CARD_UNVERIFIED), FLOW_CHIP_UNREADABLE);
    assert_int_equal(card_identity_outcome(CARD_TOO_SLOW, CARD_VERIFIED), FLOW_CHIP_UNREADABLE);
}

static void a_portrait_is_made_small_and_grey(void **state)
{
    (void)state;
    static uint8_t pixels[FLOW_PICTURE_MAX_BYTES];
    static unsigned char white_and_red[200 * 400 * 3];
    struct mc_grey picture = {.pixels = pixels};
    struct card_content content = {.portrait_width_px = 200, .portrait_height_px = 400};
    card_portrait(&content, &picture);
    assert_int_equal(picture.width_px, 0);
    content.portrait = white_and_red;
    for (size_t i = 0; i < sizeof white_and_red; i++) {
        white_and_red[i] = i < sizeof white_and_red / 2 || i % 3 == 0 ? 255 : 0;
    }
    card_portrait(&content, &picture);
    assert_int_equal(picture.width_px, 69);
    assert_int_equal(picture.height_px, 138);
    assert_int_equal(pixels[0], 255);
    assert_int_equal(pixels[69 * 138 - 1], 255 * 299 / 1000);
    /* A smaller one stays as it is; one that is only a line is none. */
    content.portrait_width_px = 20;
    content.portrait_height_px = 30;
    card_portrait(&content, &picture);
    assert_int_equal(picture.width_px, 20);
    assert_int_equal(picture.height_px, 30);
    content.portrait_width_px = 1;
    content.portrait_height_px = 400;
    card_portrait(&content, &picture);
    assert_int_equal(picture.width_px, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_portrait_is_made_small_and_grey),
        cmocka_unit_test(the_chip_s_fields_become_a_citizen),
        cmocka_unit_test(a_field_that_makes_no_sense_is_named_but_not_told),
        cmocka_unit_test(the_keys_to_somebodys_card),
        cmocka_unit_test(only_a_good_reading_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
