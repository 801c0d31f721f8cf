/*
 * Client of the central API (central/openapi.yaml) over HTTPS by libcurl. Trusts one CA file and
 * nothing else, TLS 1.2 or later, host name verified, no redirects, no proxy from the environment.
 * An answer counts only if it is the service's own: right status, JSON, of bounded size, and about
 * the dossier asked for. Calls block, from one thread; only net_client_cancel() may come from any.
 */
#ifndef MOTCUA_KIOSK_NET_CLIENT_H
#define MOTCUA_KIOSK_NET_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/signature.h"
#include "domain/catalogue_bundle.h"
#include "domain/date.h"
#include "domain/dossier.h"
#include "domain/receipt.h"

#define NET_ANSWER_MAX_BYTES   ((size_t)64 * 1024)
#define NET_URL_BYTES          512
#define NET_CONNECT_TIMEOUT_MS 10000

struct net_client;

/* base_url: "https://host[:port][/path]". ca_file: PEM, must be readable. Once in the process, and
 * before other threads start, the first call also starts libcurl. */
enum mc_err net_client_create(const char *base_url, const char *ca_file, struct net_client **out,
                              struct mc_error *err) MC_MUST_CHECK;
void net_client_destroy(struct net_client *client);
/* Ends the call under way at once, and every later one, until net_client_resume(). They answer
 * NET_RETRY or NET_UNREACHABLE with MC_ECANCELLED. Any thread. */
void net_client_cancel(struct net_client *client);
void net_client_resume(struct net_client *client);

/* Everything borrowed for the call. */
struct net_submission {
    const char *key; /* idempotency key, a UUID */
    const char *provisional_code;
    const char *media_type;
    const void *body;
    size_t body_len;
};
struct net_acceptance {
    char code[DOSSIER_CODE_BYTES]; /* official */
    struct local_time received;
    struct local_time appointed; /* year 0: none yet */
};
enum net_submit_outcome {
    NET_ACCEPTED,
    NET_RETRY,  /* not known to have arrived: same key and body again, later */
    NET_REFUSED /* 400, 413, 415 or 422 from the service itself: the same body never will do */
};
/* POST /v1/dossiers. *out is filled only on NET_ACCEPTED; *err says why on the other two. */
enum net_submit_outcome net_submit(struct net_client *client,
                                   const struct net_submission *submission, int timeout_ms,
                                   struct net_acceptance *out, struct mc_error *err) MC_MUST_CHECK;

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
};
enum net_lookup_outcome {
    NET_FOUND,
    NET_UNKNOWN, /* no such dossier, or the token is not its token: not told apart */
    NET_UNREACHABLE
};
/* GET /v1/dossiers/{code}, code official or provisional. *out is filled only on NET_FOUND; *err
 * says why on NET_UNREACHABLE. */
enum net_lookup_outcome net_lookup(struct net_client *client, const char *code, const char *token,
                                   int timeout_ms, struct net_dossier *out,
                                   struct mc_error *err) MC_MUST_CHECK;

/* GET /v1/catalogue: *out_version is the newest published one, 0 if there is none. `have`, 0 for
 * none, spares the service an answer. */
enum mc_err net_catalogue_version(struct net_client *client, int64_t have, int timeout_ms,
                                  int64_t *out_version, struct mc_error *err) MC_MUST_CHECK;

/* What came, not looked at: nothing in it may be believed before its signature is checked. */
struct net_bundle {
    uint8_t *bytes; /* owned, freed with free() */
    size_t len;
    bool gzip;
    char signature[MC_SIGNATURE_CHARS + 1];
};
/* GET /v1/catalogue/bundle; from 0: the whole. MC_ETOOBIG over CATALOGUE_BUNDLE_GZIP_MAX_BYTES. */
enum mc_err net_catalogue_fetch(struct net_client *client, int64_t from, int timeout_ms,
                                struct net_bundle *out, struct mc_error *err) MC_MUST_CHECK;

#endif
