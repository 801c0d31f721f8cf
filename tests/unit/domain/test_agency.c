#include <stdio.h>
#include <string.h>

#include "domain/agency.h"
#include "tests/unit/cmocka_all.h"

#define WARDS                                                                                      \
    "[{\"kind\":\"ward\",\"code\":\"H29.{ward}\",\"name\":{\"vi\":\"UBND {name}\",\"en\":"         \
    "\"Committee of {name}\"}},"                                                                   \
    "{\"kind\":\"police\",\"code\":\"H29.{ward}.1\",\"name\":\"Công an {name}\"}]"
#define AGENCIES                                                                                         \
    "[{\"code\":\"H29.3\",\"kind\":\"department\",\"name\":\"Sở Nông nghiệp và Môi trường\"}," \
    "{\"code\":\"H29.12\",\"kind\":\"ward\",\"ward\":\"26740\",\"name\":\"UBND Phường Mẫu\"}]"
#define RULES                                                                                      \
    "[{\"field\":\"certification\",\"decides\":\"receiving\"},"                                    \
    "{\"field\":\"residence\",\"level\":\"ward\",\"decides\":\"residence\",\"kind\":\"police\"},"  \
    "{\"procedure\":\"1.004194\",\"decides\":\"agency\",\"agency\":\"H29.3\"},"                    \
    "{\"level\":\"ward\",\"decides\":\"residence\",\"kind\":\"ward\"},"                            \
    "{\"field\":\"land\",\"level\":\"province\",\"decides\":\"agency\",\"agency\":\"H29.3\"}]"
#define FILE_OF(wards, agencies, rules)                                                            \
    "{\"schema\":1,\"source\":\"x\",\"city\":[\"Thành phố Mẫu\",\"TP. Mẫu\"],"              \
    "\"ward_agencies\":" wards ",\"agencies\":" agencies ",\"rules\":" rules "}"

static struct agency_directory *directory_of(const char *json)
{
    struct agency_directory *directory = NULL;
    struct mc_error err = {0};
    if (agency_directory_parse(json, strlen(json), &directory, &err) != MC_OK) {
        print_error("%s\n", err.text);
    }
    assert_non_null(directory);
    return directory;
}

static int make(void **state)
{
    struct agency_directory *directory = directory_of(FILE_OF(WARDS, AGENCIES, RULES));
    static const char *const wards[] = {"26734", "26737", "26740"};
    for (size_t i = 0; i < sizeof wards / sizeof wards[0]; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "Phường %s", wards[i]);
        struct mc_text text = {.in = {[MC_LANGUAGE_VI] = name}};
        static const char *const districts[] = {"Quận 1", "Quận 3"};
        struct agency_ward_entry ward = {wards[i], &text, districts, i};
        assert_int_equal(agency_directory_add_ward(directory, &ward, NULL), MC_OK);
    }
    assert_int_equal(agency_directory_check(directory, NULL), MC_OK);
    *state = directory;
    return 0;
}

static int drop(void **state)
{
    agency_directory_destroy(*state);
    return 0;
}

static void wards_have_their_agencies(void **state)
{
    const struct agency_directory *directory = *state;
    assert_int_equal(agency_directory_count(directory), 2 + 2 * 3 - 1);
    const struct agency *ward = agency_directory_find(directory, "H29.26734");
    assert_non_null(ward);
    assert_string_equal(ward->kind, "ward");
    assert_string_equal(ward->ward, "26734");
    assert_string_equal(mc_text_in(&ward->name, MC_LANGUAGE_VI), "UBND Phường 26734");
    assert_string_equal(mc_text_in(&ward->name, MC_LANGUAGE_EN), "Committee of Phường 26734");
    assert_non_null(agency_directory_find(directory, "H29.26737.1"));
    /* the official code took the derived one's place */
    assert_null(agency_directory_find(directory, "H29.26740"));
    assert_non_null(agency_directory_find(directory, "H29.12"));
    assert_non_null(agency_directory_find(directory, "H29.26740.1"));
    assert_null(agency_directory_find(directory, ""));
}

