#include "tests/unit/central/database.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include "core/memory.h"

static const char *server(void)
{
    return getenv("MOTCUA_TEST_POSTGRES");
}

struct sql_settings database_settings(const struct database *database)
{
    return (struct sql_settings){.where = database->where, .create = true};
}

void database_reopen(struct database *database)
{
    storage_close(database->storage);
    database->storage = NULL;
    struct sql_settings settings = database_settings(database);
    struct mc_error err = {0};
    if (storage_open(&settings, &database->storage, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
}

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

/* *refused: NULL when it must not be. */
static int64_t run_postgres(const char *where, const char *sql, bool *refused)
{
    PGconn *connection = PQconnectdb(where);
    (void)PQsetNoticeReceiver(connection, ignore_notice, NULL);
    PGresult *result = PQexec(connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool failed = status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
    if (refused != NULL) {
        *refused = failed;
    } else if (failed) {
        fail_msg("%s", PQerrorMessage(connection));
    }
    int64_t number = PQntuples(result) > 0 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    PQfinish(connection);
    return number;
}

static int64_t run_sqlite(const char *path, const char *sql, bool *refused)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    const char *rest = sql;
    int64_t number = 0;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    while (*rest != '\0') {
        assert_int_equal(sqlite3_prepare_v2(db, rest, -1, &statement, &rest), SQLITE_OK);
        int rc = sqlite3_step(statement);
        bool failed = rc != SQLITE_ROW && rc != SQLITE_DONE;
        assert_true(refused != NULL || !failed);
        if (refused != NULL) {
            *refused = failed;
        }
        number = rc == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        (void)sqlite3_finalize(statement);
    }
    (void)sqlite3_close(db);
    return number;
}

int64_t database_number(struct database *database, const char *sql)
{
    return database->kind == DATABASE_SQLITE ? run_sqlite(database->where, sql, NULL)
                                             : run_postgres(database->where, sql, NULL);
}

bool database_refuses(struct database *database, const char *sql)
{
    bool refused = false;
    (void)(database->kind == DATABASE_SQLITE ? run_sqlite(database->where, sql, &refused)
                                             : run_postgres(database->where, sql, &refused));
    return refused;
}

void database_run(struct database *database, const char *sql)
{
    (void)database_number(database, sql);
}

static void start(struct database *database, enum database_kind kind)
{
    static int number;
    mc_secure_init();
    database->kind = kind;
    scratch_start(&database->scratch);
    if (kind == DATABASE_SQLITE) {
        mc_copy_text(database->where, sizeof database->where,
                     scratch_path(&database->scratch, "central.db"));
        return;
    }
    char sql[64];
    (void)snprintf(database->schema, sizeof database->schema, "t%d_%d", (int)getpid(), number++);
    (void)snprintf(sql, sizeof sql, "CREATE SCHEMA %s", database->schema);
    (void)run_postgres(server(), sql, NULL);
    (void)snprintf(database->where, sizeof database->where, "%s&options=-csearch_path%%3D%s",
                   server(), database->schema);
}

static int start_sqlite(void **state)
{
    struct database *database = MC_NEW(struct database);
    start(database, DATABASE_SQLITE);
    *state = database;
    return 0;
}

static int start_postgres(void **state)
{
    struct database *database = MC_NEW(struct database);
    start(database, DATABASE_POSTGRES);
    *state = database;
    return 0;
}

static int open_sqlite(void **state)
{
    (void)start_sqlite(state);
    database_reopen(*state);
    return 0;
}

static int open_postgres(void **state)
{
    (void)start_postgres(state);
    database_reopen(*state);
    return 0;
}

static int stop(void **state)
{
    struct database *database = *state;
    storage_close(database->storage);
    if (database->kind == DATABASE_POSTGRES) {
        char sql[64];
        (void)snprintf(sql, sizeof sql, "DROP SCHEMA %s CASCADE", database->schema);
        (void)run_postgres(server(), sql, NULL);
    }
    scratch_stop(&database->scratch);
    free(database);
    return 0;
}

static int run_over(const struct CMUnitTest *tests, size_t count, CMFixtureFunction setup,
                    const char *name)
{
    struct CMUnitTest *copies = mc_calloc(count, sizeof *copies);
    for (size_t i = 0; i < count; i++) {
        copies[i] = tests[i];
        copies[i].setup_func = setup;
        copies[i].teardown_func = stop;
    }
    int failed = _cmocka_run_group_tests(name, copies, count, NULL, NULL);
    free(copies);
    return failed;
}

int database_run_tests(const struct CMUnitTest *tests, size_t count, bool open, int argc,
                       char **argv)
{
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    int failed = run_over(tests, count, open ? open_sqlite : start_sqlite, "SQLite");
    if (server() == NULL) {
        print_message("skipped: PostgreSQL is not installed\n");
        return failed;
    }
    return failed + run_over(tests, count, open ? open_postgres : start_postgres, "PostgreSQL");
}
