/* What only a store in a file can meet. */
#include "core/memory.h"
#include "tests/unit/central/fixture.h"

static enum mc_err open_at(const char *path, bool create, struct storage **out)
{
    return storage_open(&(struct sql_settings){.where = path, .create = create}, out, NULL);
}

static void test_refuses_foreign_files(void **state)
{
    struct fixture *fixture = *state;
    struct storage *storage = NULL;
    fixture_run_sql(fixture, "PRAGMA user_version = 99");
    assert_int_equal(open_at(scratch_path(&fixture->scratch, "central.db"), true, &storage),
                     MC_EUNSUPPORTED);
    const char *junk = scratch_write(&fixture->scratch, "junk.db",
                                     "this is not a database, and long enough to be seen as none");
    assert_int_equal(open_at(junk, true, &storage), MC_ECORRUPT);
    assert_int_equal(open_at(scratch_path(&fixture->scratch, "none.db"), false, &storage),
                     MC_ENOTFOUND);
    const char *empty = scratch_write(&fixture->scratch, "empty.db", "");
    assert_int_equal(open_at(empty, false, &storage), MC_ECORRUPT);
    assert_null(storage);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refuses_foreign_files, fixture_start, fixture_stop),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