static void every_choice(void **state)
{
    static const struct {
        const char *procedure;
        const char *field;
        const char *level;
        const char *receiving;
        const char *residence;
        const char *decides;
        enum agency_basis basis;
    } rows[] = {
        /* handed in anywhere, decided where the citizen lives */
        {"1.001193", "civil_status", "ward", "H29.26734", "26737", "H29.26737",
         AGENCY_BY_RESIDENCE},
        {"1.001193", "civil_status", "ward", "H29.26734", "26734", "H29.26734",
         AGENCY_BY_RESIDENCE},
        {"1.001193", "civil_status", "ward", "H29.26734", "26740", "H29.12", AGENCY_BY_RESIDENCE},
        {"1.003197", "residence", "ward", "H29.26734", "26740", "H29.26740.1", AGENCY_BY_RESIDENCE},
        /* another city's, or not known: the receiving ward's own */
        {"1.001193", "civil_status", "ward", "H29.26734", "00001", "H29.26734",
         AGENCY_RESIDENCE_UNKNOWN},
        {"1.003197", "residence", "ward", "H29.12", "", "H29.26740.1", AGENCY_RESIDENCE_UNKNOWN},
        {"1.003197", "residence", "ward", "H29.99", "", "H29.99", AGENCY_RESIDENCE_UNKNOWN},
        {"1.003197", "residence", "ward", "H29.3", "", "H29.3", AGENCY_RESIDENCE_UNKNOWN},
        /* by the procedure */
        {"2.000815", "certification", "ward", "H29.26734", "26737", "H29.26734",
         AGENCY_BY_RECEIVING},
        {"1.012783", "land", "province", "H29.26734", "26737", "H29.3", AGENCY_BY_PROCEDURE},
        {"1.012784", "land", "ward", "H29.26734", "26737", "H29.26737", AGENCY_BY_RESIDENCE},
        /* the first rule holds: the field's stands before the procedure's */
        {"1.004194", "residence", "ward", "H29.26734", "26737", "H29.26737.1", AGENCY_BY_RESIDENCE},
        {"1.004194", "", "ward", "H29.26734", "26737", "H29.3", AGENCY_BY_PROCEDURE},
        /* nothing fits */
        {"1.000000", "health", "ministry", "H29.26734", "26737", "H29.26734", AGENCY_NO_RULE},
        {"1.000000", "", "", "H29.99", "", "H29.99", AGENCY_NO_RULE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct agency_question question = {.procedure_code = rows[i].procedure,
                                           .field_code = rows[i].field,
                                           .level = rows[i].level,
                                           .receiving_agency = rows[i].receiving,
                                           .residence_ward = rows[i].residence};
        enum agency_basis basis = AGENCY_NO_RULE;
        assert_string_equal(agency_choose(*state, &question, &basis), rows[i].decides);
        assert_int_equal(basis, rows[i].basis);
        assert_true(strlen(agency_basis_name(basis)) > 0);
    }
}

static void addresses_tell_their_ward(void **state)
{
    static const struct {
        const char *address;
        const char *ward;
    } rows[] = {
        {"Phường 26734, Thành phố Mẫu", "26734"},
        {"12 Đường Mẫu, Tổ 3,PHƯỜNG 26737 ,  TP Mẫu", "26737"},
        {"phuong 26740, tp. mau", "26740"},
        /* before the wards were made anew: only where name and district are one of today's */
        {"Phường 26734, Quận 1, Thành phố Mẫu", ""},
        {"9 Đường Mẫu, Phường 26737, quan 1, Thành phố Mẫu", "26737"},
        {"Phường 26737, Quận 3, Thành phố Mẫu", ""},
        {"Phường 26740, Quận 3, Thành phố Mẫu", "26740"},
        {"Quận 3, Thành phố Mẫu", ""},
        {"Phường 26734, Thành phố Khác", ""},
        {"Phường 99999, Thành phố Mẫu", ""},
        {"Phường 26734", ""},
        {"Thành phố Mẫu", ""},
        {",", ""},
        {",,", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(agency_directory_ward_of(*state, rows[i].address), rows[i].ward);
    }
}

static void refuses_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *place;
    } rows[] = {
        {"[]", "agencies"},
        {"{}", "agencies.schema"},
        {"{\"schema\":2,\"source\":\"x\"}", "agencies.schema"},
        {"{\"schema\":1,\"source\":\"x\",\"more\":1}", "more"},
        {FILE_OF("[1]", "[]", "[]"), "agencies.ward_agencies[0]"},
        {FILE_OF("[{\"kind\":\"ward\",\"code\":\"H29.1\",\"name\":\"x\"}]", "[]", "[]"),
         "agencies.ward_agencies[0].code"},
        {FILE_OF("[]", "[{\"code\":\"X\",\"kind\":\"x\",\"name\":\"x\"}]", "[]"), "X"},
        {FILE_OF("[]", "[{\"code\":\"H29.1\",\"kind\":\"x\"}]", "[]"), "agencies.agencies[0].name"},
        {FILE_OF("[]",
                 "[{\"code\":\"H29.1\",\"kind\":\"x\",\"name\":\"x\"},"
                 "{\"code\":\"H29.1\",\"kind\":\"x\",\"name\":\"x\"}]",
                 "[]"),
         "twice"},
        {FILE_OF("[]", "[]", "[{\"decides\":\"nobody\"}]"), "agencies.rules[0].decides"},
        {FILE_OF("[]", "[]", "[{\"decides\":\"residence\"}]"), "agencies.rules[0].kind"},
        {FILE_OF("[]", "[]", "[{\"decides\":\"agency\"}]"), "agencies.rules[0].agency"},
        {FILE_OF("[]", "[]", "[{\"decides\":\"receiving\",\"field\":\"magic\"}]"),
         "agencies.rules[0].field"},
        {FILE_OF("[]", "[]", "[{\"decides\":\"receiving\",\"level\":\"magic\"}]"),
         "agencies.rules[0].level"},
        {FILE_OF("[]", "[]", "[{\"decides\":\"receiving\",\"procedure\":\"magic\"}]"),
         "agencies.rules[0].procedure"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct agency_directory *directory = NULL;
        struct mc_error err = {0};
        assert_int_not_equal(
            agency_directory_parse(rows[i].json, strlen(rows[i].json), &directory, &err), MC_OK);
        assert_null(directory);
        assert_non_null(strstr(err.text, rows[i].place));
    }
}

static void wards_and_rules_are_checked(void **state)
{
    struct agency_directory *directory = *state;
    struct mc_text name = {.in = {[MC_LANGUAGE_VI] = (char[]){"x"}}};
    static const char *const wrong[] = {"2673x", "", "12345678"};
    static const char *const districts[AGENCY_DISTRICTS_MAX + 1] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct agency_ward_entry ward = {wrong[i], &name, NULL, 0};
        assert_int_equal(agency_directory_add_ward(directory, &ward, NULL), MC_EINVAL);
    }
    struct agency_ward_entry ward = {"26734", &name, districts, AGENCY_DISTRICTS_MAX + 1};
    assert_int_equal(agency_directory_add_ward(directory, &ward, NULL), MC_EINVAL);
    /* told twice, it is there once */
    size_t count = agency_directory_count(directory);
    ward.district_count = 0;
    assert_int_equal(agency_directory_add_ward(directory, &ward, NULL), MC_OK);
    assert_int_equal(agency_directory_count(directory), count);
    struct agency_directory *lacking =
        directory_of(FILE_OF("[]", "[]", "[{\"decides\":\"agency\",\"agency\":\"H29.3\"}]"));
    struct mc_error err;
    assert_int_equal(agency_directory_check(lacking, &err), MC_EPARSE);
    assert_non_null(strstr(err.text, "agencies.rules[0].agency"));
    agency_directory_destroy(lacking);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(wards_have_their_agencies),   CASE(every_choice),
        CASE(addresses_tell_their_ward),   cmocka_unit_test(refuses_what_is_wrong),
        CASE(wards_and_rules_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
