#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "tests/unit/cmocka_all.h"

#define MAX_BYTES 4096

static cJSON *parse(const char *text)
{
    struct mc_error err;
    cJSON *value = NULL;
    enum mc_err rc = mc_json_parse(text, strlen(text), MAX_BYTES, &value, &err);
    if (rc != MC_OK) {
        print_error("%s\n", err.text);
    }
    assert_int_equal(rc, MC_OK);
    return value;
}

static void assert_refused_bytes(const void *bytes, size_t len, enum mc_err code, const char *told)
{
    struct mc_error err = {0};
    cJSON *value = NULL;
    assert_int_equal(mc_json_parse(bytes, len, MAX_BYTES, &value, &err), code);
    assert_null(value);
    if (strstr(err.text, told) == NULL) {
        fail_msg("\"%s\" does not tell \"%s\"", err.text, told);
    }
}

static void assert_refused(const char *text, const char *told)
{
    assert_refused_bytes(text, strlen(text), MC_EPARSE, told);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char text[2 * (MC_JSON_DEPTH_MAX + 1) + 1];
    memset(text, '[', MC_JSON_DEPTH_MAX);
    memset(text + MC_JSON_DEPTH_MAX, ']', MC_JSON_DEPTH_MAX);
    text[2 * MC_JSON_DEPTH_MAX] = '\0';
    cJSON_Delete(parse(text));
    memset(text, '[', MC_JSON_DEPTH_MAX + 1);
    memset(text + MC_JSON_DEPTH_MAX + 1, ']', MC_JSON_DEPTH_MAX + 1);
    assert_refused_bytes(text, sizeof text - 1, MC_ETOOBIG, "nested");
    /* Brackets inside a text do not count. */
    cJSON_Delete(parse("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"]"));
}

static void size_is_bounded(void **state)
{
    (void)state;
    char text[MAX_BYTES + 1];
    memset(text, ' ', sizeof text);
    text[0] = '1';
    cJSON *value = NULL;
    assert_int_equal(mc_json_parse(text, MAX_BYTES, MAX_BYTES, &value, NULL), MC_OK);
    cJSON_Delete(value);
    assert_refused_bytes(text, sizeof text, MC_ETOOBIG, "at most");
}

static void what_is_not_json_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused("", "line 1");
    assert_refused("{\n\"a\": 1,\n}", "line 3");
    assert_refused("{} {}", "behind");
    assert_refused("[1]x", "behind");
    assert_refused("\"a", "without an end");
    assert_refused("[\"\\", "without an end");
    assert_refused("[01]", "number");
    assert_refused("[1.]", "number");
    assert_refused("[-]", "number");
    assert_refused("[1e]", "number");
    assert_refused("[\"a\nb\"]", "control");
    assert_refused("\v1", "control");
    assert_refused("\"\\u0000\"", "NUL");
    assert_refused("\"\\ud800\"", "line 1");
    assert_refused("\xEF\xBB\xBF{}", "line 1");
    assert_refused_bytes("1\0", 2, MC_EPARSE, "control");
}

static void keys_stand_once(void **state)
{
    (void)state;
    assert_refused("{\"a\":1,\"b\":2,\"a\":3}", "a: given twice");
    assert_refused("[{\"x\":{\"\\u00e9\":1,\"e\xCC\x81\":2}}]", "given twice");
    cJSON_Delete(parse("{\"a\":1,\"A\":2,\"b\":{\"a\":1}}"));
}

static void text_is_utf8_and_comes_out_composed(void **state)
{
    (void)state;
    assert_refused("\"\xFF\"", "UTF-8");
    assert_refused("\"\xED\xA0\x80\"", "UTF-8");
    cJSON *value = parse("{\"ten\":\"e\xCC\x82\xCC\x81\"}");
    const char *text = NULL;
    assert_int_equal(mc_json_text(value, "", "ten", &text, NULL), MC_OK);
    assert_string_equal(text, "ế");
    cJSON_Delete(value);
    value = parse("\"\\ud83d\\ude00\""); /* a pair of surrogates is one character */
    assert_string_equal(value->valuestring, "😀");
    cJSON_Delete(value);
}

