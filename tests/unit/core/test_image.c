#include "core/image.h"
#include "tests/unit/core/scratch.h"

static void grey_survives_a_round_trip(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    struct mc_grey image;
    mc_grey_init(&image, 7, 3);
    assert_int_equal(image.pixels[20], 0xFF);
    for (int i = 0; i < 21; i++) {
        image.pixels[i] = (uint8_t)(i * 12);
    }
    const char *path = scratch_path(&scratch, "a.png");
    assert_int_equal(mc_png_write_grey(path, &image, NULL), MC_OK);
    struct mc_grey back = {0};
    assert_int_equal(mc_png_read_grey(path, &back, NULL), MC_OK);
    assert_int_equal(back.width_px, 7);
    assert_int_equal(back.height_px, 3);
    assert_memory_equal(back.pixels, image.pixels, 21);
    mc_grey_finish(&back);
    mc_grey_finish(&image);
    assert_null(image.pixels);
    scratch_stop(&scratch);
}

static void colour_is_written_row_by_row_without_alpha(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    const uint32_t pixels[] = {0x00FFFFFF, 0xFF000000, 0x12345678, 0xFF808080, 0x00FFFFFF, 0};
    const char *path = scratch_path(&scratch, "a.png");
    assert_int_equal(mc_png_write_rgb(path, pixels, 2, 2, 3, NULL), MC_OK);
    struct mc_grey back = {0};
    assert_int_equal(mc_png_read_grey(path, &back, NULL), MC_OK);
    assert_int_equal(back.width_px, 2);
    const uint8_t expected[] = {0xFF, 0x00, 0x80, 0xFF};
    assert_memory_equal(back.pixels, expected, 4);
    mc_grey_finish(&back);
    scratch_stop(&scratch);
}

/* ISO 3309, as PNG uses it. */
static uint32_t crc(const uint8_t *bytes, size_t len)
{
    uint32_t sum = 0xFFFFFFFF;
    for (size_t i = 0; i < len; i++) {
        sum ^= bytes[i];
        for (int k = 0; k < 8; k++) {
            sum = sum >> 1 ^ ((sum & 1) != 0 ? 0xEDB88320U : 0);
        }
    }
    return ~sum;
}

static void a_bomb_is_refused_before_it_is_unpacked(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    /* Signature and an IHDR of 60,000 × 60,000 grey pixels, then the head of an IDAT. */
    uint8_t png[] = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\xEA\x60\0\0\xEA\x60\x08\0\0\0\0CRC!"
                    "\0\0\0\x10IDATxxxxxxxxxxxxxxxxCRC!";
    uint32_t sum = crc(png + 12, 17);
    for (int i = 0; i < 4; i++) {
        png[29 + i] = (uint8_t)(sum >> (24 - 8 * i));
    }
    const char *path = scratch_path(&scratch, "bomb.png");
    assert_int_equal(mc_file_write(path, png, sizeof png - 1, NULL), MC_OK);
    struct mc_grey image = {0};
    struct mc_error err;
    assert_int_equal(mc_png_read_grey(path, &image, &err), MC_ETOOBIG);
    assert_non_null(strstr(err.text, "60000x60000"));
    assert_null(image.pixels);
    scratch_stop(&scratch);
}

static void what_is_no_png_is_refused(void **state)
{
    (void)state;
    struct scratch scratch;
    scratch_start(&scratch);
    struct mc_grey image = {0};
    struct mc_error err;
    const char *path = scratch_write(&scratch, "a.png", "GIF89a, really");
    assert_int_equal(mc_png_read_grey(path, &image, &err), MC_EPARSE);
    path = scratch_write(&scratch, "a.png", "");
    assert_int_equal(mc_png_read_grey(path, &image, &err), MC_EPARSE);
    path = scratch_path(&scratch, "none.png");
    assert_int_equal(mc_png_read_grey(path, &image, &err), MC_ENOTFOUND);
    /* Cut in the middle of the pixels. */
    struct mc_grey whole;
    mc_grey_init(&whole, 64, 64);
    uint32_t noise = 1;
    for (int i = 0; i < 64 * 64; i++) {
        noise = noise * 1664525U + 1013904223U;
        whole.pixels[i] = (uint8_t)(noise >> 24);
    }
    path = scratch_path(&scratch, "a.png");
    assert_int_equal(mc_png_write_grey(path, &whole, NULL), MC_OK);
    assert_int_equal(truncate(path, 300), 0);
    assert_int_equal(mc_png_read_grey(path, &image, &err), MC_EPARSE);
    assert_null(image.pixels);
    mc_grey_finish(&whole);
    scratch_stop(&scratch);
}

static void a_failed_write_tells(void **state)
{
    (void)state;
    struct mc_grey image;
    mc_grey_init(&image, 1, 1);
    assert_int_equal(mc_png_write_grey("/nonexistent/a.png", &image, NULL), MC_EIO);
    mc_grey_finish(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grey_survives_a_round_trip),
        cmocka_unit_test(colour_is_written_row_by_row_without_alpha),
        cmocka_unit_test(a_bomb_is_refused_before_it_is_unpacked),
        cmocka_unit_test(what_is_no_png_is_refused),
        cmocka_unit_test(a_failed_write_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
