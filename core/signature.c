#include "core/signature.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/ident.h"
#include "core/memory.h"

#define KEY_FILE_MAX_BYTES 256
#define KEY_CHARS          44 /* 32 bytes in base64 */

static const char public_mark[] = "motcua-ed25519-public ";
static const char secret_mark[] = "motcua-ed25519-secret ";

struct mc_signing_key {
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    struct mc_public_key public_key;
};

static void name_key(struct mc_public_key *key)
{
    char hash[MC_SHA256_CHARS + 1];
    mc_sha256_hex(key->bytes, sizeof key->bytes, hash);
    mc_copy_text(key->id, sizeof key->id, hash);
}

static struct mc_signing_key *from_seed(const uint8_t seed[crypto_sign_SEEDBYTES])
{
    struct mc_signing_key *key = mc_secret_alloc(sizeof *key);
    MC_CHECK(crypto_sign_seed_keypair(key->public_key.bytes, key->secret, seed) == 0);
    name_key(&key->public_key);
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

static enum mc_err write_key(const char *path, const char *mark, const uint8_t bytes[32],
                             struct mc_error *err)
{
    if (access(path, F_OK) == 0) {
        return mc_fail(err, MC_ECONFLICT, "%s is there already", path);
    }
    char base64[KEY_CHARS + 1];
    char line[sizeof public_mark + KEY_CHARS + 1];
    (void)sodium_bin2base64(base64, sizeof base64, bytes, 32, sodium_base64_VARIANT_ORIGINAL);
    int n = snprintf(line, sizeof line, "%s%s\n", mark, base64);
    MC_CHECK(n > 0 && (size_t)n < sizeof line);
    enum mc_err rc = mc_file_write(path, line, (size_t)n, err);
    mc_wipe(base64, sizeof base64);
    mc_wipe(line, sizeof line);
    return rc;
}

enum mc_err mc_signing_key_write(const struct mc_signing_key *key, const char *path,
                                 struct mc_error *err)
{
    uint8_t seed[crypto_sign_SEEDBYTES];
    MC_CHECK(crypto_sign_ed25519_sk_to_seed(seed, key->secret) == 0);
    enum mc_err rc = write_key(path, secret_mark, seed, err);
    mc_wipe(seed, sizeof seed);
    return rc;
}

enum mc_err mc_public_key_write(const struct mc_public_key *key, const char *path,
                                struct mc_error *err)
{
    return write_key(path, public_mark, key->bytes, err);
}

static bool decode(const char *base64, size_t chars, uint8_t *out, size_t size)
{
    size_t len = 0;
    return sodium_base642bin(out, size, base64, chars, NULL, &len, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           len == size;
}

static enum mc_err read_key(const char *path, const char *mark, uint8_t out[32],
                            struct mc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, KEY_FILE_MAX_BYTES, &text, &len, err);
    if (rc != MC_OK) {
        return rc;
    }
    size_t mark_len = strlen(mark);
    size_t chars = strcspn(text, "\r\n");
    if (strncmp(text, mark, mark_len) != 0 || !decode(text + mark_len, chars - mark_len, out, 32)) {
        rc = mc_fail(err, MC_EPARSE, "%s: expected \"%s\" and a key", path, mark);
    }
    mc_wipe(text, len);
    free(text);
    return rc;
}

enum mc_err mc_signing_key_read(const char *path, struct mc_signing_key **out, struct mc_error *err)
{
    uint8_t seed[crypto_sign_SEEDBYTES];
    enum mc_err rc = read_key(path, secret_mark, seed, err);
    if (rc == MC_OK) {
        *out = from_seed(seed);
    }
    mc_wipe(seed, sizeof seed);
    return rc;
}

enum mc_err mc_public_key_read(const char *path, struct mc_public_key *out, struct mc_error *err)
{
    struct mc_public_key key = {0};
    enum mc_err rc = read_key(path, public_mark, key.bytes, err);
    if (rc == MC_OK) {
        name_key(&key);
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
    if (chars != MC_SIGNATURE_CHARS || !decode(signature, chars, raw, sizeof raw) ||
        crypto_sign_verify_detached(raw, bytes, len, key->bytes) != 0) {
        return mc_fail(err, MC_EDENIED, "not signed by key %s", key->id);
    }
    return MC_OK;
}
