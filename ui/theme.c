#include "ui/theme.h"

#include <math.h>

#define OPAQUE(rgb) (0xff000000u | (rgb))

/* Inter: 1490 of 2048 units. */
static const double cap_per_em = 0.7275;

static const struct theme_colours light =
    {
        .background = OPAQUE(0xfaf5ea),
        .tones = {OPAQUE(0x2b201a), OPAQUE(0x51453c), OPAQUE(0x861a1e), OPAQUE(0x8f1210),
                  OPAQUE(0x0b4f40)},
        .banner_tones = {OPAQUE(0xfffaf0), OPAQUE(0xfbe9d8), OPAQUE(0xffe9b8), OPAQUE(0xfff0ea),
                         OPAQUE(0xe9fff4)},
        .surfaces =
            {
                [UI_CARD] = {OPAQUE(0xfffefa), OPAQUE(0xe6dac5), 0},
                [UI_SUNKEN] = {OPAQUE(0xf3ebdb), OPAQUE(0xe2d5be), 0},
                [UI_BAR] = {OPAQUE(0xfffdf7), OPAQUE(0xe6dac5), 0},
                [UI_BANNER] = {OPAQUE(0x861a1e), 0, OPAQUE(0xdfb047)},
                [UI_NOTICE] = {OPAQUE(0xe9f0f3), OPAQUE(0xc4d6de), OPAQUE(0x2f6580)},
                [UI_WARNING] = {OPAQUE(0xfdf0cf), OPAQUE(0xead196), OPAQUE(0x946300)},
                [UI_DANGER] = {OPAQUE(0xfdebe6), OPAQUE(0xf0c5bb), OPAQUE(0x9d1a18)},
                [UI_SUCCESS] = {OPAQUE(0xe6f3ec), OPAQUE(0xb9dac9), OPAQUE(0x0f6b56)},
                [UI_CHOSEN] = {OPAQUE(0xfff4da), OPAQUE(0x861a1e), 0},
                [UI_SCRIM] = {0x99241a14u, 0, 0},
            },
        .buttons =
            {
                [UI_BUTTON_PRIMARY] = {OPAQUE(0x861a1e), OPAQUE(0x5f0f13), OPAQUE(0xfffaf0),
                                       OPAQUE(0x861a1e)},
                [UI_BUTTON_SECONDARY] = {OPAQUE(0xfffefa), OPAQUE(0xf6e3cc), OPAQUE(0x5e1114),
                                         OPAQUE(0x8d6f52)},
                [UI_BUTTON_QUIET] = {0, OPAQUE(0xefe2cc), OPAQUE(0x5e1114), 0},
                [UI_BUTTON_DANGER] = {OPAQUE(0xfffefa), OPAQUE(0xfbdcd5), OPAQUE(0x8f1210),
                                      OPAQUE(0x9d1a18)},
                [UI_BUTTON_KEY] = {OPAQUE(0xfffefa), OPAQUE(0xf0d9a6), OPAQUE(0x2b201a),
                                   OPAQUE(0x8d7d6a)},
            },
        .disabled = {OPAQUE(0xf1eadc), OPAQUE(0xf1eadc), OPAQUE(0x6f6459), OPAQUE(0xd6cab6)},
        .chosen = {OPAQUE(0xfff0cc), OPAQUE(0xf6dfa8), OPAQUE(0x5e1114), OPAQUE(0x861a1e)},
        .field = {OPAQUE(0xfffefa), OPAQUE(0x85735f), 0},
        .field_active = OPAQUE(0x861a1e),
        .field_invalid = OPAQUE(0x9d1a18),
        .rule = OPAQUE(0xdccdb2),
        .mark = OPAQUE(0x0f6b56),
        .mark_track = OPAQUE(0xe6dac5),
        .mark_ink = OPAQUE(0xffffff),
        .highlight = OPAQUE(0xffe08a),
        .focus = OPAQUE(0x0a4d8c),
        .focus_banner = OPAQUE(0xffd75e),
        .shadow = 0x30402a18u,
};

