#include "core/memory.h"

#include <sodium.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "core/error.h"

/* TLS and SQLite reach some 40 KiB deep. */
#define STACK_WIPED_BYTES ((size_t)128 * 1024)

void *mc_calloc(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    MC_CHECK(memory != NULL);
    return memory;
}

void *mc_realloc(void *memory, size_t size)
{
    void *grown = realloc(memory, size > 0 ? size : 1);
    MC_CHECK(grown != NULL);
    return grown;
}

char *mc_strndup(const char *text, size_t len)
{
    if (text == NULL) {
        return NULL;
    }
    size_t n = strnlen(text, len);
    char *copy = mc_calloc(n + 1, 1);
    memcpy(copy, text, n);
    return copy;
}

char *mc_strdup(const char *text)
{
    return mc_strndup(text, SIZE_MAX - 1);
}

void mc_copy_text(char *out, size_t size, const char *text)
{
    MC_CHECK(size > 0);
    size_t len = strlen(text);
    if (len >= size) {
        len = size - 1;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    memmove(out, text, len);
    out[len] = '\0';
}

void mc_secure_init(void)
{
    MC_CHECK(sodium_init() >= 0);
    /* Secret memory is left out of core dumps; what passes through other memory is not written to
     * a disk either. */
    const struct rlimit none = {0, 0};
    MC_CHECK(setrlimit(RLIMIT_CORE, &none) == 0);
    /* The limit does not hold for a core that is piped to a program (core(5)). This does, and keeps
     * other processes of the same user from reading along. */
    MC_CHECK(prctl(PR_SET_DUMPABLE, 0) == 0);
}

void *mc_secret_alloc(size_t size)
{
    /* sodium_malloc() puts the end, not the start, on a page: whole units keep the start aligned.
     */
    const size_t unit = _Alignof(max_align_t);
    size_t whole = (size + unit - 1) / unit * unit;
    void *memory = sodium_malloc(whole);
    MC_CHECK(memory != NULL);
    memset(memory, 0, whole);
    return memory;
}

void mc_secret_free(void *memory)
{
    sodium_free(memory);
}

void mc_wipe(void *memory, size_t size)
{
    sodium_memzero(memory, size);
}

/* Not inlined: the array has to lie below the caller's frame. */
__attribute__((noinline)) void mc_wipe_stack(void)
{
    uint8_t below[STACK_WIPED_BYTES];
    mc_wipe(below, sizeof below);
}
