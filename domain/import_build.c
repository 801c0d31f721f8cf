#include "domain/import_build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "core/text.h"
#include "domain/procedure_internal.h"

void *import_grow(void *items, size_t count, size_t item_size)
{
    unsigned char *grown = mc_realloc(items, (count + 1) * item_size);
    memset(grown + count * item_size, 0, item_size);
    return grown;
}

static bool full(size_t count, size_t max, const char *path, struct import_report *report)
{
    if (count < max) {
        return false;
    }
    import_remark(report, IMPORT_TOO_MUCH, path, "more than %zu", max);
    return true;
}

void import_set_text(struct mc_text *text, char *owned)
{
    if (owned != NULL && owned[0] == '\0') {
        free(owned);
        owned = NULL;
    }
    mc_text_finish(text);
    *text = (struct mc_text){.in = {[MC_LANGUAGE_VI] = owned}};
}

void import_add_string(char ***items, size_t *count, char *owned, const char *path,
                       struct import_report *report)
{
    if (owned[0] == '\0' || full(*count, PROCEDURE_LIST_MAX, path, report)) {
        free(owned);
        return;
    }
    *items = import_grow(*items, *count, sizeof **items);
    (*items)[(*count)++] = owned;
}

void import_add_text(struct mc_text **items, size_t *count, size_t max, char *owned,
                     const char *path, struct import_report *report)
{
    if (owned[0] == '\0' || full(*count, max, path, report)) {
        free(owned);
        return;
    }
    *items = import_grow(*items, *count, sizeof **items);
    (*items)[(*count)++].in[MC_LANGUAGE_VI] = owned;
}

void import_add_legal(struct procedure *procedure, char *number, char *title,
                      struct import_report *report)
{
    bool numbered = number != NULL && number[0] != '\0';
    if (title[0] == '\0' && numbered) {
        free(title);
        title = mc_strdup(number);
    }
    if (title[0] == '\0' || full(procedure->legal_count, PROCEDURE_LIST_MAX, "legal", report)) {
        free(number);
        free(title);
        return;
    }
    size_t index = procedure->legal_count;
    procedure->acts = import_grow(procedure->acts, index, sizeof *procedure->acts);
    procedure->legal = import_grow(procedure->legal, index, sizeof *procedure->legal);
    procedure->legal_count++;
    if (!numbered) {
        free(number);
        procedure->legal[index] = title;
        return;
    }
    struct procedure_act *act = &procedure->acts[index];
    act->number = number;
    act->title.in[MC_LANGUAGE_VI] = title;
    procedure->legal[index] = procedure_act_line(act);
}

struct procedure_template *import_add_template(struct procedure *procedure, const char *name,
                                               struct import_report *report)
{
    for (size_t i = 0; i < procedure->template_count; i++) {
        if (strcmp(mc_text_in(&procedure->templates[i].name, MC_LANGUAGE_VI), name) == 0) {
            return &procedure->templates[i];
        }
    }
    if (full(procedure->template_count, PROCEDURE_TEMPLATES_MAX, "templates", report)) {
        return NULL;
    }
    procedure->templates =
        import_grow(procedure->templates, procedure->template_count, sizeof *procedure->templates);
    struct procedure_template *template = &procedure->templates[procedure->template_count++];
    template->name.in[MC_LANGUAGE_VI] = mc_strdup(name);
    template->number = mc_strdup(name);
    return template;
}

struct procedure_paper *import_add_paper(struct procedure_case *one, char *name,
                                         struct import_report *report)
{
    if (name[0] == '\0' || full(one->paper_count, PROCEDURE_PAPERS_MAX, "papers", report)) {
        free(name);
        return NULL;
    }
    one->papers = import_grow(one->papers, one->paper_count, sizeof *one->papers);
    struct procedure_paper *paper = &one->papers[one->paper_count++];
    paper->name.in[MC_LANGUAGE_VI] = name;
    paper->required = !import_fold_has(name, "neu co");
    return paper;
}

