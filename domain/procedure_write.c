/* A procedure as canonical JSON. Keys come in the order a person reads a procedure in. */
#include <stdlib.h>

#include "core/buffer.h"
#include "domain/procedure_internal.h"

/* Indented text of a bounded document is a few times its compact one. */
#define WRITTEN_MAX_BYTES ((size_t)16 * PROCEDURE_JSON_MAX_BYTES)

static void write_optional(cJSON *object, const char *key, const char *text)
{
    if (text != NULL) {
        (void)cJSON_AddStringToObject(object, key, text);
    }
}

static void write_texts(cJSON *object, const char *key, const struct mc_text *texts, size_t count)
{
    cJSON *array = cJSON_AddArrayToObject(object, key);
    for (size_t i = 0; i < count; i++) {
        (void)cJSON_AddItemToArray(array, localised_write_value(&texts[i]));
    }
}

static void write_duration(cJSON *object, const char *key, struct duration duration)
{
    cJSON *value = cJSON_AddObjectToObject(object, key);
    (void)cJSON_AddNumberToObject(value, "amount", duration.amount);
    (void)cJSON_AddStringToObject(value, "unit", procedure_unit_words[duration.unit]);
}

static cJSON *write_fee(const struct procedure_fee *fee)
{
    cJSON *object = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(object, "kind", procedure_fee_words[fee->kind]);
    (void)cJSON_AddNumberToObject(object, "amount_dong", (double)fee->amount_dong);
    localised_write(object, "note", &fee->note);
    localised_write(object, "place", &fee->place);
    return object;
}

static cJSON *write_channel(const struct procedure_channel *channel)
{
    cJSON *object = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(object, "kind", procedure_channel_words[channel->kind]);
    if (!channel->duration_unknown) {
        write_duration(object, "duration", channel->duration);
    }
    if (channel->has_duration_max) {
        write_duration(object, "duration_max", channel->duration_max);
    }
    localised_write(object, "duration_note", &channel->duration_note);
    if (!channel->fees_unknown) {
        cJSON *fees = cJSON_AddArrayToObject(object, "fees");
        for (size_t i = 0; i < channel->fee_count; i++) {
            (void)cJSON_AddItemToArray(fees, write_fee(&channel->fees[i]));
        }
    }
    localised_write(object, "fee_note", &channel->fee_note);
    localised_write(object, "note", &channel->note);
    return object;
}

static cJSON *write_paper(const struct procedure_paper *paper)
{
    cJSON *object = cJSON_CreateObject();
    localised_write(object, "name", &paper->name);
    (void)cJSON_AddNumberToObject(object, "originals", paper->originals);
    (void)cJSON_AddNumberToObject(object, "copies", paper->copies);
    (void)cJSON_AddBoolToObject(object, "required", paper->required);
    write_optional(object, "template", paper->template_number);
    if (paper->replaced_by_data) {
        (void)cJSON_AddTrueToObject(object, "replaced_by_data");
    }
    localised_write(object, "note", &paper->note);
    return object;
}

static cJSON *write_case(const struct procedure_case *one)
{
    cJSON *object = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(object, "id", one->id);
    localised_write(object, "title", &one->title);
    cJSON *papers = cJSON_AddArrayToObject(object, "papers");
    for (size_t i = 0; i < one->paper_count; i++) {
        (void)cJSON_AddItemToArray(papers, write_paper(&one->papers[i]));
    }
    if (one->step_count > 0) {
        write_texts(object, "steps", one->steps, one->step_count);
    }
    if (one->form.field_count > 0) {
        (void)cJSON_AddItemToObject(object, "form", form_write(&one->form));
    }
    return object;
}

static void write_act_date(cJSON *object, const char *key, struct date date)
{
    if (date_is_set(date)) {
        char text[DATE_TEXT_BYTES];
        date_format_iso(date, text);
        (void)cJSON_AddStringToObject(object, key, text);
    }
}

static cJSON *write_legal(const struct procedure *procedure, size_t index)
{
    const struct procedure_act *act = procedure->acts != NULL ? &procedure->acts[index] : NULL;
    if (act == NULL || act->number == NULL) {
        return cJSON_CreateString(procedure->legal[index]);
    }
    cJSON *object = cJSON_CreateObject();
    (void)cJSON_AddStringToObject(object, "number", act->number);
    localised_write(object, "title", &act->title);
    localised_write(object, "issuer", &act->issuer);
    write_act_date(object, "issued", act->issued);
    write_act_date(object, "effective", act->effective);
    return object;
}

static void write_templates(cJSON *root, const struct procedure *procedure)
{
    if (procedure->template_count == 0) {
        return;
    }
    cJSON *array = cJSON_AddArrayToObject(root, "templates");
    for (size_t i = 0; i < procedure->template_count; i++) {
        cJSON *object = cJSON_CreateObject();
        localised_write(object, "name", &procedure->templates[i].name);
        write_optional(object, "number", procedure->templates[i].number);
        write_optional(object, "url", procedure->templates[i].url);
        (void)cJSON_AddItemToArray(array, object);
    }
}

