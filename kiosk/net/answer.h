/* The service's answers as structs: bytes in, no I/O. MC_EPARSE for everything that is not what
 * central/openapi.yaml promises. */
#ifndef MOTCUA_KIOSK_NET_ANSWER_H
#define MOTCUA_KIOSK_NET_ANSWER_H

#include "kiosk/net/client.h"

/* Acceptance: the signed receipt in it, not yet verified: statement, key_id and signature of *out.
 */
enum mc_err answer_parse_receipt(const void *bytes, size_t len, struct net_submit_result *out,
                                 struct mc_error *err) MC_MUST_CHECK;
/* DossierState: must be about the code asked for. */
enum mc_err answer_parse_dossier(const void *bytes, size_t len, const char *code,
                                 struct net_dossier *out, struct mc_error *err) MC_MUST_CHECK;
/* Catalogue: the number of the newest version. */
enum mc_err answer_parse_version(const void *bytes, size_t len, int64_t *out,
                                 struct mc_error *err) MC_MUST_CHECK;

#endif