struct procedure_case *import_case(struct procedure *procedure, const char *title,
                                   struct import_report *report)
{
    const char *wanted =
        title != NULL && title[0] != '\0' ? title : mc_text_in(&procedure->name, MC_LANGUAGE_VI);
    for (size_t i = 0; i < procedure->case_count; i++) {
        if (strcmp(mc_text_in(&procedure->cases[i].title, MC_LANGUAGE_VI), wanted) == 0) {
            return &procedure->cases[i];
        }
    }
    if (full(procedure->case_count, PROCEDURE_CASES_MAX, "cases", report)) {
        return NULL;
    }
    size_t index = procedure->case_count;
    procedure->cases = import_grow(procedure->cases, index, sizeof *procedure->cases);
    procedure->case_count++;
    char id[24] = "default";
    if (index > 0) {
        (void)snprintf(id, sizeof id, "case_%zu", index + 1);
    }
    procedure->cases[index].id = mc_strdup(id);
    procedure->cases[index].title.in[MC_LANGUAGE_VI] = mc_strdup(wanted);
    return &procedure->cases[index];
}

/* ---- The end ---- */

/* The summary of several results: all of them in one line. */
static void join_results(struct procedure *procedure)
{
    if (procedure->result.in[MC_LANGUAGE_VI] != NULL || procedure->result_count == 0) {
        return;
    }
    struct mc_buffer line;
    mc_buffer_init(&line, PROCEDURE_JSON_MAX_BYTES);
    for (size_t i = 0; i < procedure->result_count; i++) {
        mc_buffer_format(&line, "%s%s", i > 0 ? "; " : "",
                         mc_text_in(&procedure->results[i], MC_LANGUAGE_VI));
    }
    import_set_text(&procedure->result, mc_buffer_take(&line));
}

static void remark_gaps(const struct procedure *procedure, struct import_report *report)
{
    const struct {
        const char *key;
        const struct mc_text *text;
    } gaps[] = {{"field", &procedure->field},
                {"audience", &procedure->audience},
                {"deciding_agency", &procedure->deciding_agency},
                {"result", &procedure->result}};
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        if (gaps[i].text->in[MC_LANGUAGE_VI] == NULL) {
            import_remark(report, IMPORT_MISSING, gaps[i].key, "nothing is said");
        }
    }
    if (procedure->step_count == 0) {
        import_remark(report, IMPORT_MISSING, "steps", "nothing is said");
    }
    for (size_t i = 0; i < procedure->case_count; i++) {
        if (procedure->cases[i].paper_count == 0) {
            import_remark(report, IMPORT_MISSING, "papers", "case %zu has none", i + 1);
        }
    }
    if (procedure->legal_count == 0) {
        import_remark(report, IMPORT_MISSING, "legal", "nothing is said");
    }
}

enum mc_err import_complete(struct procedure *procedure, const char *source,
                            struct import_report *report, struct mc_error *err)
{
    procedure->version = 1;
    if (procedure->channel_count == 0) {
        import_remark(report, IMPORT_MISSING, "channels", "no way to hand in");
        procedure->channels = import_grow(NULL, 0, sizeof *procedure->channels);
        procedure->channels[0] =
            (struct procedure_channel){.duration_unknown = true, .fees_unknown = true};
        procedure->channel_count = 1;
    }
    if (procedure->case_count == 0) {
        (void)import_case(procedure, NULL, report);
    }
    if (procedure->source_count == 0) {
        import_add_string(&procedure->sources, &procedure->source_count, mc_strdup(source),
                          "sources", report);
    }
    join_results(procedure);
    remark_gaps(procedure, report);
    char *json = procedure_write(procedure);
    struct procedure *again = NULL;
    enum mc_err code = procedure_parse(json, strlen(json), &again, err);
    free(json);
    if (code == MC_OK) {
        procedure_destroy(again);
    }
    return code;
}
