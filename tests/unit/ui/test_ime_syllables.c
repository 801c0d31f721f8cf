/*
 * Every syllable Vietnamese spelling allows, made here from its own lists, typed by both methods in
 * three ways (each mark at its letter; the tone at its letter; all marks at the end) and both tone
 * styles: the syllable comes out, and one Backspace leaves one letter less.
 */
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "tests/unit/cmocka_all.h"
#include "ui/ime/ime.h"

#define WORD_BYTES 64
#define TONES      6

static const char *const onsets[] = {"",   "b",  "c", "ch", "d",  "đ",  "g",   "gh", "gi", "h",
                                     "k",  "kh", "l", "m",  "n",  "ng", "ngh", "nh", "p",  "ph",
                                     "qu", "r",  "s", "t",  "th", "tr", "v",   "x"};

/* The rime as written in each tone style, without a tone, and the byte its tone mark follows:
 * "o*a" bears it on the o. The second spelling is NULL where the styles agree. */
struct rime {
    const char *old_style;
    const char *new_style;
};

static const struct rime rimes[] = {
    {"a*", NULL},    {"a*c", NULL},   {"a*ch", NULL},  {"a*i", NULL},   {"a*m", NULL},
    {"a*n", NULL},   {"a*ng", NULL},  {"a*nh", NULL},  {"a*o", NULL},   {"a*p", NULL},
    {"a*t", NULL},   {"a*u", NULL},   {"a*y", NULL},   {"ă*c", NULL},   {"ă*m", NULL},
    {"ă*n", NULL},   {"ă*ng", NULL},  {"ă*p", NULL},   {"ă*t", NULL},   {"â*c", NULL},
    {"â*m", NULL},   {"â*n", NULL},   {"â*ng", NULL},  {"â*p", NULL},   {"â*t", NULL},
    {"â*u", NULL},   {"â*y", NULL},   {"e*", NULL},    {"e*c", NULL},   {"e*m", NULL},
    {"e*n", NULL},   {"e*ng", NULL},  {"e*o", NULL},   {"e*p", NULL},   {"e*t", NULL},
    {"ê*", NULL},    {"ê*ch", NULL},  {"ê*m", NULL},   {"ê*n", NULL},   {"ê*nh", NULL},
    {"ê*p", NULL},   {"ê*t", NULL},   {"ê*u", NULL},   {"i*", NULL},    {"i*a", NULL},
    {"i*ch", NULL},  {"iê*c", NULL},  {"iê*m", NULL},  {"iê*n", NULL},  {"iê*ng", NULL},
    {"iê*p", NULL},  {"iê*t", NULL},  {"iê*u", NULL},  {"i*m", NULL},   {"i*n", NULL},
    {"i*nh", NULL},  {"i*p", NULL},   {"i*t", NULL},   {"i*u", NULL},   {"o*", NULL},
    {"o*a", "oa*"},  {"oa*c", NULL},  {"oa*ch", NULL}, {"oa*i", NULL},  {"oa*m", NULL},
    {"oa*n", NULL},  {"oa*ng", NULL}, {"oa*nh", NULL}, {"oa*o", NULL},  {"oa*p", NULL},
    {"oa*t", NULL},  {"oa*y", NULL},  {"oă*c", NULL},  {"oă*m", NULL},  {"oă*n", NULL},
    {"oă*ng", NULL}, {"oă*t", NULL},  {"o*c", NULL},   {"o*e", "oe*"},  {"oe*n", NULL},
    {"oe*o", NULL},  {"oe*t", NULL},  {"o*i", NULL},   {"o*m", NULL},   {"o*n", NULL},
    {"o*ng", NULL},  {"o*p", NULL},   {"o*t", NULL},   {"ô*", NULL},    {"ô*c", NULL},
    {"ô*i", NULL},   {"ô*m", NULL},   {"ô*n", NULL},   {"ô*ng", NULL},  {"ô*p", NULL},
    {"ô*t", NULL},   {"ơ*", NULL},    {"ơ*i", NULL},   {"ơ*m", NULL},   {"ơ*n", NULL},
    {"ơ*p", NULL},   {"ơ*t", NULL},   {"u*", NULL},    {"u*a", NULL},   {"uâ*n", NULL},
    {"uâ*ng", NULL}, {"uâ*t", NULL},  {"uâ*y", NULL},  {"u*c", NULL},   {"uê*", NULL},
    {"uê*ch", NULL}, {"uê*nh", NULL}, {"u*i", NULL},   {"u*m", NULL},   {"u*n", NULL},
    {"u*ng", NULL},  {"uô*c", NULL},  {"uô*i", NULL},  {"uô*m", NULL},  {"uô*n", NULL},
    {"uô*ng", NULL}, {"uô*t", NULL},  {"uơ*", NULL},   {"u*p", NULL},   {"u*t", NULL},
    {"u*y", "uy*"},  {"uy*a", NULL},  {"uyê*n", NULL}, {"uyê*t", NULL}, {"uy*ch", NULL},
    {"uy*nh", NULL}, {"uy*p", NULL},  {"uy*t", NULL},  {"uy*u", NULL},  {"ư*", NULL},
    {"ư*a", NULL},   {"ư*c", NULL},   {"ư*i", NULL},   {"ư*ng", NULL},  {"ươ*c", NULL},
    {"ươ*i", NULL},  {"ươ*m", NULL},  {"ươ*n", NULL},  {"ươ*ng", NULL}, {"ươ*p", NULL},
    {"ươ*t", NULL},  {"ươ*u", NULL},  {"ư*t", NULL},   {"ư*u", NULL},   {"y*", NULL},
    {"yê*m", NULL},  {"yê*n", NULL},  {"yê*ng", NULL}, {"yê*t", NULL},  {"yê*u", NULL},
};

