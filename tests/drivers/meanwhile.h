/* Something another thread does while the test's own one waits in a call. */
#ifndef MOTCUA_TESTS_DRIVERS_MEANWHILE_H
#define MOTCUA_TESTS_DRIVERS_MEANWHILE_H

#include <pthread.h>
#include <stddef.h>

#include "core/error.h"

struct meanwhile {
    void (*run)(void *context); /* set these two */
    void *context;
    pthread_t thread;
};

static inline void *meanwhile_run(void *context)
{
    const struct meanwhile *meanwhile = context;
    meanwhile->run(meanwhile->context);
    return NULL;
}

static inline void meanwhile_start(struct meanwhile *meanwhile)
{
    MC_CHECK(pthread_create(&meanwhile->thread, NULL, meanwhile_run, meanwhile) == 0);
}

static inline void meanwhile_end(struct meanwhile *meanwhile)
{
    MC_CHECK(pthread_join(meanwhile->thread, NULL) == 0);
}

#endif
