/*
 * A dossier: what a citizen hands in, as it travels to the central service, the codes it is known
 * by, and its ten statuses. Pure.
 */
#ifndef MOTCUA_DOMAIN_DOSSIER_H
#define MOTCUA_DOMAIN_DOSSIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/ident.h"
#include "core/messages.h"
#include "domain/citizen.h"
#include "domain/form.h"
#include "domain/procedure.h"

#define DOSSIER_CODE_BYTES     48
#define DOSSIER_AGENCY_BYTES   24
#define DOSSIER_JSON_MAX_BYTES (512 * 1024)
#define DOSSIER_PAPERS_MAX     64

/* Codes of the national exchange: the same numbers on paper, on the wire and in the database. */
enum dossier_status {
    DOSSIER_REGISTERED = 1,    /* Mới đăng ký */
    DOSSIER_RECEIVED = 2,      /* Được tiếp nhận */
    DOSSIER_REFUSED = 3,       /* Không được tiếp nhận */
    DOSSIER_PROCESSING = 4,    /* Đang xử lý */
    DOSSIER_NEEDS_PAPERS = 5,  /* Yêu cầu bổ sung giấy tờ */
    DOSSIER_NEEDS_PAYMENT = 6, /* Yêu cầu thực hiện nghĩa vụ tài chính */
    DOSSIER_WITHDRAWN = 7,     /* Công dân yêu cầu rút hồ sơ */
    DOSSIER_STOPPED = 8,       /* Dừng xử lý */
    DOSSIER_DECIDED = 9,       /* Đã xử lý xong */
    DOSSIER_HANDED_OVER = 10   /* Đã trả kết quả */
};

bool dossier_status_valid(int status);
/* "registered", …: messages are status.<name>. */
const char *dossier_status_name(enum dossier_status status);
bool dossier_status_from_name(const char *name, enum dossier_status *out);
bool dossier_transition_allowed(enum dossier_status from, enum dossier_status to);
/* Nothing follows any more. */
bool dossier_status_final(enum dossier_status status);

/*
 * Official codes: AGENCY-YYMMDD-NNNN (Circular 01/2018/TT-VPCP art. 19: agency, day received, daily
 * number, four to six digits), agency "H29.12", "H29.12.3" or the older "000.00.06.H56".
 * Provisional codes are the kiosk's own, for when the service cannot be reached:
 * T<kiosk>-YYMMDD-NNNN-C, C a check character (ISO/IEC 7064 MOD 37,36) over all before it.
 */
enum dossier_code_kind { DOSSIER_CODE_NONE, DOSSIER_CODE_OFFICIAL, DOSSIER_CODE_PROVISIONAL };

enum dossier_code_kind dossier_code_kind(const char *code);
bool dossier_agency_valid(const char *agency);
/* 2 to 8 of A–Z, 0–9. */
bool dossier_kiosk_valid(const char *kiosk);
enum mc_err dossier_code_format(const char *agency, struct date day, int sequence,
                                char out[DOSSIER_CODE_BYTES], struct mc_error *err) MC_MUST_CHECK;
enum mc_err dossier_code_format_provisional(const char *kiosk, struct date day, int sequence,
                                            char out[DOSSIER_CODE_BYTES],
                                            struct mc_error *err) MC_MUST_CHECK;

/* What the kiosk gathers; borrowed pointers live as long as the call. */
struct dossier_draft {
    const char *kiosk;            /* id */
    const char *receiving_agency; /* the ward it is handed in at */
    const struct procedure *procedure;
    size_t case_index;
    const struct citizen *applicant;
    const struct form_values *values;
    const bool *papers; /* which of the case's papers are handed in */
    enum mc_language language;
};

/* The ids a submission gets before it is committed. */
struct dossier_ids {
    char key[MC_UUID_CHARS + 1];    /* idempotency key */
    char token[MC_TOKEN_CHARS + 1]; /* of the receipt; the service learns only its hash */
    char provisional_code[DOSSIER_CODE_BYTES];
};

/* The JSON body of POST /v1/dossiers (central/openapi.yaml, Dossier); *out in secret memory,
 * NUL-terminated, freed with mc_secret_free(). */
enum mc_err dossier_body(const struct dossier_draft *draft, const struct dossier_ids *ids,
                         struct local_time submitted, char **out, size_t *out_len,
                         struct mc_error *err) MC_MUST_CHECK;

/* The same body as the service reads it; fixed arrays, freed with dossier_finish(). */
struct dossier_answer {
    char id[FORM_ID_BYTES];
    char *value;
};
struct dossier {
    char kiosk[16];
    char receiving_agency[DOSSIER_AGENCY_BYTES];
    char procedure_code[PROCEDURE_CODE_BYTES];
    char *procedure_name;
    char case_id[FORM_ID_BYTES];
    struct citizen applicant;
    struct dossier_answer *answers;
    size_t answer_count;
    char **papers;
    size_t paper_count;
    struct duration duration; /* by law, as the catalogue had it */
    char token_hash[MC_SHA256_CHARS + 1];
    char provisional_code[DOSSIER_CODE_BYTES];
    struct local_time submitted;
    enum mc_language language;
};
enum mc_err dossier_parse(const void *json, size_t len, struct dossier *out,
                          struct mc_error *err) MC_MUST_CHECK;
void dossier_finish(struct dossier *dossier);

#endif
