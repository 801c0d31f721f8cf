/*
 * Configuration of a program: one table of options, from which come the reader of the JSON file,
 * --help, the sample file and every check. A file is one JSON object; a dot in an option's name is
 * a nested object ("panel.width_px" is {"panel": {"width_px": …}}). An unknown key, a wrong type or
 * a value out of range is refused with file, line, key and reason.
 */
#ifndef MOTCUA_CORE_CONFIG_H
#define MOTCUA_CORE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/error.h"

#define MC_CONFIG_FILE_MAX_BYTES (256 * 1024)

enum mc_config_type {
    MC_CONFIG_TEXT,    /* char[size]; least..most: length in bytes */
    MC_CONFIG_INTEGER, /* int64_t; least..most */
    MC_CONFIG_BOOL,    /* bool */
    MC_CONFIG_CHOICE   /* int: index into choices (NULL-terminated) */
};

struct mc_config_option {
    const char *name; /* dotted */
    enum mc_config_type type;
    size_t offset;       /* of the member in the target struct */
    size_t size;         /* of the member */
    const char *initial; /* the default, spelled as on a command line; NULL: must be given */
    int64_t least;
    int64_t most;
    const char *const *choices;
    const char *help; /* one line, English */
};

/* Fills the target with the defaults; options without one are zeroed. */
void mc_config_defaults(const struct mc_config_option *options, size_t count, void *target);
/* Defaults, then the file. On failure the target is untouched. Relative paths in values stay so. */
enum mc_err mc_config_read(const char *path, const struct mc_config_option *options, size_t count,
                           void *target, struct mc_error *err) MC_MUST_CHECK;
/* The same from memory; `path` only names it in messages. */
enum mc_err mc_config_parse(const char *path, const void *bytes, size_t len,
                            const struct mc_config_option *options, size_t count, void *target,
                            struct mc_error *err) MC_MUST_CHECK;
/* One option from "name=value", as --set takes it. */
enum mc_err mc_config_set(const char *assignment, const struct mc_config_option *options,
                          size_t count, void *target, struct mc_error *err) MC_MUST_CHECK;
/* The --help table and the sample file (config/…sample.json is made by --print-sample). */
void mc_config_help(const struct mc_config_option *options, size_t count, struct mc_buffer *out);
void mc_config_sample(const struct mc_config_option *options, size_t count, struct mc_buffer *out);

#endif
