#include "kiosk/net/answer.h"

#include <string.h>

#include "core/json.h"
#include "core/memory.h"

#define MOVES_MAX 1000

static enum mc_err read_time(const cJSON *object, const char *key, struct local_time *out,
                             struct mc_error *err)
{
    const char *text = NULL;
    enum mc_err rc = mc_json_text(object, "answer", key, &text, err);
    if (rc == MC_OK && !local_time_parse_rfc3339(text, out)) {
        rc = mc_fail(err, MC_EPARSE, "answer.%s: expected a time", key);
    }
    return rc;
}

/* Missing, null and "" are all no time. */
static enum mc_err read_optional_time(const cJSON *object, const char *key, struct local_time *out,
                                      struct mc_error *err)
{
    const cJSON *value = mc_json_find(object, key);
    if (value == NULL || (cJSON_IsString(value) && value->valuestring[0] == '\0')) {
        *out = (struct local_time){0};
        return MC_OK;
    }
    return read_time(object, key, out, err);
}

/* Missing and null are ""; what is too long for the screen is cut. */
static enum mc_err read_optional_text(const cJSON *object, const char *key, char *out, size_t size,
                                      struct mc_error *err)
{
    const char *text = "";
    if (mc_json_find(object, key) != NULL) {
        enum mc_err rc = mc_json_text(object, "answer", key, &text, err);
        if (rc != MC_OK) {
            return rc;
        }
    }
    mc_copy_text(out, size, text);
    return MC_OK;
}

static enum mc_err read_codes(const cJSON *object, char code[DOSSIER_CODE_BYTES],
                              char provisional[DOSSIER_CODE_BYTES], struct mc_error *err)
{
    enum mc_err rc = mc_json_text_into(object, "answer", "code", code, DOSSIER_CODE_BYTES, err);
    if (rc == MC_OK && dossier_code_kind(code) != DOSSIER_CODE_OFFICIAL) {
        rc = mc_fail(err, MC_EPARSE, "answer.code: no official code");
    }
    if (rc == MC_OK) {
        rc = read_optional_text(object, "provisional_code", provisional, DOSSIER_CODE_BYTES, err);
    }
    return rc;
}

