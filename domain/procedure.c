#include "domain/procedure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/memory.h"
#include "domain/procedure_internal.h"

static void finish_texts(struct mc_text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mc_text_finish(&texts[i]);
    }
    free(texts);
}

static void finish_strings(char **strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(strings[i]);
    }
    free(strings);
}

static void finish_channels(struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->channel_count; i++) {
        struct procedure_channel *channel = &procedure->channels[i];
        for (size_t k = 0; k < channel->fee_count; k++) {
            mc_text_finish(&channel->fees[k].note);
            mc_text_finish(&channel->fees[k].place);
        }
        free(channel->fees);
        mc_text_finish(&channel->duration_note);
        mc_text_finish(&channel->fee_note);
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
            free(one->papers[k].template_number);
        }
        free(one->papers);
        free(one->id);
        mc_text_finish(&one->title);
        form_finish(&one->form);
        finish_texts(one->steps, one->step_count);
    }
    free(procedure->cases);
}

static void finish_legal(struct procedure *procedure)
{
    for (size_t i = 0; procedure->acts != NULL && i < procedure->legal_count; i++) {
        free(procedure->acts[i].number);
        mc_text_finish(&procedure->acts[i].title);
        mc_text_finish(&procedure->acts[i].issuer);
    }
    free(procedure->acts);
    finish_strings(procedure->legal, procedure->legal_count);
}

static void finish_templates(struct procedure *procedure)
{
    for (size_t i = 0; i < procedure->template_count; i++) {
        mc_text_finish(&procedure->templates[i].name);
        free(procedure->templates[i].number);
        free(procedure->templates[i].url);
    }
    free(procedure->templates);
}

void procedure_destroy(struct procedure *procedure)
{
    if (procedure == NULL) {
        return;
    }
    struct procedure_text texts[PROCEDURE_TEXT_COUNT];
    struct procedure_texts text_lists[PROCEDURE_TEXT_LIST_COUNT];
    struct procedure_strings strings[PROCEDURE_STRINGS_COUNT];
    procedure_texts_of(procedure, texts);
    procedure_text_lists_of(procedure, text_lists);
    procedure_strings_of(procedure, strings);
    for (size_t i = 0; i < PROCEDURE_TEXT_COUNT; i++) {
        mc_text_finish(texts[i].text);
    }
    for (size_t i = 0; i < PROCEDURE_TEXT_LIST_COUNT; i++) {
        finish_texts(*text_lists[i].items, *text_lists[i].count);
    }
    for (size_t i = 0; i < PROCEDURE_STRINGS_COUNT; i++) {
        finish_strings(*strings[i].items, *strings[i].count);
    }
    finish_channels(procedure);
    finish_cases(procedure);
    finish_legal(procedure);
    finish_templates(procedure);
    free(procedure->code);
    free(procedure->decision);
    free(procedure->field_code);
    free(procedure);
}

char *procedure_act_line(const struct procedure_act *act)
{
    const char *title = mc_text_in(&act->title, MC_LANGUAGE_VI);
    if (strstr(title, act->number) != NULL) {
        return mc_strdup(title);
    }
    size_t size = strlen(title) + strlen(act->number) + 2;
    char *line = mc_calloc(size, 1);
    (void)snprintf(line, size, "%s %s", title, act->number);
    return line;
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
    const struct procedure_channel *channel = procedure_kiosk_channel(procedure);
    if (channel == NULL || channel->duration_unknown || procedure->status != PROCEDURE_IN_FORCE) {
        return false;
    }
    for (size_t i = 0; i < procedure->case_count; i++) {
        if (procedure->cases[i].form.field_count > 0) {
            return true;
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
