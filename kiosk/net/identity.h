/*
 * Who this kiosk is to the central service: a private key that never leaves the machine, and the
 * certificate the service's authority gave out for it, in one PEM file of the owner's alone. One
 * file, so that a renewal replaces both at once. X.509 and PKCS #10 by OpenSSL. Any thread.
 */
#ifndef MOTCUA_KIOSK_NET_IDENTITY_H
#define MOTCUA_KIOSK_NET_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* A key that waits for its certificate. */
struct identity_key {
    char *pem;     /* secret memory */
    char *request; /* PKCS #10, PEM; owned, freed with free() */
};
/* A new one on P-256. */
enum mc_err identity_key_make(const char *kiosk, struct identity_key *out,
                              struct mc_error *err) MC_MUST_CHECK;
/* The one kept in a file by an earlier try, else a new one that is kept there: so that asking again
 * after a lost answer is asking for the same. */
enum mc_err identity_key_keep(const char *path, const char *kiosk, struct identity_key *out,
                              struct mc_error *err) MC_MUST_CHECK;
/* Wipes; zeroed is fine. */
void identity_key_finish(struct identity_key *key);

/* Writes key and certificate to `path`. MC_EINVAL, and the file stays as it was, when the
 * certificate is not for this key or names another kiosk. */
enum mc_err identity_write(const char *path, const struct identity_key *key,
                           const char *certificate_pem, const char *kiosk,
                           struct mc_error *err) MC_MUST_CHECK;

/* When the certificate in the file began and ends. MC_ENOTFOUND: there is none, MC_EPARSE: the file
 * is no identity, or another kiosk's. */
struct identity_dates {
    int64_t from_s;
    int64_t to_s;
};
enum mc_err identity_read_dates(const char *path, const char *kiosk, struct identity_dates *out,
                                struct mc_error *err) MC_MUST_CHECK;
/* Two thirds of its time are over. */
bool identity_is_due(const struct identity_dates *dates, int64_t now_s);

#endif
