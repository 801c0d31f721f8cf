/* A whole card, from the first command to the verdict, over every way in. */
#include <stdio.h>
#include <string.h>

#include "drivers/card/emrtd/bac.h"
#include "drivers/card/virtual/chip_internal.h"
#include "tests/drivers/card/desk_table.h"
#include "tests/unit/cmocka_all.h"

static void everything_on_a_card(void **state)
{
    (void)state;
    desk_expect(&desk, "", CARD_VERIFIED);
    const struct card_content *content = desk.content;
    assert_string_equal(content->old_id_number, "025123456");
    assert_string_equal(content->name, "Nguyễn Thị Ánh Tuyết");
    assert_false(content->name_is_plain);
    assert_string_equal(content->birth, "15/08/2003");
    assert_string_equal(content->sex, "Nữ");
    assert_string_equal(content->residence, "12 Lê Lợi, Bến Thành, Quận 1, TP. Hồ Chí Minh");
    assert_string_equal(content->issued, "10/05/2021");
    assert_string_equal(content->expires, "15/08/2028");
    assert_int_equal(content->portrait_width_px, 240);
    assert_int_equal(content->portrait_height_px, 320);
    assert_non_null(content->portrait);
    assert_string_equal(content->reason, "signature: trusted");
    assert_int_equal(desk.keys_asked, 1);
}

static void every_cipher_and_curve(void **state)
{
    (void)state;
    static const char *const ciphers[] = {"3des", "aes-128", "aes-192", "aes-256"};
    static const char *const curves[] = {"p-256",         "brainpool-256", "brainpool-320", "p-384",
                                         "brainpool-384", "brainpool-512", "p-521"};
    for (size_t i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
        for (size_t k = 0; k < sizeof curves / sizeof curves[0]; k++) {
            char more[128];
            (void)snprintf(more, sizeof more,
                           ",\"pace\":\"%s\",\"curve\":\"%s\",\"bac\":false,\"portrait\":false",
                           ciphers[i], curves[k]);
            desk_expect(&desk, more, CARD_VERIFIED);
        }
    }
}

static void the_old_way_in(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"pace\":\"none\"", CARD_VERIFIED);
    assert_int_equal(desk.keys_asked, 1);
    /* The second guess at the expiry. */
    memcpy(desk.access.expiry[1], desk.access.expiry[0], sizeof desk.access.expiry[0]);
    memcpy(desk.access.expiry[0], "430815", 7);
    desk.access.expiry_count = 2;
    desk_expect(&desk, ",\"pace\":\"none\"", CARD_VERIFIED);
    assert_int_equal(desk.keys_asked, 2);
}

static void a_card_without_end(void **state)
{
    (void)state;
    memcpy(desk.access.expiry[0], "991231", 7);
    desk_expect(&desk, ",\"pace\":\"none\",\"expires\":\"\"", CARD_VERIFIED);
    assert_string_equal(desk.content->expires, "Không thời hạn");
}

static void another_cards_number_is_tried_twice_at_most(void **state)
{
    (void)state;
    memcpy(desk.access.id_number, "079203012346", sizeof desk.access.id_number);
    memcpy(desk.access.expiry[1], "430815", 7);
    desk.access.expiry_count = 2;
    desk_expect_outcome(&desk, "", CARD_REFUSED);
    assert_int_equal(desk.keys_asked, 2);
    desk_expect_outcome(&desk, ",\"pace\":\"none\"", CARD_REFUSED);
    assert_int_equal(desk.keys_asked, 2);
    desk_expect_outcome(&desk, ",\"bac\":false", CARD_REFUSED);
    assert_int_equal(desk.keys_asked, 1);
}

static void a_number_alone_is_enough_for_pace_only(void **state)
{
    (void)state;
    memset(desk.access.birth, 0, sizeof desk.access.birth);
    desk.access.expiry_count = 0;
    desk_expect(&desk, "", CARD_VERIFIED);
    desk_expect_outcome(&desk, ",\"pace\":\"none\"", CARD_NEEDS_BIRTH);
    assert_int_equal(desk.keys_asked, 0);
    memcpy(desk.access.id_number, "079203012346", sizeof desk.access.id_number);
    desk_expect_outcome(&desk, "", CARD_REFUSED);
    assert_int_equal(desk.keys_asked, 1);
}

