/*
 * Which serial lines are a scanner's: by what its USB device says of itself in sysfs, for many
 * other things (modems, boards, printers) are serial lines, too. Any thread.
 */
#ifndef MOTCUA_DRIVERS_SCANNER_SCANNER_KNOWN_H
#define MOTCUA_DRIVERS_SCANNER_SCANNER_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#define SCANNER_TTYS_MAX   16
#define SCANNER_TTY_BYTES  32
#define SCANNER_MAKERS_MAX 8

/* USB vendor ids of makers of scanners (config/60-motcua.rules names the same). */
extern const unsigned scanner_makers[SCANNER_MAKERS_MAX];

bool scanner_is_makers(unsigned long vendor);
/* It calls itself a scanner, or speaks of barcodes. */
bool scanner_speaks_of_itself(const char *name);
/* The ttys ("/dev/ttyACM0") of USB scanners, by name; how many. */
size_t scanner_find_ttys(char out[SCANNER_TTYS_MAX][SCANNER_TTY_BYTES]);

#endif
