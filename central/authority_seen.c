/* Verified certificates by the hash of their bytes, each in one of a fixed number of places:
 * another one of the same place is forgotten. That it was signed by this authority never changes;
 * whether it is valid now, and not revoked, is asked each time. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "central/authority_internal.h"
#include "core/memory.h"

#define PLACES 4096 /* several times the kiosks of a city */

struct authority_seen {
    pthread_mutex_t lock;
    struct authority_verified places[PLACES]; /* expires_s 0: free */
};

static struct authority_verified *place_of(struct authority_seen *seen,
                                           const uint8_t hash[MC_SHA256_BYTES])
{
    return &seen->places[(hash[0] | (size_t)hash[1] << 8) % PLACES];
}

struct authority_seen *authority_seen_create(void)
{
    struct authority_seen *seen = MC_NEW(struct authority_seen);
    MC_CHECK(pthread_mutex_init(&seen->lock, NULL) == 0);
    return seen;
}

void authority_seen_destroy(struct authority_seen *seen)
{
    if (seen != NULL) {
        (void)pthread_mutex_destroy(&seen->lock);
        free(seen);
    }
}

bool authority_seen_find(struct authority_seen *seen, const uint8_t hash[MC_SHA256_BYTES],
                         struct authority_verified *out)
{
    const struct authority_verified *place = place_of(seen, hash);
    (void)pthread_mutex_lock(&seen->lock);
    bool found = place->identity.expires_s != 0 && memcmp(place->hash, hash, MC_SHA256_BYTES) == 0;
    if (found) {
        *out = *place;
    }
    (void)pthread_mutex_unlock(&seen->lock);
    return found;
}

void authority_seen_put(struct authority_seen *seen, const struct authority_verified *verified)
{
    (void)pthread_mutex_lock(&seen->lock);
    *place_of(seen, verified->hash) = *verified;
    (void)pthread_mutex_unlock(&seen->lock);
}
