/* Papers of the lines format: sheet numbers glued to names, names glued to their files' names. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "domain/import_lines_internal.h"

#define PATH "papers"

/* Length of ".docx" and the like at the end of text, 0 if there is none. */
static size_t extension(const char *text)
{
    static const char *const EXTENSIONS[] = {".docx", ".doc", ".pdf", ".xlsx", ".xls",
                                             ".rar",  ".zip", ".DOC", ".DOCX", ".PDF"};
    size_t len = strlen(text);
    for (size_t i = 0; i < sizeof EXTENSIONS / sizeof EXTENSIONS[0]; i++) {
        size_t size = strlen(EXTENSIONS[i]);
        if (len > size && strcmp(text + len - size, EXTENSIONS[i]) == 0) {
            return size;
        }
    }
    return 0;
}

/* Whether `now` begins something new though no space stands before it. */
static bool glued(uint32_t before, uint32_t now, uint32_t next)
{
    if (!import_is_upper(now)) {
        return false;
    }
    return import_is_lower(before) || (before < 0x80 && strchr(".;,)\":", (int)before) != NULL) ||
           before == 0x201D || (import_is_upper(before) && import_is_lower(next));
}

/* Where in a name that ends with a file's name that begins; 0 if it cannot be told. The last such
 * place, and the first of several in one word. */
static size_t file_start(const char *text, size_t end)
{
    size_t found = 0;
    size_t word = 0;
    uint32_t before = ' ';
    uint32_t cp;
    uint32_t next;
    for (size_t at = 0; at < end;) {
        size_t len = mc_utf8_next(text + at, &cp);
        if (mc_utf8_next(text + at + len, &next) == 0) {
            next = ' ';
        }
        if (cp == ' ') {
            word = at;
        } else if (at > 0 && before != ' ' && glued(before, cp, next) &&
                   (found == 0 || found < word)) {
            found = at;
        }
        before = cp;
        at += len;
    }
    return found;
}

/* Cuts the file's name off `name` and keeps it as a template; its name is returned, owned. */
static char *take_file(struct procedure *procedure, char *name, struct import_report *report)
{
    size_t dot = extension(name);
    if (dot == 0) {
        return NULL;
    }
    size_t start = file_start(name, strlen(name) - dot);
    if (start == 0) {
        import_remark(report, IMPORT_PAPER, PATH, "a file's name in \"%s\"", name);
        return NULL;
    }
    char *file = mc_strdup(name + start);
    name[start] = '\0';
    mc_text_trim(name);
    struct procedure_template *template = import_add_template(procedure, file, report);
    if (template == NULL) {
        free(file);
        return NULL;
    }
    return file;
}

/* 20241 behind "…25/6/" was "2024" of the name and 1 sheet: the cells were glued. */
static bool unglue_year(int64_t number, char *name, int *sheets, char **repaired)
{
    size_t len = strlen(name);
    if (number < 19001 || number > 20999 || len == 0 || name[len - 1] != '/') {
        return false;
    }
    size_t size = len + 8;
    *repaired = mc_calloc(size, 1);
    (void)snprintf(*repaired, size, "%s%d", name, (int)(number / 10));
    *sheets = (int)(number % 10);
    return true;
}

static int sheets_of(const cJSON *value, const char *what, const char *name,
                     struct import_report *report)
{
    double number = cJSON_IsNumber(value) ? value->valuedouble : -1;
    if (number >= 0 && number <= PROCEDURE_SHEETS_MAX && number == (double)(int)number) {
        return (int)number;
    }
    if (cJSON_IsNumber(value)) {
        import_remark(report, IMPORT_PAPER, PATH, "%.0f %s of \"%s\"", number, what, name);
    } else {
        import_remark(report, IMPORT_TYPE, PATH, "no number of %s of \"%s\"", what, name);
    }
    return 0;
}

/* "Bản chính: 1\nBản sao: 0" */
static bool read_counts(const char *text, int *originals, int *copies)
{
    int first = 0;
    int second = 0;
    char end = '\0';
    // NOLINTNEXTLINE(cert-err34-c): digits are bounded, and nothing may follow them
    if (sscanf(text, "Bản chính: %4d Bản sao: %4d%c", &first, &second, &end) != 2 || first < 0 ||
        second < 0 || first > PROCEDURE_SHEETS_MAX || second > PROCEDURE_SHEETS_MAX) {
        return false;
    }
    *originals = first;
    *copies = second;
    return true;
}

static char *clean_name(const cJSON *item, struct import_report *report)
{
    char *cleaned = import_clean(item->valuestring, true, report, PATH);
    size_t lead = strspn(cleaned, "-+* ");
    char *name = mc_strdup(cleaned + lead);
    free(cleaned);
    return name;
}

static void set_template(struct procedure_paper *paper, char *file)
{
    if (paper == NULL) {
        free(file);
        return;
    }
    paper->template_number = file;
}

/* [name, file, "Bản chính: 1\nBản sao: 0"] */
static void add_described(struct procedure *procedure, struct procedure_case *one, const cJSON *row,
                          struct import_report *report)
{
    const cJSON *file = row->child->next;
    struct procedure_paper *paper = import_add_paper(one, clean_name(row->child, report), report);
    if (paper == NULL) {
        return;
    }
    if (!read_counts(file->next->valuestring, &paper->originals, &paper->copies)) {
        import_remark(report, IMPORT_PAPER, PATH, "\"%s\"", file->next->valuestring);
        char *original = import_clean(file->next->valuestring, true, report, PATH);
        import_set_text(&paper->note, original);
    }
    char *name = import_clean(file->valuestring, true, report, PATH);
    if (name[0] != '\0' && import_add_template(procedure, name, report) != NULL) {
        paper->template_number = name;
    } else {
        free(name);
    }
}

static void add_counted(struct procedure *procedure, struct procedure_case *one, const cJSON *row,
                        struct import_report *report)
{
    const cJSON *first = row->child->next;
    char *name = clean_name(row->child, report);
    char *file = take_file(procedure, name, report);
    int originals = 0;
    char *repaired = NULL;
    double number = cJSON_IsNumber(first) ? first->valuedouble : 0;
    bool year =
        number > 0 && number < 100000 && unglue_year((int64_t)number, name, &originals, &repaired);
    if (year) {
        free(name);
        name = repaired;
    } else {
        originals = sheets_of(first, "originals", name, report);
    }
    int copies = sheets_of(first->next, "copies", name, report);
    struct procedure_paper *paper = import_add_paper(one, name, report);
    set_template(paper, file);
    if (paper == NULL) {
        return;
    }
    paper->originals = originals;
    paper->copies = copies;
    /* The portal puts what it has to say about the papers into the same table. */
    paper->required = paper->required && originals + copies > 0;
    if (originals == 0 && number > PROCEDURE_SHEETS_MAX) {
        char note[64];
        (void)snprintf(note, sizeof note, "Số bản chính: %.0f", number);
        import_set_text(&paper->note, mc_strdup(note));
    }
}

void import_lines_paper(struct procedure *procedure, struct procedure_case *one, const cJSON *row,
                        struct import_report *report)
{
    const cJSON *name = row->child;
    if (!cJSON_IsArray(row) || cJSON_GetArraySize(row) != 3 || !cJSON_IsString(name)) {
        char *text = mc_json_print(row);
        import_remark(report, IMPORT_TYPE, PATH, "no [name, originals, copies]: %s", text);
        free(text);
        return;
    }
    if (cJSON_IsString(name->next) && cJSON_IsString(name->next->next)) {
        add_described(procedure, one, row, report);
    } else {
        add_counted(procedure, one, row, report);
    }
}
