/*
 * Client of the central API (central/openapi.yaml) over HTTPS by libcurl. Trusts one CA file and
 * nothing else, shows the kiosk's own certificate where it has one, TLS 1.2 or later, host name
 * verified, no redirects, no proxy from the environment; connections are kept and reused. An answer
 * counts only if it is the service's own: right status, JSON, of bounded size, and about the
 * dossier asked for; an acceptance only with the service's signature over it.
 *
 * Several calls may be under way at once. They are started, and finished by net_client_turn(), on
 * one thread; net_client_wake() and net_client_cancel() may come from any. The calls that block
 * take turns themselves and stand for tests and for a thread that has nothing else to do.
 */
#ifndef MOTCUA_KIOSK_NET_CLIENT_H
#define MOTCUA_KIOSK_NET_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/signature.h"
#include "domain/acceptance.h"
#include "domain/catalogue_bundle.h"
#include "domain/date.h"
#include "domain/device_report.h"
#include "domain/dossier.h"
#include "domain/office.h"
#include "domain/rating.h"
#include "domain/receipt.h"

/* The longest is a dossier's status: 256 changes and 256 days moved, each with a reason of up to
 * 1,023 bytes (central/openapi.yaml). */
#define NET_ANSWER_MAX_BYTES   ((size_t)1024 * 1024)
#define NET_URL_BYTES          512
#define NET_CONNECT_TIMEOUT_MS 10000
#define NET_RECEIPT_KEYS_MAX   2

/* A body above this, the most that one request may hold (central/openapi.yaml), goes up in parts,
 * which are not sent again after the network was cut; a part is never larger than that limit. */
#define NET_UPLOAD_ABOVE_BYTES ((size_t)768 * 1024)
#define NET_PART_BYTES         ((size_t)128 * 1024)

struct net_client;

/* Borrowed for the call, but for the two files of the kiosk's own, which are read for each new
 * connection, so that a renewed certificate is used from then on. */
struct net_settings {
    const char *base_url;         /* "https://host[:port][/path]" */
    const char *ca_file;          /* PEM, must be readable */
    const char *certificate_file; /* PEM; NULL or "": none is shown */
    const char *key_file;
    struct mc_public_key receipt_keys[NET_RECEIPT_KEYS_MAX]; /* that sign acceptances */
    size_t receipt_key_count;
    size_t upload_above_bytes; /* 0: NET_UPLOAD_ABOVE_BYTES, which is also the most */
};
/* Once in the process, and before other threads start, the first call also starts libcurl. */
enum mc_err net_client_create(const struct net_settings *settings, struct net_client **out,
                              struct mc_error *err) MC_MUST_CHECK;
/* Calls under way end as cancelled. */
void net_client_destroy(struct net_client *client);
/* Ends the calls under way at once, and every later one, until net_client_resume(). They answer
 * NET_RETRY or NET_UNREACHABLE with MC_ECANCELLED. Any thread. */
void net_client_cancel(struct net_client *client);
void net_client_resume(struct net_client *client);
/* Ends the wait of net_client_turn(). Any thread. */
void net_client_wake(struct net_client *client);
/* Does what can be done, waits up to timeout_ms for more, and calls back what has ended. */
void net_client_turn(struct net_client *client, int timeout_ms);
/* Calls under way. */
size_t net_client_busy(const struct net_client *client);

/* ---- Handing in ---- */

/* Borrowed until the call has ended. */
struct net_submission {
    const char *key; /* idempotency key, a UUID */
    const char *provisional_code;
    const char *media_type;
    const void *body;
    size_t body_len;
};
enum net_submit_outcome {
    NET_ACCEPTED,
    NET_RETRY,  /* not known to have arrived: same key and body again, later */
    NET_REFUSED /* 400, 413, 415 or 422 from the service itself, 413 also of an upload: the same
                   body never will do */
};
struct net_submit_result {
    enum net_submit_outcome outcome;
    struct acceptance acceptance; /* this and the next three only when accepted */
    char statement[ACCEPTANCE_BYTES];
    char key_id[MC_KEY_ID_CHARS + 1];
    char signature[MC_SIGNATURE_CHARS + 1];
    int64_t retry_after_s; /* that the service asked for; 0: nothing */
    struct mc_error err;   /* why not accepted */
};
/* Called back from net_client_turn(), exactly once; result borrowed for the call. */
typedef void net_submitted(void *context, const struct net_submit_result *result);

