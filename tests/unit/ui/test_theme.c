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

static const char *const surfaces[THEME_SURFACES] = {
    "plain",  "card",    "sunken", "bar",     "banner", "hero", "seal",
    "notice", "warning", "danger", "success", "chosen", "scrim"};

/* What a surface looks like: nothing of its own shows what is below it. */
static uint32_t ground_of(const struct theme_colours *c, int surface)
{
    return surface == UI_PLAIN ? c->background : c->surfaces[surface].fill;
}

static void every_text_reads_on_every_ground(void **state)
{
    (void)state;
    for (int s = UI_LIGHT; s <= UI_CONTRAST_DARK; s++) {
        const struct theme_colours *c = theme_colours((enum ui_scheme)s);
        for (int tone = 0; tone < THEME_TONES; tone++) {
            for (int i = UI_PLAIN; i < UI_SCRIM; i++) {
                bool brand = theme_is_brand((enum ui_surface)i);
                text_reads(brand ? c->banner_tones[tone] : c->tones[tone], ground_of(c, i),
                           surfaces[i], s, tone);
            }
            if (c->ornament != 0) {
                text_reads(c->banner_tones[tone], c->ornament, "ornament", s, tone);
            }
            text_reads(c->banner_tones[tone], c->hero_pressed, "pressed hero", s, tone);
            text_reads(c->tones[tone], c->chosen.pressed, "pressed card", s, tone);
            text_reads(c->tones[tone], c->disabled.fill, "disabled card", s, tone);
        }
        text_reads(c->tones[UI_TONE_NORMAL], c->field.fill, "field", s, 0);
        text_reads(c->tones[UI_TONE_MUTED], c->field.fill, "placeholder", s, 0);
        text_reads(c->tones[UI_TONE_NORMAL], c->highlight, "highlight", s, 0);
    }
}

static void button_reads(const struct theme_colours *c, const struct theme_button *button,
                         const char *what, int scheme)
{
    text_reads(button->ink, button->pressed, "pressed", scheme, 0);
    if (button->fill != 0) {
        text_reads(button->ink, button->fill, what, scheme, 0);
        return;
    }
    for (int i = UI_PLAIN; i < UI_SCRIM; i++) {
        bool brand = theme_is_brand((enum ui_surface)i);
        text_reads(brand ? c->banner_tones[UI_TONE_NORMAL] : button->ink, ground_of(c, i),
                   surfaces[i], scheme, i);
    }
}

static void every_button_reads_wherever_it_stands(void **state)
{
    static const char *const buttons[THEME_BUTTONS] = {"primary", "secondary", "quiet",
                                                       "danger",  "key",       "bar"};
    (void)state;
    for (int s = UI_LIGHT; s <= UI_CONTRAST_DARK; s++) {
        const struct theme_colours *c = theme_colours((enum ui_scheme)s);
        for (int i = 0; i < THEME_BUTTONS; i++) {
            button_reads(c, &c->buttons[i], buttons[i], s);
        }
        button_reads(c, &c->disabled, "disabled", s);
        button_reads(c, &c->chosen, "chosen", s);
    }
}

/* What has to be seen for something to be used: edges of what can be pressed or written in, the
 * focus, ticks, progress, the position in a list, the bars that tell kinds of notices apart. */
static void marks_show_on_their_grounds(void **state)
{
    (void)state;
    for (int s = UI_LIGHT; s <= UI_CONTRAST_DARK; s++) {
        const struct theme_colours *c = theme_colours((enum ui_scheme)s);
        for (int g = UI_PLAIN; g < UI_SCRIM; g++) {
            uint32_t ground = ground_of(c, g);
            if (theme_is_brand((enum ui_surface)g)) {
                mark_shows(c->focus_banner, ground, surfaces[g], s, 0);
                mark_shows(c->surfaces[g].accent, ground, surfaces[g], s, 1);
                continue;
            }
            mark_shows(c->focus, ground, surfaces[g], s, 2);
            mark_shows(c->mark, ground, surfaces[g], s, 3);
            mark_shows(c->edge, ground, surfaces[g], s, 4);
            mark_shows(c->field.border, ground, surfaces[g], s, 5);
            mark_shows(c->field_active, ground, surfaces[g], s, 6);
            mark_shows(c->field_invalid, ground, surfaces[g], s, 7);
            mark_shows(c->buttons[UI_BUTTON_PRIMARY].border, ground, surfaces[g], s, 8);
            mark_shows(c->buttons[UI_BUTTON_SECONDARY].border, ground, surfaces[g], s, 9);
            mark_shows(c->buttons[UI_BUTTON_DANGER].border, ground, surfaces[g], s, 10);
            mark_shows(c->buttons[UI_BUTTON_KEY].border, ground, surfaces[g], s, 11);
            mark_shows(c->chosen.border, ground, surfaces[g], s, 12);
        }
        mark_shows(c->field.border, c->field.fill, "field", s, 0);
        mark_shows(c->field_active, c->field.fill, "field", s, 1);
        mark_shows(c->field_invalid, c->field.fill, "field", s, 2);
        mark_shows(c->mark, c->field.fill, "radio", s, 0);
        mark_shows(c->mark, c->mark_track, "track", s, 0);
        mark_shows(c->surfaces[UI_BANNER].accent, c->hero_pressed, "track", s, 1);
        mark_shows(c->mark_ink, c->mark, "tick", s, 0);
        mark_shows(c->disabled.ink, c->disabled.fill, "disabled tick", s, 0);
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
                assert_true(theme_cap_tenth_mm((enum ui_text_style)style,
                                               (enum ui_text_scale)scale) >= floor_mm * 10);
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
        cmocka_unit_test(every_button_reads_wherever_it_stands),
        cmocka_unit_test(marks_show_on_their_grounds),
        cmocka_unit_test(type_and_targets_keep_their_floors_on_every_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
