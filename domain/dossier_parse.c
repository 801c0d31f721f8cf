#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "domain/dossier_internal.h"
#include "domain/wire_reader.h"

#define WHERE_BYTES 40

static enum mc_err read_duration(const cJSON *object, struct duration *out, struct mc_error *err)
{
    static const char *const keys[] = {"amount", "unit", NULL};
    struct wire_reader reader = wire_reader_over(object, "dossier.procedure.duration", keys, err);
    out->amount = (int)wire_read_number(&reader, "amount", DOSSIER_DURATION_MAX);
    out->unit = (enum duration_unit)wire_read_word(&reader, "unit", &dossier_unit_words);
    return reader.rc;
}

enum mc_err dossier_read_procedure(const cJSON *object, struct dossier_procedure *out,
                                   struct mc_error *err)
{
    static const char *const keys[] = {"code", "name", "case", "duration", NULL};
    struct wire_reader reader = wire_reader_over(object, "dossier.procedure", keys, err);
    wire_read_into(&reader, "code", out->code, PROCEDURE_CODE_BYTES);
    wire_require(&reader, "code", procedure_code_valid(out->code));
    *out->name = mc_strdup(wire_read_text(&reader, "name"));
    wire_require(&reader, "name", (*out->name)[0] != '\0');
    wire_read_into(&reader, "case", out->case_id, FORM_ID_BYTES);
    wire_require(&reader, "case", out->case_id[0] != '\0');
    const cJSON *duration = wire_read_object(&reader, "duration");
    return reader.rc == MC_OK ? read_duration(duration, out->duration, err) : reader.rc;
}

static enum mc_err read_applicant(const cJSON *object, struct citizen *out, struct mc_error *err)
{
    static const char *const keys[] = {"id_number", "old_id_number", "name",      "birth", "sex",
                                       "residence", "issued",        "assurance", NULL};
    struct wire_reader reader = wire_reader_over(object, "dossier.applicant", keys, err);
    wire_read_into(&reader, "id_number", out->id_number, sizeof out->id_number);
    wire_require(&reader, "id_number", citizen_id_valid(out->id_number));
    wire_read_into(&reader, "old_id_number", out->old_id_number, sizeof out->old_id_number);
    size_t old_len = strlen(out->old_id_number);
    wire_require(&reader, "old_id_number",
                 (old_len == 0 || old_len == 9 || old_len == 12) &&
                     strspn(out->old_id_number, "0123456789") == old_len);
    wire_read_into(&reader, "name", out->name, sizeof out->name);
    wire_require(&reader, "name", out->name[0] != '\0');
    out->birth = wire_read_date(&reader, "birth", true);
    out->sex = (enum citizen_sex)wire_read_word(&reader, "sex", &dossier_sex_words);
    wire_read_into(&reader, "residence", out->residence, sizeof out->residence);
    out->issued = wire_read_date(&reader, "issued", false);
    out->assurance =
        (enum citizen_assurance)wire_read_word(&reader, "assurance", &dossier_assurance_words);
    return reader.rc;
}

