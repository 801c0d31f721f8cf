#include "tests/drivers/scanner/scanner_bench.h"

#include <fcntl.h>
#include <linux/input.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/scanner/scanner_hid_pos.h"
#include "drivers/scanner/scanner_sim.h"
#include "drivers/scanner/scanner_stream.h"

#define NOBODY       65534
#define REPORT_BYTES 61 /* of HID_SCANNER */
#define DATA_AT      4
#define DATA_BYTES   56
#define TESTS_MAX    64
#define NAME_BYTES   96

/* ---- Keys of the wedge ---- */

struct key {
    char character;
    uint16_t code;
    bool shifted;
};

/* Enough for what the tests scan. */
static const struct key keys[] = {
    {'0', KEY_0, false},        {'1', KEY_1, false},          {'2', KEY_2, false},
    {'3', KEY_3, false},        {'4', KEY_4, false},          {'5', KEY_5, false},
    {'6', KEY_6, false},        {'7', KEY_7, false},          {'8', KEY_8, false},
    {'9', KEY_9, false},        {'a', KEY_A, false},          {'b', KEY_B, false},
    {'c', KEY_C, false},        {'d', KEY_D, false},          {'e', KEY_E, false},
    {'n', KEY_N, false},        {'o', KEY_O, false},          {'w', KEY_W, false},
    {'l', KEY_L, false},        {'t', KEY_T, false},          {'A', KEY_A, true},
    {'C', KEY_C, true},         {'H', KEY_H, true},           {'N', KEY_N, true},
    {'Q', KEY_Q, true},         {'S', KEY_S, true},           {'-', KEY_MINUS, false},
    {'|', KEY_BACKSLASH, true}, {']', KEY_RIGHTBRACE, false}, {'\n', KEY_ENTER, false},
};

static void press(int fd, uint16_t code, int value)
{
    struct input_event events[] = {{.type = EV_KEY, .code = code, .value = value},
                                   {.type = EV_SYN, .code = SYN_REPORT}};
    assert_int_equal(write(fd, events, sizeof events), sizeof events);
}

static const struct key *key_of(char character)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].character == character) {
            return &keys[i];
        }
    }
    fail_msg("no key for '%c'", character);
    return NULL;
}

static void type(int fd, const char *text)
{
    for (; *text != '\0'; text++) {
        const struct key *key = key_of(*text);
        if (key->shifted) {
            press(fd, KEY_LEFTSHIFT, 1);
        }
        press(fd, key->code, 1);
        press(fd, key->code, 0);
        if (key->shifted) {
            press(fd, KEY_LEFTSHIFT, 0);
        }
    }
}

/* ---- Plugging ---- */

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

static int port_of(int unit)
{
    return unit + 1;
}

static void plug_serial(struct scanner_unit *unit)
{
    unit->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(unit->fd >= 0);
    assert_int_equal(grantpt(unit->fd), 0);
    assert_int_equal(unlockpt(unit->fd), 0);
    char terminal[64];
    assert_int_equal(ptsname_r(unit->fd, terminal, sizeof terminal), 0);
    char dir[] = "/tmp/motcua-scanner-XXXXXX";
    assert_non_null(mkdtemp(dir));
    mc_copy_text(unit->dir, sizeof unit->dir, dir);
    (void)snprintf(unit->path, sizeof unit->path, "%s/tty", dir);
    assert_int_equal(symlink(terminal, unit->path), 0);
}

static void unplug_serial(struct scanner_unit *unit)
{
    if (unit->fd >= 0) {
        (void)unlink(unit->path);
        (void)rmdir(unit->dir);
    }
    close_fd(&unit->fd);
}

static void plug_wedge(struct scanner_unit *unit)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    unit->other_fd = ends[0];
    unit->fd = ends[1];
}

void scanner_bench_plug(struct scanner_bench *bench, int unit)
{
    const struct usb_device device = {
        .vendor = 0x0C2E, .product = 0x0B61, .hid = HID_SCANNER, .hid_bound = true};
    switch (bench->line) {
    case LINE_SIM:
        if (bench->units[unit].scanner == NULL) {
            bench->units[unit].scanner = scanner_sim_create();
        }
        scanner_sim_plug_in(bench->units[unit].scanner);
        break;
    case LINE_HID_POS: usb_bus_plug(bench->bus, port_of(unit), &device); break;
    case LINE_SERIAL: plug_serial(&bench->units[unit]); break;
    case LINE_WEDGE: plug_wedge(&bench->units[unit]); break;
    case SCANNER_LINES: break;
    }
}

