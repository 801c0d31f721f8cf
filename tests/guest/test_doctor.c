/* `motcua-kiosk --doctor` beside a printer, a scanner and a camera that the kernel and udevd know:
 * as a user in the kiosk's group it may have all three and says what is missing; as anybody else it
 * names the rules. */
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "core/memory.h"
#include "drivers/printer/printer_sim.h"
#include "drivers/printer/transport_open.h"
#include "drivers/scanner/scanner_hid_pos.h"
#include "kiosk/app/running.h"
#include "tests/drivers/nobody.h"
#include "tests/drivers/scanner/scanner_bench.h"

#define PROGRAM     MOTCUA_BIN_DIR "/motcua-kiosk"
#define TABLE_BYTES 16384
#define ARGUMENTS   64
#define RULES       "Install config/60-motcua.rules and add the kiosk's user to the group motcua."

/* In the order of the table's lines. */
enum { CAMERA, SCANNER, PRINTER, DEVICES };

static const char *const names[DEVICES] = {"Camera", "Barcode scanner", "Printer"};

static struct {
    struct usb_bus *bus;
    struct transport *printer;
    char data_dir[64];
    char table[TABLE_BYTES];
} desk;

/* ---- What is plugged in ---- */

static void plug(int device)
{
    static const struct usb_device devices[DEVICES] = {
        [CAMERA] = {.vendor = 0x046D, .product = 0x0825, .camera = true, .name = "Camera"},
        [SCANNER] = {.vendor = 0x0C2E, .product = 0x0B61, .hid = HID_SCANNER, .hid_bound = true},
        [PRINTER] = {
            .vendor = 0x04B8, .product = 0x0E15, .id = "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;"}};
    struct usb_device plugged = devices[device];
    plugged.printer = device == PRINTER ? desk.printer : NULL;
    usb_bus_plug(desk.bus, device + 1, &plugged);
}

static int set_up(void **state)
{
    (void)state;
    mc_copy_text(desk.data_dir, sizeof desk.data_dir, "/tmp/motcua-doctor-XXXXXX");
    assert_non_null(mkdtemp(desk.data_dir));
    assert_int_equal(chmod(desk.data_dir, 0777), 0);
    desk.bus = usb_bus_create();
    desk.printer = printer_sim_create(NULL);
    for (int i = 0; i < DEVICES; i++) {
        plug(i);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    usb_bus_destroy(desk.bus);
    desk.printer->ops->destroy(desk.printer);
    assert_int_equal(rmdir(desk.data_dir), 0);
    return 0;
}

/* ---- The doctor ---- */

/* The child: it may only do what a signal handler may, as the bus has a thread. */
static _Noreturn void become(gid_t group, int to, char *const *arguments)
{
    bool nobody = setgroups(0, NULL) == 0 && setgid(group) == 0 && setuid(NOBODY) == 0;
    if (nobody && dup2(to, STDOUT_FILENO) >= 0) {
        (void)execv(PROGRAM, arguments);
    }
    _exit(127);
}

static void read_table(int from)
{
    size_t len = 0;
    ssize_t n = 0;
    do {
        len += (size_t)n;
        n = read(from, desk.table + len, TABLE_BYTES - 1 - len);
    } while (n > 0);
    assert_int_equal(n, 0);
    desk.table[len] = '\0';
}

struct arguments {
    char *texts[ARGUMENTS + 1];
    size_t count;
};

static void add(struct arguments *arguments, const char *text)
{
    assert_in_range(arguments->count, 0, ARGUMENTS - 1);
    arguments->texts[arguments->count++] = mc_strdup(text);
}

static void add_setting(struct arguments *arguments, const char *setting)
{
    add(arguments, "--set");
    add(arguments, setting);
}

static void collect(struct arguments *arguments, const char *const *settings)
{
    char data_dir[128];
    static const char *const first[] = {
        PROGRAM, "--doctor", "--language",
        "en",    "--config", MOTCUA_SOURCE_DIR "/config/kiosk.sample.json"};
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        add(arguments, first[i]);
    }
    (void)snprintf(data_dir, sizeof data_dir, "paths.data_dir=%s", desk.data_dir);
    add_setting(arguments, data_dir);
    add_setting(arguments, "paths.assets_dir=" MOTCUA_SOURCE_DIR "/assets");
    add_setting(arguments, "speech.headphones=");
    for (; *settings != NULL; settings++) {
        add_setting(arguments, *settings);
    }
}

/* Its exit status; its table stays in the desk. */
static int ask(gid_t group, const char *const *settings)
{
    struct arguments arguments = {.count = 0};
    int ends[2];
    int status = 0;
    collect(&arguments, settings);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        become(group, ends[1], arguments.texts);
    }
    (void)close(ends[1]);
    read_table(ends[0]);
    (void)close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    for (size_t i = 0; i < arguments.count; i++) {
        free(arguments.texts[i]);
    }
    (void)fputs(desk.table, stderr);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static gid_t kiosks_group(void)
{
    const struct group *group = getgrnam("motcua");
    assert_non_null(group);
    return group->gr_gid;
}

