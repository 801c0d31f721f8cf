/*
 * The simulated barcode scanner. scanner_sim_…() from any thread; the scanner's own calls as in
 * scanner.h. A cancel() that comes while nobody waits counts for the next next_code().
 */
#ifndef MOTCUA_DRIVERS_SCANNER_SCANNER_SIM_H
#define MOTCUA_DRIVERS_SCANNER_SCANNER_SIM_H

#include <stdbool.h>

#include "drivers/scanner/scanner.h"

/* Codes that wait to be fetched. */
#define SCANNER_SIM_PENDING_MAX 8

struct scanner *scanner_sim_create(void);
/* Copied. False: over SCANNER_MAX_BYTES, empty, too many pending, or unplugged. */
bool scanner_sim_scan(struct scanner *scanner, const void *bytes, size_t len);
/* Pulled out: MC_EGONE until it is plugged in again. What was pending is lost. */
void scanner_sim_unplug(struct scanner *scanner);
void scanner_sim_plug_in(struct scanner *scanner);

#endif
