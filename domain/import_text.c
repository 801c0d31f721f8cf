#include "domain/import_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "core/text.h"

/* ---- Cleaning ---- */

/* Unicode general category Cf, as far as it occurs in running text, and other invisible ones. */
static bool invisible(uint32_t cp)
{
    return cp == 0xAD || cp == 0x61C || (cp >= 0x200B && cp <= 0x200F) ||
           (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) ||
           (cp >= 0xFE00 && cp <= 0xFE0F) || cp == 0xFEFF || (cp >= 0xFFF9 && cp <= 0xFFFD);
}

static bool private_use(uint32_t cp)
{
    return (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000 || (cp & 0xFFFEU) == 0xFFFEU;
}

/* What the fonts Symbol and Wingdings draw as bullets, check marks and arrows in lists. */
static bool symbol_bullet(uint32_t cp)
{
    static const uint16_t BULLETS[] = {0xF0B7, 0xF0A7, 0xF0FC, 0xF0D8, 0xF076,
                                       0xF06E, 0xF0E0, 0xF0A8, 0xF06F, 0xF0FE};
    for (size_t i = 0; i < sizeof BULLETS / sizeof BULLETS[0]; i++) {
        if (cp == BULLETS[i]) {
            return true;
        }
    }
    return false;
}

static bool line_end(uint32_t cp)
{
    return cp == '\n' || cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

static bool white(uint32_t cp)
{
    return cp <= ' ' || (cp >= 0x7F && cp <= 0xA0) || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

/* White space is held back until something follows it. */
struct cleaner {
    struct mc_buffer out;
    bool one_line;
    bool space;
    bool line;
};

static void put_cleaned(struct cleaner *cleaner, const char *bytes, size_t len)
{
    if (cleaner->out.len > 0 && cleaner->line && !cleaner->one_line) {
        mc_buffer_put_byte(&cleaner->out, '\n');
    } else if (cleaner->out.len > 0 && (cleaner->space || cleaner->line)) {
        mc_buffer_put_byte(&cleaner->out, ' ');
    }
    cleaner->space = false;
    cleaner->line = false;
    mc_buffer_put(&cleaner->out, bytes, len);
}

char *import_clean(const char *text, bool one_line, struct import_report *report, const char *path)
{
    struct cleaner cleaner = {.one_line = one_line};
    /* Nothing grows by this, NFC has been through it before. */
    mc_buffer_init(&cleaner.out, strlen(text) + 1);
    uint32_t odd = 0;
    size_t odd_count = 0;
    uint32_t cp;
    for (size_t len = mc_utf8_next(text, &cp); len > 0; len = mc_utf8_next(text, &cp)) {
        if (line_end(cp)) {
            cleaner.line = true;
        } else if (white(cp)) {
            cleaner.space = true;
        } else if (invisible(cp) || private_use(cp)) {
            odd = cp;
            odd_count++;
            if (symbol_bullet(cp)) {
                put_cleaned(&cleaner, "-", 1);
            }
        } else {
            put_cleaned(&cleaner, text, len);
        }
        text += len;
    }
    if (odd_count > 0) {
        import_remark(report, IMPORT_GLYPH, path, "%zu such as U+%04X", odd_count, (unsigned)odd);
    }
    char *composed = NULL;
    const char *cleaned = mc_buffer_text(&cleaner.out);
    MC_CHECK(mc_text_nfc(cleaned, strlen(cleaned), &composed, NULL) == MC_OK);
    mc_buffer_finish(&cleaner.out);
    return composed;
}

/* Capitals of the Vietnamese alphabet: ASCII, Latin-1, Latin Extended-A and -B by pairs, and the
 * even ones of Latin Extended Additional. */
bool import_is_upper(uint32_t cp)
{
    return (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp <= 0xDD) || cp == 0x102 || cp == 0x110 ||
           cp == 0x128 || cp == 0x168 || cp == 0x1A0 || cp == 0x1AF ||
           (cp >= 0x1EA0 && cp <= 0x1EF8 && cp % 2 == 0);
}

bool import_is_lower(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 0xE0 && cp <= 0xFD) || cp == 0x103 || cp == 0x111 ||
           cp == 0x129 || cp == 0x169 || cp == 0x1A1 || cp == 0x1B0 ||
           (cp >= 0x1EA1 && cp <= 0x1EF9 && cp % 2 == 1);
}

bool import_folds_to(const char *text, const char *folded)
{
    char *fold = mc_text_fold(text);
    bool same = strcmp(fold, folded) == 0;
    free(fold);
    return same;
}

bool import_fold_has(const char *text, const char *folded)
{
    char *fold = mc_text_fold(text);
    bool has = strstr(fold, folded) != NULL;
    free(fold);
    return has;
}

bool import_says_nothing(const char *text)
{
    static const char *const NOTHINGS[] = {
        "", "khong co thong tin", "khong", "khong co", "khong quy dinh", "null", "khong yeu cau"};
    char *fold = mc_text_fold(text);
    bool nothing = false;
    for (size_t i = 0; i < sizeof NOTHINGS / sizeof NOTHINGS[0] && !nothing; i++) {
        nothing = strcmp(fold, NOTHINGS[i]) == 0;
    }
    free(fold);
    return nothing;
}

/* ---- Amounts ---- */

bool import_duration(const char *text, struct duration *out)
{
    static const struct {
        const char *name;
        enum duration_unit unit;
    } UNITS[] = {{"ngay lam viec", DURATION_WORKING_DAYS},
                 {"ngay", DURATION_DAYS},
                 {"gio", DURATION_HOURS},
                 {"gio lam viec", DURATION_HOURS}};
    text += strspn(text, " ");
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 4 || text[digits] != ' ') {
        return false;
    }
    int amount = (int)strtol(text, NULL, 10);
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (amount <= PROCEDURE_DURATION_MAX && import_folds_to(text + digits, UNITS[i].name)) {
            *out = (struct duration){.amount = amount, .unit = UNITS[i].unit};
            return true;
        }
    }
    return false;
}

