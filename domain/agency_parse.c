#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "core/memory.h"
#include "core/text.h"
#include "domain/agency_internal.h"
#include "domain/localised.h"

#define ROOT        "agencies"
#define SCHEMA      1
#define WHERE_BYTES 48

static const char *const levels[] = {"ministry", "province", "ward"};

/* A key that may be left out: "" then. */
static enum mc_err read_optional(const cJSON *object, const char *where, const char *key, char *out,
                                 size_t size, struct mc_error *err)
{
    return mc_json_find(object, key) == NULL
               ? MC_OK
               : mc_json_text_into(object, where, key, out, size, err);
}

static enum mc_err read_name(const cJSON *object, const char *where, struct agency *out,
                             struct mc_error *err)
{
    return localised_parse(object, where, "name", true, &out->name, err);
}

static enum mc_err read_pattern(const cJSON *object, const char *where,
                                struct agency_directory *out, struct mc_error *err)
{
    static const char *const keys[] = {"kind", "code", "name", NULL};
    struct agency *pattern = &out->patterns[out->pattern_count];
    enum mc_err rc = mc_json_only_keys(object, where, keys, err);
    if (rc == MC_OK) {
        rc = mc_json_text_into(object, where, "kind", pattern->kind, sizeof pattern->kind, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(object, where, "code", pattern->code, sizeof pattern->code, err);
    }
    if (rc == MC_OK && strstr(pattern->code, "{ward}") == NULL) {
        rc = mc_fail(err, MC_EPARSE, "%s.code: {ward} is missing", where);
    }
    if (rc == MC_OK) {
        rc = read_name(object, where, pattern, err);
    }
    out->pattern_count++;
    return rc;
}

static enum mc_err read_agency(const cJSON *object, const char *where, struct agency_directory *out,
                               struct mc_error *err)
{
    static const char *const keys[] = {"code", "kind", "ward", "name", NULL};
    struct agency agency = {0};
    enum mc_err rc = mc_json_only_keys(object, where, keys, err);
    if (rc == MC_OK) {
        rc = mc_json_text_into(object, where, "code", agency.code, sizeof agency.code, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text_into(object, where, "kind", agency.kind, sizeof agency.kind, err);
    }
    if (rc == MC_OK) {
        rc = read_optional(object, where, "ward", agency.ward, sizeof agency.ward, err);
    }
    if (rc == MC_OK) {
        rc = read_name(object, where, &agency, err);
    }
    return rc == MC_OK ? agency_directory_add(out, &agency, err) : rc;
}

static enum mc_err read_decision(const cJSON *object, const char *where, struct agency_rule *out,
                                 struct mc_error *err)
{
    const char *decides = NULL;
    enum mc_err rc = mc_json_text(object, where, "decides", &decides, err);
    if (rc != MC_OK) {
        return rc;
    }
    if (strcmp(decides, "receiving") == 0) {
        out->decides = AGENCY_RULE_RECEIVING;
        return MC_OK;
    }
    if (strcmp(decides, "residence") == 0) {
        out->decides = AGENCY_RULE_RESIDENCE;
        return mc_json_text_into(object, where, "kind", out->kind, sizeof out->kind, err);
    }
    if (strcmp(decides, "agency") == 0) {
        out->decides = AGENCY_RULE_NAMED;
        return mc_json_text_into(object, where, "agency", out->agency, sizeof out->agency, err);
    }
    return mc_fail(err, MC_EPARSE, "%s.decides: expected receiving, residence or agency", where);
}

static bool level_known(const char *level)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(levels[i], level) == 0) {
            return true;
        }
    }
    return level[0] == '\0';
}

