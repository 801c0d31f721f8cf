#include <stdlib.h>
#include <string.h>

#include "core/gzip.h"
#include "core/memory.h"
#include "tests/unit/cmocka_all.h"

#define ROOM_BYTES ((size_t)1024 * 1024)

static void what_was_packed_comes_out_again(void **state)
{
    (void)state;
    const size_t sizes[] = {0, 1, 65535, 65536, 300000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *text = mc_calloc(1, sizes[i] + 1);
        for (size_t k = 0; k < sizes[i]; k++) {
            text[k] = (char)('a' + (k * 7 + k / 251) % 26);
        }
        uint8_t *packed = NULL;
        size_t packed_len = 0;
        mc_gzip_pack(text, sizes[i], &packed, &packed_len);
        char *out = NULL;
        size_t out_len = 0;
        /* Exactly as much room as it needs, and not one byte less. */
        assert_int_equal(mc_gzip_unpack(packed, packed_len, sizes[i], &out, &out_len, NULL), MC_OK);
        assert_int_equal(out_len, sizes[i]);
        assert_memory_equal(out, text, sizes[i]);
        assert_int_equal(out[out_len], '\0');
        free(out);
        out = NULL;
        if (sizes[i] > 0) {
            assert_int_equal(mc_gzip_unpack(packed, packed_len, sizes[i] - 1, &out, &out_len, NULL),
                             MC_ETOOBIG);
            assert_null(out);
        }
        free(packed);
        free(text);
    }
}

static void a_small_file_cannot_fill_the_memory(void **state)
{
    (void)state;
    size_t huge_bytes = 64 * ROOM_BYTES;
    char *zeros = mc_calloc(1, huge_bytes);
    uint8_t *packed = NULL;
    size_t packed_len = 0;
    mc_gzip_pack(zeros, huge_bytes, &packed, &packed_len);
    free(zeros);
    assert_true(packed_len < ROOM_BYTES);
    char *out = NULL;
    size_t out_len = 0;
    struct mc_error err;
    assert_int_equal(mc_gzip_unpack(packed, packed_len, ROOM_BYTES, &out, &out_len, &err),
                     MC_ETOOBIG);
    assert_null(out);
    free(packed);
}

static void cut_damaged_and_followed_data_are_refused(void **state)
{
    (void)state;
    static const char text[] = "Đăng ký khai sinh, đăng ký khai tử, đăng ký kết hôn";
    uint8_t *packed = NULL;
    size_t len = 0;
    mc_gzip_pack(text, sizeof text, &packed, &len);
    char *out = NULL;
    size_t out_len = 0;
    for (size_t cut = 0; cut < len; cut++) {
        assert_int_equal(mc_gzip_unpack(packed, cut, ROOM_BYTES, &out, &out_len, NULL), MC_EPARSE);
    }
    uint8_t *longer = mc_calloc(1, len + 1);
    memcpy(longer, packed, len);
    assert_int_equal(mc_gzip_unpack(longer, len + 1, ROOM_BYTES, &out, &out_len, NULL), MC_EPARSE);
    longer[len - 8] ^= 1; /* the check sum, RFC 1952 section 2.3.1 */
    assert_int_equal(mc_gzip_unpack(longer, len, ROOM_BYTES, &out, &out_len, NULL), MC_EPARSE);
    assert_int_equal(mc_gzip_unpack(text, sizeof text, ROOM_BYTES, &out, &out_len, NULL),
                     MC_EPARSE);
    assert_null(out);
    free(longer);
    free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_comes_out_again),
        cmocka_unit_test(a_small_file_cannot_fill_the_memory),
        cmocka_unit_test(cut_damaged_and_followed_data_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
