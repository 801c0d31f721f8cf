/* The seam to the database: the same over every back-end. */
#include <pthread.h>

#include "central/schema.h"
#include "central/sql.h"
#include "core/memory.h"
#include "tests/unit/central/database.h"

static struct sql *open_sql(const struct database *database)
{
    struct sql_settings settings = database_settings(database);
    struct sql *sql = NULL;
    struct mc_error err = {0};
    if (sql_open(&settings, &sql, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    return sql;
}

static struct sql *open_with_table(struct database *database)
{
    struct sql *sql = open_sql(database);
    bool sqlite = database->kind == DATABASE_SQLITE;
    database_run(database, sqlite ? "CREATE TABLE things (name TEXT PRIMARY KEY, number INTEGER, "
                                    "bytes BLOB) STRICT"
                                  : "CREATE TABLE things (name TEXT PRIMARY KEY, number BIGINT, "
                                    "bytes BYTEA)");
    return sql;
}

static const char awkward[] = {'a', '\0', (char)0xFF, 'b'};

static enum mc_err put_values(struct sql_session *session, void *context, struct mc_error *err)
{
    int64_t *changed = context;
    enum mc_err rc = sql_change(
        session, "INSERT INTO things (name, number, bytes) VALUES ($1, $2, $3), ($4, $5, $6)",
        changed, err, "tibtib", "một 'cửa'", INT64_MIN, awkward, sizeof awkward, "", INT64_MAX,
        NULL, (size_t)0);
    return rc == MC_OK ? sql_change(session, "INSERT INTO things (name, number) VALUES ($1, $2)",
                                    NULL, err, "ti", "null", (int64_t)-1)
                       : rc;
}

static enum mc_err read_values(struct sql_session *session, void *context, struct mc_error *err)
{
    (void)context;
    struct sql_rows rows = {0};
    bool found = false;
    size_t len = 0;
    assert_int_equal(sql_first(session,
                               "SELECT name, number, bytes, count(*) OVER () FROM things "
                               "WHERE number <> $1 ORDER BY number",
                               &rows, &found, err, "i", (int64_t)0),
                     MC_OK);
    assert_true(found);
    assert_string_equal(sql_text(&rows, 0), "một 'cửa'");
    assert_true(sql_int(&rows, 1) == INT64_MIN);
    assert_memory_equal(sql_bytes(&rows, 2, &len), awkward, sizeof awkward);
    assert_int_equal(len, sizeof awkward);
    assert_int_equal(sql_int(&rows, 3), 3);
    assert_int_equal(sql_next(&rows, &found, err), MC_OK);
    assert_int_equal(sql_int(&rows, 1), -1);
    assert_true(sql_is_null(&rows, 2));
    assert_null(sql_bytes(&rows, 2, &len));
    assert_int_equal(len, 0);
    assert_int_equal(sql_next(&rows, &found, err), MC_OK);
    assert_string_equal(sql_text(&rows, 0), "");
    assert_true(sql_int(&rows, 1) == INT64_MAX);
    assert_false(sql_is_null(&rows, 2));
    (void)sql_bytes(&rows, 2, &len);
    assert_int_equal(len, 0);
    assert_int_equal(sql_next(&rows, &found, err), MC_OK);
    assert_false(found);
    sql_finish(&rows);
    /* A NULL bound as a text is one. */
    int64_t number = 0;
    assert_int_equal(sql_get_int(session, "SELECT CASE WHEN $1 IS NULL THEN 7 ELSE 8 END", &number,
                                 err, "t", NULL),
                     MC_OK);
    assert_int_equal(number, 7);
    assert_int_equal(sql_get_int(session,
                                 "SELECT CAST(sum(number) AS BIGINT) FROM things "
                                 "WHERE name = $1",
                                 &number, err, "t", "null"),
                     MC_OK);
    assert_int_equal(number, -1);
    assert_int_equal(sql_get_int(session, "SELECT number FROM things WHERE name = $1", &number, err,
                                 "t", "nothing"),
                     MC_ENOTFOUND);
    return MC_OK;
}

static void test_values_come_back(void **state)
{
    struct sql *sql = open_with_table(*state);
    int64_t changed = 0;
    assert_int_equal(sql_write(sql, put_values, &changed, NULL), MC_OK);
    assert_int_equal(changed, 2);
    assert_int_equal(sql_read(sql, read_values, NULL, NULL), MC_OK);
    /* Once more, with statements that are prepared already. */
    assert_int_equal(sql_read(sql, read_values, NULL, NULL), MC_OK);
    sql_close(sql);
}

static enum mc_err put_one(struct sql_session *session, void *context, struct mc_error *err)
{
    return sql_change(session, "INSERT INTO things (name, number) VALUES ($1, 1)", NULL, err, "t",
                      (const char *)context);
}

static enum mc_err put_and_fail(struct sql_session *session, void *context, struct mc_error *err)
{
    assert_int_equal(put_one(session, context, err), MC_OK);
    return mc_fail(err, MC_EDENIED, "changed its mind");
}

static enum mc_err put_twice(struct sql_session *session, void *context, struct mc_error *err)
{
    enum mc_err rc = put_one(session, context, err);
    return rc == MC_OK ? put_one(session, context, err) : rc;
}

static enum mc_err write_nonsense(struct sql_session *session, void *context, struct mc_error *err)
{
    (void)context;
    return sql_change(session, "INSERT INTO nowhere (name) VALUES ($1)", NULL, err, "t", "x");
}

static void test_failures_undo_everything(void **state)
{
    struct database *database = *state;
    struct sql *sql = open_with_table(database);
    struct mc_error err;
    static char name[] = "a";
    assert_int_equal(sql_write(sql, put_and_fail, name, &err), MC_EDENIED);
    assert_string_equal(err.text, "changed its mind");
    assert_int_equal(sql_write(sql, put_twice, name, &err), MC_ECONFLICT);
    assert_int_equal(sql_write(sql, write_nonsense, NULL, &err), MC_EIO);
    assert_int_equal(database_number(database, "SELECT count(*) FROM things"), 0);
    assert_int_equal(sql_write(sql, put_one, name, NULL), MC_OK);
    assert_int_equal(database_number(database, "SELECT count(*) FROM things"), 1);
    sql_close(sql);
}

static enum mc_err add_one(struct sql_session *session, void *context, struct mc_error *err)
{
    (void)context;
    int64_t number = 0;
    enum mc_err rc = sql_get_int(session, "SELECT number FROM things WHERE name = $1 {for_update}",
                                 &number, err, "t", "counter");
    return rc == MC_OK ? sql_change(session, "UPDATE things SET number = $1 WHERE name = $2", NULL,
                                    err, "it", number + 1, "counter")
                       : rc;
}

static enum mc_err add_one_locked(struct sql_session *session, void *context, struct mc_error *err)
{
    (void)context;
    int64_t number = 0;
    enum mc_err rc = sql_lock(session, "counting", err);
    if (rc == MC_OK) {
        rc = sql_get_int(session, "SELECT number FROM things WHERE name = $1", &number, err, "t",
                         "counter");
    }
    return rc == MC_OK ? sql_change(session, "UPDATE things SET number = $1 WHERE name = $2", NULL,
                                    err, "it", number + 1, "counter")
                       : rc;
}

#define THREADS 6
#define ROUNDS  20

struct counting {
    struct sql *sql;
    sql_work *work;
};

static void *count_up(void *context)
{
    const struct counting *counting = context;
    for (int i = 0; i < ROUNDS; i++) {
        struct mc_error err = {0};
        if (sql_write(counting->sql, counting->work, NULL, &err) != MC_OK) {
            fail_msg("%s", err.text);
        }
    }
    return NULL;
}

static void count_in_threads(struct counting *countings, size_t kinds)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, &countings[i % kinds]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
}

static void test_locks_keep_writers_apart(void **state)
{
    struct database *database = *state;
    struct sql *sql = open_with_table(database);
    /* As another instance of the service would be. */
    struct sql *other = open_sql(database);
    static char name[] = "counter";
    assert_int_equal(sql_write(sql, put_one, name, NULL), MC_OK);
    struct counting rows[] = {{sql, add_one}, {other, add_one}};
    count_in_threads(rows, 2);
    assert_int_equal(database_number(database, "SELECT number FROM things"), 1 + THREADS * ROUNDS);
    struct counting named[] = {{sql, add_one_locked}, {other, add_one_locked}};
    count_in_threads(named, 2);
    assert_int_equal(database_number(database, "SELECT number FROM things"),
                     1 + 2 * THREADS * ROUNDS);
    sql_close(other);
    sql_close(sql);
}

/* Takes two rows in one order or the other; meets the other one between them at its first run. */
struct crossing {
    struct sql *sql;
    const char *names[2];
    pthread_barrier_t *meeting;
    int runs;
};

static enum mc_err cross(struct sql_session *session, void *context, struct mc_error *err)
{
    struct crossing *crossing = context;
    enum mc_err rc = MC_OK;
    crossing->runs++;
    for (int i = 0; i < 2 && rc == MC_OK; i++) {
        rc = sql_change(session, "UPDATE things SET number = number + 1 WHERE name = $1", NULL, err,
                        "t", crossing->names[i]);
        if (i == 0 && crossing->runs == 1) {
            (void)pthread_barrier_wait(crossing->meeting);
        }
    }
    return rc;
}

static void *cross_once(void *context)
{
    struct crossing *crossing = context;
    struct mc_error err = {0};
    if (sql_write(crossing->sql, cross, crossing, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    return NULL;
}

static void test_a_deadlock_is_run_again(void **state)
{
    struct database *database = *state;
    if (database->kind == DATABASE_SQLITE) {
        return; /* has one writer at a time */
    }
    struct sql *sql = open_with_table(database);
    static char a[] = "a";
    static char b[] = "b";
    pthread_barrier_t meeting;
    pthread_t threads[2];
    assert_int_equal(pthread_barrier_init(&meeting, NULL, 2), 0);
    assert_int_equal(sql_write(sql, put_one, a, NULL), MC_OK);
    assert_int_equal(sql_write(sql, put_one, b, NULL), MC_OK);
    struct crossing crossings[2] = {{sql, {a, b}, &meeting, 0}, {sql, {b, a}, &meeting, 0}};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, cross_once, &crossings[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    assert_true(crossings[0].runs + crossings[1].runs > 2);
    assert_int_equal(database_number(database, "SELECT CAST(sum(number) AS BIGINT) FROM things"),
                     2 + 4);
    (void)pthread_barrier_destroy(&meeting);
    sql_close(sql);
}

struct nested {
    struct sql *same;
    struct sql *other;
    bool busy[3];
};

static enum mc_err nothing(struct sql_session *session, void *context, struct mc_error *err)
{
    (void)session;
    (void)err;
    *(bool *)context = true;
    return MC_OK;
}

static enum mc_err claim_within(struct sql_session *session, void *context, struct mc_error *err)
{
    (void)session;
    struct nested *nested = context;
    bool ran = false;
    enum mc_err rc = sql_write_claimed(nested->same, "k1", &nested->busy[0], nothing, &ran, err);
    if (rc == MC_OK && nested->other != NULL) {
        rc = sql_write_claimed(nested->other, "k1", &nested->busy[1], nothing, &ran, err);
    }
    assert_false(ran);
    if (rc == MC_OK && nested->other != NULL) {
        rc = sql_write_claimed(nested->other, "k2", &nested->busy[2], nothing, &ran, err);
        assert_true(ran);
    }
    return rc;
}

static void test_claims_are_one_s_own(void **state)
{
    struct database *database = *state;
    struct nested nested = {.same = open_sql(database)};
    /* A second writer would wait for the first in SQLite. */
    nested.other = database->kind == DATABASE_POSTGRES ? open_sql(database) : NULL;
    bool busy = false;
    assert_int_equal(sql_write_claimed(nested.same, "k1", &busy, claim_within, &nested, NULL),
                     MC_OK);
    assert_false(busy);
    assert_true(nested.busy[0]);
    assert_int_equal(nested.busy[1], nested.other != NULL);
    assert_false(nested.busy[2]);
    bool ran = false;
    assert_int_equal(sql_write_claimed(nested.same, "k1", &busy, nothing, &ran, NULL), MC_OK);
    assert_true(ran && !busy);
    sql_close(nested.other);
    sql_close(nested.same);
}

static enum mc_err use_another(struct sql_session *session, void *context, struct mc_error *err)
{
    (void)session;
    bool ran = false;
    return sql_read(context, nothing, &ran, err);
}

static void test_waits_for_a_connection_only_so_long(void **state)
{
    struct sql_settings settings = database_settings(*state);
    settings.connections = 1;
    settings.wait_ms = 1;
    struct sql *sql = NULL;
    assert_int_equal(sql_open(&settings, &sql, NULL), MC_OK);
    assert_int_equal(sql_read(sql, use_another, sql, NULL), MC_ETIMEOUT);
    bool ran = false;
    assert_int_equal(sql_read(sql, nothing, &ran, NULL), MC_OK);
    sql_close(sql);
}

static enum mc_err end_own_connection(struct sql_session *session, void *context,
                                      struct mc_error *err)
{
    int *runs = context;
    int64_t ignored = 0;
    (*runs)++;
    enum mc_err rc = sql_change(session, "UPDATE things SET number = number + 1", NULL, err, "");
    if (rc == MC_OK && *runs < 3) {
        rc = sql_get_int(session, "SELECT pg_terminate_backend(pg_backend_pid())", &ignored, err,
                         "");
    }
    return rc;
}

static void test_a_lost_connection_is_made_again(void **state)
{
    struct database *database = *state;
    if (database->kind != DATABASE_POSTGRES) {
        return;
    }
    struct sql *sql = open_with_table(database);
    static char name[] = "a";
    int runs = 0;
    assert_int_equal(sql_write(sql, put_one, name, NULL), MC_OK);
    assert_int_equal(sql_write(sql, end_own_connection, &runs, NULL), MC_OK);
    assert_int_equal(runs, 3);
    assert_int_equal(database_number(database, "SELECT number FROM things"), 2);
    sql_close(sql);
}

static void *bring_up(void *context)
{
    const struct database *database = context;
    struct sql *sql = open_sql(database);
    assert_int_equal(schema_bring_up(sql, "test", true, NULL), MC_OK);
    assert_int_equal(schema_bring_up(sql, "test", false, NULL), MC_OK);
    sql_close(sql);
    return NULL;
}

static void test_the_schema_is_made_once(void **state)
{
    struct database *database = *state;
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, bring_up, database), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    assert_int_equal(database_number(database, "SELECT count(*) FROM dossiers"), 0);
}

static void set_version(struct database *database, int version)
{
    char sql[64];
    (void)snprintf(sql, sizeof sql,
                   database->kind == DATABASE_SQLITE ? "PRAGMA user_version = %d"
                                                     : "UPDATE schema_version SET version = %d",
                   version);
    database_run(database, sql);
}

static void test_refuses_other_schemas(void **state)
{
    struct database *database = *state;
    struct sql *sql = open_sql(database);
    assert_int_equal(schema_bring_up(sql, "test", false, NULL), MC_ECORRUPT);
    database_run(database, "CREATE TABLE theirs (a TEXT)");
    assert_int_equal(schema_bring_up(sql, "test", true, NULL), MC_ECORRUPT);
    database_run(database, "DROP TABLE theirs");
    assert_int_equal(schema_bring_up(sql, "test", true, NULL), MC_OK);
    set_version(database, schema_version() + 1);
    struct mc_error err;
    assert_int_equal(schema_bring_up(sql, "test", true, &err), MC_EUNSUPPORTED);
    assert_non_null(strstr(err.text, "newer"));
    sql_close(sql);
}

/* A step that fails leaves nothing of those before it. */
static void test_a_failed_step_undoes_all(void **state)
{
    struct database *database = *state;
    struct sql *sql = open_sql(database);
    assert_int_equal(schema_bring_up(sql, "test", true, NULL), MC_OK);
    set_version(database, 1);
    assert_int_not_equal(schema_bring_up(sql, "test", true, NULL), MC_OK);
    assert_int_equal(database_number(database, database->kind == DATABASE_SQLITE
                                                   ? "PRAGMA user_version"
                                                   : "SELECT version FROM schema_version"),
                     1);
    sql_close(sql);
}

#define FIRST_DOSSIER(no_bytes)                                                                    \
    "INSERT INTO dossiers (code, provisional_code, agency, day, kiosk, procedure_code, "           \
    "procedure_name, initials, token_hash, media_type, body, status, note, received_s, "           \
    "appointed_s, updated_s) VALUES ('H29.1-261202-0001', '', 'H29.1', '2026-12-02', 'K01', "      \
    "'1.004194', 'x', 'T.', '0123456789012345678901234567890123456789012345678901234567890123', "  \
    "'application/json', " no_bytes ", 1, '', 1, 2, 1)"

/* A dossier that the first program took in is still there in the last one's tables. */
static void test_older_schemas_are_brought_up(void **state)
{
    struct database *database = *state;
    struct sql *sql = open_sql(database);
    assert_int_equal(schema_bring_up_to(sql, "test", true, 1, NULL), MC_OK);
    database_run(database,
                 database->kind == DATABASE_SQLITE ? FIRST_DOSSIER("x''") : FIRST_DOSSIER("''"));
    for (int version = 2; version <= schema_version(); version++) {
        assert_int_equal(schema_bring_up_to(sql, "test", false, version, NULL), MC_OK);
    }
    sql_close(sql);
    database_reopen(database);
    struct storage_dossier dossier = {0};
    assert_int_equal(storage_find(database->storage, "H29.1-261202-0001", NULL, &dossier, NULL),
                     MC_OK);
    assert_true(dossier.appointed_s == 2);
    storage_dossier_finish(&dossier);
}

static void test_says_what_cannot_be_reached(void **state)
{
    const struct database *database = *state;
    struct sql_settings settings = {.where = "/nonexistent/x.db"};
    struct sql *sql = NULL;
    struct mc_error err;
    assert_int_equal(sql_open(&settings, &sql, &err), MC_ENOTFOUND);
    settings.where = "postgresql:///motcua?host=/nonexistent&password=geheim";
    assert_int_equal(sql_open(&settings, &sql, &err), MC_EGONE);
    assert_null(strstr(err.text, "geheim"));
    assert_null(sql);
    (void)database;
}

#define CASE(name) cmocka_unit_test(name)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        CASE(test_values_come_back),
        CASE(test_failures_undo_everything),
        CASE(test_locks_keep_writers_apart),
        CASE(test_a_deadlock_is_run_again),
        CASE(test_claims_are_one_s_own),
        CASE(test_waits_for_a_connection_only_so_long),
        CASE(test_a_lost_connection_is_made_again),
        CASE(test_the_schema_is_made_once),
        CASE(test_refuses_other_schemas),
        CASE(test_a_failed_step_undoes_all),
        CASE(test_older_schemas_are_brought_up),
        CASE(test_says_what_cannot_be_reached),
    };
    return database_run_tests(tests, sizeof tests / sizeof tests[0], false, argc, argv);
}
