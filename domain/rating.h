/*
 * A citizen's rating of how a dossier was handled: nine indicators, each 2, 1 or 0, as the national
 * portal asks them (field names after its list of indicators; the last one is the overall
 * impression). The short form, for the kiosk, asks six of them. Pure.
 */
#ifndef MOTCUA_DOMAIN_RATING_H
#define MOTCUA_DOMAIN_RATING_H

#include <stdbool.h>

#include "core/json.h"
#include "domain/dossier.h"

enum rating_indicator {
    RATING_TOTAL_TIME,   /* from handing in to the result */
    RATING_AGENCY_TIME,  /* of each agency */
    RATING_CONTACTS,     /* how often one had to come or call */
    RATING_AGENCIES,     /* how many agencies one had to see */
    RATING_ORGANISATION, /* of the one-stop unit */
    RATING_PUBLICITY,    /* of the procedure */
    RATING_ATTITUDE,     /* of the staff */
    RATING_EASE,         /* of use */
    RATING_OVERALL,
    RATING_INDICATORS
};
#define RATING_MOST        2
#define RATING_NOT_ASKED   (-1)
#define RATING_SHORT_COUNT 6

extern const enum rating_indicator rating_short_form[RATING_SHORT_COUNT];

struct rating {
    int points[RATING_INDICATORS]; /* 0..2, or RATING_NOT_ASKED */
};

/* "total_time", …: on the wire, in forms; messages are rating.<name>. */
const char *rating_indicator_name(enum rating_indicator indicator);
bool rating_indicator_from_name(const char *name, enum rating_indicator *out);

/* Nothing answered yet. */
void rating_clear(struct rating *rating);
/* The whole short form and nothing else, or all nine. */
bool rating_complete(const struct rating *rating);
/* Sum of the points, and the most they could be. */
void rating_score(const struct rating *rating, int *points, int *most);

/* Only a dossier that was decided, or whose result was handed over, can be rated. */
bool rating_open(enum dossier_status status);

/* What the service's answer to a look-up by ID number carries, so that who has no receipt at hand
 * can rate: its own to make, and up to a header's worth of letters, digits and + / = . _ - to
 * others. */
#define RATING_PERMIT_BYTES 129
bool rating_permit_valid(const char *permit);

/* {"total_time": 2, …}: the answered ones. MC_EPARSE names the member ("rating.ease: …"); a rating
 * that is not complete is refused. */
enum mc_err rating_parse(const void *json, size_t len, struct rating *out,
                         struct mc_error *err) MC_MUST_CHECK;
/* The same of a form: "total_time=2&ease=1"; other names are passed over. */
enum mc_err rating_parse_form(const char *form, struct rating *out,
                              struct mc_error *err) MC_MUST_CHECK;
/* Freed with cJSON_Delete(). */
cJSON *rating_json(const struct rating *rating);

/* The nine answers as one word for storage, '-' where not asked: "222-2211-". */
void rating_pack(const struct rating *rating, char out[RATING_INDICATORS + 1]);
bool rating_unpack(const char *text, struct rating *out);

#endif
