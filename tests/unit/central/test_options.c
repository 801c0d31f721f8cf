#include <stdlib.h>
#include <string.h>

#include "central/options.h"
#include "core/file.h"
#include "core/memory.h"
#include "tests/unit/cmocka_all.h"

#define SAMPLE MOTCUA_SOURCE_DIR "/config/central.sample.json"

static void test_sample_is_the_printed_one(void **state)
{
    (void)state;
    struct mc_buffer printed;
    mc_buffer_init(&printed, MC_CONFIG_FILE_MAX_BYTES);
    mc_config_sample(central_option_table, central_option_count, &printed);
    char *file = NULL;
    size_t len = 0;
    assert_int_equal(mc_file_read(SAMPLE, MC_CONFIG_FILE_MAX_BYTES, &file, &len, NULL), MC_OK);
    assert_string_equal(file, mc_buffer_text(&printed));
    free(file);
    mc_buffer_finish(&printed);
}

static void test_sample_is_read(void **state)
{
    (void)state;
    struct central_options *options = MC_NEW(struct central_options);
    assert_int_equal(
        mc_config_read(SAMPLE, central_option_table, central_option_count, options, NULL), MC_OK);
    assert_string_equal(options->listen_address, "127.0.0.1");
    assert_int_equal(options->listen_port, 8443);
    free(options);
}

static void test_refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"{\"listen\":{\"port\":65536}}", "{\"listen\":{\"prot\":1}}",
                                      "{\"database_file\":\"\"}",
                                      "{\"limits\":{\"threads\":\"4\"}}"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct central_options options;
        struct mc_error err;
        assert_int_not_equal(mc_config_parse("c.json", bad[i], strlen(bad[i]), central_option_table,
                                             central_option_count, &options, &err),
                             MC_OK);
        assert_non_null(strstr(err.text, "c.json"));
    }
}

static void test_checks_what_belongs_together(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        const char *named; /* "": fine */
    } cases[] = {
        {"{}", ""},
        {"{\"public_base_url\":\"https://a.example/motcua\"}", ""},
        {"{\"public_base_url\":\"https://a.example/\"}", "public_base_url"},
        {"{\"public_base_url\":\"a.example/receipts\"}", "public_base_url"},
        {"{\"proxy\":{\"addresses\":\"10.0.0.5\",\"secret_file\":\"s\"}}", ""},
        {"{\"proxy\":{\"addresses\":\"10.0.0.5\"}}", "proxy.secret_file"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct central_options options;
        struct mc_error err = {0};
        assert_int_equal(mc_config_parse("c.json", cases[i].json, strlen(cases[i].json),
                                         central_option_table, central_option_count, &options,
                                         NULL),
                         MC_OK);
        enum mc_err rc = central_options_check("c.json", &options, &err);
        assert_int_equal(rc == MC_OK, cases[i].named[0] == '\0');
        assert_non_null(strstr(err.text, cases[i].named));
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample_is_the_printed_one),
        cmocka_unit_test(test_sample_is_read),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_checks_what_belongs_together),
    };
    if (argc > 1) {
        cmocka_set_test_filter(argv[1]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
