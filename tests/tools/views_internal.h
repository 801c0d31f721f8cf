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
    VIEWS_FIELD_NUMBER,
    VIEWS_FIELD_COUNT
};

/* Freed with mc_text_finish(). */
struct mc_text views_text(const char *vi, const char *en);
struct mc_text views_long_text(size_t chars);
/* A plain one, or one with everything too long and too many; freed with procedure_destroy(). */
struct procedure *views_procedure(bool nasty);

/* Somebody known, halfway through a form. */
void views_session(struct flow_view *view, bool nasty);

/* The form, one question at a time (views_form.c). */
void views_form_case(struct flow_view *view);
void views_form_card(struct flow_view *view);
void views_form_text(struct flow_view *view);
void views_form_date_wrong(struct flow_view *view);
void views_form_address(struct flow_view *view);
void views_form_date_wheels(struct flow_view *view);
void views_form_year(struct flow_view *view);
void views_form_year_wrong(struct flow_view *view);
void views_form_date_or_year(struct flow_view *view);
void views_form_candidates(struct flow_view *view);
void views_form_marks(struct flow_view *view);
void views_form_vni(struct flow_view *view);
void views_form_latin(struct flow_view *view);
void views_form_phone(struct flow_view *view);
void views_form_choice(struct flow_view *view);
void views_form_yes_no(struct flow_view *view);
void views_form_money(struct flow_view *view);
void views_form_locked(struct flow_view *view);
void views_form_number_wrong(struct flow_view *view);
void views_form_long_label(struct flow_view *view);
void views_form_papers(struct flow_view *view);

/* Finding a procedure (views_find.c). */
void views_home(struct flow_view *view);
void views_home_bare(struct flow_view *view);
void views_browse(struct flow_view *view);
void views_browse_list(struct flow_view *view);
void views_browse_full(struct flow_view *view);
void views_browse_waiting(struct flow_view *view);
void views_browse_none(struct flow_view *view);
void views_home_offline(struct flow_view *view);
void views_home_full(struct flow_view *view);
void views_search_empty(struct flow_view *view);
void views_search_results(struct flow_view *view);
void views_search_none(struct flow_view *view);

/* The chip beside, and hints (views_chip.c). */
void views_chip_waiting(struct flow_view *view);
void views_chip_reading(struct flow_view *view);
void views_chip_verified(struct flow_view *view);
void views_chip_unverified(struct flow_view *view);
void views_chip_doubtful(struct flow_view *view);
void views_identify_hint(struct flow_view *view);
void views_scan_hint(struct flow_view *view);

/* For staff (views_service.c). */
void views_service_pin(struct flow_view *view);
void views_service_pin_wrong(struct flow_view *view);
void views_service_pin_waited(struct flow_view *view);
void views_service_open(struct flow_view *view);
void views_service_tried(struct flow_view *view);
void views_service_tried_in_vain(struct flow_view *view);
void views_service_chip_silent(struct flow_view *view);
void views_service_faults(struct flow_view *view);

#endif
