/*
 * The heap of the programs: what is freed is overwritten first, whoever frees it. What a citizen
 * entered passes through libraries (SDL_ttf, HarfBuzz, libcurl, OpenSSL, GnuTLS, SQLite, cJSON,
 * stdio) that copy it to memory of their own and free that as it is; glibc keeps the bytes until
 * somebody else happens to write there.
 *
 * These take the place of the C library's functions of the same name in the whole process (glibc
 * manual, "Replacing malloc"); what they do not replace stays the C library's. Only linked into
 * programs (mc_program() in cmake/targets.cmake), never with a sanitizer, which brings its own.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* NOLINTNEXTLINE(bugprone-reserved-identifier): glibc's free(), under the name it keeps for it */
extern void __libc_free(void *memory);

void free(void *memory)
{
    if (memory != NULL) {
        int saved = errno;
        explicit_bzero(memory, malloc_usable_size(memory));
        __libc_free(memory);
        errno = saved;
    }
}

/* Where the block has to move, glibc would free the old one by a way of its own. */
void *realloc(void *memory, size_t size)
{
    if (memory == NULL) {
        return malloc(size);
    }
    if (size == 0) {
        free(memory);
        return NULL;
    }
    size_t usable = malloc_usable_size(memory);
    /* A little smaller stays where it is, without what lay behind the new end. */
    if (size <= usable && size >= usable / 2) {
        explicit_bzero((uint8_t *)memory + size, usable - size);
        return memory;
    }
    void *moved = malloc(size);
    if (moved != NULL) {
        memcpy(moved, memory, size < usable ? size : usable);
        free(memory);
    }
    return moved;
}
