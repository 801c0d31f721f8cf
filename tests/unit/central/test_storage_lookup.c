/* Tries by hand, and what is told of a dossier: the same over every back-end. */
#include "central/storage_lookup.h"

#include "tests/unit/central/database.h"

#define NOW_S       ((int64_t)1796180400)
#define KEY         "6f1c2d3e-4a5b-4c6d-8e7f-001122334455"
#define OTHER_KEY   "6f1c2d3e-4a5b-4c6d-8e7f-001122334466"
#define PROVISIONAL "TK01-261202-0001-5V"
#define UNKNOWN     "H29.12-261202-0077"
#define HASH        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* id_check NULL: not sealed. */
static struct storage_acceptance hand_in(struct database *database, const char *key,
                                         const char *id_check)
{
    const struct storage_submission submission = {.key = key,
                                                  .body_hash = HASH,
                                                  .media_type = "application/json",
                                                  .body = "{}",
                                                  .body_len = 2,
                                                  .agency = "H29.12",
                                                  .kiosk = "K01",
                                                  .provisional_code = PROVISIONAL,
                                                  .procedure_code = "1.001193",
                                                  .procedure_name = "Đăng ký khai sinh",
                                                  .initials = "N.V.A.",
                                                  .token_hash = HASH,
                                                  .boot = KEY,
                                                  .residence_area = "",
                                                  .id_check = id_check,
                                                  .received_s = NOW_S,
                                                  .appointed_s = NOW_S};
    struct storage_acceptance acceptance;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    assert_int_equal(storage_accept(database->storage, &submission, &outcome, &acceptance, NULL),
                     MC_OK);
    assert_int_equal(outcome, STORAGE_ACCEPTED);
    return acceptance;
}

static int64_t try(struct storage *storage, const char *code, int64_t now_s)
{
    int64_t wait_s = -1;
    assert_int_equal(storage_try(storage, code, now_s, &wait_s, NULL), MC_OK);
    return wait_s;
}

static void test_waits_grow(void **state)
{
    struct database *database = *state;
    int64_t now_s = NOW_S;
    int64_t wait_s = STORAGE_TRY_WAIT_S;
    for (int i = 0; i < STORAGE_TRIES_FREE; i++) {
        assert_true(try(database->storage, UNKNOWN, now_s) == 0);
    }
    for (int i = 0; i < 10; i++) {
        assert_true(try(database->storage, UNKNOWN, now_s) == wait_s);
        assert_true(try(database->storage, UNKNOWN, now_s + wait_s - 1) == 1);
        now_s += wait_s;
        assert_true(try(database->storage, UNKNOWN, now_s) == 0);
        wait_s = wait_s * 2 < STORAGE_TRY_WAIT_MAX_S ? wait_s * 2 : STORAGE_TRY_WAIT_MAX_S;
    }
    now_s += STORAGE_TRIES_FORGET_S + 1;
    for (int i = 0; i < STORAGE_TRIES_FREE; i++) {
        assert_true(try(database->storage, UNKNOWN, now_s) == 0);
    }
    assert_true(try(database->storage, UNKNOWN, now_s) == STORAGE_TRY_WAIT_S);
}

/* Its tries are counted on, and nobody waits for the day that the clock showed. */
static void test_a_clock_that_was_ahead(void **state)
{
    struct database *database = *state;
    int64_t ahead_s = NOW_S + 10 * STORAGE_TRIES_FORGET_S;
    for (int i = 0; i < STORAGE_TRIES_FREE; i++) {
        assert_true(try(database->storage, UNKNOWN, ahead_s) == 0);
    }
    assert_true(try(database->storage, UNKNOWN, ahead_s + 1) == STORAGE_TRY_WAIT_S - 1);
    assert_true(try(database->storage, UNKNOWN, NOW_S) == STORAGE_TRY_WAIT_S);
    assert_true(try(database->storage, UNKNOWN, NOW_S + 1) == STORAGE_TRY_WAIT_S - 1);
    assert_true(try(database->storage, UNKNOWN, NOW_S + STORAGE_TRY_WAIT_S) == 0);
    assert_true(try(database->storage, UNKNOWN, NOW_S + STORAGE_TRY_WAIT_S) ==
                2 * STORAGE_TRY_WAIT_S);
}

