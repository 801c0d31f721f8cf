#include "tests/golden/golden_picture.h"

#include <errno.h>
#include <limits.h>
#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/image.h"
#include "core/memory.h"

#define RED        0xffd00000u
#define GREY       0xffc0c0c0u
#define SIDE_MAX   8192
#define BUCKETS    4096 /* four bits a channel */
#define NOTICEABLE 48   /* of 255, in one channel: less is the rounding of a shade */

/* Alike colours together. */
struct bucket {
    uint64_t red;
    uint64_t green;
    uint64_t blue;
    uint32_t count;
};

static unsigned bucket_of(uint32_t pixel)
{
    return (pixel >> 20 & 0xf) << 8 | (pixel >> 12 & 0xf) << 4 | (pixel >> 4 & 0xf);
}

static uint32_t mean_of(const struct bucket *bucket)
{
    uint64_t n = bucket->count;
    return 0xff000000u | (uint32_t)(bucket->red / n) << 16 | (uint32_t)(bucket->green / n) << 8 |
           (uint32_t)(bucket->blue / n);
}

static int channel_gap(uint32_t a, uint32_t b, int shift)
{
    return abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff));
}

static int nearest(const uint32_t palette[GOLDEN_COLOURS], int count, uint32_t colour)
{
    int best = 0;
    int least = INT_MAX;
    for (int i = 0; i < count; i++) {
        int red = channel_gap(palette[i], colour, 16);
        int green = channel_gap(palette[i], colour, 8);
        int blue = channel_gap(palette[i], colour, 0);
        int gap = 3 * red * red + 6 * green * green + blue * blue; /* as the eye weighs them */
        if (gap < least) {
            least = gap;
            best = i;
        }
    }
    return best;
}

/* The buckets most used; returns how many there are. */
static int choose_palette(const struct bucket buckets[BUCKETS], uint32_t palette[GOLDEN_COLOURS])
{
    static bool taken[BUCKETS];
    int count = 0;
    memset(taken, 0, sizeof taken);
    while (count < GOLDEN_COLOURS) {
        int most = -1;
        for (int i = 0; i < BUCKETS; i++) {
            bool more = most < 0 || buckets[i].count > buckets[most].count;
            if (!taken[i] && buckets[i].count > 0 && more) {
                most = i;
            }
        }
        if (most < 0) {
            break;
        }
        taken[most] = true;
        palette[count++] = mean_of(&buckets[most]);
    }
    return count;
}

void golden_picture_finish(struct golden_picture *picture)
{
    free(picture->pixels);
    *picture = (struct golden_picture){0};
}

static void picture_init(struct golden_picture *out, int width_px, int height_px)
{
    *out = (struct golden_picture){.width_px = width_px, .height_px = height_px};
    out->pixels = mc_calloc((size_t)width_px * (size_t)height_px, 1);
}

void golden_picture_from(struct golden_picture *out, const uint32_t *pixels, int width_px,
                         int height_px)
{
    static struct bucket buckets[BUCKETS];
    uint8_t index_of[BUCKETS] = {0};
    size_t count = (size_t)width_px * (size_t)height_px;
    picture_init(out, width_px, height_px);
    memset(buckets, 0, sizeof buckets);
    for (size_t i = 0; i < count; i++) {
        struct bucket *bucket = &buckets[bucket_of(pixels[i])];
        bucket->red += pixels[i] >> 16 & 0xff;
        bucket->green += pixels[i] >> 8 & 0xff;
        bucket->blue += pixels[i] & 0xff;
        bucket->count++;
    }
    int colours = choose_palette(buckets, out->palette);
    for (int i = 0; i < BUCKETS; i++) {
        if (buckets[i].count > 0) {
            index_of[i] = (uint8_t)nearest(out->palette, colours, mean_of(&buckets[i]));
        }
    }
    for (size_t i = 0; i < count; i++) {
        out->pixels[i] = index_of[bucket_of(pixels[i])];
    }
}

