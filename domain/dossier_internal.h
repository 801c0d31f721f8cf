/* The words of the wire format (dossier_words.c) that dossier_body.c writes and dossier_parse.c
 * reads, in the order of the enums they stand for. */
#ifndef MOTCUA_DOMAIN_DOSSIER_INTERNAL_H
#define MOTCUA_DOMAIN_DOSSIER_INTERNAL_H

#include <cjson/cJSON.h>

#include "domain/dossier.h"
#include "domain/wire_writer.h"

#define DOSSIER_SCHEMA           1
#define DOSSIER_DURATION_MAX     10000
#define DOSSIER_PAPER_SHEETS_MAX 1000

struct dossier_words {
    const char *const *list;
    int count;
};

extern const struct dossier_words dossier_unit_words;      /* enum duration_unit */
extern const struct dossier_words dossier_sex_words;       /* enum citizen_sex */
extern const struct dossier_words dossier_assurance_words; /* enum citizen_assurance */
extern const struct dossier_words dossier_type_words;      /* enum form_field_type */

const char *dossier_word(const struct dossier_words *words, int index);
/* -1 if it is none of them. */
int dossier_word_find(const struct dossier_words *words, const char *word);

/* The member "procedure", which stands outside of a sealed body, too. */
void dossier_put_procedure(struct wire_writer *writer, const char *code, const char *name,
                           const char *case_id, struct duration duration);
/* Where its parts go; *name is to be freed with free(), also after a failure. */
struct dossier_procedure {
    char *code; /* PROCEDURE_CODE_BYTES */
    char **name;
    char *case_id; /* FORM_ID_BYTES */
    struct duration *duration;
};
enum mc_err dossier_read_procedure(const cJSON *object, struct dossier_procedure *out,
                                   struct mc_error *err) MC_MUST_CHECK;

/* A provisional code that this kiosk gave out: each does so in its own name only. */
bool dossier_code_of_kiosk(const char *code, const char *kiosk);

#endif
