/*
 * The four schemes. Lacquer red, paper ivory, jade and gold leaf by day; by night the same on dark
 * wood; and two of pure contrast. Which colours meet, and how well they read, is checked by
 * tests/unit/ui/test_theme.c.
 */
#include "ui/theme.h"

#define OPAQUE(rgb) (0xff000000u | (rgb))

static const struct theme_colours light =
    {
        .background = OPAQUE(0xfaf5ea),
        .tones = {OPAQUE(0x2b201a), OPAQUE(0x51453c), OPAQUE(0x7d171b), OPAQUE(0x8a1110),
                  OPAQUE(0x0a4a3c)},
        .banner_tones = {OPAQUE(0xfffaf0), OPAQUE(0xfbe9d8), OPAQUE(0xffe9b8), OPAQUE(0xfff0ea),
                         OPAQUE(0xe9fff4)},
        .ornament = OPAQUE(0x90242a),
        .hero_pressed = OPAQUE(0x5f0f13),
        .edge = OPAQUE(0x957858),
        .surfaces =
            {
                [UI_CARD] = {OPAQUE(0xfffefa), OPAQUE(0xe6dac5), 0},
                [UI_SUNKEN] = {OPAQUE(0xf3ebdb), OPAQUE(0xe2d5be), 0},
                [UI_BAR] = {OPAQUE(0xfffdf7), OPAQUE(0xdfd1b7), 0},
                [UI_BANNER] = {OPAQUE(0x861a1e), 0, OPAQUE(0xdfb047)},
                [UI_HERO] = {OPAQUE(0x861a1e), OPAQUE(0x861a1e), OPAQUE(0xdfb047)},
                [UI_SEAL] = {OPAQUE(0xf8ecd0), OPAQUE(0xe3c885), 0},
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
                                       OPAQUE(0x861a1e), OPAQUE(0x5a0e12)},
                [UI_BUTTON_SECONDARY] = {OPAQUE(0xfffefa), OPAQUE(0xf6e3cc), OPAQUE(0x5e1114),
                                         OPAQUE(0x8d6f52), OPAQUE(0x8d6f52)},
                [UI_BUTTON_QUIET] = {0, OPAQUE(0xefe2cc), OPAQUE(0x5e1114), 0, 0},
                [UI_BUTTON_DANGER] = {OPAQUE(0xfffefa), OPAQUE(0xfbdcd5), OPAQUE(0x8a1110),
                                      OPAQUE(0x9d1a18), OPAQUE(0x9d1a18)},
                [UI_BUTTON_KEY] = {OPAQUE(0xfffefa), OPAQUE(0xf0d9a6), OPAQUE(0x2b201a),
                                   OPAQUE(0x8d7d6a), OPAQUE(0x8d7d6a)},
                [UI_BUTTON_BAR] = {0, OPAQUE(0xefe2cc), OPAQUE(0x5e1114), 0, 0},
            },
        .disabled = {OPAQUE(0xf1eadc), OPAQUE(0xf1eadc), OPAQUE(0x53493f), OPAQUE(0xd6cab6), 0},
        .chosen = {OPAQUE(0xfff0cc), OPAQUE(0xf6dfa8), OPAQUE(0x5e1114), OPAQUE(0x861a1e), 0},
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
        .shadow = 0x38402a18u,
};

