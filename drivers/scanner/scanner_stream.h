/*
 * Scanners that are read from a descriptor: USB serial ones (CDC-ACM; also others with a tty), and
 * keyboard wedges at their evdev node, grabbed, so that what they type reaches nothing else.
 */
#ifndef MOTCUA_DRIVERS_SCANNER_SCANNER_STREAM_H
#define MOTCUA_DRIVERS_SCANNER_SCANNER_STREAM_H

#include "drivers/scanner/scanner.h"

enum scanner_stream_kind { SCANNER_STREAM_SERIAL, SCANNER_STREAM_WEDGE };

/* address: a tty; "" takes the first whose USB device is a scanner (scanner_known.h): any other
 * serial line is left alone, and has to be named. MC_ENOTFOUND, MC_EDENIED (naming the
 * udev rule), MC_EIO (busy). */
enum mc_err scanner_serial_open(const char *address, struct scanner **out,
                                struct mc_error *err) MC_MUST_CHECK;
/* address: an evdev node; "" takes the first /dev/input/event* whose name speaks of a scanner or
 * barcodes: any other keyboard is left alone. */
enum mc_err scanner_wedge_open(const char *address, struct scanner **out,
                               struct mc_error *err) MC_MUST_CHECK;
/* On a descriptor that is open already, which it takes. */
struct scanner *scanner_stream_create(int fd, enum scanner_stream_kind kind, const char *name);

#endif
