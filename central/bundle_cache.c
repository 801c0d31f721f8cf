#include "central/bundle_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "central/publisher.h"
#include "core/memory.h"

#define BUNDLES_MAX (PUBLISHER_DELTAS_MAX + 1)

struct cached_bundle {
    struct storage_bundle bundle;
    atomic_size_t holders; /* the cache is one */
};

struct bundle_cache {
    pthread_mutex_t lock;
    struct cached_bundle *bundles[BUNDLES_MAX]; /* all of one version */
    size_t count;
};

struct bundle_cache *bundle_cache_create(void)
{
    struct bundle_cache *cache = MC_NEW(struct bundle_cache);
    MC_CHECK(pthread_mutex_init(&cache->lock, NULL) == 0);
    return cache;
}

const struct storage_bundle *cached_bundle_data(const struct cached_bundle *bundle)
{
    return &bundle->bundle;
}

void cached_bundle_give_back(void *context)
{
    struct cached_bundle *bundle = context;
    if (bundle != NULL && atomic_fetch_sub(&bundle->holders, 1) == 1) {
        storage_bundle_finish(&bundle->bundle);
        free(bundle);
    }
}

static void drop_all(struct bundle_cache *cache)
{
    for (size_t i = 0; i < cache->count; i++) {
        cached_bundle_give_back(cache->bundles[i]);
    }
    cache->count = 0;
}

void bundle_cache_destroy(struct bundle_cache *cache)
{
    if (cache != NULL) {
        drop_all(cache);
        (void)pthread_mutex_destroy(&cache->lock);
        free(cache);
    }
}

/* Held once more for the caller; NULL if it is not there. */
static struct cached_bundle *find(struct bundle_cache *cache, int64_t version, int64_t from)
{
    for (size_t i = 0; i < cache->count; i++) {
        struct cached_bundle *bundle = cache->bundles[i];
        if (bundle->bundle.version == version && bundle->bundle.from == from) {
            (void)atomic_fetch_add(&bundle->holders, 1);
            return bundle;
        }
    }
    return NULL;
}

static void keep(struct bundle_cache *cache, struct cached_bundle *bundle)
{
    if (cache->count > 0 && cache->bundles[0]->bundle.version < bundle->bundle.version) {
        drop_all(cache);
    }
    if (cache->count < BUNDLES_MAX &&
        (cache->count == 0 || cache->bundles[0]->bundle.version == bundle->bundle.version)) {
        (void)atomic_fetch_add(&bundle->holders, 1);
        cache->bundles[cache->count++] = bundle;
    }
}

enum mc_err bundle_cache_get(struct bundle_cache *cache, struct storage *storage, int64_t version,
                             int64_t from, struct cached_bundle **out, struct mc_error *err)
{
    (void)pthread_mutex_lock(&cache->lock);
    struct cached_bundle *bundle = find(cache, version, from);
    enum mc_err rc = MC_OK;
    if (bundle == NULL) {
        /* Read under the lock: those who want the same wait, and find it there. */
        struct storage_bundle read = {0};
        rc = storage_catalogue_bundle(storage, version, from, &read, err);
        if (rc == MC_OK) {
            bundle = MC_NEW(struct cached_bundle);
            bundle->bundle = read;
            atomic_init(&bundle->holders, 1);
            keep(cache, bundle);
        }
    }
    (void)pthread_mutex_unlock(&cache->lock);
    if (rc == MC_OK) {
        *out = bundle;
    }
    return rc;
}
