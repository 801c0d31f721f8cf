/* The rules of the search, on a catalogue small enough to see through. */
#include "core/memory.h"
#include "core/text.h"
#include "kiosk/store/catalogue.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"
#include "tests/unit/store/procedure_files.h"

struct fixture {
    struct scratch scratch;
    struct catalogue *catalogue;
};

static int start(void **state)
{
    struct fixture *fixture = MC_NEW(struct fixture);
    scratch_start(&fixture->scratch);
    procedure_files_write(&fixture->scratch);
    struct mc_error err = {0};
    assert_int_equal(catalogue_open(scratch_path(&fixture->scratch, "catalogue.db"),
                                    CATALOGUE_CREATE, &fixture->catalogue, &err),
                     MC_OK);
    if (catalogue_load_dir(fixture->catalogue, fixture->scratch.dir, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    *state = fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    catalogue_close(fixture->catalogue);
    scratch_stop(&fixture->scratch);
    free(fixture);
    return 0;
}

/* The codes found, joined by spaces. */
static const char *search(void **state, const char *query)
{
    struct fixture *fixture = *state;
    static char codes[1024];
    struct catalogue_hit hits[10];
    size_t count = 99;
    struct mc_error err = {0};
    if (catalogue_search(fixture->catalogue, query, 10, hits, &count, &err) != MC_OK) {
        fail_msg("%s: %s", query, err.text);
    }
    codes[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(codes);
        (void)snprintf(codes + len, sizeof codes - len, "%s%s", i > 0 ? " " : "", hits[i].code);
    }
    catalogue_hits_finish(hits, count);
    return codes;
}

static void finds_first(void **state)
{
    static const struct {
        const char *query;
        const char *first;
    } cases[] = {
        {"Đăng ký khai sinh", "1.001193"},
        {"dang ky khai sinh", "1.001193"},
        {"ĐĂNG KÝ KHAI SINH", "1.001193"},
        {"Đa\xCC\x86ng ky\xCC\x81 khai sinh", "1.001193"}, /* NFD */
        {"sinh khai", "1.001193"},
        {"khai si", "1.001193"},
        {"giấy khai sinh cho con", "1.001193"},
        {"1.001193", "1.001193"},
        {"ĐKKS", "1.001193"},
        {"đăng ký lại khai sinh", "1.004884"},
        {"thường trú", "1.004222"},
        {"nhap ho khau", "1.004222"},
        {"tạm trú", "1.004194"},
        {"\"khai\" AND (sinh)", "1.001193"},
        {"khai-sinh*", "1.001193"},
        {"khia sinh", "1.001193"},        /* a slip */
        {"thuong truu nhap", "1.004222"}, /* two */
        {"khai sinh ở đâu vậy", "1.001193"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *found = search(state, cases[i].query);
        if (strncmp(found, cases[i].first, strlen(cases[i].first)) != 0) {
            fail_msg("%s: expected %s first, found: %s", cases[i].query, cases[i].first, found);
        }
    }
}

static void syntax_of_the_engine_is_only_text(void **state)
{
    static const char *const queries[] = {
        "\"",
        "*",
        "(",
        ")",
        "-",
        ":",
        "AND",
        "OR NOT",
        "NEAR(a)",
        "name:khai",
        "khai NEAR",
        "^khai",
        "{a b}",
        "+",
        "\"\"\"*",
        "khai\"*",
        "' OR 1",
        "name : NULL",
        "%_;--",
        "\\",
        "a b*c d",
        "₫ € ①",
        "\xF0\x9F\x99\x82",
    };
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        (void)search(state, queries[i]); /* fails the test if it is an error */
    }
    /* Nothing found is never an empty page. */
    assert_string_equal(search(state, "???"), "1.004194 1.001193");
    assert_string_equal(search(state, "xyzzyq"), "1.004194 1.001193");
}

static void nothing_typed_gives_the_popular_ones_in_their_order(void **state)
{
    assert_string_equal(search(state, ""), "1.004194 1.001193");
    assert_string_equal(search(state, " \t "), "1.004194 1.001193");
}

static void marks_decide_between_names_that_fold_alike(void **state)
{
    assert_memory_equal(search(state, "Cấp thẻ đỗ"), "1.900002", 8);
    assert_memory_equal(search(state, "Cấp thẻ đô"), "1.900001", 8);
}

static void what_the_ward_does_comes_first(void **state)
{
    assert_string_equal(search(state, "công chứng bản dịch"), "1.900004 1.900003");
}

static void odd_queries(void **state)
{
    struct fixture *fixture = *state;
    struct catalogue_hit hits[2];
    size_t count = 7;
    assert_int_equal(catalogue_search(fixture->catalogue, "khai \xC3", 2, hits, &count, NULL),
                     MC_EPARSE);
    assert_int_equal(count, 7);
    char *huge = mc_calloc(1, 100001);
    for (size_t i = 0; i < 100000; i++) {
        huge[i] = "khai sinh a b c d e f g "[i % 24];
    }
    (void)search(state, huge);
    memset(huge, 'x', 100000);
    assert_string_equal(search(state, huge), "1.004194 1.001193");
    free(huge);
    assert_int_equal(catalogue_search(fixture->catalogue, "đăng ký", 2, hits, &count, NULL), MC_OK);
    assert_int_equal(count, 2);
    catalogue_hits_finish(hits, count);
    assert_int_equal(catalogue_search(fixture->catalogue, "đăng ký", 0, hits, &count, NULL), MC_OK);
    assert_int_equal(count, 0);
}

static void folder_is_taken_in_whole_or_not_at_all(void **state)
{
    struct fixture *fixture = *state;
    size_t before = catalogue_count(fixture->catalogue);
    assert_int_equal(before, PROCEDURE_FILES_COUNT);
    (void)scratch_write(&fixture->scratch, "zz.json", "{\"code\": 7}");
    struct mc_error err = {0};
    assert_int_equal(catalogue_load_dir(fixture->catalogue, fixture->scratch.dir, &err), MC_EPARSE);
    assert_non_null(strstr(err.text, "zz.json"));
    assert_int_equal(catalogue_count(fixture->catalogue), before);
    assert_memory_equal(search(state, "khai sinh"), "1.001193", 8);
    (void)unlink(scratch_path(&fixture->scratch, "zz.json"));
    (void)scratch_write(&fixture->scratch, "popular.json", "{\"popular\": [\"1.001193\", \"0\"]}");
    assert_int_not_equal(catalogue_load_dir(fixture->catalogue, fixture->scratch.dir, &err), MC_OK);
    (void)scratch_write(&fixture->scratch, "popular.json", "{\"popular\": [\"1.001193\"]}");
    assert_int_equal(catalogue_load_dir(fixture->catalogue, fixture->scratch.dir, &err), MC_OK);
    assert_string_equal(search(state, ""), "1.001193");
    assert_int_equal(catalogue_count(fixture->catalogue), before);
    assert_int_equal(catalogue_load_dir(fixture->catalogue, "/nowhere", &err), MC_ENOTFOUND);
}

static void damaged_catalogue_is_made_anew(void **state)
{
    struct fixture *fixture = *state;
    catalogue_close(fixture->catalogue);
    fixture->catalogue = NULL;
    const char *path = scratch_write(&fixture->scratch, "catalogue.db", "this is no database");
    assert_int_equal(catalogue_open(path, CATALOGUE_READ, &fixture->catalogue, NULL), MC_ECORRUPT);
    assert_int_equal(catalogue_open(path, CATALOGUE_CREATE, &fixture->catalogue, NULL), MC_OK);
    assert_int_equal(catalogue_count(fixture->catalogue), 0);
    assert_int_equal(catalogue_load_dir(fixture->catalogue, fixture->scratch.dir, NULL), MC_OK);
    catalogue_close(fixture->catalogue);
    path = scratch_path(&fixture->scratch, "catalogue.db");
    assert_int_equal(catalogue_open(path, CATALOGUE_READ, &fixture->catalogue, NULL), MC_OK);
    assert_memory_equal(search(state, "khai sinh"), "1.001193", 8);
    struct procedure *procedure = NULL;
    assert_int_equal(catalogue_procedure(fixture->catalogue, "1.001193", &procedure, NULL), MC_OK);
    assert_string_equal(procedure->code, "1.001193");
    procedure_destroy(procedure);
    assert_int_equal(catalogue_procedure(fixture->catalogue, "' OR 1", &procedure, NULL),
                     MC_ENOTFOUND);
    struct catalogue *none = NULL;
    assert_int_equal(
        catalogue_open(scratch_path(&fixture->scratch, "no.db"), CATALOGUE_READ, &none, NULL),
        MC_ENOTFOUND);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_first, start, stop),
        cmocka_unit_test_setup_teardown(syntax_of_the_engine_is_only_text, start, stop),
        cmocka_unit_test_setup_teardown(nothing_typed_gives_the_popular_ones_in_their_order, start,
                                        stop),
        cmocka_unit_test_setup_teardown(marks_decide_between_names_that_fold_alike, start, stop),
        cmocka_unit_test_setup_teardown(what_the_ward_does_comes_first, start, stop),
        cmocka_unit_test_setup_teardown(odd_queries, start, stop),
        cmocka_unit_test_setup_teardown(folder_is_taken_in_whole_or_not_at_all, start, stop),
        cmocka_unit_test_setup_teardown(damaged_catalogue_is_made_anew, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
