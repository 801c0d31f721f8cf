/* Channels, papers and steps of the national format. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/import_national_internal.h"

#define WAYS_MAX 96

/* ---- CACHTHUCTHUCHIEN: channels, times inside, fees inside those ---- */

static enum procedure_fee_kind fee_kind(const struct national *national, const cJSON *fee)
{
    char *kind = national_text(national, fee, "MAPHILEPHI", true);
    bool duty = strcmp(kind, "2") == 0;
    if (!duty && strcmp(kind, "1") != 0) {
        import_remark(national->report, IMPORT_WORD, "PHILEPHI.MAPHILEPHI", "\"%s\"", kind);
    }
    free(kind);
    return duty ? FEE_DUTY : FEE_CHARGE;
}

static bool unit_is_dong(const char *unit)
{
    return unit[0] == '\0' || import_folds_to(unit, "dong") || import_folds_to(unit, "vnd") ||
           import_folds_to(unit, "viet nam dong");
}

static void read_fee(const struct national *national, const cJSON *fee, struct import_way *way)
{
    enum procedure_fee_kind kind = fee_kind(national, fee);
    char *amount = national_text(national, fee, "SOTIEN", true);
    char *unit = national_text(national, fee, "DONVI", true);
    char *note = national_text(national, fee, "MOTA", false);
    int64_t dong;
    if (unit_is_dong(unit) && import_dong(amount, &dong)) {
        if (dong == 0 && import_says_nothing(note)) {
            way->free = true;
        } else {
            import_way_add_fee(way, kind, dong, mc_strdup(note));
        }
    } else {
        size_t size = strlen(amount) + strlen(unit) + strlen(note) + 8;
        char *text = mc_calloc(size, 1);
        (void)snprintf(text, size, "%s%s%s%s%s", amount, unit[0] != '\0' ? " " : "", unit,
                       note[0] != '\0' ? ": " : "", note);
        import_remark(national->report, IMPORT_FEE, "PHILEPHI.SOTIEN", "\"%s\"", text);
        if (text[0] != '\0') {
            import_way_add_fee_note(way, text);
        } else {
            free(text);
        }
    }
    free(amount);
    free(unit);
    free(note);
}

/* A number and a unit of their own keys, as one text. */
static char *time_text(const struct national *national, const cJSON *time)
{
    char *amount = national_text(national, time, "THOIGIANGIAIQUYET", true);
    char *unit = national_text(national, time, "DONVITINH", true);
    size_t size = strlen(amount) + strlen(unit) + 2;
    char *text = mc_calloc(size, 1);
    (void)snprintf(text, size, "%s%s%s", amount, amount[0] != '\0' && unit[0] != '\0' ? " " : "",
                   unit);
    if (amount[0] == '\0' && unit[0] != '\0') {
        import_remark(national->report, IMPORT_TIME, "THOIGIAN", "\"%s\" without a number", unit);
        text[0] = '\0';
    }
    free(amount);
    free(unit);
    return text;
}

struct ways {
    struct import_way *list;
    size_t count;
};

static struct import_way *add_way(const struct national *national, struct ways *ways,
                                  enum procedure_channel_kind kind)
{
    if (ways->count == WAYS_MAX) {
        import_remark(national->report, IMPORT_TOO_MUCH, "CACHTHUCTHUCHIEN", "more than %d times",
                      WAYS_MAX);
        return NULL;
    }
    struct import_way *way = &ways->list[ways->count++];
    way->kind = kind;
    return way;
}

static void read_times(const struct national *national, const cJSON *channel,
                       enum procedure_channel_kind kind, struct ways *ways)
{
    const cJSON *time = national_first(national, channel, "THOIGIAN");
    if (time == NULL) {
        (void)add_way(national, ways, kind);
    }
    for (; time != NULL; time = national_next(national, time, "THOIGIAN")) {
        struct import_way *way = add_way(national, ways, kind);
        if (way == NULL) {
            return;
        }
        way->time = time_text(national, time);
        way->note = national_text(national, time, "MOTA", false);
        const cJSON *fees = mc_json_find(time, "PHILEPHI");
        /* An empty list is how the national database says that it costs nothing. */
        way->free = cJSON_IsArray(fees) && fees->child == NULL;
        for (const cJSON *fee = national_first(national, time, "PHILEPHI"); fee != NULL;
             fee = national_next(national, fee, "PHILEPHI")) {
            read_fee(national, fee, way);
        }
    }
}

