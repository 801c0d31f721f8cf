/* motcua-ctl keygen and motcua-ctl catalogue publish, as an operator uses them. */
#include "central/ctl_catalogue.h"
#include "tests/unit/central/fixture.h"

#define ARGUMENTS_MAX 8

struct run {
    enum ctl_exit status;
    char *out;
    char *complaints;
};

static void finish(struct run *run)
{
    free(run->out);
    free(run->complaints);
}

/* What follows "motcua-ctl catalogue", or "motcua-ctl keygen" when it begins with that. */
static struct run run_ctl(const char *const *arguments)
{
    struct run run = {0};
    size_t len = 0;
    FILE *out = open_memstream(&run.out, &len);
    FILE *complaints = open_memstream(&run.complaints, &len);
    int argc = 0;
    while (arguments[argc] != NULL) {
        argc++;
    }
    run.status = argc > 0 && strcmp(arguments[0], "keygen") == 0
                     ? ctl_keygen_run(argc - 1, arguments + 1, out, complaints)
                     : ctl_catalogue_run(argc, arguments, WEDNESDAY_S, out, complaints);
    (void)fclose(out);
    (void)fclose(complaints);
    return run;
}

struct places {
    char files[128];
    char db[128];
    char secret[128];
    char known[128];
};

static void make_places(struct fixture *fixture, struct places *out)
{
    const char *dir = fixture->scratch.dir;
    (void)snprintf(out->files, sizeof out->files, "%s", dir); /* other files are left out */
    (void)snprintf(out->db, sizeof out->db, "%s/central.db", dir);
    (void)snprintf(out->secret, sizeof out->secret, "%s/key", dir);
    (void)snprintf(out->known, sizeof out->known, "%s/key.pub", dir);
    struct run run = run_ctl(
        (const char *const[]){"keygen", "--secret", out->secret, "--public", out->known, NULL});
    assert_int_equal(run.status, CTL_DONE);
    assert_non_null(strstr(run.out, "keep"));
    finish(&run);
}

static void copy_procedure(struct fixture *fixture, const char *code, const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof path, MOTCUA_SOURCE_DIR "/assets/catalogue/%s.json", code);
    char *json = NULL;
    size_t len = 0;
    assert_int_equal(mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, &json, &len, NULL), MC_OK);
    (void)scratch_write(&fixture->scratch, name, json);
    free(json);
}

static struct run publish(const struct places *places)
{
    return run_ctl((const char *const[]){"publish", places->files, "--db", places->db, "--key",
                                         places->secret, NULL});
}

static void a_folder_becomes_a_version(void **state)
{
    struct fixture *fixture = *state;
    struct places places;
    make_places(fixture, &places);
    copy_procedure(fixture, "1.001193", "1.001193.json");
    copy_procedure(fixture, "1.004194", "1.004194.json");
    (void)scratch_write(&fixture->scratch, "popular.json", "{\"popular\":[\"1.004194\"]}");
    (void)scratch_write(&fixture->scratch, "life_events.json", "{}");
    struct run run = publish(&places);
    assert_string_equal(run.complaints, "");
    assert_int_equal(run.status, CTL_DONE);
    assert_non_null(strstr(run.out, "life_events.json: no procedure's code, left out"));
    assert_non_null(strstr(run.out, "version 1: 2 procedures, 0 new or changed, 0 removed"));
    finish(&run);
    run = publish(&places);
    assert_int_equal(run.status, CTL_DONE);
    assert_non_null(strstr(run.out, "nothing has changed since version 1"));
    finish(&run);
    assert_int_equal(unlink(scratch_path(&fixture->scratch, "1.001193.json")), 0);
    run = publish(&places);
    assert_non_null(strstr(run.out, "version 2: 1 procedures, 0 new or changed, 1 removed"));
    finish(&run);
}

