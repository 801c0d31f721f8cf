/*
 * Reads the members of one JSON object; after the first failure the rest does nothing, and `rc`
 * keeps it. Failures name the member: "dossier.applicant.birth: expected a day, YYYY-MM-DD".
 */
#ifndef MOTCUA_DOMAIN_WIRE_READER_H
#define MOTCUA_DOMAIN_WIRE_READER_H

#include "core/json.h"
#include "domain/date.h"
#include "domain/dossier_internal.h"

struct wire_reader {
    const cJSON *object;
    const char *where;
    enum mc_err rc;
    struct mc_error *err;
};

/* Refuses keys that are not in the NULL-terminated list. */
struct wire_reader wire_reader_over(const cJSON *object, const char *where, const char *const *keys,
                                    struct mc_error *err);
void wire_refuse(struct wire_reader *reader, const char *key, const char *what);
/* Refuses as malformed what does not fit. */
void wire_require(struct wire_reader *reader, const char *key, bool fits);
void wire_read_into(struct wire_reader *reader, const char *key, char *out, size_t size);
/* "" after a failure, so that what follows need not ask. */
const char *wire_read_text(struct wire_reader *reader, const char *key);
int64_t wire_read_number(struct wire_reader *reader, const char *key, int64_t most);
int wire_read_word(struct wire_reader *reader, const char *key, const struct dossier_words *words);
struct date wire_read_date(struct wire_reader *reader, const char *key, bool required);
const cJSON *wire_read_list(struct wire_reader *reader, const char *key, size_t most);
const cJSON *wire_read_object(struct wire_reader *reader, const char *key);

#endif
