/* The heap after something was freed, as another process would see it: through /proc/self/mem. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/cmocka_all.h"

#define MARK 0xA7
/* glibc keeps lists of what is free: up to four addresses at its start. */
#define LIST_BYTES (4 * sizeof(void *))

static const size_t sizes[] = {40, 200, 1000, 2000, 40000};

static size_t marks_left(uintptr_t at, size_t len)
{
    uint8_t *seen = malloc(len);
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    assert_true(seen != NULL && memory >= 0);
    assert_int_equal(pread(memory, seen, len, (off_t)at), (ssize_t)len);
    (void)close(memory);
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += seen[i] == MARK;
    }
    free(seen);
    return count;
}

/* Something lies behind it, so that it is not given back to the system. */
static void *marked(size_t size, void **out_behind)
{
    void *memory = malloc(size);
    *out_behind = malloc(16);
    assert_true(memory != NULL && *out_behind != NULL);
    memset(memory, MARK, size);
    return memory;
}

static void what_is_freed_is_overwritten(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        void *behind = NULL;
        void *memory = marked(sizes[i], &behind);
        uintptr_t at = (uintptr_t)memory;
        assert_int_equal(marks_left(at, sizes[i]), sizes[i]);
        free(memory);
        assert_int_equal(marks_left(at + LIST_BYTES, sizes[i] - LIST_BYTES), 0);
        free(behind);
    }
}

static void what_moves_leaves_nothing_behind(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        void *behind = NULL;
        void *memory = marked(sizes[i], &behind);
        uintptr_t at = (uintptr_t)memory;
        uint8_t *grown = realloc(memory, 3 * sizes[i]);
        assert_non_null(grown);
        assert_true((uintptr_t)grown != at);
        assert_int_equal(marks_left((uintptr_t)grown, sizes[i]), sizes[i]);
        assert_int_equal(marks_left(at + LIST_BYTES, sizes[i] - LIST_BYTES), 0);
        free(grown);
        free(behind);
    }
}

static void what_shrinks_keeps_its_start_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        void *behind = NULL;
        void *memory = marked(sizes[i], &behind);
        uintptr_t at = (uintptr_t)memory;
        const size_t kept[] = {sizes[i] - 8, sizes[i] / 4};
        for (size_t k = 0; k < 2; k++) {
            memory = realloc(memory, kept[k]);
            assert_non_null(memory);
            assert_int_equal(marks_left((uintptr_t)memory, kept[k]), kept[k]);
            assert_int_equal(marks_left(at + sizes[i] / 2, sizes[i] - sizes[i] / 2),
                             k == 0 ? sizes[i] - sizes[i] / 2 - 8 : 0);
        }
        free(memory);
        free(behind);
    }
}

static void it_is_the_heap_that_is_expected(void **state)
{
    (void)state;
    free(NULL);
    char *text = realloc(NULL, 8);
    assert_non_null(text);
    memcpy(text, "abcdefg", 8);
    text = realloc(text, 4000);
    assert_string_equal(text, "abcdefg");
    /* NOLINTNEXTLINE(clang-analyzer-optin.portability.UnixAPI): as glibc does it */
    assert_null(realloc(text, 0));
    void *aligned = NULL;
    assert_int_equal(posix_memalign(&aligned, 4096, 100), 0);
    free(aligned);
    /* What cannot grow stays. */
    volatile size_t too_much = PTRDIFF_MAX;
    text = realloc(NULL, 8);
    memcpy(text, "abcdefg", 8);
    char *grown = realloc(text, too_much);
    if (grown == NULL) {
        assert_string_equal(text, "abcdefg");
        grown = text;
    }
    assert_ptr_equal(grown, text);
    free(grown);
}

/* The C library's own memory goes the same way: what a stream outgrows it frees by itself. */
static void streams_leave_nothing_behind(void **state)
{
    (void)state;
    static const size_t early = 1000;
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    assert_non_null(stream);
    for (size_t i = 0; i < early; i++) {
        assert_int_equal(fputc(MARK, stream), MARK);
    }
    assert_int_equal(fflush(stream), 0);
    uintptr_t at = (uintptr_t)text;
    assert_int_equal(marks_left(at, early), early);
    void *behind = malloc(16);
    for (int i = 0; i < 60000; i++) {
        assert_int_equal(fputc(MARK, stream), MARK);
    }
    assert_int_equal(fclose(stream), 0);
    assert_true((uintptr_t)text != at);
    assert_int_equal(marks_left(at + LIST_BYTES, early - LIST_BYTES), 0);
    free(text);
    free(behind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_freed_is_overwritten),
        cmocka_unit_test(what_moves_leaves_nothing_behind),
        cmocka_unit_test(what_shrinks_keeps_its_start_only),
        cmocka_unit_test(it_is_the_heap_that_is_expected),
        cmocka_unit_test(streams_leave_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
