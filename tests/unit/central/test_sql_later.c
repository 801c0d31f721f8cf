/* What is waited for, and what is not: statements sent off, the end of reading, commits. The same
 * over every back-end. */
#include "central/sql.h"
#include "core/memory.h"
#include "tests/unit/central/database.h"

static struct sql *open_with_table(struct database *database)
{
    struct sql_settings settings = database_settings(database);
    struct sql *sql = NULL;
    assert_int_equal(sql_open(&settings, &sql, NULL), MC_OK);
    database_run(database, database->kind == DATABASE_SQLITE
                               ? "CREATE TABLE things (name TEXT PRIMARY KEY, number INTEGER)"
                               : "CREATE TABLE things (name TEXT PRIMARY KEY, number BIGINT)");
    return sql;
}

static int64_t count_of(struct database *database)
{
    return database_number(database, "SELECT count(*) FROM things");
}

/* Things that are put one behind the other. */
struct later {
    int count;
    int twice;  /* the one whose name is taken already; -1: none */
    bool waits; /* for a statement behind them all */
    int64_t seen;
    int runs;
};

static enum mc_err put_later(struct sql_session *session, void *context, struct mc_error *err)
{
    struct later *later = context;
    char name[16];
    enum mc_err rc = MC_OK;
    later->runs++;
    for (int i = 0; i < later->count && rc == MC_OK; i++) {
        (void)snprintf(name, sizeof name, "n%d", i);
        rc = sql_later(session, "INSERT INTO things (name, number) VALUES ($1, 1)", err, "t", name);
        if (rc == MC_OK && i == later->twice) {
            rc = sql_later(session, "INSERT INTO things (name, number) VALUES ($1, 2)", err, "t",
                           name);
        }
        if (rc == MC_OK) {
            rc = sql_later(session, "UPDATE things SET number = number + 1 WHERE name = $1", err,
                           "t", name);
        }
    }
    return rc == MC_OK && later->waits
               ? sql_get_int(session, "SELECT count(*) FROM things", &later->seen, err, "")
               : rc;
}

static void check_done_whole(struct database *database, bool waits)
{
    struct sql *sql = open_with_table(database);
    struct later first = {.count = 1, .twice = 0, .waits = waits};
    struct later many = {.count = 50, .twice = 20, .waits = waits};
    struct later good = {.count = 50, .twice = -1, .waits = waits};
    /* What stood behind the fault was not even prepared; the same statements work from then on. */
    assert_int_equal(sql_write(sql, put_later, &first, NULL), MC_ECONFLICT);
    assert_int_equal(count_of(database), 0);
    assert_int_equal(sql_write(sql, put_later, &many, NULL), MC_ECONFLICT);
    assert_int_equal(many.runs, 1);
    assert_int_equal(count_of(database), 0);
    assert_int_equal(sql_write(sql, put_later, &good, NULL), MC_OK);
    assert_int_equal(good.seen, waits ? 50 : 0);
    assert_int_equal(database_number(database, "SELECT count(*) FROM things WHERE number = 2"), 50);
    sql_close(sql);
}

static void test_told_at_the_commit(void **state)
{
    check_done_whole(*state, false);
}

static void test_told_by_the_next_one(void **state)
{
    check_done_whole(*state, true);
}

static enum mc_err put_and_fail(struct sql_session *session, void *context, struct mc_error *err)
{
    enum mc_err rc = put_later(session, context, err);
    return rc == MC_OK ? mc_fail(err, MC_EDENIED, "changed its mind") : rc;
}

static void test_undone(void **state)
{
    struct database *database = *state;
    struct sql *sql = open_with_table(database);
    struct later later = {.count = 3, .twice = -1};
    struct mc_error err;
    assert_int_equal(sql_write(sql, put_and_fail, &later, &err), MC_EDENIED);
    assert_string_equal(err.text, "changed its mind");
    assert_int_equal(count_of(database), 0);
    assert_int_equal(sql_write(sql, put_later, &later, NULL), MC_OK);
    assert_int_equal(count_of(database), 3);
    sql_close(sql);
}

