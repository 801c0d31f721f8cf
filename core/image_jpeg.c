#include "core/image_jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

/* These two need stdio.h before them. */
#include <jerror.h>
#include <jpeglib.h>

#include "core/memory.h"

/* What libjpeg may allocate beside the picture itself: the coefficients of a progressive one. */
#define WORK_MAX_BYTES (512L * 1024 * 1024)

struct decoder {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    char text[JMSG_LENGTH_MAX];
    uint8_t *pixels; /* here, so that it can be freed after a longjmp() */
    size_t pixels_bytes;
};

/* libjpeg's own ends the program. */
_Noreturn static void on_error(j_common_ptr jpeg)
{
    struct decoder *decoder = jpeg->client_data;
    decoder->errors.format_message(jpeg, decoder->text);
    longjmp(decoder->failed, 1);
}

/* A warning means damaged data, which libjpeg would paint over in grey; only stray bytes between
 * segments, which several webcams send in every frame, do no harm. */
static void on_message(j_common_ptr jpeg, int level)
{
    const struct decoder *decoder = jpeg->client_data;
    if (level < 0 && decoder->errors.msg_code != JWRN_EXTRANEOUS_DATA) {
        on_error(jpeg);
    }
}

/* libjpeg's own writes to standard error. */
static void on_output(j_common_ptr jpeg)
{
    (void)jpeg;
}

/* A small file of thousands of scans keeps a decoder busy for minutes. */
static void on_progress(j_common_ptr jpeg)
{
    struct decoder *decoder = jpeg->client_data;
    if (decoder->jpeg.input_scan_number > MC_JPEG_SCANS_MAX) {
        decoder->errors.msg_code = JERR_BAD_PROGRESSION;
        on_error(jpeg);
    }
}

static struct decoder *decoder_create(void)
{
    struct decoder *decoder = MC_NEW(struct decoder);
    decoder->jpeg.err = jpeg_std_error(&decoder->errors);
    decoder->errors.error_exit = on_error;
    decoder->errors.emit_message = on_message;
    decoder->errors.output_message = on_output;
    decoder->progress.progress_monitor = on_progress;
    decoder->jpeg.client_data = decoder;
    return decoder;
}

static void decoder_destroy(struct decoder *decoder)
{
    if (decoder->pixels != NULL) {
        mc_wipe(decoder->pixels, decoder->pixels_bytes);
        free(decoder->pixels);
    }
    jpeg_destroy_decompress(&decoder->jpeg);
    free(decoder);
}

/* May longjmp() away, as may everything below that works on it. */
static void read_header(struct decoder *decoder, const void *bytes, size_t len)
{
    jpeg_create_decompress(&decoder->jpeg);
    decoder->jpeg.client_data = decoder;
    decoder->jpeg.progress = &decoder->progress;
    decoder->jpeg.mem->max_memory_to_use = WORK_MAX_BYTES;
    jpeg_mem_src(&decoder->jpeg, bytes, (unsigned long)len);
    (void)jpeg_read_header(&decoder->jpeg, TRUE);
}

static void read_pixels(struct decoder *decoder, enum mc_jpeg_colour colour)
{
    struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
    jpeg->out_color_space = colour == MC_JPEG_GREY ? JCS_GRAYSCALE : JCS_RGB;
    (void)jpeg_start_decompress(jpeg);
    size_t row_bytes = (size_t)jpeg->output_width * (size_t)colour;
    decoder->pixels_bytes = jpeg->output_height * row_bytes;
    decoder->pixels = mc_calloc(decoder->pixels_bytes, 1);
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = decoder->pixels + (size_t)jpeg->output_scanline * row_bytes;
        (void)jpeg_read_scanlines(jpeg, &row, 1);
    }
    (void)jpeg_finish_decompress(jpeg);
}

static enum mc_err check_size(const struct decoder *decoder, int side_max_px, struct mc_error *err)
{
    unsigned width = decoder->jpeg.image_width;
    unsigned height = decoder->jpeg.image_height;
    unsigned most = (unsigned)side_max_px;
    return width <= most && height <= most
               ? MC_OK
               : mc_fail(err, MC_ETOOBIG, "JPEG: %ux%u pixels, at most %u a side", width, height,
                         most);
}

static enum mc_err check_length(size_t len, int side_max_px, struct mc_error *err)
{
    MC_CHECK(side_max_px > 0 && side_max_px <= MC_IMAGE_SIDE_MAX_PX);
    if (len == 0) {
        return mc_fail(err, MC_EPARSE, "JPEG: empty");
    }
    return len <= MC_JPEG_MAX_BYTES
               ? MC_OK
               : mc_fail(err, MC_ETOOBIG, "JPEG: %zu bytes, at most %d", len, MC_JPEG_MAX_BYTES);
}

enum mc_err mc_jpeg_size(const void *bytes, size_t len, int side_max_px, int *out_width_px,
                         int *out_height_px, struct mc_error *err)
{
    enum mc_err rc = check_length(len, side_max_px, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct decoder *decoder = decoder_create();
    if (setjmp(decoder->failed) == 0) {
        read_header(decoder, bytes, len);
        rc = check_size(decoder, side_max_px, err);
        if (rc == MC_OK) {
            *out_width_px = (int)decoder->jpeg.image_width;
            *out_height_px = (int)decoder->jpeg.image_height;
        }
    } else {
        rc = mc_fail(err, MC_EPARSE, "JPEG: %s", decoder->text);
    }
    decoder_destroy(decoder);
    return rc;
}

enum mc_err mc_jpeg_decode(const void *bytes, size_t len, enum mc_jpeg_colour colour,
                           int side_max_px, struct mc_jpeg *out, struct mc_error *err)
{
    enum mc_err rc = check_length(len, side_max_px, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct decoder *decoder = decoder_create();
    if (setjmp(decoder->failed) == 0) {
        read_header(decoder, bytes, len);
        rc = check_size(decoder, side_max_px, err);
        if (rc == MC_OK) {
            read_pixels(decoder, colour);
            *out = (struct mc_jpeg){.width_px = (int)decoder->jpeg.output_width,
                                    .height_px = (int)decoder->jpeg.output_height,
                                    .channels = (int)colour,
                                    .pixels = decoder->pixels};
            decoder->pixels = NULL;
        }
    } else {
        rc = mc_fail(err, MC_EPARSE, "JPEG: %s", decoder->text);
    }
    decoder_destroy(decoder);
    return rc;
}

void mc_jpeg_finish(struct mc_jpeg *picture)
{
    if (picture != NULL && picture->pixels != NULL) {
        mc_wipe(picture->pixels,
                (size_t)picture->width_px * (size_t)picture->height_px * (size_t)picture->channels);
        free(picture->pixels);
        *picture = (struct mc_jpeg){0};
    }
}
