/*
 * The letters Vietnamese is written in, taken apart: a base of the Latin alphabet, the mark that
 * makes it another letter (â ă ơ đ), and the tone. Precomposed code points only, as NFC has them.
 * Any thread. Private to ui/ime.
 */
#ifndef MOTCUA_UI_IME_LETTER_H
#define MOTCUA_UI_IME_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/ime/ime.h"

enum ime_mark { IME_PLAIN, IME_CIRCUMFLEX, IME_BREVE, IME_HORN, IME_STROKE };

struct ime_letter {
    char base; /* small; 0: a letter that is none of Vietnamese */
    enum ime_mark mark;
    enum ime_tone tone;
    bool capital;
};

/* a-z, A-Z and the Vietnamese letters; false: none of them, *out is then zeroed. */
bool ime_letter_of(uint32_t codepoint, struct ime_letter *out);
/* The code point; base must not be 0. */
uint32_t ime_letter_code(const struct ime_letter *letter);
bool ime_letter_is_vowel(const struct ime_letter *letter);

#endif