static void test_both_codes_count_together(void **state)
{
    struct database *database = *state;
    struct storage_acceptance accepted = hand_in(database, KEY, HASH);
    for (int i = 0; i < STORAGE_TRIES_FREE; i++) {
        const char *code = i % 2 == 0 ? accepted.code : PROVISIONAL;
        assert_true(try(database->storage, code, NOW_S) == 0);
    }
    assert_true(try(database->storage, accepted.code, NOW_S) == STORAGE_TRY_WAIT_S);
    assert_true(try(database->storage, PROVISIONAL, NOW_S) == STORAGE_TRY_WAIT_S);
    assert_true(try(database->storage, UNKNOWN, NOW_S) == 0);
    assert_int_equal(storage_try_passed(database->storage, PROVISIONAL, NULL), MC_OK);
    assert_true(try(database->storage, accepted.code, NOW_S) == 0);
}

/* Two kiosks set up with one id give one code twice; only what is sealed can be tried at. */
static void test_the_one_that_is_tried_at_counts(void **state)
{
    struct database *database = *state;
    struct storage_acceptance sealed = hand_in(database, KEY, HASH);
    struct storage_check_value value;
    (void)hand_in(database, OTHER_KEY, NULL);
    assert_int_equal(storage_check_value(database->storage, PROVISIONAL, &value, NULL), MC_OK);
    assert_string_equal(value.id_check, HASH);
    for (int i = 0; i < STORAGE_TRIES_FREE; i++) {
        const char *code = i % 2 == 0 ? sealed.code : PROVISIONAL;
        assert_true(try(database->storage, code, NOW_S) == 0);
    }
    assert_true(try(database->storage, sealed.code, NOW_S) == STORAGE_TRY_WAIT_S);
    assert_true(try(database->storage, PROVISIONAL, NOW_S) == STORAGE_TRY_WAIT_S);
}

static void test_instances_count_together(void **state)
{
    struct database *database = *state;
    struct sql_settings settings = database_settings(database);
    struct storage *other = NULL;
    assert_int_equal(storage_open(&settings, &other, NULL), MC_OK);
    for (int i = 0; i < STORAGE_TRIES_FREE; i++) {
        assert_true(try(i % 2 == 0 ? database->storage : other, UNKNOWN, NOW_S) == 0);
    }
    assert_true(try(database->storage, UNKNOWN, NOW_S) == STORAGE_TRY_WAIT_S);
    assert_true(try(other, UNKNOWN, NOW_S) == STORAGE_TRY_WAIT_S);
    storage_close(other);
}

/* Of more events than are told, the newest are. */
static void test_a_long_history(void **state)
{
    struct database *database = *state;
    struct storage_acceptance accepted = hand_in(database, KEY, HASH);
    struct storage_dossier dossier = {0};
    database_run(database,
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
                 "INSERT INTO history (dossier_id, status, at_s, note, action) "
                 "SELECT dossiers.id, 5, i, 'x', 'take_papers' FROM dossiers, n ORDER BY i");
    database_run(database,
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
                 "INSERT INTO appointments (dossier_id, at_s, cause, previous_s, appointed_s, "
                 "reason) SELECT dossiers.id, i, 'papers', i, i + 1, '' FROM dossiers, n "
                 "ORDER BY i");
    assert_int_equal(storage_find(database->storage, accepted.code, HASH, &dossier, NULL), MC_OK);
    assert_int_equal(dossier.history_count, STORAGE_HISTORY_MAX);
    assert_int_equal(dossier.history[0].at_s, 300 - STORAGE_HISTORY_MAX + 1);
    assert_int_equal(dossier.history[STORAGE_HISTORY_MAX - 1].at_s, 300);
    assert_int_equal(dossier.appointment_count, STORAGE_HISTORY_MAX);
    assert_int_equal(dossier.appointments[0].at_s, 300 - STORAGE_HISTORY_MAX + 1);
    assert_int_equal(dossier.appointments[STORAGE_HISTORY_MAX - 1].appointed_s, 301);
    storage_dossier_finish(&dossier);
}

#define CASE(name) cmocka_unit_test(name)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        CASE(test_waits_grow),
        CASE(test_a_clock_that_was_ahead),
        CASE(test_both_codes_count_together),
        CASE(test_the_one_that_is_tried_at_counts),
        CASE(test_instances_count_together),
        CASE(test_a_long_history),
    };
    return database_run_tests(tests, sizeof tests / sizeof tests[0], true, argc, argv);
}
