/*
 * The central service without its sockets: takes a request, gives the answer of
 * central/openapi.yaml. Everything it needs is told at its creation and read-only afterwards, so
 * that requests may run on any threads at once.
 */
#ifndef MOTCUA_CENTRAL_SERVICE_H
#define MOTCUA_CENTRAL_SERVICE_H

#include "central/authority.h"
#include "central/bundle_cache.h"
#include "central/http.h"
#include "central/limiter.h"
#include "central/metrics.h"
#include "central/peer.h"
#include "central/storage.h"
#include "core/messages.h"
#include "domain/agency.h"
#include "domain/calendar.h"

#define SERVICE_COLLECT_AT_BYTES 320
#define SERVICE_URL_BYTES        256

/* What it points to is borrowed and must outlive it. */
struct service {
    struct storage *storage;
    const struct calendar *calendar;
    const struct mc_messages *messages;
    const struct authority *authority; /* of kiosks */
    struct bundle_cache *bundles;
    struct metrics *metrics;
    struct limiter *kiosk_limiter; /* NULL: no limit */
    struct peer_addresses metrics_readers;
    const char *page_css;
    const struct mc_signing_key *receipt_key; /* signs that a dossier was taken in, and permits */
    bool accept_unsealed;                     /* from channels of the city's own network */
    char public_base_url[SERVICE_URL_BYTES];
    char collect_at[SERVICE_COLLECT_AT_BYTES];
    const struct agency_directory
        *directory;       /* NULL: any agency is served, the receiving one decides */
    int certificate_days; /* that a kiosk's certificate is good for */
};

/* *answer is freed with http_answer_finish(). Never fails: every fault is an answer. */
void service_handle(const struct service *service, const struct http_request *request,
                    struct http_answer *answer);

/* The answer for a request whose body was not read: too large, or of unknown length. */
void service_refuse(const struct http_problem *problem, struct http_answer *answer);
/* Makes an answer the one for too many requests. */
void service_limit(int64_t retry_after_s, struct http_answer *answer);

#endif
