#include "ui/ime/ime.h"

#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "ui/ime/word.h"

/* What a key asks for, by the method. */
enum rule_kind {
    RULE_NONE,
    RULE_TONE,       /* tone */
    RULE_LEVEL,      /* takes the tone away */
    RULE_CIRCUMFLEX, /* base: of that vowel, 0: of any */
    RULE_HORN,
    RULE_BREVE,
    RULE_HORN_OR_BREVE, /* and ư where there is nothing to mark */
    RULE_STROKE,
    RULE_LETTER /* base: ơ or ư by a key of its own */
};

struct rule {
    char key;
    enum rule_kind kind;
    enum ime_tone tone;
    char base;
};

static const struct rule telex[] = {
    {'s', RULE_TONE, IME_ACUTE, 0},     {'f', RULE_TONE, IME_GRAVE, 0},
    {'r', RULE_TONE, IME_HOOK, 0},      {'x', RULE_TONE, IME_TILDE, 0},
    {'j', RULE_TONE, IME_DOT, 0},       {'z', RULE_LEVEL, IME_LEVEL, 0},
    {'a', RULE_CIRCUMFLEX, 0, 'a'},     {'e', RULE_CIRCUMFLEX, 0, 'e'},
    {'o', RULE_CIRCUMFLEX, 0, 'o'},     {'w', RULE_HORN_OR_BREVE, IME_LEVEL, 0},
    {'d', RULE_STROKE, IME_LEVEL, 0},   {'[', RULE_LETTER, IME_LEVEL, 'o'},
    {']', RULE_LETTER, IME_LEVEL, 'u'}, {'{', RULE_LETTER, IME_LEVEL, 'O'},
    {'}', RULE_LETTER, IME_LEVEL, 'U'}, {0},
};

static const struct rule vni[] = {
    {'1', RULE_TONE, IME_ACUTE, 0},
    {'2', RULE_TONE, IME_GRAVE, 0},
    {'3', RULE_TONE, IME_HOOK, 0},
    {'4', RULE_TONE, IME_TILDE, 0},
    {'5', RULE_TONE, IME_DOT, 0},
    {'0', RULE_LEVEL, IME_LEVEL, 0},
    {'6', RULE_CIRCUMFLEX, 0, 0},
    {'7', RULE_HORN, IME_LEVEL, 0},
    {'8', RULE_BREVE, IME_LEVEL, 0},
    {'9', RULE_STROKE, IME_LEVEL, 0},
    {0},
};

/* One key being typed: the word as it was, and where it goes. */
struct typing {
    struct ime *ime;
    char *text;
    size_t size;
    uint32_t key;
    struct ime_word word;
};

static bool append_raw(char *text, size_t size, uint32_t c)
{
    char bytes[4];
    size_t len = strlen(text);
    size_t n = mc_utf8_encode(c, bytes);
    if (len + n >= size) {
        return false;
    }
    memcpy(text + len, bytes, n);
    text[len + n] = '\0';
    return true;
}

static bool write_word(const struct typing *t, const struct ime_word *word)
{
    return ime_word_write(word, t->ime->style, t->text, t->size);
}

/* A mark or tone typed twice is taken back, and its key comes in as a letter. */
static bool take_back(const struct typing *t, const struct ime_word *without)
{
    return write_word(t, without) && append_raw(t->text, t->size, t->key);
}

/* ---- Tones ---- */

static bool bears_tone(const struct ime_word *word, enum ime_tone tone)
{
    bool any_syllable = tone == IME_LEVEL || tone == IME_ACUTE || tone == IME_DOT;
    return word->syllable && word->parts.vowels > 0 &&
           (any_syllable || !ime_syllable_stopped(word->letters, &word->parts));
}

static bool put_tone(const struct typing *t, enum ime_tone tone, bool *out)
{
    struct ime_word word = t->word;
    if (!bears_tone(&word, tone)) {
        return false;
    }
    bool again = word.tone == tone;
    word.tone = again ? IME_LEVEL : tone;
    *out = again ? take_back(t, &word) : write_word(t, &word);
    return true;
}

