/*
 * Detached signatures: Ed25519 (RFC 8032, pure) by libsodium, over the exact bytes of a file or an
 * answer. The kinds of key files (core/key_file.h) are motcua-ed25519-public and -secret, the 32
 * bytes those of RFC 8032's public key or seed. mc_secure_init() must have run. Any thread.
 */
#ifndef MOTCUA_CORE_SIGNATURE_H
#define MOTCUA_CORE_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/key_file.h"

#define MC_PUBLIC_KEY_BYTES 32
#define MC_SIGNATURE_CHARS  88 /* base64, RFC 4648 section 4 */

struct mc_public_key {
    uint8_t bytes[MC_PUBLIC_KEY_BYTES];
    char id[MC_KEY_ID_CHARS + 1];
};

/* Holds the secret in secret memory. */
struct mc_signing_key;

struct mc_signing_key *mc_signing_key_make(void);
void mc_signing_key_destroy(struct mc_signing_key *key);
const struct mc_public_key *mc_signing_key_public(const struct mc_signing_key *key);

/* Files are made for their owner alone; MC_ECONFLICT if there is one of that name already. */
enum mc_err mc_signing_key_write(const struct mc_signing_key *key, const char *path,
                                 struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_public_key_write(const struct mc_public_key *key, const char *path,
                                struct mc_error *err) MC_MUST_CHECK;
/* MC_EPARSE if the file is no key of this kind. *out freed with mc_signing_key_destroy(). */
enum mc_err mc_signing_key_read(const char *path, struct mc_signing_key **out,
                                struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_public_key_read(const char *path, struct mc_public_key *out,
                               struct mc_error *err) MC_MUST_CHECK;

void mc_sign(const struct mc_signing_key *key, const void *bytes, size_t len,
             char out[MC_SIGNATURE_CHARS + 1]);
/* MC_EDENIED when the signature is malformed, another key's, or over other bytes. */
enum mc_err mc_signature_check(const struct mc_public_key *key, const void *bytes, size_t len,
                               const char *signature, struct mc_error *err) MC_MUST_CHECK;

#endif
