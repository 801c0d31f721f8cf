#include "drivers/printer/paper_decoder.h"

#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

#define LINE_FEED_PX 30 /* the default line spacing after ESC @ */

void paper_decoder_init(struct paper_decoder *decoder, int width_px)
{
    MC_CHECK(width_px > 0 && width_px <= MC_IMAGE_SIDE_MAX_PX);
    *decoder = (struct paper_decoder){.width_px = width_px, .line_px = LINE_FEED_PX};
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
    decoder->stored_lines = decoder->storing ? decoder->stored_lines : 0;
    decoder->strip_lines = 0;
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
        decoder->stored_lines = 0;
        decoder->strip_lines = 0;
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
    if (decoder->raster_left == 0 && decoder->storing) {
        /* Lines below the sheet's end; the next feed would wipe them, as printing does. */
        decoder->storing = false;
        decoder->lines -= decoder->stored_lines;
    }
}

static void begin_lines(struct paper_decoder *decoder, int scale, uint32_t row_bytes, uint32_t rows)
{
    decoder->scale_x = (scale & 1) != 0 ? 2 : 1;
    decoder->scale_y = (scale & 2) != 0 ? 2 : 1;
    decoder->raster_row_bytes = row_bytes;
    decoder->raster_left = row_bytes * rows;
    decoder->raster_column = 0;
}

static enum paper_event begin_raster(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    if ((c[3] & ~0x33U) != 0 || (c[3] & 0x0F) > 3) {
        return PAPER_GARBAGE;
    }
    begin_lines(decoder, c[3], (uint32_t)c[4] + 256U * c[5], (uint32_t)c[6] + 256U * c[7]);
    return PAPER_NONE;
}

/* GS ( L function 112: m fn a bx by c xL xH yL yH, then rows of whole bytes. */
static enum paper_event store_graphics(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    uint32_t row_bytes = ((uint32_t)c[11] + 256U * c[12] + 7) / 8;
    uint32_t rows = (uint32_t)c[13] + 256U * c[14];
    uint32_t len = (uint32_t)c[3] + 256U * c[4];
    if (c[7] != 48 || c[8] != 1 || c[9] != 1 || c[10] != 49 || len != 10 + row_bytes * rows) {
        decoder->parameters_left = len - 10;
        return PAPER_GARBAGE;
    }
    begin_lines(decoder, 0, row_bytes, rows);
    int room = PAPER_DECODER_LINES_MAX - decoder->lines;
    decoder->stored_lines = (int)rows < room ? (int)rows : room;
    decoder->storing = decoder->raster_left > 0;
    return PAPER_NONE;
}

static enum paper_event print_graphics(struct paper_decoder *decoder)
{
    decoder->lines += decoder->stored_lines;
    decoder->stored_lines = 0;
    return PAPER_NONE;
}

/* ESC * m nL nH: only the 24-dot modes of this printer, m 32 and 33. */
static enum paper_event begin_strip(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    decoder->scale_x = c[2] == 32 ? 2 : 1;
    decoder->scale_y = 1;
    decoder->strip_left = 3 * ((uint32_t)c[3] + 256U * c[4]);
    decoder->strip_at = 0;
    int before = decoder->lines;
    feed(decoder, 24);
    decoder->strip_lines = decoder->lines - before;
    decoder->lines = before;
    return PAPER_NONE;
}

static void take_strip_byte(struct paper_decoder *decoder, uint8_t byte)
{
    int first = decoder->lines + (int)(decoder->strip_at % 3) * 8;
    int end = decoder->lines + decoder->strip_lines;
    int lines = decoder->lines;
    decoder->lines = end; /* for dot(), which draws on what is fed */
    for (int bit = 0; bit < 8 && first + bit < end; bit++) {
        if ((byte & (0x80U >> bit)) != 0) {
            dot(decoder, first + bit, decoder->strip_at / 3);
        }
    }
    decoder->lines = lines;
    decoder->strip_at++;
    decoder->strip_left--;
}

