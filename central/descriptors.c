#include "central/descriptors.h"

#include <limits.h>
#include <sys/resource.h>

#include "core/error.h"
#include "core/log.h"

/* The database's (a pool of 256 at most) and files. */
#define KEPT 320

int descriptors_for(unsigned connections, unsigned threads)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + threads + KEPT;
    MC_CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
        MC_CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    }
    if (limit.rlim_cur < wanted) {
        mc_log(MC_LOG_WARN, "server", "%u connections need %llu descriptors, and %llu are allowed",
               connections, (unsigned long long)wanted, (unsigned long long)limit.rlim_cur);
    }
    rlim_t all = limit.rlim_cur < INT_MAX ? limit.rlim_cur : INT_MAX;
    /* Of few, half. */
    return (int)(all > 2 * (rlim_t)KEPT ? all - KEPT : all / 2);
}