static void every_bad_file_is_named_and_nothing_is_published(void **state)
{
    struct fixture *fixture = *state;
    struct places places;
    make_places(fixture, &places);
    copy_procedure(fixture, "1.001193", "1.001193.json");
    (void)scratch_write(&fixture->scratch, "1.000001.json", "{}");
    (void)scratch_write(&fixture->scratch, "1.000002.json", "not json");
    struct run run = publish(&places);
    assert_int_equal(run.status, CTL_FAILED);
    assert_non_null(strstr(run.complaints, "1.000001.json: "));
    assert_non_null(strstr(run.complaints, "1.000002.json: "));
    finish(&run);
    struct storage_catalogue published;
    assert_int_equal(storage_catalogue_state(fixture->storage, &published, NULL), MC_ENOTFOUND);
    /* The same procedure under two names; a popular one that is not there. */
    assert_int_equal(unlink(scratch_path(&fixture->scratch, "1.000001.json")), 0);
    copy_procedure(fixture, "1.001193", "1.000002.json");
    run = publish(&places);
    assert_int_equal(run.status, CTL_FAILED);
    assert_non_null(strstr(run.complaints, "1.001193 is there twice"));
    finish(&run);
    assert_int_equal(unlink(scratch_path(&fixture->scratch, "1.000002.json")), 0);
    (void)scratch_write(&fixture->scratch, "popular.json", "{\"popular\":[\"1.004194\"]}");
    run = publish(&places);
    assert_int_equal(run.status, CTL_FAILED);
    finish(&run);
    assert_int_equal(storage_catalogue_state(fixture->storage, &published, NULL), MC_ENOTFOUND);
}

static void wrong_keys_and_folders_are_told(void **state)
{
    struct fixture *fixture = *state;
    struct places places;
    make_places(fixture, &places);
    struct run run = publish(&places); /* no procedure in it */
    assert_int_equal(run.status, CTL_FAILED);
    finish(&run);
    copy_procedure(fixture, "1.001193", "1.001193.json");
    struct places wrong = places;
    mc_copy_text(wrong.secret, sizeof wrong.secret, places.known);
    run = publish(&wrong);
    assert_int_equal(run.status, CTL_FAILED);
    finish(&run);
    mc_copy_text(wrong.files, sizeof wrong.files, "/nowhere/at/all");
    run = publish(&wrong);
    assert_int_equal(run.status, CTL_FAILED);
    finish(&run);
    /* A key is never written over. */
    run = run_ctl(
        (const char *const[]){"keygen", "--secret", places.secret, "--public", places.known, NULL});
    assert_int_equal(run.status, CTL_FAILED);
    finish(&run);
}

static void wrong_usage_is_explained(void **state)
{
    (void)state;
    static const char publish[] = "motcua-ctl catalogue publish DIR";
    static const char keygen[] = "motcua-ctl keygen [--kind signing|sealing] --secret FILE";
    static const struct {
        const char *explained;
        const char *arguments[ARGUMENTS_MAX];
    } wrong[] = {
        {publish, {NULL}},
        {publish, {"unheard-of", NULL}},
        {publish, {"publish", NULL}},
        {publish, {"publish", "a", NULL}},
        {publish, {"publish", "a", "b", "--db", "c", "--key", "d", NULL}},
        {publish, {"publish", "a", "--db", "c", "--key", NULL}},
        {publish, {"publish", "a", "--db", "c", "--db", "d", NULL}},
        {keygen, {"keygen", NULL}},
        {keygen, {"keygen", "--secret", "a", NULL}},
        {keygen, {"keygen", "--secret", "a", "--public", NULL}},
        {keygen, {"keygen", "a", "b", NULL}},
        {keygen, {"keygen", "--kind", "x", "--secret", "a", "--public", "b", NULL}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct run run = run_ctl(wrong[i].arguments);
        assert_int_equal(run.status, CTL_USAGE);
        assert_non_null(strstr(run.complaints, wrong[i].explained));
        assert_string_equal(run.out, "");
        finish(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_becomes_a_version, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(every_bad_file_is_named_and_nothing_is_published,
                                        fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(wrong_keys_and_folders_are_told, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(wrong_usage_is_explained, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