static void feed_line(struct paper_decoder *decoder)
{
    int over = decoder->strip_lines < decoder->line_px ? decoder->strip_lines : decoder->line_px;
    decoder->lines += over;
    feed(decoder, decoder->line_px - over);
    decoder->strip_lines = 0;
}

static enum paper_event run_escape(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    if (c[1] == 'd') {
        feed(decoder, c[2] * LINE_FEED_PX);
    } else if (c[1] == 'J') {
        feed(decoder, c[2]);
    } else if (c[1] == '3') {
        decoder->line_px = c[2];
    } else if (c[1] == '2' || c[1] == '@') {
        decoder->line_px = LINE_FEED_PX;
    } else if (c[1] == '*') {
        return begin_strip(decoder);
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
        if (c[2] == 'L' && c[6] == 112) {
            return store_graphics(decoder);
        }
        if (c[2] == 'L') {
            return print_graphics(decoder);
        }
        if (c[2] == 'H' && c[5] == 48 && c[6] == 48) {
            memcpy(decoder->job_id, c + 7, sizeof decoder->job_id);
            return PAPER_JOB;
        }
        return PAPER_NONE;
    default: return PAPER_GARBAGE;
    }
}

static size_t graphics_length(const uint8_t *c, size_t len)
{
    size_t parameters = (size_t)c[3] + 256U * c[4];
    if (parameters < 2) {
        return 5;
    }
    if (len < 7) {
        return 7;
    }
    if (parameters == 2) {
        return c[5] == 48 && (c[6] == 50 || c[6] == 2) ? 7 : 5;
    }
    return parameters >= 10 && c[5] == 48 && c[6] == 112 ? 15 : 5;
}

/* GS ( with the parameters that are looked at; 5 where they are passed over. */
static size_t parenthesis_length(const uint8_t *c, size_t len)
{
    if (c[2] == 'H' && c[3] == 6 && c[4] == 0) {
        return 11;
    }
    return c[2] == 'L' ? graphics_length(c, len) : 5;
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
        return parenthesis_length(c, len);
    default: return 0;
    }
}

/* The modes of this printer's ESC * are those of 24 dots. */
static size_t escape_length(const uint8_t *c, size_t len)
{
    switch (c[1]) {
    case '@':
    case '2': return 2;
    case 'd':
    case 'J':
    case '3': return 3;
    case '*': return len > 2 && c[2] != 32 && c[2] != 33 ? 0 : 5;
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
        return escape_length(c, len);
    case 0x1D: return len < 2 ? 2 : group_length(c, len);
    default: return 0;
    }
}

static enum paper_event run_command(struct paper_decoder *decoder)
{
    const uint8_t *c = decoder->command;
    if (c[0] == 0x1B) {
        decoder->command_len = 0;
        return run_escape(decoder);
    }
    if (c[0] == 0x1D) {
        size_t looked_at = c[1] == '(' ? parenthesis_length(c, decoder->command_len) : 0;
        if (looked_at == 5) {
            /* What has come of them already is not passed over twice. */
            size_t all = (size_t)c[3] + 256U * c[4];
            size_t come = decoder->command_len - 5;
            decoder->parameters_left = all > come ? all - come : 0;
            decoder->command_len = 0;
            return PAPER_NONE;
        }
        decoder->command_len = 0;
        return run_group(decoder);
    }
    if (c[0] == 0x0A) {
        feed_line(decoder);
    }
    decoder->command_len = 0;
    return PAPER_NONE;
}

enum paper_event paper_decoder_put(struct paper_decoder *decoder, uint8_t byte)
{
    if (decoder->raster_left > 0) {
        take_raster_byte(decoder, byte);
        return PAPER_NONE;
    }
    if (decoder->strip_left > 0) {
        take_strip_byte(decoder, byte);
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
    if (needed == 0) {
        decoder->command_len = 0;
        return PAPER_GARBAGE;
    }
    return run_command(decoder);
}
