/*
 * A text in several languages in JSON: "Vietnamese" or {"vi": "…", "en": "…"}. Pure.
 */
#ifndef MOTCUA_DOMAIN_LOCALISED_H
#define MOTCUA_DOMAIN_LOCALISED_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "core/json.h"
#include "core/messages.h"

#define LOCALISED_PATH_BYTES 160

/* "where.key" and "where.key[index]", cut where they do not fit. */
void localised_path_key(char out[LOCALISED_PATH_BYTES], const char *where, const char *key);
void localised_path_item(char out[LOCALISED_PATH_BYTES], const char *where, const char *key,
                         size_t index);
/* A value on its own; `path` names it. *out (overwritten) is freed with mc_text_finish(). */
enum mc_err localised_parse_value(const cJSON *value, const char *path, struct mc_text *out,
                                  struct mc_error *err) MC_MUST_CHECK;
/* A key of an object; one that is missing leaves *out empty unless `required`. */
enum mc_err localised_parse(const cJSON *object, const char *where, const char *key, bool required,
                            struct mc_text *out, struct mc_error *err) MC_MUST_CHECK;
/* Adds the text as "Vietnamese" or {"vi", "en"}; an empty one adds nothing. */
void localised_write(cJSON *object, const char *key, const struct mc_text *text);
cJSON *localised_write_value(const struct mc_text *text);

#endif