static const struct theme_colours dark =
    {
        .background = OPAQUE(0x1b1613),
        .tones = {OPAQUE(0xf7efe2), OPAQUE(0xdbd0c2), OPAQUE(0xffc9b2), OPAQUE(0xffc0b4),
                  OPAQUE(0x9be5ca)},
        .banner_tones = {OPAQUE(0xfffaf0), OPAQUE(0xfbe9d8), OPAQUE(0xffe9b8), OPAQUE(0xfff0ea),
                         OPAQUE(0xe9fff4)},
        .ornament = OPAQUE(0x85262a),
        .hero_pressed = OPAQUE(0x4d0a0d),
        .edge = OPAQUE(0xa48d70),
        .surfaces =
            {
                [UI_CARD] = {OPAQUE(0x29211c), OPAQUE(0x4a3d33), 0},
                [UI_SUNKEN] = {OPAQUE(0x14100d), OPAQUE(0x40352c), 0},
                [UI_BAR] = {OPAQUE(0x241d18), OPAQUE(0x4a3d33), 0},
                [UI_BANNER] = {OPAQUE(0x741418), 0, OPAQUE(0xdfb047)},
                [UI_HERO] = {OPAQUE(0x741418), OPAQUE(0xdfb047), OPAQUE(0xdfb047)},
                [UI_SEAL] = {OPAQUE(0x3a2d18), OPAQUE(0x6d5526), 0},
                [UI_NOTICE] = {OPAQUE(0x1d2c34), OPAQUE(0x36505d), OPAQUE(0x7fbcd8)},
                [UI_WARNING] = {OPAQUE(0x38290c), OPAQUE(0x66501f), OPAQUE(0xf0bf4c)},
                [UI_DANGER] = {OPAQUE(0x3a1613), OPAQUE(0x6b302a), OPAQUE(0xff9a8a)},
                [UI_SUCCESS] = {OPAQUE(0x12302a), OPAQUE(0x2b5a4d), OPAQUE(0x6fd0ae)},
                [UI_CHOSEN] = {OPAQUE(0x40300f), OPAQUE(0xf0bf4c), 0},
                [UI_SCRIM] = {0xb3000000u, 0, 0},
            },
        .buttons =
            {
                [UI_BUTTON_PRIMARY] = {OPAQUE(0xf2c24f), OPAQUE(0xd8a52b), OPAQUE(0x241703),
                                       OPAQUE(0xf2c24f), OPAQUE(0xb98812)},
                [UI_BUTTON_SECONDARY] = {OPAQUE(0x29211c), OPAQUE(0x4a3d33), OPAQUE(0xf9e6c4),
                                         OPAQUE(0xb39b7c), OPAQUE(0xb39b7c)},
                [UI_BUTTON_QUIET] = {0, OPAQUE(0x3c3129), OPAQUE(0xf9e6c4), 0, 0},
                [UI_BUTTON_DANGER] = {OPAQUE(0x29211c), OPAQUE(0x551b16), OPAQUE(0xffc0b4),
                                      OPAQUE(0xff9a8a), OPAQUE(0xff9a8a)},
                [UI_BUTTON_KEY] = {OPAQUE(0x332a24), OPAQUE(0x5a4620), OPAQUE(0xf7efe2),
                                   OPAQUE(0x9c8b77), OPAQUE(0x9c8b77)},
                [UI_BUTTON_BAR] = {0, OPAQUE(0x3c3129), OPAQUE(0xf9e6c4), 0, 0},
            },
        .disabled = {OPAQUE(0x221b17), OPAQUE(0x221b17), OPAQUE(0xbcae9b), OPAQUE(0x4a3d33), 0},
        .chosen = {OPAQUE(0x40300f), OPAQUE(0x453410), OPAQUE(0xffe9b8), OPAQUE(0xf0bf4c), 0},
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
        .tones = {OPAQUE(0x000000), OPAQUE(0x000000), OPAQUE(0x6a0004), OPAQUE(0x7d0000),
                  OPAQUE(0x003f2d)},
        .banner_tones = {OPAQUE(0xffffff), OPAQUE(0xffffff), OPAQUE(0xffffff), OPAQUE(0xffffff),
                         OPAQUE(0xffffff)},
        .ornament = 0,
        .hero_pressed = OPAQUE(0x3d0002),
        .edge = OPAQUE(0x000000),
        .surfaces =
            {
                [UI_CARD] = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
                [UI_SUNKEN] = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
                [UI_BAR] = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
                [UI_BANNER] = {OPAQUE(0x6a0004), 0, OPAQUE(0xffffff)},
                [UI_HERO] = {OPAQUE(0x6a0004), OPAQUE(0x000000), OPAQUE(0xffffff)},
                [UI_SEAL] = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
                [UI_NOTICE] = {OPAQUE(0xffffff), OPAQUE(0x000000), OPAQUE(0x00355c)},
                [UI_WARNING] = {OPAQUE(0xffffff), OPAQUE(0x000000), OPAQUE(0x7a4d00)},
                [UI_DANGER] = {OPAQUE(0xffffff), OPAQUE(0x7d0000), OPAQUE(0x7d0000)},
                [UI_SUCCESS] = {OPAQUE(0xffffff), OPAQUE(0x003f2d), OPAQUE(0x003f2d)},
                [UI_CHOSEN] = {OPAQUE(0xfff3b0), OPAQUE(0x000000), 0},
                [UI_SCRIM] = {0xb3000000u, 0, 0},
            },
        .buttons =
            {
                [UI_BUTTON_PRIMARY] = {OPAQUE(0x6a0004), OPAQUE(0x000000), OPAQUE(0xffffff),
                                       OPAQUE(0x000000), 0},
                [UI_BUTTON_SECONDARY] = {OPAQUE(0xffffff), OPAQUE(0xffe89a), OPAQUE(0x000000),
                                         OPAQUE(0x000000), 0},
                [UI_BUTTON_QUIET] = {OPAQUE(0xffffff), OPAQUE(0xffe89a), OPAQUE(0x000000),
                                     OPAQUE(0x595959), 0},
                [UI_BUTTON_DANGER] = {OPAQUE(0xffffff), OPAQUE(0xffd9d3), OPAQUE(0x7d0000),
                                      OPAQUE(0x7d0000), 0},
                [UI_BUTTON_KEY] = {OPAQUE(0xffffff), OPAQUE(0xffe89a), OPAQUE(0x000000),
                                   OPAQUE(0x000000), 0},
                [UI_BUTTON_BAR] = {OPAQUE(0xffffff), OPAQUE(0xffe89a), OPAQUE(0x000000),
                                   OPAQUE(0x000000), 0},
            },
        .disabled = {OPAQUE(0xffffff), OPAQUE(0xffffff), OPAQUE(0x595959), OPAQUE(0x8a8a8a), 0},
        .chosen = {OPAQUE(0xfff3b0), OPAQUE(0xffe89a), OPAQUE(0x000000), OPAQUE(0x000000), 0},
        .field = {OPAQUE(0xffffff), OPAQUE(0x000000), 0},
        .field_active = OPAQUE(0x00355c),
        .field_invalid = OPAQUE(0x7d0000),
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
        .ornament = 0,
        .hero_pressed = OPAQUE(0x333300),
        .edge = OPAQUE(0xffffff),
        .surfaces =
            {
                [UI_CARD] = {OPAQUE(0x000000), OPAQUE(0x8a8a8a), 0},
                [UI_SUNKEN] = {OPAQUE(0x000000), OPAQUE(0x8a8a8a), 0},
                [UI_BAR] = {OPAQUE(0x000000), OPAQUE(0xffffff), 0},
                [UI_BANNER] = {OPAQUE(0x000000), 0, OPAQUE(0xffe400)},
                [UI_HERO] = {OPAQUE(0x000000), OPAQUE(0xffe400), OPAQUE(0xffe400)},
                [UI_SEAL] = {OPAQUE(0x000000), OPAQUE(0xffe400), 0},
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
                                       OPAQUE(0xffe400), 0},
                [UI_BUTTON_SECONDARY] = {OPAQUE(0x000000), OPAQUE(0x333300), OPAQUE(0xffffff),
                                         OPAQUE(0xffffff), 0},
                [UI_BUTTON_QUIET] = {OPAQUE(0x000000), OPAQUE(0x333300), OPAQUE(0xffe400),
                                     OPAQUE(0x8a8a8a), 0},
                [UI_BUTTON_DANGER] = {OPAQUE(0x000000), OPAQUE(0x4a0a00), OPAQUE(0xffb3a8),
                                      OPAQUE(0xffb3a8), 0},
                [UI_BUTTON_KEY] = {OPAQUE(0x000000), OPAQUE(0x333300), OPAQUE(0xffffff),
                                   OPAQUE(0xffffff), 0},
                [UI_BUTTON_BAR] = {OPAQUE(0x000000), OPAQUE(0x333300), OPAQUE(0xffe400),
                                   OPAQUE(0x8a8a8a), 0},
            },
        .disabled = {OPAQUE(0x000000), OPAQUE(0x000000), OPAQUE(0xb0b0b0), OPAQUE(0x707070), 0},
        .chosen = {OPAQUE(0x2b2600), OPAQUE(0x333300), OPAQUE(0xffe400), OPAQUE(0xffe400), 0},
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
