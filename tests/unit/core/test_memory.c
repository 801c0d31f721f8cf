#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "core/memory.h"
#include "tests/unit/cmocka_all.h"

#define DEPTH 64

static void nothing_of_the_process_is_dumped(void **state)
{
    (void)state;
    struct rlimit limit = {1, 1};
    assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
    assert_int_equal(limit.rlim_cur, 0);
    assert_int_equal(limit.rlim_max, 0);
    /* A core that is piped to a program is not bounded by the limit (core(5)). */
    assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
}

static void secret_memory_starts_empty_and_aligned(void **state)
{
    (void)state;
    static const uint8_t zeros[100];
    for (size_t size = 1; size <= sizeof zeros; size++) {
        uint8_t *memory = mc_secret_alloc(size);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        assert_memory_equal(memory, zeros, size);
        mc_secret_free(memory);
    }
    mc_secret_free(NULL);
}

static void a_copied_text_keeps_whole_characters(void **state)
{
    (void)state;
    char out[8];
    mc_copy_text(out, sizeof out, "Hương");
    assert_string_equal(out, "Hương");
    mc_copy_text(out, 4, "Hương");
    assert_string_equal(out, "Hư");
    mc_copy_text(out, 3, "Hương");
    assert_string_equal(out, "H");
    mc_copy_text(out, 1, "Hương");
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_of_the_process_is_dumped),
        cmocka_unit_test(secret_memory_starts_empty_and_aligned),
        cmocka_unit_test(a_copied_text_keeps_whole_characters),
    };
    mc_secure_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