static bool spelled(const char *onset, const char *rime)
{
    if (strcmp(onset, "qu") == 0) { /* "uy" behind q is "y" behind "qu" */
        return rime[0] != 'u' && strncmp(rime, "ư", 2) != 0 && rime[0] != 'o';
    }
    if (strcmp(onset, "gi") == 0) {
        return rime[0] != 'i' && rime[0] != 'y';
    }
    if (strcmp(onset, "g") == 0) { /* "gia" is "gi" and "a" */
        return strncmp(rime, "i*", 2) != 0 || strchr("auo", rime[2]) == NULL || rime[2] == '\0';
    }
    if (strcmp(onset, "k") == 0) {
        return rime[0] == 'e' || rime[0] == 'i' || rime[0] == 'y' || strncmp(rime, "ê", 2) == 0;
    }
    return true;
}

static bool stopped(const char *rime)
{
    char last = rime[strlen(rime) - 1];
    return last == 'c' || last == 'p' || last == 't' ||
           (last == 'h' && rime[strlen(rime) - 2] == 'c');
}

/* ---- Keys ---- */

struct marked {
    const char *letter;
    const char *telex;
    const char *vni;
};

static const struct marked letters[] = {
    {"ă", "aw", "a8"}, {"â", "aa", "a6"}, {"ê", "ee", "e6"}, {"ô", "oo", "o6"},
    {"ơ", "ow", "o7"}, {"ư", "uw", "u7"}, {"đ", "dd", "d9"},
};

static const struct marked *find_marked(const char *text)
{
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (strncmp(text, letters[i].letter, strlen(letters[i].letter)) == 0) {
            return &letters[i];
        }
    }
    return NULL;
}

enum way { MARKS_AT_LETTERS, TONE_AT_LETTER, ALL_AT_END, WAYS };

