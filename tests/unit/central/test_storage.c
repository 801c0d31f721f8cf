/* The store: the same over every back-end. */
#include <pthread.h>

#include "core/memory.h"
#include "tests/unit/central/database.h"

#define KEY_A "6f1c2d3e-4a5b-4c6d-8e7f-001122334455"
#define KEY_B "6f1c2d3e-4a5b-4c6d-8e7f-001122334456"
/* Wednesday, 2026-12-02 10:00 +07:00. */
#define WEDNESDAY_S 1796180400
#define DAY_S       (24 * 3600)

static struct storage_submission submission_of(const char *key, const char *hash)
{
    return (struct storage_submission){
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
}

static enum mc_err accept_one(struct database *database, const char *key, const char *hash,
                              enum storage_outcome *outcome, struct storage_acceptance *out)
{
    struct storage_submission submission = submission_of(key, hash);
    return storage_accept(database->storage, &submission, outcome, out, NULL);
}

static void test_survives_closing(void **state)
{
    struct database *database = *state;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance first = {0};
    struct storage_acceptance again = {0};
    assert_int_equal(accept_one(database, KEY_A, "h1", &outcome, &first), MC_OK);
    assert_int_equal(outcome, STORAGE_ACCEPTED);
    database_reopen(database);
    assert_int_equal(accept_one(database, KEY_A, "h1", &outcome, &again), MC_OK);
    assert_int_equal(outcome, STORAGE_REPLAYED);
    assert_memory_equal(&first, &again, sizeof first);
    memset(&again, 0x5A, sizeof again);
    struct storage_acceptance untouched = again;
    assert_int_equal(accept_one(database, KEY_A, "h2", &outcome, &again), MC_OK);
    assert_int_equal(outcome, STORAGE_CONFLICT);
    assert_memory_equal(&again, &untouched, sizeof again);
    char *body = NULL;
    size_t len = 0;
    assert_int_equal(storage_body(database->storage, first.code, &body, &len, NULL), MC_OK);
    assert_int_equal(len, 3);
    assert_memory_equal(body, "a\0b", 3);
    mc_secret_free(body);
}

static void test_a_failed_acceptance_takes_no_number(void **state)
{
    struct database *database = *state;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance out = {0};
    database_run(database, database->kind == DATABASE_SQLITE
                               ? "CREATE TRIGGER stop BEFORE INSERT ON idempotency WHEN NEW.key = "
                                 "'" KEY_A "' BEGIN SELECT RAISE(ABORT, 'stop'); END"
                               : "ALTER TABLE idempotency ADD CHECK (key <> '" KEY_A "')");
    assert_int_not_equal(accept_one(database, KEY_A, "h1", &outcome, &out), MC_OK);
    assert_string_equal(out.code, "");
    assert_int_equal(accept_one(database, KEY_B, "h1", &outcome, &out), MC_OK);
    assert_string_equal(out.code, "H29.12-261202-0001");
}

static void test_says_when_tables_are_gone(void **state)
{
    struct database *database = *state;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance out = {0};
    assert_int_equal(storage_check(database->storage, NULL), MC_OK);
    database_run(database, "ALTER TABLE dossiers RENAME TO hidden");
    assert_int_not_equal(storage_check(database->storage, NULL), MC_OK);
    assert_int_not_equal(accept_one(database, KEY_A, "h1", &outcome, &out), MC_OK);
    database_run(database, "ALTER TABLE hidden RENAME TO dossiers");
    assert_int_equal(accept_one(database, KEY_A, "h1", &outcome, &out), MC_OK);
    assert_string_equal(out.code, "H29.12-261202-0001");
}

#define THREADS     6
#define SUBMISSIONS 12

/* One of several instances of the service, at work. */
struct instance {
    struct storage *storage;
    int number;
    const char *key; /* NULL: one of its own for each */
    int outcomes[4];
};

static void *hand_in(void *context)
{
    struct instance *instance = context;
    for (int i = 0; i < SUBMISSIONS; i++) {
        char key[64];
        char agency[16];
        (void)snprintf(key, sizeof key, "key-%d-%d", instance->number, i);
        (void)snprintf(agency, sizeof agency, "H29.%d", 1 + i % 2);
        struct storage_submission submission =
            submission_of(instance->key != NULL ? instance->key : key, "h");
        submission.agency = agency;
        submission.received_s += i % 3 == 0 ? DAY_S : 0;
        enum storage_outcome outcome = STORAGE_CONFLICT;
        struct storage_acceptance out;
        struct mc_error err = {0};
        if (storage_accept(instance->storage, &submission, &outcome, &out, &err) != MC_OK) {
            fail_msg("%s", err.text);
        }
        instance->outcomes[outcome]++;
    }
    return NULL;
}

static void run_instances(struct database *database, const char *key, int outcomes[4])
{
    struct sql_settings settings = database_settings(database);
    struct storage *other = NULL;
    struct instance instances[THREADS] = {0};
    pthread_t threads[THREADS];
    assert_int_equal(storage_open(&settings, &other, NULL), MC_OK);
    for (int i = 0; i < THREADS; i++) {
        instances[i].storage = i % 2 == 0 ? database->storage : other;
        instances[i].number = i;
        instances[i].key = key;
        assert_int_equal(pthread_create(&threads[i], NULL, hand_in, &instances[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        for (int k = 0; k < 4; k++) {
            outcomes[k] += instances[i].outcomes[k];
        }
    }
    storage_close(other);
}

static void test_codes_have_no_gaps_over_several_instances(void **state)
{
    struct database *database = *state;
    int outcomes[4] = {0};
    run_instances(database, NULL, outcomes);
    assert_int_equal(outcomes[STORAGE_ACCEPTED], THREADS * SUBMISSIONS);
    assert_int_equal(database_number(database, "SELECT count(*) FROM dossiers"),
                     THREADS * SUBMISSIONS);
    assert_int_equal(database_number(database, "SELECT count(*) FROM idempotency"),
                     THREADS * SUBMISSIONS);
    /* Two agencies on two days, each numbered from 1 to as many as it has, each code once. */
    assert_int_equal(database_number(database, "SELECT count(*) FROM sequences"), 4);
    assert_int_equal(
        database_number(
            database, "SELECT count(*) FROM sequences s WHERE s.last = (SELECT count(DISTINCT "
                      "d.code) FROM dossiers d WHERE d.agency = s.agency AND d.day = s.day AND "
                      "CAST(substr(d.code, length(d.code) - 3) AS INTEGER) BETWEEN 1 AND s.last)"),
        4);
}

static void test_a_key_stands_for_one_dossier(void **state)
{
    struct database *database = *state;
    int outcomes[4] = {0};
    run_instances(database, KEY_A, outcomes);
    assert_int_equal(outcomes[STORAGE_ACCEPTED], 1);
    assert_int_equal(outcomes[STORAGE_CONFLICT], 0);
    assert_int_equal(outcomes[STORAGE_REPLAYED] + outcomes[STORAGE_RUNNING],
                     THREADS * SUBMISSIONS - 1);
    assert_int_equal(database_number(database, "SELECT count(*) FROM dossiers"), 1);
    assert_int_equal(database_number(database, "SELECT CAST(sum(last) AS BIGINT) FROM sequences"),
                     1);
}

struct listing {
    size_t count;
    char last[DOSSIER_CODE_BYTES + DATE_TEXT_BYTES];
    bool ordered;
};

static void see(void *context, const struct storage_dossier *dossier)
{
    struct listing *listing = context;
    char key[sizeof listing->last];
    char day[DATE_TEXT_BYTES];
    date_format_iso(local_time_from_unix(dossier->received_s).date, day);
    (void)snprintf(key, sizeof key, "%s%s", day, dossier->code);
    listing->ordered = (listing->count == 0 || strcmp(listing->last, key) < 0) && listing->ordered;
    mc_copy_text(listing->last, sizeof listing->last, key);
    listing->count++;
}

static void test_lists_by_page(void **state)
{
    struct database *database = *state;
    enum storage_outcome outcome = STORAGE_CONFLICT;
    struct storage_acceptance out = {0};
    assert_int_equal(accept_one(database, KEY_A, "h1", &outcome, &out), MC_OK);
    /* 1,200 more, over three days and two agencies: more than two pages. */
    database_run(
        database,
        "INSERT INTO dossiers (code, provisional_code, agency, day, kiosk, procedure_code, "
        "procedure_name, initials, token_hash, media_type, body, status, note, received_s, "
        "appointed_s, updated_s) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 1200) SELECT 'H29.' || (12 + i % 2) || '-2612' || (10 + i % 3) || '-' || (1000 "
        "+ i), '', 'H29.' || (12 + i % 2), '2026-12-' || (10 + i % 3), 'K01', procedure_code, "
        "procedure_name, initials, token_hash, media_type, body, 1 + i % 2, '', 1796871600 + "
        "86400 * (i % 3), 1796180400, 1796180400 FROM dossiers, n");
    struct listing all = {.ordered = true};
    struct storage_filter filter = {0};
    struct storage_visitor visitor = {see, &all};
    assert_int_equal(storage_list(database->storage, &filter, &visitor, NULL), MC_OK);
    assert_int_equal(all.count, 1201);
    assert_true(all.ordered);
    struct listing some = {.ordered = true};
    filter = (struct storage_filter){"H29.13", 2, {2026, 12, 11}};
    visitor.context = &some;
    assert_int_equal(storage_list(database->storage, &filter, &visitor, NULL), MC_OK);
    assert_int_equal(some.count, 200);
    assert_true(some.ordered);
}

#define CASE(name) cmocka_unit_test(name)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        CASE(test_survives_closing),
        CASE(test_a_failed_acceptance_takes_no_number),
        CASE(test_says_when_tables_are_gone),
        CASE(test_codes_have_no_gaps_over_several_instances),
        CASE(test_a_key_stands_for_one_dossier),
        CASE(test_lists_by_page),
    };
    return database_run_tests(tests, sizeof tests / sizeof tests[0], true, argc, argv);
}
