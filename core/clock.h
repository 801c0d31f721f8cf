/*
 * The only place, besides kiosk/app, that reads a clock. Everything else is told the time.
 */
#ifndef MOTCUA_CORE_CLOCK_H
#define MOTCUA_CORE_CLOCK_H

#include <stdint.h>

/* Since some fixed moment; never goes back. */
int64_t mc_clock_monotonic_ms(void);
int64_t mc_clock_monotonic_us(void);
/* Seconds since 1970-01-01 UTC; may jump when somebody sets the clock. */
int64_t mc_clock_unix_s(void);

#endif
