/*
 * The word a text ends with, taken apart into letters, and put back. Private to ui/ime.
 */
#ifndef MOTCUA_UI_IME_WORD_H
#define MOTCUA_UI_IME_WORD_H

#include "ui/ime/syllable.h"

#define IME_WORD_MAX 16 /* letters; no syllable is longer than seven, a longer word is literal */

struct ime_word {
    size_t at; /* where it begins in the text, bytes */
    struct ime_letter letters[IME_WORD_MAX];
    size_t count;
    enum ime_tone tone; /* of the syllable; the letters then bear none */
    size_t tone_at;     /* the letter it stood on */
    bool syllable;      /* else the word is literal: nothing in it may be changed */
    struct ime_syllable parts;
};

void ime_word_read(const char *text, struct ime_word *out);
/* Looks again at what the letters are; false if they are no syllable. */
bool ime_word_split(struct ime_word *word);
/* Writes it over what stood there; false, and nothing is written, if it does not fit. A tone that
 * no vowel can bear is left out. */
bool ime_word_write(const struct ime_word *word, enum ime_style style, char *text, size_t size);

#endif
