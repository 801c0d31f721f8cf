/*
 * What a receipt printer makes of its bytes: the paper as a grey picture. Written from the command
 * reference and not from escpos.c, whose check it is. Part of the virtual printer; pure, total: any
 * bytes whatever.
 */
#ifndef MOTCUA_DRIVERS_PRINTER_PAPER_DECODER_H
#define MOTCUA_DRIVERS_PRINTER_PAPER_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image.h"

/* Longer paper is not kept. */
#define PAPER_DECODER_LINES_MAX 20000

enum paper_event {
    PAPER_NONE,
    PAPER_CUT,         /* a sheet is finished: paper_decoder_take() */
    PAPER_ASB_CHANGED, /* GS a: decoder->argument */
    PAPER_STATUS,      /* GS r n: decoder->argument */
    PAPER_JOB,         /* GS ( H function 48: decoder->job_id */
    PAPER_GARBAGE      /* a byte without a meaning: on a real printer, a stray letter */
};

struct paper_decoder {
    int width_px;
    uint8_t *pixels; /* of the sheet so far, 0 black */
    int lines;
    int lines_kept; /* room for so many */
    uint8_t command[16];
    size_t command_len;
    size_t parameters_left; /* of GS (, passed over */
    /* The raster being received. */
    uint32_t raster_left;
    uint32_t raster_row_bytes;
    uint32_t raster_column;
    int scale_x;
    int scale_y;
    bool storing;        /* GS ( L: the raster is stored, function 50 prints it */
    int stored_lines;    /* stored below the sheet's last line */
    uint32_t strip_left; /* of ESC *, bytes */
    uint32_t strip_at;
    int strip_lines; /* to be fed over by the next line feed */
    int line_px;     /* ESC 3; a unit is a dot here */
    uint8_t argument;
    char job_id[4];
};

void paper_decoder_init(struct paper_decoder *decoder, int width_px);
void paper_decoder_finish(struct paper_decoder *decoder);
enum paper_event paper_decoder_put(struct paper_decoder *decoder, uint8_t byte);
/* The sheet so far into a zeroed *out, freed by mc_grey_finish(); false if it has no line. */
bool paper_decoder_take(struct paper_decoder *decoder, struct mc_grey *out);

#endif
