/*
 * A dossier: what a citizen hands in, as it travels to the central service, the codes it is known
 * by, and its ten statuses. Pure.
 *
 * On the wire (central/openapi.yaml, Dossier) it is one JSON object, every key always there:
 *
 *   {"schema": 1,
 *    "kiosk": "K01",
 *    "receiving_agency": "H29.12",
 *    "procedure": {"code": "1.004194", "name": "…", "case": "default",
 *                  "duration": {"amount": 3, "unit": "working_days" | "days" | "hours"}},
 *    "applicant": {"id_number": "…", "old_id_number": "", "name": "…", "birth": "1990-01-15",
 *                  "sex": "male" | "female" | "unknown", "residence": "…",
 *                  "issued": "2021-05-10" | "",
 *                  "assurance": "declared" | "chip_unverified" | "chip_verified"},
 *    "answers": [{"id": "phone", "type": "phone", "value": "0900000000"}, …],
 *    "papers": [{"name": "…", "originals": 1, "copies": 0}, …],
 *    "token_hash": "<SHA-256 of the receipt's token, 64 hex digits>",
 *    "provisional_code": "TK01-261124-0001-7Q",
 *    "submitted_at": "2026-11-24T09:30:00+07:00",
 *    "language": "vi" | "en"}
 *
 * Only answers to fields that were shown and filled are sent; dates among them are "YYYY-MM-DD".
 * `type` is one of text, long_text, date, choice, phone, id_number, money, address, yes_no. Names
 * are the Vietnamese ones.
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
#define DOSSIER_JSON_MAX_BYTES ((size_t)512 * 1024)
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
 * T<kiosk>-YYMMDD-NNNN-CC. CC are the two check characters of ISO/IEC 7064 MOD 1271-36 over the
 * letters and digits before them: every single wrong character and every swap of neighbours shows
 * (MOD 37,36, with one character, misses some swaps of digits).
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
    const char *deciding_agency;  /* NULL: the service chooses it */
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
    int64_t sequence;             /* of this kiosk, 1 and up, never twice */
    char boot[MC_UUID_CHARS + 1]; /* of the kiosk's computer since its last start */
};

/* The dossier's JSON, to be sealed (domain/sealed_dossier.h); *out in secret memory,
 * NUL-terminated, freed with mc_secret_free(). */
enum mc_err dossier_body(const struct dossier_draft *draft, const struct dossier_ids *ids,
                         struct local_time submitted, char **out, size_t *out_len,
                         struct mc_error *err) MC_MUST_CHECK;

/* The same body as the service reads it; freed with dossier_finish(), which wipes. */
struct dossier_answer {
    char id[FORM_ID_BYTES];
    enum form_field_type type;
    char *value; /* as on the wire */
};
struct dossier_paper {
    char *name;
    int originals;
    int copies;
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
    struct dossier_paper *papers;
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