static const struct theme_colours dark =
    {
        .background = OPAQUE(0x1b1613),
        .tones = {OPAQUE(0xf7efe2), OPAQUE(0xd6cabb), OPAQUE(0xffc2a8), OPAQUE(0xffb8ab),
                  OPAQUE(0x93e0c4)},
        .banner_tones = {OPAQUE(0xfffaf0), OPAQUE(0xfbe9d8), OPAQUE(0xffe9b8), OPAQUE(0xfff0ea),
                         OPAQUE(0xe9fff4)},
        .surfaces =
            {
                [UI_CARD] = {OPAQUE(0x29211c), OPAQUE(0x4a3d33), 0},
                [UI_SUNKEN] = {OPAQUE(0x14100d), OPAQUE(0x40352c), 0},
                [UI_BAR] = {OPAQUE(0x241d18), OPAQUE(0x4a3d33), 0},
                [UI_BANNER] = {OPAQUE(0x741418), 0, OPAQUE(0xdfb047)},
                [UI_NOTICE] = {OPAQUE(0x1d2c34), OPAQUE(0x36505d), OPAQUE(0x7fbcd8)},
                [UI_WARNING] = {OPAQUE(0x38290c), OPAQUE(0x66501f), OPAQUE(0xf0bf4c)},
                [UI_DANGER] = {OPAQUE(0x3a1613), OPAQUE(0x6b302a), OPAQUE(0xff9a8a)},
                [UI_SUCCESS] = {OPAQUE(0x12302a), OPAQUE(0x2b5a4d), OPAQUE(0x6fd0ae)},
                [UI_CHOSEN] = {OPAQUE(0x40300f), OPAQUE(0xf0bf4c), 0},
                [UI_SCRIM] = {0xb3000000u, 0, 0},
            },
        .buttons =
            {
                [UI_BUTTON_PRIMARY] = {OPAQUE(0xf2c24f), OPAQUE(0xd39f22), OPAQUE(0x241703),
                                       OPAQUE(0xf2c24f)},
                [UI_BUTTON_SECONDARY] = {OPAQUE(0x29211c), OPAQUE(0x4a3d33), OPAQUE(0xf9e6c4),
                                         OPAQUE(0xb39b7c)},
                [UI_BUTTON_QUIET] = {0, OPAQUE(0x3c3129), OPAQUE(0xf9e6c4), 0},
                [UI_BUTTON_DANGER] = {OPAQUE(0x29211c), OPAQUE(0x5a1e18), OPAQUE(0xffb8ab),
                                      OPAQUE(0xff9a8a)},
                [UI_BUTTON_KEY] = {OPAQUE(0x332a24), OPAQUE(0x5a4620), OPAQUE(0xf7efe2),
                                   OPAQUE(0x9c8b77)},
            },
        .disabled = {OPAQUE(0x221b17), OPAQUE(0x221b17), OPAQUE(0xa0937f), OPAQUE(0x4a3d33)},
        .chosen = {OPAQUE(0x40300f), OPAQUE(0x453410), OPAQUE(0xffe9b8), OPAQUE(0xf0bf4c)},
        .field = {OPAQUE(0x14100d), OPAQUE(0xa08c74), 0},
        .field_active = OPAQUE(0xf2c24f),
        .field_invalid = OPAQUE(0xff9a8a),
        .rule = OPAQUE(0x51443a),
        .mark = OPAQUE(0x6fd0ae),
        .mark_track = OPAQUE(0x4a3d33),
        .mark_ink = OPAQUE(0x0d1f1a),
        .highlight = OPAQUE(0x604500),
        .focus = OPAQUE(0x8fd0ff),
        .focus_banner = OPAQUE(0xffe08a),
        .shadow = 0,
};

