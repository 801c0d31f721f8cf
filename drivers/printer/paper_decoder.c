#include "drivers/printer/paper_decoder.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

#define LINE_FEED_PX 30 /* the default line spacing after ESC @ */

void paper_decoder_init(struct paper_decoder *decoder, int width_px)
{
    MC_CHECK(width_px > 0 && width_px <= MC_IMAGE_SIDE_MAX_PX);
    *decoder = (struct paper_decoder){.width_px = width_px};
}

void paper_decoder_finish(struct paper_decoder *decoder)
{
    free(decoder->pixels);
    *decoder = (struct paper_decoder){0};
}

static void feed(struct paper_decoder *decoder, int lines)
{
    int room = PAPER_DECODER_LINES_MAX - decoder->lines;
    lines = lines < room ? lines : room;
    size_t width = (size_t)decoder->width_px;
    if (decoder->lines + lines > decoder->lines_kept) {
        decoder->lines_kept = decoder->lines + lines + 512;
        decoder->pixels = mc_realloc(decoder->pixels, (size_t)decoder->lines_kept * width);
    }
    if (lines > 0) {
        memset(decoder->pixels + (size_t)decoder->lines * width, 0xFF, (size_t)lines * width);
        decoder->lines += lines;
    }
}

bool paper_decoder_take(struct paper_decoder *decoder, struct mc_grey *out)
{
    bool any = decoder->lines > 0;
    if (any) {
        mc_grey_init(out, decoder->width_px, decoder->lines);
        memcpy(out->pixels, decoder->pixels, (size_t)decoder->lines * (size_t)decoder->width_px);
        decoder->lines = 0;
    }
    return any;
}

static void dot(struct paper_decoder *decoder, int line, uint32_t x)
{
    for (int dy = 0; dy < decoder->scale_y; dy++) {
        for (int dx = 0; dx < decoder->scale_x; dx++) {
            uint32_t column = x * (uint32_t)decoder->scale_x + (uint32_t)dx;
            if (line + dy < decoder->lines && column < (uint32_t)decoder->width_px) {
                decoder->pixels[(size_t)(line + dy) * (size_t)decoder->width_px + column] = 0;
            }
        }
    }
}

static void take_raster_byte(struct paper_decoder *decoder, uint8_t byte)
{
    if (decoder->raster_column == 0) {
        feed(decoder, decoder->scale_y);
    }
    int line = decoder->lines - decoder->scale_y;
    for (uint32_t bit = 0; line >= 0 && bit < 8; bit++) {
        if ((byte & (0x80U >> bit)) != 0) {
            dot(decoder, line, decoder->raster_column * 8 + bit);
        }
    }
    decoder->raster_left--;
    decoder->raster_column = (decoder->raster_column + 1) % decoder->raster_row_bytes;
}

static enum paper_event begin_raster(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    if ((c[3] & ~0x33U) != 0 || (c[3] & 0x0F) > 3) {
        return PAPER_GARBAGE;
    }
    decoder->scale_x = (c[3] & 1) != 0 ? 2 : 1;
    decoder->scale_y = (c[3] & 2) != 0 ? 2 : 1;
    decoder->raster_row_bytes = (uint32_t)c[4] + 256U * c[5];
    decoder->raster_left = decoder->raster_row_bytes * ((uint32_t)c[6] + 256U * c[7]);
    decoder->raster_column = 0;
    return PAPER_NONE;
}

static enum paper_event run_escape(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    if (c[1] == 'd') {
        feed(decoder, c[2] * LINE_FEED_PX);
    } else if (c[1] == 'J') {
        feed(decoder, c[2]);
    }
    return PAPER_NONE;
}

static enum paper_event run_group(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    decoder->argument = c[2];
    switch (c[1]) {
    case 'v': return begin_raster(decoder);
    case 'V': return PAPER_CUT;
    case 'a': return PAPER_ASB_CHANGED;
    case 'r': return PAPER_STATUS;
    case '(':
        if (c[2] == 'H' && c[5] == 48 && c[6] == 48) {
            memcpy(decoder->job_id, c + 7, sizeof decoder->job_id);
            return PAPER_JOB;
        }
        return PAPER_NONE;
    default: return PAPER_GARBAGE;
    }
}

/* How long the command that begins with these bytes is; 0 if there is none such. A length greater
 * than what is there means: wait for more. */
static size_t group_length(const uint8_t *c, size_t len)
{
    switch (c[1]) {
    case 'a':
    case 'r': return 3;
    case 'v': return 8;
    case 'V': return len > 2 && (c[2] == 65 || c[2] == 66) ? 4 : 3;
    case '(':
        if (len < 5) {
            return 5;
        }
        return c[2] == 'H' && c[3] == 6 && c[4] == 0 ? 11 : 5;
    default: return 0;
    }
}

static size_t command_length(const uint8_t *c, size_t len)
{
    switch (c[0]) {
    case 0x00:
    case 0x0A:
    case 0x0D: return 1;
    case 0x10: return 3; /* real-time requests: answered when they arrived */
    case 0x1B:
        if (len < 2) {
            return 2;
        }
        return c[1] == '@' ? 2 : c[1] == 'd' || c[1] == 'J' ? 3 : 0;
    case 0x1D: return len < 2 ? 2 : group_length(c, len);
    default: return 0;
    }
}

static enum paper_event run_command(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    if (c[0] == 0x1B) {
        return run_escape(decoder);
    }
    if (c[0] == 0x1D) {
        if (c[1] == '(' && !(c[2] == 'H' && c[3] == 6 && c[4] == 0)) {
            decoder->parameters_left = (size_t)c[3] + 256U * c[4];
            return PAPER_NONE;
        }
        return run_group(decoder);
    }
    if (c[0] == 0x0A) {
        feed(decoder, LINE_FEED_PX);
    }
    return PAPER_NONE;
}

enum paper_event paper_decoder_put(struct paper_decoder *decoder, uint8_t byte)
{
    if (decoder->raster_left > 0) {
        take_raster_byte(decoder, byte);
        return PAPER_NONE;
    }
    if (decoder->parameters_left > 0) {
        decoder->parameters_left--;
        return PAPER_NONE;
    }
    decoder->command[decoder->command_len++] = byte;
    size_t needed = command_length(decoder->command, decoder->command_len);
    if (needed > decoder->command_len) {
        return PAPER_NONE;
    }
    decoder->command_len = 0;
    return needed == 0 ? PAPER_GARBAGE : run_command(decoder);
}