static void a_chip_proves_itself(void **state)
{
    (void)state;
    static const char *const proofs[] = {"chip",         "chip-3des",  "chip-dh",
                                         "chip-dh-3des", "active-rsa", "active-ecdsa"};
    for (size_t i = 0; i < sizeof proofs / sizeof proofs[0]; i++) {
        char more[128];
        (void)snprintf(more, sizeof more, ",\"proof\":\"%s\"", proofs[i]);
        desk_expect(&desk, more, CARD_VERIFIED);
        (void)snprintf(more, sizeof more, ",\"proof\":\"%s\",\"pace\":\"none\"", proofs[i]);
        desk_expect(&desk, more, CARD_VERIFIED);
    }
}

static void a_card_without_personal_data(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"personal_data\":false", CARD_VERIFIED);
    assert_string_equal(desk.content->name, "NGUYEN THI ANH TUYET");
    assert_true(desk.content->name_is_plain);
    assert_string_equal(desk.content->birth, "15/08/2003");
    assert_string_equal(desk.content->sex, "Nữ");
    assert_string_equal(desk.content->residence, "");
    assert_string_equal(desk.content->issued, "");
    assert_string_equal(desk.content->expires, "15/08/2028");
}

static void long_answers(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"extended_length\":true", CARD_VERIFIED);
    unsigned extended = chip_commands(desk.chip);
    desk_expect(&desk, "", CARD_VERIFIED);
    assert_true(chip_commands(desk.chip) > extended);
    desk_expect(&desk, ",\"fault\":\"chained\"", CARD_VERIFIED);
    desk_expect(&desk, ",\"fault\":\"exact-length\"", CARD_VERIFIED);
    desk_expect(&desk, ",\"extended_length\":true,\"pace\":\"aes-256\"", CARD_VERIFIED);
}

/* Beyond 32 KB the offset does not fit the header of a command. */
static void a_file_of_sixty_kilobytes(void **state)
{
    (void)state;
    desk_lay(&desk, ",\"fault\":\"no-sod\"");
    struct mc_buffer *file = &desk.chip->document->groups[2];
    static uint8_t filling[60000];
    for (size_t i = 0; i < sizeof filling; i++) {
        filling[i] = (uint8_t)(i * 7 >> 3);
    }
    mc_buffer_clear(file);
    mc_buffer_put(file, "\x75\x82\xEA\x60", 4);
    mc_buffer_put(file, filling, sizeof filling);
    assert_int_equal(desk_read(&desk), MC_OK);
    assert_int_equal(desk.outcome, CARD_READ);
    assert_null(desk.content->portrait);
    assert_int_equal(desk.percent, 100);
}

static void nobody_the_kiosk_knows(void **state)
{
    (void)state;
    desk_lay(&desk, "");
    trust_destroy(desk.trust);
    desk.trust = trust_create();
    assert_int_equal(desk_read(&desk), MC_OK);
    assert_int_equal(desk.content->verdict, CARD_UNVERIFIED);
    assert_string_equal(desk.content->reason, "signature: unknown signer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_on_a_card, desk_set_up, desk_tear_down),
        cmocka_unit_test_setup_teardown(every_cipher_and_curve, desk_set_up, desk_tear_down),
        cmocka_unit_test_setup_teardown(the_old_way_in, desk_set_up, desk_tear_down),
        cmocka_unit_test_setup_teardown(a_card_without_end, desk_set_up, desk_tear_down),
        cmocka_unit_test_setup_teardown(another_cards_number_is_tried_twice_at_most, desk_set_up,
                                        desk_tear_down),
        cmocka_unit_test_setup_teardown(a_number_alone_is_enough_for_pace_only, desk_set_up,
                                        desk_tear_down),
        cmocka_unit_test_setup_teardown(a_chip_proves_itself, desk_set_up, desk_tear_down),
        cmocka_unit_test_setup_teardown(a_card_without_personal_data, desk_set_up, desk_tear_down),
        cmocka_unit_test_setup_teardown(long_answers, desk_set_up, desk_tear_down),
        cmocka_unit_test_setup_teardown(a_file_of_sixty_kilobytes, desk_set_up, desk_tear_down),
        cmocka_unit_test_setup_teardown(nobody_the_kiosk_knows, desk_set_up, desk_tear_down),
    };
    return cmocka_run_group_tests(tests, desk_group_set_up, NULL);
}
