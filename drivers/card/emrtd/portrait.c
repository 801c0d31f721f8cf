#include "drivers/card/emrtd/portrait.h"

#include <openjpeg.h>
#include <string.h>

#include "core/image_jpeg.h"
#include "core/memory.h"

#define CHANNELS 3

static uint8_t *new_pixels(int width_px, int height_px)
{
    return mc_secret_alloc((size_t)width_px * (size_t)height_px * CHANNELS);
}

static enum mc_err decode_jpeg(const struct dg2 *from, struct portrait *out, struct mc_error *err)
{
    struct mc_jpeg picture = {0};
    enum mc_err rc = mc_jpeg_decode(from->image, from->image_len, MC_JPEG_RGB,
                                    PORTRAIT_SIDE_LIMIT_PX, &picture, err);
    if (rc == MC_OK) {
        *out = (struct portrait){picture.width_px, picture.height_px,
                                 new_pixels(picture.width_px, picture.height_px)};
        memcpy(out->pixels, picture.pixels,
               (size_t)out->width_px * (size_t)out->height_px * CHANNELS);
        mc_jpeg_finish(&picture);
    }
    return rc;
}

/* ---- JPEG 2000 ---- */

struct source {
    const uint8_t *bytes;
    size_t len;
    size_t at;
};

static OPJ_SIZE_T read_source(void *to, OPJ_SIZE_T wanted, void *context)
{
    struct source *source = context;
    size_t left = source->len - source->at;
    size_t n = wanted < left ? wanted : left;
    if (n == 0) {
        return (OPJ_SIZE_T)-1;
    }
    memcpy(to, source->bytes + source->at, n);
    source->at += n;
    return n;
}

static OPJ_OFF_T skip_source(OPJ_OFF_T wanted, void *context)
{
    struct source *source = context;
    size_t left = source->len - source->at;
    if (wanted < 0 || (uint64_t)wanted > left) {
        return -1;
    }
    source->at += (size_t)wanted;
    return wanted;
}

static OPJ_BOOL seek_source(OPJ_OFF_T to, void *context)
{
    struct source *source = context;
    if (to < 0 || (uint64_t)to > source->len) {
        return OPJ_FALSE;
    }
    source->at = (size_t)to;
    return OPJ_TRUE;
}

static opj_stream_t *open_source(struct source *source)
{
    opj_stream_t *stream = opj_stream_default_create(OPJ_TRUE);
    MC_CHECK(stream != NULL);
    opj_stream_set_user_data(stream, source, NULL);
    opj_stream_set_user_data_length(stream, source->len);
    opj_stream_set_read_function(stream, read_source);
    opj_stream_set_skip_function(stream, skip_source);
    opj_stream_set_seek_function(stream, seek_source);
    return stream;
}

static opj_codec_t *open_codec(const struct dg2 *from)
{
    static const uint8_t codestream[] = {0xFF, 0x4F};
    bool bare = memcmp(from->image, codestream, sizeof codestream) == 0;
    opj_codec_t *codec = opj_create_decompress(bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    MC_CHECK(codec != NULL && opj_setup_decoder(codec, &parameters) == OPJ_TRUE &&
             opj_decoder_set_strict_mode(codec, OPJ_TRUE) == OPJ_TRUE);
    return codec;
}

/* Eight bits a channel, grey or three colours, none of them coarser than the others. The header is
 * held against it, and the picture once more: a palette makes other channels of those before. */
static enum mc_err check_channels(const opj_image_t *image, struct mc_error *err)
{
    if (image->x1 <= image->x0 || image->y1 <= image->y0 ||
        (image->numcomps != 1 && image->numcomps != CHANNELS)) {
        return mc_fail(err, MC_EPARSE, "portrait: not a picture of one or three channels");
    }
    if (image->x1 - image->x0 > PORTRAIT_SIDE_LIMIT_PX ||
        image->y1 - image->y0 > PORTRAIT_SIDE_LIMIT_PX) {
        return mc_fail(err, MC_ETOOBIG, "portrait: over %d pixels a side", PORTRAIT_SIDE_LIMIT_PX);
    }
    for (OPJ_UINT32 i = 0; i < image->numcomps; i++) {
        const opj_image_comp_t *channel = &image->comps[i];
        if (channel->dx != 1 || channel->dy != 1 || channel->prec != 8 || channel->sgnd != 0) {
            return mc_fail(err, MC_EPARSE, "portrait: a channel of another kind");
        }
    }
    return MC_OK;
}

static enum mc_err copy_image(const opj_image_t *image, struct portrait *out, struct mc_error *err)
{
    const opj_image_comp_t *first = &image->comps[0];
    size_t count = (size_t)first->w * first->h;
    for (OPJ_UINT32 i = 0; i < image->numcomps; i++) {
        if (image->comps[i].data == NULL || image->comps[i].w != first->w ||
            image->comps[i].h != first->h) {
            return mc_fail(err, MC_EPARSE, "portrait: a channel without its pixels");
        }
    }
    *out =
        (struct portrait){(int)first->w, (int)first->h, new_pixels((int)first->w, (int)first->h)};
    for (size_t at = 0; at < count; at++) {
        for (size_t i = 0; i < CHANNELS; i++) {
            OPJ_INT32 value = image->comps[image->numcomps == 1 ? 0 : i].data[at];
            out->pixels[at * CHANNELS + i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
    }
    return MC_OK;
}

static void wipe_image(opj_image_t *image)
{
    for (OPJ_UINT32 i = 0; image != NULL && i < image->numcomps; i++) {
        opj_image_comp_t *channel = &image->comps[i];
        if (channel->data != NULL) {
            mc_wipe(channel->data, (size_t)channel->w * channel->h * sizeof *channel->data);
        }
    }
    opj_image_destroy(image);
}

static enum mc_err decode_jpeg_2000(const struct dg2 *from, struct portrait *out,
                                    struct mc_error *err)
{
    struct source source = {from->image, from->image_len, 0};
    opj_stream_t *stream = open_source(&source);
    opj_codec_t *codec = open_codec(from);
    opj_image_t *image = NULL;
    enum mc_err rc = opj_read_header(stream, codec, &image) == OPJ_TRUE
                         ? check_channels(image, err)
                         : mc_fail(err, MC_EPARSE, "portrait: no JPEG 2000 header");
    if (rc == MC_OK && (opj_decode(codec, stream, image) != OPJ_TRUE ||
                        opj_end_decompress(codec, stream) != OPJ_TRUE)) {
        rc = mc_fail(err, MC_EPARSE, "portrait: a damaged JPEG 2000 picture");
    }
    if (rc == MC_OK) {
        rc = check_channels(image, err);
    }
    if (rc == MC_OK) {
        rc = copy_image(image, out, err);
    }
    wipe_image(image);
    opj_destroy_codec(codec);
    opj_stream_destroy(stream);
    return rc;
}

enum mc_err portrait_decode(const struct dg2 *from, struct portrait *out, struct mc_error *err)
{
    struct portrait read = {0};
    enum mc_err rc = from->format == PORTRAIT_JPEG ? decode_jpeg(from, &read, err)
                                                   : decode_jpeg_2000(from, &read, err);
    if (rc == MC_OK) {
        *out = read;
    }
    return rc;
}

void portrait_finish(struct portrait *portrait)
{
    mc_secret_free(portrait->pixels);
    *portrait = (struct portrait){0};
}