static bool take_tone(const struct typing *t, bool *out)
{
    struct ime_word word = t->word;
    if (!word.syllable || word.tone == IME_LEVEL) {
        return false;
    }
    word.tone = IME_LEVEL;
    *out = write_word(t, &word);
    return true;
}

/* ---- Marks ---- */

static struct ime_letter *vowel_of(struct ime_word *word, size_t i)
{
    return &word->letters[word->parts.vowel + i];
}

/* "uo" and all its marked forms are marked together; the index of its u, or the count. */
static size_t find_uo(struct ime_word *word)
{
    for (size_t i = 0; i + 1 < word->parts.vowels; i++) {
        if (vowel_of(word, i)->base == 'u' && vowel_of(word, i + 1)->base == 'o') {
            return i;
        }
    }
    return word->parts.vowels;
}

static void mark_uo(struct ime_word *word, size_t at, enum ime_mark u, enum ime_mark o)
{
    vowel_of(word, at)->mark = u;
    vowel_of(word, at + 1)->mark = o;
}

static bool put_circumflex(const struct typing *t, char base, bool *out)
{
    struct ime_word word = t->word;
    for (size_t i = 0; word.syllable && i < word.parts.vowels; i++) {
        struct ime_letter *letter = vowel_of(&word, i);
        bool wanted = base == '\0' ? strchr("aeo", letter->base) != NULL : letter->base == base;
        if (!wanted) {
            continue;
        }
        if (letter->mark == IME_CIRCUMFLEX) {
            letter->mark = IME_PLAIN;
            *out = ime_word_split(&word) && take_back(t, &word);
            return true;
        }
        if (i > 0 && find_uo(&word) == i - 1) {
            mark_uo(&word, i - 1, IME_PLAIN, IME_CIRCUMFLEX);
        } else {
            letter->mark = IME_CIRCUMFLEX;
        }
        if (ime_word_split(&word)) {
            *out = write_word(t, &word);
            return true;
        }
        word = t->word;
    }
    return false;
}

/* At the end of the word only the o takes the horn (thuở); with anything behind, both. */
static bool put_horn_on_uo(const struct typing *t, bool *out)
{
    struct ime_word word = t->word;
    size_t at = find_uo(&word);
    if (at == word.parts.vowels) {
        return false;
    }
    enum ime_mark u = vowel_of(&word, at)->mark;
    enum ime_mark o = vowel_of(&word, at + 1)->mark;
    bool ends = word.parts.vowel + at + 2 == word.count;
    if (o == IME_HORN && (u == IME_HORN || ends)) {
        mark_uo(&word, at, IME_PLAIN, IME_PLAIN);
        *out = ime_word_split(&word) && take_back(t, &word);
        return true;
    }
    mark_uo(&word, at, ends ? u : IME_HORN, IME_HORN);
    if (!ime_word_split(&word)) {
        return false;
    }
    *out = write_word(t, &word);
    return true;
}

static bool is_horned(const struct ime_letter *letter, bool horn, bool breve)
{
    return (horn && letter->mark == IME_HORN) || (breve && letter->mark == IME_BREVE);
}

/* Whether the same key made the letter, by itself, and just now: it is the last one. */
static bool made_by_key(const struct typing *t, size_t index)
{
    return index + 1 == t->word.count && (t->ime->lone_key | 0x20) == (t->key | 0x20) &&
           t->ime->lone_at == mc_utf8_drop_last(t->text, strlen(t->text));
}

static bool take_horn_back(const struct typing *t, bool horn, bool breve, bool *out)
{
    struct ime_word word = t->word;
    for (size_t i = 0; i < word.parts.vowels; i++) {
        struct ime_letter *letter = vowel_of(&word, i);
        size_t index = word.parts.vowel + i;
        if (!is_horned(letter, horn, breve)) {
            continue;
        }
        letter->mark = IME_PLAIN;
        if (made_by_key(t, index)) {
            word.count--;
        }
        (void)ime_word_split(&word);
        *out = take_back(t, &word);
        return true;
    }
    return false;
}