/* POST /v1/dossiers, a large body by /v1/uploads before. timeout_ms holds for each request. */
void net_start_submit(struct net_client *client, const struct net_submission *submission,
                      int timeout_ms, net_submitted *done, void *context);
void net_submit(struct net_client *client, const struct net_submission *submission, int timeout_ms,
                struct net_submit_result *out);

/* ---- Looking up ---- */

#define NET_AGENCY_NAME_BYTES 256

struct net_dossier {
    char code[DOSSIER_CODE_BYTES];
    char provisional_code[DOSSIER_CODE_BYTES]; /* "" if none */
    enum dossier_status status;
    char procedure_code[PROCEDURE_CODE_BYTES];
    char procedure_name[RECEIPT_NAME_BYTES];
    struct local_time received;
    struct local_time appointed; /* year 0: none yet */
    struct local_time updated;
    char note[1024];
    char collect_at[320];
    char receiving_agency[NET_AGENCY_NAME_BYTES]; /* names; "" if not told */
    char deciding_agency[NET_AGENCY_NAME_BYTES];
    struct office_move moved;
    bool rating_open; /* can be rated, and was not yet */
};
enum net_lookup_outcome {
    NET_FOUND,
    NET_UNKNOWN, /* no such dossier, or token or number are not its own: not told apart */
    NET_WAIT,    /* too many tries by hand: the service looks again in retry_after_s */
    NET_UNREACHABLE
};
struct net_lookup_result {
    enum net_lookup_outcome outcome;
    struct net_dossier dossier;              /* only when found */
    char rating_permit[RATING_PERMIT_BYTES]; /* found by number, and can be rated; else "" */
    int64_t retry_after_s;
    struct mc_error err; /* why unreachable */
};
/* result is in secret memory and wiped after the call. */
typedef void net_looked_up_fn(void *context, const struct net_lookup_result *result);

/* The receipt's code, official or provisional, and one of its token and the applicant's ID number,
 * the other being "". GET /v1/dossiers/{code}, or POST /v1/lookups by number. Copied. */
struct net_query {
    char code[DOSSIER_CODE_BYTES];
    char token[MC_TOKEN_CHARS + 1];
    char id_number[CITIZEN_ID_CHARS + 1];
    char
        rating_permit[RATING_PERMIT_BYTES]; /* to rate without the token; else it does not matter */
};
void net_start_lookup(struct net_client *client, const struct net_query *query, int timeout_ms,
                      net_looked_up_fn *done, void *context);
void net_lookup(struct net_client *client, const struct net_query *query, int timeout_ms,
                struct net_lookup_result *out);

/* ---- Rating ---- */

enum net_rate_outcome {
    NET_RATED,
    NET_RATED_BEFORE,
    NET_RATE_FAILED /* not known to have arrived: it may be sent again */
};
struct net_rate_result {
    enum net_rate_outcome outcome;
    struct mc_error err; /* why it failed */
};
typedef void net_rated_fn(void *context, const struct net_rate_result *result);

/* POST /v1/dossiers/{code}/rating; the query must have the receipt's token or a permit. Copied. */
void net_start_rate(struct net_client *client, const struct net_query *query,
                    const struct rating *rating, int timeout_ms, net_rated_fn *done, void *context);

/* ---- The devices ---- */

/* MC_OK: taken. Else why not; the same may be told again. */
typedef void net_reported_fn(void *context, enum mc_err rc, const struct mc_error *err);
/* POST /v1/device-reports. Copied. */
void net_start_report(struct net_client *client, const struct device_report *report, int timeout_ms,
                      net_reported_fn *done, void *context);

/* ---- The published catalogue ---- */

/* GET /v1/catalogue: *out_version is the newest published one, 0 if there is none. `have`, 0 for
 * none, spares the service an answer. Blocks. */
enum mc_err net_catalogue_version(struct net_client *client, int64_t have, int timeout_ms,
                                  int64_t *out_version, struct mc_error *err) MC_MUST_CHECK;

/* What came, not looked at: nothing in it may be believed before its signature is checked. */
struct net_bundle {
    uint8_t *bytes; /* owned, freed with free() */
    size_t len;
    bool gzip;
    char signature[MC_SIGNATURE_CHARS + 1];
};
/* GET /v1/catalogue/bundle; from 0: the whole. MC_ETOOBIG over CATALOGUE_BUNDLE_GZIP_MAX_BYTES.
 * Blocks. */
enum mc_err net_catalogue_fetch(struct net_client *client, int64_t from, int timeout_ms,
                                struct net_bundle *out, struct mc_error *err) MC_MUST_CHECK;

#endif