static enum mc_err read_rule(const cJSON *object, const char *where, struct agency_directory *out,
                             struct mc_error *err)
{
    static const char *const keys[] = {"procedure", "field",  "level", "decides",
                                       "kind",      "agency", NULL};
    struct agency_rule *rule = &out->rules[out->rule_count++];
    enum mc_err rc = mc_json_only_keys(object, where, keys, err);
    if (rc == MC_OK) {
        rc =
            read_optional(object, where, "procedure", rule->procedure, sizeof rule->procedure, err);
    }
    if (rc == MC_OK) {
        rc = read_optional(object, where, "field", rule->field, sizeof rule->field, err);
    }
    if (rc == MC_OK) {
        rc = read_optional(object, where, "level", rule->level, sizeof rule->level, err);
    }
    if (rc == MC_OK && rule->procedure[0] != '\0' && !procedure_code_valid(rule->procedure)) {
        rc = mc_fail(err, MC_EPARSE, "%s.procedure: no national code", where);
    }
    if (rc == MC_OK && rule->field[0] != '\0' && !procedure_field_code_known(rule->field)) {
        rc = mc_fail(err, MC_EPARSE, "%s.field: no such field", where);
    }
    if (rc == MC_OK && !level_known(rule->level)) {
        rc = mc_fail(err, MC_EPARSE, "%s.level: expected ministry, province or ward", where);
    }
    return rc == MC_OK ? read_decision(object, where, rule, err) : rc;
}

static enum mc_err read_list(const cJSON *json, const char *key, size_t max,
                             enum mc_err (*read)(const cJSON *object, const char *where,
                                                 struct agency_directory *out,
                                                 struct mc_error *err),
                             struct agency_directory *out, struct mc_error *err)
{
    const cJSON *list = NULL;
    enum mc_err rc = mc_json_array(json, ROOT, key, max, &list, err);
    size_t index = 0;
    for (const cJSON *item = list != NULL ? list->child : NULL; item != NULL && rc == MC_OK;
         item = item->next) {
        char where[WHERE_BYTES];
        (void)snprintf(where, sizeof where, ROOT ".%s[%zu]", key, index++);
        rc = cJSON_IsObject(item) ? read(item, where, out, err)
                                  : mc_fail(err, MC_EPARSE, "%s: expected an object", where);
    }
    return rc;
}

static enum mc_err read_city(const cJSON *json, struct agency_directory *out, struct mc_error *err)
{
    const cJSON *list = NULL;
    enum mc_err rc = mc_json_array(json, ROOT, "city", AGENCY_CITY_NAMES_MAX, &list, err);
    for (const cJSON *item = list != NULL ? list->child : NULL; item != NULL && rc == MC_OK;
         item = item->next) {
        if (!cJSON_IsString(item) || item->valuestring[0] == '\0') {
            rc = mc_fail(err, MC_EPARSE, ROOT ".city: expected texts");
        } else {
            out->city[out->city_count++] = mc_text_fold(item->valuestring);
        }
    }
    return rc;
}

static enum mc_err read_all(const cJSON *json, struct agency_directory *out, struct mc_error *err)
{
    static const char *const keys[] = {"schema",   "source", "city", "ward_agencies",
                                       "agencies", "rules",  NULL};
    const char *source = NULL;
    int64_t schema = 0;
    enum mc_err rc = mc_json_only_keys(json, ROOT, keys, err);
    if (rc == MC_OK) {
        rc = mc_json_integer(json, ROOT, "schema", SCHEMA, SCHEMA, &schema, err);
    }
    if (rc == MC_OK) {
        rc = mc_json_text(json, ROOT, "source", &source, err);
    }
    if (rc == MC_OK) {
        rc = read_city(json, out, err);
    }
    if (rc == MC_OK) {
        rc = read_list(json, "ward_agencies", AGENCY_WARD_KINDS_MAX, read_pattern, out, err);
    }
    if (rc == MC_OK) {
        rc = read_list(json, "agencies", AGENCIES_MAX, read_agency, out, err);
    }
    if (rc == MC_OK) {
        rc = read_list(json, "rules", AGENCY_RULES_MAX, read_rule, out, err);
    }
    return rc;
}

enum mc_err agency_directory_parse(const void *json, size_t len, struct agency_directory **out,
                                   struct mc_error *err)
{
    cJSON *document = NULL;
    enum mc_err rc = mc_json_parse(json, len, AGENCY_JSON_MAX_BYTES, &document, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct agency_directory *directory = MC_NEW(struct agency_directory);
    rc = cJSON_IsObject(document) ? read_all(document, directory, err)
                                  : mc_fail(err, MC_EPARSE, ROOT ": expected an object");
    cJSON_Delete(document);
    if (rc == MC_OK) {
        *out = directory;
    } else {
        agency_directory_destroy(directory);
    }
    return rc;
}
