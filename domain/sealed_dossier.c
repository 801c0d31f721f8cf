#include "domain/sealed_dossier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base64.h"
#include "core/memory.h"
#include "domain/dossier_internal.h"
#include "domain/wire_reader.h"

#define SEALED_VERSION 1
#define PADDING_BYTES  ((size_t)1024)
#define SEQUENCE_MAX   INT64_C(9007199254740991) /* every JSON reader's whole numbers */

/* ---- What stands outside ---- */

enum mc_err sealed_dossier_describe(const struct dossier_draft *draft,
                                    const struct dossier_ids *ids, struct local_time submitted,
                                    struct sealed_dossier *out, struct mc_error *err)
{
    const struct procedure *procedure = draft->procedure;
    if (draft->case_index >= procedure->case_count || procedure_kiosk_channel(procedure) == NULL) {
        return mc_fail(err, MC_EINVAL, "dossier: %s cannot be handed in here", procedure->code);
    }
    *out = (struct sealed_dossier){
        .sequence = ids->sequence,
        .procedure_name = mc_strdup(mc_text_in(&procedure->name, MC_LANGUAGE_VI)),
        .duration = procedure_kiosk_channel(procedure)->duration,
        .assurance = draft->applicant->assurance,
        .submitted = submitted,
    };
    mc_copy_text(out->kiosk, sizeof out->kiosk, draft->kiosk);
    mc_copy_text(out->boot, sizeof out->boot, ids->boot);
    mc_copy_text(out->receiving_agency, sizeof out->receiving_agency, draft->receiving_agency);
    mc_copy_text(out->deciding_agency, sizeof out->deciding_agency,
                 draft->deciding_agency != NULL ? draft->deciding_agency : "");
    citizen_residence_area(draft->applicant->residence, out->residence_area,
                           sizeof out->residence_area);
    mc_copy_text(out->procedure_code, sizeof out->procedure_code, procedure->code);
    mc_copy_text(out->case_id, sizeof out->case_id, procedure->cases[draft->case_index].id);
    citizen_initials(draft->applicant->name, out->initials, sizeof out->initials);
    mc_sha256_hex(ids->token, strlen(ids->token), out->token_hash);
    mc_copy_text(out->provisional_code, sizeof out->provisional_code, ids->provisional_code);
    return MC_OK;
}

void sealed_dossier_id_check(const char *provisional_code, const char *token_hash,
                             const char *id_number, char out[MC_SLOW_HASH_CHARS + 1])
{
    char salt[sizeof "motcua-id-check-1\n\n" + DOSSIER_CODE_BYTES + MC_SHA256_CHARS];
    (void)snprintf(salt, sizeof salt, "motcua-id-check-1\n%s\n%s", provisional_code, token_hash);
    mc_slow_hash(id_number, salt, out);
}

void sealed_dossier_finish(struct sealed_dossier *sealed)
{
    if (sealed != NULL) {
        free(sealed->procedure_name);
        free(sealed->box);
        *sealed = (struct sealed_dossier){0};
    }
}

/* ---- Writing ---- */

static void put_envelope(struct wire_writer *writer, const struct sealed_dossier *sealed,
                         const char *key, const char *box)
{
    char time[LOCAL_TIME_TEXT_BYTES];
    local_time_format_rfc3339(sealed->submitted, time);
    wire_put_number(writer, "{\"sealed\":", SEALED_VERSION);
    wire_put_member(writer, ",\"kiosk\":", sealed->kiosk);
    wire_put_number(writer, ",\"sequence\":", sealed->sequence);
    wire_put_member(writer, ",\"boot\":", sealed->boot);
    wire_put_member(writer, ",\"receiving_agency\":", sealed->receiving_agency);
    wire_put_member(writer, ",\"deciding_agency\":", sealed->deciding_agency);
    wire_put_member(writer, ",\"residence_area\":", sealed->residence_area);
    dossier_put_procedure(writer, sealed->procedure_code, sealed->procedure_name, sealed->case_id,
                          sealed->duration);
    wire_put_member(writer, ",\"initials\":", sealed->initials);
    wire_put_member(
        writer, ",\"assurance\":", dossier_word(&dossier_assurance_words, (int)sealed->assurance));
    wire_put_member(writer, ",\"id_check\":", sealed->id_check);
    wire_put_member(writer, ",\"token_hash\":", sealed->token_hash);
    wire_put_member(writer, ",\"provisional_code\":", sealed->provisional_code);
    wire_put_member(writer, ",\"submitted_at\":", time);
    wire_put_member(writer, ",\"key\":", key);
    wire_put_member(writer, ",\"box\":", box);
    wire_put(writer, '}');
}

