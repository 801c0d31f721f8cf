/*
 * Strict reading of JSON (RFC 8259, by cJSON) from outside, and small helpers for writing it.
 * Size and depth are bounded, text must be UTF-8 and comes out in NFC, one value and nothing behind
 * it. The readers fail with a text that names the key: "procedure.cases[2].title: expected text".
 * Any thread, one a document.
 */
#ifndef MOTCUA_CORE_JSON_H
#define MOTCUA_CORE_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define MC_JSON_DEPTH_MAX 32

/* *out freed with cJSON_Delete(). The bytes need no NUL. A duplicate key is refused. */
enum mc_err mc_json_parse(const void *bytes, size_t len, size_t max_bytes, cJSON **out,
                          struct mc_error *err) MC_MUST_CHECK;

/* Borrowed; MC_EPARSE if the key is missing or of another type. `where` is the path so far. */
enum mc_err mc_json_text(const cJSON *object, const char *where, const char *key, const char **out,
                         struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_json_integer(const cJSON *object, const char *where, const char *key, int64_t least,
                            int64_t most, int64_t *out, struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_json_bool(const cJSON *object, const char *where, const char *key, bool *out,
                         struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_json_array(const cJSON *object, const char *where, const char *key, size_t max_items,
                          const cJSON **out, struct mc_error *err) MC_MUST_CHECK;
enum mc_err mc_json_object(const cJSON *object, const char *where, const char *key,
                           const cJSON **out, struct mc_error *err) MC_MUST_CHECK;
/* Like mc_json_text, but into a fixed array, MC_ETOOBIG if it does not fit. */
enum mc_err mc_json_text_into(const cJSON *object, const char *where, const char *key, char *out,
                              size_t size, struct mc_error *err) MC_MUST_CHECK;
/* NULL when there is no such key or it is null; never fails. */
const cJSON *mc_json_find(const cJSON *object, const char *key);
/* Refuses keys that are not in the NULL-terminated list. */
enum mc_err mc_json_only_keys(const cJSON *object, const char *where, const char *const *keys,
                              struct mc_error *err) MC_MUST_CHECK;

/* Compact text of a value, freed with free(). Aborts when out of memory. */
char *mc_json_print(const cJSON *value);

#endif
