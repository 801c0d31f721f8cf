#include "core/sealing.h"

#include <sodium.h>

#include "core/memory.h"

static const char public_kind[] = "motcua-x25519-public";
static const char secret_kind[] = "motcua-x25519-secret";

_Static_assert(MC_SEAL_BYTES == crypto_box_SEALBYTES, "as libsodium's");
_Static_assert(MC_KEY_BYTES == crypto_box_PUBLICKEYBYTES, "as libsodium's");
_Static_assert(MC_KEY_BYTES == crypto_box_SECRETKEYBYTES, "as libsodium's");

struct mc_opening_key {
    uint8_t secret[MC_KEY_BYTES];
    struct mc_sealing_key public_key;
};

static struct mc_opening_key *finish_key(struct mc_opening_key *key)
{
    MC_CHECK(crypto_scalarmult_base(key->public_key.bytes, key->secret) == 0);
    mc_key_id(key->public_key.bytes, key->public_key.id);
    return key;
}

struct mc_opening_key *mc_opening_key_make(void)
{
    struct mc_opening_key *key = mc_secret_alloc(sizeof *key);
    randombytes_buf(key->secret, sizeof key->secret);
    return finish_key(key);
}

void mc_opening_key_destroy(struct mc_opening_key *key)
{
    mc_secret_free(key);
}

const struct mc_sealing_key *mc_opening_key_public(const struct mc_opening_key *key)
{
    return &key->public_key;
}

enum mc_err mc_opening_key_write(const struct mc_opening_key *key, const char *path,
                                 struct mc_error *err)
{
    return mc_key_file_write(path, secret_kind, key->secret, err);
}

enum mc_err mc_sealing_key_write(const struct mc_sealing_key *key, const char *path,
                                 struct mc_error *err)
{
    return mc_key_file_write(path, public_kind, key->bytes, err);
}

enum mc_err mc_opening_key_read(const char *path, struct mc_opening_key **out, struct mc_error *err)
{
    struct mc_opening_key *key = mc_secret_alloc(sizeof *key);
    enum mc_err rc = mc_key_file_read(path, secret_kind, key->secret, err);
    if (rc == MC_OK) {
        *out = finish_key(key);
    } else {
        mc_secret_free(key);
    }
    return rc;
}

enum mc_err mc_sealing_key_read(const char *path, struct mc_sealing_key *out, struct mc_error *err)
{
    struct mc_sealing_key key = {0};
    enum mc_err rc = mc_key_file_read(path, public_kind, key.bytes, err);
    if (rc == MC_OK) {
        mc_key_id(key.bytes, key.id);
        *out = key;
    }
    return rc;
}

void mc_seal(const struct mc_sealing_key *key, const void *bytes, size_t len, uint8_t *box)
{
    /* It fails only for a public key of low order, which no key file of ours holds by chance. */
    MC_CHECK(crypto_box_seal(box, bytes, len, key->bytes) == 0);
}

enum mc_err mc_seal_open(const struct mc_opening_key *key, const uint8_t *box, size_t len,
                         uint8_t *out, struct mc_error *err)
{
    if (len < MC_SEAL_BYTES ||
        crypto_box_seal_open(out, box, len, key->public_key.bytes, key->secret) != 0) {
        return mc_fail(err, MC_EDENIED, "not sealed to key %s, or changed since",
                       key->public_key.id);
    }
    return MC_OK;
}
