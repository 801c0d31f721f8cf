#include "core/image.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "core/file.h"
#include "core/memory.h"

void mc_grey_init(struct mc_grey *image, int width_px, int height_px)
{
    MC_CHECK(width_px > 0 && height_px > 0);
    size_t count = (size_t)width_px * (size_t)height_px;
    uint8_t *pixels = mc_calloc(count, 1);
    memset(pixels, 0xFF, count);
    *image = (struct mc_grey){.width_px = width_px, .height_px = height_px, .pixels = pixels};
}

void mc_grey_finish(struct mc_grey *image)
{
    if (image != NULL) {
        free(image->pixels);
        *image = (struct mc_grey){0};
    }
}

static enum mc_err decode(const char *path, const char *bytes, size_t len, struct mc_grey *out,
                          struct mc_error *err)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (png_image_begin_read_from_memory(&png, bytes, len) == 0) {
        return mc_fail(err, MC_EPARSE, "%s: %s", path, png.message);
    }
    if (png.width > MC_IMAGE_SIDE_MAX_PX || png.height > MC_IMAGE_SIDE_MAX_PX) {
        enum mc_err rc = mc_fail(err, MC_ETOOBIG, "%s: %ux%u pixels, at most %d a side", path,
                                 png.width, png.height, MC_IMAGE_SIDE_MAX_PX);
        png_image_free(&png);
        return rc;
    }
    png.format = PNG_FORMAT_GRAY;
    struct mc_grey image;
    mc_grey_init(&image, (int)png.width, (int)png.height);
    const png_color white = {0xFF, 0xFF, 0xFF};
    if (png_image_finish_read(&png, &white, image.pixels, 0, NULL) == 0) {
        mc_grey_finish(&image);
        return mc_fail(err, MC_EPARSE, "%s: %s", path, png.message);
    }
    *out = image;
    return MC_OK;
}

enum mc_err mc_png_read_grey(const char *path, struct mc_grey *out, struct mc_error *err)
{
    char *bytes = NULL;
    size_t len = 0;
    enum mc_err rc = mc_file_read(path, MC_IMAGE_FILE_MAX_BYTES, &bytes, &len, err);
    if (rc == MC_OK) {
        rc = decode(path, bytes, len, out, err);
        free(bytes);
    }
    return rc;
}

static enum mc_err encode(const char *path, png_image *png, const void *pixels,
                          struct mc_error *err)
{
    png_alloc_size_t len = PNG_IMAGE_PNG_SIZE_MAX(*png);
    uint8_t *bytes = mc_calloc(len, 1);
    enum mc_err rc = MC_OK;
    if (png_image_write_to_memory(png, bytes, &len, 0, pixels, 0, NULL) == 0) {
        rc = mc_fail(err, MC_EINVAL, "%s: %s", path, png->message);
    } else {
        rc = mc_file_write(path, bytes, len, err);
    }
    free(bytes);
    return rc;
}

enum mc_err mc_png_write_grey(const char *path, const struct mc_grey *image, struct mc_error *err)
{
    MC_CHECK(image->pixels != NULL);
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)image->width_px,
                     .height = (png_uint_32)image->height_px,
                     .format = PNG_FORMAT_GRAY};
    return encode(path, &png, image->pixels, err);
}

enum mc_err mc_png_write_rgb(const char *path, const uint32_t *pixels, int width_px, int height_px,
                             int stride_px, struct mc_error *err)
{
    MC_CHECK(width_px > 0 && height_px > 0 && stride_px >= width_px);
    uint8_t *rgb = mc_calloc((size_t)width_px * (size_t)height_px, 3);
    uint8_t *to = rgb;
    for (int y = 0; y < height_px; y++) {
        const uint32_t *row = pixels + (size_t)y * (size_t)stride_px;
        for (int x = 0; x < width_px; x++) {
            *to++ = (uint8_t)(row[x] >> 16);
            *to++ = (uint8_t)(row[x] >> 8);
            *to++ = (uint8_t)row[x];
        }
    }
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)width_px,
                     .height = (png_uint_32)height_px,
                     .format = PNG_FORMAT_RGB};
    enum mc_err rc = encode(path, &png, rgb, err);
    free(rgb);
    return rc;
}