enum mc_err answer_parse_receipt(const void *bytes, size_t len, struct net_submit_result *out,
                                 struct mc_error *err)
{
    cJSON *root = NULL;
    const cJSON *receipt = NULL;
    enum mc_err rc = mc_json_parse(bytes, len, NET_ANSWER_MAX_BYTES, &root, err);
    if (rc == MC_OK) {
        rc = mc_json_object(root, "answer", "receipt", &receipt, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(receipt, "answer.receipt", "statement", out->statement,
                               sizeof out->statement, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(receipt, "answer.receipt", "key", out->key_id, sizeof out->key_id,
                               err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(receipt, "answer.receipt", "signature", out->signature,
                               sizeof out->signature, err);
    }
    cJSON_Delete(root);
    return rc;
}

static enum mc_err read_state(const cJSON *root, struct net_dossier *out, struct mc_error *err)
{
    const char *status = NULL;
    const cJSON *procedure = NULL;
    enum mc_err rc = mc_json_text(root, "answer", "status", &status, err);
    if (rc == MC_OK && !dossier_status_from_name(status, &out->status)) {
        rc = mc_fail(err, MC_EPARSE, "answer.status: not one of the ten");
    }
    if (rc == MC_OK) {
        rc = mc_json_object(root, "answer", "procedure", &procedure, err);
    }
    if (rc == MC_OK) {
        rc = read_optional_text(procedure, "code", out->procedure_code, sizeof out->procedure_code,
                                err);
    }
    if (rc == MC_OK) {
        rc = read_optional_text(procedure, "name", out->procedure_name, sizeof out->procedure_name,
                                err);
    }
    return rc;
}

/* Missing and null are "". */
static enum mc_err read_agency(const cJSON *root, const char *key, char *out, size_t size,
                               struct mc_error *err)
{
    const cJSON *agency = NULL;
    if (mc_json_find(root, key) == NULL) {
        return MC_OK;
    }
    enum mc_err rc = mc_json_object(root, "answer", key, &agency, err);
    return rc == MC_OK ? read_optional_text(agency, "name", out, size, err) : rc;
}

/* Of all moves only the last is told. */
static enum mc_err read_move(const cJSON *root, struct office_move *out, struct mc_error *err)
{
    const cJSON *moves = NULL;
    const char *cause = NULL;
    if (mc_json_find(root, "appointments") == NULL) {
        return MC_OK;
    }
    enum mc_err rc = mc_json_array(root, "answer", "appointments", MOVES_MAX, &moves, err);
    if (rc != MC_OK || cJSON_GetArraySize(moves) == 0) {
        return rc;
    }
    const cJSON *last = cJSON_GetArrayItem(moves, cJSON_GetArraySize(moves) - 1);
    rc = mc_json_text(last, "answer.appointments", "cause", &cause, err);
    if (rc == MC_OK && !office_cause_from_name(cause, &out->cause)) {
        rc = mc_fail(err, MC_EPARSE, "answer.appointments.cause: not known");
    }
    if (rc == MC_OK) {
        rc = read_time(last, "previous", &out->previous, err);
    }
    if (rc == MC_OK) {
        rc = read_optional_text(last, "reason", out->reason, sizeof out->reason, err);
    }
    return rc;
}

static enum mc_err read_offices(const cJSON *root, struct net_dossier *out, struct mc_error *err)
{
    enum mc_err rc = read_agency(root, "receiving_agency", out->receiving_agency,
                                 sizeof out->receiving_agency, err);
    if (rc == MC_OK) {
        rc = read_agency(root, "deciding_agency", out->deciding_agency, sizeof out->deciding_agency,
                         err);
    }
    return rc == MC_OK ? read_move(root, &out->moved, err) : rc;
}

static enum mc_err read_times_and_texts(const cJSON *root, struct net_dossier *out,
                                        struct mc_error *err)
{
    enum mc_err rc = read_time(root, "received_at", &out->received, err);
    if (rc == MC_OK) {
        rc = read_optional_time(root, "appointed_at", &out->appointed, err);
    }
    if (rc == MC_OK) {
        rc = read_time(root, "updated_at", &out->updated, err);
    }
    if (rc == MC_OK) {
        rc = read_optional_text(root, "note", out->note, sizeof out->note, err);
    }
    if (rc == MC_OK) {
        rc = read_optional_text(root, "collect_at", out->collect_at, sizeof out->collect_at, err);
    }
    if (rc == MC_OK) {
        char rating[16] = "";
        rc = read_optional_text(root, "rating", rating, sizeof rating, err);
        out->rating_open = strcmp(rating, "open") == 0;
    }
    return rc;
}

enum mc_err answer_parse_dossier(const void *bytes, size_t len, const char *code,
                                 struct net_dossier *out, struct mc_error *err)
{
    cJSON *root = NULL;
    enum mc_err rc = mc_json_parse(bytes, len, NET_ANSWER_MAX_BYTES, &root, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct net_dossier dossier = {0};
    rc = read_codes(root, dossier.code, dossier.provisional_code, err);
    if (rc == MC_OK && strcmp(code, dossier.code) != 0 &&
        strcmp(code, dossier.provisional_code) != 0) {
        rc = mc_fail(err, MC_EPARSE, "answer.code: of another dossier");
    }
    if (rc == MC_OK) {
        rc = read_state(root, &dossier, err);
    }
    if (rc == MC_OK) {
        rc = read_times_and_texts(root, &dossier, err);
    }
    if (rc == MC_OK) {
        rc = read_offices(root, &dossier, err);
    }
    if (rc == MC_OK) {
        *out = dossier;
    }
    mc_wipe(&dossier, sizeof dossier);
    cJSON_Delete(root);
    return rc;
}

enum mc_err answer_parse_version(const void *bytes, size_t len, int64_t *out, struct mc_error *err)
{
    cJSON *root = NULL;
    enum mc_err rc = mc_json_parse(bytes, len, NET_ANSWER_MAX_BYTES, &root, err);
    if (rc == MC_OK) {
        rc = mc_json_integer(root, "catalogue", "version", 1, CATALOGUE_BUNDLE_VERSION_MAX, out,
                             err);
    }
    cJSON_Delete(root);
    return rc;
}
