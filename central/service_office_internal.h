/* What the handlers of /v1/office share. */
#ifndef MOTCUA_CENTRAL_SERVICE_OFFICE_INTERNAL_H
#define MOTCUA_CENTRAL_SERVICE_OFFICE_INTERNAL_H

#include "central/service_internal.h"
#include "central/storage_office.h"
#include "domain/sealed_dossier.h"

/* Who the bearer token belongs to; false when the answer is given already. */
bool service_office_enter(const struct service *service, const struct http_request *request,
                          struct storage_officer *officer, struct http_answer *answer);
/* By code and receipt's token. MC_ENOTFOUND does not tell which was wrong. */
enum mc_err service_rate(const struct service *service, const char *code, const char *token,
                         const struct rating *rating, int64_t now_s,
                         enum storage_rate_outcome *outcome, struct mc_error *err) MC_MUST_CHECK;
/* Digits alone, up to 18. */
bool service_office_number(const char *text, int64_t *out);

#endif
