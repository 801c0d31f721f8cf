#include "drivers/printer/escpos.h"

#include <string.h>

enum { NUL = 0x00, LF = 0x0A, EOT = 0x04, ENQ = 0x05, DLE = 0x10, ESC = 0x1B, GS = 0x1D };

/* Fixed bits that tell replies apart. */
enum { FIXED_BITS = 0x93, STATUS_BITS = 0x12, ASB_BITS = 0x10, DATA_BITS = 0x90 };

/* First two bytes of the answer to GS ( H function 48; four of job id and a NUL follow. */
enum { JOB_HEADER = 0x37, JOB_KIND = 0x22, JOB_REPLY_BYTES = 7 };

void escpos_job_id(unsigned number, char out[ESCPOS_JOB_ID_CHARS + 1])
{
    for (int i = 0; i < ESCPOS_JOB_ID_CHARS; i++) {
        out[i] = (char)('@' + ((number >> (4 * (ESCPOS_JOB_ID_CHARS - 1 - i))) & 0x0F));
    }
    out[ESCPOS_JOB_ID_CHARS] = '\0';
}

#define PUT(out, ...)                                                                              \
    mc_buffer_put((out), (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

int escpos_band_lines(enum escpos_raster raster, int stride_bytes)
{
    if (raster == ESCPOS_RASTER_ESC_STAR) {
        return ESCPOS_STRIP_LINES;
    }
    int most = ESCPOS_RECOVERY_NULS / stride_bytes;
    return most < ESCPOS_BAND_LINES ? most : ESCPOS_BAND_LINES;
}

static uint8_t low(int number)
{
    return (uint8_t)(number & 0xFF);
}

static uint8_t high(int number)
{
    return (uint8_t)(number >> 8);
}

static void put_lines(struct mc_buffer *out, const struct mc_raster *picture, int first, int lines)
{
    size_t stride = (size_t)picture->stride_bytes;
    mc_buffer_put(out, picture->bits + (size_t)first * stride, (size_t)lines * stride);
}

static void put_gs_v_0(struct mc_buffer *out, const struct mc_raster *picture, int first, int lines)
{
    int stride = picture->stride_bytes;
    PUT(out, GS, 'v', '0', 0, low(stride), high(stride), low(lines), high(lines));
    put_lines(out, picture, first, lines);
}

/* Function 112 stores a one-colour picture of single size, function 50 prints what is stored. */
static void put_gs_l(struct mc_buffer *out, const struct mc_raster *picture, int first, int lines)
{
    int width = picture->stride_bytes * 8;
    int len = 10 + lines * picture->stride_bytes;
    PUT(out, GS, '(', 'L', low(len), high(len), 48, 112, 48, 1, 1, 49, low(width), high(width),
        low(lines), high(lines));
    put_lines(out, picture, first, lines);
    PUT(out, GS, '(', 'L', 2, 0, 48, 50);
}

/* Columns of 24 dots from left to right, the highest bit on top. */
static void put_esc_star(struct mc_buffer *out, const struct mc_raster *picture, int first)
{
    PUT(out, ESC, '*', 33, low(picture->width_px), high(picture->width_px));
    for (int x = 0; x < picture->width_px; x++) {
        for (int y = first; y < first + ESCPOS_STRIP_LINES; y += 8) {
            uint8_t byte = 0;
            for (int bit = 0; bit < 8; bit++) {
                byte |= (uint8_t)(mc_raster_get(picture, x, y + bit) ? 0x80U >> bit : 0);
            }
            mc_buffer_put_byte(out, byte);
        }
    }
    PUT(out, LF);
}

static void put_band(struct mc_buffer *out, const struct escpos_profile *profile,
                     const struct mc_raster *picture, int first, int lines)
{
    switch (profile->raster) {
    case ESCPOS_RASTER_GS_V_0: put_gs_v_0(out, picture, first, lines); return;
    case ESCPOS_RASTER_GS_L: put_gs_l(out, picture, first, lines); return;
    case ESCPOS_RASTER_ESC_STAR: put_esc_star(out, picture, first); return;
    }
}

static void put_picture(struct mc_buffer *out, const struct escpos_profile *profile,
                        const struct mc_raster *picture)
{
    bool strips = profile->raster == ESCPOS_RASTER_ESC_STAR;
    int band = escpos_band_lines(profile->raster, picture->stride_bytes);
    if (strips) {
        PUT(out, ESC, '3', (uint8_t)profile->strip_feed);
    }
    for (int y = 0; y < picture->height_px; y += band) {
        int left = picture->height_px - y;
        put_band(out, profile, picture, y, left < band ? left : band);
    }
    if (strips) {
        PUT(out, ESC, '2');
    }
}

void escpos_put_cut(struct mc_buffer *out, const struct escpos_profile *profile)
{
    PUT(out, ESC, 'd', (uint8_t)profile->feed_lines);
    if (profile->cutter) {
        PUT(out, GS, 'V', 1);
    }
}

void escpos_put_asb_on(struct mc_buffer *out)
{
    PUT(out, GS, 'a', 0xFF);
}

void escpos_put_job(struct mc_buffer *out, const struct escpos_profile *profile,
                    const struct mc_raster *picture, const char *job_id)
{
    PUT(out, ESC, '@');
    if (profile->asb) {
        escpos_put_asb_on(out);
    }
    put_picture(out, profile, picture);
    escpos_put_cut(out, profile);
    if (profile->confirmation == ESCPOS_CONFIRM_JOB_ID) {
        PUT(out, GS, '(', 'H', ESCPOS_JOB_ID_CHARS + 2, 0, 48, 48);
        mc_buffer_put(out, job_id, ESCPOS_JOB_ID_CHARS);
    } else if (profile->confirmation == ESCPOS_CONFIRM_GS_R) {
        PUT(out, GS, 'r', 1);
    }
}

void escpos_put_recovery(struct mc_buffer *out, const struct escpos_profile *profile)
{
    static const uint8_t nuls[256];
    PUT(out, DLE, ENQ, 2);
    for (size_t i = 0; i < ESCPOS_RECOVERY_NULS; i += sizeof nuls) {
        mc_buffer_put(out, nuls, sizeof nuls);
    }
    PUT(out, ESC, '@');
    if (profile->asb) {
        escpos_put_asb_on(out);
    }
}

void escpos_put_status_request(struct mc_buffer *out, int n)
{
    MC_CHECK(n >= 1 && n <= 4);
    PUT(out, DLE, EOT, (uint8_t)n);
}

static void hold(struct escpos_parser *parser, uint8_t byte)
{
    parser->held[parser->held_len++] = byte;
}

static void begin(struct escpos_parser *parser, uint8_t byte)
{
    parser->held_len = 0;
    if ((byte & FIXED_BITS) == ASB_BITS) {
        parser->state = ESCPOS_PARSER_ASB;
        hold(parser, byte);
    } else if (byte == JOB_HEADER) {
        parser->state = ESCPOS_PARSER_JOB;
        hold(parser, byte);
    } else {
        parser->state = ESCPOS_PARSER_IDLE;
    }
}

static void continue_asb(struct escpos_parser *parser, uint8_t byte, struct escpos_reply *out)
{
    if ((byte & DATA_BITS) != 0) {
        begin(parser, byte);
        return;
    }
    hold(parser, byte);
    if (parser->held_len == 4) {
        out->kind = ESCPOS_REPLY_ASB;
        memcpy(out->bytes, parser->held, 4);
        parser->state = ESCPOS_PARSER_IDLE;
    }
}

static void continue_job(struct escpos_parser *parser, uint8_t byte, struct escpos_reply *out)
{
    size_t at = parser->held_len;
    bool fits = at == 1                     ? byte == JOB_KIND
                : at == JOB_REPLY_BYTES - 1 ? byte == NUL
                                            : byte >= '@' && byte <= 'O';
    if (!fits) {
        begin(parser, byte);
        return;
    }
    hold(parser, byte);
    if (parser->held_len == JOB_REPLY_BYTES) {
        out->kind = ESCPOS_REPLY_JOB_DONE;
        memcpy(out->job_id, parser->held + 2, ESCPOS_JOB_ID_CHARS);
        parser->state = ESCPOS_PARSER_IDLE;
    }
}

void escpos_parse_byte(struct escpos_parser *parser, uint8_t byte, struct escpos_reply *out)
{
    *out = (struct escpos_reply){.kind = ESCPOS_REPLY_NONE};
    if ((byte & FIXED_BITS) == STATUS_BITS) {
        /* Real-time: may stand in the middle of any other answer. */
        out->kind = ESCPOS_REPLY_STATUS;
        out->bytes[0] = byte;
    } else if (parser->state == ESCPOS_PARSER_ASB) {
        continue_asb(parser, byte, out);
    } else if (parser->state == ESCPOS_PARSER_JOB) {
        continue_job(parser, byte, out);
    } else if ((byte & DATA_BITS) == 0) {
        out->kind = ESCPOS_REPLY_PAPER;
        out->bytes[0] = byte;
    } else {
        begin(parser, byte);
    }
}

enum printer_state escpos_state_from_status(const uint8_t status[4])
{
    if ((status[1] & 0x04) != 0) {
        return PRINTER_COVER_OPEN;
    }
    if ((status[3] & 0x60) != 0 || (status[1] & 0x20) != 0) {
        return PRINTER_PAPER_OUT;
    }
    if ((status[2] & 0x08) != 0) {
        return PRINTER_CUTTER;
    }
    if ((status[2] & 0x60) != 0 || (status[1] & 0x40) != 0) {
        return PRINTER_ERROR;
    }
    if ((status[0] & 0x08) != 0) {
        return PRINTER_OFFLINE;
    }
    return (status[3] & 0x0C) != 0 ? PRINTER_NEAR_END : PRINTER_OK;
}

enum printer_state escpos_state_from_asb(const uint8_t asb[4])
{
    if ((asb[0] & 0x20) != 0) {
        return PRINTER_COVER_OPEN;
    }
    if ((asb[2] & 0x0C) != 0) {
        return PRINTER_PAPER_OUT;
    }
    if ((asb[1] & 0x08) != 0) {
        return PRINTER_CUTTER;
    }
    if ((asb[1] & 0x60) != 0) {
        return PRINTER_ERROR;
    }
    if ((asb[0] & 0x08) != 0) {
        return PRINTER_OFFLINE;
    }
    return (asb[2] & 0x03) != 0 ? PRINTER_NEAR_END : PRINTER_OK;
}
