#include "tests/drivers/scanner/scanner_bench.h"

#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/scanner/scanner_hid_pos.h"
#include "drivers/scanner/scanner_sim.h"
#include "drivers/scanner/scanner_stream.h"
#include "tests/drivers/lines.h"
#include "tests/drivers/meanwhile.h"

#define REPORT_BYTES 61 /* of HID_SCANNER */
#define DATA_AT      4
#define DATA_BYTES   56

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

/* The pipe's end of the wedge. */
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

/* HID Usage Tables, section 10: keyboard page. */
static uint8_t usage_of(uint16_t code)
{
    static const struct {
        uint16_t code;
        uint8_t usage;
    } usages[] = {{KEY_A, 0x04},     {KEY_B, 0x05},         {KEY_C, 0x06},
                  {KEY_D, 0x07},     {KEY_E, 0x08},         {KEY_H, 0x0B},
                  {KEY_L, 0x0F},     {KEY_N, 0x11},         {KEY_O, 0x12},
                  {KEY_Q, 0x14},     {KEY_S, 0x16},         {KEY_T, 0x17},
                  {KEY_W, 0x1A},     {KEY_0, 0x27},         {KEY_ENTER, 0x28},
                  {KEY_MINUS, 0x2D}, {KEY_BACKSLASH, 0x31}, {KEY_RIGHTBRACE, 0x30}};
    if (code >= KEY_1 && code <= KEY_9) {
        return (uint8_t)(0x1E + code - KEY_1);
    }
    for (size_t i = 0; i < sizeof usages / sizeof usages[0]; i++) {
        if (usages[i].code == code) {
            return usages[i].usage;
        }
    }
    fail_msg("no usage for key %u", code);
    return 0;
}

