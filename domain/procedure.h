/*
 * An administrative procedure as the national catalogue describes it: fees and times are per
 * channel, papers, forms and steps per case. Read from and written as JSON (the shape is in
 * assets/catalogue/README.md); read-only in between. What a source did not say is empty, 0 or
 * marked as unknown: never made up. Pure.
 */
#ifndef MOTCUA_DOMAIN_PROCEDURE_H
#define MOTCUA_DOMAIN_PROCEDURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/messages.h"
#include "domain/calendar.h"
#include "domain/form.h"

#define PROCEDURE_CODE_BYTES     40
#define PROCEDURE_JSON_MAX_BYTES (1024 * 1024)

#define PROCEDURE_CHANNELS_MAX    3
#define PROCEDURE_FEES_MAX        64
#define PROCEDURE_CASES_MAX       32
#define PROCEDURE_PAPERS_MAX      128 /* a case */
#define PROCEDURE_FORM_PAPERS_MAX 64  /* a case that can be handed in */
#define PROCEDURE_STEPS_MAX       128
#define PROCEDURE_TEMPLATES_MAX   64
#define PROCEDURE_LIST_MAX        96 /* of strings, acts or texts in any other list */
#define PROCEDURE_SHEETS_MAX      20
#define PROCEDURE_DURATION_MAX    1000
#define PROCEDURE_VERSION_MAX     1000000
#define PROCEDURE_FEE_MAX_DONG    INT64_C(1000000000)

enum procedure_level { PROCEDURE_MINISTRY, PROCEDURE_PROVINCE, PROCEDURE_WARD };
enum procedure_online { PROCEDURE_ONLINE_NONE, PROCEDURE_ONLINE_PARTIAL, PROCEDURE_ONLINE_FULL };
enum procedure_channel_kind { CHANNEL_COUNTER, CHANNEL_ONLINE, CHANNEL_POST };
enum procedure_fee_kind { FEE_CHARGE /* phí */, FEE_DUTY /* lệ phí */ };
enum procedure_status { PROCEDURE_IN_FORCE, PROCEDURE_SUSPENDED, PROCEDURE_ENDED };

/* Sets of these are bits: 1u << AUDIENCE_CITIZEN. */
enum procedure_audience {
    AUDIENCE_CITIZEN,
    AUDIENCE_HOUSEHOLD,
    AUDIENCE_BUSINESS,
    AUDIENCE_ORGANISATION,
    AUDIENCE_FOREIGNER,
    AUDIENCE_COUNT
};

struct procedure_fee {
    enum procedure_fee_kind kind;
    int64_t amount_dong;
    struct mc_text note;  /* "a page", "a person"; may be empty */
    struct mc_text place; /* holds only there; empty: everywhere */
};

struct procedure_channel {
    enum procedure_channel_kind kind;
    bool duration_unknown; /* duration is 0 then, and means nothing */
    struct duration duration;
    bool has_duration_max; /* a longer limit in the cases that duration_note tells */
    struct duration duration_max;
    struct mc_text duration_note;
    bool fees_unknown;
    struct procedure_fee *fees; /* none: free of charge, unless unknown */
    size_t fee_count;
    struct mc_text fee_note; /* a fee that is no plain amount */
    struct mc_text note;
};

struct procedure_paper {
    struct mc_text name;
    int originals;
    int copies;
    bool required;
    bool replaced_by_data; /* the authority looks it up itself: not to be brought */
    char *template_number; /* one of the procedure's templates; NULL: none */
    struct mc_text note;
};

struct procedure_case {
    char *id; /* "default" when there is only one */
    struct mc_text title;
    struct procedure_paper *papers;
    size_t paper_count;
    struct form form;      /* no fields: cannot be handed in here */
    struct mc_text *steps; /* none: the procedure's own */
    size_t step_count;
};

/* Behind a line of procedure.legal. */
struct procedure_act {
    char *number; /* "60/2014/QH13"; NULL: the line is all there is */
    struct mc_text title;
    struct mc_text issuer;
    struct date issued; /* dates may be unset */
    struct date effective;
};

struct procedure_template {
    struct mc_text name;
    char *number; /* "CT01"; these two may be NULL */
    char *url;
};

struct procedure {
    char *code; /* national, "1.001193" */
    enum procedure_status status;
    int version;    /* from 1; grows with each change */
    char *decision; /* that published it; may be NULL */
    struct mc_text name;
    struct mc_text plain_name; /* what people call it: "Làm giấy khai sinh cho con" */
    struct mc_text field;      /* lĩnh vực */
    char *field_code;          /* "civil_status"; NULL: none of ours */
    struct mc_text audience;
    unsigned audiences; /* bits of enum procedure_audience */
    struct mc_text summary;
    enum procedure_level level;
    enum procedure_online online;
    bool boundary_free; /* any ward of the city takes it */
    struct mc_text deciding_agency;
    struct mc_text receiving_agency; /* these three may be empty */
    struct mc_text authorised_agency;
    struct mc_text *cooperating_agencies;
    size_t cooperating_agency_count;
    struct mc_text result; /* in one line */
    struct mc_text *results;
    size_t result_count;
    struct mc_text conditions; /* empty if none */
    struct procedure_channel *channels;
    size_t channel_count;
    struct procedure_case *cases;
    size_t case_count;
    struct mc_text *steps;
    size_t step_count;
    char **legal;               /* "Luật Hộ tịch 60/2014/QH13", … */
    struct procedure_act *acts; /* one a line of `legal` */
    size_t legal_count;
    char **related; /* national codes */
    size_t related_count;
    struct procedure_template *templates;
    size_t template_count;
    char **life_events; /* "having_a_child", … */
    size_t life_event_count;
    char **keywords; /* further words people search by */
    size_t keyword_count;
    char **sources;
    size_t source_count;
};

/* The national code, with or without its local or online-service suffix. */
bool procedure_code_valid(const char *code);
/* *out freed with procedure_destroy(). Errors name the key. */
enum mc_err procedure_parse(const void *json, size_t len, struct procedure **out,
                            struct mc_error *err) MC_MUST_CHECK;
void procedure_destroy(struct procedure *procedure);
/* The same as canonical JSON: keys in one order, two spaces, nothing that is left out by default,
 * a line feed at the end. Reading it gives the same procedure. Freed with free(). */
char *procedure_write(const struct procedure *procedure);

bool procedure_field_code_known(const char *id);
bool procedure_life_event_known(const char *id);

/* The channel by which the kiosk hands in: online, else the counter; NULL if neither. */
const struct procedure_channel *procedure_kiosk_channel(const struct procedure *procedure);
const struct procedure_channel *procedure_channel_of(const struct procedure *procedure,
                                                     enum procedure_channel_kind kind);
/* Has a case with a form, and a channel for it whose time is known; and is in force. */
bool procedure_can_hand_in(const struct procedure *procedure);

/* "20.000 đ" (dot as thousands separator); 0 → "0 đ". */
void fee_format(int64_t amount_dong, char *out, size_t size);

#endif
