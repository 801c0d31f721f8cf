/*
 * Opening what was handed in, with a private key: for officers, never in the service itself, which
 * has only public keys. Whoever calls this records who read what. Any thread.
 */
#ifndef MOTCUA_CENTRAL_OPENING_H
#define MOTCUA_CENTRAL_OPENING_H

#include "core/sealing.h"
#include "domain/dossier.h"

#define OPENING_KEYS_MAX 8

/* The private keys an office has: the present one and, after it was changed, the earlier ones. */
struct opening_keys {
    struct mc_opening_key *list[OPENING_KEYS_MAX];
    size_t count;
};
/* Adds the key of a file; MC_ETOOBIG when there are OPENING_KEYS_MAX. */
enum mc_err opening_keys_add(struct opening_keys *keys, const char *path,
                             struct mc_error *err) MC_MUST_CHECK;
/* NULL and zeroed are fine. */
void opening_keys_finish(struct opening_keys *keys);

/* The dossier's JSON out of a stored body (storage_body()), sealed or not. *out NUL-terminated, in
 * secret memory, freed with mc_secret_free(). MC_EDENIED when none of the keys is the one it was
 * sealed to (the error names that key), or it has been changed; MC_ECORRUPT when what is inside is
 * not what stands outside. */
enum mc_err opening_json(const struct opening_keys *keys, const void *body, size_t len, char **out,
                         size_t *out_len, struct mc_error *err) MC_MUST_CHECK;
/* The same, read; freed with dossier_finish(). */
enum mc_err opening_dossier(const struct opening_keys *keys, const void *body, size_t len,
                            struct dossier *out, struct mc_error *err) MC_MUST_CHECK;

#endif