void scanner_bench_unplug(struct scanner_bench *bench, int unit)
{
    switch (bench->line) {
    case LINE_SIM: scanner_sim_unplug(bench->units[unit].scanner); break;
    case LINE_HID_POS: usb_bus_unplug(bench->bus, port_of(unit)); break;
    case LINE_SERIAL: unplug_serial(&bench->units[unit]); break;
    case LINE_WEDGE: close_fd(&bench->units[unit].fd); break;
    case SCANNER_LINES: break;
    }
}

/* A pipe has no name to be opened by: its end is handed over. */
static enum mc_err open_wedge(struct scanner_unit *unit, struct mc_error *err)
{
    if (unit->fd < 0) {
        close_fd(&unit->other_fd);
        return mc_fail(err, MC_ENOTFOUND, "no pipe");
    }
    unit->scanner = scanner_stream_create(unit->other_fd, SCANNER_STREAM_WEDGE, "wedge on a pipe");
    unit->other_fd = -1;
    return MC_OK;
}

enum mc_err scanner_bench_open(struct scanner_bench *bench, int number, struct mc_error *err)
{
    struct scanner_unit *unit = &bench->units[number];
    switch (bench->line) {
    case LINE_HID_POS: {
        char address[16];
        (void)snprintf(address, sizeof address, "1-%d", port_of(number));
        return scanner_hid_pos_open(address, &unit->scanner, err);
    }
    case LINE_SERIAL: return scanner_serial_open(unit->path, &unit->scanner, err);
    case LINE_WEDGE: return open_wedge(unit, err);
    case LINE_SIM: /* lasting: it is opened once and comes back by itself */
    case SCANNER_LINES: break;
    }
    return MC_OK;
}

void scanner_bench_close(struct scanner_bench *bench, int unit)
{
    struct scanner *scanner = bench->units[unit].scanner;
    if (scanner != NULL && bench->line != LINE_SIM) {
        scanner->ops->destroy(scanner);
        bench->units[unit].scanner = NULL;
    }
}

/* ---- Scanning ---- */

static void send_reports(struct scanner_bench *bench, int unit, const char *aim, const char *text,
                         bool ends)
{
    size_t len = strlen(text);
    size_t at = 0;
    do {
        uint8_t report[REPORT_BYTES] = {2};
        size_t part = len - at < DATA_BYTES ? len - at : DATA_BYTES;
        memcpy(report + 1, aim, 3);
        memcpy(report + DATA_AT, text + at, part);
        at += part;
        report[REPORT_BYTES - 1] = at < len || !ends ? 1 : 0;
        usb_bus_report(bench->bus, port_of(unit), report, sizeof report);
    } while (at < len);
}

static void send_text(int fd, const char *text)
{
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

void scanner_bench_scan(struct scanner_bench *bench, int number, const char *aim, const char *text)
{
    struct scanner_unit *unit = &bench->units[number];
    char line[512];
    (void)snprintf(line, sizeof line, "%s%s\n", aim, text);
    switch (bench->line) {
    case LINE_SIM: assert_true(scanner_sim_scan(unit->scanner, text, strlen(text))); break;
    case LINE_HID_POS: send_reports(bench, number, aim, text, true); break;
    case LINE_SERIAL: send_text(unit->fd, line); break;
    case LINE_WEDGE: type(unit->fd, line); break;
    case SCANNER_LINES: break;
    }
}

void scanner_bench_scan_half(struct scanner_bench *bench, int unit, const char *text)
{
    switch (bench->line) {
    case LINE_HID_POS: send_reports(bench, unit, "]Q1", text, false); break;
    case LINE_SERIAL: send_text(bench->units[unit].fd, text); break;
    case LINE_WEDGE: type(bench->units[unit].fd, text); break;
    case LINE_SIM:
    case SCANNER_LINES: break;
    }
}

/* ---- Fetching ---- */

enum mc_err scanner_bench_next(struct scanner_bench *bench, int unit, int timeout_ms)
{
    struct scanner *scanner = bench->units[unit].scanner;
    const struct scanner_code *code = NULL;
    struct mc_error err = {0};
    enum mc_err rc = scanner->ops->next_code(scanner, timeout_ms, &code, &err);
    assert_int_equal(rc == MC_OK, code != NULL);
    assert_int_equal(rc == MC_OK, err.text[0] == '\0');
    return rc;
}

void scanner_bench_assert_next(struct scanner_bench *bench, int unit, enum mc_symbology symbology,
                               const char *text)
{
    struct scanner *scanner = bench->units[unit].scanner;
    const struct scanner_code *code = NULL;
    assert_int_equal(scanner->ops->next_code(scanner, LATER_MS, &code, NULL), MC_OK);
    assert_int_equal(code->symbology, symbology);
    assert_int_equal(code->len, strlen(text));
    assert_memory_equal(code->bytes, text, code->len);
}

struct act {
    struct scanner_bench *bench;
    int unit;
    void (*run)(struct scanner_bench *bench, int unit);
};

static void *run_act(void *context)
{
    const struct act *act = context;
    act->run(act->bench, act->unit);
    return NULL;
}

enum mc_err scanner_bench_next_while(struct scanner_bench *bench, int unit,
                                     void (*run)(struct scanner_bench *bench, int unit))
{
    struct act act = {bench, unit, run};
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, run_act, &act), 0);
    enum mc_err rc = scanner_bench_next(bench, unit, LATER_MS);
    assert_int_equal(pthread_join(other, NULL), 0);
    return rc;
}

