/* What reading (procedure_parse*.c) and writing (procedure_write.c) a procedure have in common. */
#ifndef MOTCUA_DOMAIN_PROCEDURE_INTERNAL_H
#define MOTCUA_DOMAIN_PROCEDURE_INTERNAL_H

#include "core/json.h"
#include "domain/localised.h"
#include "domain/procedure.h"

#define PROCEDURE_ROOT "procedure"

/* The words of the format in the order of the enums they stand for, NULL at the end. */
extern const char *const procedure_level_words[];
extern const char *const procedure_online_words[];
extern const char *const procedure_channel_words[];
extern const char *const procedure_fee_words[];
extern const char *const procedure_unit_words[];
extern const char *const procedure_status_words[];
extern const char *const procedure_audience_words[];

/* Lists of plain strings and of texts. */
struct procedure_strings {
    const char *key;
    char ***items;
    size_t *count;
    bool (*known)(const char *item); /* NULL: any text */
    bool optional;
};
struct procedure_texts {
    const char *key;
    struct mc_text **items;
    size_t *count;
    size_t max;
    bool optional;
};
/* Keys that hold one text, of the procedure. */
struct procedure_text {
    const char *key;
    struct mc_text *text;
};
#define PROCEDURE_TEXT_COUNT 10
void procedure_texts_of(struct procedure *procedure, struct procedure_text out[]);
#define PROCEDURE_STRINGS_COUNT 4
void procedure_strings_of(struct procedure *procedure, struct procedure_strings out[]);
#define PROCEDURE_TEXT_LIST_COUNT 3
void procedure_text_lists_of(struct procedure *procedure, struct procedure_texts out[]);

/* "title number", or only the title where it names the number already. Freed with free(). */
char *procedure_act_line(const struct procedure_act *act);

enum mc_err procedure_parse_word(const cJSON *object, const char *where, const char *key,
                                 const char *const *words, int *out, struct mc_error *err);
/* A key that may be left out; *out stays NULL then. */
enum mc_err procedure_parse_optional(const cJSON *object, const char *where, const char *key,
                                     char **out, struct mc_error *err);
enum mc_err procedure_parse_texts(const cJSON *object, const char *where, const char *key,
                                  size_t max, struct mc_text **items, size_t *count,
                                  struct mc_error *err);
enum mc_err procedure_parse_channels(const cJSON *root, struct procedure *procedure,
                                     struct mc_error *err);
enum mc_err procedure_parse_cases(const cJSON *root, struct procedure *procedure,
                                  struct mc_error *err);

#endif
