/*
 * Dossiers that come in parts (tus 1.0; service_uploads.c): what has come of each, until it is
 * handed in by its name or nobody goes on with it. An upload belongs to the kiosk that began it;
 * for every other one it is not there. Any thread; times are Unix seconds.
 */
#ifndef MOTCUA_CENTRAL_STORAGE_UPLOADS_H
#define MOTCUA_CENTRAL_STORAGE_UPLOADS_H

#include "central/storage.h"
#include "domain/sealed_dossier.h"

#define STORAGE_UPLOAD_MAX_BYTES SEALED_MAX_BYTES /* what a dossier may have at all */
#define STORAGE_UPLOADS_MAX      16               /* begun at a time, of one kiosk */

enum storage_upload_outcome {
    STORAGE_UPLOAD_DONE,
    STORAGE_UPLOAD_UNKNOWN,  /* none of this name: never begun, too old, or another kiosk's */
    STORAGE_UPLOAD_OTHER,    /* begun before with another length, or by another kiosk */
    STORAGE_UPLOAD_TOO_MANY, /* this kiosk has to end others first */
    STORAGE_UPLOAD_OFFSET,   /* the part does not begin where the upload ends */
    STORAGE_UPLOAD_OVER,     /* the part goes beyond the length that was told */
    STORAGE_UPLOAD_RUNNING   /* the key is being worked on at this moment */
};
struct storage_upload {
    int64_t bytes; /* when it will be whole */
    int64_t offset;
    int64_t expires_s; /* 0: it was handed in, and is kept */
};
/* Who asks for which; borrowed. */
struct storage_upload_name {
    const char *key; /* the dossier's idempotency key */
    const char *kiosk;
    int64_t now_s;
};

/* Begins it, or finds it begun with this length, or handed in: what has come stays. Uploads that
 * are too old, of any kiosk, are removed. *out when STORAGE_UPLOAD_DONE. */
enum mc_err storage_upload_begin(struct storage *storage, const struct storage_upload_name *name,
                                 int64_t bytes, int64_t expires_s,
                                 enum storage_upload_outcome *outcome, struct storage_upload *out,
                                 struct mc_error *err) MC_MUST_CHECK;
/* DONE or UNKNOWN. One that was handed in is found whole, so that nobody sends it again because an
 * answer was lost. */
enum mc_err storage_upload_find(struct storage *storage, const struct storage_upload_name *name,
                                enum storage_upload_outcome *outcome, struct storage_upload *out,
                                struct mc_error *err) MC_MUST_CHECK;
/* Adds the part of `len` bytes at the offset; DONE, UNKNOWN, OFFSET, OVER or RUNNING. */
enum mc_err storage_upload_append(struct storage *storage, const struct storage_upload_name *name,
                                  int64_t offset, const void *part, size_t len, int64_t expires_s,
                                  enum storage_upload_outcome *outcome, struct storage_upload *out,
                                  struct mc_error *err) MC_MUST_CHECK;
/* The whole, of *upload's length, also of one that was handed in; UNKNOWN as long as something is
 * missing. *out in secret memory, freed with mc_secret_free(). */
enum mc_err storage_upload_body(struct storage *storage, const struct storage_upload_name *name,
                                enum storage_upload_outcome *outcome, struct storage_upload *upload,
                                void **out, struct mc_error *err) MC_MUST_CHECK;
/* Throws away what has come, so that it can begin anew. */
enum mc_err storage_upload_drop(struct storage *storage, const struct storage_upload_name *name,
                                struct mc_error *err) MC_MUST_CHECK;

#endif
