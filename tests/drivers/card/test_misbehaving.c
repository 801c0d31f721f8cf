/* Chips that lie, break, stall or are not what they seem: one test each. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "drivers/card/virtual/chip_internal.h"
#include "tests/drivers/card/desk_table.h"
#include "tests/unit/cmocka_all.h"

/* Whatever the last card did, the next one reads. */
static int clear_table(void **state)
{
    desk.timeout_ms = 60000;
    desk_expect(&desk, "", CARD_VERIFIED);
    return desk_tear_down(state);
}

static void assert_reason(const char *reason)
{
    assert_string_equal(desk.content->reason, reason);
}

static void a_wrong_signature(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"fault\":\"wrong-sod\"", CARD_FORGED);
    assert_reason("the signature does not fit");
}

static void no_security_object(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"fault\":\"no-sod\"", CARD_UNVERIFIED);
    assert_reason("no security object");
}

static void a_signer_whose_time_is_over(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"fault\":\"expired-signer\"", CARD_UNVERIFIED);
    assert_reason("signature: expired");
}

static void a_signer_that_was_revoked(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"fault\":\"revoked-signer\"", CARD_UNVERIFIED);
    assert_reason("signature: revoked signer");
}

static void a_signer_of_another_country(void **state)
{
    (void)state;
    desk_lay(&desk, "");
    struct profile profile = desk.chip->profile;
    chip_destroy(desk.chip);
    desk.chip = chip_create(&profile, desk.stranger);
    assert_int_equal(desk_read(&desk), MC_OK);
    assert_int_equal(desk.content->verdict, CARD_UNVERIFIED);
    assert_reason("signature: unknown signer");
}

static void one_altered_data_group(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"fault\":\"altered\",\"fault_at\":13", CARD_FORGED);
    assert_reason("data group 13 was altered");
    desk_expect(&desk, ",\"fault\":\"altered\",\"fault_at\":2", CARD_FORGED);
    assert_reason("data group 2 was altered");
    desk_expect(&desk, ",\"fault\":\"altered\",\"fault_at\":14,\"proof\":\"active-rsa\"",
                CARD_FORGED);
}

/* Its check digits catch it before the signature does. */
static void an_altered_zone(void **state)
{
    (void)state;
    desk_lay(&desk, "");
    desk.chip->document->groups[1].bytes[40] ^= 1;
    assert_int_equal(desk_read(&desk), MC_OK);
    assert_int_equal(desk.outcome, CARD_GARBLED);
}

static void data_of_two_cards(void **state)
{
    (void)state;
    desk_lay(&desk, "");
    struct mc_buffer *file = &desk.chip->document->groups[13];
    uint8_t *number = memmem(file->bytes, file->len, DESK_NUMBER, strlen(DESK_NUMBER));
    assert_non_null(number);
    number[11] = '6';
    assert_int_equal(desk_read(&desk), MC_OK);
    assert_int_equal(desk.content->verdict, CARD_FORGED);
    assert_reason("data groups 1 and 13 are of different cards");
}

static void a_copy_of_the_data(void **state)
{
    (void)state;
    /* Without the key of chip authentication the copy cannot even go on talking. */
    desk_expect_outcome(&desk, ",\"fault\":\"copy\",\"proof\":\"chip\"", CARD_GARBLED);
    assert_reason("card: the chip cannot prove what it is");
    desk_expect_outcome(&desk, ",\"fault\":\"copy\",\"proof\":\"chip-3des\"", CARD_GARBLED);
    desk_expect_outcome(&desk, ",\"fault\":\"copy\",\"proof\":\"chip-dh\"", CARD_GARBLED);
    desk_expect_outcome(&desk, ",\"fault\":\"copy\",\"proof\":\"chip-dh-3des\"", CARD_GARBLED);
    desk_expect(&desk, ",\"fault\":\"copy\",\"proof\":\"active-rsa\"", CARD_FORGED);
    assert_reason("active authentication failed");
    desk_expect(&desk, ",\"fault\":\"copy\",\"proof\":\"active-ecdsa\"", CARD_FORGED);
}

static void a_copy_that_hides_its_proof(void **state)
{
    (void)state;
    desk_lay(&desk, ",\"proof\":\"active-rsa\"");
    mc_buffer_clear(&desk.chip->document->groups[15]);
    assert_int_equal(desk_read(&desk), MC_OK);
    assert_int_equal(desk.content->verdict, CARD_FORGED);
    assert_reason("data group 14 or 15 is missing");
}

static void an_offer_made_weaker_on_the_way(void **state)
{
    (void)state;
    desk_expect(&desk, ",\"fault\":\"weaker-offer\"", CARD_FORGED);
    assert_reason("EF.CardAccess is not what was signed");
}

static void an_endless_file(void **state)
{
    (void)state;
    static const int groups[] = {1, 2, 13, 14};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        char more[128];
        (void)snprintf(more, sizeof more, ",\"fault\":\"endless\",\"fault_at\":%d", groups[i]);
        desk_expect_outcome(&desk, more, CARD_GARBLED);
        assert_true(chip_commands(desk.chip) < 100);
    }
}

static void lengths_that_lie(void **state)
{
    (void)state;
    static const int groups[] = {1, 2, 13};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        char more[128];
        (void)snprintf(more, sizeof more, ",\"fault\":\"short\",\"fault_at\":%d", groups[i]);
        desk_expect_outcome(&desk, more, CARD_GARBLED);
    }
}

static void a_wrong_code(void **state)
{
    (void)state;
    for (int at = 1; at < 30; at += 4) {
        char more[128];
        (void)snprintf(more, sizeof more, ",\"fault\":\"wrong-mac\",\"fault_at\":%d", at);
        desk_expect_outcome(&desk, more, CARD_GARBLED);
        assert_reason("secure messaging: the code of an answer is wrong");
    }
}

static void a_chip_too_slow(void **state)
{
    (void)state;
    desk.timeout_ms = 1;
    desk_expect_outcome(&desk, ",\"fault\":\"slow\",\"fault_at\":5", CARD_TOO_SLOW);
    desk.timeout_ms = 60000;
    desk_expect(&desk, ",\"fault\":\"slow\",\"fault_at\":1,\"portrait\":false", CARD_VERIFIED);
}

static void *cancel(void *context)
{
    mc_waiter_cancel(&((struct desk *)context)->waiter);
    return NULL;
}

static void called_off(void **state)
{
    (void)state;
    pthread_t other;
    desk_lay(&desk, ",\"fault\":\"slow\",\"fault_at\":100000");
    assert_int_equal(pthread_create(&other, NULL, cancel, &desk), 0);
    assert_int_equal(desk_read(&desk), MC_ECANCELLED);
    assert_int_equal(pthread_join(other, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, desk_set_up, clear_table)
        ROW(a_wrong_signature),
        ROW(no_security_object),
        ROW(a_signer_whose_time_is_over),
        ROW(a_signer_that_was_revoked),
        ROW(a_signer_of_another_country),
        ROW(one_altered_data_group),
        ROW(an_altered_zone),
        ROW(data_of_two_cards),
        ROW(a_copy_of_the_data),
        ROW(a_copy_that_hides_its_proof),
        ROW(an_offer_made_weaker_on_the_way),
        ROW(an_endless_file),
        ROW(lengths_that_lie),
        ROW(a_wrong_code),
        ROW(a_chip_too_slow),
        ROW(called_off),
    };
    return cmocka_run_group_tests(tests, desk_group_set_up, NULL);
}
