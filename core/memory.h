/*
 * Memory. Running out of it aborts, so callers never see NULL.
 *
 * Secret memory holds what a citizen entered: locked against swap, left out of core dumps, guarded
 * and wiped when freed (libsodium, sodium_malloc). mc_secure_init() must have run.
 */
#ifndef MOTCUA_CORE_MEMORY_H
#define MOTCUA_CORE_MEMORY_H

#include <stddef.h>

/* Zeroed; freed with free(). */
void *mc_calloc(size_t count, size_t size);
void *mc_realloc(void *memory, size_t size);
/* Copies; NULL stays NULL; freed with free(). */
char *mc_strdup(const char *text);
char *mc_strndup(const char *text, size_t len);
#define MC_NEW(type) ((type *)mc_calloc(1, sizeof(type)))

/* Copies at most size - 1 bytes, never cutting a UTF-8 character in two; always terminated. */
void mc_copy_text(char *out, size_t size, const char *text);

/* Once at start, before any thread: starts libsodium, and switches core dumps off. */
void mc_secure_init(void);
/* Zeroed. Freed with mc_secret_free() (NULL is fine), which wipes. */
void *mc_secret_alloc(size_t size);
void mc_secret_free(void *memory);
/* Wipes in a way the compiler cannot leave out. */
void mc_wipe(void *memory, size_t size);
/* Wipes what calls that have returned left on this thread's stack, as far as they usually reach.
 * For a thread that has worked on something secret and is about to rest. */
void mc_wipe_stack(void);

#endif
