/* The directory of the city as it is shipped. */
#include <stdlib.h>
#include <string.h>

#include "central/directory.h"
#include "core/file.h"
#include "core/json.h"
#include "core/memory.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

#define ASSETS   MOTCUA_SOURCE_DIR "/assets"
#define AGENCIES ASSETS "/agencies/hcmc.json"
#define WARDS    168

static int load(void **state)
{
    struct agency_directory *directory = NULL;
    struct mc_error err = {0};
    if (directory_load(AGENCIES, ASSETS, &directory, &err) != MC_OK) {
        print_error("%s\n", err.text);
        return -1;
    }
    *state = directory;
    return 0;
}

static int unload(void **state)
{
    agency_directory_destroy(*state);
    return 0;
}

static void every_ward_has_its_agencies(void **state)
{
    const struct agency_directory *directory = *state;
    size_t committees = 0;
    size_t police = 0;
    for (size_t i = 0; i < agency_directory_count(directory); i++) {
        const struct agency *agency = agency_directory_at(directory, i);
        committees += strcmp(agency->kind, "ward") == 0;
        police += strcmp(agency->kind, "police") == 0;
        assert_non_null(agency->name.in[MC_LANGUAGE_VI]);
        assert_non_null(agency->name.in[MC_LANGUAGE_EN]);
    }
    assert_int_equal(committees, WARDS);
    assert_int_equal(police, WARDS);
    const struct agency *first = agency_directory_find(directory, "H29.9001");
    assert_non_null(first);
    assert_string_equal(mc_text_in(&first->name, MC_LANGUAGE_VI), "Ủy ban nhân dân Phường Sài Gòn");
    assert_non_null(agency_directory_find(directory, "H29.9168.1"));
}

/* The agency that decides a procedure of the shipped catalogue. */
static const char *decides(const struct agency_directory *directory, const char *procedure_code,
                           const char *residence, enum agency_basis *basis)
{
    static const char *const levels[] = {"ministry", "province", "ward"};
    char path[256];
    char *json = NULL;
    size_t len = 0;
    struct procedure *procedure = NULL;
    (void)snprintf(path, sizeof path, ASSETS "/catalogue/%s.json", procedure_code);
    assert_int_equal(mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, &json, &len, NULL), MC_OK);
    assert_int_equal(procedure_parse(json, len, &procedure, NULL), MC_OK);
    struct agency_question question = {
        .procedure_code = procedure_code,
        .field_code = procedure->field_code != NULL ? procedure->field_code : "",
        .level = levels[procedure->level],
        .receiving_agency = "H29.9001",
        .residence_ward = agency_directory_ward_of(directory, residence)};
    const char *chosen = agency_choose(directory, &question, basis);
    procedure_destroy(procedure);
    free(json);
    return chosen;
}

static void procedures_go_where_they_belong(void **state)
{
    static const struct {
        const char *procedure;
        const char *residence;
        const char *decides;
        enum agency_basis basis;
    } rows[] = {
        /* birth, temporary residence: of the ward one lives in, handed in at Sài Gòn */
        {"1.001193", "1 Đường Mẫu, Phường Tân Định, TP. Hồ Chí Minh", "H29.9002",
         AGENCY_BY_RESIDENCE},
        {"1.001193", "Phường Tân Định, Quận 1, TP. Hồ Chí Minh", "H29.9002", AGENCY_BY_RESIDENCE},
        {"1.004194", "Phường Tân Định, Thành phố Hồ Chí Minh", "H29.9002.1", AGENCY_BY_RESIDENCE},
        {"1.001193", "Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh", "H29.9001",
         AGENCY_RESIDENCE_UNKNOWN},
        {"1.004194", "Phường Tân Định, Tỉnh Khác", "H29.9001.1", AGENCY_RESIDENCE_UNKNOWN},
        /* certified copies: anywhere; a certificate of land: the city's registry */
        {"2.000815", "Phường Tân Định, Thành phố Hồ Chí Minh", "H29.9001", AGENCY_BY_RECEIVING},
        {"1.012783", "Phường Tân Định, Thành phố Hồ Chí Minh", "H29.9901", AGENCY_BY_PROCEDURE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum agency_basis basis = AGENCY_NO_RULE;
        assert_string_equal(decides(*state, rows[i].procedure, rows[i].residence, &basis),
                            rows[i].decides);
        assert_int_equal(basis, rows[i].basis);
    }
}

static void says_what_is_wrong_with_its_files(void **state)
{
    (void)state;
    struct scratch scratch;
    struct agency_directory *directory = NULL;
    struct calendar calendar;
    struct mc_error err;
    scratch_start(&scratch);
    assert_int_equal(directory_load(scratch_path(&scratch, "none"), ASSETS, &directory, &err),
                     MC_ENOTFOUND);
    const char *broken = scratch_write(&scratch, "broken.json", "{");
    assert_int_equal(directory_load(broken, ASSETS, &directory, &err), MC_EPARSE);
    assert_int_equal(directory_load(AGENCIES, "/nowhere", &directory, &err), MC_ENOTFOUND);
    assert_null(directory);
    assert_int_equal(directory_load_calendar("", "/nowhere", &calendar, &err), MC_ENOTFOUND);
    assert_int_equal(directory_load_calendar(broken, ASSETS, &calendar, &err), MC_EPARSE);
    assert_int_equal(directory_load_calendar("", ASSETS, &calendar, &err), MC_OK);
    scratch_stop(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_ward_has_its_agencies),
        cmocka_unit_test(procedures_go_where_they_belong),
        cmocka_unit_test(says_what_is_wrong_with_its_files),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
