#include <string.h>

#include "core/memory.h"
#include "domain/dossier_internal.h"
#include "domain/wire_writer.h"

_Static_assert(PROCEDURE_FORM_PAPERS_MAX <= DOSSIER_PAPERS_MAX, "every paper has its mark");

void dossier_put_procedure(struct wire_writer *writer, const char *code, const char *name,
                           const char *case_id, struct duration duration)
{
    wire_put_member(writer, ",\"procedure\":{\"code\":", code);
    wire_put_member(writer, ",\"name\":", name);
    wire_put_member(writer, ",\"case\":", case_id);
    wire_put_number(writer, ",\"duration\":{\"amount\":", duration.amount);
    wire_put_member(writer, ",\"unit\":", dossier_word(&dossier_unit_words, (int)duration.unit));
    wire_put_raw(writer, "}}");
}

static void put_applicant(struct wire_writer *writer, const struct citizen *applicant)
{
    wire_put_member(writer, ",\"applicant\":{\"id_number\":", applicant->id_number);
    wire_put_member(writer, ",\"old_id_number\":", applicant->old_id_number);
    wire_put_member(writer, ",\"name\":", applicant->name);
    wire_put_date(writer, ",\"birth\":", applicant->birth);
    wire_put_member(writer, ",\"sex\":", dossier_word(&dossier_sex_words, (int)applicant->sex));
    wire_put_member(writer, ",\"residence\":", applicant->residence);
    wire_put_date(writer, ",\"issued\":", applicant->issued);
    wire_put_member(writer, ",\"assurance\":",
                    dossier_word(&dossier_assurance_words, (int)applicant->assurance));
    wire_put(writer, '}');
}

static void put_answers(struct wire_writer *writer, const struct form *form,
                        const struct form_values *values)
{
    const char *lead = "{\"id\":";
    wire_put_raw(writer, ",\"answers\":[");
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form_field *field = &form->fields[i];
        const char *value = values->value[i];
        if (value[0] == '\0' || !form_field_shown(form, values, i)) {
            continue;
        }
        wire_put_member(writer, lead, field->id);
        wire_put_member(writer, ",\"type\":", dossier_word(&dossier_type_words, (int)field->type));
        struct date date = {0};
        if (field->type == FORM_DATE && date_parse_display(value, &date)) {
            wire_put_date(writer, ",\"value\":", date);
        } else {
            wire_put_member(writer, ",\"value\":", value);
        }
        wire_put(writer, '}');
        lead = ",{\"id\":";
    }
    wire_put(writer, ']');
}

static void put_papers(struct wire_writer *writer, const struct dossier_draft *draft)
{
    const struct procedure_case *chosen = &draft->procedure->cases[draft->case_index];
    const char *lead = "{\"name\":";
    wire_put_raw(writer, ",\"papers\":[");
    for (size_t i = 0; i < chosen->paper_count; i++) {
        if (!draft->papers[i]) {
            continue;
        }
        wire_put_member(writer, lead, mc_text_in(&chosen->papers[i].name, MC_LANGUAGE_VI));
        wire_put_number(writer, ",\"originals\":", chosen->papers[i].originals);
        wire_put_number(writer, ",\"copies\":", chosen->papers[i].copies);
        wire_put(writer, '}');
        lead = ",{\"name\":";
    }
    wire_put(writer, ']');
}

static void put_dossier(struct wire_writer *writer, const struct dossier_draft *draft,
                        const struct dossier_ids *ids, struct local_time submitted)
{
    char token_hash[MC_SHA256_CHARS + 1];
    char time[LOCAL_TIME_TEXT_BYTES];
    mc_sha256_hex(ids->token, strlen(ids->token), token_hash);
    local_time_format_rfc3339(submitted, time);
    wire_put_number(writer, "{\"schema\":", DOSSIER_SCHEMA);
    wire_put_member(writer, ",\"kiosk\":", draft->kiosk);
    wire_put_member(writer, ",\"receiving_agency\":", draft->receiving_agency);
    const struct procedure *procedure = draft->procedure;
    dossier_put_procedure(writer, procedure->code, mc_text_in(&procedure->name, MC_LANGUAGE_VI),
                          procedure->cases[draft->case_index].id,
                          procedure_kiosk_channel(procedure)->duration);
    put_applicant(writer, draft->applicant);
    put_answers(writer, &draft->procedure->cases[draft->case_index].form, draft->values);
    put_papers(writer, draft);
    wire_put_member(writer, ",\"token_hash\":", token_hash);
    wire_put_member(writer, ",\"provisional_code\":", ids->provisional_code);
    wire_put_member(writer, ",\"submitted_at\":", time);
    wire_put_member(writer, ",\"language\":", mc_language_tag(draft->language));
    wire_put(writer, '}');
}

static enum mc_err check(const struct dossier_draft *draft, const struct dossier_ids *ids,
                         struct local_time submitted, struct mc_error *err)
{
    const struct procedure *procedure = draft->procedure;
    if (!dossier_kiosk_valid(draft->kiosk) || !dossier_agency_valid(draft->receiving_agency)) {
        return mc_fail(err, MC_EINVAL, "dossier: kiosk or receiving agency is malformed");
    }
    if (draft->case_index >= procedure->case_count ||
        strlen(procedure->cases[draft->case_index].id) >= FORM_ID_BYTES) {
        return mc_fail(err, MC_EINVAL, "dossier: %s has no such case", procedure->code);
    }
    const struct procedure_case *chosen = &procedure->cases[draft->case_index];
    if (procedure_kiosk_channel(procedure) == NULL || chosen->paper_count > DOSSIER_PAPERS_MAX ||
        chosen->form.field_count > FORM_FIELDS_MAX) {
        return mc_fail(err, MC_EINVAL, "dossier: %s cannot be handed in here", procedure->code);
    }
    if (!citizen_id_valid(draft->applicant->id_number) || !date_valid(draft->applicant->birth)) {
        return mc_fail(err, MC_EINVAL, "dossier: the applicant is not known");
    }
    if (!mc_token_valid(ids->token) || !date_valid(submitted.date) ||
        !dossier_code_of_kiosk(ids->provisional_code, draft->kiosk)) {
        return mc_fail(err, MC_EINVAL, "dossier: token, code or time is malformed");
    }
    return MC_OK;
}

enum mc_err dossier_body(const struct dossier_draft *draft, const struct dossier_ids *ids,
                         struct local_time submitted, char **out, size_t *out_len,
                         struct mc_error *err)
{
    enum mc_err rc = check(draft, ids, submitted, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct wire_writer measure = {0};
    put_dossier(&measure, draft, ids, submitted);
    if (measure.len > DOSSIER_JSON_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "dossier: %zu bytes, at most %zu", measure.len,
                       DOSSIER_JSON_MAX_BYTES);
    }
    struct wire_writer writer = {.out = mc_secret_alloc(measure.len + 1), .size = measure.len};
    put_dossier(&writer, draft, ids, submitted);
    MC_CHECK(writer.len == measure.len);
    writer.out[writer.len] = '\0';
    *out = writer.out;
    *out_len = writer.len;
    return MC_OK;
}
