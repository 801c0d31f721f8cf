/*
 * A PIN kept as a salted hash: Argon2id by libsodium (crypto_pwhash_str), as one line of text.
 * mc_secure_init() must have run. Slow on purpose: not on the UI thread. Any thread.
 */
#ifndef MOTCUA_CORE_PIN_H
#define MOTCUA_CORE_PIN_H

#include <stdbool.h>

#include "core/error.h"

#define MC_PIN_CHARS_LEAST 6
#define MC_PIN_CHARS_MOST  12
#define MC_PIN_HASH_BYTES  128

/* Digits only, neither too few nor too many. */
bool mc_pin_valid(const char *pin);
/* MC_EINVAL for a PIN that is not valid. */
enum mc_err mc_pin_hash(const char *pin, char out[MC_PIN_HASH_BYTES],
                        struct mc_error *err) MC_MUST_CHECK;
/* Is one that mc_pin_hash() could have made; no PIN is right for any other. */
bool mc_pin_hash_valid(const char *hash);
bool mc_pin_check(const char *pin, const char *hash);

#endif