/* The box of the body and its padding, in base64; freed with free(). */
static char *seal(const char *body, size_t len, const struct mc_sealing_key *key)
{
    size_t padded = (len + PADDING_BYTES - 1) / PADDING_BYTES * PADDING_BYTES;
    char *plain = mc_secret_alloc(padded);
    memcpy(plain, body, len);
    memset(plain + len, ' ', padded - len);
    uint8_t *box = mc_calloc(padded + MC_SEAL_BYTES, 1);
    mc_seal(key, plain, padded, box);
    mc_secret_free(plain);
    char *base64 = mc_calloc(mc_base64_chars(padded + MC_SEAL_BYTES) + 1, 1);
    mc_base64_write(box, padded + MC_SEAL_BYTES, base64);
    free(box);
    return base64;
}

enum mc_err sealed_dossier_write(const struct sealed_dossier *outside, const char *body, size_t len,
                                 const struct mc_sealing_key *key, char **out, size_t *out_len,
                                 struct mc_error *err)
{
    if (len == 0 || len > DOSSIER_JSON_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "dossier: %zu bytes, at most %zu", len,
                       DOSSIER_JSON_MAX_BYTES);
    }
    char *box = seal(body, len, key);
    struct wire_writer measure = {0};
    put_envelope(&measure, outside, key->id, box);
    enum mc_err rc = MC_OK;
    if (measure.len > SEALED_MAX_BYTES) {
        rc = mc_fail(err, MC_ETOOBIG, "dossier: %zu bytes sealed, at most %zu", measure.len,
                     SEALED_MAX_BYTES);
    } else {
        struct wire_writer writer = {.out = mc_calloc(measure.len + 1, 1), .size = measure.len};
        put_envelope(&writer, outside, key->id, box);
        MC_CHECK(writer.len == measure.len);
        *out = writer.out;
        *out_len = writer.len;
    }
    free(box);
    return rc;
}

/* ---- Reading ---- */

static bool is_hash(const char *text, size_t chars)
{
    return strlen(text) == chars && strspn(text, "0123456789abcdef") == chars;
}

static void read_agencies(struct wire_reader *reader, struct sealed_dossier *out)
{
    wire_read_into(reader, "receiving_agency", out->receiving_agency, sizeof out->receiving_agency);
    wire_require(reader, "receiving_agency", dossier_agency_valid(out->receiving_agency));
    wire_read_into(reader, "deciding_agency", out->deciding_agency, sizeof out->deciding_agency);
    wire_require(reader, "deciding_agency",
                 out->deciding_agency[0] == '\0' || dossier_agency_valid(out->deciding_agency));
    wire_read_into(reader, "residence_area", out->residence_area, sizeof out->residence_area);
}

static void read_origin(struct wire_reader *reader, struct sealed_dossier *out)
{
    if (wire_read_number(reader, "sealed", INT32_MAX) != SEALED_VERSION) {
        wire_refuse(reader, "sealed", "not the version known here");
    }
    wire_read_into(reader, "kiosk", out->kiosk, sizeof out->kiosk);
    wire_require(reader, "kiosk", dossier_kiosk_valid(out->kiosk));
    out->sequence = wire_read_number(reader, "sequence", SEQUENCE_MAX);
    wire_require(reader, "sequence", out->sequence > 0);
    wire_read_into(reader, "boot", out->boot, sizeof out->boot);
    wire_require(reader, "boot", mc_uuid_valid(out->boot));
    wire_read_into(reader, "provisional_code", out->provisional_code, sizeof out->provisional_code);
    wire_require(reader, "provisional_code",
                 dossier_code_of_kiosk(out->provisional_code, out->kiosk));
    wire_require(reader, "submitted_at",
                 local_time_parse_rfc3339(wire_read_text(reader, "submitted_at"), &out->submitted));
}

static void read_applicant(struct wire_reader *reader, struct sealed_dossier *out)
{
    wire_read_into(reader, "initials", out->initials, sizeof out->initials);
    out->assurance =
        (enum citizen_assurance)wire_read_word(reader, "assurance", &dossier_assurance_words);
    wire_read_into(reader, "id_check", out->id_check, sizeof out->id_check);
    wire_require(reader, "id_check", is_hash(out->id_check, MC_SLOW_HASH_CHARS));
    wire_read_into(reader, "token_hash", out->token_hash, sizeof out->token_hash);
    wire_require(reader, "token_hash", is_hash(out->token_hash, MC_SHA256_CHARS));
}