static void write_audiences(cJSON *root, unsigned audiences)
{
    if (audiences == 0) {
        return;
    }
    cJSON *array = cJSON_AddArrayToObject(root, "audiences");
    for (unsigned i = 0; i < AUDIENCE_COUNT; i++) {
        if ((audiences & (1U << i)) != 0) {
            (void)cJSON_AddItemToArray(array, cJSON_CreateString(procedure_audience_words[i]));
        }
    }
}

/* What it is: code, state, texts. */
static void write_head(cJSON *root, struct procedure *procedure)
{
    (void)cJSON_AddStringToObject(root, "code", procedure->code);
    if (procedure->status != PROCEDURE_IN_FORCE) {
        (void)cJSON_AddStringToObject(root, "status", procedure_status_words[procedure->status]);
    }
    if (procedure->version > 1) {
        (void)cJSON_AddNumberToObject(root, "version", procedure->version);
    }
    write_optional(root, "decision", procedure->decision);
    struct procedure_text texts[PROCEDURE_TEXT_COUNT];
    procedure_texts_of(procedure, texts);
    for (size_t i = 0; i < PROCEDURE_TEXT_COUNT; i++) {
        localised_write(root, texts[i].key, texts[i].text);
    }
    write_optional(root, "field_code", procedure->field_code);
    write_audiences(root, procedure->audiences);
    (void)cJSON_AddStringToObject(root, "level", procedure_level_words[procedure->level]);
    (void)cJSON_AddStringToObject(root, "online", procedure_online_words[procedure->online]);
    (void)cJSON_AddBoolToObject(root, "boundary_free", procedure->boundary_free);
}

static void write_lists(cJSON *root, struct procedure *procedure)
{
    struct procedure_texts texts[PROCEDURE_TEXT_LIST_COUNT];
    procedure_text_lists_of(procedure, texts);
    for (size_t i = 0; i < PROCEDURE_TEXT_LIST_COUNT; i++) {
        if (!texts[i].optional || *texts[i].count > 0) {
            write_texts(root, texts[i].key, *texts[i].items, *texts[i].count);
        }
    }
    cJSON *legal = cJSON_AddArrayToObject(root, "legal");
    for (size_t i = 0; i < procedure->legal_count; i++) {
        (void)cJSON_AddItemToArray(legal, write_legal(procedure, i));
    }
    write_templates(root, procedure);
    struct procedure_strings strings[PROCEDURE_STRINGS_COUNT];
    procedure_strings_of(procedure, strings);
    for (size_t i = 0; i < PROCEDURE_STRINGS_COUNT; i++) {
        if (strings[i].optional && *strings[i].count == 0) {
            continue;
        }
        cJSON *array = cJSON_AddArrayToObject(root, strings[i].key);
        for (size_t k = 0; k < *strings[i].count; k++) {
            (void)cJSON_AddItemToArray(array, cJSON_CreateString((*strings[i].items)[k]));
        }
    }
}

static void indent(struct mc_buffer *out, int depth)
{
    mc_buffer_format(out, "\n%*s", depth * 2, "");
}

/* Depth is what this file builds: a procedure's is seven at most. */
static void print(struct mc_buffer *out, const cJSON *value, int depth) // NOLINT(misc-no-recursion)
{
    bool object = cJSON_IsObject(value);
    if ((!object && !cJSON_IsArray(value)) || value->child == NULL) {
        char *text = mc_json_print(value);
        mc_buffer_put_text(out, text);
        free(text);
        return;
    }
    mc_buffer_put_byte(out, object ? '{' : '[');
    for (const cJSON *item = value->child; item != NULL; item = item->next) {
        indent(out, depth + 1);
        if (object) {
            mc_buffer_format(out, "\"%s\": ", item->string);
        }
        print(out, item, depth + 1);
        if (item->next != NULL) {
            mc_buffer_put_byte(out, ',');
        }
    }
    indent(out, depth);
    mc_buffer_put_byte(out, object ? '}' : ']');
}

char *procedure_write(const struct procedure *procedure)
{
    /* The lists of keys serve reading, too, and so are not const; nothing here is changed. */
    struct procedure shown = *procedure;
    cJSON *root = cJSON_CreateObject();
    write_head(root, &shown);
    cJSON *channels = cJSON_AddArrayToObject(root, "channels");
    for (size_t i = 0; i < procedure->channel_count; i++) {
        (void)cJSON_AddItemToArray(channels, write_channel(&procedure->channels[i]));
    }
    cJSON *cases = cJSON_AddArrayToObject(root, "cases");
    for (size_t i = 0; i < procedure->case_count; i++) {
        (void)cJSON_AddItemToArray(cases, write_case(&procedure->cases[i]));
    }
    write_lists(root, &shown);
    struct mc_buffer out;
    mc_buffer_init(&out, WRITTEN_MAX_BYTES);
    print(&out, root, 0);
    mc_buffer_put_byte(&out, '\n');
    MC_CHECK(!out.overflowed);
    cJSON_Delete(root);
    return mc_buffer_take(&out);
}
