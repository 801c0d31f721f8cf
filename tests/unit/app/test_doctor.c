#include <string.h>

#include "core/memory.h"
#include "kiosk/app/doctor.h"
#include "tests/unit/cmocka_all.h"

static void set(struct options *options, const char *assignment)
{
    struct mc_error err;
    if (mc_config_set(assignment, options_table, options_count, options, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
}

static const struct doctor_line *line_of(const struct doctor_report *report, const char *name)
{
    for (size_t i = 0; i < report->count; i++) {
        if (strcmp(report->lines[i].name, name) == 0) {
            return &report->lines[i];
        }
    }
    fail_msg("no line %s", name);
    return NULL;
}

static void defaults(struct options *options)
{
    mc_config_defaults(options_table, options_count, options);
    set(options, "paths.assets_dir=" MOTCUA_SOURCE_DIR "/assets");
    set(options, "paths.data_dir=" MOTCUA_BIN_DIR);
    set(options, "central.url=https://localhost:9");
    set(options, "central.ca_file=/nowhere/ca.crt");
}

static void a_whole_kiosk_has_nothing_to_do(void **state)
{
    (void)state;
    struct options options;
    struct doctor_report report;
    defaults(&options);
    set(&options, "devices.scanner=none");
    doctor_examine(&options, &report);
    assert_false(doctor_finds_fault(&report));
    assert_int_equal(line_of(&report, "camera")->mark, DOCTOR_GOOD);
    assert_string_equal(line_of(&report, "printer")->state, "ok");
    assert_string_equal(line_of(&report, "scanner")->state, "not configured");
    assert_string_equal(line_of(&report, "disk")->state, "ok");
    assert_string_equal(line_of(&report, "catalogue")->state, "ok");
    /* No device, so it does not make the whole a failure; but it is said. */
    assert_string_equal(line_of(&report, "central")->state, "not reached");
    assert_string_not_equal(line_of(&report, "central")->remedy, "");
    assert_string_equal(line_of(&report, "certificate")->state, "unreadable");
}

static void what_is_missing_is_named_with_its_remedy(void **state)
{
    (void)state;
    struct options options;
    struct doctor_report report;
    defaults(&options);
    set(&options, "devices.printer=tcp");
    set(&options, "devices.printer_address=127.0.0.1:1");
    doctor_examine(&options, &report);
    assert_true(doctor_finds_fault(&report));
    const struct doctor_line *printer = line_of(&report, "printer");
    assert_int_equal(printer->mark, DOCTOR_BAD);
    assert_non_null(strstr(printer->found, "127.0.0.1:1"));
    assert_string_not_equal(printer->remedy, "");

    struct mc_buffer text;
    mc_buffer_init(&text, 65536);
    doctor_print(&report, &text);
    assert_non_null(strstr(mc_buffer_text(&text), "! printer"));
    assert_non_null(strstr(mc_buffer_text(&text), printer->remedy));
    mc_buffer_finish(&text);
}

static void a_denied_device_names_the_rule(void **state)
{
    (void)state;
    const struct device_status denied = {.configured = true, .problem = MC_EDENIED};
    assert_non_null(strstr(doctor_remedy(&denied), "config/60-motcua.rules"));
    const struct device_status fine = {.configured = true, .open = true};
    assert_string_equal(doctor_remedy(&fine), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_kiosk_has_nothing_to_do),
        cmocka_unit_test(what_is_missing_is_named_with_its_remedy),
        cmocka_unit_test(a_denied_device_names_the_rule),
    };
    mc_secure_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
