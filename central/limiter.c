#include "central/limiter.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/ident.h"
#include "core/memory.h"

#define SETS       1024
#define WAYS       8
#define NAME_BYTES 48
#define MINUTE_MS  60000

struct bucket {
    char name[NAME_BYTES]; /* "": free */
    int64_t parts;         /* of tokens: one is MINUTE_MS of them */
    int64_t at_ms;
};

struct limiter {
    int64_t per_minute; /* also the parts that come each millisecond */
    int64_t full;       /* in parts */
    uint32_t seed;      /* so that nobody can aim at one set */
    pthread_mutex_t lock;
    struct bucket buckets[SETS][WAYS];
};

struct limiter *limiter_create(int64_t per_minute, int64_t burst)
{
    struct limiter *limiter = MC_NEW(struct limiter);
    limiter->per_minute = per_minute;
    limiter->full = burst * MINUTE_MS;
    limiter->seed = mc_random_u32();
    MC_CHECK(pthread_mutex_init(&limiter->lock, NULL) == 0);
    return limiter;
}

void limiter_destroy(struct limiter *limiter)
{
    if (limiter != NULL) {
        (void)pthread_mutex_destroy(&limiter->lock);
        free(limiter);
    }
}

/* FNV-1a from a secret start. */
static uint32_t hash(const struct limiter *limiter, const char *name)
{
    uint32_t value = 2166136261U ^ limiter->seed;
    for (; *name != '\0'; name++) {
        value = (value ^ (unsigned char)*name) * 16777619U;
    }
    return value ^ (value >> 16);
}

static int64_t parts_now(const struct limiter *limiter, const struct bucket *bucket, int64_t now_ms)
{
    int64_t missing = limiter->full - bucket->parts;
    int64_t passed_ms = now_ms > bucket->at_ms ? now_ms - bucket->at_ms : 0;
    /* Compared by division first: the product could be too large after a long time. */
    return passed_ms >= missing / limiter->per_minute + 1
               ? limiter->full
               : bucket->parts + passed_ms * limiter->per_minute;
}

static struct bucket *find(struct limiter *limiter, const char *name, int64_t now_ms)
{
    struct bucket *set = limiter->buckets[hash(limiter, name) % SETS];
    struct bucket *victim = &set[0];
    int64_t most = -1;
    for (size_t i = 0; i < WAYS; i++) {
        if (strcmp(set[i].name, name) == 0) {
            return &set[i];
        }
        int64_t parts = set[i].name[0] == '\0' ? INT64_MAX : parts_now(limiter, &set[i], now_ms);
        if (parts > most) {
            most = parts;
            victim = &set[i];
        }
    }
    mc_copy_text(victim->name, NAME_BYTES, name);
    victim->parts = limiter->full;
    victim->at_ms = now_ms;
    return victim;
}

bool limiter_take(struct limiter *limiter, const char *name, int64_t now_ms, int64_t *retry_after_s)
{
    MC_CHECK(name[0] != '\0' && strlen(name) < NAME_BYTES);
    (void)pthread_mutex_lock(&limiter->lock);
    struct bucket *bucket = find(limiter, name, now_ms);
    int64_t parts = parts_now(limiter, bucket, now_ms);
    bool taken = parts >= MINUTE_MS;
    bucket->parts = taken ? parts - MINUTE_MS : parts;
    bucket->at_ms = now_ms;
    (void)pthread_mutex_unlock(&limiter->lock);
    if (!taken) {
        int64_t wait_ms = (MINUTE_MS - parts + limiter->per_minute - 1) / limiter->per_minute;
        *retry_after_s = (wait_ms + 999) / 1000;
    }
    return taken;
}
