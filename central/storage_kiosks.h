/*
 * Which machines are kiosks: one-time codes to enrol with, and the certificates that were given out
 * for them. Any thread; times are Unix seconds.
 */
#ifndef MOTCUA_CENTRAL_STORAGE_KIOSKS_H
#define MOTCUA_CENTRAL_STORAGE_KIOSKS_H

#include <stdbool.h>

#include "central/authority.h"
#include "central/storage.h"

/* A code's hash for a kiosk; codes given out before for it and not used are void from now on. */
enum mc_err storage_enrolment_add(struct storage *storage, const char *kiosk, const char *code_hash,
                                  int64_t now_s, int64_t expires_s,
                                  struct mc_error *err) MC_MUST_CHECK;

/* Uses a code up for the kiosk and keeps its certificate; certificates it had before are revoked:
 * a machine takes the other's place. The same code again with the same key (the answer was lost on
 * its way) gets the same certificate while the code is valid and the certificate not revoked.
 * MC_EDENIED: wrong, used or old, not told apart. *out_pem freed with free(). */
enum mc_err storage_enrolment_use(struct storage *storage, const char *code_hash,
                                  const struct authority_certificate *certificate, int64_t now_s,
                                  char **out_pem, struct mc_error *err) MC_MUST_CHECK;

/* Keeps a renewed certificate. MC_EDENIED when the one it was asked with has been revoked. */
enum mc_err storage_certificate_renew(struct storage *storage, const char *serial,
                                      const struct authority_certificate *certificate,
                                      int64_t now_s, struct mc_error *err) MC_MUST_CHECK;
/* MC_EDENIED when the certificate is not known, or revoked. */
enum mc_err storage_certificate_check(struct storage *storage, const char *kiosk,
                                      const char *serial, struct mc_error *err) MC_MUST_CHECK;

/* Revokes all certificates of the kiosk and voids its codes: how many certificates that were. */
enum mc_err storage_kiosk_revoke(struct storage *storage, const char *kiosk, int64_t now_s,
                                 int64_t *out, struct mc_error *err) MC_MUST_CHECK;

/* What is known of a kiosk. */
struct storage_kiosk {
    char id[AUTHORITY_KIOSK_BYTES];
    int64_t enrolled_s;     /* last; 0: not yet */
    int64_t expires_s;      /* of its newest certificate */
    int64_t revoked_s;      /* of its newest certificate; 0: it is good */
    int64_t code_expires_s; /* of a code that waits for it; 0: none does */
};
struct storage_kiosk_visitor {
    void (*visit)(void *context, const struct storage_kiosk *kiosk);
    void *context;
};
enum mc_err storage_kiosk_list(struct storage *storage, int64_t now_s,
                               const struct storage_kiosk_visitor *visitor,
                               struct mc_error *err) MC_MUST_CHECK;

#endif
