#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "core/image_jpeg.h"
#include "core/memory.h"
#include "tests/unit/cmocka_all.h"

#define WIDTH  40
#define HEIGHT 24
#define SIDE   4096

struct bytes {
    unsigned char *bytes;
    unsigned long len;
};

/* A picture with a red, a green and a blue third, as a JPEG in `space`. */
static struct bytes encode(J_COLOR_SPACE space, bool progressive)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    struct bytes out = {0};
    jpeg_mem_dest(&jpeg, &out.bytes, &out.len);
    jpeg.image_width = WIDTH;
    jpeg.image_height = HEIGHT;
    jpeg.in_color_space = space == JCS_CMYK ? JCS_CMYK : JCS_RGB;
    jpeg.input_components = space == JCS_CMYK ? 4 : 3;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, space);
    jpeg_set_quality(&jpeg, 98, TRUE);
    if (progressive) {
        jpeg_simple_progression(&jpeg);
    }
    jpeg_start_compress(&jpeg, TRUE);
    unsigned char row[WIDTH * 4] = {0};
    for (int x = 0; x < WIDTH; x++) {
        row[x * jpeg.input_components + x * 3 / WIDTH] = 255;
    }
    while (jpeg.next_scanline < HEIGHT) {
        JSAMPROW rows = row;
        (void)jpeg_write_scanlines(&jpeg, &rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return out;
}

static void assert_near(int value, int expected)
{
    assert_in_range(value, expected < 12 ? 0 : expected - 12, expected + 12);
}

/* The three thirds, by their luminance (ITU-R BT.601) or by their colour. */
static void assert_picture(const struct mc_jpeg *picture, int channels)
{
    static const int luminance[] = {76, 150, 29};
    assert_int_equal(picture->width_px, WIDTH);
    assert_int_equal(picture->height_px, HEIGHT);
    assert_int_equal(picture->channels, channels);
    for (int third = 0; third < 3; third++) {
        int x = WIDTH * (2 * third + 1) / 6;
        const uint8_t *at = picture->pixels + (size_t)((HEIGHT / 2) * WIDTH + x) * channels;
        for (int c = 0; c < channels; c++) {
            assert_near(at[c], channels == 1 ? luminance[third] : third == c ? 255 : 0);
        }
    }
}

static void colour_and_grey_come_out(void **state)
{
    (void)state;
    for (int progressive = 0; progressive < 2; progressive++) {
        struct bytes jpeg = encode(JCS_YCbCr, progressive != 0);
        struct mc_jpeg picture = {0};
        assert_int_equal(mc_jpeg_decode(jpeg.bytes, jpeg.len, MC_JPEG_RGB, SIDE, &picture, NULL),
                         MC_OK);
        assert_picture(&picture, 3);
        mc_jpeg_finish(&picture);
        assert_null(picture.pixels);
        assert_int_equal(mc_jpeg_decode(jpeg.bytes, jpeg.len, MC_JPEG_GREY, SIDE, &picture, NULL),
                         MC_OK);
        assert_picture(&picture, 1);
        mc_jpeg_finish(&picture);
        free(jpeg.bytes);
    }
}

static void every_common_kind_is_read(void **state)
{
    (void)state;
    const J_COLOR_SPACE spaces[] = {JCS_GRAYSCALE, JCS_RGB, JCS_YCbCr};
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        struct bytes jpeg = encode(spaces[i], false);
        struct mc_jpeg picture = {0};
        assert_int_equal(mc_jpeg_decode(jpeg.bytes, jpeg.len, MC_JPEG_GREY, SIDE, &picture, NULL),
                         MC_OK);
        assert_picture(&picture, 1);
        mc_jpeg_finish(&picture);
        assert_int_equal(mc_jpeg_decode(jpeg.bytes, jpeg.len, MC_JPEG_RGB, SIDE, &picture, NULL),
                         MC_OK);
        mc_jpeg_finish(&picture);
        free(jpeg.bytes);
    }
    struct bytes print = encode(JCS_CMYK, false);
    struct mc_jpeg picture = {0};
    assert_int_equal(mc_jpeg_decode(print.bytes, print.len, MC_JPEG_RGB, SIDE, &picture, NULL),
                     MC_EPARSE);
    assert_null(picture.pixels);
    free(print.bytes);
}

