#include <pthread.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/scanner/scanner_sim.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  30
#define LATER_MS 20000

static int set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

static void assert_next(struct scanner *scanner, const void *bytes, size_t len)
{
    const struct scanner_code *code = NULL;
    assert_int_equal(scanner->ops->next_code(scanner, LATER_MS, &code, NULL), MC_OK);
    assert_int_equal(code->symbology, MC_SYMBOLOGY_QR);
    assert_int_equal(code->len, len);
    assert_memory_equal(code->bytes, bytes, len);
}

static enum mc_err next(struct scanner *scanner, int timeout_ms)
{
    const struct scanner_code *code = NULL;
    struct mc_error err;
    enum mc_err rc = scanner->ops->next_code(scanner, timeout_ms, &code, &err);
    if (rc != MC_OK) {
        assert_null(code);
    }
    return rc;
}

static void codes_come_whole_and_in_order(void **state)
{
    (void)state;
    struct scanner *scanner = scanner_sim_create();
    const uint8_t bytes[] = {'a', 0, 0xFF, '\r', '\n'};
    assert_true(scanner_sim_scan(scanner, bytes, sizeof bytes));
    assert_true(scanner_sim_scan(scanner, "Đặng Thị Ẩn", strlen("Đặng Thị Ẩn")));
    assert_next(scanner, bytes, sizeof bytes);
    assert_next(scanner, "Đặng Thị Ẩn", strlen("Đặng Thị Ẩn"));
    assert_int_equal(next(scanner, SOON_MS), MC_ETIMEOUT);
    scanner->ops->destroy(scanner);
}

static void it_is_bounded(void **state)
{
    (void)state;
    struct scanner *scanner = scanner_sim_create();
    static uint8_t longest[SCANNER_MAX_BYTES + 1];
    assert_false(scanner_sim_scan(scanner, longest, sizeof longest));
    assert_false(scanner_sim_scan(scanner, "", 0));
    for (int i = 0; i < SCANNER_SIM_PENDING_MAX; i++) {
        longest[0] = (uint8_t)i;
        assert_true(scanner_sim_scan(scanner, longest, SCANNER_MAX_BYTES));
    }
    assert_false(scanner_sim_scan(scanner, "x", 1));
    for (int i = 0; i < SCANNER_SIM_PENDING_MAX; i++) {
        longest[0] = (uint8_t)i;
        assert_next(scanner, longest, SCANNER_MAX_BYTES);
    }
    assert_true(scanner_sim_scan(scanner, "x", 1));
    assert_next(scanner, "x", 1);
    scanner->ops->destroy(scanner);
}

static void *cancel(void *context)
{
    struct scanner *scanner = context;
    scanner->ops->cancel(scanner);
    return NULL;
}

static void *scan(void *context)
{
    assert_true(scanner_sim_scan(context, "late", 4));
    return NULL;
}

static void *unplug(void *context)
{
    scanner_sim_unplug(context);
    return NULL;
}

static enum mc_err wait_while(struct scanner *scanner, void *(*act)(void *))
{
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, act, scanner), 0);
    int64_t began_ms = mc_clock_monotonic_ms();
    enum mc_err rc = next(scanner, LATER_MS);
    assert_true(mc_clock_monotonic_ms() - began_ms < LATER_MS / 2);
    assert_int_equal(pthread_join(other, NULL), 0);
    return rc;
}

static void another_thread_wakes_it(void **state)
{
    (void)state;
    struct scanner *scanner = scanner_sim_create();
    assert_int_equal(wait_while(scanner, cancel), MC_ECANCELLED);
    assert_int_equal(wait_while(scanner, scan), MC_OK);
    assert_int_equal(wait_while(scanner, unplug), MC_EGONE);
    scanner->ops->destroy(scanner);
}

static void unplugged_it_forgets(void **state)
{
    (void)state;
    struct scanner *scanner = scanner_sim_create();
    assert_true(scanner_sim_scan(scanner, "lost", 4));
    scanner_sim_unplug(scanner);
    assert_int_equal(next(scanner, LATER_MS), MC_EGONE);
    assert_false(scanner_sim_scan(scanner, "x", 1));
    scanner_sim_plug_in(scanner);
    assert_int_equal(next(scanner, SOON_MS), MC_ETIMEOUT);
    assert_true(scanner_sim_scan(scanner, "back", 4));
    assert_next(scanner, "back", 4);
    scanner->ops->destroy(scanner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_come_whole_and_in_order),
        cmocka_unit_test(it_is_bounded),
        cmocka_unit_test(another_thread_wakes_it),
        cmocka_unit_test(unplugged_it_forgets),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
