/* The handlers that service.c chooses from. `code` is the path's. */
#ifndef MOTCUA_CENTRAL_SERVICE_INTERNAL_H
#define MOTCUA_CENTRAL_SERVICE_INTERNAL_H

#include "central/service.h"

void service_post_dossier(const struct service *service, const struct http_request *request,
                          const char *code, struct http_answer *answer);
void service_get_dossier(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer);
void service_post_lookup(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer);
void service_get_page(const struct service *service, const struct http_request *request,
                      const char *code, struct http_answer *answer);

void service_get_catalogue(const struct service *service, const struct http_request *request,
                           const char *code, struct http_answer *answer);
void service_get_bundle(const struct service *service, const struct http_request *request,
                        const char *code, struct http_answer *answer);

void service_get_guide(const struct service *service, const struct http_request *request,
                       const char *code, struct http_answer *answer);

void service_post_enrolment(const struct service *service, const struct http_request *request,
                            const char *code, struct http_answer *answer);
void service_post_certificate(const struct service *service, const struct http_request *request,
                              const char *code, struct http_answer *answer);
void service_post_device_report(const struct service *service, const struct http_request *request,
                                const char *code, struct http_answer *answer);
/* For the metrics. */
void service_count_devices(const struct service *service, int64_t now_s);
/* Which kiosk asks, by its certificate, which must be good and not revoked at this moment. False
 * when the answer is made already. */
bool service_authorise(const struct service *service, const struct http_request *request,
                       struct authority_identity *out, struct http_answer *answer);

/* /v1/uploads; `code` is the dossier's idempotency key. */
void service_get_uploads(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer);
void service_post_upload(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer);
void service_head_upload(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer);
void service_patch_upload(const struct service *service, const struct http_request *request,
                          const char *code, struct http_answer *answer);
/* Hands in the upload that the request's body names, under its own key. */
void service_take_upload(const struct service *service, const struct http_request *request,
                         const struct authority_identity *identity, struct http_answer *answer);

/* /v1/office: for officers, with a bearer token. */
void service_get_queue(const struct service *service, const struct http_request *request,
                       const char *code, struct http_answer *answer);
void service_get_office_dossier(const struct service *service, const struct http_request *request,
                                const char *code, struct http_answer *answer);
void service_get_body(const struct service *service, const struct http_request *request,
                      const char *code, struct http_answer *answer);
void service_post_action(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer);
void service_get_statistics(const struct service *service, const struct http_request *request,
                            const char *code, struct http_answer *answer);
void service_get_audit(const struct service *service, const struct http_request *request,
                       const char *code, struct http_answer *answer);

void service_post_rating(const struct service *service, const struct http_request *request,
                         const char *code, struct http_answer *answer);
void service_post_page_rating(const struct service *service, const struct http_request *request,
                              const char *code, struct http_answer *answer);

/* The agency's name, or its code when it is in no directory. */
const char *service_agency_name(const struct service *service, const char *code,
                                enum mc_language language);

/* What the choice of the deciding agency depends on; everything borrowed. */
struct service_routing {
    const char *procedure_code;
    const char *receiving_agency;
    const char *residence; /* an address, or its last two parts */
    const char *proposed;  /* the kiosk's choice, used where no rule fits; "" for none */
};
/* The deciding agency, and whether the procedure has an online channel, by the published
 * catalogue. What cannot be told is the receiving agency, and the counter. */
void service_route(const struct service *service, const struct service_routing *routing,
                   char deciding[DOSSIER_AGENCY_BYTES], bool *online);

/* What a kiosk, a citizen or an officer may be told without opening the dossier. Freed with
 * cJSON_Delete(). */
cJSON *service_status_json(const struct service *service, const struct storage_dossier *dossier);
/* It was decided, and nobody has rated it yet. */
bool service_can_be_rated(const struct storage_dossier *dossier);
void service_add_time(cJSON *object, const char *name, int64_t unix_s);
/* Answers what a reader refused. Its error begins with the member's path, from the root on:
 * "dossier.applicant.birth: expected …". */
void service_refuse_member(struct http_answer *answer, const struct mc_error *err,
                           const char *root);
/* The header's type is this one, whatever its parameters. */
bool service_type_is(const char *content_type, const char *type);
/* A dossier's body of a media type that is taken, under the request's key, from that kiosk. */
void service_take_in(const struct service *service, const struct http_request *request,
                     const struct authority_identity *identity, const char *media_type,
                     const void *body, size_t len, struct http_answer *answer);

/* MC_ENOTFOUND when code or token is malformed, unknown or wrong. */
enum mc_err service_look_up(const struct service *service, const char *code, const char *token,
                            struct storage_dossier *out, struct mc_error *err);
/* Logs the fault and answers 503. */
void service_fail(struct http_answer *answer, const struct mc_error *err);

#endif
