#include "ui/ime/letter.h"

#include <stddef.h>
#include <string.h>

#define TONES 6
#define ROWS  12

/* A vowel with each tone: the order of enum ime_tone. */
static const struct {
    char base;
    enum ime_mark mark;
    uint16_t codes[TONES];
} vowels[ROWS] = {
    {'a', IME_PLAIN, {'a', 0xE1, 0xE0, 0x1EA3, 0xE3, 0x1EA1}},
    {'a', IME_BREVE, {0x103, 0x1EAF, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EB7}},
    {'a', IME_CIRCUMFLEX, {0xE2, 0x1EA5, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EAD}},
    {'e', IME_PLAIN, {'e', 0xE9, 0xE8, 0x1EBB, 0x1EBD, 0x1EB9}},
    {'e', IME_CIRCUMFLEX, {0xEA, 0x1EBF, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EC7}},
    {'i', IME_PLAIN, {'i', 0xED, 0xEC, 0x1EC9, 0x129, 0x1ECB}},
    {'o', IME_PLAIN, {'o', 0xF3, 0xF2, 0x1ECF, 0xF5, 0x1ECD}},
    {'o', IME_CIRCUMFLEX, {0xF4, 0x1ED1, 0x1ED3, 0x1ED5, 0x1ED7, 0x1ED9}},
    {'o', IME_HORN, {0x1A1, 0x1EDB, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EE3}},
    {'u', IME_PLAIN, {'u', 0xFA, 0xF9, 0x1EE7, 0x169, 0x1EE5}},
    {'u', IME_HORN, {0x1B0, 0x1EE9, 0x1EEB, 0x1EED, 0x1EEF, 0x1EF1}},
    {'y', IME_PLAIN, {'y', 0xFD, 0x1EF3, 0x1EF7, 0x1EF9, 0x1EF5}},
};

#define SMALL_D_STROKE   0x111
#define CAPITAL_D_STROKE 0x110

uint32_t ime_capital(uint32_t c)
{
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 'A';
    }
    if (c >= 0xE0 && c <= 0xFE && c != 0xF7) {
        return c - 0x20;
    }
    bool one_below = c == 0x103 || c == SMALL_D_STROKE || c == 0x129 || c == 0x169 || c == 0x1A1 ||
                     c == 0x1B0 || (c >= 0x1EA1 && c <= 0x1EF9 && c % 2 == 1);
    return one_below ? c - 1 : c;
}

static bool find_vowel(uint32_t c, struct ime_letter *out)
{
    for (size_t row = 0; row < ROWS; row++) {
        for (int tone = 0; tone < TONES; tone++) {
            uint32_t small = vowels[row].codes[tone];
            bool capital = c != small && c == ime_capital(small);
            if (c == small || capital) {
                *out = (struct ime_letter){vowels[row].base, vowels[row].mark, (enum ime_tone)tone,
                                           capital};
                return true;
            }
        }
    }
    return false;
}

bool ime_letter_of(uint32_t codepoint, struct ime_letter *out)
{
    *out = (struct ime_letter){0};
    bool capital = codepoint >= 'A' && codepoint <= 'Z';
    if (capital || (codepoint >= 'a' && codepoint <= 'z')) {
        out->base = (char)(capital ? codepoint - 'A' + 'a' : codepoint);
        out->capital = capital;
        return true;
    }
    if (codepoint == SMALL_D_STROKE || codepoint == CAPITAL_D_STROKE) {
        *out = (struct ime_letter){'d', IME_STROKE, IME_LEVEL, codepoint == CAPITAL_D_STROKE};
        return true;
    }
    return codepoint >= 0x80 && find_vowel(codepoint, out);
}

uint32_t ime_letter_code(const struct ime_letter *letter)
{
    uint32_t small = (unsigned char)letter->base;
    if (letter->mark == IME_STROKE) {
        small = SMALL_D_STROKE;
    }
    for (size_t row = 0; row < ROWS; row++) {
        if (vowels[row].base == letter->base && vowels[row].mark == letter->mark) {
            small = vowels[row].codes[letter->tone];
        }
    }
    return letter->capital ? ime_capital(small) : small;
}

bool ime_letter_is_vowel(const struct ime_letter *letter)
{
    return letter->base != '\0' && strchr("aeiouy", letter->base) != NULL;
}
