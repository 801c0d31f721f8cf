#include "ui/ime/word.h"

#include <string.h>

#include "core/memory.h"
#include "core/text.h"

#define LETTER_BYTES 4

/* Blanks and signs stand between words; digits do not: "B12" is one word. */
static bool in_word(uint32_t c)
{
    if (c < 0x80) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    return c >= 0xC0 && !(c >= 0x2000 && c <= 0x206F) && c != 0x3000;
}

static size_t word_begin(const char *text, size_t *out_letters)
{
    size_t at = strlen(text);
    *out_letters = 0;
    while (at > 0) {
        size_t before = mc_utf8_drop_last(text, at);
        uint32_t c = 0;
        (void)mc_utf8_next(text + before, &c);
        if (!in_word(c)) {
            break;
        }
        at = before;
        ++*out_letters;
    }
    return at;
}

bool ime_word_split(struct ime_word *word)
{
    word->syllable = ime_syllable_split(word->letters, word->count, &word->parts);
    return word->syllable;
}

/* The tone belongs to the syllable, not to a letter; two tones are none of ours. */
static bool lift_tone(struct ime_word *word)
{
    for (size_t i = 0; i < word->count; i++) {
        struct ime_letter *letter = &word->letters[i];
        if (letter->tone != IME_LEVEL) {
            if (word->tone != IME_LEVEL) {
                return false;
            }
            word->tone = letter->tone;
            word->tone_at = i;
            letter->tone = IME_LEVEL;
        }
    }
    return true;
}

void ime_word_read(const char *text, struct ime_word *out)
{
    size_t letters = 0;
    *out = (struct ime_word){.at = word_begin(text, &letters)};
    if (letters > IME_WORD_MAX) {
        out->count = 1; /* one letter that is none of Vietnamese stands for all */
        return;
    }
    uint32_t c = 0;
    const char *at = text + out->at;
    for (size_t n = 0; (n = mc_utf8_next(at, &c)) > 0; at += n) {
        struct ime_letter *letter = &out->letters[out->count++];
        if (!ime_letter_of(c, letter) && c < 0x80) {
            letter->base = (char)c; /* a digit */
        }
    }
    out->syllable = lift_tone(out) && ime_word_split(out);
}

bool ime_word_write(const struct ime_word *word, enum ime_style style, char *text, size_t size)
{
    char out[IME_WORD_MAX * LETTER_BYTES];
    size_t len = 0;
    size_t place = word->count;
    if (word->tone != IME_LEVEL && word->syllable && word->parts.vowels > 0) {
        place = ime_syllable_tone_place(word->letters, &word->parts, style);
    }
    for (size_t i = 0; i < word->count; i++) {
        struct ime_letter letter = word->letters[i];
        letter.tone = i == place ? word->tone : IME_LEVEL;
        len += mc_utf8_encode(ime_letter_code(&letter), out + len);
    }
    bool room = word->at + len < size;
    if (room) {
        memcpy(text + word->at, out, len);
        text[word->at + len] = '\0';
    }
    mc_wipe(out, sizeof out);
    return room;
}
