/* Fees of the lines format: a cell glued to the description behind it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/import_lines_internal.h"

#define NO_INFORMATION "Không có thông tin"
#define FREE           "Miễn phí"
/* Less than that is a slip ("135 VNĐ" for 135.000). */
#define LEAST_DONG 500

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Takes the prefix off; false if it is not there. */
static bool skip(const char **text, const char *prefix)
{
    if (!starts(*text, prefix)) {
        return false;
    }
    *text += strlen(prefix);
    return true;
}

/* "a)", "1)" at text: an item of a list, not the end of what is in brackets. */
static bool list_item(const char *start, const char *close)
{
    if (close - start < 1 || !isalnum((unsigned char)close[-1])) {
        return false;
    }
    return close - start == 1 || close[-2] == ' ' || close[-2] == '\n';
}

/* Length of what stands in brackets at text[0] == '(', without them; 0 if they do not close. */
static size_t bracketed(const char *text)
{
    int depth = 1;
    for (const char *c = text + 1; *c != '\0'; c++) {
        if (*c == '(') {
            depth++;
        } else if (*c == ')' && !(depth == 1 && list_item(text + 1, c)) && --depth == 0) {
            return (size_t)(c - text) - 1;
        }
    }
    return 0;
}

static enum procedure_fee_kind kind_of(const char *note)
{
    return import_fold_has(note, "le phi") ? FEE_DUTY : FEE_CHARGE;
}

static bool truly_free(const char *note)
{
    return import_says_nothing(note) || import_fold_has(note, "khong thu") ||
           import_fold_has(note, "mien phi") || import_fold_has(note, "mien le phi");
}

/* "100,000 Việt Nam Đồng" at *text. */
static bool take_amount(const char **text, char amount[24])
{
    static const char *const UNITS[] = {" Việt Nam Đồng", " VNĐ", " Đồng", " đồng"};
    size_t len = strspn(*text, "0123456789.,");
    if (len == 0 || len >= 24) {
        return false;
    }
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (starts(*text + len, UNITS[i])) {
            memcpy(amount, *text, len);
            amount[len] = '\0';
            *text += len + strlen(UNITS[i]);
            return true;
        }
    }
    return false;
}

/* The note is owned. */
static void add_amount(struct import_way *way, const char *amount, char *note, const char *path,
                       struct import_report *report)
{
    int64_t dong;
    if (!import_dong(amount, &dong) || (dong > 0 && dong < LEAST_DONG)) {
        import_remark(report, IMPORT_FEE, path, "\"%s\" (%s)", amount, note);
        if (note[0] == '\0') {
            free(note);
            note = mc_strdup(amount);
        }
        import_way_add_fee_note(way, note);
        return;
    }
    if (dong == 0) {
        way->free = true;
        free(note);
        return;
    }
    for (size_t i = 0; i < way->fee_count; i++) {
        struct mc_text *there = &way->fees[i].note;
        if (way->fees[i].amount_dong == dong && there->in[MC_LANGUAGE_VI] == NULL) {
            way->fees[i].kind = kind_of(note);
            import_set_text(there, note);
            return;
        }
    }
    import_way_add_fee(way, kind_of(note), dong, note);
}

static void add_free(struct import_way *way, char *note, const char *path,
                     struct import_report *report)
{
    if (truly_free(note)) {
        way->free = true;
        free(note);
        return;
    }
    import_remark(report, IMPORT_FEE, path, "free, but: %s", note);
    import_way_add_fee_note(way, note);
}

/* What stands in brackets at *text, or behind one that does not close; owned, "" if there is none.
 */
static char *take_brackets(const char **text)
{
    if (**text != '(') {
        return mc_strdup("");
    }
    size_t len = bracketed(*text);
    if (len == 0 && strncmp(*text, "()", 2) != 0) {
        char *rest = mc_strdup(*text + 1);
        *text += strlen(*text);
        return rest;
    }
    char *note = mc_strndup(*text + 1, len);
    *text += len + 2;
    return note;
}

void import_lines_description(struct import_way *way, const char *text, const char *path,
                              struct import_report *report)
{
    const char *rest = text;
    bool told = false;
    while (skip(&rest, NO_INFORMATION)) {
    }
    size_t digits = strspn(rest, "0123456789");
    if (digits > 0 && digits < 6 && starts(rest + digits, FREE)) {
        import_remark(report, IMPORT_TIME, path, "\"%.*s\" without a unit", (int)digits, rest);
        rest += digits;
    }
    char amount[24] = "";
    if (take_amount(&rest, amount) || skip(&rest, FREE)) {
        told = true;
    }
    char *note = told ? take_brackets(&rest) : NULL;
    if (!told) {
        /* The cell is empty: what there is is the description. */
    } else if (amount[0] != '\0') {
        add_amount(way, amount, note, path, report);
    } else {
        add_free(way, note, path, report);
    }
    rest += strspn(rest, " \n");
    way->note = import_says_nothing(rest) ? NULL : mc_strdup(rest);
}

/* "Lệ phí : 10.000 Đồng (note)" in a line of its own. */
static bool labelled(struct import_way *way, const char *line, const char *path,
                     struct import_report *report)
{
    const char *rest = line;
    bool duty = skip(&rest, "Lệ phí :");
    if (!duty && !skip(&rest, "Phí :")) {
        return false;
    }
    rest += strspn(rest, " ");
    const char *unit = strstr(rest, "Đồng");
    const char *bracket = unit != NULL ? strchr(unit, '(') : NULL;
    size_t len = unit != NULL ? (size_t)(unit - rest) : 0;
    char *amount = mc_strndup(rest, len);
    size_t note_len = bracket != NULL ? strlen(bracket + 1) : 0;
    if (note_len > 0 && bracket[note_len] == ')') {
        note_len--;
    }
    char *note = mc_strndup(bracket != NULL ? bracket + 1 : "", note_len);
    int64_t dong;
    if (!import_dong(amount, &dong)) {
        import_remark(report, IMPORT_FEE, path, "\"%s\"", line);
        import_way_add_fee_note(way, mc_strdup(line));
        free(note);
    } else if (dong == 0) {
        way->free = true;
        free(note);
    } else {
        import_way_add_fee(way, duty ? FEE_DUTY : FEE_CHARGE, dong, note);
    }
    free(amount);
    return true;
}

void import_lines_fee(struct import_way *way, const char *text, const char *path,
                      struct import_report *report)
{
    int64_t dong;
    if (import_dong(text, &dong) && dong >= LEAST_DONG) {
        import_way_add_fee(way, FEE_CHARGE, dong, NULL);
        return;
    }
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        char *line = mc_strndup(text, len);
        if (len > 0 && !starts(line, "File đính kèm") && !labelled(way, line, path, report)) {
            import_remark(report, IMPORT_FEE, path, "\"%s\"", line);
            import_way_add_fee_note(way, mc_strdup(line));
        }
        free(line);
        text += len + (text[len] == '\n');
    }
}
