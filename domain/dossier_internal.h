/* The words of the wire format (dossier_words.c) that dossier_body.c writes and dossier_parse.c
 * reads, in the order of the enums they stand for. */
#ifndef MOTCUA_DOMAIN_DOSSIER_INTERNAL_H
#define MOTCUA_DOMAIN_DOSSIER_INTERNAL_H

#include "domain/dossier.h"

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

/* A provisional code that this kiosk gave out: each does so in its own name only. */
bool dossier_code_of_kiosk(const char *code, const char *kiosk);

#endif
