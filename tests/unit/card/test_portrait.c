/* JPEG 2000 files whose boxes say something else of the picture than its codestream does. */
#include <string.h>

#include "core/memory.h"
#include "drivers/card/emrtd/portrait.h"
#include "drivers/card/virtual/document.h"
#include "tests/unit/cmocka_all.h"

#define FILE_BYTES 65536
#define COLOURS    256
#define WIDTH_PX   240 /* as it is drawn */
#define HEIGHT_PX  320

static void put_u16(struct mc_buffer *out, unsigned value)
{
    mc_buffer_put_byte(out, (uint8_t)(value >> 8));
    mc_buffer_put_byte(out, (uint8_t)value);
}

static void put_u32(struct mc_buffer *out, size_t value)
{
    put_u16(out, (unsigned)(value >> 16));
    put_u16(out, (unsigned)value & 0xFFFF);
}

/* ISO/IEC 15444-1, annex I.4. */
static void put_box(struct mc_buffer *out, const char *type, const struct mc_buffer *content)
{
    put_u32(out, content->len + 8);
    mc_buffer_put(out, type, 4);
    mc_buffer_put(out, content->bytes, content->len);
}

/* Every colour of the palette is its own number in the first channel, and the same upside down in
 * the others. */
static void put_palette(struct mc_buffer *out, int channels)
{
    struct mc_buffer box;
    mc_buffer_init(&box, FILE_BYTES);
    put_u16(&box, COLOURS);
    mc_buffer_put_byte(&box, (uint8_t)channels);
    for (int i = 0; i < channels; i++) {
        mc_buffer_put_byte(&box, 7); /* eight bits */
    }
    for (int i = 0; i < COLOURS * channels; i++) {
        int colour = i / channels;
        mc_buffer_put_byte(&box, (uint8_t)(i % channels == 0 ? colour : COLOURS - 1 - colour));
    }
    put_box(out, "pclr", &box);
    mc_buffer_clear(&box);
    for (int i = 0; i < channels; i++) {
        put_u16(&box, 0);            /* the only component, */
        mc_buffer_put_byte(&box, 1); /* through the palette, */
        mc_buffer_put_byte(&box, (uint8_t)i);
    }
    put_box(out, "cmap", &box);
    mc_buffer_finish(&box);
}

static void put_header(struct mc_buffer *out, int channels)
{
    static const uint8_t rgb[] = {1, 0, 0, 0, 0, 0, 16};
    struct mc_buffer box;
    struct mc_buffer all;
    mc_buffer_init(&box, FILE_BYTES);
    mc_buffer_init(&all, FILE_BYTES);
    put_u32(&box, HEIGHT_PX);
    put_u32(&box, WIDTH_PX);
    put_u16(&box, 1);
    put_u32(&box, 0x07070000); /* eight bits, this compression, a known colour space */
    put_box(&all, "ihdr", &box);
    mc_buffer_clear(&box);
    mc_buffer_put(&box, rgb, sizeof rgb);
    put_box(&all, "colr", &box);
    put_palette(&all, channels);
    put_box(out, "jp2h", &all);
    mc_buffer_finish(&box);
    mc_buffer_finish(&all);
}

static enum mc_err decode(int channels, struct portrait *out)
{
    static const uint8_t head[] = "\x00\x00\x00\x0CjP  \r\n\x87\n\x00\x00\x00\x14"
                                  "ftypjp2 \x00\x00\x00\x00jp2 ";
    struct mc_buffer file;
    struct mc_buffer codestream;
    mc_buffer_init(&file, FILE_BYTES);
    mc_buffer_init(&codestream, FILE_BYTES);
    document_draw_portrait(&codestream);
    mc_buffer_put(&file, head, sizeof head - 1);
    put_header(&file, channels);
    put_box(&file, "jp2c", &codestream);
    assert_false(file.overflowed);
    const struct dg2 dg2 = {
        .image = file.bytes, .image_len = file.len, .format = PORTRAIT_JPEG_2000};
    enum mc_err rc = portrait_decode(&dg2, out, NULL);
    mc_buffer_finish(&file);
    mc_buffer_finish(&codestream);
    return rc;
}

static void a_palette_of_three_colours(void **state)
{
    (void)state;
    struct portrait portrait = {0};
    assert_int_equal(decode(3, &portrait), MC_OK);
    assert_int_equal(portrait.width_px, WIDTH_PX);
    assert_int_equal(portrait.height_px, HEIGHT_PX);
    assert_int_equal(portrait.pixels[0] + portrait.pixels[1], COLOURS - 1);
    assert_int_equal(portrait.pixels[1], portrait.pixels[2]);
    portrait_finish(&portrait);
}

/* There are as many channels as the palette has colours, whatever the codestream had. */
static void a_palette_of_another_number(void **state)
{
    (void)state;
    struct portrait portrait = {0};
    assert_int_equal(decode(2, &portrait), MC_EPARSE);
    assert_int_equal(decode(4, &portrait), MC_EPARSE);
    assert_null(portrait.pixels);
}

int main(void)
{
    mc_secure_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_palette_of_three_colours),
        cmocka_unit_test(a_palette_of_another_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
