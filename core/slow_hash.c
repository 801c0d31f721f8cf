#include "core/slow_hash.h"

#include <sodium.h>
#include <string.h>

#include "core/error.h"

#define PASSES       3U
#define MEMORY_BYTES ((size_t)64 * 1024 * 1024)
#define HASH_BYTES   32

_Static_assert(crypto_pwhash_SALTBYTES <= crypto_hash_sha256_BYTES, "the hash is long enough");

void mc_slow_hash(const char *secret, const char *salt_text, char out[MC_SLOW_HASH_CHARS + 1])
{
    uint8_t salt[crypto_hash_sha256_BYTES];
    uint8_t hash[HASH_BYTES];
    (void)crypto_hash_sha256(salt, (const uint8_t *)salt_text, strlen(salt_text));
    /* It fails only when there is no memory. */
    MC_CHECK(crypto_pwhash(hash, sizeof hash, secret, strlen(secret), salt, PASSES, MEMORY_BYTES,
                           crypto_pwhash_ALG_ARGON2ID13) == 0);
    (void)sodium_bin2hex(out, MC_SLOW_HASH_CHARS + 1, hash, sizeof hash);
}
