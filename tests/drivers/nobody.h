/* A test that runs as root goes on as nobody for a while, so that there is something to be denied.
 */
#ifndef MOTCUA_TESTS_DRIVERS_NOBODY_H
#define MOTCUA_TESTS_DRIVERS_NOBODY_H

#include <unistd.h>

#include "core/error.h"

#define NOBODY 65534

static inline void nobody_begin(void)
{
    MC_CHECK(geteuid() != 0 || (setegid(NOBODY) == 0 && seteuid(NOBODY) == 0));
}

/* Without harm where it has not begun. */
static inline void nobody_end(void)
{
    MC_CHECK(getuid() != 0 || (seteuid(0) == 0 && setegid(0) == 0));
}

#endif
