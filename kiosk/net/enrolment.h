/*
 * Becoming a kiosk, and staying one: asks the service's authority for a certificate
 * (central/openapi.yaml, enrolKiosk and renewCertificate). Calls block; from the client's thread.
 */
#ifndef MOTCUA_KIOSK_NET_ENROLMENT_H
#define MOTCUA_KIOSK_NET_ENROLMENT_H

#include "kiosk/net/client.h"

/* POST /v1/enrolments. *out_certificate, PEM, is freed with free(); it has not been looked at.
 * MC_EDENIED: the code is wrong, used or too old. */
enum mc_err net_enrol(struct net_client *client, const char *kiosk, const char *code,
                      const char *request_pem, int timeout_ms, char **out_certificate,
                      struct mc_error *err) MC_MUST_CHECK;
/* POST /v1/certificates, with the certificate the client shows. MC_EDENIED: it is revoked or too
 * old, and this machine must be enrolled again. */
enum mc_err net_renew(struct net_client *client, const char *request_pem, int timeout_ms,
                      char **out_certificate, struct mc_error *err) MC_MUST_CHECK;

#endif
