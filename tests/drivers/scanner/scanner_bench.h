/*
 * Barcode scanners of every kind, and the hand that holds them: what the conformance suite and the
 * faults are played on. Each back-end has the real thing at its other end as far as that goes
 * without hardware: HID-POS a device on an emulated USB bus, serial a pseudo-terminal, the wedge a
 * pipe with the input layer's events; on a bus with the kernel's drivers all three are USB devices.
 * Test's thread.
 */
#ifndef MOTCUA_TESTS_DRIVERS_SCANNER_SCANNER_BENCH_H
#define MOTCUA_TESTS_DRIVERS_SCANNER_SCANNER_BENCH_H

#include "drivers/scanner/scanner.h"
#include "tests/drivers/usb/usb_bus.h"
#include "tests/unit/cmocka_all.h"

#define SOON_MS  30
#define LATER_MS 20000

/* Descriptors as real devices have them (HID 1.11, appendix B.1 for the keyboard). The scanner's
 * report 2: three bytes of symbology, 56 of data, a bit for more to come. */
#define HID_SCANNER                                                                                \
    "058c0902a1018502150026ff007508950109fb810209fc810209fd8102953809fe8202017501950125"           \
    "0109ff810275078103c0"
#define HID_KEYBOARD                                                                               \
    "05010906a101050719e029e71500250175019508810295017508810395067508150025650507190029658100c0"

enum scanner_line { LINE_SIM, LINE_HID_POS, LINE_SERIAL, LINE_WEDGE, SCANNER_LINES };

#define SCANNER_UNITS 2

struct scanner_unit {
    struct scanner *scanner; /* opened; NULL */
    int fd;                  /* the device's end; -1 */
    int other_fd;            /* the program's end, not yet opened; -1 */
    char dir[64];
    char path[128]; /* a name of its own in it: the kernel gives a terminal's number to the next */
};

struct scanner_bench {
    enum scanner_line line;
    struct usb_bus *bus;
    struct scanner_unit units[SCANNER_UNITS];
};

/* Runs every test over every line that is possible here; *state is the bench, with unit 0 plugged
 * in and opened. */
int scanner_bench_run(const struct CMUnitTest *tests, size_t count);

enum mc_err scanner_bench_open(struct scanner_bench *bench, int unit, struct mc_error *err);
void scanner_bench_close(struct scanner_bench *bench, int unit);
void scanner_bench_plug(struct scanner_bench *bench, int unit);
void scanner_bench_unplug(struct scanner_bench *bench, int unit);
/* aim: "]Q1"; printable ASCII, where the line is a keyboard. */
void scanner_bench_scan(struct scanner_bench *bench, int unit, const char *aim, const char *text);
/* The code's first bytes, and no end. Not on the simulated line, which knows only whole codes. */
void scanner_bench_scan_half(struct scanner_bench *bench, int unit, const char *text);

enum mc_err scanner_bench_next(struct scanner_bench *bench, int unit, int timeout_ms);
void scanner_bench_assert_next(struct scanner_bench *bench, int unit, enum mc_symbology symbology,
                               const char *text);
/* What next_code() gives when another thread acts while, or just before, it waits. */
enum mc_err scanner_bench_next_while(struct scanner_bench *bench, int unit,
                                     void (*act)(struct scanner_bench *bench, int unit));
void scanner_bench_cancel(struct scanner_bench *bench, int unit);

#endif