/* The keys of a syllable in which '*' follows the letter that bears the tone. */
static void make_keys(const char *spelling, enum ime_method method, enum way way, int tone,
                      char out[WORD_BYTES])
{
    static const char tone_keys[2][TONES + 1] = {" sfrxj", " 12345"};
    char key[2] = "";
    if (tone > 0) {
        key[0] = tone_keys[method][tone];
    }
    char marks[WORD_BYTES] = "";
    size_t mark_count = 0;
    size_t len = 0;
    for (const char *at = spelling; *at != '\0';) {
        const struct marked *marked = find_marked(at);
        const char *keys = marked == NULL ? NULL : method == IME_VNI ? marked->vni : marked->telex;
        if (*at == '*') {
            len += (size_t)snprintf(out + len, WORD_BYTES - len, "%s",
                                    way == TONE_AT_LETTER ? key : "");
            at++;
        } else if (keys == NULL) {
            out[len++] = *at++;
        } else {
            out[len++] = keys[0];
            bool again = mark_count > 0 && marks[mark_count - 1] == keys[1];
            if (way != ALL_AT_END) {
                out[len++] = keys[1];
            } else if (!again) { /* one w for "ươ" */
                marks[mark_count++] = keys[1];
            }
            at += strlen(marked->letter);
        }
        out[len] = '\0';
    }
    (void)snprintf(out + len, WORD_BYTES - len, "%s%s", marks, way == TONE_AT_LETTER ? "" : key);
}

/* "o*a" with the grave: "òa", by combining marks and NFC. */
static void make_text(const char *spelling, int tone, char out[WORD_BYTES])
{
    static const char *const combining[TONES] = {"",         "\xCC\x81", "\xCC\x80",
                                                 "\xCC\x89", "\xCC\x83", "\xCC\xA3"};
    char text[WORD_BYTES];
    const char *star = strchr(spelling, '*');
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(star - spelling), spelling, combining[tone],
                   star + 1);
    assert_int_equal(mc_text_nfc_into(out, WORD_BYTES, text, strlen(text), NULL), MC_OK);
}

static void assert_syllable(enum ime_method method, enum ime_style style, const char *keys,
                            const char *expected)
{
    struct ime ime = {.method = method, .style = style};
    char text[WORD_BYTES] = "";
    for (const char *key = keys; *key != '\0'; key++) {
        assert_true(ime_type(&ime, text, sizeof text, (unsigned char)*key));
    }
    if (strcmp(text, expected) != 0) {
        print_error("%s gives %s, expected %s\n", keys, text, expected);
    }
    assert_string_equal(text, expected);
    size_t length = mc_utf8_length(text);
    assert_true(ime_backspace(&ime, text, sizeof text));
    assert_int_equal(mc_utf8_length(text), length - 1);
}

static void assert_all_ways(const char *onset, const struct rime *rime, int tone)
{
    int styles = rime->new_style != NULL ? 2 : 1;
    for (int style = 0; style < styles; style++) {
        bool other = style == IME_NEW_STYLE;
        char spelling[WORD_BYTES];
        char expected[WORD_BYTES];
        (void)snprintf(spelling, sizeof spelling, "%s%s", onset,
                       other ? rime->new_style : rime->old_style);
        make_text(spelling, tone, expected);
        for (int method = IME_TELEX; method <= IME_VNI; method++) {
            for (int way = 0; way < WAYS; way++) {
                char keys[WORD_BYTES];
                make_keys(spelling, (enum ime_method)method, (enum way)way, tone, keys);
                assert_syllable((enum ime_method)method, (enum ime_style)style, keys, expected);
                if (styles == 1 && way == TONE_AT_LETTER) { /* the style changes nothing here */
                    assert_syllable((enum ime_method)method, IME_NEW_STYLE, keys, expected);
                }
            }
        }
    }
}

static void every_syllable_can_be_typed(void **state)
{
    (void)state;
    int count = 0;
    for (size_t o = 0; o < sizeof onsets / sizeof onsets[0]; o++) {
        for (size_t r = 0; r < sizeof rimes / sizeof rimes[0]; r++) {
            if (!spelled(onsets[o], rimes[r].old_style)) {
                continue;
            }
            for (int tone = 0; tone < TONES; tone++) {
                bool allowed = tone < 2 || tone == 5 || !stopped(rimes[r].old_style);
                if (allowed) {
                    assert_all_ways(onsets[o], &rimes[r], tone);
                    count++;
                }
            }
        }
    }
    assert_true(count > 18000);
}

int test_ime_syllables(void);

int test_ime_syllables(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_syllable_can_be_typed),
    };
    return cmocka_run_group_tests_name("syllables", tests, NULL, NULL);
}
