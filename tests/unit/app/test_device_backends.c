#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/memory.h"
#include "kiosk/app/device_slot.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/core/scratch.h"

static void every_choice_of_the_configuration_is_a_row(void **state)
{
    (void)state;
    for (int kind = 0; kind < DEVICE_KINDS; kind++) {
        char name[64];
        (void)snprintf(name, sizeof name, "devices.%s", device_kind_name((enum device_kind)kind));
        const struct mc_config_option *option = NULL;
        for (size_t i = 0; i < options_count; i++) {
            option = strcmp(options_table[i].name, name) == 0 ? &options_table[i] : option;
        }
        MC_CHECK(option != NULL);
        for (int i = 0; option->choices[i] != NULL; i++) {
            const char *choice = option->choices[i];
            bool is_row = strcmp(choice, "none") != 0 && strcmp(choice, "auto") != 0;
            assert_int_equal(device_backend_find((enum device_kind)kind, choice) != NULL, is_row);
        }
    }
}

static void defaults(struct options *options)
{
    mc_config_defaults(options_table, options_count, options);
}

static void a_slot_without_a_device_has_nothing_to_try(void **state)
{
    (void)state;
    struct options options;
    defaults(&options);
    struct mc_error err;
    assert_int_equal(
        mc_config_set("devices.scanner=none", options_table, options_count, &options, &err), MC_OK);
    struct device_slot slot;
    device_slot_init(&slot, DEVICE_SCANNER, &options);
    assert_false(device_slot_configured(&slot));
    assert_false(device_slot_open(&slot, 1000));
    assert_int_equal(device_slot_due_ms(&slot), INT64_MAX);
    device_slot_finish(&slot);
}

/* The device was lent out to whoever plays with it, so it stays what it is. */
static void a_simulated_device_is_opened_at_once_and_kept(void **state)
{
    (void)state;
    struct options options;
    defaults(&options);
    struct device_slot slot;
    device_slot_init(&slot, DEVICE_CAMERA, &options);
    struct device_status status;
    device_slot_status(&slot, &status);
    assert_true(status.configured && status.open);
    assert_string_equal(status.backend, "simulated");
    const struct camera *camera = slot.device.camera;
    assert_true(device_slot_open(&slot, 1000));

    const struct mc_error why = {.code = MC_EGONE, .text = "pulled out"};
    device_slot_failed(&slot, &why, 1000);
    device_slot_status(&slot, &status);
    assert_false(status.open);
    assert_int_equal(status.problem, MC_EGONE);
    assert_string_equal(status.problem_text, "pulled out");
    assert_false(device_slot_open(&slot, 1000));
    assert_int_equal(device_slot_due_ms(&slot), 1000 + DEVICE_SLOT_RETRY_FIRST_MS);
    assert_true(device_slot_open(&slot, device_slot_due_ms(&slot)));
    assert_ptr_equal(slot.device.camera, camera);

    device_slot_worked(&slot);
    device_slot_status(&slot, &status);
    assert_true(status.open);
    assert_int_equal(status.problem, MC_OK);
    device_slot_finish(&slot);
}

static void the_waits_grow_up_to_the_most_and_a_plug_ends_them(void **state)
{
    (void)state;
    struct options options;
    defaults(&options);
    struct device_slot slot;
    device_slot_init(&slot, DEVICE_CARD_READER, &options);
    const struct mc_error why = {.code = MC_EGONE, .text = "pulled out"};
    int64_t now_ms = 5000;
    int64_t waited_ms = 0;
    for (int i = 0; i < 10; i++) {
        device_slot_failed(&slot, &why, now_ms);
        int64_t wait_ms = device_slot_due_ms(&slot) - now_ms;
        assert_true(wait_ms >= waited_ms);
        waited_ms = wait_ms;
        now_ms += wait_ms;
    }
    assert_int_equal(waited_ms, DEVICE_SLOT_RETRY_MOST_MS);
    device_slot_hurry(&slot);
    assert_true(device_slot_open(&slot, now_ms));
    device_slot_failed(&slot, &why, now_ms);
    assert_int_equal(device_slot_due_ms(&slot) - now_ms, DEVICE_SLOT_RETRY_FIRST_MS);
    device_slot_finish(&slot);
}

