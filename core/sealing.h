/*
 * Sealing to a public key: libsodium's sealed box (crypto_box_seal: an ephemeral X25519 key pair,
 * XSalsa20-Poly1305, nonce BLAKE2b-192 of both public keys; box = ephemeral public key and
 * ciphertext, 48 bytes longer than what is sealed). Whoever seals cannot open. The kinds of key
 * files (core/key_file.h) are motcua-x25519-public and -secret. mc_secure_init() must have run. Any
 * thread.
 */
#ifndef MOTCUA_CORE_SEALING_H
#define MOTCUA_CORE_SEALING_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/key_file.h"

#define MC_SEAL_BYTES 48 /* that a box is longer */

struct mc_sealing_key {
    uint8_t bytes[MC_KEY_BYTES];
    char id[MC_KEY_ID_CHARS + 1];
};

/* Holds the secret in secret memory. */
struct mc_opening_key;

struct mc_opening_key *mc_opening_key_make(void);
void mc_opening_key_destroy(struct mc_opening_key *key);
const struct mc_sealing_key *mc_opening_key_public(const struct mc_opening_key *key);

enum mc_err mc_opening_key_write(const struct mc_opening_key *key, const char *path,
                                 struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_sealing_key_write(const struct mc_sealing_key *key, const char *path,
                                 struct mc_error *err) MC_MUST_CHECK;
/* *out freed with mc_opening_key_destroy(). */
enum mc_err mc_opening_key_read(const char *path, struct mc_opening_key **out,
                                struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_sealing_key_read(const char *path, struct mc_sealing_key *out,
                                struct mc_error *err) MC_MUST_CHECK;

/* box: len + MC_SEAL_BYTES. */
void mc_seal(const struct mc_sealing_key *key, const void *bytes, size_t len, uint8_t *box);
/* out: len - MC_SEAL_BYTES. MC_EDENIED when it was not sealed to this key, or has been changed. */
enum mc_err mc_seal_open(const struct mc_opening_key *key, const uint8_t *box, size_t len,
                         uint8_t *out, struct mc_error *err) MC_MUST_CHECK;

#endif