void scanner_bench_cancel(struct scanner_bench *bench, int unit)
{
    struct scanner *scanner = bench->units[unit].scanner;
    scanner->ops->cancel(scanner);
}

bool scanner_bench_as_nobody(void)
{
    return geteuid() != 0 || (setegid(NOBODY) == 0 && seteuid(NOBODY) == 0);
}

void scanner_bench_as_before(void)
{
    if (getuid() == 0) {
        assert_int_equal(seteuid(0), 0);
        assert_int_equal(setegid(0), 0);
    }
}

/* ---- Running ---- */

static const char *const line_names[SCANNER_LINES] = {"sim", "hid_pos", "serial", "wedge"};

static int set_up(void **state)
{
    const enum scanner_line *line = *state;
    struct scanner_bench *bench = MC_NEW(struct scanner_bench);
    mc_secure_init();
    bench->line = *line;
    for (int i = 0; i < SCANNER_UNITS; i++) {
        bench->units[i].fd = -1;
        bench->units[i].other_fd = -1;
    }
    if (bench->line == LINE_HID_POS) {
        bench->bus = usb_bus_create();
    }
    scanner_bench_plug(bench, 0);
    struct mc_error err = {0};
    if (scanner_bench_open(bench, 0, &err) != MC_OK) {
        fail_msg("%s", err.text);
    }
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct scanner_bench *bench = *state;
    for (int i = 0; i < SCANNER_UNITS; i++) {
        struct scanner *scanner = bench->units[i].scanner;
        if (scanner != NULL) {
            scanner->ops->destroy(scanner);
        }
        if (bench->line == LINE_SERIAL) {
            unplug_serial(&bench->units[i]);
        }
        close_fd(&bench->units[i].fd);
        close_fd(&bench->units[i].other_fd);
    }
    if (bench->bus != NULL) {
        usb_bus_destroy(bench->bus);
    }
    free(bench);
    return 0;
}

int scanner_bench_run(const struct CMUnitTest *tests, size_t count)
{
    static enum scanner_line lines[SCANNER_LINES];
    static char names[TESTS_MAX][NAME_BYTES];
    struct CMUnitTest all[TESTS_MAX];
    size_t total = 0;
    for (int l = 0; l < SCANNER_LINES; l++) {
        if (l == LINE_HID_POS && !usb_bus_possible()) {
            (void)fprintf(stderr, "skipped: hid_pos needs umockdev-wrapper\n");
            continue;
        }
        lines[l] = (enum scanner_line)l;
        for (size_t i = 0; i < count; i++) {
            MC_CHECK(total < TESTS_MAX);
            (void)snprintf(names[total], NAME_BYTES, "%s: %s", line_names[l], tests[i].name);
            all[total] = (struct CMUnitTest){.name = names[total],
                                             .test_func = tests[i].test_func,
                                             .setup_func = set_up,
                                             .teardown_func = tear_down,
                                             .initial_state = &lines[l]};
            total++;
        }
    }
    return _cmocka_run_group_tests("scanner", all, total, NULL, NULL);
}
