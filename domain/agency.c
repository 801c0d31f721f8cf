#include "domain/agency.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "core/text.h"
#include "domain/agency_internal.h"

static const char *const basis_names[] = {"receiving", "residence", "procedure",
                                          "residence_unknown", "no_rule"};

const char *agency_basis_name(enum agency_basis basis)
{
    MC_CHECK((unsigned)basis < sizeof basis_names / sizeof basis_names[0]);
    return basis_names[basis];
}

void agency_directory_destroy(struct agency_directory *directory)
{
    if (directory == NULL) {
        return;
    }
    for (size_t i = 0; i < directory->agency_count; i++) {
        mc_text_finish(&directory->agencies[i].name);
    }
    for (size_t i = 0; i < directory->pattern_count; i++) {
        mc_text_finish(&directory->patterns[i].name);
    }
    for (size_t i = 0; i < directory->city_count; i++) {
        free(directory->city[i]);
    }
    for (size_t i = 0; i < directory->ward_count; i++) {
        free(directory->wards[i].folded);
        for (size_t k = 0; k < directory->wards[i].district_count; k++) {
            free(directory->wards[i].districts[k]);
        }
    }
    free(directory->agencies);
    free(directory->wards);
    free(directory);
}

size_t agency_directory_count(const struct agency_directory *directory)
{
    return directory->agency_count;
}

const struct agency *agency_directory_at(const struct agency_directory *directory, size_t index)
{
    MC_CHECK(index < directory->agency_count);
    return &directory->agencies[index];
}

const struct agency *agency_directory_find(const struct agency_directory *directory,
                                           const char *code)
{
    for (size_t i = 0; i < directory->agency_count; i++) {
        if (strcmp(directory->agencies[i].code, code) == 0) {
            return &directory->agencies[i];
        }
    }
    return NULL;
}

static const struct agency *find_in_ward(const struct agency_directory *directory, const char *ward,
                                         const char *kind)
{
    for (size_t i = 0; ward[0] != '\0' && i < directory->agency_count; i++) {
        const struct agency *agency = &directory->agencies[i];
        if (strcmp(agency->ward, ward) == 0 && strcmp(agency->kind, kind) == 0) {
            return agency;
        }
    }
    return NULL;
}

enum mc_err agency_directory_add(struct agency_directory *directory, struct agency *agency,
                                 struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    if (!dossier_agency_valid(agency->code)) {
        rc = mc_fail(err, MC_EPARSE, "agencies: \"%s\" is no agency code", agency->code);
    } else if (agency_directory_find(directory, agency->code) != NULL) {
        rc = mc_fail(err, MC_ECONFLICT, "agencies: %s stands there twice", agency->code);
    } else if (directory->agency_count == AGENCIES_MAX) {
        rc = mc_fail(err, MC_ETOOBIG, "agencies: more than %d", AGENCIES_MAX);
    }
    if (rc != MC_OK) {
        mc_text_finish(&agency->name);
        return rc;
    }
    directory->agencies = mc_realloc(directory->agencies,
                                     (directory->agency_count + 1) * sizeof *directory->agencies);
    directory->agencies[directory->agency_count++] = *agency;
    return MC_OK;
}

/* `pattern` with its {mark} replaced; freed with free(). */
static char *filled(const char *pattern, const char *mark, const char *text)
{
    const char *at = strstr(pattern, mark);
    if (at == NULL) {
        return mc_strdup(pattern);
    }
    struct mc_buffer out;
    mc_buffer_init(&out, AGENCY_JSON_MAX_BYTES);
    mc_buffer_put(&out, pattern, (size_t)(at - pattern));
    mc_buffer_put_text(&out, text);
    mc_buffer_put_text(&out, at + strlen(mark));
    MC_CHECK(!out.overflowed);
    return mc_buffer_take(&out);
}

static enum mc_err add_pattern(struct agency_directory *directory, const struct agency *pattern,
                               const char *ward, const struct mc_text *name, struct mc_error *err)
{
    struct agency agency = {0};
    char *code = filled(pattern->code, "{ward}", ward);
    size_t len = strlen(code);
    mc_copy_text(agency.code, sizeof agency.code, code);
    free(code);
    if (len >= sizeof agency.code) {
        return mc_fail(err, MC_ETOOBIG, "agencies: the code for ward %s is too long", ward);
    }
    mc_copy_text(agency.kind, sizeof agency.kind, pattern->kind);
    mc_copy_text(agency.ward, sizeof agency.ward, ward);
    for (int i = 0; i < MC_LANGUAGE_COUNT; i++) {
        if (pattern->name.in[i] != NULL) {
            agency.name.in[i] =
                filled(pattern->name.in[i], "{name}", mc_text_in(name, (enum mc_language)i));
        }
    }
    return agency_directory_add(directory, &agency, err);
}

static bool knows_ward(const struct agency_directory *directory, const char *ward)
{
    for (size_t i = 0; i < directory->ward_count; i++) {
        if (strcmp(directory->wards[i].code, ward) == 0) {
            return true;
        }
    }
    return false;
}

static void keep_ward(struct agency_directory *directory, const struct agency_ward_entry *ward)
{
    if (knows_ward(directory, ward->code)) {
        return;
    }
    directory->wards =
        mc_realloc(directory->wards, (directory->ward_count + 1) * sizeof *directory->wards);
    struct agency_ward *added = &directory->wards[directory->ward_count++];
    *added = (struct agency_ward){.folded = mc_text_fold(mc_text_in(ward->name, MC_LANGUAGE_VI))};
    mc_copy_text(added->code, sizeof added->code, ward->code);
    for (size_t i = 0; i < ward->district_count; i++) {
        added->districts[added->district_count++] = mc_text_fold(ward->districts[i]);
    }
}

