#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "domain/suggest.h"
#include "tests/unit/cmocka_all.h"

#define ASSETS MOTCUA_SOURCE_DIR "/assets/"

static struct suggest_list load(const char *path)
{
    struct suggest_list list = {0};
    struct mc_error err;
    char *json = NULL;
    size_t len = 0;
    assert_int_equal(mc_file_read(path, SUGGEST_JSON_MAX_BYTES, &json, &len, &err), MC_OK);
    if (suggest_parse(json, len, path, &list, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    free(json);
    return list;
}

static size_t count_kind(const struct suggest_list *list, const char *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += strncmp(list->entries[i].name.text, kind, strlen(kind)) == 0;
    }
    return count;
}

static void assert_no_name_twice(const struct suggest_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(list->entries[i].name.text, list->entries[k].name.text) == 0) {
                fail_msg("%s twice", list->entries[i].name.text);
            }
        }
    }
}

static void the_city_has_113_wards_54_communes_and_an_island(void **state)
{
    (void)state;
    struct suggest_list wards = load(ASSETS "places/wards.json");
    assert_int_equal(wards.count, 168);
    assert_int_equal(count_kind(&wards, "Phường "), 113);
    assert_int_equal(count_kind(&wards, "Xã "), 54);
    assert_int_equal(count_kind(&wards, "Đặc khu "), 1);
    assert_no_name_twice(&wards);
    suggest_finish(&wards);
}

static void the_country_has_34_provinces(void **state)
{
    (void)state;
    struct suggest_list provinces = load(ASSETS "places/provinces.json");
    assert_int_equal(provinces.count, 34);
    assert_int_equal(count_kind(&provinces, "Thành phố "), 6);
    assert_int_equal(count_kind(&provinces, "Tỉnh "), 28);
    assert_no_name_twice(&provinces);
    suggest_finish(&provinces);
}

static void names_and_streets_are_told_once(void **state)
{
    (void)state;
    static const char *const files[] = {ASSETS "names/names.json", ASSETS "places/streets.json"};
    for (size_t i = 0; i < 2; i++) {
        struct suggest_list list = load(files[i]);
        assert_true(list.count > 50);
        assert_no_name_twice(&list);
        suggest_finish(&list);
    }
}

static void assert_first(const struct suggest_list *list, const char *typed, const char *expected)
{
    struct suggest_found found[4];
    size_t count = suggest_find(list, typed, 4, found);
    if (expected == NULL) {
        assert_int_equal(count, 0);
    } else {
        assert_true(count > 0);
        assert_string_equal(found[0].name, expected);
    }
}

static void assert_heirs(const struct suggest_list *list, const char *typed, const char *was,
                         const char *const *heirs)
{
    struct suggest_found found[8];
    size_t count = suggest_find(list, typed, 8, found);
    size_t expected = 0;
    for (; heirs[expected] != NULL; expected++) {
        assert_true(expected < count);
        assert_string_equal(found[expected].name, heirs[expected]);
        assert_string_equal(found[expected].also, was);
    }
    assert_int_equal(count, expected);
}

static void wards_of_before_lead_to_their_heirs(void **state)
{
    (void)state;
    static const char *const ben_nghe[] = {"Phường Sài Gòn", NULL};
    static const char *const da_kao[] = {"Phường Sài Gòn", "Phường Tân Định", NULL};
    static const char *const four[] = {"Phường Bàn Cờ", "Phường Xuân Hòa", NULL};
    struct suggest_list wards = load(ASSETS "places/wards.json");
    assert_heirs(&wards, "ben nghe", "Phường Bến Nghé", ben_nghe);
    assert_heirs(&wards, "Đa Kao", "Phường Đa Kao", da_kao);
    assert_heirs(&wards, "phường 4 quận 3", "Phường 4, Quận 3", four);
    struct suggest_found found[1];
    assert_int_equal(suggest_find(&wards, "bến thành", 1, found), 1);
    assert_null(found[0].also); /* by its own name */
    suggest_finish(&wards);
}

static void places_are_found_with_and_without_marks(void **state)
{
    (void)state;
    struct suggest_list wards = load(ASSETS "places/wards.json");
    struct suggest_list provinces = load(ASSETS "places/provinces.json");
    assert_first(&wards, "ben th", "Phường Bến Thành");
    assert_first(&wards, "Phường Bến Th", "Phường Bến Thành");
    assert_first(&wards, "tân định", "Phường Tân Định");
    assert_first(&wards, "con dao", "Đặc khu Côn Đảo");
    assert_first(&wards, "quan 3", "Phường Bàn Cờ");
    assert_first(&wards, "hoc mon", "Xã Hóc Môn");
    assert_first(&wards, "", NULL);
    assert_first(&wards, "xyz", NULL);
    assert_first(&provinces, "binh duong", "Thành phố Hồ Chí Minh");
    assert_first(&provinces, "kon tum", "Tỉnh Quảng Ngãi");
    assert_first(&provinces, "hue", "Thành phố Huế");
    suggest_finish(&wards);
    suggest_finish(&provinces);
}

static void what_is_no_list_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "[]",
        "{\"entries\":[]}",
        "{\"source\":\"s\",\"entries\":[{}]}",
        "{\"source\":\"s\",\"entries\":[{\"name\":\"A\",\"also\":[1]}]}",
        "{\"source\":\"s\",\"entries\":[{\"name\":\"A\"}],\"more\":1}",
        "{\"source\":\"s\",\"entries\":[{\"name\":\"A\"},{\"name\":2}]}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct suggest_list list = {0};
        struct mc_error err = {0};
        assert_int_not_equal(suggest_parse(bad[i], strlen(bad[i]), "list", &list, &err), MC_OK);
        assert_string_not_equal(err.text, "");
        assert_null(list.entries);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_city_has_113_wards_54_communes_and_an_island),
        cmocka_unit_test(the_country_has_34_provinces),
        cmocka_unit_test(names_and_streets_are_told_once),
        cmocka_unit_test(places_are_found_with_and_without_marks),
        cmocka_unit_test(wards_of_before_lead_to_their_heirs),
        cmocka_unit_test(what_is_no_list_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
