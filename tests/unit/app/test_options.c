#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"
#include "kiosk/app/options.h"
#include "tests/unit/cmocka_all.h"

static void the_shipped_sample_is_what_the_table_says(void **state)
{
    (void)state;
    struct mc_buffer sample;
    mc_buffer_init(&sample, MC_CONFIG_FILE_MAX_BYTES);
    mc_config_sample(options_table, options_count, &sample);
    char *shipped = NULL;
    size_t len = 0;
    assert_int_equal(mc_file_read(MOTCUA_SOURCE_DIR "/config/kiosk.sample.json",
                                  MC_CONFIG_FILE_MAX_BYTES, &shipped, &len, NULL),
                     MC_OK);
    assert_string_equal(shipped, mc_buffer_text(&sample));
    struct options options;
    assert_int_equal(
        mc_config_parse("sample", shipped, len, options_table, options_count, &options, NULL),
        MC_OK);
    assert_int_equal(options.panel_width_px, 1080);
    assert_int_equal(options.idle_warning_ms, 60000);
    assert_int_equal(options.idle_countdown_ms, 20000);
    assert_string_equal(options_backend_name(&options, DEVICE_CAMERA), "simulated");
    free(shipped);
    mc_buffer_finish(&sample);
}

static void an_id_that_would_make_bad_codes_is_refused(void **state)
{
    (void)state;
    struct options options;
    struct mc_error err;
    static const char bad[] = "{\"kiosk\": {\"id\": \"Q1 K-01\"}}";
    assert_int_not_equal(options_parse("kiosk.json", bad, strlen(bad), &options, &err), MC_OK);
    assert_non_null(strstr(err.text, "kiosk.id"));
    static const char agency[] = "{\"kiosk\": {\"agency\": \"ward 12\"}}";
    assert_int_not_equal(options_parse("kiosk.json", agency, strlen(agency), &options, &err),
                         MC_OK);
    assert_non_null(strstr(err.text, "kiosk.agency"));
}

static void a_pin_that_nobody_could_enter_is_refused(void **state)
{
    (void)state;
    struct options options;
    struct mc_error err;
    static const char pin[] = "{\"service\": {\"pin_hash\": \"271828\"}}";
    assert_int_not_equal(options_parse("kiosk.json", pin, strlen(pin), &options, &err), MC_OK);
    assert_non_null(strstr(err.text, "service.pin_hash"));
    char hash[MC_PIN_HASH_BYTES];
    char good[256];
    assert_int_equal(mc_pin_hash("271828", hash, NULL), MC_OK);
    (void)snprintf(good, sizeof good, "{\"service\": {\"pin_hash\": \"%s\"}}", hash);
    assert_int_equal(options_parse("kiosk.json", good, strlen(good), &options, &err), MC_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_sample_is_what_the_table_says),
        cmocka_unit_test(an_id_that_would_make_bad_codes_is_refused),
        cmocka_unit_test(a_pin_that_nobody_could_enter_is_refused),
    };
    mc_secure_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