/* The devices' line, which begins with this mark and has this state. */
static bool says(int device, const char *mark, const char *state)
{
    char start[64];
    (void)snprintf(start, sizeof start, "\n%s%s ", mark, names[device]);
    const char *line = strstr(desk.table, start);
    const char *found = line != NULL ? strstr(line, state) : NULL;
    return found != NULL && found < strchr(line + 1, '\n');
}

static size_t count_of(const char *text)
{
    size_t count = 0;
    for (const char *at = strstr(desk.table, text); at != NULL; at = strstr(at + 1, text)) {
        count++;
    }
    return count;
}

/* There is one more camera, which is the kernel's own: this one is meant. */
static const char *const chosen[] = {
    "devices.camera=v4l2",
    "devices.camera_address=/dev/v4l/by-path/platform-vhci_hcd.0-usb-0:1:1.0-video-index0",
    "devices.scanner=hid_pos",
    "devices.card_reader=none",
    "devices.printer=usb",
    NULL};
static const char *const automatic[] = {"devices.camera=auto", "devices.scanner=auto",
                                        "devices.card_reader=none", "devices.printer=auto", NULL};

static void everything_is_there(void **state)
{
    (void)state;
    const char *const *const choices[] = {chosen, automatic};
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        assert_int_equal(ask(kiosks_group(), choices[i]), EXIT_SUCCESS);
        for (int device = 0; device < DEVICES; device++) {
            assert_true(says(device, "  ", "OK"));
        }
        assert_int_equal(count_of("\n! "), 0);
        assert_int_equal(count_of("04b8:0e15, 1-3"), 1); /* to choose from */
    }
}

static void whatever_is_missing_is_named(void **state)
{
    (void)state;
    for (int missing = 0; missing < DEVICES; missing++) {
        usb_bus_unplug(desk.bus, missing + 1);
        assert_int_equal(ask(kiosks_group(), chosen), EXIT_FAILURE);
        for (int device = 0; device < DEVICES; device++) {
            bool gone = device == missing;
            assert_true(says(device, gone ? "! " : "  ", gone ? "Not found" : "OK"));
        }
        assert_int_equal(count_of("\n! "), 1);
        plug(missing);
    }
    assert_int_equal(ask(kiosks_group(), chosen), EXIT_SUCCESS);
}

/* As long as it is a kiosk: else some other program has no business with them. */
static void what_a_running_kiosk_has_is_in_use(void **state)
{
    (void)state;
    static const struct printer_profiles none = {0};
    struct transport_found found = {0};
    struct transport *printer = NULL;
    struct scanner *scanner = NULL;
    char path[128];
    int lock = -1;
    assert_int_equal(transport_open_usb("", &none, &printer, &found, NULL), MC_OK);
    assert_int_equal(scanner_hid_pos_open("", &scanner, NULL), MC_OK);
    assert_int_equal(ask(kiosks_group(), chosen), EXIT_FAILURE);
    assert_true(says(CAMERA, "  ", "OK"));
    assert_true(says(SCANNER, "! ", "Used by another program"));
    assert_true(says(PRINTER, "! ", "Used by another program"));

    assert_int_equal(running_lock(desk.data_dir, &lock, NULL), MC_OK);
    (void)snprintf(path, sizeof path, "%s/kiosk.lock", desk.data_dir);
    assert_int_equal(chown(path, NOBODY, NOBODY), 0);
    assert_int_equal(ask(kiosks_group(), chosen), EXIT_SUCCESS);
    assert_true(says(SCANNER, "- ", "In use by a running kiosk"));
    assert_true(says(PRINTER, "- ", "In use by a running kiosk"));
    (void)close(lock);
    assert_int_equal(unlink(path), 0);
    scanner->ops->destroy(scanner);
    printer->ops->destroy(printer);
}

static void who_may_not_have_them_is_told_the_rules(void **state)
{
    (void)state;
    const char *const *const choices[] = {chosen, automatic};
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        assert_int_equal(ask(NOBODY, choices[i]), EXIT_FAILURE);
        for (int device = 0; device < DEVICES; device++) {
            assert_true(says(device, "! ", "No permission"));
        }
        assert_int_equal(count_of("\n! "), DEVICES);
        assert_int_equal(count_of(RULES), DEVICES);
    }
}

int main(void)
{
    mc_secure_init();
    /* Of libraries that are not ours, tests/lsan.supp. */
    assert_int_equal(
        setenv("LSAN_OPTIONS",
               "print_suppressions=0:suppressions=" MOTCUA_SOURCE_DIR "/tests/lsan.supp", 1),
        0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_is_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whatever_is_missing_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_running_kiosk_has_is_in_use, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_may_not_have_them_is_told_the_rules, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
