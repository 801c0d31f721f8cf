/* The nested lists of the national format, and reading of its loosely typed values. */
#ifndef MOTCUA_DOMAIN_IMPORT_NATIONAL_INTERNAL_H
#define MOTCUA_DOMAIN_IMPORT_NATIONAL_INTERNAL_H

#include "core/json.h"
#include "domain/import_build.h"

struct national {
    const cJSON *record;
    struct procedure *procedure;
    struct import_report *report;
};

/* The cleaned text or number of a key, "" where there is none; owned. */
char *national_text(const struct national *national, const cJSON *object, const char *key,
                    bool one_line);
/* The first element of a list, or the only one where there is no list; NULL if there is none. Its
 * `next` leads on. An element that is no object is remarked on and skipped. */
const cJSON *national_first(const struct national *national, const cJSON *object, const char *key);
const cJSON *national_next(const struct national *national, const cJSON *item, const char *key);

/* CACHTHUCTHUCHIEN */
void national_channels(const struct national *national);
/* THANHPHANHOSO, then TRINHTUTHUCHIEN, whose steps go to the case of the same name. */
void national_cases(const struct national *national);
void national_steps(const struct national *national);

#endif
