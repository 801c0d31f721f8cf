/* Browsing: a small catalogue to see through, and that nothing of the shipped one is out of reach.
 */
#include <glob.h>

#include "core/file.h"
#include "core/memory.h"
#include "kiosk/store/catalogue_browse.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define CATALOGUE_DIR MOTCUA_SOURCE_DIR "/assets/catalogue"
#define CODES_MAX     512

struct fixture {
    struct scratch scratch;
    struct catalogue *catalogue;
};

static struct catalogue *open_catalogue(struct scratch *scratch, const char *dir)
{
    struct catalogue *catalogue = NULL;
    struct mc_error err = {0};
    assert_int_equal(
        catalogue_open(scratch_path(scratch, "catalogue.db"), CATALOGUE_CREATE, &catalogue, &err),
        MC_OK);
    if (catalogue_load_dir(catalogue, dir, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    return catalogue;
}

static void write_procedure(struct scratch *scratch, const char *code, const char *name,
                            const char *level, const char *more)
{
    char file[48];
    char json[2048];
    (void)snprintf(file, sizeof file, "%s.json", code);
    (void)snprintf(
        json, sizeof json,
        "{\"code\": \"%s\", \"name\": \"Thủ tục\", \"plain_name\": \"%s\","
        " \"level\": \"%s\", %s, \"audience\": \"-\","
        " \"keywords\": [], \"summary\": \"-\", \"deciding_agency\": \"-\", \"result\": \"-\","
        " \"online\": \"none\", \"boundary_free\": false, \"channels\": [{\"kind\": "
        "\"counter\", \"duration\": {\"amount\": 1, \"unit\": \"days\"}, \"fees\": []}],"
        " \"cases\": [{\"id\": \"default\", \"title\": \"-\", \"papers\": []}],"
        " \"steps\": [], \"legal\": [], \"sources\": [\"-\"]}",
        code, name, level, more);
    (void)scratch_write(scratch, file, json);
}

static int start(void **state)
{
    struct fixture *fixture = MC_NEW(struct fixture);
    struct scratch *scratch = &fixture->scratch;
    scratch_start(scratch);
    static const char birth[] = "\"field\": \"Hộ tịch\", \"field_code\": \"civil_status\","
                                " \"life_events\": [\"having_a_child\", \"losing_papers\"]";
    static const char shop[] = "\"field\": \"Hộ kinh doanh\", \"field_code\": \"business\","
                               " \"life_events\": [\"opening_a_shop\"]";
    write_procedure(scratch, "1.900001", "Ba", "ward", birth);
    write_procedure(scratch, "1.900002", "Ăn", "ward", birth);
    write_procedure(scratch, "1.900003", "Công", "ward", birth);
    write_procedure(scratch, "1.900004", "An", "province", birth);
    write_procedure(scratch, "1.900005", "Mở quán", "ward", shop);
    write_procedure(scratch, "1.900006", "Di sản", "ward", "\"field\": \"Di sản\"");
    write_procedure(scratch, "1.900007", "Di sản văn hoá", "ward", "\"field\": \"DI SẢN\"");
    write_procedure(scratch, "1.900008", "Xa", "ministry", "\"field\": \"Hàng hải\"");
    write_procedure(scratch, "1.900009", "Đã thôi", "ward",
                    "\"field\": \"Hộ kinh doanh\", \"field_code\": \"business\","
                    " \"status\": \"ended\"");
    (void)scratch_write(scratch, "popular.json", "{\"popular\": [\"1.900005\", \"1.900003\"]}");
    fixture->catalogue = open_catalogue(scratch, scratch->dir);
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

static const char *codes_in(struct catalogue *catalogue, enum catalogue_group_kind kind,
                            const char *id, size_t max)
{
    static char codes[1024];
    struct catalogue_hit hits[CATALOGUE_GROUP_MAX];
    size_t count = 99;
    struct mc_error err = {0};
    if (catalogue_in_group(catalogue, kind, id, max, hits, &count, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    codes[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(codes);
        (void)snprintf(codes + len, sizeof codes - len, "%s%s", i > 0 ? " " : "", hits[i].code + 6);
    }
    catalogue_hits_finish(hits, count);
    return codes;
}

static void groups_are_ordered_by_use(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        enum catalogue_group_kind kind;
        const char *id;
        size_t count;
    } want[] = {
        {CATALOGUE_BY_LIFE_EVENT, "opening_a_shop", 1},
        {CATALOGUE_BY_LIFE_EVENT, "having_a_child", 3},
        {CATALOGUE_BY_LIFE_EVENT, "losing_papers", 3},
        {CATALOGUE_BY_FIELD, "business", 1},
        {CATALOGUE_BY_FIELD, "civil_status", 3},
        {CATALOGUE_BY_FIELD, "di san", 2},
    };
    const size_t wanted = sizeof want / sizeof want[0];
    struct catalogue_group groups[CATALOGUE_GROUPS_MAX];
    size_t count = 0;
    struct mc_error err = {0};
    assert_int_equal(
        catalogue_groups(fixture->catalogue, CATALOGUE_GROUPS_MAX, groups, &count, &err), MC_OK);
    assert_int_equal(count, wanted);
    for (size_t i = 0; i < wanted; i++) {
        assert_int_equal(groups[i].kind, want[i].kind);
        assert_string_equal(groups[i].id, want[i].id);
        assert_int_equal(groups[i].ward_count, want[i].count);
    }
    assert_string_equal(mc_text_in(&groups[4].title, MC_LANGUAGE_EN), "Hộ tịch");
    assert_string_equal(mc_text_in(&groups[0].title, MC_LANGUAGE_VI), "");
    catalogue_groups_finish(groups, count);
    assert_int_equal(catalogue_groups(fixture->catalogue, 2, groups, &count, &err), MC_OK);
    assert_int_equal(count, 2);
    catalogue_groups_finish(groups, count);
}

static void a_group_lists_the_ward_first_then_by_use_and_name(void **state)
{
    struct catalogue *catalogue = ((struct fixture *)*state)->catalogue;
    assert_string_equal(codes_in(catalogue, CATALOGUE_BY_LIFE_EVENT, "having_a_child", 128),
                        "03 02 01 04");
    assert_string_equal(codes_in(catalogue, CATALOGUE_BY_FIELD, "civil_status", 2), "03 02");
    assert_string_equal(codes_in(catalogue, CATALOGUE_BY_FIELD, "di san", 128), "06 07");
    assert_string_equal(codes_in(catalogue, CATALOGUE_BY_FIELD, "business", 128), "05");
    assert_string_equal(codes_in(catalogue, CATALOGUE_BY_FIELD, "having_a_child", 128), "");
    assert_string_equal(codes_in(catalogue, CATALOGUE_BY_FIELD, "' OR 1=1 --", 128), "");
}

static void taking_in_anew_leaves_nothing_behind(void **state)
{
    struct fixture *fixture = *state;
    struct mc_error err = {0};
    write_procedure(&fixture->scratch, "1.900005", "Mở quán", "ward",
                    "\"field\": \"Đất đai\", \"field_code\": \"land\"");
    assert_int_equal(catalogue_load_dir(fixture->catalogue, fixture->scratch.dir, &err), MC_OK);
    assert_string_equal(codes_in(fixture->catalogue, CATALOGUE_BY_FIELD, "business", 128), "");
    assert_string_equal(
        codes_in(fixture->catalogue, CATALOGUE_BY_LIFE_EVENT, "opening_a_shop", 128), "");
    assert_string_equal(codes_in(fixture->catalogue, CATALOGUE_BY_FIELD, "land", 128), "05");
}

/* ---- The shipped catalogue ---- */

struct reached {
    char codes[CODES_MAX][PROCEDURE_CODE_BYTES];
    size_t count;
};

static void reach(struct reached *reached, const struct catalogue_hit *hit)
{
    bool known = false;
    for (size_t i = 0; i < reached->count; i++) {
        known = known || strcmp(reached->codes[i], hit->code) == 0;
    }
    if (!known && hit->level == PROCEDURE_WARD) {
        assert_true(reached->count < CODES_MAX);
        mc_copy_text(reached->codes[reached->count++], PROCEDURE_CODE_BYTES, hit->code);
    }
}

static size_t count_of_the_ward(void)
{
    glob_t files;
    size_t count = 0;
    assert_int_equal(glob(CATALOGUE_DIR "/[0-9]*.json", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char *json = NULL;
        size_t len = 0;
        struct procedure *procedure = NULL;
        struct mc_error err = {0};
        assert_int_equal(
            mc_file_read(files.gl_pathv[i], PROCEDURE_JSON_MAX_BYTES, &json, &len, &err), MC_OK);
        assert_int_equal(procedure_parse(json, len, &procedure, &err), MC_OK);
        count += procedure->level == PROCEDURE_WARD && procedure->status != PROCEDURE_ENDED;
        procedure_destroy(procedure);
        free(json);
    }
    globfree(&files);
    return count;
}

/* Home → all groups → a group → a procedure: so it is enough to be listed in some group. */
static void every_ward_procedure_is_three_touches_away(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    struct catalogue *catalogue = open_catalogue(&scratch, CATALOGUE_DIR);
    struct catalogue_group groups[CATALOGUE_GROUPS_MAX];
    static struct catalogue_hit hits[CATALOGUE_GROUP_MAX];
    struct reached *reached = MC_NEW(struct reached);
    size_t group_count = 0;
    struct mc_error err = {0};
    assert_int_equal(catalogue_groups(catalogue, CATALOGUE_GROUPS_MAX, groups, &group_count, &err),
                     MC_OK);
    assert_true(group_count < CATALOGUE_GROUPS_MAX);
    for (size_t i = 0; i < group_count; i++) {
        size_t count = 0;
        assert_int_equal(catalogue_in_group(catalogue, groups[i].kind, groups[i].id,
                                            CATALOGUE_GROUP_MAX, hits, &count, &err),
                         MC_OK);
        for (size_t j = 0; j < count; j++) {
            reach(reached, &hits[j]);
        }
        catalogue_hits_finish(hits, count);
    }
    catalogue_groups_finish(groups, group_count);
    assert_true(reached->count >= 60);
    assert_int_equal(reached->count, count_of_the_ward());
    free(reached);
    catalogue_close(catalogue);
    scratch_stop(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(groups_are_ordered_by_use, start, stop),
        cmocka_unit_test_setup_teardown(a_group_lists_the_ward_first_then_by_use_and_name, start,
                                        stop),
        cmocka_unit_test_setup_teardown(taking_in_anew_leaves_nothing_behind, start, stop),
        cmocka_unit_test(every_ward_procedure_is_three_touches_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