static void read_box(struct wire_reader *reader, struct sealed_dossier *out)
{
    wire_read_into(reader, "key", out->key, sizeof out->key);
    wire_require(reader, "key", mc_key_id_valid(out->key));
    const char *base64 = wire_read_text(reader, "box");
    size_t chars = strlen(base64);
    out->box = mc_calloc(chars + 1, 1);
    wire_require(reader, "box",
                 mc_base64_read(base64, chars, out->box, chars + 1, &out->box_len) &&
                     out->box_len > MC_SEAL_BYTES);
}

static enum mc_err read_envelope(const cJSON *json, struct sealed_dossier *out,
                                 struct mc_error *err)
{
    static const char *const keys[] = {"sealed",
                                       "kiosk",
                                       "sequence",
                                       "boot",
                                       "receiving_agency",
                                       "deciding_agency",
                                       "residence_area",
                                       "procedure",
                                       "initials",
                                       "assurance",
                                       "id_check",
                                       "token_hash",
                                       "provisional_code",
                                       "submitted_at",
                                       "key",
                                       "box",
                                       NULL};
    struct wire_reader reader = wire_reader_over(json, "dossier", keys, err);
    read_origin(&reader, out);
    read_agencies(&reader, out);
    read_applicant(&reader, out);
    read_box(&reader, out);
    const cJSON *procedure = wire_read_object(&reader, "procedure");
    if (reader.rc != MC_OK) {
        return reader.rc;
    }
    struct dossier_procedure parts = {out->procedure_code, &out->procedure_name, out->case_id,
                                      &out->duration};
    return dossier_read_procedure(procedure, &parts, err);
}

enum mc_err sealed_dossier_parse(const void *bytes, size_t len, struct sealed_dossier *out,
                                 struct mc_error *err)
{
    cJSON *document = NULL;
    enum mc_err rc = mc_json_parse(bytes, len, SEALED_MAX_BYTES, &document, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct sealed_dossier sealed = {0};
    rc = read_envelope(document, &sealed, err);
    cJSON_Delete(document);
    if (rc == MC_OK) {
        *out = sealed;
    } else {
        sealed_dossier_finish(&sealed);
    }
    return rc;
}

/* ---- Opening ---- */

/* A box put into another envelope would show one citizen's dossier under another's code. */
static enum mc_err compare(const struct sealed_dossier *sealed, const struct dossier *inside,
                           struct mc_error *err)
{
    bool same = strcmp(sealed->kiosk, inside->kiosk) == 0 &&
                strcmp(sealed->receiving_agency, inside->receiving_agency) == 0 &&
                strcmp(sealed->procedure_code, inside->procedure_code) == 0 &&
                strcmp(sealed->case_id, inside->case_id) == 0 &&
                strcmp(sealed->token_hash, inside->token_hash) == 0 &&
                strcmp(sealed->provisional_code, inside->provisional_code) == 0;
    return same ? MC_OK
                : mc_fail(err, MC_ECORRUPT, "%s: what is sealed is another dossier",
                          sealed->provisional_code);
}

enum mc_err sealed_dossier_open(const struct sealed_dossier *sealed,
                                const struct mc_opening_key *key, char **out, size_t *out_len,
                                struct mc_error *err)
{
    if (sealed->box_len <= MC_SEAL_BYTES) {
        return mc_fail(err, MC_EDENIED, "%s: nothing is sealed", sealed->provisional_code);
    }
    size_t len = sealed->box_len - MC_SEAL_BYTES;
    char *plain = mc_secret_alloc(len + 1);
    struct dossier inside = {0};
    enum mc_err rc = mc_seal_open(key, sealed->box, sealed->box_len, (uint8_t *)plain, err);
    if (rc == MC_OK) {
        while (len > 0 && plain[len - 1] == ' ') {
            plain[--len] = '\0';
        }
        rc = dossier_parse(plain, len, &inside, NULL) == MC_OK
                 ? compare(sealed, &inside, err)
                 : mc_fail(err, MC_ECORRUPT, "%s: what is sealed is no dossier",
                           sealed->provisional_code);
    }
    dossier_finish(&inside);
    if (rc == MC_OK) {
        *out = plain;
        *out_len = len;
    } else {
        mc_secret_free(plain);
    }
    return rc;
}
