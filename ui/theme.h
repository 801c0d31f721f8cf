/*
 * What the kiosk looks like: the colours of the four schemes, the type scale as heights of capital
 * letters in millimetres, spacing and radii. Pure; UI thread or tests.
 *
 * Figures: capitals of 4.8 mm (3/16 inch, ADA 707.7.2) for any text and 7.3 mm for headings
 * (EN 301 549 clause 5.1.4 at 600 mm); targets of 20 mm, never under 15 mm; contrast of 7:1 for
 * text (WCAG 2.2, 1.4.6) and 3:1 for marks (1.4.11).
 */
#ifndef MOTCUA_UI_THEME_H
#define MOTCUA_UI_THEME_H

#include <stdint.h>

#include "ui/ui.h"

#define THEME_TONES    (UI_TONE_SUCCESS + 1)
#define THEME_SURFACES (UI_SCRIM + 1)
#define THEME_BUTTONS  (UI_BUTTON_BAR + 1)
#define THEME_STYLES   (UI_TEXT_LABEL + 1)

/* 0xAARRGGBB throughout; alpha 0 is "not drawn". */
struct theme_surface {
    uint32_t fill;
    uint32_t border;
    uint32_t accent; /* a narrow bar at the left (notices) or a line at the bottom (banner) */
};

struct theme_button {
    uint32_t fill;
    uint32_t pressed;
    uint32_t ink;
    uint32_t border;
    uint32_t lip; /* the lower edge: what can be pressed stands out */
};

struct theme_colours {
    uint32_t background;
    uint32_t tones[THEME_TONES];        /* text on everything but banner and hero */
    uint32_t banner_tones[THEME_TONES]; /* text on those two */
    uint32_t ornament;                  /* drawn on those two, below their text */
    uint32_t hero_pressed;
    uint32_t edge; /* of cards that can be pressed */
    struct theme_surface surfaces[THEME_SURFACES];
    struct theme_button buttons[THEME_BUTTONS];
    struct theme_button disabled;
    struct theme_button chosen;
    struct theme_surface field;
    uint32_t field_active; /* border */
    uint32_t field_invalid;
    uint32_t rule;
    uint32_t mark; /* ticks, progress, the scroll position */
    uint32_t mark_track;
    uint32_t mark_ink; /* on a mark */
    uint32_t highlight;
    uint32_t focus;        /* ring */
    uint32_t focus_banner; /* ring on the banner */
    uint32_t shadow;
};

const struct theme_colours *theme_colours(enum ui_scheme scheme);
/* Whether text on it has the banner's tones. */
bool theme_is_brand(enum ui_surface surface);
/* WCAG 2.2 contrast ratio of two opaque colours, times 100. */
int theme_contrast_percent(uint32_t a, uint32_t b);

struct theme {
    const struct theme_colours *colours;
    enum ui_text_scale scale;
    double px_per_mm;
    int font_px[THEME_STYLES]; /* em */
    int target_px;             /* default height of a target */
    int target_min_px;
    int radius_px;
    int border_px;
    int lip_px;    /* 0: none */
    int focus_px;  /* thickness of the ring */
    int shadow_px; /* how far a shadow reaches */
    int pad_px;    /* inside buttons and fields */
    int drag_px;   /* a finger that moved further does not press */
};

void theme_init(struct theme *theme, int width_px, int height_px, int diagonal_tenth_inch,
                enum ui_scheme scheme, enum ui_text_scale scale);
int theme_px(const struct theme *theme, double mm);
/* Heights of capitals, tenths of a millimetre. */
int theme_cap_tenth_mm(enum ui_text_style style, enum ui_text_scale scale);
/* em of Inter whose capitals have that height, rounded up. */
int theme_em_px(double cap_px);

#endif
