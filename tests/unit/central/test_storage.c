#include <sqlite3.h>

#include "tests/unit/central/fixture.h"

static void run_sql(struct fixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(scratch_path(&fixture->scratch, "central.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
}

static enum mc_err accept_one(struct fixture *fixture, const char *key, const char *hash,
                              enum storage_outcome *outcome, struct storage_acceptance *out)
{
    struct storage_submission submission = {
        .key = key,
        .body_hash = hash,
        .media_type = "application/json",
        .body = "a\0b",
        .body_len = 3,
        .agency = "H29.12",
        .kiosk = "K01",
        .provisional_code = "",
        .procedure_code = "1.004194",
        .procedure_name = "Thử",
        .initials = "T.",
        .token_hash = "0123456789012345678901234567890123456789012345678901234567890123",
        .received_s = WEDNESDAY_S,
        .appointed_s = WEDNESDAY_S + DAY_S};
    return storage_accept(fixture->storage, &submission, outcome, out, NULL);
}

static void test_survives_closing(void **state)
{
    struct fixture *fixture = *state;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance first = {0};
    struct storage_acceptance again = {0};
    assert_int_equal(accept_one(fixture, KEY_A, "h1", &outcome, &first), MC_OK);
    assert_int_equal(outcome, STORAGE_ACCEPTED);
    fixture_reopen(fixture);
    assert_int_equal(accept_one(fixture, KEY_A, "h1", &outcome, &again), MC_OK);
    assert_int_equal(outcome, STORAGE_REPLAYED);
    assert_memory_equal(&first, &again, sizeof first);
    memset(&again, 0x5A, sizeof again);
    struct storage_acceptance untouched = again;
    assert_int_equal(accept_one(fixture, KEY_A, "h2", &outcome, &again), MC_OK);
    assert_int_equal(outcome, STORAGE_CONFLICT);
    assert_memory_equal(&again, &untouched, sizeof again);
    char *body = NULL;
    size_t len = 0;
    assert_int_equal(storage_body(fixture->storage, first.code, &body, &len, NULL), MC_OK);
    assert_int_equal(len, 3);
    assert_memory_equal(body, "a\0b", 3);
    mc_secret_free(body);
}

static void test_a_failed_acceptance_takes_no_number(void **state)
{
    struct fixture *fixture = *state;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance out = {0};
    run_sql(fixture, "CREATE TRIGGER stop BEFORE INSERT ON idempotency WHEN NEW.key = '" KEY_A "' "
                     "BEGIN SELECT RAISE(ABORT, 'stop'); END");
    fixture_reopen(fixture);
    assert_int_not_equal(accept_one(fixture, KEY_A, "h1", &outcome, &out), MC_OK);
    assert_string_equal(out.code, "");
    assert_int_equal(accept_one(fixture, KEY_B, "h1", &outcome, &out), MC_OK);
    assert_string_equal(out.code, "H29.12-261202-0001");
}

static void test_refuses_foreign_files(void **state)
{
    struct fixture *fixture = *state;
    struct storage *storage = NULL;
    struct mc_error err;
    run_sql(fixture, "PRAGMA user_version = 99");
    assert_int_equal(
        storage_sqlite_open(scratch_path(&fixture->scratch, "central.db"), true, &storage, &err),
        MC_EUNSUPPORTED);
    const char *junk = scratch_write(&fixture->scratch, "junk.db",
                                     "this is not a database, and long enough to be seen as none");
    assert_int_equal(storage_sqlite_open(junk, true, &storage, &err), MC_ECORRUPT);
    assert_int_equal(
        storage_sqlite_open(scratch_path(&fixture->scratch, "none.db"), false, &storage, &err),
        MC_ENOTFOUND);
    const char *empty = scratch_write(&fixture->scratch, "empty.db", "");
    assert_int_equal(storage_sqlite_open(empty, false, &storage, &err), MC_ECORRUPT);
    assert_null(storage);
}

static void test_says_when_tables_are_gone(void **state)
{
    struct fixture *fixture = *state;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance out = {0};
    assert_int_equal(storage_check(fixture->storage, NULL), MC_OK);
    run_sql(fixture, "ALTER TABLE dossiers RENAME TO hidden");
    assert_int_not_equal(storage_check(fixture->storage, NULL), MC_OK);
    assert_int_not_equal(accept_one(fixture, KEY_A, "h1", &outcome, &out), MC_OK);
    run_sql(fixture, "ALTER TABLE hidden RENAME TO dossiers");
    assert_int_equal(accept_one(fixture, KEY_A, "h1", &outcome, &out), MC_OK);
    assert_string_equal(out.code, "H29.12-261202-0001");
}

static void test_moves_keep_history(void **state)
{
    struct fixture *fixture = *state;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance out = {0};
    assert_int_equal(accept_one(fixture, KEY_A, "h1", &outcome, &out), MC_OK);
    struct storage_move move = {
        .code = out.code, .to = DOSSIER_RECEIVED, .note = "n", .at_s = WEDNESDAY_S + 5};
    assert_int_equal(storage_move(fixture->storage, &move, NULL), MC_OK);
    assert_int_equal(storage_move(fixture->storage, &move, NULL), MC_EDENIED);
    move.code = "H29.12-261202-0009";
    assert_int_equal(storage_move(fixture->storage, &move, NULL), MC_ENOTFOUND);
    struct storage_dossier dossier = {0};
    assert_int_equal(storage_find(fixture->storage, out.code, NULL, &dossier, NULL), MC_OK);
    assert_int_equal(dossier.history_count, 2);
    assert_int_equal(dossier.history[1].status, DOSSIER_RECEIVED);
    assert_int_equal(dossier.history[1].at_s, WEDNESDAY_S + 5);
    assert_string_equal(dossier.history[1].note, "n");
    assert_int_equal(dossier.appointed_s, WEDNESDAY_S + DAY_S);
    assert_int_equal(dossier.updated_s, WEDNESDAY_S + 5);
    storage_dossier_finish(&dossier);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(test_survives_closing),      CASE(test_a_failed_acceptance_takes_no_number),
        CASE(test_refuses_foreign_files), CASE(test_says_when_tables_are_gone),
        CASE(test_moves_keep_history),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
