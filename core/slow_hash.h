/*
 * A hash that is slow on purpose, for what has few possible values (an ID number): Argon2id
 * (RFC 9106, version 1.3) with one lane, three passes over 64 MiB, 32 bytes out. Trying every
 * number costs years, comparing one costs a fraction of a second. Blocks so long: not on the UI
 * thread.
 */
#ifndef MOTCUA_CORE_SLOW_HASH_H
#define MOTCUA_CORE_SLOW_HASH_H

#include <stddef.h>

#define MC_SLOW_HASH_CHARS 64 /* lower-case hex */

/* The salt is the first 16 bytes of the SHA-256 of salt_text. */
void mc_slow_hash(const char *secret, const char *salt_text, char out[MC_SLOW_HASH_CHARS + 1]);

#endif
