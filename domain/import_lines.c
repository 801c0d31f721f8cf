#include "domain/import_lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "core/text.h"
#include "domain/import_lines_internal.h"

#define WAYS_MAX 64
#define SOURCE   "Cổng Dịch vụ công quốc gia"

struct lines {
    const cJSON *record;
    struct procedure *procedure;
    struct import_report *report;
};

/* The cleaned text of a key, "" where there is nothing; owned. */
static char *text_of(const struct lines *lines, const cJSON *object, const char *key, bool one_line)
{
    const cJSON *value = mc_json_find(object, key);
    if (value == NULL) {
        return mc_strdup("");
    }
    if (!cJSON_IsString(value)) {
        char *text = mc_json_print(value);
        import_remark(lines->report, IMPORT_TYPE, key, "no text: %s", text);
        free(text);
        return mc_strdup("");
    }
    return import_clean(value->valuestring, one_line, lines->report, key);
}

/* The same, without the page's footer, and "" for "Không có thông tin". */
static char *body_of(const struct lines *lines, const char *key, bool one_line)
{
    char *text = text_of(lines, lines->record, key, one_line);
    text[import_lines_body(text)] = '\0';
    mc_text_trim(text);
    if (import_says_nothing(text)) {
        text[0] = '\0';
    }
    return text;
}

static const cJSON *list_of(const struct lines *lines, const char *key)
{
    const cJSON *list = mc_json_find(lines->record, key);
    if (list != NULL && !cJSON_IsArray(list)) {
        import_remark(lines->report, IMPORT_TYPE, key, "no list");
        return NULL;
    }
    return list;
}

static void remark_unknown_keys(const struct lines *lines)
{
    static const char *const KEYS[] = {"code",     "name",   "field",      "level",   "decision",
                                       "audience", "agency", "steps",      "papers",  "ways",
                                       "result",   "legal",  "conditions", "ministry"};
    for (const cJSON *item = lines->record->child; item != NULL; item = item->next) {
        bool known = false;
        for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0] && !known; i++) {
            known = strcmp(KEYS[i], item->string) == 0;
        }
        if (!known) {
            char *text = mc_json_print(item);
            import_remark(lines->report, IMPORT_KEY, item->string, "%s", text);
            free(text);
        }
    }
}

/* Calls `each` with every part of a list separated by commas outside brackets. */
static void split_commas(char *text, const struct lines *lines,
                         void (*each)(const struct lines *, char *))
{
    int depth = 0;
    char *start = text;
    for (char *c = text;; c++) {
        depth += *c == '(';
        depth -= *c == ')';
        if (*c != '\0' && (*c != ',' || depth > 0)) {
            continue;
        }
        bool last = *c == '\0';
        *c = '\0';
        mc_text_trim(start);
        if (*start != '\0') {
            each(lines, start);
        }
        if (last) {
            return;
        }
        start = c + 1;
    }
}

static void read_audience(const struct lines *lines, char *name)
{
    if (!import_audience(name, &lines->procedure->audiences)) {
        import_remark(lines->report, IMPORT_AUDIENCE, "audience", "\"%s\"", name);
    }
}

/* The level nearest to citizens counts: that is where they go. */
static void read_level(const struct lines *lines, char *name)
{
    enum procedure_level level;
    if (!import_level(name, &level)) {
        import_remark(lines->report, IMPORT_LEVEL, "level", "\"%s\"", name);
    } else if (level > lines->procedure->level) {
        lines->procedure->level = level;
    }
}

static void read_levels(const struct lines *lines)
{
    char *text = body_of(lines, "level", true);
    if (strchr(text, ',') != NULL) {
        import_remark(lines->report, IMPORT_LEVEL, "level", "several: %s", text);
    } else if (text[0] == '\0') {
        import_remark(lines->report, IMPORT_LEVEL, "level", "nothing is said");
    }
    split_commas(text, lines, read_level);
    free(text);
}

static void read_texts(const struct lines *lines)
{
    struct procedure *procedure = lines->procedure;
    char *field = body_of(lines, "field", true);
    const char *field_code = import_field_code(field);
    procedure->field_code = mc_strdup(field_code);
    import_set_text(&procedure->field, field);
    char *audience = body_of(lines, "audience", true);
    char *copy = mc_strdup(audience);
    split_commas(copy, lines, read_audience);
    free(copy);
    import_set_text(&procedure->audience, audience);
    import_set_text(&procedure->deciding_agency, body_of(lines, "agency", true));
    import_set_text(&procedure->conditions, body_of(lines, "conditions", false));
    char *decision = body_of(lines, "decision", true);
    if (decision[0] == '\0') {
        free(decision);
    } else {
        procedure->decision = decision;
    }
    read_levels(lines);
}

/* ---- Steps ---- */

/* "- Bước 1", "a) Bước 2." at the beginning of a line. */
static bool step_begins(const char *line)
{
    line += strspn(line, " -+*");
    if (isalnum((unsigned char)line[0]) && (line[1] == ')' || line[1] == '.')) {
        line += 2 + strspn(line + 2, " ");
    }
    static const char *const WORDS[] = {"Bước ", "BƯỚC ", "bước "};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        size_t len = strlen(WORDS[i]);
        if (strncmp(line, WORDS[i], len) == 0) {
            return isdigit((unsigned char)line[len]) != 0;
        }
    }
    return false;
}

