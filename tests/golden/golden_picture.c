#include "tests/golden/golden_picture.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

#define COLOURS    256
#define RED        0xe0 /* of the palette: red 7, green 0, blue 0 */
#define GREY       0xb6 /* red 5, green 5, blue 2 */
#define SIDE_MAX   8192
#define NOTICEABLE 2 /* steps of one channel; one is the rounding of a shade */

static uint8_t index_of(uint32_t pixel)
{
    unsigned red = pixel >> 16 & 0xff;
    unsigned green = pixel >> 8 & 0xff;
    unsigned blue = pixel & 0xff;
    return (uint8_t)((red * 7 + 127) / 255 << 5 | (green * 7 + 127) / 255 << 2 |
                     (blue * 3 + 127) / 255);
}

static void fill_palette(png_color palette[COLOURS])
{
    for (unsigned i = 0; i < COLOURS; i++) {
        palette[i] = (png_color){.red = (uint8_t)((i >> 5) * 255 / 7),
                                 .green = (uint8_t)((i >> 2 & 7) * 255 / 7),
                                 .blue = (uint8_t)((i & 3) * 255 / 3)};
    }
}

void golden_picture_finish(struct golden_picture *picture)
{
    free(picture->pixels);
    *picture = (struct golden_picture){0};
}

static void picture_init(struct golden_picture *out, int width_px, int height_px)
{
    *out = (struct golden_picture){width_px, height_px,
                                   mc_calloc((size_t)width_px * (size_t)height_px, 1)};
}

void golden_picture_from(struct golden_picture *out, const uint32_t *pixels, int width_px,
                         int height_px)
{
    picture_init(out, width_px, height_px);
    size_t count = (size_t)width_px * (size_t)height_px;
    for (size_t i = 0; i < count; i++) {
        out->pixels[i] = index_of(pixels[i]);
    }
}

static enum mc_err read_rows(FILE *file, const char *path, struct golden_picture *out,
                             struct mc_error *err)
{
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    MC_CHECK(png != NULL);
    png_infop info = png_create_info_struct(png);
    MC_CHECK(info != NULL);
    if (setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_read_struct(&png, &info, NULL);
        golden_picture_finish(out);
        return mc_fail(err, MC_EPARSE, "%s: no PNG", path);
    }
    png_init_io(png, file);
    png_read_info(png, info);
    png_uint_32 width = png_get_image_width(png, info);
    png_uint_32 height = png_get_image_height(png, info);
    if (width > SIDE_MAX || height > SIDE_MAX || png_get_bit_depth(png, info) != 8 ||
        png_get_color_type(png, info) != PNG_COLOR_TYPE_PALETTE) {
        png_error(png, "no golden picture");
    }
    picture_init(out, (int)width, (int)height);
    for (png_uint_32 y = 0; y < height; y++) {
        png_read_row(png, out->pixels + (size_t)y * width, NULL);
    }
    png_destroy_read_struct(&png, &info, NULL);
    return MC_OK;
}

enum mc_err golden_picture_read(const char *path, struct golden_picture *out, struct mc_error *err)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return mc_fail_sys(err, errno == ENOENT ? MC_ENOTFOUND : MC_EIO, errno, "%s", path);
    }
    *out = (struct golden_picture){0};
    enum mc_err rc = read_rows(file, path, out, err);
    (void)fclose(file);
    return rc;
}

static enum mc_err write_rows(FILE *file, const char *path, const struct golden_picture *picture,
                              struct mc_error *err)
{
    png_color palette[COLOURS];
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    MC_CHECK(png != NULL);
    png_infop info = png_create_info_struct(png);
    MC_CHECK(info != NULL);
    if (setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_write_struct(&png, &info);
        return mc_fail(err, MC_EIO, "%s: cannot be written", path);
    }
    fill_palette(palette);
    png_init_io(png, file);
    png_set_compression_level(png, 9);
    png_set_filter(png, 0, PNG_FILTER_NONE);
    png_set_IHDR(png, info, (png_uint_32)picture->width_px, (png_uint_32)picture->height_px, 8,
                 PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_PLTE(png, info, palette, COLOURS);
    png_write_info(png, info);
    for (int y = 0; y < picture->height_px; y++) {
        png_write_row(png, picture->pixels + (size_t)y * (size_t)picture->width_px);
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return MC_OK;
}

enum mc_err golden_picture_write(const char *path, const struct golden_picture *picture,
                                 struct mc_error *err)
{
    FILE *file = fopen(path, "wbe");
    if (file == NULL) {
        return mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    enum mc_err rc = write_rows(file, path, picture, err);
    if (fclose(file) != 0 && rc == MC_OK) {
        rc = mc_fail_sys(err, MC_EIO, errno, "%s", path);
    }
    return rc;
}

static bool differs(uint8_t a, uint8_t b)
{
    return abs((a >> 5) - (b >> 5)) >= NOTICEABLE ||
           abs((a >> 2 & 7) - (b >> 2 & 7)) >= NOTICEABLE || abs((a & 3) - (b & 3)) >= NOTICEABLE;
}

size_t golden_picture_difference(const struct golden_picture *a, const struct golden_picture *b)
{
    size_t count = (size_t)a->width_px * (size_t)a->height_px;
    size_t different = 0;
    if (a->width_px != b->width_px || a->height_px != b->height_px) {
        return count;
    }
    for (size_t i = 0; i < count; i++) {
        different += differs(a->pixels[i], b->pixels[i]);
    }
    return different;
}

static void put(struct golden_picture *out, const struct golden_picture *picture, int left_px)
{
    for (int y = 0; y < picture->height_px && y < out->height_px; y++) {
        memcpy(out->pixels + (size_t)y * (size_t)out->width_px + left_px,
               picture->pixels + (size_t)y * (size_t)picture->width_px, (size_t)picture->width_px);
    }
}

void golden_picture_show(const struct golden_picture *before, const struct golden_picture *after,
                         struct golden_picture *out)
{
    int width = before->width_px > after->width_px ? before->width_px : after->width_px;
    int height = before->height_px > after->height_px ? before->height_px : after->height_px;
    picture_init(out, 3 * width, height);
    put(out, before, 0);
    put(out, after, 2 * width);
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            uint8_t *row = out->pixels + (size_t)y * (size_t)out->width_px;
            row[width + x] = differs(row[x], row[2 * width + x]) ? RED : GREY;
        }
    }
}