static enum mc_err count_things(struct sql_session *session, void *context, struct mc_error *err)
{
    return sql_get_int(session, "SELECT count(*) FROM things", context, err, "");
}

/* Of which only the next one would hear. */
static void end_connections(struct database *database)
{
    if (database->kind == DATABASE_POSTGRES) {
        assert_true(database_number(database,
                                    "SELECT count(pg_terminate_backend(pid, 20000)) FROM "
                                    "pg_stat_activity WHERE application_name = 'motcua'") > 0);
    }
}

static void test_the_connection_is_lost_in_between(void **state)
{
    struct database *database = *state;
    struct sql *sql = open_with_table(database);
    struct later later = {.count = 2, .twice = -1, .waits = true};
    for (int i = 0; i < 4; i++) {
        int64_t count = -1;
        assert_int_equal(i % 2 == 0 ? sql_read(sql, count_things, &count, NULL)
                                    : sql_read_one(sql, count_things, &count, NULL),
                         MC_OK);
        assert_int_equal(count, 0);
        end_connections(database);
    }
    assert_int_equal(sql_write(sql, put_later, &later, NULL), MC_OK);
    assert_int_equal(count_of(database), 2);
    sql_close(sql);
}

static enum mc_err do_nothing(struct sql_session *session, void *context, struct mc_error *err)
{
    (void)session;
    (void)context;
    (void)err;
    return MC_OK;
}

/* Ends that nobody waited for. */
static void test_many_that_read_nothing(void **state)
{
    struct sql *sql = open_with_table(*state);
    int64_t count = -1;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(sql_read(sql, do_nothing, NULL, NULL), MC_OK);
    }
    assert_int_equal(sql_read(sql, count_things, &count, NULL), MC_OK);
    assert_int_equal(count, 0);
    sql_close(sql);
}

/* ---- Commits ---- */

static enum mc_err is_waited_for(struct sql_session *session, void *context, struct mc_error *err)
{
    return sql_get_int(session,
                       "SELECT count(*) FROM pg_settings WHERE name = 'synchronous_commit' AND "
                       "setting IN ('on', 'remote_apply')",
                       context, err, "");
}

static void configure(struct database *database, const char *setting)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql, "ALTER SYSTEM %s", setting);
    database_run(database, sql);
    database_run(database, "SELECT pg_reload_conf()");
}

/* Whatever the server is configured to, before it is connected to and afterwards. */
static void test_commits_are_waited_for(void **state)
{
    static const char *const settings[] = {"off", "local", "remote_apply"};
    static const char asks[] =
        "SELECT count(*) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'";
    struct database *database = *state;
    if (database->kind != DATABASE_POSTGRES) {
        return;
    }
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        char set[64];
        (void)snprintf(set, sizeof set, "SET synchronous_commit = '%s'", settings[i]);
        configure(database, set);
        struct sql_settings own = database_settings(database);
        struct sql *sql = NULL;
        assert_int_equal(sql_open(&own, &sql, NULL), MC_OK);
        configure(database, "SET synchronous_commit = 'off'");
        while (database_number(database, asks) == 0) {
        }
        int64_t waited_for = 0;
        assert_int_equal(sql_read_one(sql, is_waited_for, &waited_for, NULL), MC_OK);
        assert_int_equal(waited_for, 1);
        sql_close(sql);
    }
    configure(database, "RESET synchronous_commit");
}

#define CASE(name) cmocka_unit_test(name)

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        CASE(test_told_at_the_commit),
        CASE(test_told_by_the_next_one),
        CASE(test_undone),
        CASE(test_the_connection_is_lost_in_between),
        CASE(test_many_that_read_nothing),
        CASE(test_commits_are_waited_for),
    };
    return database_run_tests(tests, sizeof tests / sizeof tests[0], false, argc, argv);
}
