#include "domain/rating.h"

#include <string.h>

#define JSON_MAX_BYTES 1024
#define FORM_MAX_BYTES 2048
#define NAME_BYTES     32

static const char *const names[RATING_INDICATORS] = {"total_time", "agency_time",  "contacts",
                                                     "agencies",   "organisation", "publicity",
                                                     "attitude",   "ease",         "overall"};
/* What the national portal's kiosks ask: 1 to 4, 6, 7. */
const enum rating_indicator rating_short_form[RATING_SHORT_COUNT] = {
    RATING_TOTAL_TIME, RATING_AGENCY_TIME, RATING_CONTACTS,
    RATING_AGENCIES,   RATING_PUBLICITY,   RATING_ATTITUDE};

const char *rating_indicator_name(enum rating_indicator indicator)
{
    MC_CHECK((unsigned)indicator < RATING_INDICATORS);
    return names[indicator];
}

bool rating_indicator_from_name(const char *name, enum rating_indicator *out)
{
    for (int i = 0; i < RATING_INDICATORS; i++) {
        if (strcmp(names[i], name) == 0) {
            *out = (enum rating_indicator)i;
            return true;
        }
    }
    return false;
}

void rating_clear(struct rating *rating)
{
    for (int i = 0; i < RATING_INDICATORS; i++) {
        rating->points[i] = RATING_NOT_ASKED;
    }
}

bool rating_complete(const struct rating *rating)
{
    int answered = 0;
    int of_short = 0;
    for (int i = 0; i < RATING_INDICATORS; i++) {
        answered += rating->points[i] != RATING_NOT_ASKED;
    }
    for (int i = 0; i < RATING_SHORT_COUNT; i++) {
        of_short += rating->points[rating_short_form[i]] != RATING_NOT_ASKED;
    }
    return answered == RATING_INDICATORS ||
           (answered == RATING_SHORT_COUNT && of_short == RATING_SHORT_COUNT);
}

void rating_score(const struct rating *rating, int *points, int *most)
{
    *points = 0;
    *most = 0;
    for (int i = 0; i < RATING_INDICATORS; i++) {
        if (rating->points[i] != RATING_NOT_ASKED) {
            *points += rating->points[i];
            *most += RATING_MOST;
        }
    }
}

bool rating_open(enum dossier_status status)
{
    return status == DOSSIER_DECIDED || status == DOSSIER_HANDED_OVER;
}

bool rating_permit_valid(const char *permit)
{
    size_t len = strspn(permit, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "+/=._-");
    return len > 0 && len < RATING_PERMIT_BYTES && permit[len] == '\0';
}

static enum mc_err check_complete(const struct rating *rating, struct mc_error *err)
{
    return rating_complete(rating)
               ? MC_OK
               : mc_fail(err, MC_EPARSE,
                         "rating: expected the six answers of the short form, or all nine");
}

static enum mc_err read_members(const cJSON *json, struct rating *out, struct mc_error *err)
{
    const char *known[RATING_INDICATORS + 1] = {NULL};
    memcpy(known, names, sizeof names);
    if (!cJSON_IsObject(json)) {
        return mc_fail(err, MC_EPARSE, "rating: expected an object");
    }
    enum mc_err rc = mc_json_only_keys(json, "rating", known, err);
    for (int i = 0; i < RATING_INDICATORS && rc == MC_OK; i++) {
        int64_t points = RATING_NOT_ASKED;
        if (cJSON_HasObjectItem(json, names[i])) {
            rc = mc_json_integer(json, "rating", names[i], 0, RATING_MOST, &points, err);
        }
        out->points[i] = (int)points;
    }
    return rc == MC_OK ? check_complete(out, err) : rc;
}

enum mc_err rating_parse(const void *json, size_t len, struct rating *out, struct mc_error *err)
{
    cJSON *document = NULL;
    enum mc_err rc = mc_json_parse(json, len, JSON_MAX_BYTES, &document, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct rating rating;
    rating_clear(&rating);
    rc = read_members(document, &rating, err);
    cJSON_Delete(document);
    if (rc == MC_OK) {
        *out = rating;
    }
    return rc;
}

/* One "name=value" of `len` bytes. */
static enum mc_err read_pair(const char *pair, size_t len, struct rating *out, struct mc_error *err)
{
    char name[NAME_BYTES] = "";
    enum rating_indicator indicator = RATING_OVERALL;
    size_t name_len = strcspn(pair, "=");
    if (name_len >= len || name_len >= sizeof name) {
        return MC_OK;
    }
    memcpy(name, pair, name_len);
    if (!rating_indicator_from_name(name, &indicator)) {
        return MC_OK;
    }
    const char *value = pair + name_len + 1;
    if (len - name_len - 1 != 1 || *value < '0' || *value > '0' + RATING_MOST ||
        out->points[indicator] != RATING_NOT_ASKED) {
        return mc_fail(err, MC_EPARSE, "rating.%s: expected 0 to %d, once", name, RATING_MOST);
    }
    out->points[indicator] = *value - '0';
    return MC_OK;
}

enum mc_err rating_parse_form(const char *form, struct rating *out, struct mc_error *err)
{
    if (strnlen(form, FORM_MAX_BYTES) == FORM_MAX_BYTES) {
        return mc_fail(err, MC_ETOOBIG, "rating: the form is too large");
    }
    struct rating rating;
    rating_clear(&rating);
    enum mc_err rc = MC_OK;
    while (*form != '\0' && rc == MC_OK) {
        size_t len = strcspn(form, "&");
        rc = read_pair(form, len, &rating, err);
        form += len + (form[len] == '&');
    }
    if (rc == MC_OK) {
        rc = check_complete(&rating, err);
    }
    if (rc == MC_OK) {
        *out = rating;
    }
    return rc;
}

cJSON *rating_json(const struct rating *rating)
{
    cJSON *object = cJSON_CreateObject();
    MC_CHECK(object != NULL);
    for (int i = 0; i < RATING_INDICATORS; i++) {
        if (rating->points[i] != RATING_NOT_ASKED) {
            (void)cJSON_AddNumberToObject(object, names[i], rating->points[i]);
        }
    }
    return object;
}

void rating_pack(const struct rating *rating, char out[RATING_INDICATORS + 1])
{
    static const char marks[] = "-012";
    for (int i = 0; i < RATING_INDICATORS; i++) {
        out[i] = marks[rating->points[i] - RATING_NOT_ASKED];
    }
    out[RATING_INDICATORS] = '\0';
}

bool rating_unpack(const char *text, struct rating *out)
{
    struct rating rating;
    rating_clear(&rating);
    if (strnlen(text, RATING_INDICATORS + 1) != RATING_INDICATORS) {
        return false;
    }
    for (int i = 0; i < RATING_INDICATORS; i++) {
        if (text[i] >= '0' && text[i] <= '0' + RATING_MOST) {
            rating.points[i] = text[i] - '0';
        } else if (text[i] != '-') {
            return false;
        }
    }
    *out = rating;
    return rating_complete(&rating);
}