static void the_header_tells_the_size(void **state)
{
    (void)state;
    struct bytes jpeg = encode(JCS_YCbCr, false);
    int width = 0;
    int height = 0;
    assert_int_equal(mc_jpeg_size(jpeg.bytes, jpeg.len, SIDE, &width, &height, NULL), MC_OK);
    assert_int_equal(width, WIDTH);
    assert_int_equal(height, HEIGHT);
    assert_int_equal(mc_jpeg_size(jpeg.bytes, 10, SIDE, &width, &height, NULL), MC_EPARSE);
    assert_int_equal(mc_jpeg_size(jpeg.bytes, 0, SIDE, &width, &height, NULL), MC_EPARSE);
    assert_int_equal(mc_jpeg_size(jpeg.bytes, jpeg.len, WIDTH - 1, &width, &height, NULL),
                     MC_ETOOBIG);
    free(jpeg.bytes);
}

/* Where marker FF `code` begins. */
static size_t find_marker(const struct bytes *jpeg, int code)
{
    size_t at = 0;
    while (at + 1 < jpeg->len && (jpeg->bytes[at] != 0xFF || jpeg->bytes[at + 1] != code)) {
        at++;
    }
    assert_true(at + 1 < jpeg->len);
    return at;
}

static void too_large_is_refused_before_it_is_unpacked(void **state)
{
    (void)state;
    struct bytes jpeg = encode(JCS_YCbCr, false);
    struct mc_jpeg picture = {0};
    struct mc_error err;
    assert_int_equal(mc_jpeg_decode(jpeg.bytes, jpeg.len, MC_JPEG_GREY, HEIGHT, &picture, &err),
                     MC_ETOOBIG);
    /* The frame header's height and width, 5 bytes behind its marker: 65,500 each. */
    size_t frame = find_marker(&jpeg, 0xC0);
    for (int i = 5; i < 9; i += 2) {
        jpeg.bytes[frame + (size_t)i] = 0xFF;
        jpeg.bytes[frame + (size_t)i + 1] = 0xDC;
    }
    assert_int_equal(
        mc_jpeg_decode(jpeg.bytes, jpeg.len, MC_JPEG_GREY, MC_IMAGE_SIDE_MAX_PX, &picture, &err),
        MC_ETOOBIG);
    assert_non_null(strstr(err.text, "65500x65500"));
    assert_null(picture.pixels);
    free(jpeg.bytes);
}

static void cut_anywhere_it_is_refused(void **state)
{
    (void)state;
    struct bytes jpeg = encode(JCS_YCbCr, false);
    for (unsigned long len = 0; len + 2 < jpeg.len; len++) {
        unsigned char *cut = mc_calloc(len + 1, 1);
        memcpy(cut, jpeg.bytes, len);
        struct mc_jpeg picture = {0};
        struct mc_error err = {0};
        enum mc_err rc = mc_jpeg_decode(cut, len, MC_JPEG_GREY, SIDE, &picture, &err);
        assert_int_equal(rc, MC_EPARSE);
        assert_string_not_equal(err.text, "");
        assert_null(picture.pixels);
        free(cut);
    }
    free(jpeg.bytes);
}

