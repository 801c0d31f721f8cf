/* The words of the forms' format (form_write.c), for reading and writing, in the order of the enums
 * they stand for, NULL at the end. */
#ifndef MOTCUA_DOMAIN_FORM_INTERNAL_H
#define MOTCUA_DOMAIN_FORM_INTERNAL_H

#include "domain/form.h"

extern const char *const form_type_words[];
extern const char *const form_card_words[];
extern const char *const form_bound_words[];

#endif
