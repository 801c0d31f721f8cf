#include "core/config.h"
#include "tests/unit/core/scratch.h"

struct settings {
    char host[16];
    int64_t port;
    bool fullscreen;
    int mode;
    int64_t width_px;
    char untouched[4];
};

static const char *const modes[] = {"camera", "scanner", NULL};

static const struct mc_config_option options[] = {
    {"host", MC_CONFIG_TEXT, offsetof(struct settings, host), sizeof(((struct settings *)0)->host),
     NULL, 1, 15, NULL, "where the service is"},
    {"port", MC_CONFIG_INTEGER, offsetof(struct settings, port), sizeof(int64_t), "8443", 1, 65535,
     NULL, "its port"},
    {"panel.fullscreen", MC_CONFIG_BOOL, offsetof(struct settings, fullscreen), sizeof(bool),
     "true", 0, 0, NULL, "no window frame"},
    {"panel.mode", MC_CONFIG_CHOICE, offsetof(struct settings, mode), sizeof(int), "scanner", 0, 0,
     modes, "what reads codes"},
    {"panel.size.width_px", MC_CONFIG_INTEGER, offsetof(struct settings, width_px), sizeof(int64_t),
     "1080", 320, 8192, NULL, "of the panel"},
};
#define COUNT (sizeof options / sizeof options[0])

static void assert_refused(const char *json, const char *told)
{
    struct settings settings;
    memset(&settings, 0x5A, sizeof settings);
    struct settings before = settings;
    struct mc_error err = {0};
    enum mc_err rc = mc_config_parse("k.json", json, strlen(json), options, COUNT, &settings, &err);
    assert_int_not_equal(rc, MC_OK);
    if (strstr(err.text, told) == NULL) {
        fail_msg("\"%s\" does not tell \"%s\"", err.text, told);
    }
    assert_memory_equal(&settings, &before, sizeof settings);
}

static void a_file_is_laid_over_the_defaults(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    struct settings settings = {.untouched = "abc"};
    const char *path = scratch_write(
        &scratch, "k.json",
        "{\"host\":\"trạm\",\"panel\":{\"mode\":\"camera\",\"size\":{\"width_px\":1920}}}");
    assert_int_equal(mc_config_read(path, options, COUNT, &settings, NULL), MC_OK);
    assert_string_equal(settings.host, "trạm");
    assert_int_equal(settings.port, 8443);
    assert_true(settings.fullscreen);
    assert_int_equal(settings.mode, 0);
    assert_int_equal(settings.width_px, 1920);
    assert_string_equal(settings.untouched, "abc");
    struct mc_error err;
    path = scratch_path(&scratch, "none.json");
    assert_int_equal(mc_config_read(path, options, COUNT, &settings, &err), MC_ENOTFOUND);
    assert_non_null(strstr(err.text, "none.json"));
    scratch_stop(&scratch);
}

static void refusals_name_file_line_and_key(void **state)
{
    (void)state;
    assert_refused("{\n\"host\":\"a\",\n\n\"prot\":1}", "k.json:4: prot: unknown key");
    assert_refused("{\"host\":\"a\",\n\"panel\":{\n\"size\":{\"width_px\":1000,\n\"w\":1}}}",
                   "k.json:4: panel.size.w: unknown key");
    /* A key of the same name elsewhere, and inside a text, is not the one. */
    assert_refused("{\"host\":\"\\\"w\\\":{\",\n\"panel\":{\n\"mode\":\"camera\"},\n\"mode\":1}",
                   "k.json:4: mode: unknown key");
    assert_refused("{\"host\":\"a\",\n\"panel.mode\":\"camera\"}", "panel.mode: unknown key");
    assert_refused("{\"host\":\"a\",\"panel\":3}", "k.json:1: panel: expected an object");
    assert_refused("{\"host\":\"a\",\n\"port\":\"8443\"}", "k.json:2: port: expected a whole");
    assert_refused("{\"host\":\"a\",\"port\":80.5}", "port: expected a whole");
    assert_refused("{\"host\":\"a\",\"port\":65536}", "65536 is not between 1 and 65535");
    assert_refused("{\"host\":\"a\",\"panel\":{\"mode\":\"laser\"}}",
                   "panel.mode: expected one of camera, scanner");
    assert_refused("{\"host\":\"a\",\"panel\":{\"fullscreen\":1}}", "expected true or false");
    assert_refused("{\"host\":\"sixteen letters!\"}", "16 bytes, expected 1 to 15");
    assert_refused("{\"host\":\"\"}", "0 bytes, expected 1 to 15");
    assert_refused("{\"host\":null}", "host: expected text");
    assert_refused("{\"port\":80}", "host must be given (where the service is)");
    assert_refused("[]", "k.json:1: expected an object");
    assert_refused("{\"host\":\"a\",\n\"port\":}", "k.json: line 2: not JSON");
    assert_refused("{\"host\":\"a\",\"host\":\"b\"}", "host: given twice");
}

static void one_option_from_a_command_line(void **state)
{
    (void)state;
    struct settings settings;
    mc_config_defaults(options, COUNT, &settings);
    assert_string_equal(settings.host, "");
    assert_int_equal(settings.mode, 1);
    assert_int_equal(mc_config_set("host=a=b", options, COUNT, &settings, NULL), MC_OK);
    assert_string_equal(settings.host, "a=b");
    assert_int_equal(mc_config_set("panel.fullscreen=false", options, COUNT, &settings, NULL),
                     MC_OK);
    assert_false(settings.fullscreen);
    static const char *const wrong[] = {"host",
                                        "=x",
                                        "hosts=x",
                                        "port=",
                                        "port=1x",
                                        "port=0",
                                        "port=99999999999999999999",
                                        "panel=1",
                                        "panel.fullscreen=yes",
                                        "panel.mode=",
                                        "host="};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct settings before = settings;
        struct mc_error err = {0};
        assert_int_equal(mc_config_set(wrong[i], options, COUNT, &settings, &err), MC_EINVAL);
        assert_non_null(strstr(err.text, "--set"));
        assert_memory_equal(&settings, &before, sizeof settings);
    }
}

static void the_sample_is_a_good_file_with_the_defaults(void **state)
{
    (void)state;
    struct mc_buffer sample;
    mc_buffer_init(&sample, 4096);
    mc_config_sample(options, COUNT, &sample);
    struct settings settings = {0};
    assert_int_equal(
        mc_config_parse("sample", sample.bytes, sample.len, options, COUNT, &settings, NULL),
        MC_OK);
    assert_string_equal(settings.host, "CHANGE-ME");
    assert_int_equal(settings.port, 8443);
    assert_int_equal(settings.mode, 1);
    assert_int_equal(settings.width_px, 1080);
    mc_buffer_finish(&sample);
}

static void help_tells_type_range_and_default(void **state)
{
    (void)state;
    struct mc_buffer help;
    mc_buffer_init(&help, 4096);
    mc_config_help(options, COUNT, &help);
    const char *text = mc_buffer_text(&help);
    assert_non_null(strstr(text, "port"));
    assert_non_null(strstr(text, "number 1..65535, default 8443"));
    assert_non_null(strstr(text, "camera|scanner, default scanner"));
    assert_non_null(strstr(text, "text, must be given"));
    mc_buffer_finish(&help);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_laid_over_the_defaults),
        cmocka_unit_test(refusals_name_file_line_and_key),
        cmocka_unit_test(one_option_from_a_command_line),
        cmocka_unit_test(the_sample_is_a_good_file_with_the_defaults),
        cmocka_unit_test(help_tells_type_range_and_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
