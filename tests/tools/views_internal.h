/* What the files of the views share; the procedure the made-up sessions are about. */
#ifndef MOTCUA_TESTS_TOOLS_VIEWS_INTERNAL_H
#define MOTCUA_TESTS_TOOLS_VIEWS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/procedure.h"
#include "kiosk/flow/flow.h"

#define VIEWS_LONG_CHARS  1094 /* the longest real name of a procedure */
#define VIEWS_MANY_PAPERS 50

/* The fields of its form. */
enum views_field {
    VIEWS_FIELD_NAME,
    VIEWS_FIELD_BIRTH,
    VIEWS_FIELD_CHILD,
    VIEWS_FIELD_PHONE,
    VIEWS_FIELD_RELATION,
    VIEWS_FIELD_MARRIED,
    VIEWS_FIELD_INCOME,
    VIEWS_FIELD_ADDRESS,
    VIEWS_FIELD_LONG,
    VIEWS_FIELD_COUNT
};

/* Freed with mc_text_finish(). */
struct mc_text views_text(const char *vi, const char *en);
struct mc_text views_long_text(size_t chars);
/* A plain one, or one with everything too long and too many; freed with procedure_destroy(). */
struct procedure *views_procedure(bool nasty);

/* Finding a procedure (views_find.c). */
void views_home(struct flow_view *view);
void views_home_bare(struct flow_view *view);
void views_browse(struct flow_view *view);
void views_browse_list(struct flow_view *view);
void views_browse_full(struct flow_view *view);
void views_browse_waiting(struct flow_view *view);
void views_browse_none(struct flow_view *view);
void views_home_offline(struct flow_view *view);
void views_search_empty(struct flow_view *view);
void views_search_results(struct flow_view *view);
void views_search_none(struct flow_view *view);

#endif
