#include "core/signature.h"

#include <sodium.h>
#include <string.h>

#include "core/memory.h"

static const char public_kind[] = "motcua-ed25519-public";
static const char secret_kind[] = "motcua-ed25519-secret";

struct mc_signing_key {
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    struct mc_public_key public_key;
};

static struct mc_signing_key *from_seed(const uint8_t seed[crypto_sign_SEEDBYTES])
{
    struct mc_signing_key *key = mc_secret_alloc(sizeof *key);
    MC_CHECK(crypto_sign_seed_keypair(key->public_key.bytes, key->secret, seed) == 0);
    mc_key_id(key->public_key.bytes, key->public_key.id);
    return key;
}

struct mc_signing_key *mc_signing_key_make(void)
{
    uint8_t seed[crypto_sign_SEEDBYTES];
    randombytes_buf(seed, sizeof seed);
    struct mc_signing_key *key = from_seed(seed);
    mc_wipe(seed, sizeof seed);
    return key;
}

void mc_signing_key_destroy(struct mc_signing_key *key)
{
    mc_secret_free(key);
}

const struct mc_public_key *mc_signing_key_public(const struct mc_signing_key *key)
{
    return &key->public_key;
}

/* ---- Files ---- */

enum mc_err mc_signing_key_write(const struct mc_signing_key *key, const char *path,
                                 struct mc_error *err)
{
    uint8_t seed[crypto_sign_SEEDBYTES];
    MC_CHECK(crypto_sign_ed25519_sk_to_seed(seed, key->secret) == 0);
    enum mc_err rc = mc_key_file_write(path, secret_kind, seed, err);
    mc_wipe(seed, sizeof seed);
    return rc;
}

enum mc_err mc_public_key_write(const struct mc_public_key *key, const char *path,
                                struct mc_error *err)
{
    return mc_key_file_write(path, public_kind, key->bytes, err);
}

enum mc_err mc_signing_key_read(const char *path, struct mc_signing_key **out, struct mc_error *err)
{
    uint8_t seed[crypto_sign_SEEDBYTES];
    enum mc_err rc = mc_key_file_read(path, secret_kind, seed, err);
    if (rc == MC_OK) {
        *out = from_seed(seed);
    }
    mc_wipe(seed, sizeof seed);
    return rc;
}

enum mc_err mc_public_key_read(const char *path, struct mc_public_key *out, struct mc_error *err)
{
    struct mc_public_key key = {0};
    enum mc_err rc = mc_key_file_read(path, public_kind, key.bytes, err);
    if (rc == MC_OK) {
        mc_key_id(key.bytes, key.id);
        *out = key;
    }
    return rc;
}

/* ---- Signatures ---- */

void mc_sign(const struct mc_signing_key *key, const void *bytes, size_t len,
             char out[MC_SIGNATURE_CHARS + 1])
{
    uint8_t signature[crypto_sign_BYTES];
    MC_CHECK(crypto_sign_detached(signature, NULL, bytes, len, key->secret) == 0);
    (void)sodium_bin2base64(out, MC_SIGNATURE_CHARS + 1, signature, sizeof signature,
                            sodium_base64_VARIANT_ORIGINAL);
}

enum mc_err mc_signature_check(const struct mc_public_key *key, const void *bytes, size_t len,
                               const char *signature, struct mc_error *err)
{
    uint8_t raw[crypto_sign_BYTES];
    size_t chars = strnlen(signature, MC_SIGNATURE_CHARS + 1);
    size_t len_raw = 0;
    if (chars != MC_SIGNATURE_CHARS ||
        sodium_base642bin(raw, sizeof raw, signature, chars, NULL, &len_raw, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        len_raw != sizeof raw || crypto_sign_verify_detached(raw, bytes, len, key->bytes) != 0) {
        return mc_fail(err, MC_EDENIED, "not signed by key %s", key->id);
    }
    return MC_OK;
}