static bool read_palette(png_structp png, png_infop info, struct golden_picture *out)
{
    png_colorp colours = NULL;
    int count = 0;
    if (png_get_PLTE(png, info, &colours, &count) == 0 || count > GOLDEN_COLOURS) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        out->palette[i] = 0xff000000u | (uint32_t)colours[i].red << 16 |
                          (uint32_t)colours[i].green << 8 | colours[i].blue;
    }
    return true;
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
    if (!read_palette(png, info, out)) {
        png_error(png, "no golden picture");
    }
    for (png_uint_32 y = 0; y < height; y++) {
        png_read_row(png, out->pixels + (size_t)y * width, NULL);
    }
    for (size_t i = 0; i < (size_t)width * height; i++) {
        if (out->pixels[i] >= GOLDEN_COLOURS) {
            png_error(png, "no golden picture");
        }
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
    png_color palette[GOLDEN_COLOURS];
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    MC_CHECK(png != NULL);
    png_infop info = png_create_info_struct(png);
    MC_CHECK(info != NULL);
    if (setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_write_struct(&png, &info);
        return mc_fail(err, MC_EIO, "%s: cannot be written", path);
    }
    for (int i = 0; i < GOLDEN_COLOURS; i++) {
        palette[i] = (png_color){.red = (uint8_t)(picture->palette[i] >> 16 & 0xff),
                                 .green = (uint8_t)(picture->palette[i] >> 8 & 0xff),
                                 .blue = (uint8_t)(picture->palette[i] & 0xff)};
    }
    png_init_io(png, file);
    png_set_compression_level(png, 9);
    png_set_filter(png, 0, PNG_FILTER_NONE);
    png_set_IHDR(png, info, (png_uint_32)picture->width_px, (png_uint_32)picture->height_px, 8,
                 PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_PLTE(png, info, palette, GOLDEN_COLOURS);
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

static uint32_t colour_at(const struct golden_picture *picture, size_t index)
{
    return picture->palette[picture->pixels[index]];
}

static bool differs(uint32_t a, uint32_t b)
{
    return channel_gap(a, b, 16) >= NOTICEABLE || channel_gap(a, b, 8) >= NOTICEABLE ||
           channel_gap(a, b, 0) >= NOTICEABLE;
}

size_t golden_picture_difference(const struct golden_picture *a, const struct golden_picture *b)
{
    size_t count = (size_t)a->width_px * (size_t)a->height_px;
    size_t different = 0;
    if (a->width_px != b->width_px || a->height_px != b->height_px) {
        return count;
    }
    for (size_t i = 0; i < count; i++) {
        different += differs(colour_at(a, i), colour_at(b, i));
    }
    return different;
}

static void put(uint32_t *out, int stride_px, const struct golden_picture *picture, int left_px)
{
    for (int y = 0; y < picture->height_px; y++) {
        for (int x = 0; x < picture->width_px; x++) {
            size_t index = (size_t)y * (size_t)picture->width_px + (size_t)x;
            out[(size_t)y * (size_t)stride_px + (size_t)(left_px + x)] = colour_at(picture, index);
        }
    }
}

enum mc_err golden_picture_show(const char *path, const struct golden_picture *before,
                                const struct golden_picture *after, struct mc_error *err)
{
    int width = before->width_px > after->width_px ? before->width_px : after->width_px;
    int height = before->height_px > after->height_px ? before->height_px : after->height_px;
    int stride = 3 * width;
    uint32_t *out = mc_calloc((size_t)stride * (size_t)height, sizeof *out);
    put(out, stride, before, 0);
    put(out, stride, after, 2 * width);
    for (int y = 0; y < height; y++) {
        uint32_t *row = out + (size_t)y * (size_t)stride;
        for (int x = 0; x < width; x++) {
            row[width + x] = differs(row[x], row[2 * width + x]) ? RED : GREY;
        }
    }
    enum mc_err rc = mc_png_write_rgb(path, out, stride, height, stride, err);
    free(out);
    return rc;
}
