#include "ui/ime/syllable.h"

#include <string.h>

#include "core/text.h"

#define CODA_MAX 2

/* "kr" and "dz" as in the names Krông and Dzũng. */
static const char onsets[] =
    " b c ch d đ dz g gh gi h k kh kr l m n ng ngh nh p ph q qu r s t th tr "
    "v x z ";

/* What may follow which vowels. Finals in "k" are of names of the Central Highlands (Đắk Lắk, Krông
 * Búk). */
static const struct {
    const char *vowels;
    const char *codas;
} rimes[] = {
    {"a", " c ch m n ng nh p t "},
    {"ă", " c k m n ng p t "},
    {"â", " c m n ng p t "},
    {"e", " c ch m n ng nh p t "},
    {"ê", " c ch m n ng nh p t "},
    {"i", " c ch m n nh p t "},
    {"o", " c m n ng p t "},
    {"oo", " c ng "},
    {"ô", " c m n ng p t "},
    {"ơ", " m n p t "},
    {"u", " c k m n ng p t "},
    {"ư", " c m n ng p t "},
    {"y", " ch m n nh p t "},
    {"ai", ""},
    {"ao", ""},
    {"au", ""},
    {"âu", ""},
    {"ay", ""},
    {"ây", ""},
    {"eo", ""},
    {"êu", ""},
    {"ia", ""},
    {"iê", " c m n ng p t "},
    {"iu", ""},
    {"oa", " c ch m n ng nh p t "},
    {"oă", " c m n ng t "},
    {"oe", " c m n ng p t "},
    {"oi", ""},
    {"ôi", ""},
    {"ơi", ""},
    {"ua", ""},
    {"uâ", " c m n ng p t "},
    {"ưa", ""},
    {"uê", " c ch n nh t "},
    {"ui", ""},
    {"ưi", ""},
    {"uơ", ""},
    {"uô", " c m n ng p t "},
    {"ươ", " c m n ng p t "},
    {"ưu", ""},
    {"uy", " c ch n nh p t "},
    {"yê", " m n ng p t "},
    {"iêu", ""},
    {"oai", ""},
    {"oao", ""},
    {"oay", ""},
    {"oeo", ""},
    {"uây", ""},
    {"uôi", ""},
    {"ươi", ""},
    {"ươu", ""},
    {"uya", ""},
    {"uyê", " n t "},
    {"uyu", ""},
    {"yêu", ""},
};

static bool is_base(const struct ime_letter *letter, char base)
{
    return letter->base == base && letter->mark == IME_PLAIN;
}

/* Whether the letters are one of the words of a list like " c ch ". */
static bool in_list(const char *list, const struct ime_letter *letters, size_t count)
{
    char word[1 + 4 * 4 + 2] = " ";
    size_t len = 1;
    for (size_t i = 0; i < count && i < 4; i++) {
        struct ime_letter small = letters[i];
        small.capital = false;
        len += mc_utf8_encode(ime_letter_code(&small), word + len);
    }
    word[len++] = ' ';
    word[len] = '\0';
    return count < 4 && strstr(list, word) != NULL;
}

static bool fits(const char *rime, const struct ime_letter *letters, size_t count)
{
    if ((unsigned char)rime[0] < 0x80 && rime[0] != letters[0].base) {
        return false; /* most of them */
    }
    size_t i = 0;
    uint32_t c = 0;
    for (size_t n = 0; (n = mc_utf8_next(rime, &c)) > 0; rime += n, i++) {
        struct ime_letter wanted;
        (void)ime_letter_of(c, &wanted);
        if (i == count || letters[i].base != wanted.base ||
            (letters[i].mark != wanted.mark && letters[i].mark != IME_PLAIN)) {
            return false;
        }
    }
    return i == count;
}

static bool rime_exists(const struct ime_letter *vowels, size_t count, size_t coda)
{
    for (size_t i = 0; i < sizeof rimes / sizeof rimes[0]; i++) {
        if (fits(rimes[i].vowels, vowels, count) &&
            (coda == 0 || in_list(rimes[i].codas, vowels + count, coda))) {
            return true;
        }
    }
    return false;
}

/* "k" stands before e, i and y only; of "êng" there is but "giêng", whose i has gone to the onset.
 */
static bool fits_onset(const struct ime_letter *letters, const struct ime_syllable *parts)
{
    const struct ime_letter *first = letters + parts->vowel;
    if (parts->vowel == 1 && is_base(letters, 'k')) {
        return strchr("eiy", first->base) != NULL;
    }
    bool e_ng = parts->vowels == 1 && first->base == 'e' && first->mark == IME_CIRCUMFLEX &&
                in_list(" ng ", first + 1, parts->coda);
    return !e_ng || (parts->vowel == 2 && is_base(letters, 'g') && is_base(letters + 1, 'i'));
}

/* "qu" always, and "gi" before another vowel, are consonants. */
static size_t onset_length(const struct ime_letter *letters, size_t count)
{
    size_t n = 0;
    while (n < count && !ime_letter_is_vowel(&letters[n])) {
        n++;
    }
    bool one_more = n == 1 && count > 1;
    if (one_more && is_base(&letters[0], 'q') && is_base(&letters[1], 'u')) {
        return 2;
    }
    bool gi = one_more && is_base(&letters[0], 'g') && is_base(&letters[1], 'i');
    return gi && count > 2 && ime_letter_is_vowel(&letters[2]) ? 2 : n;
}

bool ime_syllable_split(const struct ime_letter *letters, size_t count, struct ime_syllable *out)
{
    *out = (struct ime_syllable){.vowel = onset_length(letters, count)};
    for (size_t i = 0; i < count; i++) {
        if (letters[i].base < 'a' || letters[i].base > 'z') {
            return false;
        }
    }
    size_t at = out->vowel;
    while (at < count && ime_letter_is_vowel(&letters[at])) {
        at++;
    }
    out->vowels = at - out->vowel;
    out->coda = count - at;
    for (; at < count; at++) {
        if (ime_letter_is_vowel(&letters[at])) {
            return false;
        }
    }
    if (out->vowel > 0 && !in_list(onsets, letters, out->vowel)) {
        return false;
    }
    return out->vowels == 0 || (out->coda <= CODA_MAX && fits_onset(letters, out) &&
                                rime_exists(letters + out->vowel, out->vowels, out->coda));
}

bool ime_syllable_stopped(const struct ime_letter *letters, const struct ime_syllable *syllable)
{
    return syllable->coda > 0 &&
           in_list(" c ch k p t ", letters + syllable->vowel + syllable->vowels, syllable->coda);
}

size_t ime_syllable_tone_place(const struct ime_letter *letters,
                               const struct ime_syllable *syllable, enum ime_style style)
{
    const struct ime_letter *first = letters + syllable->vowel;
    for (size_t i = syllable->vowels; i > 0; i--) {
        if (first[i - 1].mark != IME_PLAIN) {
            return syllable->vowel + i - 1; /* of "ươ" the last */
        }
    }
    if (syllable->vowels == 1) {
        return syllable->vowel;
    }
    if (syllable->vowels > 2 || syllable->coda > 0) {
        return syllable->vowel + 1;
    }
    bool moved = style == IME_NEW_STYLE && in_list(" oa oe uy ", first, 2);
    return syllable->vowel + (moved ? 1 : 0);
}
