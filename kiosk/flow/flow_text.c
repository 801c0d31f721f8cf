#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "kiosk/flow/flow_internal.h"

#define TYPED_MAX_BYTES 1024
#define WORK_BYTES      (FORM_VALUE_BYTES + 8)
#define FIRST_COMBINING 0x300
#define TONES           6
#define VOWELS          24
#define CLUSTER_MAX     4

/* Unmarked, then acute, grave, hook, tilde, dot: the order of enum flow_tone. */
static const uint16_t vowels[VOWELS][TONES] = {
    {'a', 0xE1, 0xE0, 0x1EA3, 0xE3, 0x1EA1},
    {'A', 0xC1, 0xC0, 0x1EA2, 0xC3, 0x1EA0},
    {0x103, 0x1EAF, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EB7},
    {0x102, 0x1EAE, 0x1EB0, 0x1EB2, 0x1EB4, 0x1EB6},
    {0xE2, 0x1EA5, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EAD},
    {0xC2, 0x1EA4, 0x1EA6, 0x1EA8, 0x1EAA, 0x1EAC},
    {'e', 0xE9, 0xE8, 0x1EBB, 0x1EBD, 0x1EB9},
    {'E', 0xC9, 0xC8, 0x1EBA, 0x1EBC, 0x1EB8},
    {0xEA, 0x1EBF, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EC7},
    {0xCA, 0x1EBE, 0x1EC0, 0x1EC2, 0x1EC4, 0x1EC6},
    {'i', 0xED, 0xEC, 0x1EC9, 0x129, 0x1ECB},
    {'I', 0xCD, 0xCC, 0x1EC8, 0x128, 0x1ECA},
    {'o', 0xF3, 0xF2, 0x1ECF, 0xF5, 0x1ECD},
    {'O', 0xD3, 0xD2, 0x1ECE, 0xD5, 0x1ECC},
    {0xF4, 0x1ED1, 0x1ED3, 0x1ED5, 0x1ED7, 0x1ED9},
    {0xD4, 0x1ED0, 0x1ED2, 0x1ED4, 0x1ED6, 0x1ED8},
    {0x1A1, 0x1EDB, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EE3},
    {0x1A0, 0x1EDA, 0x1EDC, 0x1EDE, 0x1EE0, 0x1EE2},
    {'u', 0xFA, 0xF9, 0x1EE7, 0x169, 0x1EE5},
    {'U', 0xDA, 0xD9, 0x1EE6, 0x168, 0x1EE4},
    {0x1B0, 0x1EE9, 0x1EEB, 0x1EED, 0x1EEF, 0x1EF1},
    {0x1AF, 0x1EE8, 0x1EEA, 0x1EEC, 0x1EEE, 0x1EF0},
    {'y', 0xFD, 0x1EF3, 0x1EF7, 0x1EF9, 0x1EF5},
    {'Y', 0xDD, 0x1EF2, 0x1EF6, 0x1EF8, 0x1EF4},
};

/* ---- Appending ---- */

/* Capitals of the letters Vietnamese is written in. */
static uint32_t upper(uint32_t c)
{
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 'A';
    }
    if (c >= 0xE0 && c <= 0xFE && c != 0xF7) {
        return c - 0x20;
    }
    bool one_below = c == 0x103 || c == 0x111 || c == 0x129 || c == 0x169 || c == 0x1A1 ||
                     c == 0x1B0 || (c >= 0x1EA1 && c <= 0x1EF9 && c % 2 == 1);
    return one_below ? c - 1 : c;
}

/* Letters NFC leaves as they are (NFC_Quick_Check, UAX #15): all Vietnamese is typed with them. */
static bool is_composed(uint32_t c)
{
    return c < FIRST_COMBINING || (c >= 0x1EA0 && c <= 0x1EF9);
}

/* One code point more, composed; false if it does not fit. */
static bool append_one(char *text, size_t size, size_t max_chars, uint32_t c)
{
    char work[WORK_BYTES];
    size_t len = strlen(text);
    if (len + 4 >= sizeof work) {
        return false;
    }
    memcpy(work, text, len);
    len += mc_utf8_encode(c, work + len);
    work[len] = '\0';
    bool ok = is_composed(c) || mc_text_nfc_into(work, sizeof work, work, len, NULL) == MC_OK;
    len = strlen(work);
    if (ok && len < size && mc_utf8_length(work) <= max_chars) {
        memcpy(text, work, len + 1);
    } else {
        ok = false;
    }
    mc_wipe(work, sizeof work);
    return ok;
}

