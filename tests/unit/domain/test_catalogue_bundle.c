#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "domain/catalogue_bundle.h"
#include "tests/unit/cmocka_all.h"

#define FILES_DIR MOTCUA_SOURCE_DIR "/assets/catalogue/"

static const struct local_time morning = {{2026, 11, 24}, 8, 0, 0};

/* A shipped procedure's text with `from` replaced by `to`, both of one length. */
static char *read_procedure(const char *code, const char *from, const char *to, size_t *out_len)
{
    char path[256];
    (void)snprintf(path, sizeof path, FILES_DIR "%s.json", code);
    char *json = NULL;
    assert_int_equal(mc_file_read(path, PROCEDURE_JSON_MAX_BYTES, &json, out_len, NULL), MC_OK);
    if (from != NULL) {
        char *at = strstr(json, from);
        assert_non_null(at);
        assert_int_equal(strlen(from), strlen(to));
        for (size_t i = 0; to[i] != '\0'; i++) {
            at[i] = to[i];
        }
    }
    return json;
}

static void add(struct catalogue_bundle *bundle, const char *code, const char *from, const char *to)
{
    size_t len = 0;
    char *json = read_procedure(code, from, to, &len);
    struct mc_error err = {0};
    if (catalogue_bundle_add(bundle, json, len, &err) != MC_OK) {
        fail_msg("%s: %s", code, err.text);
    }
    free(json);
}

static void complete(struct catalogue_bundle *bundle, int64_t version)
{
    bundle->version = version;
    bundle->previous = version - 1;
    bundle->published = morning;
    assert_int_equal(catalogue_bundle_complete(bundle, NULL), MC_OK);
}

/* Version 1: three procedures; version 2: one changed, one gone, one new. */
static void make_versions(struct catalogue_bundle *one, struct catalogue_bundle *two)
{
    static const char popular[] = "{\"popular\":[\"2.000815\",\"1.001193\"]}";
    *one = (struct catalogue_bundle){0};
    *two = (struct catalogue_bundle){0};
    add(one, "2.000815", NULL, NULL);
    add(one, "1.001193", NULL, NULL);
    add(one, "1.004194", NULL, NULL);
    assert_int_equal(catalogue_bundle_add_popular(one, popular, sizeof popular - 1, NULL), MC_OK);
    complete(one, 1);
    add(two, "2.000815", NULL, NULL);
    add(two, "1.001193", "Luật Hộ tịch 60/2014/QH13", "Luật Hộ tịch 61/2014/QH13");
    add(two, "1.004222", NULL, NULL);
    complete(two, 2);
}

static void it_prints_what_it_reads(void **state)
{
    (void)state;
    struct catalogue_bundle one;
    struct catalogue_bundle two;
    make_versions(&one, &two);
    char *text = NULL;
    size_t len = 0;
    assert_int_equal(catalogue_bundle_print(&one, &text, &len, NULL), MC_OK);
    static const char head[] =
        "{\"schema\":1,\"version\":1,\"previous\":null,"
        "\"published_at\":\"2026-11-24T08:00:00+07:00\","
        "\"popular\":[\"2.000815\",\"1.001193\"],\"procedures\":[{\"code\":\"1.001193\",";
    assert_memory_equal(text, head, sizeof head - 1);
    struct catalogue_bundle again;
    struct mc_error err = {0};
    assert_int_equal(catalogue_bundle_parse(text, len, &again, &err), MC_OK);
    assert_true(catalogue_bundle_same(&one, &again));
    assert_false(catalogue_bundle_same(&two, &again));
    char *text_again = NULL;
    size_t len_again = 0;
    assert_int_equal(catalogue_bundle_print(&again, &text_again, &len_again, NULL), MC_OK);
    assert_int_equal(len, len_again);
    assert_memory_equal(text, text_again, len);
    /* Cut anywhere, it is no bundle. */
    struct catalogue_bundle untouched = {0};
    for (size_t cut = 0; cut < len; cut += 97) {
        assert_int_not_equal(catalogue_bundle_parse(text, cut, &untouched, NULL), MC_OK);
    }
    assert_null(untouched.entries);
    free(text);
    free(text_again);
    catalogue_bundle_finish(&again);
    catalogue_bundle_finish(&one);
    catalogue_bundle_finish(&two);
}