static void readers_name_the_key(void **state)
{
    (void)state;
    cJSON *value = parse("{\"a\":1,\"t\":\"x\",\"n\":null,\"l\":[1,2,3],\"o\":{},\"b\":true}");
    struct mc_error err;
    const char *text = NULL;
    assert_int_equal(mc_json_text(value, "procedure.cases[2]", "a", &text, &err), MC_EPARSE);
    assert_string_equal(err.text, "procedure.cases[2].a: expected text");
    assert_int_equal(mc_json_text(value, NULL, "zz", &text, &err), MC_EPARSE);
    assert_string_equal(err.text, "zz: missing");
    assert_int_equal(mc_json_text(value, "", "n", &text, &err), MC_EPARSE);
    assert_null(text);
    assert_null(mc_json_find(value, "n"));
    assert_null(mc_json_find(value, "A"));
    const cJSON *item = NULL;
    assert_int_equal(mc_json_array(value, "p", "l", 2, &item, &err), MC_ETOOBIG);
    assert_string_equal(err.text, "p.l: 3 items, at most 2");
    assert_int_equal(mc_json_array(value, "p", "l", 3, &item, &err), MC_OK);
    assert_int_equal(mc_json_object(value, "p", "l", &item, &err), MC_EPARSE);
    assert_string_equal(err.text, "p.l: expected an object");
    assert_int_equal(mc_json_object(value, "p", "o", &item, &err), MC_OK);
    bool flag = false;
    assert_int_equal(mc_json_bool(value, "p", "a", &flag, &err), MC_EPARSE);
    assert_int_equal(mc_json_bool(value, "p", "b", &flag, &err), MC_OK);
    assert_true(flag);
    static const char *const known[] = {"a", "t", "n", "l", "o", NULL};
    assert_int_equal(mc_json_only_keys(value, "p", known, &err), MC_EPARSE);
    assert_string_equal(err.text, "p.b: unknown key");
    cJSON_Delete(value);
}

static enum mc_err integer(const char *text, int64_t least, int64_t most, int64_t *out)
{
    cJSON *value = parse(text);
    enum mc_err rc = mc_json_integer(value, "", "a", least, most, out, NULL);
    cJSON_Delete(value);
    return rc;
}

static void integers_are_whole_and_in_range(void **state)
{
    (void)state;
    int64_t out = 77;
    assert_int_equal(integer("{\"a\":1.5}", 0, 10, &out), MC_EPARSE);
    assert_int_equal(integer("{\"a\":11}", 0, 10, &out), MC_EPARSE);
    assert_int_equal(integer("{\"a\":-1}", 0, 10, &out), MC_EPARSE);
    assert_int_equal(integer("{\"a\":\"1\"}", 0, 10, &out), MC_EPARSE);
    assert_int_equal(integer("{\"a\":1e400}", INT64_MIN, INT64_MAX, &out), MC_EPARSE);
    /* 2^53 + 1 has no double of its own. */
    assert_int_equal(integer("{\"a\":9007199254740993}", 0, INT64_MAX, &out), MC_EPARSE);
    assert_int_equal(out, 77);
    assert_int_equal(integer("{\"a\":10}", 0, 10, &out), MC_OK);
    assert_int_equal(out, 10);
    assert_int_equal(integer("{\"a\":2e3}", 0, 5000, &out), MC_OK);
    assert_int_equal(out, 2000);
}

static void fixed_arrays_are_never_overrun(void **state)
{
    (void)state;
    cJSON *value = parse("{\"a\":\"đất\"}");
    struct mc_error err;
    char small[6] = "same";
    assert_int_equal(mc_json_text_into(value, "", "a", small, sizeof small, &err), MC_ETOOBIG);
    assert_string_equal(err.text, "a: 6 bytes, at most 5");
    assert_string_equal(small, "same");
    char fits[7];
    assert_int_equal(mc_json_text_into(value, "", "a", fits, sizeof fits, &err), MC_OK);
    assert_string_equal(fits, "đất");
    char *printed = mc_json_print(value);
    assert_string_equal(printed, "{\"a\":\"đất\"}");
    free(printed);
    cJSON_Delete(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(size_is_bounded),
        cmocka_unit_test(what_is_not_json_is_refused_with_its_line),
        cmocka_unit_test(keys_stand_once),
        cmocka_unit_test(text_is_utf8_and_comes_out_composed),
        cmocka_unit_test(readers_name_the_key),
        cmocka_unit_test(integers_are_whole_and_in_range),
        cmocka_unit_test(fixed_arrays_are_never_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
