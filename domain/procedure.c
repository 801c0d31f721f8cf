#include "domain/procedure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"

static void finish_channels(struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->channel_count; i++) {
        struct procedure_channel *channel = &procedure->channels[i];
        for (size_t k = 0; k < channel->fee_count; k++) {
            mc_text_finish(&channel->fees[k].note);
        }
        free(channel->fees);
        mc_text_finish(&channel->note);
    }
    free(procedure->channels);
}

static void finish_cases(struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->case_count; i++) {
        struct procedure_case *one = &procedure->cases[i];
        for (size_t k = 0; k < one->paper_count; k++) {
            mc_text_finish(&one->papers[k].name);
            mc_text_finish(&one->papers[k].note);
        }
        free(one->papers);
        free(one->id);
        mc_text_finish(&one->title);
        form_finish(&one->form);
    }
    free(procedure->cases);
}

static void finish_strings(char **strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(strings[i]);
    }
    free(strings);
}

void procedure_destroy(struct procedure *procedure)
{
    if (procedure == NULL) {
        return;
    }
    free(procedure->code);
    struct mc_text *const texts[] = {&procedure->name,    &procedure->plain_name,
                                     &procedure->field,   &procedure->audience,
                                     &procedure->summary, &procedure->deciding_agency,
                                     &procedure->result,  &procedure->conditions};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        mc_text_finish(texts[i]);
    }
    finish_channels(procedure);
    finish_cases(procedure);
    for (size_t i = 0; i < procedure->step_count; i++) {
        mc_text_finish(&procedure->steps[i]);
    }
    free(procedure->steps);
    finish_strings(procedure->legal, procedure->legal_count);
    finish_strings(procedure->keywords, procedure->keyword_count);
    finish_strings(procedure->sources, procedure->source_count);
    free(procedure);
}

const struct procedure_channel *procedure_channel_of(const struct procedure *procedure,
                                                     enum procedure_channel_kind kind)
{
    for (size_t i = 0; i < procedure->channel_count; i++) {
        if (procedure->channels[i].kind == kind) {
            return &procedure->channels[i];
        }
    }
    return NULL;
}

const struct procedure_channel *procedure_kiosk_channel(const struct procedure *procedure)
{
    const struct procedure_channel *online = procedure_channel_of(procedure, CHANNEL_ONLINE);
    return online != NULL ? online : procedure_channel_of(procedure, CHANNEL_COUNTER);
}

bool procedure_can_hand_in(const struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->case_count; i++) {
        if (procedure->cases[i].form.field_count > 0) {
            return procedure_kiosk_channel(procedure) != NULL;
        }
    }
    return false;
}

void fee_format(int64_t amount_dong, char *out, size_t size)
{
    char digits[24];
    char grouped[48];
    size_t used = 0;
    (void)snprintf(digits, sizeof digits, "%" PRId64, amount_dong);
    size_t length = strlen(digits);
    for (size_t i = 0; i < length; i++) {
        grouped[used++] = digits[i];
        size_t left = length - i - 1;
        if (left > 0 && left % 3 == 0 && digits[i] != '-') {
            grouped[used++] = '.';
        }
    }
    (void)snprintf(grouped + used, sizeof grouped - used, " đ");
    mc_copy_text(out, size, grouped);
}
