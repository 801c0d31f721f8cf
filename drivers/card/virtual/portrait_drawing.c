/* A portrait of nobody: an oval on a background, packed by OpenJPEG. */
#include <openjpeg.h>
#include <stdint.h>
#include <string.h>

#include "core/error.h"
#include "drivers/card/virtual/document.h"

#define WIDTH_PX    240
#define HEIGHT_PX   320
#define BACKGROUND  232
#define FACE        176
#define HAIR        64
#define COMPRESSION 12 /* to one: about six kilobytes */

static OPJ_SIZE_T write_sink(void *from, OPJ_SIZE_T len, void *context)
{
    mc_buffer_put(context, from, len);
    return len;
}

static void draw(OPJ_INT32 *pixels)
{
    for (int y = 0; y < HEIGHT_PX; y++) {
        for (int x = 0; x < WIDTH_PX; x++) {
            int dx = (x - WIDTH_PX / 2) * 4;
            int dy = (y - HEIGHT_PX / 2) * 3;
            int r2 = dx * dx + dy * dy;
            bool head = r2 < 300 * 300;
            pixels[y * WIDTH_PX + x] = !head               ? BACKGROUND - y / 8
                                       : y < HEIGHT_PX / 3 ? HAIR + x % 16
                                                           : FACE + (x + y) % 8;
        }
    }
}

static opj_image_t *make_image(void)
{
    opj_image_cmptparm_t channel = {
        .dx = 1, .dy = 1, .w = WIDTH_PX, .h = HEIGHT_PX, .prec = 8, .bpp = 8};
    opj_image_t *image = opj_image_create(1, &channel, OPJ_CLRSPC_GRAY);
    MC_CHECK(image != NULL);
    image->x1 = WIDTH_PX;
    image->y1 = HEIGHT_PX;
    draw(image->comps[0].data);
    return image;
}

void document_draw_portrait(struct mc_buffer *out)
{
    opj_image_t *image = make_image();
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_J2K);
    opj_stream_t *stream = opj_stream_default_create(OPJ_FALSE);
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.tcp_numlayers = 1;
    parameters.cp_disto_alloc = 1;
    parameters.tcp_rates[0] = COMPRESSION;
    MC_CHECK(codec != NULL && stream != NULL);
    opj_stream_set_user_data(stream, out, NULL);
    opj_stream_set_write_function(stream, write_sink);
    MC_CHECK(opj_setup_encoder(codec, &parameters, image) == OPJ_TRUE &&
             opj_start_compress(codec, image, stream) == OPJ_TRUE &&
             opj_encode(codec, stream) == OPJ_TRUE && opj_end_compress(codec, stream) == OPJ_TRUE);
    opj_stream_destroy(stream);
    opj_destroy_codec(codec);
    opj_image_destroy(image);
}