/* `jpeg` without the segments of marker FF `code`, or with stray bytes before its end. */
static struct bytes without(const struct bytes *jpeg, int code)
{
    struct bytes out = {mc_calloc(jpeg->len, 1), 0};
    size_t at = 2;
    memcpy(out.bytes, jpeg->bytes, 2);
    out.len = 2;
    while (jpeg->bytes[at + 1] != 0xDA) {
        size_t segment = 2 + ((size_t)jpeg->bytes[at + 2] << 8 | jpeg->bytes[at + 3]);
        if (jpeg->bytes[at + 1] != code) {
            memcpy(out.bytes + out.len, jpeg->bytes + at, segment);
            out.len += segment;
        }
        at += segment;
    }
    memcpy(out.bytes + out.len, jpeg->bytes + at, jpeg->len - at);
    out.len += jpeg->len - at;
    return out;
}

static void motion_jpeg_needs_no_huffman_tables(void **state)
{
    (void)state;
    struct bytes jpeg = encode(JCS_YCbCr, false);
    struct bytes bare = without(&jpeg, 0xC4);
    assert_true(bare.len < jpeg.len);
    struct mc_jpeg picture = {0};
    assert_int_equal(mc_jpeg_decode(bare.bytes, bare.len, MC_JPEG_GREY, SIDE, &picture, NULL),
                     MC_OK);
    assert_picture(&picture, 1);
    mc_jpeg_finish(&picture);
    free(bare.bytes);
    free(jpeg.bytes);
}

static void stray_bytes_of_webcams_do_no_harm(void **state)
{
    (void)state;
    struct bytes jpeg = encode(JCS_YCbCr, false);
    struct bytes stray = {mc_calloc(jpeg.len + 4, 1), jpeg.len + 4};
    size_t end = jpeg.len - 2;
    memcpy(stray.bytes, jpeg.bytes, end);
    memcpy(stray.bytes + end + 4, jpeg.bytes + end, 2);
    struct mc_jpeg picture = {0};
    assert_int_equal(mc_jpeg_decode(stray.bytes, stray.len, MC_JPEG_GREY, SIDE, &picture, NULL),
                     MC_OK);
    assert_picture(&picture, 1);
    mc_jpeg_finish(&picture);
    free(stray.bytes);
    free(jpeg.bytes);
}

static void a_bomb_of_scans_is_refused(void **state)
{
    (void)state;
    struct bytes jpeg = encode(JCS_YCbCr, true);
    /* Its last scan, over and over. */
    size_t scan = 0;
    for (size_t at = 0; at + 1 < jpeg.len; at++) {
        scan = jpeg.bytes[at] == 0xFF && jpeg.bytes[at + 1] == 0xDA ? at : scan;
    }
    size_t scan_len = jpeg.len - 2 - scan;
    size_t repeats = 4 * MC_JPEG_SCANS_MAX;
    struct bytes bomb = {mc_calloc(jpeg.len + repeats * scan_len, 1), 0};
    memcpy(bomb.bytes, jpeg.bytes, scan);
    bomb.len = scan;
    for (size_t i = 0; i < repeats; i++) {
        memcpy(bomb.bytes + bomb.len, jpeg.bytes + scan, scan_len);
        bomb.len += scan_len;
    }
    memcpy(bomb.bytes + bomb.len, jpeg.bytes + jpeg.len - 2, 2);
    bomb.len += 2;
    struct mc_jpeg picture = {0};
    assert_int_equal(mc_jpeg_decode(bomb.bytes, bomb.len, MC_JPEG_GREY, SIDE, &picture, NULL),
                     MC_EPARSE);
    assert_null(picture.pixels);
    free(bomb.bytes);
    free(jpeg.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colour_and_grey_come_out),
        cmocka_unit_test(every_common_kind_is_read),
        cmocka_unit_test(the_header_tells_the_size),
        cmocka_unit_test(too_large_is_refused_before_it_is_unpacked),
        cmocka_unit_test(cut_anywhere_it_is_refused),
        cmocka_unit_test(motion_jpeg_needs_no_huffman_tables),
        cmocka_unit_test(stray_bytes_of_webcams_do_no_harm),
        cmocka_unit_test(a_bomb_of_scans_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
