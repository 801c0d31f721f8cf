/*
 * What a procedure still lacks before it should be shown to citizens: what its source did not say,
 * and what does not fit together. procedure_parse() lets these pass, imported ones are full of
 * them. Pure.
 */
#ifndef MOTCUA_DOMAIN_PROCEDURE_CHECK_H
#define MOTCUA_DOMAIN_PROCEDURE_CHECK_H

#include "domain/procedure.h"

/* `path` as in the file: "channels[0].duration". Both borrowed for the call. */
typedef void procedure_gap(void *context, const char *path, const char *what);

/* How many gaps there are; tells each. */
size_t procedure_check(const struct procedure *procedure, procedure_gap *tell, void *context);

#endif
