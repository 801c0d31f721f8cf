/*
 * Typing Vietnamese: Telex and VNI, by rules (README.md beside this file has the table).
 *
 * The text itself is the state: what a key means follows from the word the text ends with, so that
 * typing can go on after a field was left, filled in from elsewhere or shortened. Only which letter
 * a key of its own made ("w" alone) is remembered beside it. Text is UTF-8 in NFC. Any thread;
 * pure.
 */
#ifndef MOTCUA_UI_IME_IME_H
#define MOTCUA_UI_IME_IME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ime_method { IME_TELEX, IME_VNI, IME_LATIN /* keys are letters */ };
/* Where "oa", "oe" and "uy" at the end bear the tone: hòa, or hoà (Decision 1989/QĐ-BGDĐT). */
enum ime_style { IME_OLD_STYLE, IME_NEW_STYLE };
enum ime_tone { IME_LEVEL, IME_ACUTE, IME_GRAVE, IME_HOOK, IME_TILDE, IME_DOT };

struct ime {
    enum ime_method method;
    enum ime_style style;
    uint32_t lone_key; /* the key that made a letter by itself, 0: none did */
    size_t lone_at;    /* where in the text that letter stands, bytes */
};

/* All of these edit the end of `text`, valid UTF-8 in `size` bytes, and return whether it changed;
 * what does not fit is not typed. */

/* One character: a key, or a letter that bears its marks already. */
bool ime_type(struct ime *ime, char *text, size_t size, uint32_t character);
/* Deletes one character as it is displayed; the tone moves to where it then belongs. */
bool ime_backspace(struct ime *ime, char *text, size_t size);
/* A key that means a tone and nothing else, for the last syllable, even with blanks behind it; the
 * tone it has already goes away. */
bool ime_put_tone(struct ime *ime, char *text, size_t size, enum ime_tone tone);

/* The capital of a letter Vietnamese is written in; others stay as they are. */
uint32_t ime_capital(uint32_t codepoint);

#endif