int64_t import_duration_weight(struct duration duration)
{
    switch (duration.unit) {
    case DURATION_HOURS: return (int64_t)duration.amount * 35;
    case DURATION_DAYS: return (int64_t)duration.amount * 8 * 25;
    case DURATION_WORKING_DAYS: break;
    }
    return (int64_t)duration.amount * 8 * 35;
}

/* Digits in groups of three behind one kind of separator, or without any; what is left of the text
 * behind them, NULL if they are no amount. */
static const char *read_dong(const char *text, int64_t *amount)
{
    char separator = '\0';
    size_t group = 0;
    size_t digits = 0;
    for (; *text != '\0' && *text != ' '; text++) {
        bool follows = separator == '\0' ? group <= 3 : separator == *text && group == 3;
        if (*text >= '0' && *text <= '9' && ++digits <= 12) {
            *amount = *amount * 10 + (*text - '0');
            group++;
        } else if ((*text == '.' || *text == ',') && group > 0 && follows) {
            separator = *text;
            group = 0;
        } else {
            return NULL;
        }
    }
    return digits > 0 && (separator == '\0' || group == 3) ? text : NULL;
}

bool import_dong(const char *text, int64_t *out)
{
    if (import_folds_to(text, "khong")) {
        *out = 0;
        return true;
    }
    int64_t amount = 0;
    const char *rest = read_dong(text + strspn(text, " "), &amount);
    if (rest == NULL || rest[strspn(rest, " ")] != '\0' || amount > PROCEDURE_FEE_MAX_DONG) {
        return false;
    }
    *out = amount;
    return true;
}

bool import_date(const char *text, struct date *out)
{
    char day[DATE_TEXT_BYTES];
    if (strlen(text) < sizeof day - 1) {
        return false;
    }
    memcpy(day, text, sizeof day - 1);
    day[sizeof day - 1] = '\0';
    char after = text[sizeof day - 1];
    return (after == '\0' || after == 'T' || after == ' ') &&
           (date_parse_display(day, out) || date_parse_iso(day, out));
}