static bool answered_before(const struct dossier *dossier, const char *id)
{
    for (size_t i = 0; i < dossier->answer_count; i++) {
        if (strcmp(dossier->answers[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static enum mc_err read_answers(const cJSON *list, struct dossier *out, struct mc_error *err)
{
    static const char *const keys[] = {"id", "type", "value", NULL};
    out->answers = mc_calloc(FORM_FIELDS_MAX, sizeof *out->answers);
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, list)
    {
        char where[WHERE_BYTES];
        (void)snprintf(where, sizeof where, "dossier.answers[%zu]", out->answer_count);
        struct wire_reader reader = wire_reader_over(item, where, keys, err);
        struct dossier_answer *answer = &out->answers[out->answer_count];
        wire_read_into(&reader, "id", answer->id, sizeof answer->id);
        wire_require(&reader, "id", answer->id[0] != '\0' && !answered_before(out, answer->id));
        answer->type = (enum form_field_type)wire_read_word(&reader, "type", &dossier_type_words);
        const char *value = wire_read_text(&reader, "value");
        size_t len = strlen(value);
        wire_require(&reader, "value", len > 0 && len < FORM_VALUE_BYTES);
        int year = 0;
        if (reader.rc == MC_OK && answer->type == FORM_DATE && !date_parse_year(value, &year)) {
            (void)wire_read_date(&reader, "value", true);
        }
        if (reader.rc != MC_OK) {
            return reader.rc;
        }
        answer->value = mc_strdup(value);
        out->answer_count++;
    }
    return MC_OK;
}

static enum mc_err read_papers(const cJSON *list, struct dossier *out, struct mc_error *err)
{
    static const char *const keys[] = {"name", "originals", "copies", NULL};
    out->papers = mc_calloc(DOSSIER_PAPERS_MAX, sizeof *out->papers);
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, list)
    {
        char where[WHERE_BYTES];
        (void)snprintf(where, sizeof where, "dossier.papers[%zu]", out->paper_count);
        struct wire_reader reader = wire_reader_over(item, where, keys, err);
        struct dossier_paper *paper = &out->papers[out->paper_count];
        const char *name = wire_read_text(&reader, "name");
        wire_require(&reader, "name", name[0] != '\0');
        paper->originals = (int)wire_read_number(&reader, "originals", DOSSIER_PAPER_SHEETS_MAX);
        paper->copies = (int)wire_read_number(&reader, "copies", DOSSIER_PAPER_SHEETS_MAX);
        if (reader.rc != MC_OK) {
            return reader.rc;
        }
        paper->name = mc_strdup(name);
        out->paper_count++;
    }
    return MC_OK;
}

static void read_origin(struct wire_reader *reader, struct dossier *out)
{
    int schema = (int)wire_read_number(reader, "schema", INT32_MAX);
    if (schema != DOSSIER_SCHEMA) {
        wire_refuse(reader, "schema", "not the one known here");
    }
    wire_read_into(reader, "kiosk", out->kiosk, sizeof out->kiosk);
    wire_require(reader, "kiosk", dossier_kiosk_valid(out->kiosk));
    wire_read_into(reader, "receiving_agency", out->receiving_agency, sizeof out->receiving_agency);
    wire_require(reader, "receiving_agency", dossier_agency_valid(out->receiving_agency));
    wire_read_into(reader, "token_hash", out->token_hash, sizeof out->token_hash);
    wire_require(reader, "token_hash",
                 strspn(out->token_hash, "0123456789abcdef") == MC_SHA256_CHARS);
    wire_read_into(reader, "provisional_code", out->provisional_code, sizeof out->provisional_code);
    wire_require(reader, "provisional_code",
                 dossier_code_of_kiosk(out->provisional_code, out->kiosk));
    wire_require(reader, "submitted_at",
                 local_time_parse_rfc3339(wire_read_text(reader, "submitted_at"), &out->submitted));
    wire_require(reader, "language",
                 mc_language_from_tag(wire_read_text(reader, "language"), &out->language));
}

static enum mc_err read_dossier(const cJSON *json, struct dossier *out, struct mc_error *err)
{
    static const char *const keys[] = {
        "schema", "kiosk",      "receiving_agency", "procedure",    "applicant", "answers",
        "papers", "token_hash", "provisional_code", "submitted_at", "language",  NULL};
    struct wire_reader reader = wire_reader_over(json, "dossier", keys, err);
    read_origin(&reader, out);
    const cJSON *procedure = wire_read_object(&reader, "procedure");
    const cJSON *applicant = wire_read_object(&reader, "applicant");
    const cJSON *answers = wire_read_list(&reader, "answers", FORM_FIELDS_MAX);
    const cJSON *papers = wire_read_list(&reader, "papers", DOSSIER_PAPERS_MAX);
    enum mc_err rc = reader.rc;
    if (rc == MC_OK) {
        struct dossier_procedure parts = {out->procedure_code, &out->procedure_name, out->case_id,
                                          &out->duration};
        rc = dossier_read_procedure(procedure, &parts, err);
    }
    if (rc == MC_OK) {
        rc = read_applicant(applicant, &out->applicant, err);
    }
    if (rc == MC_OK) {
        rc = read_answers(answers, out, err);
    }
    return rc == MC_OK ? read_papers(papers, out, err) : rc;
}

enum mc_err dossier_parse(const void *json, size_t len, struct dossier *out, struct mc_error *err)
{
    cJSON *document = NULL;
    enum mc_err rc = mc_json_parse(json, len, DOSSIER_JSON_MAX_BYTES, &document, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct dossier dossier = {0};
    rc = read_dossier(document, &dossier, err);
    cJSON_Delete(document);
    if (rc == MC_OK) {
        *out = dossier;
    } else {
        dossier_finish(&dossier);
    }
    return rc;
}

void dossier_finish(struct dossier *dossier)
{
    if (dossier == NULL) {
        return;
    }
    for (size_t i = 0; i < dossier->answer_count; i++) {
        mc_wipe(dossier->answers[i].value, strlen(dossier->answers[i].value));
        free(dossier->answers[i].value);
    }
    for (size_t i = 0; i < dossier->paper_count; i++) {
        free(dossier->papers[i].name);
    }
    free(dossier->answers);
    free(dossier->papers);
    free(dossier->procedure_name);
    mc_wipe(dossier, sizeof *dossier);
}