static const struct theme_colours contrast_light =
    {
        .background = OPAQUE(0xffffff),
        .tones = {OPAQUE(0x000000), OPAQUE(0x000000), OPAQUE(0x6a0004), OPAQUE(0x8b0000),
                  OPAQUE(0x003f2d)},
        .banner_tones = {OPAQUE(0xffffff), OPAQUE(0xffffff), OPAQUE(0xffffff), OPAQUE(0xffffff),
                         OPAQUE(0xffffff)},
        .surfaces =
            {
                [UI_CARD] = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
                [UI_SUNKEN] = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
                [UI_BAR] = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
                [UI_BANNER] = {OPAQUE(0x6a0004), 0, OPAQUE(0xffffff)},
                [UI_NOTICE] = {OPAQUE(0xffffff), OPAQUE(0x000000), OPAQUE(0x00355c)},
                [UI_WARNING] = {OPAQUE(0xffffff), OPAQUE(0x000000), OPAQUE(0x7a4d00)},
                [UI_DANGER] = {OPAQUE(0xffffff), OPAQUE(0x8b0000), OPAQUE(0x8b0000)},
                [UI_SUCCESS] = {OPAQUE(0xffffff), OPAQUE(0x003f2d), OPAQUE(0x003f2d)},
                [UI_CHOSEN] = {OPAQUE(0xfff3b0), OPAQUE(0x000000), 0},
                [UI_SCRIM] = {0xb3000000u, 0, 0},
            },
        .buttons =
            {
                [UI_BUTTON_PRIMARY] = {OPAQUE(0x6a0004), OPAQUE(0x000000), OPAQUE(0xffffff),
                                       OPAQUE(0x000000)},
                [UI_BUTTON_SECONDARY] = {OPAQUE(0xffffff), OPAQUE(0xffe89a), OPAQUE(0x000000),
                                         OPAQUE(0x000000)},
                [UI_BUTTON_QUIET] = {OPAQUE(0xffffff), OPAQUE(0xffe89a), OPAQUE(0x000000),
                                     OPAQUE(0x595959)},
                [UI_BUTTON_DANGER] = {OPAQUE(0xffffff), OPAQUE(0xffd9d3), OPAQUE(0x8b0000),
                                      OPAQUE(0x8b0000)},
                [UI_BUTTON_KEY] = {OPAQUE(0xffffff), OPAQUE(0xffe89a), OPAQUE(0x000000),
                                   OPAQUE(0x000000)},
            },
        .disabled = {OPAQUE(0xffffff), OPAQUE(0xffffff), OPAQUE(0x595959), OPAQUE(0x8a8a8a)},
        .chosen = {OPAQUE(0xfff3b0), OPAQUE(0xffe89a), OPAQUE(0x000000), OPAQUE(0x000000)},
        .field = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
        .field_active = OPAQUE(0x00355c),
        .field_invalid = OPAQUE(0x8b0000),
        .rule = OPAQUE(0x000000),
        .mark = OPAQUE(0x000000),
        .mark_track = OPAQUE(0xcfcfcf),
        .mark_ink = OPAQUE(0xffffff),
        .highlight = OPAQUE(0xffe24a),
        .focus = OPAQUE(0x0037a6),
        .focus_banner = OPAQUE(0xffe24a),
        .shadow = 0,
};

static const struct theme_colours contrast_dark =
    {
        .background = OPAQUE(0x000000),
        .tones = {OPAQUE(0xffffff), OPAQUE(0xffffff), OPAQUE(0xffe400), OPAQUE(0xffb3a8),
                  OPAQUE(0x8affc8)},
        .banner_tones = {OPAQUE(0xffe400), OPAQUE(0xffffff), OPAQUE(0xffe400), OPAQUE(0xffb3a8),
                         OPAQUE(0x8affc8)},
        .surfaces =
            {
                [UI_CARD] = {OPAQUE(0x000000), OPAQUE(0xffffff), 0},
                [UI_SUNKEN] = {OPAQUE(0x000000), OPAQUE(0xffffff), 0},
                [UI_BAR] = {OPAQUE(0x000000), OPAQUE(0xffffff), 0},
                [UI_BANNER] = {OPAQUE(0x000000), 0, OPAQUE(0xffe400)},
                [UI_NOTICE] = {OPAQUE(0x000000), OPAQUE(0xffffff), OPAQUE(0x8fd8ff)},
                [UI_WARNING] = {OPAQUE(0x000000), OPAQUE(0xffe400), OPAQUE(0xffe400)},
                [UI_DANGER] = {OPAQUE(0x000000), OPAQUE(0xffb3a8), OPAQUE(0xffb3a8)},
                [UI_SUCCESS] = {OPAQUE(0x000000), OPAQUE(0x8affc8), OPAQUE(0x8affc8)},
                [UI_CHOSEN] = {OPAQUE(0x2b2600), OPAQUE(0xffe400), 0},
                [UI_SCRIM] = {0xcc000000u, 0, 0},
            },
        .buttons =
            {
                [UI_BUTTON_PRIMARY] = {OPAQUE(0xffe400), OPAQUE(0xffffff), OPAQUE(0x000000),
                                       OPAQUE(0xffe400)},
                [UI_BUTTON_SECONDARY] = {OPAQUE(0x000000), OPAQUE(0x333300), OPAQUE(0xffffff),
                                         OPAQUE(0xffffff)},
                [UI_BUTTON_QUIET] = {OPAQUE(0x000000), OPAQUE(0x333300), OPAQUE(0xffe400),
                                     OPAQUE(0x8a8a8a)},
                [UI_BUTTON_DANGER] = {OPAQUE(0x000000), OPAQUE(0x4a0a00), OPAQUE(0xffb3a8),
                                      OPAQUE(0xffb3a8)},
                [UI_BUTTON_KEY] = {OPAQUE(0x000000), OPAQUE(0x333300), OPAQUE(0xffffff),
                                   OPAQUE(0xffffff)},
            },
        .disabled = {OPAQUE(0x000000), OPAQUE(0x000000), OPAQUE(0xa6a6a6), OPAQUE(0x707070)},
        .chosen = {OPAQUE(0x2b2600), OPAQUE(0x333300), OPAQUE(0xffe400), OPAQUE(0xffe400)},
        .field = {OPAQUE(0x000000), OPAQUE(0xffffff), 0},
        .field_active = OPAQUE(0xffe400),
        .field_invalid = OPAQUE(0xffb3a8),
        .rule = OPAQUE(0xffffff),
        .mark = OPAQUE(0xffe400),
        .mark_track = OPAQUE(0x3a3a3a),
        .mark_ink = OPAQUE(0x000000),
        .highlight = OPAQUE(0x5a4a00),
        .focus = OPAQUE(0x4fd8ff),
        .focus_banner = OPAQUE(0x4fd8ff),
        .shadow = 0,
};