static bool put_horn(const struct typing *t, bool horn, bool breve, bool *out)
{
    struct ime_word word = t->word;
    if (!word.syllable) {
        return false;
    }
    if ((horn && put_horn_on_uo(t, out)) || take_horn_back(t, horn, breve, out)) {
        return true;
    }
    for (size_t i = 0; i < word.parts.vowels; i++) {
        struct ime_letter *letter = vowel_of(&word, i);
        bool takes_horn = horn && (letter->base == 'o' || letter->base == 'u');
        bool takes_breve = breve && letter->base == 'a';
        if (takes_horn || takes_breve) {
            letter->mark = takes_horn ? IME_HORN : IME_BREVE;
            if (ime_word_split(&word)) {
                *out = write_word(t, &word);
                return true;
            }
            word = t->word;
        }
    }
    return false;
}

/* In abbreviations, behind another consonant: QĐ, HĐND. What stands before it stays as it is. */
static bool put_stroke_at_end(const struct typing *t, bool *out)
{
    size_t last = t->word.count - 1;
    struct ime_letter letter = t->word.letters[last];
    if (last == 0 || letter.base != 'd' || ime_letter_is_vowel(&t->word.letters[last - 1])) {
        return false;
    }
    bool again = letter.mark == IME_STROKE;
    letter.mark = again ? IME_PLAIN : IME_STROKE;
    if (strlen(t->text) + 2 >= t->size) { /* đ is longer than d, and a key may follow */
        return false;
    }
    t->text[mc_utf8_drop_last(t->text, strlen(t->text))] = '\0';
    *out = append_raw(t->text, t->size, ime_letter_code(&letter)) &&
           (!again || append_raw(t->text, t->size, t->key));
    return true;
}

static bool put_stroke(const struct typing *t, bool *out)
{
    struct ime_word word = t->word;
    if (word.count == 0) {
        return false;
    }
    if (!word.syllable) {
        return put_stroke_at_end(t, out);
    }
    struct ime_letter *letter = &word.letters[0];
    if (letter->base != 'd') {
        return false;
    }
    bool again = letter->mark == IME_STROKE;
    letter->mark = again ? IME_PLAIN : IME_STROKE;
    if (!ime_word_split(&word)) {
        return false;
    }
    *out = again ? take_back(t, &word) : write_word(t, &word);
    return true;
}

/* ---- Letters ---- */

/* A letter behind "uơ" or "ưo" makes it "ươ". */
static void complete_uo(struct ime_word *word)
{
    size_t at = word->syllable ? find_uo(word) : word->parts.vowels;
    if (!word->syllable || at == word->parts.vowels || word->parts.vowel + at + 2 == word->count) {
        return;
    }
    bool one_horn =
        vowel_of(word, at)->mark == IME_HORN || vowel_of(word, at + 1)->mark == IME_HORN;
    struct ime_word both = *word;
    mark_uo(&both, at, IME_HORN, IME_HORN);
    if (one_horn && ime_word_split(&both)) {
        *word = both;
    }
}

/* The word with one letter more; false if it then is no syllable. */
static bool lengthen(const struct typing *t, const struct ime_letter *letter, struct ime_word *out)
{
    *out = t->word;
    bool second_tone = letter->tone != IME_LEVEL && out->tone != IME_LEVEL;
    bool empty = out->count == 0;
    if (!(out->syllable || empty) || out->count == IME_WORD_MAX || second_tone) {
        return false;
    }
    out->letters[out->count] = *letter;
    out->letters[out->count++].tone = IME_LEVEL;
    if (letter->tone != IME_LEVEL) {
        out->tone = letter->tone;
    }
    if (!ime_word_split(out)) {
        return false;
    }
    complete_uo(out);
    return true;
}

static bool append(const struct typing *t)
{
    struct ime_letter letter;
    struct ime_word word;
    if (ime_letter_of(t->key, &letter) && lengthen(t, &letter, &word)) {
        return write_word(t, &word);
    }
    return append_raw(t->text, t->size, t->key);
}

