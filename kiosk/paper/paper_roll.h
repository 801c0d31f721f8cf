/*
 * A roll of paper to draw on from top to bottom, however long it gets: drawn in strips on a canvas,
 * kept as one-bit dots. Sizes in dots of a 203 dpi head, 8 to a millimetre. Any one thread.
 */
#ifndef MOTCUA_KIOSK_PAPER_PAPER_ROLL_H
#define MOTCUA_KIOSK_PAPER_PAPER_ROLL_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/raster.h"
#include "ui/canvas.h"

#define PAPER_ROLL_MARGIN_PX 8

struct paper_roll {
    struct canvas *canvas;
    int width_px;
    int y_px; /* on the strip */
    struct mc_buffer dots;
};

struct paper_roll_text {
    const char *text;
    int size_px;
    bool bold;
    enum ui_align align;
    int x_px;     /* from the left margin */
    int width_px; /* 0: up to the right margin */
};

enum mc_err paper_roll_init(struct paper_roll *roll, int width_px,
                            struct mc_error *err) MC_MUST_CHECK;
/* Wipes. */
void paper_roll_finish(struct paper_roll *roll);

/* Wide inside the margins. */
int paper_roll_inner_px(const struct paper_roll *roll);
void paper_roll_space(struct paper_roll *roll, int height_px);
void paper_roll_text(struct paper_roll *roll, const struct paper_roll_text *text);
/* Texts side by side; the highest one counts. */
void paper_roll_row(struct paper_roll *roll, const struct paper_roll_text *texts, size_t count);
/* A text behind a box to tick, whose room its x_px leaves. */
void paper_roll_boxed(struct paper_roll *roll, const struct paper_roll_text *text, int box_px);
/* Whether both stay on one line with some room between them. */
bool paper_roll_fits_beside(struct paper_roll *roll, const struct paper_roll_text *left,
                            const struct paper_roll_text *right);
/* A text in a frame, broken as its width asks for. */
void paper_roll_framed(struct paper_roll *roll, const struct paper_roll_text *texts, size_t count,
                       int line_px);
/* A centred rule; dash_px 0: solid. */
void paper_roll_rule(struct paper_roll *roll, int width_px, int line_px, int dash_px);
/* The widest size up to size_px in which the text stays on one line. */
int paper_roll_fit(struct paper_roll *roll, const char *text, int size_px, int least_px, bool bold,
                   int width_px);
/* A picture, centred, each of its pixels scale dots wide. */
void paper_roll_picture(struct paper_roll *roll, const struct mc_grey *picture, int scale);

/* All that was drawn into a zeroed *out, freed by mc_raster_finish(). MC_ETOOBIG over
 * MC_RASTER_HEIGHT_MAX_PX. */
enum mc_err paper_roll_take(struct paper_roll *roll, struct mc_raster *out,
                            struct mc_error *err) MC_MUST_CHECK;

#endif