enum mc_err agency_directory_add_ward(struct agency_directory *directory,
                                      const struct agency_ward_entry *ward, struct mc_error *err)
{
    size_t len = strnlen(ward->code, AGENCY_WARD_BYTES);
    if (len == 0 || len == AGENCY_WARD_BYTES || strspn(ward->code, "0123456789") != len ||
        ward->district_count > AGENCY_DISTRICTS_MAX) {
        return mc_fail(err, MC_EINVAL, "agencies: \"%.16s\" is no ward", ward->code);
    }
    enum mc_err rc = MC_OK;
    for (size_t i = 0; i < directory->pattern_count && rc == MC_OK; i++) {
        const struct agency *pattern = &directory->patterns[i];
        if (find_in_ward(directory, ward->code, pattern->kind) == NULL) {
            rc = add_pattern(directory, pattern, ward->code, ward->name, err);
        }
    }
    if (rc == MC_OK) {
        keep_ward(directory, ward);
    }
    return rc;
}

/* Where the part of an address before `end` begins. */
static const char *part_before(const char *address, const char *end)
{
    while (end > address && end[-1] != ',') {
        end--;
    }
    return end;
}

static char *folded_part(const char *begin, const char *end)
{
    char *part = mc_strndup(begin, (size_t)(end - begin));
    char *folded = mc_text_fold(part);
    free(part);
    return folded;
}

static bool is_city(const struct agency_directory *directory, const char *folded)
{
    for (size_t i = 0; i < directory->city_count; i++) {
        if (strcmp(directory->city[i], folded) == 0) {
            return true;
        }
    }
    return false;
}

static bool was_in(const struct agency_ward *ward, const char *folded)
{
    for (size_t i = 0; i < ward->district_count; i++) {
        if (strcmp(ward->districts[i], folded) == 0) {
            return true;
        }
    }
    return false;
}

/* By name, and by district where one is given. */
static const char *find_ward(const struct agency_directory *directory, const char *name,
                             const char *district)
{
    for (size_t i = 0; i < directory->ward_count; i++) {
        const struct agency_ward *ward = &directory->wards[i];
        if (strcmp(ward->folded, name) == 0 && (district == NULL || was_in(ward, district))) {
            return ward->code;
        }
    }
    return "";
}

const char *agency_directory_ward_of(const struct agency_directory *directory, const char *address)
{
    const char *end = address + strlen(address);
    const char *last = part_before(address, end);
    if (last == address) {
        return "";
    }
    char *city = folded_part(last, end);
    bool here = is_city(directory, city);
    free(city);
    if (!here) {
        return "";
    }
    const char *second = part_before(address, last - 1);
    char *name = folded_part(second, last - 1);
    const char *ward = find_ward(directory, name, NULL);
    if (ward[0] == '\0' && second > address) {
        char *older = folded_part(part_before(address, second - 1), second - 1);
        ward = find_ward(directory, older, name);
        free(older);
    }
    free(name);
    return ward;
}

enum mc_err agency_directory_check(const struct agency_directory *directory, struct mc_error *err)
{
    for (size_t i = 0; i < directory->rule_count; i++) {
        const struct agency_rule *rule = &directory->rules[i];
        if (rule->decides == AGENCY_RULE_NAMED &&
            agency_directory_find(directory, rule->agency) == NULL) {
            return mc_fail(err, MC_EPARSE, "agencies.rules[%zu].agency: %s is not there", i,
                           rule->agency);
        }
    }
    return MC_OK;
}

static bool fits(const char *wanted, const char *found)
{
    return wanted[0] == '\0' || strcmp(wanted, found) == 0;
}

static const struct agency_rule *find_rule(const struct agency_directory *directory,
                                           const struct agency_question *question)
{
    for (size_t i = 0; i < directory->rule_count; i++) {
        const struct agency_rule *rule = &directory->rules[i];
        if (fits(rule->procedure, question->procedure_code) &&
            fits(rule->field, question->field_code) && fits(rule->level, question->level)) {
            return rule;
        }
    }
    return NULL;
}

const char *agency_choose(const struct agency_directory *directory,
                          const struct agency_question *question, enum agency_basis *basis)
{
    const struct agency_rule *rule = find_rule(directory, question);
    if (rule == NULL) {
        *basis = AGENCY_NO_RULE;
        return question->receiving_agency;
    }
    if (rule->decides == AGENCY_RULE_RECEIVING) {
        *basis = AGENCY_BY_RECEIVING;
        return question->receiving_agency;
    }
    if (rule->decides == AGENCY_RULE_NAMED) {
        *basis = AGENCY_BY_PROCEDURE;
        return rule->agency;
    }
    const struct agency *found = find_in_ward(directory, question->residence_ward, rule->kind);
    *basis = found != NULL ? AGENCY_BY_RESIDENCE : AGENCY_RESIDENCE_UNKNOWN;
    if (found == NULL) {
        const struct agency *receiving =
            agency_directory_find(directory, question->receiving_agency);
        found = receiving != NULL ? find_in_ward(directory, receiving->ward, rule->kind) : NULL;
    }
    return found != NULL ? found->code : question->receiving_agency;
}