void national_channels(const struct national *national)
{
    struct ways ways = {.list = mc_calloc(WAYS_MAX, sizeof *ways.list)};
    for (const cJSON *item = national_first(national, national->record, "CACHTHUCTHUCHIEN");
         item != NULL; item = national_next(national, item, "CACHTHUCTHUCHIEN")) {
        enum procedure_channel_kind kind;
        char *name = national_text(national, item, "KENH", true);
        if (import_channel_kind(name, &kind)) {
            read_times(national, item, kind, &ways);
        } else {
            import_remark(national->report, IMPORT_WORD, "CACHTHUCTHUCHIEN.KENH", "\"%s\"", name);
        }
        free(name);
    }
    import_channels(national->procedure, ways.list, ways.count, "CACHTHUCTHUCHIEN",
                    national->report);
    for (size_t i = 0; i < ways.count; i++) {
        import_way_finish(&ways.list[i]);
    }
    free(ways.list);
}

/* ---- THANHPHANHOSO: cases, papers inside ---- */

static int sheets(const struct national *national, const cJSON *paper, const char *key)
{
    char *text = national_text(national, paper, key, true);
    size_t digits = strspn(text, "0123456789");
    long number = digits > 0 && digits <= 4 ? strtol(text, NULL, 10) : 0;
    bool fine = text[0] == '\0' || (text[digits] == '\0' && digits > 0 && digits <= 4 &&
                                    number <= PROCEDURE_SHEETS_MAX);
    if (!fine) {
        import_remark(national->report, IMPORT_PAPER, key, "\"%s\"", text);
        number = 0;
    }
    free(text);
    return (int)number;
}

static void read_template(const struct national *national, const cJSON *item,
                          struct procedure_paper *paper)
{
    char *name = national_text(national, item, "TENMAUDON", true);
    if (!import_says_nothing(name)) {
        struct procedure_template *template =
            import_add_template(national->procedure, name, national->report);
        if (template != NULL) {
            char *url = national_text(national, item, "URL", true);
            bool first = url[0] != '\0' && template->url == NULL;
            if (first) {
                template->url = url;
            } else {
                free(url);
            }
            paper->template_number = mc_strdup(template->number);
        }
    }
    free(name);
}

static void read_paper(const struct national *national, const cJSON *item,
                       struct procedure_case *one)
{
    char *name = national_text(national, item, "TENGIAYTO", true);
    if (name[0] == '\0') {
        import_remark(national->report, IMPORT_PAPER, "GIAYTO.TENGIAYTO", "a paper without a name");
    }
    struct procedure_paper *paper = import_add_paper(one, name, national->report);
    if (paper == NULL) {
        return;
    }
    paper->originals = sheets(national, item, "SOBANCHINH");
    paper->copies = sheets(national, item, "SOBANSAO");
    char *replaced = national_text(national, item, "MA_KQ_THAYTHE", true);
    paper->replaced_by_data = !import_says_nothing(replaced);
    free(replaced);
    if (paper->originals + paper->copies == 0 && !paper->replaced_by_data) {
        import_remark(national->report, IMPORT_PAPER, "GIAYTO",
                      "\"%s\" without a number of originals or copies",
                      mc_text_in(&paper->name, MC_LANGUAGE_VI));
    }
    read_template(national, item, paper);
}

void national_cases(const struct national *national)
{
    for (const cJSON *item = national_first(national, national->record, "THANHPHANHOSO");
         item != NULL; item = national_next(national, item, "THANHPHANHOSO")) {
        char *title = national_text(national, item, "TRUONGHOP", true);
        struct procedure_case *one = import_case(
            national->procedure, import_says_nothing(title) ? NULL : title, national->report);
        free(title);
        for (const cJSON *paper = national_first(national, item, "GIAYTO");
             paper != NULL && one != NULL; paper = national_next(national, paper, "GIAYTO")) {
            read_paper(national, paper, one);
        }
    }
}

/* ---- TRINHTUTHUCHIEN: steps per case ---- */

void national_steps(const struct national *national)
{
    struct procedure *procedure = national->procedure;
    for (const cJSON *item = national_first(national, national->record, "TRINHTUTHUCHIEN");
         item != NULL; item = national_next(national, item, "TRINHTUTHUCHIEN")) {
        struct mc_text **steps = &procedure->steps;
        size_t *count = &procedure->step_count;
        char *title = national_text(national, item, "TRUONGHOP", true);
        if (!import_says_nothing(title)) {
            struct procedure_case *one = import_case(procedure, title, national->report);
            steps = one != NULL ? &one->steps : steps;
            count = one != NULL ? &one->step_count : count;
        }
        free(title);
        for (const cJSON *step = national_first(national, item, "TRINHTU"); step != NULL;
             step = national_next(national, step, "TRINHTU")) {
            import_add_text(steps, count, PROCEDURE_STEPS_MAX,
                            national_text(national, step, "TENTRINHTU", false), "TRINHTUTHUCHIEN",
                            national->report);
        }
    }
}
