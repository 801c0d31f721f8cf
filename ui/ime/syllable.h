/*
 * What a Vietnamese syllable is: a consonant or none, one to three vowels, a final consonant or
 * none, and where the tone is written. A word that cannot be one, nor become one by further marks,
 * is left as it was typed. Any thread. Private to ui/ime.
 */
#ifndef MOTCUA_UI_IME_SYLLABLE_H
#define MOTCUA_UI_IME_SYLLABLE_H

#include <stddef.h>

#include "ui/ime/letter.h"

struct ime_syllable {
    size_t vowel;  /* index of the first vowel: so many letters are the onset ("gi", "qu" too) */
    size_t vowels; /* 0: only the onset is there yet */
    size_t coda;   /* letters of the final consonant */
};

/* Tones of the letters are not looked at. False: no syllable; *out is then undefined. A letter
 * without a mark passes for a marked one, since the mark may be typed later ("tien" for "tiên"). */
bool ime_syllable_split(const struct ime_letter *letters, size_t count, struct ime_syllable *out);
/* c, ch, k, p or t: these take only the acute and the dot. */
bool ime_syllable_stopped(const struct ime_letter *letters, const struct ime_syllable *syllable);
/* The index of the letter that bears the tone; there must be a vowel. */
size_t ime_syllable_tone_place(const struct ime_letter *letters,
                               const struct ime_syllable *syllable, enum ime_style style);

#endif
