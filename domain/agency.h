/*
 * The agencies of a city, and which of them decides a dossier. A dossier may be handed in at any
 * ward (Decree 118/2025/ND-CP: reception regardless of administrative boundary within the
 * province), so the agency that receives it and the one that decides it are two things: the choice
 * follows from the procedure and from where the citizen lives, by rules that are data. Pure;
 * read-only once built.
 *
 *   {"schema": 1,
 *    "source": "where this comes from",
 *    "city": ["Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", …],
 *    "ward_agencies": [{"kind": "ward", "code": "H29.{ward}", "name": {"vi": "UBND {name}", "en":
 * …}}, …], "agencies": [{"code": "H29.3", "kind": "department", "ward": "", "name": …}, …],
 *    "rules": [{"field": "certification", "decides": "receiving"},
 *              {"level": "ward", "decides": "residence", "kind": "ward"},
 *              {"level": "province", "field": "land", "decides": "agency", "agency": "H29.3"}, …]}
 *
 * Each of `ward_agencies` stands once for every ward that agency_directory_add_ward() tells of;
 * {ward} is its code, {name} its name. One of `agencies` with the same kind and ward takes its
 * place: so official codes are filled in one by one. `city` is how addresses name the city. `field`
 * is a procedure's field_code, `level` its level, `procedure` its national code; a rule without one
 * of them fits any. The first rule that fits holds. A text is one, or one a language.
 */
#ifndef MOTCUA_DOMAIN_AGENCY_H
#define MOTCUA_DOMAIN_AGENCY_H

#include <stddef.h>

#include "core/messages.h"
#include "domain/dossier.h"
#include "domain/procedure.h"

#define AGENCY_KIND_BYTES     24
#define AGENCY_WARD_BYTES     8 /* digits */
#define AGENCY_FIELD_BYTES    32
#define AGENCIES_MAX          2048
#define AGENCY_RULES_MAX      256
#define AGENCY_JSON_MAX_BYTES ((size_t)512 * 1024)
#define AGENCY_WARD_KINDS_MAX 8
#define AGENCY_DISTRICTS_MAX  4
#define AGENCY_CITY_NAMES_MAX 8

struct agency {
    char code[DOSSIER_AGENCY_BYTES];
    char kind[AGENCY_KIND_BYTES];
    char ward[AGENCY_WARD_BYTES]; /* "" for those of the whole city */
    struct mc_text name;
};

struct agency_directory;

/* *out freed with agency_directory_destroy(). Errors name the key. */
enum mc_err agency_directory_parse(const void *json, size_t len, struct agency_directory **out,
                                   struct mc_error *err) MC_MUST_CHECK;
/* A ward: code of digits, name, and the districts it was made of, as addresses from before 1 July
 * 2025 name them. Everything borrowed. */
struct agency_ward_entry {
    const char *code;
    const struct mc_text *name;
    const char *const *districts;
    size_t district_count; /* up to AGENCY_DISTRICTS_MAX */
};
/* Before the directory is used. MC_ECONFLICT when an agency's code would stand there twice. */
enum mc_err agency_directory_add_ward(struct agency_directory *directory,
                                      const struct agency_ward_entry *ward,
                                      struct mc_error *err) MC_MUST_CHECK;
/* Every rule's agency is there. After the last ward was added. */
enum mc_err agency_directory_check(const struct agency_directory *directory,
                                   struct mc_error *err) MC_MUST_CHECK;
void agency_directory_destroy(struct agency_directory *directory);

size_t agency_directory_count(const struct agency_directory *directory);
/* Borrowed. */
const struct agency *agency_directory_at(const struct agency_directory *directory, size_t index);
/* NULL when there is none. */
const struct agency *agency_directory_find(const struct agency_directory *directory,
                                           const char *code);

/* The code of the ward an address lies in, by its last two parts, "Phường Sài Gòn, TP. Hồ Chí
 * Minh"; "" when it is not known. An address that names a district, too, is from before 1 July
 * 2025: it counts where a ward of today has both its name and its district. Otherwise wards of that
 * time are not those of today, even where they share a name, so it is not guessed at. */
const char *agency_directory_ward_of(const struct agency_directory *directory, const char *address);

/* What the choice depends on; everything borrowed, "" for what is not known. */
struct agency_question {
    const char *procedure_code;
    const char *field_code;
    const char *level; /* "ministry", "province", "ward" */
    const char *receiving_agency;
    const char *residence_ward;
};

enum agency_basis {
    AGENCY_BY_RECEIVING, /* a rule says so */
    AGENCY_BY_RESIDENCE,
    AGENCY_BY_PROCEDURE,      /* the one the rule names */
    AGENCY_RESIDENCE_UNKNOWN, /* by residence, but that is not known, or not of the city: the
                                 receiving ward's */
    AGENCY_NO_RULE            /* nothing fits: the receiving agency, an officer may forward it */
};
const char *agency_basis_name(enum agency_basis basis);

/* The code of the deciding agency, which lives as long as directory and question do. */
const char *agency_choose(const struct agency_directory *directory,
                          const struct agency_question *question, enum agency_basis *basis);

#endif
