/*
 * The central service without its sockets: takes a request, gives the answer of
 * central/openapi.yaml. Everything it needs is told at its creation and read-only afterwards, so
 * that requests may run on any threads at once.
 */
#ifndef MOTCUA_CENTRAL_SERVICE_H
#define MOTCUA_CENTRAL_SERVICE_H

#include "central/http.h"
#include "central/storage.h"
#include "core/messages.h"
#include "domain/calendar.h"

#define SERVICE_AGENCIES_MAX     32
#define SERVICE_AGENCY_BYTES     160
#define SERVICE_COLLECT_AT_BYTES 320
#define SERVICE_URL_BYTES        256

struct service_agency {
    char code[DOSSIER_AGENCY_BYTES];
    char name[SERVICE_AGENCY_BYTES];
};

/* storage, calendar, messages and page_css are borrowed and must outlive the service. */
struct service {
    struct storage *storage;
    const struct calendar *calendar;
    const struct mc_messages *messages;
    const char *page_css;
    char public_base_url[SERVICE_URL_BYTES];
    char collect_at[SERVICE_COLLECT_AT_BYTES];
    struct service_agency agencies[SERVICE_AGENCIES_MAX]; /* none: any agency is served */
    size_t agency_count;
};

/* "H29.12=name; H29.13=name". */
enum mc_err service_parse_agencies(const char *text, struct service *service,
                                   struct mc_error *err) MC_MUST_CHECK;

/* *answer is freed with http_answer_finish(). Never fails: every fault is an answer. */
void service_handle(const struct service *service, const struct http_request *request,
                    struct http_answer *answer);

/* The answer for a request whose body was not read: too large, or of unknown length. */
void service_refuse(const struct http_problem *problem, struct http_answer *answer);

#endif
