/*
 * Key files: one line of text, a word that says what kind of key it is and the key's 32 bytes in
 * base64 (RFC 4648 section 4), so that nobody takes one kind for another. A key is called by the
 * beginning of the SHA-256 of its public half. Any thread.
 */
#ifndef MOTCUA_CORE_KEY_FILE_H
#define MOTCUA_CORE_KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define MC_KEY_BYTES    32
#define MC_KEY_ID_CHARS 16 /* hex */

/* Made for its owner alone; MC_ECONFLICT if there is a file of that name already. `kind` without a
 * space, "motcua-ed25519-public". */
enum mc_err mc_key_file_write(const char *path, const char *kind, const uint8_t key[MC_KEY_BYTES],
                              struct mc_error *err) MC_MUST_CHECK;
/* MC_EPARSE if the file is no key of this kind. */
enum mc_err mc_key_file_read(const char *path, const char *kind, uint8_t out[MC_KEY_BYTES],
                             struct mc_error *err) MC_MUST_CHECK;
void mc_key_id(const uint8_t public_key[MC_KEY_BYTES], char out[MC_KEY_ID_CHARS + 1]);
bool mc_key_id_valid(const char *text);

#endif