/* A USB keyboard's reports, HID 1.11, appendix B.1: modifiers, and the keys that are down. */
static void type_on_bus(struct usb_bus *bus, int port, const char *text)
{
    for (; *text != '\0'; text++) {
        const struct key *key = key_of(*text);
        const uint8_t down[8] = {key->shifted ? 2 : 0, 0, usage_of(key->code)};
        const uint8_t up[8] = {0};
        usb_bus_report(bus, port, down, sizeof down);
        usb_bus_report(bus, port, up, sizeof up);
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

static bool is_on_bus(const struct scanner_bench *bench)
{
    return bench->line == LINE_HID_POS ||
           (usb_bus_has_drivers() && (bench->line == LINE_SERIAL || bench->line == LINE_WEDGE));
}

static void plug_usb(struct scanner_bench *bench, int unit)
{
    struct usb_device device = {.vendor = 0x0C2E, .product = 0x0B61, .name = "Barcode Scanner"};
    if (bench->line == LINE_SERIAL) {
        device.serial = true;
    } else {
        device.hid = bench->line == LINE_WEDGE ? HID_KEYBOARD : HID_SCANNER;
        device.hid_bound = true;
        device.hid_boot = bench->line == LINE_WEDGE;
    }
    usb_bus_plug(bench->bus, port_of(unit), &device);
    if (bench->line == LINE_SERIAL) {
        usb_bus_node(bench->bus, port_of(unit), "tty", "ttyACM", bench->units[unit].path);
    } else if (bench->line == LINE_WEDGE) {
        usb_bus_node(bench->bus, port_of(unit), "input", "event", bench->units[unit].path);
    }
}

void scanner_bench_plug(struct scanner_bench *bench, int unit)
{
    if (is_on_bus(bench)) {
        plug_usb(bench, unit);
        return;
    }
    switch (bench->line) {
    case LINE_SIM:
        if (bench->units[unit].scanner == NULL) {
            bench->units[unit].scanner = scanner_sim_create();
        }
        scanner_sim_plug_in(bench->units[unit].scanner);
        break;
    case LINE_SERIAL: plug_serial(&bench->units[unit]); break;
    case LINE_WEDGE: plug_wedge(&bench->units[unit]); break;
    case LINE_HID_POS:
    case SCANNER_LINES: break;
    }
}

void scanner_bench_unplug(struct scanner_bench *bench, int unit)
{
    if (is_on_bus(bench)) {
        usb_bus_unplug(bench->bus, port_of(unit));
        return;
    }
    switch (bench->line) {
    case LINE_SIM: scanner_sim_unplug(bench->units[unit].scanner); break;
    case LINE_SERIAL: unplug_serial(&bench->units[unit]); break;
    case LINE_WEDGE: close_fd(&bench->units[unit].fd); break;
    case LINE_HID_POS:
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
    case LINE_WEDGE:
        return is_on_bus(bench) ? scanner_wedge_open(unit->path, &unit->scanner, err)
                                : open_wedge(unit, err);
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

static void send_text(struct scanner_bench *bench, int unit, const char *text)
{
    size_t len = strlen(text);
    if (!is_on_bus(bench)) {
        assert_int_equal(write(bench->units[unit].fd, text, len), len);
        return;
    }
    for (size_t at = 0; at < len; at += DATA_BYTES) {
        size_t part = len - at < DATA_BYTES ? len - at : DATA_BYTES;
        usb_bus_report(bench->bus, port_of(unit), text + at, part);
    }
}

static void type_text(struct scanner_bench *bench, int unit, const char *text)
{
    if (is_on_bus(bench)) {
        type_on_bus(bench->bus, port_of(unit), text);
    } else {
        type(bench->units[unit].fd, text);
    }
}

void scanner_bench_scan(struct scanner_bench *bench, int number, const char *aim, const char *text)
{
    struct scanner_unit *unit = &bench->units[number];
    char line[512];
    (void)snprintf(line, sizeof line, "%s%s\n", aim, text);
    switch (bench->line) {
    case LINE_SIM: assert_true(scanner_sim_scan(unit->scanner, text, strlen(text))); break;
    case LINE_HID_POS: send_reports(bench, number, aim, text, true); break;
    case LINE_SERIAL: send_text(bench, number, line); break;
    case LINE_WEDGE: type_text(bench, number, line); break;
    case SCANNER_LINES: break;
    }
}

void scanner_bench_scan_half(struct scanner_bench *bench, int unit, const char *text)
{
    switch (bench->line) {
    case LINE_HID_POS: send_reports(bench, unit, "]Q1", text, false); break;
    case LINE_SERIAL: send_text(bench, unit, text); break;
    case LINE_WEDGE: type_text(bench, unit, text); break;
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

static void run_act(void *context)
{
    const struct act *act = context;
    act->run(act->bench, act->unit);
}

enum mc_err scanner_bench_next_while(struct scanner_bench *bench, int unit,
                                     void (*run)(struct scanner_bench *bench, int unit))
{
    struct act act = {bench, unit, run};
    struct meanwhile meanwhile = {.run = run_act, .context = &act};
    meanwhile_start(&meanwhile);
    enum mc_err rc = scanner_bench_next(bench, unit, LATER_MS);
    meanwhile_end(&meanwhile);
    return rc;
}

void scanner_bench_cancel(struct scanner_bench *bench, int unit)
{
    struct scanner *scanner = bench->units[unit].scanner;
    scanner->ops->cancel(scanner);
}

/* ---- Running ---- */

static int set_up(void **state)
{
    const int *line = *state;
    struct scanner_bench *bench = MC_NEW(struct scanner_bench);
    mc_secure_init();
    bench->line = (enum scanner_line) * line;
    for (int i = 0; i < SCANNER_UNITS; i++) {
        bench->units[i].fd = -1;
        bench->units[i].other_fd = -1;
    }
    if (is_on_bus(bench)) {
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
        if (bench->line == LINE_SERIAL && !is_on_bus(bench)) {
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

static const char *missing(int line)
{
    if (line == LINE_SIM && usb_bus_has_drivers()) {
        return ""; /* no business of a kernel's */
    }
    return line == LINE_HID_POS && !usb_bus_possible() ? "without umockdev-wrapper" : NULL;
}

int scanner_bench_run(const struct CMUnitTest *tests, size_t count)
{
    static const char *const names[SCANNER_LINES] = {"sim", "hid_pos", "serial", "wedge"};
    const struct lines lines = {"scanner", names, SCANNER_LINES, missing, set_up, tear_down};
    return lines_run(&lines, tests, count);
}
