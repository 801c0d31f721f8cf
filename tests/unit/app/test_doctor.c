#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/app/device_problem.h"
#include "kiosk/app/doctor.h"
#include "kiosk/app/running.h"
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
    set(options, "central.identity_file=/nowhere/identity.pem");
    set(options, "speech.headphones=/nowhere");
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
    assert_string_equal(line_of(&report, "scanner")->state, "not_configured");
    assert_string_equal(line_of(&report, "disk")->state, "ok");
    assert_string_equal(line_of(&report, "catalogue")->state, "ok");
    /* No device, so it does not make the whole a failure; but it is said. */
    assert_string_equal(line_of(&report, "central")->state, "unreadable");
    assert_string_equal(line_of(&report, "central")->remedy, "keys");
    assert_string_equal(line_of(&report, "identity")->state, "not_enrolled");
    assert_string_equal(line_of(&report, "catalogue_key")->state, "not_set");
    assert_string_equal(line_of(&report, "headphones")->state, "missing");
    assert_string_equal(line_of(&report, "authority")->state, "unreadable");
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
    assert_non_null(printer->remedy);
}

/* Columns from the start of the line to where the text begins. */
static size_t column_of(const char *table, const char *text)
{
    const char *at = strstr(table, text);
    if (at == NULL) {
        print_error("no %s in\n%s", text, table);
    }
    MC_CHECK(at != NULL);
    const char *start = at;
    while (start > table && start[-1] != '\n') {
        start--;
    }
    char line[1024] = "";
    assert_in_range(at - start, 0, sizeof line - 1);
    memcpy(line, start, (size_t)(at - start));
    return mc_utf8_length(line);
}

static void every_name_has_words_and_columns_stand(void **state)
{
    (void)state;
    struct options options;
    struct doctor_report report;
    struct mc_error err;
    struct mc_messages *messages = NULL;
    const char *const dirs[] = {MOTCUA_SOURCE_DIR "/assets/i18n/common",
                                MOTCUA_SOURCE_DIR "/assets/i18n/kiosk"};
    assert_int_equal(mc_messages_load(dirs, 2, &messages, &err), MC_OK);
    defaults(&options);
    set(&options, "devices.printer=tcp");
    set(&options, "devices.printer_address=127.0.0.1:1");
    doctor_examine(&options, &report);
    for (int i = 0; i < MC_LANGUAGE_COUNT; i++) {
        enum mc_language language = (enum mc_language)i;
        struct mc_buffer text;
        mc_buffer_init(&text, 65536);
        doctor_print(&report, messages, language, &text);
        const char *table = mc_buffer_text(&text);
        assert_null(strstr(table, "doctor."));
        assert_non_null(strstr(table, language == MC_LANGUAGE_VI ? "! Máy in " : "! Printer "));
        assert_int_equal(column_of(table, mc_message_text(messages, language, "doctor.head.found")),
                         column_of(table, line_of(&report, "printer")->found));
        assert_int_equal(column_of(table, mc_message_text(messages, language, "doctor.head.found")),
                         column_of(table, line_of(&report, "camera")->found));
        mc_buffer_finish(&text);
    }
    mc_messages_destroy(messages);
}

static void a_problem_has_a_name_and_its_own_rules(void **state)
{
    (void)state;
    const struct device_status denied = {.configured = true, .problem = MC_EDENIED};
    assert_string_equal(device_problem_name(&denied), "denied");
    const struct device_status busy = {.configured = true, .problem = MC_EIO, .problem_sys = EBUSY};
    assert_string_equal(device_problem_name(&busy), "busy");
    const struct device_status fine = {.configured = true, .open = true};
    assert_string_equal(device_problem_name(&fine), "");
    for (int kind = 0; kind < DEVICE_KINDS; kind++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", MOTCUA_SOURCE_DIR,
                       device_problem_rules((enum device_kind)kind));
        assert_int_equal(access(path, R_OK), 0);
    }
    assert_string_equal(device_problem_rules(DEVICE_CARD_READER), "config/60-motcua-pcscd.rules");
}

/* An open pseudo-terminal held for one alone: what a serial device of a running kiosk is. */
static void what_a_running_kiosk_holds_is_in_use(void **state)
{
    (void)state;
    struct options options;
    struct doctor_report report;
    struct mc_error err;
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    int held = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(held >= 0 && ioctl(held, TIOCEXCL) == 0);
    char folder[] = "/tmp/motcua-doctor-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char setting[512];
    defaults(&options);
    set(&options, "devices.printer=serial");
    (void)snprintf(setting, sizeof setting, "devices.printer_address=%s@9600", ptsname(master));
    set(&options, setting);
    (void)snprintf(setting, sizeof setting, "paths.data_dir=%s", folder);
    set(&options, setting);

    int lock = -1;
    int second = -1;
    assert_false(running_there(folder));
    assert_int_equal(running_lock(folder, &lock, &err), MC_OK);
    assert_true(running_there(folder));
    assert_int_equal(running_lock(folder, &second, &err), MC_ECONFLICT);
    doctor_examine(&options, &report);
    bool root = geteuid() == 0; /* whom the lock of a terminal does not keep out */
    assert_string_equal(line_of(&report, "printer")->state, root ? "offline" : "in_use");
    set(&options, "devices.printer=tcp");
    set(&options, "devices.printer_address=127.0.0.1:1");
    doctor_examine(&options, &report);
    assert_string_equal(line_of(&report, "printer")->state, "in_use");
    assert_int_equal(line_of(&report, "printer")->mark, DOCTOR_NOTE);
    set(&options, "devices.printer_address=nowhere:1"); /* what it cannot hold */
    doctor_examine(&options, &report);
    assert_int_equal(line_of(&report, "printer")->mark, DOCTOR_BAD);
    set(&options, "devices.printer_address=127.0.0.1:1");
    (void)close(lock);
    assert_false(running_there(folder));
    doctor_examine(&options, &report);
    assert_int_equal(line_of(&report, "printer")->mark, DOCTOR_BAD);
    set(&options, "devices.printer=serial");
    (void)snprintf(setting, sizeof setting, "devices.printer_address=%s@9600", ptsname(master));
    set(&options, setting);
    doctor_examine(&options, &report);
    assert_string_equal(line_of(&report, "printer")->state, root ? "offline" : "busy");
    (void)close(held);
    (void)close(master);
    (void)snprintf(setting, sizeof setting, "%s/kiosk.lock", folder);
    assert_int_equal(unlink(setting), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_kiosk_has_nothing_to_do),
        cmocka_unit_test(what_is_missing_is_named_with_its_remedy),
        cmocka_unit_test(every_name_has_words_and_columns_stand),
        cmocka_unit_test(a_problem_has_a_name_and_its_own_rules),
        cmocka_unit_test(what_a_running_kiosk_holds_is_in_use),
    };
    mc_secure_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
