/* A fresh database for each test, of every back-end there is: a file of SQLite's, and a schema of
 * its own in the PostgreSQL that MOTCUA_TEST_POSTGRES names (tests/tools/with_postgres.py). */
#ifndef MOTCUA_TESTS_UNIT_CENTRAL_DATABASE_H
#define MOTCUA_TESTS_UNIT_CENTRAL_DATABASE_H

#include "central/storage.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

enum database_kind { DATABASE_SQLITE, DATABASE_POSTGRES };

struct database {
    enum database_kind kind;
    struct scratch scratch;
    char where[512];         /* file or URL */
    char schema[32];         /* PostgreSQL's */
    struct storage *storage; /* open, but in tests of the seam */
};

/* Runs all `tests` over each back-end, whose name goes before each test's; says what is skipped.
 * `argv[1]`, if there: only tests of this name. A test's initial state is its struct database, with
 * `open` its store open. */
int database_run_tests(const struct CMUnitTest *tests, size_t count, bool open, int argc,
                       char **argv);

/* From outside, on a connection of its own. */
void database_run(struct database *database, const char *sql);
/* One statement that the database itself does not let through. */
bool database_refuses(struct database *database, const char *sql);
int64_t database_number(struct database *database, const char *sql);
struct sql_settings database_settings(const struct database *database);
void database_reopen(struct database *database);

#endif