static void a_delta_leads_to_the_same_bytes(void **state)
{
    (void)state;
    struct catalogue_bundle one;
    struct catalogue_bundle two;
    make_versions(&one, &two);
    char *full = NULL;
    size_t full_len = 0;
    assert_int_equal(catalogue_bundle_print(&two, &full, &full_len, NULL), MC_OK);
    struct catalogue_bundle delta;
    catalogue_bundle_diff(&one, &two, &delta);
    assert_int_equal(delta.from, 1);
    assert_int_equal(delta.count, 2);
    assert_string_equal(delta.entries[0].code, "1.001193");
    assert_string_equal(delta.entries[1].code, "1.004222");
    assert_int_equal(delta.removed_count, 1);
    assert_string_equal(delta.removed[0].text, "1.004194");
    mc_sha256_hex(full, full_len, delta.sha256);
    memset(delta.signature, 'A', MC_SIGNATURE_CHARS);

    char *text = NULL;
    size_t len = 0;
    assert_int_equal(catalogue_bundle_print(&delta, &text, &len, NULL), MC_OK);
    catalogue_bundle_finish(&delta);
    struct mc_error err = {0};
    assert_int_equal(catalogue_bundle_parse(text, len, &delta, &err), MC_OK);
    free(text);
    assert_int_equal(catalogue_bundle_apply(&one, &delta, &text, &len, &err), MC_OK);
    assert_int_equal(len, full_len);
    assert_memory_equal(text, full, len);
    free(text);
    text = NULL;

    /* On another base, or with another hash, nothing comes of it. */
    assert_int_equal(catalogue_bundle_apply(&two, &delta, &text, &len, &err), MC_ECONFLICT);
    delta.from = 2;
    assert_int_equal(catalogue_bundle_apply(&two, &delta, &text, &len, &err), MC_ECONFLICT);
    delta.from = 1;
    delta.sha256[0] = delta.sha256[0] == '0' ? '1' : '0';
    assert_int_equal(catalogue_bundle_apply(&one, &delta, &text, &len, &err), MC_ECORRUPT);
    assert_null(text);
    free(full);
    catalogue_bundle_finish(&delta);
    catalogue_bundle_finish(&one);
    catalogue_bundle_finish(&two);
}

static void a_version_is_checked_when_it_is_made(void **state)
{
    (void)state;
    struct catalogue_bundle bundle = {0};
    struct mc_error err;
    assert_int_equal(catalogue_bundle_add(&bundle, "{}", 2, &err), MC_EPARSE);
    add(&bundle, "1.001193", NULL, NULL);
    static const char unknown[] = "{\"popular\":[\"1.999999\"]}";
    assert_int_equal(catalogue_bundle_add_popular(&bundle, unknown, sizeof unknown - 1, &err),
                     MC_OK);
    assert_int_equal(catalogue_bundle_complete(&bundle, &err), MC_ENOTFOUND);
    static const char nothing[] = "{\"popular\":[]}";
    assert_int_equal(catalogue_bundle_add_popular(&bundle, nothing, sizeof nothing - 1, &err),
                     MC_OK);
    assert_int_equal(catalogue_bundle_complete(&bundle, &err), MC_OK);
    add(&bundle, "1.001193", NULL, NULL);
    assert_int_equal(catalogue_bundle_complete(&bundle, &err), MC_ECONFLICT);
    catalogue_bundle_finish(&bundle);
}

#define HEAD(version, previous)                                                                    \
    "{\"schema\":1,\"version\":" version ",\"previous\":" previous                                 \
    ",\"published_at\":\"2026-11-24T08:00:00+07:00\""

static void what_is_no_bundle_is_refused(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "[]",
        "{}",
        HEAD("0", "null") ",\"popular\":[],\"procedures\":[]}",
        HEAD("2", "2") ",\"popular\":[],\"procedures\":[]}",
        HEAD("2", "-1") ",\"popular\":[],\"procedures\":[]}",
        HEAD("1", "null") ",\"popular\":[],\"procedures\":{}}",
        HEAD("1", "null") ",\"popular\":[],\"procedures\":[{\"code\":\"../x\"}]}",
        HEAD("1", "null") ",\"popular\":[],\"procedures\":[\"1.001193\"]}",
        HEAD("1", "null") ",\"popular\":[],\"procedures\":[],\"more\":1}",
        HEAD("1", "null") ",\"popular\":[\"1.001193\"],\"procedures\":[]}",
        HEAD("1", "null") ",\"popular\":[],\"procedures\":[{\"code\":\"1.001193\"},"
                          "{\"code\":\"1.001193\"}]}",
        HEAD("2", "1") ",\"from\":2,\"popular\":[],\"changed\":[],\"removed\":[]}",
        "{\"schema\":2,\"version\":1,\"previous\":null,"
        "\"published_at\":\"2026-11-24T08:00:00+07:00\",\"popular\":[],\"procedures\":[]}",
        "{\"schema\":1,\"version\":1,\"previous\":null,\"published_at\":\"today\","
        "\"popular\":[],\"procedures\":[]}",
    };
    struct catalogue_bundle out = {0};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct mc_error err = {0};
        if (catalogue_bundle_parse(broken[i], strlen(broken[i]), &out, &err) == MC_OK) {
            fail_msg("taken: %s", broken[i]);
        }
        assert_true(err.text[0] != '\0');
    }
    assert_null(out.entries);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_prints_what_it_reads),
        cmocka_unit_test(a_delta_leads_to_the_same_bytes),
        cmocka_unit_test(a_version_is_checked_when_it_is_made),
        cmocka_unit_test(what_is_no_bundle_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
