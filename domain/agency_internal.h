/* What choosing (agency.c) and reading (agency_parse.c) a directory have in common. */
#ifndef MOTCUA_DOMAIN_AGENCY_INTERNAL_H
#define MOTCUA_DOMAIN_AGENCY_INTERNAL_H

#include "domain/agency.h"

enum agency_rule_kind { AGENCY_RULE_RECEIVING, AGENCY_RULE_RESIDENCE, AGENCY_RULE_NAMED };

/* "" fits anything. */
struct agency_rule {
    char procedure[PROCEDURE_CODE_BYTES];
    char field[AGENCY_FIELD_BYTES];
    char level[AGENCY_KIND_BYTES];
    enum agency_rule_kind decides;
    char kind[AGENCY_KIND_BYTES];      /* RESIDENCE */
    char agency[DOSSIER_AGENCY_BYTES]; /* NAMED */
};

/* A name folded (mc_text_fold), so that spelling variants meet. */
struct agency_ward {
    char code[AGENCY_WARD_BYTES];
    char *folded; /* owned, like the districts */
    char *districts[AGENCY_DISTRICTS_MAX];
    size_t district_count;
};

struct agency_directory {
    struct agency *agencies;
    size_t agency_count;
    struct agency patterns[AGENCY_WARD_KINDS_MAX]; /* code and name with their marks */
    size_t pattern_count;
    struct agency_rule rules[AGENCY_RULES_MAX];
    size_t rule_count;
    char *city[AGENCY_CITY_NAMES_MAX]; /* folded, owned */
    size_t city_count;
    struct agency_ward *wards;
    size_t ward_count;
};

/* Takes the agency over, or frees what it owns. */
enum mc_err agency_directory_add(struct agency_directory *directory, struct agency *agency,
                                 struct mc_error *err);

#endif
