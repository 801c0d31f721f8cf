/* The handlers that service.c chooses from. `code` is the path's. */
#ifndef MOTCUA_CENTRAL_SERVICE_INTERNAL_H
#define MOTCUA_CENTRAL_SERVICE_INTERNAL_H

#include "central/service.h"

void service_post_dossier(const struct service *service, const struct http_request *request,
                          const char *code, struct http_answer *answer);
void service_get_dossier(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer);
void service_get_page(const struct service *service, const struct http_request *request,
                      const char *code, struct http_answer *answer);

void service_get_catalogue(const struct service *service, const struct http_request *request,
                           const char *code, struct http_answer *answer);
void service_get_bundle(const struct service *service, const struct http_request *request,
                        const char *code, struct http_answer *answer);

void service_get_guide(const struct service *service, const struct http_request *request,
                       const char *code, struct http_answer *answer);

/* The agency's entry, or NULL. */
const struct service_agency *service_find_agency(const struct service *service, const char *code);
/* MC_ENOTFOUND when code or token is malformed, unknown or wrong. */
enum mc_err service_look_up(const struct service *service, const char *code, const char *token,
                            struct storage_dossier *out, struct mc_error *err);
/* Logs the fault and answers 503. */
void service_fail(struct http_answer *answer, const struct mc_error *err);

#endif