const struct theme_colours *theme_colours(enum ui_scheme scheme)
{
    switch (scheme) {
    case UI_DARK: return &dark;
    case UI_CONTRAST_LIGHT: return &contrast_light;
    case UI_CONTRAST_DARK: return &contrast_dark;
    case UI_LIGHT: break;
    }
    return &light;
}

static double channel_luminance(uint32_t value)
{
    double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t colour)
{
    return 0.2126 * channel_luminance(colour >> 16 & 0xff) +
           0.7152 * channel_luminance(colour >> 8 & 0xff) +
           0.0722 * channel_luminance(colour & 0xff);
}

int theme_contrast_percent(uint32_t a, uint32_t b)
{
    double la = luminance(a);
    double lb = luminance(b);
    return (int)((fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05) * 100.0);
}

int theme_cap_tenth_mm(enum ui_text_style style, enum ui_text_scale scale)
{
    /* 100, 125, 150, 200 %. Headings grow less: they are large already, and a screen must still
     * hold them. */
    static const int caps[THEME_STYLES][4] = {
        [UI_TEXT_DISPLAY] = {125, 140, 150, 165}, [UI_TEXT_TITLE] = {88, 100, 112, 130},
        [UI_TEXT_HEADING] = {73, 86, 98, 118},    [UI_TEXT_BODY] = {48, 60, 72, 96},
        [UI_TEXT_STRONG] = {48, 60, 72, 96},      [UI_TEXT_SMALL] = {48, 60, 72, 96},
        [UI_TEXT_CODE] = {56, 70, 84, 108},
    };
    return caps[style][scale];
}

int theme_em_px(double cap_px)
{
    return (int)ceil(ceil(cap_px) / cap_per_em);
}

int theme_px(const struct theme *theme, double mm)
{
    return (int)lround(mm * theme->px_per_mm);
}

static int at_least(int value, int minimum)
{
    return value < minimum ? minimum : value;
}

void theme_init(struct theme *theme, int width_px, int height_px, int diagonal_tenth_inch,
                enum ui_scheme scheme, enum ui_text_scale scale)
{
    double diagonal_mm = (diagonal_tenth_inch > 0 ? diagonal_tenth_inch : 215) * 2.54;
    *theme = (struct theme){.colours = theme_colours(scheme), .scale = scale};
    theme->px_per_mm = hypot(width_px, height_px) / diagonal_mm;
    for (int style = 0; style < THEME_STYLES; style++) {
        int tenth_mm = theme_cap_tenth_mm((enum ui_text_style)style, scale);
        theme->font_px[style] = theme_em_px(tenth_mm / 10.0 * theme->px_per_mm);
    }
    theme->target_px = (int)ceil(20 * theme->px_per_mm);
    theme->target_min_px = (int)ceil(15 * theme->px_per_mm);
    bool strong = scheme == UI_CONTRAST_LIGHT || scheme == UI_CONTRAST_DARK;
    theme->radius_px = theme_px(theme, 2.6);
    theme->border_px = at_least(theme_px(theme, strong ? 0.8 : 0.45), 1);
    theme->focus_px = at_least(theme_px(theme, 1.1), 3);
    theme->shadow_px = at_least(theme_px(theme, 2.2), 2);
    theme->pad_px = theme_px(theme, 4);
    theme->drag_px = at_least(theme_px(theme, 3), 4);
}
