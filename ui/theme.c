#include "ui/theme.h"

#include <math.h>

/* Inter: 1490 of 2048 units. */
static const double cap_per_em = 0.7275;

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

bool theme_is_brand(enum ui_surface surface)
{
    return surface == UI_BANNER || surface == UI_HERO;
}

int theme_cap_tenth_mm(enum ui_text_style style, enum ui_text_scale scale)
{
    /* 100, 125, 150, 200 %. Headings grow less: they are large already, and a screen must still
     * hold them; so do the words of the bar, which stand under a large icon. */
    static const int caps[THEME_STYLES][4] = {
        [UI_TEXT_DISPLAY] = {150, 160, 170, 180}, [UI_TEXT_TITLE] = {98, 108, 118, 136},
        [UI_TEXT_HEADING] = {73, 86, 98, 118},    [UI_TEXT_BODY] = {52, 65, 78, 104},
        [UI_TEXT_STRONG] = {52, 65, 78, 104},     [UI_TEXT_SMALL] = {48, 60, 72, 96},
        [UI_TEXT_CODE] = {58, 72, 86, 110},       [UI_TEXT_ENTRY] = {70, 82, 94, 114},
        [UI_TEXT_LABEL] = {48, 54, 60, 68},
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
    theme->radius_px = theme_px(theme, 3.2);
    theme->border_px = at_least(theme_px(theme, strong ? 0.8 : 0.45), 1);
    theme->lip_px = strong ? 0 : at_least(theme_px(theme, 0.9), 1);
    theme->focus_px = at_least(theme_px(theme, 1.1), 3);
    theme->shadow_px = at_least(theme_px(theme, 2.2), 2);
    theme->pad_px = theme_px(theme, 4);
    theme->drag_px = at_least(theme_px(theme, 3), 4);
}
