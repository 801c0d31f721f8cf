/*
 * Loaded into a program before the C library's. The wall clock, as the program sees it, is off by
 * the seconds in the file MOTCUA_CLOCK_FILE, the monotonic one by those in MOTCUA_MONOTONIC_FILE
 * (one int64_t each, mapped, so that a test can change it at any time). Setting a clock leaves the
 * monotonic one alone; moving that one forward, too, is time that passes. A wait on a condition
 * that has begun goes on by the kernel's own clock.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define WALL_LEAST_S 500000000 /* no machine is up for so long, and no wall clock shows less */

static const volatile int64_t no_offset_s;
static const volatile int64_t *wall_offset_s = &no_offset_s;
static const volatile int64_t *monotonic_offset_s = &no_offset_s;

static void map_offset(const char *variable, const volatile int64_t **out)
{
    const char *path = getenv(variable);
    int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) {
        return;
    }
    const void *map = mmap(NULL, sizeof **out, PROT_READ, MAP_SHARED, fd, 0);
    if (map != MAP_FAILED) {
        *out = map;
    }
    (void)close(fd);
}

__attribute__((constructor)) static void map_offsets(void)
{
    map_offset("MOTCUA_CLOCK_FILE", &wall_offset_s);
    map_offset("MOTCUA_MONOTONIC_FILE", &monotonic_offset_s);
}

static int real(clockid_t clock, struct timespec *now)
{
    return (int)syscall(SYS_clock_gettime, clock, now);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int rc = real(clock, now);
    if (rc == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += (time_t)*wall_offset_s;
    } else if (rc == 0 && clock == CLOCK_MONOTONIC) {
        now->tv_sec += (time_t)*monotonic_offset_s;
    }
    return rc;
}

time_t time(time_t *out)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    struct timespec precise = {0};
    int rc = clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return rc;
}

/* By the kernel's clock, so the offset is taken off again. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until)
{
    typedef int wait_fn(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    wait_fn *wait = NULL;
    *(void **)&wait = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    struct timespec real_until = *until;
    real_until.tv_sec -=
        (time_t)(until->tv_sec < WALL_LEAST_S ? *monotonic_offset_s : *wall_offset_s);
    return wait(condition, mutex, &real_until);
}
