/* The words of the procedures' format, and which keys are of one kind. */
#include <string.h>

#include "domain/procedure_internal.h"

const char *const procedure_level_words[] = {"ministry", "province", "ward", NULL};
const char *const procedure_online_words[] = {"none", "partial", "full", NULL};
const char *const procedure_channel_words[] = {"counter", "online", "post", NULL};
const char *const procedure_fee_words[] = {"charge", "duty", NULL};
const char *const procedure_unit_words[] = {"working_days", "days", "hours", NULL};
const char *const procedure_status_words[] = {"in_force", "suspended", "ended", NULL};
const char *const procedure_audience_words[] = {"citizen",      "household", "business",
                                                "organisation", "foreigner", NULL};

static const char *const FIELD_CODES[] = {"civil_status",
                                          "residence",
                                          "certification",
                                          "business",
                                          "social_protection",
                                          "land",
                                          "construction",
                                          "health",
                                          "people_of_merit",
                                          "education",
                                          "culture",
                                          "justice",
                                          "environment",
                                          "transport",
                                          "agriculture",
                                          "police",
                                          NULL};
static const char *const LIFE_EVENTS[] = {"having_a_child",
                                          "marrying",
                                          "moving_house",
                                          "opening_a_shop",
                                          "building_a_house",
                                          "losing_papers",
                                          "retirement",
                                          "certifying_papers",
                                          "land",
                                          "disability",
                                          "death_in_the_family",
                                          "studying",
                                          "working",
                                          "supporting_the_poor",
                                          NULL};

static bool listed(const char *const *words, const char *word)
{
    for (; *words != NULL; words++) {
        if (strcmp(*words, word) == 0) {
            return true;
        }
    }
    return false;
}

bool procedure_field_code_known(const char *id)
{
    return listed(FIELD_CODES, id);
}

bool procedure_life_event_known(const char *id)
{
    return listed(LIFE_EVENTS, id);
}

void procedure_texts_of(struct procedure *procedure, struct procedure_text out[])
{
    const struct procedure_text texts[PROCEDURE_TEXT_COUNT] = {
        {"name", &procedure->name},
        {"plain_name", &procedure->plain_name},
        {"field", &procedure->field},
        {"audience", &procedure->audience},
        {"summary", &procedure->summary},
        {"deciding_agency", &procedure->deciding_agency},
        {"receiving_agency", &procedure->receiving_agency},
        {"authorised_agency", &procedure->authorised_agency},
        {"result", &procedure->result},
        {"conditions", &procedure->conditions}};
    memcpy(out, texts, sizeof texts);
}

void procedure_strings_of(struct procedure *procedure, struct procedure_strings out[])
{
    const struct procedure_strings lists[PROCEDURE_STRINGS_COUNT] = {
        {"life_events", &procedure->life_events, &procedure->life_event_count,
         procedure_life_event_known, true},
        {"related", &procedure->related, &procedure->related_count, procedure_code_valid, true},
        {"keywords", &procedure->keywords, &procedure->keyword_count, NULL, false},
        {"sources", &procedure->sources, &procedure->source_count, NULL, false}};
    memcpy(out, lists, sizeof lists);
}

void procedure_text_lists_of(struct procedure *procedure, struct procedure_texts out[])
{
    const struct procedure_texts lists[PROCEDURE_TEXT_LIST_COUNT] = {
        {"cooperating_agencies", &procedure->cooperating_agencies,
         &procedure->cooperating_agency_count, PROCEDURE_LIST_MAX, true},
        {"results", &procedure->results, &procedure->result_count, PROCEDURE_LIST_MAX, true},
        {"steps", &procedure->steps, &procedure->step_count, PROCEDURE_STEPS_MAX, false}};
    memcpy(out, lists, sizeof lists);
}