/* What stands for a printer is a line that takes the connection. */
static void one_that_has_just_failed_is_given_a_moment(void **state)
{
    (void)state;
    struct options options;
    struct mc_error err;
    char setting[64];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(line >= 0 && bind(line, (struct sockaddr *)&address, sizeof address) == 0 &&
                listen(line, 4) == 0 && getsockname(line, (struct sockaddr *)&address, &len) == 0);
    defaults(&options);
    (void)snprintf(setting, sizeof setting, "devices.printer_address=127.0.0.1:%d",
                   ntohs(address.sin_port));
    const char *const settings[] = {"paths.assets_dir=" MOTCUA_SOURCE_DIR "/assets",
                                    "devices.printer=tcp", setting};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        assert_int_equal(mc_config_set(settings[i], options_table, options_count, &options, &err),
                         MC_OK);
    }
    struct device_slot slot;
    device_slot_init(&slot, DEVICE_PRINTER, &options);
    assert_true(device_slot_open(&slot, 1000));
    device_slot_failed(&slot, &(struct mc_error){.code = MC_EIO, .text = "stalls"}, 1000);
    device_slot_hurry(&slot); /* its own going was news */
    assert_false(device_slot_open(&slot, 1200));
    assert_int_equal(device_slot_due_ms(&slot), 1000 + DEVICE_SLOT_RETRY_FIRST_MS);
    device_slot_hurry(&slot);
    assert_true(device_slot_open(&slot, 1000 + DEVICE_SLOT_RETRY_FIRST_MS));
    device_slot_finish(&slot);
    (void)close(line);
}

/* A reader that is missing is tried all day long: whom to believe is read, and what is wrong there
 * is said, when there is one. */
static void nothing_is_read_for_a_card_reader_that_is_missing(void **state)
{
    (void)state;
    struct options options;
    struct scratch scratch;
    struct mc_error err;
    char text[4096] = "";
    defaults(&options);
    scratch_start(&scratch);
    (void)scratch_write(&scratch, "bad.pem", "no certificate");
    mc_copy_text(options.csca_dir, sizeof options.csca_dir, scratch.dir);
    assert_int_equal(
        mc_config_set("devices.card_reader=pcsc", options_table, options_count, &options, &err),
        MC_OK);
    assert_int_equal(mc_config_set("devices.card_reader_address=Nobody's Reader", options_table,
                                   options_count, &options, &err),
                     MC_OK);
    int log = open(scratch_path(&scratch, "log"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    assert_true(log >= 0 && before >= 0 && dup2(log, STDERR_FILENO) >= 0);
    struct device_slot slot;
    device_slot_init(&slot, DEVICE_CARD_READER, &options);
    bool open = device_slot_open(&slot, 1000);
    device_slot_finish(&slot);
    assert_true(dup2(before, STDERR_FILENO) >= 0);
    (void)close(before);
    ssize_t len = pread(log, text, sizeof text - 1, 0);
    (void)close(log);
    scratch_stop(&scratch);
    assert_false(open);
    assert_true(len > 0);
    assert_null(strstr(text, "bad.pem"));
}

/* Whatever is plugged in: it need not be opened to know that. */
static void a_profile_that_does_not_exist_is_said_first(void **state)
{
    (void)state;
    static const char *const settings[] = {
        "paths.assets_dir=" MOTCUA_SOURCE_DIR "/assets", "devices.printer=tcp",
        "devices.printer_address=127.0.0.1:1", "devices.printer_profile=no-such"};
    struct options options;
    struct mc_error err;
    union device device = {0};
    const struct device_backend *backend = NULL;
    defaults(&options);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        assert_int_equal(mc_config_set(settings[i], options_table, options_count, &options, &err),
                         MC_OK);
    }
    assert_int_equal(device_open(DEVICE_PRINTER, &options, &device, &backend, &err), MC_EINVAL);
    assert_non_null(strstr(err.text, "no-such.json"));
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_choice_of_the_configuration_is_a_row),
        cmocka_unit_test(a_slot_without_a_device_has_nothing_to_try),
        cmocka_unit_test(a_simulated_device_is_opened_at_once_and_kept),
        cmocka_unit_test(the_waits_grow_up_to_the_most_and_a_plug_ends_them),
        cmocka_unit_test(one_that_has_just_failed_is_given_a_moment),
        cmocka_unit_test(nothing_is_read_for_a_card_reader_that_is_missing),
        cmocka_unit_test(a_profile_that_does_not_exist_is_said_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
