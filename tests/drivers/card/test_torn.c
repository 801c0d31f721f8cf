/* The card is taken away before, during and after every command. */
#include <stdio.h>

#include "core/memory.h"
#include "tests/drivers/card/desk.h"
#include "tests/unit/cmocka_all.h"

#define COMMANDS_MAX 400

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

/* Away from command n on: a clean end each time, and the next card reads as if nothing had been. */
static void torn_at_every_command(const char *more)
{
    struct desk desk;
    char torn[256];
    int n = 0;
    desk_create(&desk);
    for (;; n++) {
        assert_true(n < COMMANDS_MAX);
        (void)snprintf(torn, sizeof torn, "%s,\"fault\":\"torn\",\"fault_at\":%d", more, n);
        desk_lay(&desk, torn);
        assert_int_equal(desk_read(&desk), MC_OK);
        if (desk.outcome == CARD_READ) {
            break;
        }
        assert_int_equal(desk.outcome, CARD_TORN);
        assert_string_equal(desk.content->id_number, "");
        assert_null(desk.content->portrait);
        assert_true(desk.percent < 100);
        if (n % 8 == 0) {
            desk_expect(&desk, more, CARD_VERIFIED);
        }
    }
    assert_true(n > 10);
    desk_expect(&desk, more, CARD_VERIFIED);
    desk_destroy(&desk);
}

static void by_pace(void **state)
{
    (void)state;
    torn_at_every_command("");
}

static void by_the_old_way_in(void **state)
{
    (void)state;
    torn_at_every_command(",\"pace\":\"none\"");
}

static void with_chip_authentication(void **state)
{
    (void)state;
    torn_at_every_command(",\"proof\":\"chip\",\"portrait\":false");
}

static void with_active_authentication(void **state)
{
    (void)state;
    torn_at_every_command(",\"proof\":\"active-ecdsa\",\"portrait\":false");
}

static void on_the_largest_curve(void **state)
{
    (void)state;
    torn_at_every_command(",\"curve\":\"p-521\",\"pace\":\"aes-256\",\"portrait\":false");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_pace),
        cmocka_unit_test(by_the_old_way_in),
        cmocka_unit_test(with_chip_authentication),
        cmocka_unit_test(with_active_authentication),
        cmocka_unit_test(on_the_largest_curve),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
