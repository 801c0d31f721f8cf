/*
 * An administrative procedure as the national catalogue describes it: fees and times are per
 * channel, papers and forms per case. Parsed from JSON (assets/catalogue/README.md has the shape);
 * read-only afterwards. Pure.
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

enum procedure_level { PROCEDURE_MINISTRY, PROCEDURE_PROVINCE, PROCEDURE_WARD };
enum procedure_online { PROCEDURE_ONLINE_NONE, PROCEDURE_ONLINE_PARTIAL, PROCEDURE_ONLINE_FULL };
enum procedure_channel_kind { CHANNEL_COUNTER, CHANNEL_ONLINE, CHANNEL_POST };
enum procedure_fee_kind { FEE_CHARGE /* phí */, FEE_DUTY /* lệ phí */ };

struct procedure_fee {
    enum procedure_fee_kind kind;
    int64_t amount_dong;
    struct mc_text note; /* "a page", "a person"; may be empty */
};

struct procedure_channel {
    enum procedure_channel_kind kind;
    struct duration duration;
    struct procedure_fee *fees; /* none: free of charge */
    size_t fee_count;
    struct mc_text note;
};

struct procedure_paper {
    struct mc_text name;
    int originals;
    int copies;
    bool required;
    struct mc_text note;
};

struct procedure_case {
    char *id; /* "default" when there is only one */
    struct mc_text title;
    struct procedure_paper *papers;
    size_t paper_count;
    struct form form; /* no fields: cannot be handed in here */
};

struct procedure {
    char *code; /* national, "1.001193" */
    struct mc_text name;
    struct mc_text plain_name; /* what people call it: "Làm giấy khai sinh cho con" */
    struct mc_text field;      /* lĩnh vực */
    struct mc_text audience;
    struct mc_text summary;
    enum procedure_level level;
    enum procedure_online online;
    bool boundary_free; /* any ward of the city takes it */
    struct mc_text deciding_agency;
    struct mc_text result;
    struct mc_text conditions; /* empty if none */
    struct procedure_channel *channels;
    size_t channel_count;
    struct procedure_case *cases;
    size_t case_count;
    struct mc_text *steps;
    size_t step_count;
    char **legal; /* "Luật Hộ tịch 60/2014/QH13", … */
    size_t legal_count;
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

/* The channel by which the kiosk hands in: online, else the counter; NULL if neither. */
const struct procedure_channel *procedure_kiosk_channel(const struct procedure *procedure);
const struct procedure_channel *procedure_channel_of(const struct procedure *procedure,
                                                     enum procedure_channel_kind kind);
/* Has a case with a form, and a channel for it. */
bool procedure_can_hand_in(const struct procedure *procedure);

/* "20.000 đ" (dot as thousands separator); 0 → "0 đ". */
void fee_format(int64_t amount_dong, char *out, size_t size);

#endif