/* ơ or ư by a key of its own; the same key again gives the key. */
static bool put_letter(const struct typing *t, char base, bool capital, bool *out)
{
    struct ime_word word = t->word;
    if (word.count > 0 && made_by_key(t, word.count - 1)) {
        word.count--;
        (void)ime_word_split(&word);
        *out = take_back(t, &word);
        return true;
    }
    struct ime_letter letter = {base, IME_HORN, IME_LEVEL, capital};
    if (!lengthen(t, &letter, &word)) {
        return false;
    }
    *out = write_word(t, &word);
    if (*out) {
        t->ime->lone_key = t->key;
        t->ime->lone_at = mc_utf8_drop_last(t->text, strlen(t->text));
    }
    return true;
}

/* The letter a key made by itself is gone. */
static void forget_lone(struct ime *ime, const char *text)
{
    if (ime->lone_at >= strlen(text)) {
        ime->lone_key = 0;
    }
}

/* ---- Keys ---- */

static const struct rule *rule_of(enum ime_method method, uint32_t key)
{
    uint32_t small = key >= 'A' && key <= 'Z' ? key - 'A' + 'a' : key;
    const struct rule *rules = method == IME_VNI ? vni : telex;
    for (size_t i = 0; method != IME_LATIN && rules[i].key != '\0'; i++) {
        if ((unsigned char)rules[i].key == small) {
            return &rules[i];
        }
    }
    return NULL;
}

/* False: the rule does not fit here, the key is a letter. */
static bool apply(const struct typing *t, const struct rule *rule, bool *out)
{
    bool capital = t->key >= 'A' && t->key <= 'Z';
    switch (rule->kind) {
    case RULE_TONE: return put_tone(t, rule->tone, out);
    case RULE_LEVEL: return take_tone(t, out);
    case RULE_CIRCUMFLEX: return put_circumflex(t, rule->base, out);
    case RULE_HORN: return put_horn(t, true, false, out);
    case RULE_BREVE: return put_horn(t, false, true, out);
    case RULE_HORN_OR_BREVE:
        return put_horn(t, true, true, out) || put_letter(t, 'u', capital, out);
    case RULE_STROKE: return put_stroke(t, out);
    case RULE_LETTER: return put_letter(t, (char)(rule->base | 0x20), rule->base < 'a', out);
    case RULE_NONE: break;
    }
    return false;
}

bool ime_type(struct ime *ime, char *text, size_t size, uint32_t character)
{
    struct typing t = {.ime = ime, .text = text, .size = size, .key = character};
    ime_word_read(text, &t.word);
    const struct rule *rule = rule_of(ime->method, character);
    bool changed = false;
    if (rule == NULL || !apply(&t, rule, &changed)) {
        changed = append(&t);
    }
    mc_wipe(&t, sizeof t);
    forget_lone(ime, text);
    return changed;
}

bool ime_backspace(struct ime *ime, char *text, size_t size)
{
    size_t len = strlen(text);
    struct ime_word word;
    ime_word_read(text, &word);
    bool written = false;
    if (word.syllable && word.count > 0) {
        word.count--;
        if (word.tone_at == word.count) {
            word.tone = IME_LEVEL; /* it goes with its letter */
        }
        written = ime_word_split(&word) && ime_word_write(&word, ime->style, text, size);
    }
    if (!written) {
        text[mc_utf8_drop_last(text, len)] = '\0';
    }
    mc_wipe(&word, sizeof word);
    forget_lone(ime, text);
    return len > 0;
}

bool ime_put_tone(struct ime *ime, char *text, size_t size, enum ime_tone tone)
{
    size_t len = strlen(text);
    size_t blanks = 0; /* behind the syllable */
    while (blanks < len && text[len - blanks - 1] == ' ') {
        blanks++;
    }
    text[len - blanks] = '\0';
    struct ime_word word;
    ime_word_read(text, &word);
    bool ok = bears_tone(&word, tone);
    if (ok) {
        word.tone = word.tone == tone ? IME_LEVEL : tone;
        ok = ime_word_write(&word, ime->style, text, size - blanks);
    }
    len = strlen(text);
    memset(text + len, ' ', blanks);
    text[len + blanks] = '\0';
    mc_wipe(&word, sizeof word);
    return ok;
}
