#include "domain/procedure_check.h"

#include <stdio.h>
#include <string.h>

#include "domain/procedure_internal.h"

struct check {
    procedure_gap *tell;
    void *context;
    size_t count;
};

static void gap(struct check *check, const char *path, const char *what)
{
    check->count++;
    check->tell(check->context, path, what);
}

static void check_text(struct check *check, const char *path, const struct mc_text *text)
{
    if (text->in[MC_LANGUAGE_VI] == NULL) {
        gap(check, path, "missing");
    }
}

static void check_channels(struct check *check, const struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->channel_count; i++) {
        const struct procedure_channel *channel = &procedure->channels[i];
        char path[LOCALISED_PATH_BYTES];
        if (channel->duration_unknown) {
            (void)snprintf(path, sizeof path, "channels[%zu].duration", i);
            gap(check, path, "not known");
        }
        if (channel->fees_unknown) {
            (void)snprintf(path, sizeof path, "channels[%zu].fees", i);
            gap(check, path, "not known");
        }
    }
    bool online = procedure_channel_of(procedure, CHANNEL_ONLINE) != NULL;
    if (online != (procedure->online != PROCEDURE_ONLINE_NONE)) {
        gap(check, "online",
            online ? "none, but there is an online channel"
                   : "yes, but there is no online channel");
    }
}

static bool has_template(const struct procedure *procedure, const char *number)
{
    for (size_t i = 0; i < procedure->template_count; i++) {
        const char *own = procedure->templates[i].number;
        if (own != NULL && strcmp(own, number) == 0) {
            return true;
        }
    }
    return false;
}

static void check_papers(struct check *check, const struct procedure *procedure, size_t index)
{
    const struct procedure_case *one = &procedure->cases[index];
    char path[LOCALISED_PATH_BYTES];
    if (one->paper_count == 0) {
        (void)snprintf(path, sizeof path, "cases[%zu].papers", index);
        gap(check, path, "none");
    }
    for (size_t i = 0; i < one->paper_count; i++) {
        const struct procedure_paper *paper = &one->papers[i];
        (void)snprintf(path, sizeof path, "cases[%zu].papers[%zu]", index, i);
        if (paper->originals + paper->copies == 0 && !paper->replaced_by_data) {
            gap(check, path, "neither originals nor copies");
        }
        if (paper->template_number != NULL && !has_template(procedure, paper->template_number)) {
            gap(check, path, "its template is not among the templates");
        }
    }
}

size_t procedure_check(const struct procedure *procedure, procedure_gap *tell, void *context)
{
    struct check check = {.tell = tell, .context = context};
    check_text(&check, "plain_name", &procedure->plain_name);
    check_text(&check, "field", &procedure->field);
    check_text(&check, "audience", &procedure->audience);
    check_text(&check, "summary", &procedure->summary);
    check_text(&check, "deciding_agency", &procedure->deciding_agency);
    check_text(&check, "result", &procedure->result);
    check_channels(&check, procedure);
    for (size_t i = 0; i < procedure->case_count; i++) {
        check_papers(&check, procedure, i);
    }
    if (procedure->step_count == 0) {
        gap(&check, "steps", "none");
    }
    if (procedure->legal_count == 0) {
        gap(&check, "legal", "none");
    }
    return check.count;
}