bool flow_text_append(char *text, size_t size, size_t max_chars, const char *typed, bool *shift)
{
    size_t typed_len = strnlen(typed, TYPED_MAX_BYTES);
    if (typed_len == TYPED_MAX_BYTES || !mc_utf8_valid(typed, typed_len)) {
        return false;
    }
    bool changed = false;
    uint32_t c = 0;
    for (size_t n = 0; (n = mc_utf8_next(typed, &c)) > 0; typed += n) {
        bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
        if (control || (c == ' ' && text[0] == '\0')) {
            continue;
        }
        if (!append_one(text, size, max_chars, *shift ? upper(c) : c)) {
            break;
        }
        *shift = *shift && c == ' ';
        changed = true;
    }
    return changed;
}

bool flow_text_backspace(char *text)
{
    size_t len = strlen(text);
    text[mc_utf8_drop_last(text, len)] = '\0';
    return len > 0;
}

/* ---- Tones ---- */

struct vowel {
    size_t at;    /* in the text */
    size_t bytes; /* it takes there */
    size_t row;
    size_t tone; /* 0: none */
};

/* The vowels a tone may fall on, in the last syllable. */
struct cluster {
    struct vowel list[CLUSTER_MAX];
    size_t count;
    bool closed; /* a consonant follows */
};

static bool find_vowel(uint32_t c, struct vowel *out)
{
    for (size_t row = 0; row < VOWELS; row++) {
        for (size_t tone = 0; tone < TONES; tone++) {
            if (vowels[row][tone] == c) {
                out->row = row;
                out->tone = tone;
                return true;
            }
        }
    }
    return false;
}

/* Rows come in pairs, small and capital. */
static bool is_letter(const struct vowel *vowel, char small)
{
    return vowels[vowel->row & ~(size_t)1][0] == (uint16_t)small;
}

static bool has_shape(const struct vowel *vowel)
{
    return vowels[vowel->row][0] >= 0x80;
}

/* "qu" and "gi" before a vowel are consonants. */
static void drop_onset(struct cluster *cluster, uint32_t before)
{
    const struct vowel *first = &cluster->list[0];
    bool q = before == 'q' || before == 'Q';
    bool g = before == 'g' || before == 'G';
    if (cluster->count > 1 && ((q && is_letter(first, 'u')) || (g && is_letter(first, 'i')))) {
        cluster->count--;
        memmove(cluster->list, cluster->list + 1, cluster->count * sizeof cluster->list[0]);
    }
}

static struct cluster last_cluster(const char *text)
{
    struct cluster found = {0};
    uint32_t before = 0; /* what stands before the cluster */
    uint32_t last = 0;
    bool in_vowels = false;
    bool new_word = true;
    uint32_t c = 0;
    for (size_t at = 0, n = 0; (n = mc_utf8_next(text + at, &c)) > 0; at += n, last = c) {
        struct vowel vowel = {.at = at, .bytes = n};
        if (c == ' ') {
            new_word = true;
            in_vowels = false;
        } else if (find_vowel(c, &vowel)) {
            if (!in_vowels || found.count == CLUSTER_MAX) {
                found = (struct cluster){0};
                before = new_word ? 0 : last;
            }
            found.list[found.count++] = vowel;
            in_vowels = true;
            new_word = false;
        } else {
            found = new_word ? (struct cluster){0} : found;
            found.closed = true;
            in_vowels = false;
            new_word = false;
        }
    }
    drop_onset(&found, before);
    return found;
}

/* The usual place: the letter with a shape of its own (the last, of ươ); else the second of two
 * before a consonant, the first of two at the end (của, Thúy), the middle one of three. */
static size_t tone_place(const struct cluster *cluster)
{
    for (size_t i = cluster->count; i > 0; i--) {
        if (has_shape(&cluster->list[i - 1])) {
            return i - 1;
        }
    }
    if (cluster->count == 1) {
        return 0;
    }
    return cluster->count == 2 && !cluster->closed ? 0 : 1;
}

bool flow_text_tone(char *text, size_t size, enum flow_tone tone)
{
    struct cluster cluster = last_cluster(text);
    size_t wanted = (size_t)tone + 1;
    if (cluster.count == 0 || wanted >= TONES) {
        return false;
    }
    size_t place = tone_place(&cluster);
    for (size_t i = 0; i < cluster.count; i++) {
        wanted = cluster.list[i].tone == wanted ? 0 : wanted;
    }
    char out[WORK_BYTES];
    size_t len = cluster.list[0].at;
    size_t end = len;
    if (strlen(text) + CLUSTER_MAX * 4 >= sizeof out) {
        return false;
    }
    memcpy(out, text, len);
    for (size_t i = 0; i < cluster.count; i++) {
        const struct vowel *vowel = &cluster.list[i];
        len += mc_utf8_encode(vowels[vowel->row][i == place ? wanted : 0], out + len);
        end = vowel->at + vowel->bytes;
    }
    size_t rest = strlen(text + end) + 1;
    memcpy(out + len, text + end, rest);
    bool fits = len + rest <= size;
    if (fits) {
        memcpy(text, out, len + rest);
    }
    mc_wipe(out, sizeof out);
    return fits;
}
