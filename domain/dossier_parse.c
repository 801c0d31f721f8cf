#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "domain/dossier_internal.h"

#define WHERE_BYTES 40

/* Reads the members of one object; after the first failure the rest does nothing. */
struct reader {
    const cJSON *object;
    const char *where;
    enum mc_err rc;
    struct mc_error *err;
};

static struct reader reader_over(const cJSON *object, const char *where, const char *const *keys,
                                 struct mc_error *err)
{
    struct reader reader = {object, where, MC_OK, err};
    if (!cJSON_IsObject(object)) {
        reader.rc = mc_fail(err, MC_EPARSE, "%s: expected an object", where);
    } else {
        reader.rc = mc_json_only_keys(object, where, keys, err);
    }
    return reader;
}

static void refuse(struct reader *reader, const char *key, const char *what)
{
    if (reader->rc == MC_OK) {
        reader->rc = mc_fail(reader->err, MC_EPARSE, "%s.%s: %s", reader->where, key, what);
    }
}

static void read_into(struct reader *reader, const char *key, char *out, size_t size)
{
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_text_into(reader->object, reader->where, key, out, size, reader->err);
    }
}

/* "" after a failure, so that what follows need not ask. */
static const char *read_text(struct reader *reader, const char *key)
{
    const char *text = "";
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_text(reader->object, reader->where, key, &text, reader->err);
    }
    return text;
}

static int read_number(struct reader *reader, const char *key, int most)
{
    int64_t number = 0;
    if (reader->rc == MC_OK) {
        reader->rc =
            mc_json_integer(reader->object, reader->where, key, 0, most, &number, reader->err);
    }
    return (int)number;
}

static int read_word(struct reader *reader, const char *key, const struct dossier_words *words)
{
    int found = dossier_word_find(words, read_text(reader, key));
    if (found < 0) {
        refuse(reader, key, "none of the known words");
    }
    return found;
}

static struct date read_date(struct reader *reader, const char *key, bool required)
{
    struct date date = {0};
    const char *text = read_text(reader, key);
    if (!date_parse_iso(text, &date) && (required || text[0] != '\0')) {
        refuse(reader, key, "expected a day, YYYY-MM-DD");
    }
    return date;
}

static const cJSON *read_list(struct reader *reader, const char *key, size_t most)
{
    const cJSON *list = NULL;
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_array(reader->object, reader->where, key, most, &list, reader->err);
    }
    return list;
}

static const cJSON *read_object(struct reader *reader, const char *key)
{
    const cJSON *object = NULL;
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_object(reader->object, reader->where, key, &object, reader->err);
    }
    return object;
}

static void require(struct reader *reader, const char *key, bool fits)
{
    if (!fits) {
        refuse(reader, key, "malformed");
    }
}

static enum mc_err read_duration(const cJSON *object, struct duration *out, struct mc_error *err)
{
    static const char *const keys[] = {"amount", "unit", NULL};
    struct reader reader = reader_over(object, "dossier.procedure.duration", keys, err);
    out->amount = read_number(&reader, "amount", DOSSIER_DURATION_MAX);
    out->unit = (enum duration_unit)read_word(&reader, "unit", &dossier_unit_words);
    return reader.rc;
}

static enum mc_err read_procedure(const cJSON *object, struct dossier *out, struct mc_error *err)
{
    static const char *const keys[] = {"code", "name", "case", "duration", NULL};
    struct reader reader = reader_over(object, "dossier.procedure", keys, err);
    read_into(&reader, "code", out->procedure_code, sizeof out->procedure_code);
    require(&reader, "code", procedure_code_valid(out->procedure_code));
    out->procedure_name = mc_strdup(read_text(&reader, "name"));
    require(&reader, "name", out->procedure_name[0] != '\0');
    read_into(&reader, "case", out->case_id, sizeof out->case_id);
    require(&reader, "case", out->case_id[0] != '\0');
    const cJSON *duration = read_object(&reader, "duration");
    return reader.rc == MC_OK ? read_duration(duration, &out->duration, err) : reader.rc;
}

