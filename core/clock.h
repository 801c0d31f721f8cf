/*
 * The only place, besides kiosk/app, that reads a clock. Everything else is told the time.
 */
#ifndef MOTCUA_CORE_CLOCK_H
#define MOTCUA_CORE_CLOCK_H

#include <stdint.h>

#define MC_BOOT_ID_CHARS 36

/* Since some fixed moment; never goes back. */
int64_t mc_clock_monotonic_ms(void);
int64_t mc_clock_monotonic_us(void);
/* Seconds since 1970-01-01 UTC; may jump when somebody sets the clock. */
int64_t mc_clock_unix_s(void);

/* Of the computer's present start (proc(5), /proc/sys/kernel/random/boot_id), a UUID: monotonic
 * times are comparable as long as it is the same. Where the kernel does not tell, one made up. */
void mc_clock_boot_id(char out[MC_BOOT_ID_CHARS + 1]);

#endif
