/*
 * Made-up view models of every screen, from the plain to the nastiest (a procedure's name of 1,094
 * characters, fifty papers, a label that fills the screen), for the gallery and the screens' test.
 * The people and offices in them do not exist.
 */
#ifndef MOTCUA_TESTS_TOOLS_VIEWS_H
#define MOTCUA_TESTS_TOOLS_VIEWS_H

#include "kiosk/flow/flow.h"

size_t views_count(void);
const char *views_name(size_t index);
/* Freed with views_destroy(). */
struct flow_view *views_create(size_t index, enum mc_language language);
void views_destroy(struct flow_view *view);

#endif