static enum mc_err read_applicant(const cJSON *object, struct citizen *out, struct mc_error *err)
{
    static const char *const keys[] = {"id_number", "old_id_number", "name",      "birth", "sex",
                                       "residence", "issued",        "assurance", NULL};
    struct reader reader = reader_over(object, "dossier.applicant", keys, err);
    read_into(&reader, "id_number", out->id_number, sizeof out->id_number);
    require(&reader, "id_number", citizen_id_valid(out->id_number));
    read_into(&reader, "old_id_number", out->old_id_number, sizeof out->old_id_number);
    size_t old_len = strlen(out->old_id_number);
    require(&reader, "old_id_number",
            (old_len == 0 || old_len == 9 || old_len == 12) &&
                strspn(out->old_id_number, "0123456789") == old_len);
    read_into(&reader, "name", out->name, sizeof out->name);
    require(&reader, "name", out->name[0] != '\0');
    out->birth = read_date(&reader, "birth", true);
    out->sex = (enum citizen_sex)read_word(&reader, "sex", &dossier_sex_words);
    read_into(&reader, "residence", out->residence, sizeof out->residence);
    out->issued = read_date(&reader, "issued", false);
    out->assurance =
        (enum citizen_assurance)read_word(&reader, "assurance", &dossier_assurance_words);
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
        struct reader reader = reader_over(item, where, keys, err);
        struct dossier_answer *answer = &out->answers[out->answer_count];
        read_into(&reader, "id", answer->id, sizeof answer->id);
        require(&reader, "id", answer->id[0] != '\0' && !answered_before(out, answer->id));
        answer->type = (enum form_field_type)read_word(&reader, "type", &dossier_type_words);
        const char *value = read_text(&reader, "value");
        size_t len = strlen(value);
        require(&reader, "value", len > 0 && len < FORM_VALUE_BYTES);
        if (reader.rc == MC_OK && answer->type == FORM_DATE) {
            (void)read_date(&reader, "value", true);
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
        struct reader reader = reader_over(item, where, keys, err);
        struct dossier_paper *paper = &out->papers[out->paper_count];
        const char *name = read_text(&reader, "name");
        require(&reader, "name", name[0] != '\0');
        paper->originals = read_number(&reader, "originals", DOSSIER_PAPER_SHEETS_MAX);
        paper->copies = read_number(&reader, "copies", DOSSIER_PAPER_SHEETS_MAX);
        if (reader.rc != MC_OK) {
            return reader.rc;
        }
        paper->name = mc_strdup(name);
        out->paper_count++;
    }
    return MC_OK;
}

static void read_origin(struct reader *reader, struct dossier *out)
{
    int schema = read_number(reader, "schema", INT32_MAX);
    if (schema != DOSSIER_SCHEMA) {
        refuse(reader, "schema", "not the one known here");
    }
    read_into(reader, "kiosk", out->kiosk, sizeof out->kiosk);
    require(reader, "kiosk", dossier_kiosk_valid(out->kiosk));
    read_into(reader, "receiving_agency", out->receiving_agency, sizeof out->receiving_agency);
    require(reader, "receiving_agency", dossier_agency_valid(out->receiving_agency));
    read_into(reader, "token_hash", out->token_hash, sizeof out->token_hash);
    require(reader, "token_hash", strspn(out->token_hash, "0123456789abcdef") == MC_SHA256_CHARS);
    read_into(reader, "provisional_code", out->provisional_code, sizeof out->provisional_code);
    require(reader, "provisional_code", dossier_code_of_kiosk(out->provisional_code, out->kiosk));
    require(reader, "submitted_at",
            local_time_parse_rfc3339(read_text(reader, "submitted_at"), &out->submitted));
    require(reader, "language",
            mc_language_from_tag(read_text(reader, "language"), &out->language));
}

static enum mc_err read_dossier(const cJSON *json, struct dossier *out, struct mc_error *err)
{
    static const char *const keys[] = {
        "schema", "kiosk",      "receiving_agency", "procedure",    "applicant", "answers",
        "papers", "token_hash", "provisional_code", "submitted_at", "language",  NULL};
    struct reader reader = reader_over(json, "dossier", keys, err);
    read_origin(&reader, out);
    const cJSON *procedure = read_object(&reader, "procedure");
    const cJSON *applicant = read_object(&reader, "applicant");
    const cJSON *answers = read_list(&reader, "answers", FORM_FIELDS_MAX);
    const cJSON *papers = read_list(&reader, "papers", DOSSIER_PAPERS_MAX);
    enum mc_err rc = reader.rc;
    if (rc == MC_OK) {
        rc = read_procedure(procedure, out, err);
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
