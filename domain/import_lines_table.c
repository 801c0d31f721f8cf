/* Tables of the lines format that have lost their cells: legal acts, results. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "domain/import_lines_internal.h"

#define LEGAL_HEADING "Tên văn bản pháp lýMã văn bản"
#define KEYWORDS      "Từ khóa"
#define DESCRIPTION   "Mô tả"
#define RESULT_CODE   "Mã: "

size_t import_lines_body(const char *text)
{
    for (const char *at = strstr(text, KEYWORDS); at != NULL; at = strstr(at + 1, KEYWORDS)) {
        if (strstr(at, DESCRIPTION) != NULL) {
            return (size_t)(at - text);
        }
    }
    return strlen(text);
}

/* ---- Legal acts ---- */

static bool letter_at(const char *text, bool (*test)(uint32_t), size_t *len)
{
    uint32_t cp;
    *len = mc_utf8_next(text, &cp);
    return *len > 0 && test(cp);
}

/* "NĐ-CP", "TT-BTC", "QĐ-TTg", "QH14" at text. A capital before a small letter begins the next
 * cell, but for the g of TTg. */
static size_t issuer_length(const char *text)
{
    if (strncmp(text, "QH", 2) == 0) {
        size_t digits = strspn(text + 2, "0123456789");
        return 2 + (digits > 2 ? 2 : digits);
    }
    size_t at = 0;
    size_t last = 0;
    size_t len = 0;
    while (text[at] == '-' || letter_at(text + at, import_is_upper, &len)) {
        last = at;
        at += text[at] == '-' ? 1 : len;
    }
    if (at >= 2 && strncmp(text + at - 2, "TTg", 3) == 0) {
        return at + 1;
    }
    return letter_at(text + at, import_is_lower, &len) && at > 0 ? last : at;
}

/* "60/2014/QH13", "269/2016/TT-BTC", "45/QĐ-BCA" at text; 0 if there is none. */
static size_t number_length(const char *text)
{
    size_t at = strspn(text, "0123456789");
    if (at == 0 || at > 5) {
        return 0;
    }
    if (text[at] == '/' && strspn(text + at + 1, "0123456789") == 4) {
        at += 5;
    }
    if (text[at] != '/') {
        return 0;
    }
    size_t issuer = issuer_length(text + at + 1);
    return issuer >= 2 ? at + 1 + issuer : 0;
}

/* The row's last cell ends where the next begins without a space. */
static bool row_ends(const char *text)
{
    size_t len;
    return *text == '\0' || letter_at(text, import_is_upper, &len) ||
           letter_at(text, import_is_lower, &len) || isdigit((unsigned char)*text);
}

/* "Số 73/2025/TT-NHNN" or the plain number once more, as the number's own cell. */
static size_t number_cell(const char *text, const char *number)
{
    static const char *const LEADS[] = {"",          "Số ",          "số ",
                                        "Luật số ",  "Thông tư số ", "Luật ",
                                        "Thông tư ", "Nghị định ",   "Nghị định số "};
    size_t number_len = strlen(number);
    for (size_t i = 0; i < sizeof LEADS / sizeof LEADS[0]; i++) {
        size_t lead = strlen(LEADS[i]);
        if (strncmp(text, LEADS[i], lead) == 0 && strncmp(text + lead, number, number_len) == 0) {
            return lead + number_len;
        }
    }
    return 0;
}

/* One row at text: its length, 0 if none ends there. *number is owned, *title_len is what of the
 * row is the title. */
static size_t legal_row(const char *text, char **number, size_t *title_len)
{
    for (size_t at = 0; text[at] != '\0'; at++) {
        bool inside = at > 0 && isdigit((unsigned char)text[at - 1]);
        size_t len = inside ? 0 : number_length(text + at);
        if (len == 0) {
            continue;
        }
        char *found = mc_strndup(text + at, len);
        size_t cell = number_cell(text + at + len, found);
        if (cell > 0 || row_ends(text + at + len)) {
            *number = found;
            *title_len = cell > 0 ? at + len : at;
            return at + len + cell;
        }
        free(found);
        at += len - 1;
    }
    return 0;
}

void import_lines_legal(struct procedure *procedure, const char *text, struct import_report *report)
{
    size_t heading = strlen(LEGAL_HEADING);
    size_t body = import_lines_body(text);
    char *table = mc_strndup(text, body);
    const char *rest = table;
    if (strncmp(rest, LEGAL_HEADING, heading) == 0) {
        rest += heading;
    }
    while (!import_says_nothing(rest)) {
        char *number = NULL;
        size_t title_len = 0;
        size_t len = legal_row(rest, &number, &title_len);
        if (len == 0) {
            import_remark(report, IMPORT_LEGAL, "legal", "\"%s\"", rest);
            import_add_legal(procedure, NULL, mc_strdup(rest), report);
            break;
        }
        char *title = mc_strndup(rest, title_len);
        mc_text_trim(title);
        import_add_legal(procedure, number, title, report);
        rest += len;
        rest += strspn(rest, " \n;,.");
    }
    free(table);
}

/* ---- Results ---- */

/* "KQ.G01.000068" at text: capitals, a letter and digits, digits. */
static size_t result_code_length(const char *text)
{
    size_t at = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (at == 0 || text[at] != '.') {
        return 0;
    }
    size_t office = strspn(text + at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    if (office == 0 || text[at + 1 + office] != '.') {
        return 0;
    }
    at += office + 2;
    size_t digits = strspn(text + at, "0123456789");
    return digits > 0 ? at + digits : 0;
}

static void add_result(struct procedure *procedure, const char *text, size_t len,
                       struct import_report *report)
{
    char *result = mc_strndup(text, len);
    mc_text_trim(result);
    if (import_says_nothing(result)) {
        free(result);
        return;
    }
    import_add_text(&procedure->results, &procedure->result_count, PROCEDURE_LIST_MAX, result,
                    "result", report);
}

/* What the page's footer says: "Từ khóa" … "Mô tả" … "Chọn cơ quan thực hiện" …. */
static void read_footer(struct procedure *procedure, const char *text, struct import_report *report)
{
    const char *keywords = text + strlen(KEYWORDS);
    const char *description = strstr(keywords, DESCRIPTION);
    char *words = mc_strndup(keywords, (size_t)(description - keywords));
    mc_text_trim(words);
    if (import_says_nothing(words)) {
        free(words);
    } else {
        import_add_string(&procedure->keywords, &procedure->keyword_count, words, "result", report);
    }
    description += strlen(DESCRIPTION);
    const char *end = strstr(description, "Chọn cơ quan thực hiện");
    size_t len = end != NULL ? (size_t)(end - description) : strlen(description);
    char *summary = mc_strndup(description, len);
    mc_text_trim(summary);
    if (import_says_nothing(summary)) {
        free(summary);
    } else {
        import_set_text(&procedure->summary, summary);
    }
}

void import_lines_result(struct procedure *procedure, const char *text,
                         struct import_report *report)
{
    size_t body = import_lines_body(text);
    if (text[body] != '\0') {
        read_footer(procedure, text + body, report);
    }
    char *table = mc_strndup(text, body);
    const char *rest = table;
    for (const char *at = strstr(rest, RESULT_CODE); at != NULL; at = strstr(at, RESULT_CODE)) {
        size_t code = result_code_length(at + strlen(RESULT_CODE));
        if (code == 0) {
            at++;
            continue;
        }
        add_result(procedure, rest, (size_t)(at - rest), report);
        at += strlen(RESULT_CODE) + code;
        rest = at;
    }
    add_result(procedure, rest, strlen(rest), report);
    free(table);
}
