/*
 * The one-time code a technician types at a kiosk: 80 random bits as 16 characters of Crockford's
 * base 32 (no I, L, O, U), in groups of four: "7K3M-0QWX-…". The service keeps only its hash. Any
 * thread.
 */
#ifndef MOTCUA_CENTRAL_ENROLMENT_CODE_H
#define MOTCUA_CENTRAL_ENROLMENT_CODE_H

#include <stdbool.h>

#include "core/ident.h"

#define ENROLMENT_CODE_CHARS 19

void enrolment_code_make(char out[ENROLMENT_CODE_CHARS + 1]);
/* Of a code as people type it: in any case, with or without its dashes, o for 0, l and i for 1.
 * False when it cannot be one. */
bool enrolment_code_hash(const char *typed, char out[MC_SHA256_CHARS + 1]);

#endif