static void read_steps(const struct lines *lines)
{
    struct procedure *procedure = lines->procedure;
    char *text = body_of(lines, "steps", false);
    const char *start = text;
    for (const char *line = text; *line != '\0';) {
        const char *end = strchr(line, '\n');
        const char *next = end != NULL ? end + 1 : line + strlen(line);
        if (*next == '\0' || step_begins(next)) {
            size_t len = (size_t)(next - start) - (end != NULL && *next != '\0' ? 1 : 0);
            import_add_text(&procedure->steps, &procedure->step_count, PROCEDURE_STEPS_MAX,
                            mc_strndup(start, len), "steps", lines->report);
            start = next;
        }
        line = next;
    }
    free(text);
}

/* ---- Lists ---- */

static bool read_way(const struct lines *lines, const cJSON *row, struct import_way *way)
{
    if (!cJSON_IsObject(row)) {
        import_remark(lines->report, IMPORT_TYPE, "ways", "no object");
        return false;
    }
    char *kind = text_of(lines, row, "cach", true);
    bool known = import_channel_kind(kind, &way->kind);
    if (!known) {
        char *text = mc_json_print(row);
        import_remark(lines->report, IMPORT_WORD, "ways.cach", "\"%s\" of %s", kind, text);
        free(text);
    }
    free(kind);
    if (!known) {
        return false;
    }
    way->time = text_of(lines, row, "thoi_han", true);
    char *fee = text_of(lines, row, "phi", false);
    import_lines_fee(way, fee, "ways.phi", lines->report);
    free(fee);
    char *description = text_of(lines, row, "mo_ta", false);
    import_lines_description(way, description, "ways.mo_ta", lines->report);
    free(description);
    return true;
}

static void read_ways(const struct lines *lines)
{
    const cJSON *list = list_of(lines, "ways");
    struct import_way *ways = mc_calloc(WAYS_MAX, sizeof *ways);
    size_t count = 0;
    for (const cJSON *row = list != NULL ? list->child : NULL; row != NULL; row = row->next) {
        if (count == WAYS_MAX) {
            import_remark(lines->report, IMPORT_TOO_MUCH, "ways", "more than %d", WAYS_MAX);
            break;
        }
        if (read_way(lines, row, &ways[count])) {
            count++;
        }
    }
    import_channels(lines->procedure, ways, count, "ways", lines->report);
    for (size_t i = 0; i < count; i++) {
        import_way_finish(&ways[i]);
    }
    free(ways);
    bool online = procedure_channel_of(lines->procedure, CHANNEL_ONLINE) != NULL;
    lines->procedure->online = online ? PROCEDURE_ONLINE_PARTIAL : PROCEDURE_ONLINE_NONE;
}

static void read_papers(const struct lines *lines)
{
    const cJSON *list = list_of(lines, "papers");
    struct procedure_case *one = import_case(lines->procedure, NULL, lines->report);
    for (const cJSON *row = list != NULL ? list->child : NULL; row != NULL; row = row->next) {
        import_lines_paper(lines->procedure, one, row, lines->report);
    }
    size_t uncounted = 0;
    for (size_t i = 0; i < one->paper_count; i++) {
        uncounted += one->papers[i].originals + one->papers[i].copies == 0;
    }
    if (uncounted > 0) {
        import_remark(lines->report, IMPORT_PAPER, "papers",
                      "%zu of %zu without a number of originals or copies", uncounted,
                      one->paper_count);
    }
}

static void read_tables(const struct lines *lines)
{
    char *result = text_of(lines, lines->record, "result", false);
    import_lines_result(lines->procedure, result, lines->report);
    free(result);
    char *legal = text_of(lines, lines->record, "legal", true);
    import_lines_legal(lines->procedure, legal, lines->report);
    free(legal);
}

static enum mc_err read_identity(const struct lines *lines, struct mc_error *err)
{
    if (!cJSON_IsObject(lines->record)) {
        return mc_fail(err, MC_EPARSE, "record: expected an object");
    }
    lines->procedure->code = text_of(lines, lines->record, "code", true);
    if (!procedure_code_valid(lines->procedure->code)) {
        return mc_fail(err, MC_EPARSE, "record.code: \"%.40s\" is no national code",
                       lines->procedure->code);
    }
    import_set_text(&lines->procedure->name, body_of(lines, "name", true));
    return lines->procedure->name.in[MC_LANGUAGE_VI] != NULL
               ? MC_OK
               : mc_fail(err, MC_EPARSE, "record.name: nothing is said");
}

enum mc_err import_lines_record(const cJSON *record, struct procedure **out,
                                struct import_report *report, struct mc_error *err)
{
    struct procedure *procedure = MC_NEW(struct procedure);
    const struct lines lines = {.record = record, .procedure = procedure, .report = report};
    enum mc_err code = read_identity(&lines, err);
    if (code == MC_OK) {
        remark_unknown_keys(&lines);
        read_texts(&lines);
        read_steps(&lines);
        read_papers(&lines);
        read_ways(&lines);
        read_tables(&lines);
        code = import_complete(procedure, SOURCE, report, err);
    }
    if (code != MC_OK) {
        procedure_destroy(procedure);
        return code;
    }
    *out = procedure;
    return MC_OK;
}
