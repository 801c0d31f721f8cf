#include "tests/unit/cmocka_all.h"
#include "ui/theme.h"

#define TEXT_MIN 700
#define MARK_MIN 300

static void text_reads(uint32_t ink, uint32_t ground, const char *what, int scheme, int index)
{
    int ratio = theme_contrast_percent(ink, ground);
    if (ratio < TEXT_MIN) {
        fail_msg("scheme %d, %s %d: text contrast %d.%02d", scheme, what, index, ratio / 100,
                 ratio % 100);
    }
}

static void mark_shows(uint32_t mark, uint32_t ground, const char *what, int scheme, int index)
{
    int ratio = theme_contrast_percent(mark, ground);
    if (ratio < MARK_MIN) {
        fail_msg("scheme %d, %s %d: mark contrast %d.%02d", scheme, what, index, ratio / 100,
                 ratio % 100);
    }
}

static void the_ratio_is_that_of_wcag(void **state)
{
    (void)state;
    assert_int_equal(theme_contrast_percent(0xff000000u, 0xffffffffu), 2100);
    assert_int_equal(theme_contrast_percent(0xffffffffu, 0xff000000u), 2100);
    assert_int_equal(theme_contrast_percent(0xff777777u, 0xffffffffu), 447);
    assert_int_equal(theme_contrast_percent(0xff123456u, 0xff123456u), 100);
}

static void every_text_reads_on_every_ground(void **state)
{
    (void)state;
    for (int s = UI_LIGHT; s <= UI_CONTRAST_DARK; s++) {
        const struct theme_colours *c = theme_colours((enum ui_scheme)s);
        for (int tone = 0; tone < THEME_TONES; tone++) {
            text_reads(c->tones[tone], c->background, "background", s, tone);
            text_reads(c->tones[tone], c->chosen.pressed, "pressed card", s, tone);
            for (int i = UI_CARD; i < UI_SCRIM; i++) {
                const uint32_t *tones = i == UI_BANNER ? c->banner_tones : c->tones;
                text_reads(tones[tone], c->surfaces[i].fill, "surface", s, i * 10 + tone);
            }
        }
        for (int i = 0; i < THEME_BUTTONS; i++) {
            uint32_t fill = c->buttons[i].fill != 0 ? c->buttons[i].fill : c->background;
            text_reads(c->buttons[i].ink, fill, "button", s, i);
            text_reads(c->buttons[i].ink, c->buttons[i].pressed, "pressed button", s, i);
        }
        text_reads(c->chosen.ink, c->chosen.fill, "chosen", s, 0);
        text_reads(c->chosen.ink, c->chosen.pressed, "chosen pressed", s, 0);
        text_reads(c->tones[UI_TONE_NORMAL], c->field.fill, "field", s, 0);
        text_reads(c->tones[UI_TONE_MUTED], c->field.fill, "placeholder", s, 0);
        text_reads(c->tones[UI_TONE_NORMAL], c->highlight, "highlight", s, 0);
    }
}

static void marks_show_on_their_grounds(void **state)
{
    (void)state;
    for (int s = UI_LIGHT; s <= UI_CONTRAST_DARK; s++) {
        const struct theme_colours *c = theme_colours((enum ui_scheme)s);
        const uint32_t grounds[] = {c->background, c->surfaces[UI_CARD].fill,
                                    c->surfaces[UI_SUNKEN].fill, c->surfaces[UI_BAR].fill};
        for (int g = 0; g < 4; g++) {
            mark_shows(c->focus, grounds[g], "focus", s, g);
            mark_shows(c->mark, grounds[g], "mark", s, g);
            mark_shows(c->field.border, grounds[g], "field border", s, g);
            mark_shows(c->field_active, grounds[g], "active field", s, g);
            mark_shows(c->field_invalid, grounds[g], "invalid field", s, g);
            mark_shows(c->buttons[UI_BUTTON_PRIMARY].border, grounds[g], "primary", s, g);
            mark_shows(c->buttons[UI_BUTTON_SECONDARY].border, grounds[g], "secondary", s, g);
            mark_shows(c->buttons[UI_BUTTON_KEY].border, grounds[g], "key", s, g);
            mark_shows(c->chosen.border, grounds[g], "chosen", s, g);
        }
        mark_shows(c->mark, c->mark_track, "track", s, 0);
        mark_shows(c->mark_ink, c->mark, "tick", s, 0);
        mark_shows(c->focus_banner, c->surfaces[UI_BANNER].fill, "banner focus", s, 0);
        mark_shows(c->surfaces[UI_BANNER].accent, c->surfaces[UI_BANNER].fill, "banner", s, 0);
        mark_shows(c->surfaces[UI_CHOSEN].border, c->surfaces[UI_CHOSEN].fill, "card", s, 0);
        for (int i = UI_NOTICE; i <= UI_SUCCESS; i++) {
            mark_shows(c->surfaces[i].accent, c->surfaces[i].fill, "accent", s, i);
        }
    }
}

static void type_and_targets_keep_their_floors_on_every_panel(void **state)
{
    (void)state;
    const int panels[][3] = {
        {1920, 1080, 215}, {1080, 1920, 215}, {1920, 1080, 320}, {3840, 2160, 430}, {800, 480, 70}};
    for (size_t p = 0; p < sizeof panels / sizeof panels[0]; p++) {
        for (int scale = UI_TEXT_100; scale <= UI_TEXT_200; scale++) {
            struct theme t;
            theme_init(&t, panels[p][0], panels[p][1], panels[p][2], UI_LIGHT,
                       (enum ui_text_scale)scale);
            for (int style = 0; style < THEME_STYLES; style++) {
                double floor_mm = style <= UI_TEXT_HEADING ? 7.3 : 4.8;
                assert_true(t.font_px[style] * 0.7275 >= floor_mm * t.px_per_mm);
            }
            assert_true(t.target_px >= 20 * t.px_per_mm);
            assert_true(t.font_px[UI_TEXT_DISPLAY] > t.font_px[UI_TEXT_TITLE]);
            assert_true(t.font_px[UI_TEXT_TITLE] > t.font_px[UI_TEXT_HEADING]);
            assert_true(t.font_px[UI_TEXT_HEADING] > t.font_px[UI_TEXT_BODY]);
        }
    }
    struct theme t;
    theme_init(&t, 1920, 1080, 215, UI_LIGHT, UI_TEXT_100);
    assert_int_equal(t.target_px, 81); /* 20 mm on that panel */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ratio_is_that_of_wcag),
        cmocka_unit_test(every_text_reads_on_every_ground),
        cmocka_unit_test(marks_show_on_their_grounds),
        cmocka_unit_test(type_and_targets_keep_their_floors_on_every_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
